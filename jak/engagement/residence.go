package engagement

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/unit"
)

// ResidenceSchema identifies the JSON form of an analysis.
const ResidenceSchema = "jakstat.residence/1"

// Plan is a sensitivity analysis of residence time: one drug at one dose, with the same dissociation constants throughout.
type Plan struct {
	Treatment coverage.Treatment
	Options   Options
	Kinases   []binding.Kinase // the first is the target, the others are off-targets; nil: all with a constant, strongest first
	Residence []unit.Quantity  // rising; nil: DefaultResidence
	Step      float64          // h between points of a course; 0: DefaultStep
}

// DefaultStep is the time between points of a course, h.
const DefaultStep = 0.1

// DefaultResidence spans what inhibitors of kinases show: a minute for a small fragment-like ligand, a day for a slow dissociator
// (Copeland 2016, Nat Rev Drug Discov 15:87, doi:10.1038/nrd.2015.18).
func DefaultResidence() []unit.Quantity {
	return []unit.Quantity{unit.Q(1, "min"), unit.Q(10, "min"), unit.Q(30, "min"), unit.Q(1, "h"), unit.Q(3, "h"), unit.Q(8, "h"), unit.Q(24, "h")}
}

// Analysis is the result, at steady state of the regimen. The first row is binding at equilibrium.
type Analysis struct {
	Plan  Plan
	Times []float64   // h after a dose
	Total [][]float64 // unbound concentration by ligand, nM
	// Ligands names them; metabolites are in equivalents of the parent.
	Ligands []string
	Rows    []Row
}

// Row is one residence time.
type Row struct {
	Residence unit.Quantity // the zero quantity: equilibrium
	Targets   []Target      // in the order of Plan.Kinases
	Longer    Longer
}

// Target is the engagement of one kinase over the day.
type Target struct {
	Kinase     binding.Kinase
	Kon        float64        // 1/(M·s) to enzyme without ATP, koff/Ki with the constant in cells; 0 at equilibrium
	Occupancy  coverage.Cover // fraction of the kinase that holds an analyte
	Inhibition coverage.Cover // fraction of its activity that is missing
	Course     []float64      // occupancy at Analysis.Times
}

// Longer is how far doses can move apart at the same daily dose until the trough occupancy of the target falls to that of binding at
// equilibrium with the regimen of the plan.
type Longer struct {
	Every   float64  // h
	Beyond  bool     // the true interval is longer than Every, where the search ended
	Targets []Target // engagement at that interval, in the order of Plan.Kinases; courses are left out
}

// searchEnd is the longest dosing interval tried, h; searchWidth how far the answer may lie below the true one.
const (
	searchEnd   = 336.0
	searchWidth = 0.25
)

// Residence runs the analysis. Errors are a diag.List for a drug or regimen it does not apply to.
func Residence(ctx context.Context, lib *evidence.Library, p Plan) (*Analysis, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	still, err := Compose(lib, p.Options, Part{Treatment: p.Treatment})
	if err != nil {
		return nil, err
	}
	moving, err := Compose(lib, p.Options, Part{Treatment: p.Treatment, Residence: p.Residence[0]})
	if err != nil {
		return nil, err
	}
	reg := p.Treatment.Regimen
	base, err := still.Steady(ctx, reg, p.Step)
	if err != nil {
		return nil, err
	}
	variants := make([]Variant, len(p.Residence))
	for i, q := range p.Residence {
		variants[i] = Variant{Residence: q}
	}
	courses, err := moving.Steady(ctx, reg, p.Step, variants...)
	if err != nil {
		return nil, err
	}
	a := &Analysis{Plan: p, Times: base[0].Times, Total: base[0].Unbound, Ligands: still.Ligands}
	first := Row{Targets: p.targets(still, base[0], unit.Quantity{})}
	reference := first.Targets[0].Occupancy.Trough
	first.Longer = Longer{Every: reg.Last().Every, Targets: bare(first.Targets)}
	a.Rows = append(a.Rows, first)
	for i, c := range courses {
		a.Rows = append(a.Rows, Row{Residence: p.Residence[i], Targets: p.targets(moving, c, p.Residence[i])})
	}
	errs := make([]error, len(a.Rows))
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := 1; i < len(a.Rows); i++ {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			a.Rows[i].Longer, errs[i] = p.longer(ctx, moving, a.Rows[i], reference)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return a, nil
}

// Check puts defaults in and refuses what has no answer. [Residence] calls it; the error is a diag.List.
func (p *Plan) Check() error {
	var diags diag.List
	m := p.Treatment.Molecule
	where := diag.Pos{Where: p.Treatment.Drug.Name}
	if m.Mode == binding.Irreversible {
		diags.Add(diag.New(where, "engagement.covalent", "a covalent drug has no residence time: it stays for the life of the protein").
			Suggest("`jakstat explain` shows what turnover of the protein makes of it"))
		return diags
	}
	strongest := known(m)
	if len(strongest) == 0 {
		diags.Add(diag.New(where, "engagement.binding", "no usable constant is known"))
	}
	names := ""
	for _, k := range strongest {
		names += " " + k.String()
	}
	for _, k := range p.Kinases {
		if !slices.Contains(strongest, k) {
			diags.Add(diag.New(where, "engagement.kinase", "no usable constant on %s is known", k).Suggest("known:%s", names))
		}
	}
	if p.Kinases == nil {
		p.Kinases = strongest
	}
	if p.Residence == nil {
		p.Residence = DefaultResidence()
	}
	if p.Step == 0 {
		p.Step = DefaultStep
	}
	return diags.Err()
}

// targets summarises a course for every kinase of the plan.
func (p *Plan) targets(c *Composition, x Course, residence unit.Quantity) []Target {
	var out []Target
	for _, k := range p.Kinases {
		held := x.Pocket[k]
		place := ""
		if p.Treatment.Molecule.Mode == binding.JH2 {
			held, place = x.Pseudokinase[k], "_JH2"
		}
		missing := make([]float64, len(held))
		for i, a := range x.Active[k] {
			missing[i] = 1 - a
		}
		t := Target{Kinase: k, Course: held, Occupancy: coverage.Summarise(x.Times, held), Inhibition: coverage.Summarise(x.Times, missing)}
		if set(residence) {
			ki := c.Program.Params[c.Program.ParamIndex("Ki_"+k.String()+place+"_"+c.Ligands[0])]
			t.Kon = 1 / residence.Base() / (ki.Value * ki.Scale * 1e-9) // Ki is in nM
		}
		out = append(out, t)
	}
	return out
}

// bare leaves the courses out.
func bare(ts []Target) []Target {
	out := slices.Clone(ts)
	for i := range out {
		out[i].Course = nil
	}
	return out
}

// longer finds the interval by bisection: troughs fall as doses move apart.
func (p *Plan) longer(ctx context.Context, c *Composition, row Row, reference float64) (Longer, error) {
	at := func(every float64) ([]Target, error) {
		x, err := c.Steady(ctx, spread(p.Treatment.Regimen, every), max(p.Step, every/240), Variant{Residence: row.Residence})
		if err != nil {
			return nil, err
		}
		return p.targets(c, x[0], row.Residence), nil
	}
	low := Longer{Every: p.Treatment.Regimen.Last().Every, Targets: bare(row.Targets)}
	if low.Every >= searchEnd || row.Targets[0].Occupancy.Trough < reference {
		return low, nil
	}
	high, err := at(searchEnd)
	switch {
	case err != nil:
		return low, err
	case high[0].Occupancy.Trough >= reference:
		return Longer{Every: searchEnd, Beyond: true, Targets: bare(high)}, nil
	}
	for end := searchEnd; end-low.Every > searchWidth; {
		mid := (low.Every + end) / 2
		ts, err := at(mid)
		if err != nil {
			return low, err
		}
		if ts[0].Occupancy.Trough >= reference {
			low = Longer{Every: mid, Targets: bare(ts)}
		} else {
			end = mid
		}
	}
	return low, nil
}

// spread gives the same daily dose at another interval.
func spread(r *dose.Regimen, every float64) *dose.Regimen {
	last := r.Last()
	daily := pk.DailyDose(r)
	last.Amount = unit.Quantity{Value: daily.Value * every / 24, Unit: daily.Unit}
	last.Every, last.Start = every, 0
	return &dose.Regimen{Courses: []dose.Course{last}}
}

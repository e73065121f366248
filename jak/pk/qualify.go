package pk

import (
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"math"
	"strings"

	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/drug"
	"jakstat/qualification"
	"jakstat/unit"
)

// Criteria of the pharmacokinetic qualification, set before any run: verified observed rows must lie within these folds,
// and at most this share of them may miss.
const (
	FoldAUC   = 1.25
	FoldCmax  = 1.5
	MissShare = 0.15
)

// Role says what a comparison is good for.
type Role string

// The roles.
const (
	Tested    Role = "tested"  // verified, observed, AUC or Cmax, not built from: can pass or fail
	Shown     Role = "shown"   // compared, but unverified, not observed, or another statistic
	BuiltFrom Role = "built"   // the model was built from this row
	Outside   Role = "outside" // no model speaks of it; Reason says why
)

// Comparison is one exposure row beside the model.
type Comparison struct {
	Row       *evidence.PKExposure
	Model     string
	Basis     string
	Role      Role
	Observed  float64
	Predicted float64 // NaN when outside
	Fold      float64 // max(p/o, o/p), ≥ 1
	Limit     float64 // fold that passes; 0 when the statistic is not judged
	Reason    string
}

// Pass tells whether a tested row lies within its limit.
func (c Comparison) Pass() bool { return c.Fold <= c.Limit }

// Qualify compares every exposure row of the library with the models. The order is that of the library.
func Qualify(ctx context.Context, lib *evidence.Library) ([]Comparison, error) {
	plan, err := readPlan()
	if err != nil {
		return nil, err
	}
	q := qualifier{ctx: ctx, lib: lib, drugs: map[string]*Drug{}, runs: map[string]*run{}}
	var out []Comparison
	for _, row := range lib.PKExposures {
		entry, ok := plan[row.ID]
		if !ok {
			return nil, fmt.Errorf("pk: qualification/pk.csv has no line for %s", row.ID)
		}
		c, err := q.compare(row, entry)
		if err != nil {
			return nil, fmt.Errorf("pk: %s: %w", row.ID, err)
		}
		out = append(out, c)
	}
	return out, nil
}

// planEntry is one line of qualification/pk.csv.
//
// role, when set, lowers a row's standing with the reason in remark: a row that a reader would count as an independent test and that is none.
// Without a role the remark is an explanation shown beside the row.
type planEntry struct{ model, covariates, against, outside, role, remark string }

func readPlan() (map[string]planEntry, error) {
	data, err := fs.ReadFile(qualification.FS, "pk.csv")
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil {
		return nil, err
	}
	plan := map[string]planEntry{}
	for _, r := range rows[1:] {
		plan[r[0]] = planEntry{r[1], r[2], r[3], r[4], r[5], r[6]}
	}
	return plan, nil
}

type qualifier struct {
	ctx   context.Context
	lib   *evidence.Library
	drugs map[string]*Drug
	runs  map[string]*run
}

// run is one simulated course at steady state and after a single dose.
type run struct {
	model  *Model
	window Window
	t      []float64
	steady [][]float64 // per analyte, ng/mL
	single [][]float64
	ts     []float64
}

func (q *qualifier) compare(row *evidence.PKExposure, e planEntry) (Comparison, error) {
	c := Comparison{Row: row, Role: Outside, Reason: e.outside, Predicted: math.NaN(), Fold: math.NaN()}
	if e.outside != "" {
		return c, nil
	}
	doseText := row.DoseMG.Quantity()
	r, err := q.simulate(row.Drug, e.model, fmt.Sprintf("%g mg", doseText.Value), row.Regimen, e.covariates)
	if err != nil {
		return c, err
	}
	c.Model, c.Basis = r.model.ID, r.model.Basis
	at := -1
	for i, name := range r.model.Courses() {
		if name == row.Analyte {
			at = i
		}
	}
	ratio := 1.0
	for _, x := range r.model.Ratios {
		if x.Analyte == row.Analyte {
			at, ratio = 0, x.Value.Value
			if a, p := r.model.Drug.Analyte(row.Analyte), r.model.Drug.Parent(); a.MolarMass.Value > 0 {
				ratio *= a.MolarMass.Value / p.MolarMass.Value
			}
		}
	}
	if at < 0 {
		c.Reason = "the model has no course of " + row.Analyte
		return c, nil
	}
	c.Predicted, c.Limit = r.statistic(row.Statistic, at)
	c.Predicted *= ratio
	if e.against != "" {
		other := strings.SplitN(e.against, ":", 3)
		o, err := q.simulate(row.Drug, other[0], other[1], other[2], e.covariates)
		if err != nil {
			return c, err
		}
		base, _ := o.statistic(row.Statistic, at)
		c.Predicted /= base
	}
	if math.IsNaN(c.Predicted) {
		c.Reason = "the statistic is not one the models give"
		return c, nil
	}
	if err := c.observe(r.model); err != nil {
		return c, err
	}
	c.Fold = max(c.Predicted/c.Observed, c.Observed/c.Predicted)
	switch {
	case r.model.Refs(row.ID):
		c.Role, c.Reason = BuiltFrom, "the model was built from this row"
	case e.role != "":
		c.Role, c.Reason = Role(e.role), e.remark
	case c.Limit > 0 && row.Kind == "observed" && row.How == evidence.Verified:
		c.Role, c.Reason = Tested, e.remark
	default:
		c.Role, c.Reason = Shown, e.remark
	}
	return c, nil
}

// observe brings the observed value to the unit of the prediction: ng/mL, ng·h/mL, h, or a plain ratio.
func (c *Comparison) observe(m *Model) error {
	v := c.Row.Value
	if !v.IsNumber() { // "equivalent", "ER 15 QD = IR 6 BID"
		c.Observed = 1
		return nil
	}
	for _, u := range []string{"ng/mL{plasma}", "ng.h/mL{plasma}"} {
		want := unit.Must(u)
		if x, err := v.In(want); err == nil {
			c.Observed = x
			return nil
		}
		mw := m.Drug.Parent().MolarMass.Quantity
		if a := m.Drug.Analyte(c.Row.Analyte); a.MolarMass.Value > 0 {
			mw = a.MolarMass.Quantity
		}
		if x, err := unit.ToMass(v.Quantity(), mw, want); err == nil {
			c.Observed = x
			return nil
		}
	}
	for _, u := range []unit.Unit{unit.Must("h"), unit.One} {
		if x, err := v.In(u); err == nil {
			c.Observed = x
			return nil
		}
	}
	return fmt.Errorf("unit %s of %s is not one of an exposure", v.Unit, c.Row.Statistic)
}

// statistic reads a named statistic off a run, with the fold it is judged by (0: not judged).
func (r *run) statistic(name string, analyte int) (value, limit float64) {
	x := Expose(r.t, r.steady[analyte])
	day := x.AUC * hoursPerDay / r.window.Length
	first := Expose(r.ts, r.single[analyte])
	interval := r.model.interval(r)
	switch {
	case name == "AUC24", strings.HasPrefix(name, "AUC24 "):
		return day, FoldAUC
	case name == "AUC0-12":
		return day / 2, FoldAUC
	case name == "AUCinf", strings.HasPrefix(name, "AUCinf "):
		return first.AUC, FoldAUC
	case name == "Cmax" && interval == 0:
		return first.Cmax, FoldCmax
	case name == "Cmax":
		return x.Cmax, FoldCmax
	case name == "Cmin", strings.HasPrefix(name, "Cmin "):
		return x.Cmin, 0
	case name == "Cavg":
		return day / hoursPerDay, 0
	case name == "tmax":
		return first.Tmax, 0
	case name == "t_half":
		return HalfLife(r.ts, r.single[analyte]), 0
	case name == "AUC accumulation":
		return day * interval / hoursPerDay / Expose(upTo(r.ts, r.single[analyte], interval)).AUC, 0
	case strings.HasPrefix(name, "AUC ratio M21/parent"):
		return Expose(r.t, r.steady[1]).AUC / x.AUC, FoldAUC
	}
	return math.NaN(), 0
}

func upTo(t, c []float64, end float64) (ts, cs []float64) {
	n := 0
	for n < len(t) && t[n] <= end+1e-9 {
		n++
	}
	return t[:n], c[:n]
}

// interval is the dosing interval of a run, 0 for a single dose.
func (m *Model) interval(r *run) float64 {
	if len(r.window.Events) == 0 {
		return 0
	}
	return r.window.Events[0].II
}

const (
	fineStep   = 0.05 // h, grid of the steady-state window
	singleStep = 0.1  // h, grid of the single-dose course
	singleSpan = 720  // h: over six half-lives of the slowest drug
)

// simulate runs a model at a dose, once for each distinct request.
func (q *qualifier) simulate(name, model, amount, regimen, covariates string) (*run, error) {
	key := strings.Join([]string{name, model, amount, regimen, covariates}, "|")
	if r, ok := q.runs[key]; ok {
		return r, nil
	}
	d, ok := q.drugs[name]
	if !ok {
		var err error
		if d, err = Open(name, q.lib); err != nil {
			return nil, err
		}
		q.drugs[name] = d
	}
	m, err := d.Find(model)
	if err != nil {
		return nil, err
	}
	if strings.Contains(regimen, "single") || regimen == "" {
		regimen = "single"
	}
	reg, err := dose.ParseDoseAndRegimen(amount, strings.ToLower(regimen))
	if err != nil {
		return nil, err
	}
	subject := Subject{Covariates: map[string]unit.Quantity{}}
	if m.Uses("daily_dose") {
		subject.Covariates["daily_dose"] = DailyDose(reg)
	}
	if covariates != "" {
		name, text, _ := strings.Cut(covariates, "=")
		v, err := (&drug.Resolver{Rows: d.rows}).Resolve(drug.Text{S: text}, "")
		if err != nil {
			return nil, err
		}
		subject.Covariates[name] = v.Quantity
	}
	r := &run{model: m}
	if !reg.Last().Single() {
		if r.window, err = m.SteadyState(reg); err != nil {
			return nil, err
		}
		r.t = r.window.Grid(fineStep)
		p, err := m.Simulate(q.ctx, Simulation{Events: r.window.Events, Times: r.t, Subjects: []Subject{subject}})
		if err != nil {
			return nil, err
		}
		r.steady = p[0].Mass
	}
	one := Window{Length: singleSpan}
	r.ts = one.Grid(singleStep)
	first := dose.Event{Row: 1, EVID: dose.EVIDDose, Amount: reg.Last().Amount}
	p, err := m.Simulate(q.ctx, Simulation{Events: []dose.Event{first}, Times: r.ts, Subjects: []Subject{subject}})
	if err != nil {
		return nil, err
	}
	r.single = p[0].Mass
	if r.steady == nil {
		r.steady, r.t, r.window.Length = r.single, r.ts, singleSpan
	}
	q.runs[key] = r
	return r, nil
}

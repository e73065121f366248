package statements

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/jak/bench"
	"jakstat/jak/binding"
	"jakstat/jak/engagement"
	"jakstat/unit"
)

// dish is the bench experiment behind S2: IL-6 on cells, followed from receptor to gene, and the same under far more of a JAK inhibitor than its
// constants ask for.
const dish = `bench: IL-6 from receptor to gene
stimulus: {cytokine: IL-6, concentration: 1 nM}
drugs:
  - {drug: tofacitinib, concentration: 100 uM, from: -30 min}
readouts: [pSTAT3, target mRNA]
times: %s
`

// timeStep is the time between looks at the dish, min.
const timeStep = 2

// dynamics are the courses of pSTAT3 and target mRNA above the dish without cytokine, by what was done.
type dynamics struct {
	minutes                 []float64
	control, drug, excluded [][]float64 // [readout][time]
	refs                    []string
}

func (w *world) dynamics() (*dynamics, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dished != nil {
		return w.dished, nil
	}
	var words []string
	for t := timeStep; t <= 180; t += timeStep {
		words = append(words, fmt.Sprintf("%d min", t))
	}
	plan, err := bench.Open(w.lib, "S2", []byte(fmt.Sprintf(dish, "["+strings.Join(words, ", ")+"]")))
	if err != nil {
		return nil, err
	}
	bound, err := plan.Bind()
	if err != nil {
		return nil, err
	}
	bound.Options = ode.Options{RTol: 1e-6, ATol: []float64{1e-9}}
	conditions := plan.Experiment().Conditions // basal, control, drug
	at := bound.Program.ParamIndex("kimp_STAT3")
	if at < 0 || len(conditions) != 3 {
		return nil, fmt.Errorf("statements: the pathway has no import of STAT3 to bar, or %d dishes", len(conditions))
	}
	d := &dynamics{minutes: plan.Times}
	var base [][]float64
	for _, x := range []struct {
		to    *[][]float64
		of    int
		extra []sim.Setting
	}{{&base, 0, nil}, {&d.control, 1, nil}, {&d.drug, 2, nil}, {&d.excluded, 1, []sim.Setting{{Param: at, Value: 0}}}} {
		if *x.to, err = bound.Perform(w.ctx, conditions[x.of], x.extra...); err != nil {
			return nil, err
		}
	}
	for _, v := range [][][]float64{d.control, d.drug, d.excluded} {
		for r := range v {
			for i := range v[r] {
				v[r][i] -= base[r][i]
			}
		}
	}
	d.refs = []string{plan.Pathway.Receptor.ID}
	for _, p := range plan.Pathway.Parameters {
		d.refs = append(d.refs, p.Refs...)
	}
	for _, k := range []binding.Kinase{binding.JAK1, binding.JAK2, binding.TYK2} {
		d.refs = append(d.refs, plan.Drugs[0].Constants[k].Refs...)
	}
	d.refs = unique(d.refs)
	w.dished = d
	return d, nil
}

// The read-outs of the dish.
const (
	pSTAT = iota
	mRNA
)

// typicalRates says what is not drawn.
const typicalRates = "rate constants at their values, their ranges are not drawn"

// dishFigure computes one number from the courses; NaN with the reason where they cannot be had.
func dishFigure(f func(*dynamics) (v float64, words string)) func(*world) Figure {
	return func(w *world) Figure {
		d, err := w.dynamics()
		if err != nil {
			return exactly(math.NaN(), err.Error())
		}
		v, words := f(d)
		return exactly(v, words+"; "+typicalRates, d.refs...)
	}
}

// reached is the share of the control's peak that a dish reaches, in percent.
func reached(what string, readout int, of func(*dynamics) [][]float64) func(*world) Figure {
	return dishFigure(func(d *dynamics) (float64, string) {
		a, b := slices.Max(of(d)[readout]), slices.Max(d.control[readout])
		share := math.Round(1e4*a/b) / 100 // beyond that a solver's tolerance shows
		return share, fmt.Sprintf("%s: peak %.1f %%, control %.1f %%", what, math.Abs(a), b)
	})
}

// half is when a course first reaches half of its peak, min.
func half(t, v []float64) float64 {
	goal := slices.Max(v) / 2
	for i := range v {
		if v[i] >= goal {
			if i == 0 {
				return t[0]
			}
			return t[i-1] + (t[i]-t[i-1])*(goal-v[i-1])/(v[i]-v[i-1])
		}
	}
	return math.NaN()
}

// assumedResidence is the residence time of the sensitivity analysis of S14, h.
const assumedResidence = 24

// residence compares engagement by upadacitinib 15 mg once a day, staying a day on its kinases, with binding at equilibrium. No residence time of it is
// measured.
func (w *world) residence() (*engagement.Analysis, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.engaged != nil {
		return w.engaged, nil
	}
	a, err := engagement.Residence(w.ctx, w.lib, engagement.Plan{
		Treatment: w.compared.Columns[w.col(upa)].Treatment, Kinases: []binding.Kinase{binding.JAK1, binding.JAK2}, Residence: []unit.Quantity{unit.Q(assumedResidence, "h")},
	})
	w.engaged = a
	return a, err
}

// engagementFigure computes one number from the analysis.
func engagementFigure(f func(still, long engagement.Row) (v float64, words string)) func(*world) Figure {
	return func(w *world) Figure {
		a, err := w.residence()
		if err != nil {
			return exactly(math.NaN(), err.Error())
		}
		v, words := f(a.Rows[0], a.Rows[1])
		return exactly(v, "sensitivity analysis: "+words, w.refs(upa, il6)...)
	}
}

// troughGain is how much occupancy of a target before the next dose a long stay adds, in points.
func troughGain(target int) func(*world) Figure {
	return engagementFigure(func(still, long engagement.Row) (float64, string) {
		a, b := still.Targets[target], long.Targets[target]
		return 100 * (b.Occupancy.Trough - a.Occupancy.Trough), fmt.Sprintf("trough occupancy of %s %.0f %% at equilibrium, %.0f %% with a residence of %d h", a.Kinase, 100*a.Occupancy.Trough, 100*b.Occupancy.Trough, assumedResidence)
	})
}

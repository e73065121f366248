package bench

import (
	"context"
	"math"

	"jakstat/engine/experiment"
	"jakstat/engine/sim"
	"jakstat/jak/binding"
	"jakstat/jak/pathway"
	"jakstat/jak/receptor"
)

// Potency is what a dose-response says of one read-out at one time: for a drug the concentration that leaves half of the control's signal, for a
// cytokine the one that gives half of the signal of a saturating dose. It is read off the equations, not off the points of the plate.
type Potency struct {
	Readout, Time int
	Half          float64 // nM nominal: IC50 or EC50; +Inf when it is not reached, NaN without a signal
	Hill          float64 // of the concentrations for a fifth and four fifths; NaN when they are not reached
	Kinases       []Share // of a drug, in the order of the receptor's kinases
	Library       *Comparison
	Static        *Comparison
}

// Share is what a drug does at its IC50 through one kinase.
type Share struct {
	Kinase  binding.Kinase
	Active  float64 // fraction left of the kinase, at the time of the read-out for a reversible drug
	Alone   float64 // inhibition (%) if it were the only kinase inhibited
	Without float64 // inhibition (%) if it were spared
}

// Comparison is a half-maximal concentration from elsewhere, nominal in the matrix of the plan.
type Comparison struct {
	NM       float64
	Row      string // evidence id
	What     string
	Verified bool
	AtLeast  bool
}

// Search limits for half-maximal concentrations, nM nominal.
const (
	lowest, highest = 1e-4, 1e7
	saturation      = 1e4 // nM; 10,000 times the affinity of any receptor here
)

// potencies fills in what a dose-response curve says.
func (r *Result) potencies(ctx context.Context, c *CurveResult, done func()) error {
	p := r.Plan
	if !p.VariesCytokine() && c.Drug < 0 {
		return nil
	}
	// One coarse series serves all read-outs: two points a decade.
	var coarse []float64
	for x := math.Log10(lowest); x <= math.Log10(highest)+1e-9; x += 0.5 {
		coarse = append(coarse, math.Pow(10, x))
	}
	list := make([]experiment.Condition, 0, len(coarse)+1)
	for _, v := range append(coarse, saturation) {
		list = append(list, p.dish(c.Curve, v))
	}
	values, err := r.dishes(ctx, list)
	if err != nil {
		return err
	}
	for readout := range p.Readouts {
		for time := range p.Times {
			x := Potency{Readout: readout, Time: time}
			level := func(v [][]float64) float64 { return r.level(c, values[len(coarse)], readout, time, v) }
			x.Half, err = r.solve(ctx, c, coarse, values, level, 0.5)
			if err != nil {
				return err
			}
			if err := r.slope(ctx, c, coarse, values, level, &x); err != nil {
				return err
			}
			if c.Drug >= 0 && !p.VariesCytokine() {
				if err := r.explain(ctx, c, &x); err != nil {
					return err
				}
				x.Library, x.Static = p.known(c.Drug, p.Readouts[readout])
			}
			c.Potency = append(c.Potency, x)
			done()
		}
	}
	return nil
}

// level is the effect in 0..1: what a drug takes away of the control's signal, or what a cytokine gives of a saturating dose's.
func (r *Result) level(c *CurveResult, top [][]float64, readout, time int, v [][]float64) float64 {
	if !r.Plan.VariesCytokine() {
		return 1 - r.Relative(readout, time, v[readout][time])/100
	}
	base := r.Basal[readout][time]
	span := top[readout][time] - base
	if !(span > leastSignal) {
		return math.NaN()
	}
	return (v[readout][time] - base) / span
}

// halvings of half a decade leave a sixteenth of it, on which the curve is straight to a few parts in ten thousand.
const halvings = 4

// solve finds the concentration with that effect: the first crossing of the coarse series, bisection, then a straight line.
func (r *Result) solve(ctx context.Context, c *CurveResult, coarse []float64, values [][][]float64, level func([][]float64) float64, want float64) (float64, error) {
	at := -1
	for i := range coarse {
		e := level(values[i])
		if math.IsNaN(e) {
			return math.NaN(), nil
		}
		if e >= want {
			at = i
			break
		}
	}
	switch at {
	case -1:
		return math.Inf(1), nil
	case 0:
		return coarse[0], nil
	}
	low, high := math.Log(coarse[at-1]), math.Log(coarse[at])
	under, over := level(values[at-1]), level(values[at])
	for range halvings {
		mid := (low + high) / 2
		v, err := r.dishes(ctx, []experiment.Condition{r.Plan.dish(c.Curve, math.Exp(mid))})
		if err != nil {
			return 0, err
		}
		if e := level(v[0]); e < want {
			low, under = mid, e
		} else {
			high, over = mid, e
		}
	}
	return math.Exp(low + (high-low)*(want-under)/(over-under)), nil
}

// slope is ln 16 over the logarithm of the concentrations with four fifths and a fifth of the effect: the exponent for which a Hill curve has
// that ratio.
func (r *Result) slope(ctx context.Context, c *CurveResult, coarse []float64, values [][][]float64, level func([][]float64) float64, x *Potency) error {
	x.Hill = math.NaN()
	if math.IsNaN(x.Half) || math.IsInf(x.Half, 0) {
		return nil
	}
	low, err := r.solve(ctx, c, coarse, values, level, 0.2)
	if err != nil {
		return err
	}
	high, err := r.solve(ctx, c, coarse, values, level, 0.8)
	if err != nil || math.IsInf(high, 0) || !(high > low) {
		return err
	}
	x.Hill = math.Log(16) / math.Log(high/low)
	return nil
}

// explain spares and isolates each kinase of the receptor at the IC50.
func (r *Result) explain(ctx context.Context, c *CurveResult, x *Potency) error {
	if math.IsNaN(x.Half) || math.IsInf(x.Half, 0) {
		return nil
	}
	p := r.Plan
	d, pair := p.Drugs[c.Drug], p.Pathway.Pair
	kinases := []binding.Kinase{pair.A}
	for _, k := range pair.B {
		if k != pair.A {
			kinases = append(kinases, k)
		}
	}
	hit := func(k binding.Kinase, v float64) sim.Setting {
		return sim.Setting{Param: r.bound.Program.ParamIndex(hitOf(k)), Value: v}
	}
	inhibition := func(extra ...sim.Setting) (float64, error) {
		v, err := r.dishes(ctx, []experiment.Condition{p.dish(c.Curve, x.Half)}, extra...)
		if err != nil {
			return 0, err
		}
		return 100 - r.Relative(x.Readout, x.Time, v[0][x.Readout][x.Time]), nil
	}
	for _, k := range kinases {
		s := Share{Kinase: k, Active: 1}
		switch constant := d.Constants[k]; {
		case d.Molecule.Mode == binding.Irreversible && (k != binding.JAK3 || d.Covalent == nil):
		case d.Molecule.Mode == binding.Irreversible:
			contact := max(0, min(p.Times[x.Time], d.Until)-d.From) / 60
			left, unbound := []float64{0, 0}, d.Free*x.Half
			d.Covalent.From(1, []float64{0, contact}, []float64{unbound, unbound}, left)
			s.Active = left[1]
		case constant.Known:
			s.Active = binding.Active(d.Free*x.Half, constant.KiApp)
		}
		var others []sim.Setting
		for _, o := range binding.Kinases() {
			if o != k {
				others = append(others, hit(o, 0))
			}
		}
		var err error
		if s.Alone, err = inhibition(others...); err != nil {
			return err
		}
		if s.Without, err = inhibition(hit(k, 0)); err != nil {
			return err
		}
		x.Kinases = append(x.Kinases, s)
	}
	return nil
}

// known looks up what the library has for a drug at a read-out: its measurement, and the static prediction calibrated on cell data.
func (p *Plan) known(drug int, out pathway.Readout) (measured, static *Comparison) {
	d := p.Drugs[drug]
	for _, x := range receptor.FindReadouts(p.lib, p.Pathway.Receptor.Cytokine) {
		if "p"+x.STAT != out.Name {
			continue
		}
		shown, other := d.Molecule.Effects(p.lib, x)
		for _, e := range []*receptor.Effect{shown, other} {
			if e == nil || e.Route == receptor.NoRoute {
				continue
			}
			c := &Comparison{NM: e.Unbound / d.Free, Verified: e.Verified, AtLeast: e.AtLeast, What: e.Route.String()}
			if e.Route == receptor.IsMeasured {
				c.Row, c.What = e.Row.ID, e.Row.Cell+", "+e.Row.Matrix
				measured = c
			} else {
				static = c
			}
		}
	}
	return measured, static
}

package receptor

import (
	"fmt"
	"math"
	"sort"
	"sync"

	"jakstat/engine/fpmath"
	"jakstat/jak/binding"
)

// Kinetic tells whether the effect depends on past concentrations, because the drug is known to come and go slowly at a kinase of the pair.
func (e *Effect) Kinetic() bool { return e.clock != nil || e.koff != [binding.NumKinases]float64{} }

// Over fills out with the inhibition along a course of total concentrations c (nM) at times t (h) when the IC50 is the typical one times factor. Periodic:
// the course repeats; otherwise it begins without drug.
//
// A mechanistic effect occupies kinases with a rate over time ([binding.Exchange]) and the others at equilibrium with the concentration of the
// moment. A measured IC50 is that of a lasting concentration: its effect at a time is that of the lasting concentration which the mechanism,
// brought to the measured IC50, would need for what it inhibits then. Fast binding leaves both as they are at equilibrium.
func (e *Effect) Over(t, c []float64, factor float64, periodic bool, out []float64) {
	if m := e.clock; m != nil {
		m.Over(t, c, factor*e.IC50/m.IC50, periodic, out)
		for i, v := range out {
			out[i] = binding.Sigmoid(m.lasting(v)/m.IC50, e.Hill)
		}
		return
	}
	// One column per kinase of the pair, and one to work in: this is the innermost loop of a comparison.
	var occupied [binding.NumKinases][]float64
	n := len(t)
	room, _ := columns.Get().(*[]float64)
	defer columns.Put(room)
	if len(*room) < int(binding.NumKinases+1)*n {
		*room = make([]float64, int(binding.NumKinases+1)*n)
	}
	u := (*room)[:n]
	kinases := e.pair.kinases()
	for j, k := range kinases {
		o := (*room)[(j+1)*n : (j+2)*n]
		occupied[k] = o
		scale := e.scale / (factor * e.ki[k])
		for i, v := range c {
			u[i] = v * scale
		}
		switch x := (binding.Exchange{Koff: e.koff[k]}); {
		case x.Koff == 0:
			for i, v := range u {
				o[i] = v / (1 + v)
			}
		case periodic:
			x.Periodic(t, u, o)
		default:
			x.From(0, t, u, o)
		}
	}
	for i := range t {
		var active [binding.NumKinases]float64
		for _, k := range kinases {
			active[k] = 1 - occupied[k][i]
		}
		out[i] = throughReserve(1-e.pair.Signal(&active, e.Mechanism.Beta), e.Mechanism.Tau)
	}
}

// columns are work space that outlives a call.
var columns = sync.Pool{New: func() any { return new([]float64) }}

// lasting is the total concentration (nM) that at equilibrium inhibits by the given fraction, by the table of the effect.
func (e *Effect) lasting(inhibition float64) float64 {
	y := e.table.y
	lo := fpmath.Exp(e.table.lo) / e.scale
	k := sort.SearchFloat64s(y, inhibition)
	switch {
	case k == 0: // proportional there
		return lo * max(inhibition, 0) / y[0]
	case k == len(y):
		k--
	}
	x := float64(k-1) + min((inhibition-y[k-1])/(y[k]-y[k-1]), 1)
	return lo * fpmath.Exp(x*tableStep)
}

// kinases lists those of a pair, each once.
func (p Pair) kinases() []binding.Kinase {
	var out []binding.Kinase
	for _, k := range binding.Kinases() {
		use := k == p.A
		for _, b := range p.B {
			use = use || k == b
		}
		if use {
			out = append(out, k)
		}
	}
	return out
}

// move adds what is known of rates at the pair to a mechanistic effect.
func (m *Molecule) move(e *Effect) {
	assumed := false
	for _, k := range e.pair.kinases() {
		c := m.Constants[k]
		if c.Koff == 0 || !m.Evidence.Speaks(k) {
			continue
		}
		e.koff[k] = c.Koff
		e.moving = append(e.moving, fmt.Sprintf("stays on %s for %.3g h on average; occupancy follows the concentration with that delay", k, 1/c.Koff))
		assumed = assumed || !c.KoffMeasured
	}
	if assumed {
		e.moving = append(e.moving, "the rate is assumed, not measured: a sensitivity analysis")
	}
	e.Notes = append(e.Notes, e.moving...)
}

// follow lets a measured effect follow a mechanism of the same read-out over time.
func (e *Effect) follow(mechanism *Effect) {
	if mechanism == nil || !mechanism.Kinetic() || math.IsInf(mechanism.IC50, 1) {
		return
	}
	mechanism.Tabulate()
	e.clock = mechanism
	e.Notes = append(e.Notes, mechanism.moving...)
}

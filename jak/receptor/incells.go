package receptor

import (
	"math"

	"jakstat/jak/binding"
)

// InCells returns the apparent constants with which the mechanistic route computes: the estimates from all assays of a kinase, times what
// cells need of this drug beyond the others. They hold at the reference ATP level, or rather at that of the cells behind them, and
// LnSD is the uncertainty of the estimate alone. Kinases that the evidence does not speak of bind nothing.
func (m *Molecule) InCells() [binding.NumKinases]binding.Constant {
	var out [binding.NumKinases]binding.Constant
	factor := math.Exp(m.model.Effect(m.Evidence.Drug, m.post.X))
	for _, k := range binding.Kinases() {
		p, ok := m.Potency(k)
		out[k] = binding.Constant{KiApp: p.Ki, Known: ok}
		if ok {
			out[k] = binding.Constant{
				KiApp: p.Ki * factor, Known: true, Route: "estimated from enzyme and cell data", Refs: p.Refs, LnSD: p.LnSD, Verified: m.Borrowed == "" && m.verified(Pair{A: k}),
				Koff: m.Constants[k].Koff, KoffMeasured: m.Constants[k].KoffMeasured,
			}
		}
	}
	return out
}

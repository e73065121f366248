package receptor

import (
	"math"

	"jakstat/jak/binding"
)

// Response is what cells make of the four constants of a molecule of which nothing else is known: the equations of a mechanistic
// [Effect] with what all drugs share, and no departure of this molecule from it. It serves molecules that do not exist yet, many at a time.
type Response struct {
	Readout Readout
	Tau     float64 // receptor reserve
	Beta    float64 // exponent of the second place
	form    Form
	shape   Shape
}

// Respond returns the response of a read-out by the shipped calibration.
func Respond(r Readout) *Response {
	none := unbound
	e := Evidence{Drug: "molecule"}
	for k := range e.Given {
		e.Given[k] = &none
	}
	m := NewConditional(Shipped(), e)
	// Without observations the coordinates of the molecule stay at their prior means.
	x := make([]float64, len(m.Problem.Coords))
	for i, c := range m.Problem.Coords {
		x[i] = c.Mean
	}
	s := m.Shape(r.Receptor, r.STAT, x)
	return &Response{Readout: r, Tau: 2 * math.Expm1(softplus(s.Reserve)), Beta: math.Exp(s.LnBeta), form: m.Form, shape: s}
}

// Inhibition is that of the read-out at unbound concentration cu for apparent constants ki at the reference ATP level (same unit, +Inf:
// not bound).
func (x *Response) Inhibition(cu float64, ki *[binding.NumKinases]float64) float64 {
	return throughReserve(x.Readout.Pair.Inhibition(cu, ki, x.Beta), x.Tau)
}

// IC50 is the unbound concentration that halves the read-out, in the unit of ki; +Inf where none does.
func (x *Response) IC50(ki *[binding.NumKinases]float64) float64 {
	if !x.Readout.Pair.Halves(ki) {
		return math.Inf(1)
	}
	var ln [binding.NumKinases]float64
	for k := range ln {
		ln[k] = min(math.Log(ki[k]), unbound)
	}
	h, _, _, _, _ := x.form.Half(x.Readout.Pair, &ln, x.shape)
	return math.Exp(h)
}

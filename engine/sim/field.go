package sim

import (
	"errors"
	"fmt"
	"slices"

	"jakstat/engine/compile"
	"jakstat/engine/linalg"
	"jakstat/engine/ode"
	"jakstat/engine/vm"
)

// field is the program as the solver sees it: the states that move by themselves. Held states, which only events change, stay
// outside, so that a value that is NaN or infinite by right (a parameter that some event sets later) upsets no error norm. A program
// in which nothing moves becomes the equation 0' = 0, so that its time-dependent events are still found.
type field struct {
	p          *compile.Program
	m          *vm.Machine
	move       []int     // solver component → state
	full, rate []float64 // all states; the held ones are current
	pattern    *linalg.Pattern
	entries    []int // place in the program's pattern of each entry of pattern
	jac        []float64
	mass       []float64
	past       *past // nil without delays
}

func newField(p *compile.Program, m *vm.Machine) *field {
	f := &field{p: p, m: m, full: make([]float64, len(p.States)), rate: make([]float64, len(p.States))}
	place := make([]int, len(p.States))
	for i := range p.States {
		place[i] = -1
		if !p.States[i].Held {
			place[i] = len(f.move)
			f.move = append(f.move, i)
		}
	}
	n := f.components()
	var coords []linalg.Coord
	for _, j := range f.move {
		for _, i := range p.Pattern.RowIdx[p.Pattern.ColPtr[j]:p.Pattern.ColPtr[j+1]] {
			if place[i] >= 0 {
				coords = append(coords, linalg.Coord{Row: place[i], Col: place[j]})
			}
		}
	}
	if len(f.move) == 0 {
		coords = []linalg.Coord{{Row: 0, Col: 0}}
	}
	f.pattern = linalg.NewPattern(n, coords)
	for c, j := range f.move {
		for _, r := range f.pattern.RowIdx[f.pattern.ColPtr[c]:f.pattern.ColPtr[c+1]] {
			f.entries = append(f.entries, p.Pattern.Index(f.move[r], j))
		}
	}
	f.jac = make([]float64, p.Pattern.NNZ())
	if p.Mass != nil {
		for _, i := range f.move {
			f.mass = append(f.mass, p.Mass[i])
		}
	}
	return f
}

func (f *field) components() int { return max(1, len(f.move)) }

// name is the name of a solver component.
func (f *field) name(i int) string {
	if i < len(f.move) {
		return f.p.States[f.move[i]].ID
	}
	return "time"
}

// unsuitable puts the name of a state into what a solver says of equations that it cannot take.
func (f *field) unsuitable(err error) error {
	var u *ode.UndeterminedError
	if !errors.As(err, &u) {
		return err
	}
	return &RunError{Code: "algebraic.undetermined", Element: f.name(u.Component), Reason: fmt.Sprintf("the algebraic rules do not determine %s: "+
		"look for a rule that lacks the variable it should determine, or for two rules that say the same", f.name(u.Component))}
}

// pack takes the moving states out of all of them.
func (f *field) pack(full, y []float64) {
	y[0] = 0
	for c, i := range f.move {
		y[c] = full[i]
	}
}

// unpack puts the moving states among the held ones and readies the delayed values; the result belongs to the field.
func (f *field) unpack(t float64, y []float64) []float64 {
	f.place(y)
	if f.past != nil {
		f.past.fill(t, f.full, f.past.all)
	}
	return f.full
}

// solving is unpack for the solver, which needs only the delayed values that its functions read.
func (f *field) solving(t float64, y []float64) []float64 {
	f.place(y)
	if f.past != nil && f.past.active {
		f.past.fill(t, f.full, f.past.read)
	}
	return f.full
}

func (f *field) place(y []float64) {
	for c, i := range f.move {
		f.full[i] = y[c]
	}
}

// Size implements ode.System.
func (f *field) Size() (n, lanes int) { return f.components(), 1 }

// RHS implements ode.System.
func (f *field) RHS(t, y, dy []float64) {
	dy[0] = 0
	f.m.RHS(t, f.solving(t[0], y), f.rate)
	f.pack(f.rate, dy)
}

// Pattern implements ode.JacobianSystem.
func (f *field) Pattern() *linalg.Pattern { return f.pattern }

// Jacobian implements ode.JacobianSystem.
func (f *field) Jacobian(t, y, jac []float64) {
	f.m.Jacobian(t, f.solving(t[0], y), f.jac)
	jac[0] = 0
	for k, e := range f.entries {
		jac[k] = f.jac[e]
	}
}

// TimeDerivative implements ode.JacobianSystem.
func (f *field) TimeDerivative(t, y, ft []float64) {
	f.m.TimeDerivative(t, f.solving(t[0], y), f.rate)
	f.pack(f.rate, ft)
	if f.past != nil && f.past.active {
		f.past.addTimeDerivative(t[0], y, ft)
	}
}

// Mass implements ode.MassSystem.
func (f *field) Mass() []float64 { return f.mass }

// Roots implements ode.RootSystem.
func (f *field) Roots() int { return len(f.p.Roots) }

// RootFunctions implements ode.RootSystem.
func (f *field) RootFunctions(t, y, g []float64) { f.m.RootFunctions(t, f.solving(t[0], y), g) }

// RootsOfTime implements ode.TimeRootSystem.
func (f *field) RootsOfTime() bool {
	return !slices.ContainsFunc(f.p.Roots, func(r compile.Root) bool { return !r.TimeOnly })
}

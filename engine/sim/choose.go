package sim

import (
	"fmt"
	"math"

	"jakstat/engine/ode"
)

// What the choice of a method goes by. The figures behind these numbers are in RATIONALE.md.
const (
	// manyStates is from where keeping Jacobian and factors over many steps saves more than the longer steps of Rodas5P.
	manyStates = 30
	// manyStatesTight is that for accuracies of tightRTol and better: a method of order 5 in many small steps needs fewer
	// evaluations than one that pays eight a step.
	manyStatesTight = 15
	tightRTol       = 1e-7
	// costlyFactors is how many multiplications make a factorisation expensive however few the states.
	costlyFactors = 1000
	// fewWithEvents is up to how many states events speak for a method of one step: after each one a multistep method starts over
	// with tiny steps.
	fewWithEvents = 100
	// notStiff is the greatest product of rates and span that an explicit method, which makes a step every three times of the
	// fastest rate at most, takes in a few hundred steps.
	notStiff = 300
	// bound is the product of rates and step size that tells that stability and not accuracy limits an explicit step.
	bound = 2
	// watchEvery is how many steps of an explicit method pass between looks at the rates.
	watchEvery = 50
	// enoughSteps is how many steps QNDF may make to the next stop before Rodas5P takes over.
	enoughSteps = 20_000
)

// SolverReport tells how a run was solved and why so.
type SolverReport struct {
	States   int         // that the solver moves
	Entries  int         // of their Jacobian
	Filled   int         // of its factors; 0 when no method had any
	Methods  []MethodUse // in the order of their use
	Limits   []Limit     // what limited the steps, the most frequent first; only if ModelRun.Explain
	Warnings []string
}

// MethodUse is a stretch of a run that one method solved.
type MethodUse struct {
	Name  string
	From  float64
	Why   []string
	Stats ode.Stats
}

// Limit counts the steps, rejected ones included, that one cause kept from being longer.
type Limit struct {
	What  string // "error of A"
	Steps int
}

// choice picks methods for a run and notes why.
type choice struct {
	r      *ModelRun
	f      *field
	auto   bool
	method ode.Method
	report *SolverReport
	jac    []float64
	x, ax  []float64
	steps  int // of an explicit method since its rates were looked at
	slow   int // looks in a row that found steps limited by stability
}

func newChoice(r *ModelRun, f *field) *choice {
	c := &choice{r: r, f: f, auto: r.Method == nil, report: &SolverReport{States: len(f.move), Entries: f.pattern.NNZ()}}
	return c
}

// begin makes the solver that a run starts with, at time t and components y.
func (c *choice) begin(t float64, y []float64, o ode.Options) (*ode.Solver, error) {
	if !c.auto {
		return c.use(c.r.Method, t, o, "asked for")
	}
	n := len(c.f.move)
	p := c.r.Program
	count := fmt.Sprintf("%d states", n)
	switch {
	case len(p.Delays) > 0:
		return c.use(ode.Rodas5P, t, o, "delays keep the steps short, and a method of one step needs no steps before")
	case p.Fast != nil:
		return c.use(ode.Rodas5P, t, o, "after every jump the fast reactions must come to rest, and a method of one step starts at full order")
	}
	if f := c.f; f.mass == nil {
		if stiff := c.rates(t, y) * (c.r.End - c.r.Start); stiff <= notStiff {
			return c.use(ode.Tsit5, t, o, fmt.Sprintf("not stiff at the start: the fastest rate has %.3g of its times in the run, %d at most for an explicit method", stiff, notStiff))
		}
	}
	if !p.Autonomous {
		return c.use(ode.QNDF, t, o, "the equations depend on time itself: an error that is estimated from several steps sees how a state follows a function of time inside a step")
	}
	if len(p.Events)+len(c.r.Given) > 0 && n < fewWithEvents {
		return c.use(ode.Rodas5P, t, o, count+" and events or doses: a method of one step starts at full order after each of them")
	}
	most, word := manyStates, "from"
	if o.RTol <= tightRTol {
		most, word = manyStatesTight, "at this accuracy from"
	}
	if n >= most {
		return c.use(ode.QNDF, t, o, fmt.Sprintf("%s, %s %d on keeping Jacobian and factors over many steps pays", count, word, most))
	}
	s, err := c.use(ode.Rodas5P, t, o, fmt.Sprintf("%s, fewer than the %d from which keeping Jacobian and factors over many steps pays", count, most))
	if err != nil {
		return nil, err
	}
	if u := s.Structure().Updates; u > costlyFactors {
		c.report.Methods = nil
		return c.use(ode.QNDF, t, o, fmt.Sprintf("%s, but %d multiplications in a factorisation: keeping factors over many steps pays", count, u))
	}
	return s, nil
}

// use makes a solver with one method from time t on.
func (c *choice) use(m ode.Method, t float64, o ode.Options, why ...string) (*ode.Solver, error) {
	o.Watch = c.r.Explain
	if c.auto && m == ode.QNDF && o.MaxSteps == 0 {
		o.MaxSteps = enoughSteps
	}
	s, err := ode.New(c.f, m, o)
	if err != nil {
		return nil, err
	}
	c.method, c.steps, c.slow = m, 0, 0
	c.report.Methods = append(c.report.Methods, MethodUse{Name: m.Name(), From: t, Why: why})
	if st := s.Structure(); st.Filled > 0 {
		c.report.Filled = st.Filled
	}
	return s, nil
}

// rates is the Perron root of |J|, an upper bound of the sizes of the eigenvalues of the Jacobian J that does not change with the units
// of the states. It is found by iteration and exact to some percent.
func (c *choice) rates(t float64, y []float64) float64 {
	f, n := c.f, c.f.components()
	if c.x == nil {
		c.jac, c.x, c.ax = make([]float64, f.pattern.NNZ()), make([]float64, n), make([]float64, n)
	}
	f.Jacobian([]float64{t}, y, c.jac)
	for i := range c.x {
		c.x[i] = 1
	}
	// A part of the root is added to the diagonal, so that the iteration does not circle.
	const iterations, part = 40, 0.3
	root, shift := 0.0, 0.0
	for range iterations {
		size := 0.0
		for i, v := range c.x {
			c.ax[i] = float64(shift * v)
		}
		for j := range n {
			for e := f.pattern.ColPtr[j]; e < f.pattern.ColPtr[j+1]; e++ {
				c.ax[f.pattern.RowIdx[e]] += float64(math.Abs(c.jac[e]) * c.x[j])
			}
		}
		for _, v := range c.ax {
			if !(v <= math.MaxFloat64) {
				return math.Inf(1)
			}
			size = max(size, v)
		}
		if size == 0 {
			return 0
		}
		for i, v := range c.ax {
			c.x[i] = v / size
		}
		root = max(0, size-shift)
		shift = float64(part * root)
	}
	return root
}

// stiff looks, every so many steps of an explicit method, whether stability limits them; t, y and h are end and size of the last.
func (c *choice) stiff(t float64, y []float64, h float64) (why string, yes bool) {
	if !c.auto || c.method.Stiff() {
		return "", false
	}
	if c.steps++; c.steps < watchEvery {
		return "", false
	}
	c.steps = 0
	rate := c.rates(t, y)
	if !(float64(rate*h) > bound) {
		c.slow = 0
		return "", false
	}
	if c.slow++; c.slow < 3 {
		return "", false
	}
	return fmt.Sprintf("the equations have become stiff: the fastest rate allows an explicit method steps of %.2g only", bound/rate), true
}

// second is what to try where the method at hand has failed; nil when there is nothing.
func (c *choice) second(r ode.Result) ode.Method {
	if c.auto && c.method == ode.QNDF {
		switch r.Code {
		case ode.MaxSteps, ode.NoConvergence, ode.StepTooSmall, ode.Singular:
			return ode.Rodas5P
		}
	}
	return nil
}

// forStiff is the method for equations that turn out stiff.
func (c *choice) forStiff() ode.Method {
	if len(c.f.move) >= manyStates || !c.r.Program.Autonomous {
		return ode.QNDF
	}
	return ode.Rodas5P
}

package safety

import (
	"context"
	"math"

	"jakstat/jak/safety"
	"jakstat/stat/laplace"

	"gonum.org/v1/gonum/mat"
)

// Groups of standard deviations. Those of diseases, drugs, programmes, pools and arms are estimated for each event, with the weight of a few
// pseudo-values at what is usual, because most events have few pools.
const (
	gLevel = iota
	gCovariate
	gClass
	gPathway
	gDisease
	gDrug
	gPart
	gPool
	gArm
	gStudy
	numGroups
)

func groups() []laplace.Group {
	return []laplace.Group{
		gLevel:     {Name: "level", SD: 3, Fixed: true},
		gCovariate: {Name: "covariate", SD: 2, Fixed: true},
		gClass:     {Name: "class", SD: 0.7, Fixed: true},
		gPathway:   {Name: "pathway", SD: 1.5, Fixed: true},
		gDisease:   {Name: "disease", SD: 0.5, Prior: 3},
		gDrug:      {Name: "drug", SD: 0.3, Prior: 4},
		gPart:      {Name: "programme", SD: 0.35, Prior: 4},
		gPool:      {Name: "pool", SD: 0.2, Prior: 4},
		gArm:       {Name: "arm", SD: 0.12, Prior: 8},
		gStudy:     {Name: "study", SD: 0.2, Fixed: true},
	}
}

// unverified scales what an unverified row weighs: it counts as half of its events, and its interval is as much wider.
const unverified = 0.5

// problem is the regression of one event.
type problem struct {
	safety.Hazard
	laplace.Problem
}

func (p *problem) coordinate(name string, mean float64, group int) int {
	i, ok := p.At[name]
	if !ok {
		i = len(p.Coords)
		p.At[name] = i
		p.Coords = append(p.Coords, laplace.Coord{Name: name, Mean: mean, Group: group})
	}
	return i
}

// View is the part of the data that an estimation sees; nil sees all.
type View struct {
	Row      func(*Row) bool
	Contrast func(*Contrast) bool
	Effect   func(*Effect) bool
}

func sees[T any](f func(*T) bool, x *T) bool { return f == nil || f(x) }

// build makes the regression of an event from what may be seen of the data.
func (d *Data) build(event *safety.Event, pathway *safety.Pathway, view View) *problem {
	p := &problem{Hazard: safety.Hazard{Event: event, Pathway: pathway, At: map[string]int{}}, Problem: laplace.Problem{Groups: groups(), Tol: 1e-3}}
	p.coordinate(safety.Level, math.Log(event.Prior), gLevel)
	for i := range d.Effects {
		if e := &d.Effects[i]; e.Event == event {
			p.coordinate(e.Covariate.Name(), 0, gCovariate)
			if sees(view.Effect, e) {
				p.effect(e)
			}
		}
	}
	if pathway != nil {
		p.coordinate(pathway.Name, 0, gPathway)
	} else {
		p.coordinate(safety.ClassName, 0, gClass)
	}
	for _, c := range []safety.Class{safety.TNF, safety.IL6, safety.Abatacept, safety.Rituximab} {
		p.coordinate(string(c), 0, gClass)
	}
	pools := map[string]map[string]bool{}
	for _, r := range d.Rows {
		if r.Event == event && r.Fitted() && sees(view.Row, r) {
			if pools[r.Part()] == nil {
				pools[r.Part()] = map[string]bool{}
			}
			pools[r.Part()][r.Pool.ID] = true
		}
	}
	for _, r := range d.Rows {
		if r.Event == event && r.Fitted() && sees(view.Row, r) {
			p.row(r, len(pools[r.Part()]) > 1)
		}
	}
	for i := range d.Contrasts {
		if c := &d.Contrasts[i]; c.Event == event && c.Reason == "" && sees(view.Contrast, c) {
			p.contrast(c)
		}
	}
	return p
}

// effect adds an observation of a coefficient.
func (p *problem) effect(e *Effect) {
	i := p.coordinate(e.Covariate.Name(), 0, gCovariate)
	se := e.SE
	if !e.Verified {
		se /= math.Sqrt(unverified)
	}
	by := e.Contrast
	p.Obs = append(p.Obs, laplace.Obs{Name: e.ID, Value: e.Ln, Group: gStudy, Extra: se, Predict: func(x []float64, g *laplace.Gradient) float64 {
		g.Add(i, by)
		return by * x[i]
	}})
}

// own gives a drug and a disease their coordinates.
func (p *problem) own(a *safety.Action, disease string) {
	if a.Class == safety.JAK && a.Drug != "" {
		p.coordinate(safety.DrugName(a.Drug), 0, gDrug)
	}
	if disease != safety.ReferenceDisease {
		p.coordinate(safety.DiseaseName(disease), 0, gDisease)
	}
}

// row adds a number of events with the coordinates of its programme, pool and arm.
func (p *problem) row(r *Row, several bool) {
	p.own(r.Action, r.Population.Disease)
	random := []int{p.coordinate("programme "+r.Part(), 0, gPart), p.coordinate("arm "+r.ID, 0, gArm)}
	if several {
		random = append(random, p.coordinate("pool "+r.Pool.ID, 0, gPool))
	}
	n, py := r.N, r.PY
	if !r.Verified {
		n, py = n*unverified, py*unverified
	}
	exposure := math.Log(py / 100)
	p.Obs = append(p.Obs, laplace.Obs{Name: r.ID, Value: n, Count: true, Predict: func(x []float64, g *laplace.Gradient) float64 {
		ln, _, _ := safety.Sum(p.Terms(&r.Population, r.Action, x), g)
		for _, i := range random {
			ln += x[i]
			g.Add(i, 1)
		}
		return ln + exposure
	}})
}

// contrast adds a hazard ratio. What is peculiar to its study has a fixed spread.
func (p *problem) contrast(c *Contrast) {
	p.own(c.A, safety.ReferenceDisease)
	p.own(c.B, safety.ReferenceDisease)
	se := c.SE
	if !c.Verified {
		se /= math.Sqrt(unverified)
	}
	people := safety.Population{Disease: safety.ReferenceDisease, Years: safety.DefaultYears}
	p.Obs = append(p.Obs, laplace.Obs{Name: c.ID, Value: c.Ln, Group: gStudy, Scale: 1, Extra: se, Predict: func(x []float64, g *laplace.Gradient) float64 {
		a, _, _ := safety.Sum(p.Terms(&people, c.A, x), g)
		var minus laplace.Gradient
		b, _, _ := safety.Sum(p.Terms(&people, c.B, x), &minus)
		for k, i := range minus.I {
			g.Add(i, -minus.V[k])
		}
		return a - b
	}})
}

// Fitted is the estimate of one event.
type Fitted struct {
	*problem
	*laplace.Posterior
}

// Fit estimates one event by one form; from, when not nil, is a fit of nearly the same data to start from.
func (d *Data) Fit(ctx context.Context, event *safety.Event, pathway *safety.Pathway, view View, from *Fitted) (*Fitted, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p := d.build(event, pathway, view)
	var start *laplace.Start
	if from != nil {
		start = from.Posterior.Start(&p.Problem)
	}
	post, err := p.Problem.Fit(start)
	if err != nil {
		return nil, err
	}
	return &Fitted{p, post}, nil
}

// Model keeps what prediction needs of an estimate: the coordinates that new pools share.
func (f *Fitted) Model() *safety.Model {
	m := &safety.Model{
		Hazard: safety.Hazard{Event: f.Event, Pathway: f.Pathway, At: map[string]int{}},
		Spread: safety.Spread{Disease: f.SD[gDisease], Drug: f.SD[gDrug], Programme: f.SD[gPart], Pool: f.SD[gPool], Arm: f.SD[gArm]},
	}
	var from []int
	for i, c := range f.Coords {
		if c.Group < gPart {
			m.At[c.Name] = len(m.Names)
			m.Names, m.X, from = append(m.Names, c.Name), append(m.X, f.X[i]), append(from, i)
		}
	}
	cov := mat.NewSymDense(len(from), nil)
	for a, i := range from {
		for b, j := range from {
			cov.SetSym(a, b, f.Cov.At(i, j))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(cov) {
		panic("safety: a posterior covariance that is not positive definite")
	}
	m.Factor = mat.NewTriDense(len(from), mat.Lower, nil)
	chol.LTo(m.Factor)
	return m
}

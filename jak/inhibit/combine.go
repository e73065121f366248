package inhibit

import (
	"fmt"
	"slices"
	"strings"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/sim"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

// Step is one reaction whose rate is multiplied by what is left of an activity.
type Step struct {
	Reaction string
	Activity *receptor.Activity
}

// Exposure is the unbound concentration that the steps see.
type Exposure struct {
	Constant float64 // nM, unbound; holds when there is no therapy
	Therapy  *Therapy
}

// Therapy is doses by way of a pharmacokinetic model.
type Therapy struct {
	Model     *pk.Model
	Condition *pk.Condition // of the subject that the supply was worked out for
	Fu        float64       // unbound over total in plasma
	Supply    *pk.Supply    // at time 0 of the other model
}

// Combined is a model with a drug in it. It is immutable.
type Combined struct {
	Model *model.Model
	// Symbols of the concentrations in the combined model (nM), total in plasma in parent equivalents and unbound. Total is "" for a
	// concentration that stays constant.
	Total, Free string
	// Factors are the symbols of what multiplies the steps, in their order; steps with one activity share one.
	Factors []string

	prefix  string
	hour    float64
	system  model.System
	therapy *Therapy
}

// perMillimolar turns mg/L over g/mol, which is mmol/L, into nM.
const perMillimolar = 1e6

// Combine puts a drug into a raw model whose unit of time is that many seconds. A therapy that gives nothing is a constant concentration of 0:
// the drug's states would be none of the solver's business and still bear on its steps. The error is a diag.List.
func Combine(m *model.Model, seconds float64, e Exposure, steps []Step) (*Combined, error) {
	if e.Therapy != nil && e.Therapy.Supply.Nothing() {
		e = Exposure{}
	}
	c := &Combined{prefix: freePrefix(m), hour: 3600 / seconds, system: model.Pharmacology(), therapy: e.Therapy}
	c.system.Time = unit.Unit{Dim: unit.Of(unit.Time), Scale: seconds}
	b := model.NewBuilder(m.ID(), model.Raw)
	b.Include("", m, nil)
	c.Free = c.name("free")
	if e.Therapy == nil {
		b.Add(&model.Parameter{Info: model.Info{ID: c.Free, Name: "unbound concentration (nM)"}, Value: unit.Quantity{Value: e.Constant}, Constant: true})
	} else if err := c.include(b, e.Therapy); err != nil {
		return nil, err
	}
	factors := map[*receptor.Activity]string{}
	for _, s := range steps {
		id, ok := factors[s.Activity]
		if !ok {
			id = c.name(fmt.Sprintf("left%d", len(factors)+1))
			factors[s.Activity] = id
			assign(b, id, "activity left: "+s.Activity.Label, left(s.Activity, model.Sym(c.Free)))
		}
		c.Factors = append(c.Factors, id)
		b.MultiplyRate(s.Reaction, model.Sym(id))
	}
	var err error
	c.Model, err = b.Build()
	return c, err
}

// include adds the fragment of the drug and its concentrations.
func (c *Combined) include(b *model.Builder, t *Therapy) error {
	fragment, err := t.Model.Fragment().Raw(c.system, t.Supply.Clock*c.hour)
	if err != nil {
		return err
	}
	b.Include(c.prefix, fragment, nil)
	c.Total = c.name("total")
	var terms []model.Expr
	for _, s := range t.Model.Shares(t.Condition) {
		if s.Weight != 0 {
			terms = append(terms, model.Mul(model.Num(s.Weight/s.MolarMass*perMillimolar), model.Sym(c.name(s.Symbol))))
		}
	}
	assign(b, c.Total, "total plasma concentration in parent equivalents (nM)", model.Add(terms...))
	assign(b, c.Free, "unbound concentration (nM)", model.Mul(model.Num(t.Fu), model.Sym(c.Total)))
	return nil
}

func assign(b *model.Builder, id, name string, e model.Expr) {
	pos := diag.Pos{Where: name}
	b.Add(&model.Parameter{Info: model.Info{ID: id, Name: name, Pos: pos}, Value: model.Unset(unit.Unit{})},
		&model.Rule{Info: model.Info{Pos: pos}, Kind: model.AssignmentRule, Variable: id, Expr: e})
}

// smallest keeps powers away from 0, where their derivative may be infinite: no Hill coefficient of 0.1 or more shows it.
const smallest = 1e-200

// left is [receptor.Activity.Left] as an expression. A site alone in its place is 1/(1+u), which no concentration is too high for.
func left(a *receptor.Activity, free model.Expr) model.Expr {
	one := model.Num(1)
	var places []model.Expr
	for _, place := range a.Places {
		var lost []model.Expr
		for _, s := range place.Sites {
			u := model.Div(free, model.Num(s.Half))
			if s.Hill != 1 {
				u = model.Pow(model.New(model.OpMax, u, model.Num(smallest)), model.Num(s.Hill))
			}
			if len(place.Sites) == 1 && place.Power == 1 {
				places = append(places, model.Div(one, model.Add(one, u)))
			}
			lost = append(lost, model.Div(u, model.Add(one, u)))
		}
		if left := model.Sub(one, model.Mul(lost...)); place.Power != 1 {
			places = append(places, model.Pow(left, model.Num(place.Power)))
		} else if len(place.Sites) > 1 {
			places = append(places, left)
		}
	}
	return model.Mul(places...)
}

func (c *Combined) name(id string) string { return c.prefix + "_" + id }

// freePrefix is a beginning that no ID of the model has, local parameters included.
func freePrefix(m *model.Model) string {
	names := m.Names()
	for _, f := range m.Functions() {
		names = append(names, f.ID)
	}
	for _, e := range m.Events() {
		names = append(names, e.ID)
	}
	for _, r := range m.Reactions() {
		for _, p := range r.Locals {
			names = append(names, p.ID)
		}
	}
	prefix := "drug"
	for slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, prefix+"_") }) {
		prefix += "_"
	}
	return prefix
}

// Start is what a run of the compiled combined model needs beside what the other model needs: the parameters of the subject and
// the amounts in the body at time 0, and what arrives by the time end of the model.
func (c *Combined) Start(p *compile.Program, end float64) (settings []sim.Setting, given []sim.Given) {
	if c.therapy == nil {
		return nil, nil
	}
	s := c.therapy.Supply
	set := func(id string, v float64) {
		if i := p.ParamIndex(c.name(id)); i >= 0 {
			settings = append(settings, sim.Setting{Param: i, Value: v})
		}
	}
	for _, x := range c.therapy.Model.Fragment().Parameters() {
		if q, ok := s.Parameters[x.ID]; ok {
			set(x.ID, c.system.Value(q))
		}
	}
	for _, x := range c.therapy.Model.Fragment().Species() {
		if v, ok := s.Amounts[x.ID]; ok {
			set(x.ID, v)
		}
		if rate, ok := s.Rates[x.ID]; ok {
			given = append(given, sim.Given{State: -1, Input: c.input(p, x.ID), Rate: rate / c.hour})
		}
	}
	for _, a := range s.Arrivals {
		g := sim.Given{Time: a.After * c.hour, State: -1, Input: -1}
		if g.Time > end {
			break
		}
		if a.Input {
			g.Input, g.Rate = c.input(p, a.Into), a.Rate/c.hour
		} else {
			g.State, g.Amount = p.StateIndex(c.name(a.Into)), a.Amount
			if a.Route != "" {
				g.Via = &sim.Via{Route: p.RouteIndex(c.name(a.Route)), Arm: a.Arm}
			}
		}
		given = append(given, g)
	}
	return settings, given
}

func (c *Combined) input(p *compile.Program, into string) int {
	return p.InputIndex("into:" + c.name(into))
}

// relativeAmount is the absolute tolerance of amounts in the body, as a part of the largest that enters it.
const relativeAmount = 1e-12

// Tolerances are the absolute tolerances of a run, one a state: that of the other model for its states, and one by the dose for the drug's.
func (c *Combined) Tolerances(p *compile.Program, others float64) []float64 {
	if c.therapy == nil {
		return []float64{others}
	}
	largest := 0.0
	for _, v := range c.therapy.Supply.Amounts {
		largest = max(largest, v)
	}
	for _, a := range c.therapy.Supply.Arrivals {
		largest = max(largest, a.Amount, a.Rate)
	}
	out := make([]float64, len(p.States))
	for i, s := range p.States {
		out[i] = others
		if strings.HasPrefix(s.ID, c.prefix+"_") {
			out[i] = max(relativeAmount*largest, 1e-200)
		}
	}
	return out
}

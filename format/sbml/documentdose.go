package sbml

import (
	"fmt"
	"math"

	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/unit"
)

// NewDosedDocument is [NewDocument] with one dose at time 0 by one of the model's routes. The amount becomes a parameter. An arm of
// the route without lag and duration adds to the initial amount, one with a lag is an event, and one with a duration a constant rate
// from its lag on for that time. A dose that the route does not take is an error.
func NewDosedDocument(m *model.Model, route string, amount unit.Quantity) (*Document, error) {
	for _, r := range m.Routes() {
		if r.ID != route {
			continue
		}
		return newConverter(m, &given{route: r, amount: amount}).convert()
	}
	var known []string
	for _, r := range m.Routes() {
		known = append(known, r.ID)
	}
	return nil, diag.List{diag.New(diag.Pos{Where: "model " + m.ID()}, "sbml.dose", "no route %q", route).Suggest("%s", diag.DidYouMean(route, known))}
}

// given is a dose to be written.
type given struct {
	route  model.Route
	amount unit.Quantity
	symbol string
}

// dose adds the arms of the route that is used. Rates of parameters with rate rules are returned by the parameter.
func (c *converter) dose() (rates map[string]model.Expr) {
	g := c.given
	if g == nil {
		return nil
	}
	g.symbol = freeID(model.DoseSymbol, c.isTaken)
	c.taken[g.symbol] = true
	into := c.amountUnit(g.route.Arms[0].Into)
	if c.m.Mode() == model.Checked && g.amount.Unit.Dim != into.Dim {
		c.diags.AddError(diag.Pos{Where: "dose"}, "sbml.dose", unit.Mismatch(g.amount, into))
		return nil
	}
	p := model.Parameter{Info: model.Info{ID: g.symbol, Name: "dose at time 0, route " + g.route.ID}, Value: g.amount, Constant: true}
	c.parameter(&p, g.symbol)
	c.b.Add(&p)
	rates, c.starts = map[string]model.Expr{}, map[string]bool{}
	assigned := map[string]model.Expr{}
	for i, a := range g.route.Arms {
		share := model.Sym(g.symbol)
		if a.Fraction != nil {
			share = model.Mul(c.doseExpr(a.Fraction), share)
		}
		switch lag := c.doseExpr(a.Lag); {
		case a.Duration != nil:
			rate := c.inputRate(share, lag, c.doseExpr(a.Duration))
			if kind, _ := c.m.Lookup(a.Into); kind == model.KindParameter {
				rates[a.Into] = sumOf(rates[a.Into], rate)
				continue
			}
			c.b.Add(&model.Reaction{
				Info: model.Info{ID: c.fresh(fmt.Sprintf("%s_input_%d", g.route.ID, i+1))}, Rate: rate,
				Products: []model.SpeciesRef{{Species: a.Into, Stoichiometry: 1, Constant: true}},
			})
		case lag != nil:
			c.b.Add(&model.Event{
				Info: model.Info{ID: c.fresh(fmt.Sprintf("%s_dose_%d", g.route.ID, i+1))}, Trigger: model.New(model.OpGeq, model.New(model.OpTime), lag),
				Persistent: true, UseValuesFromTriggerTime: true,
				Assignments: []model.EventAssignment{{Variable: a.Into, Expr: model.Add(model.Sym(a.Into), c.perSymbol(a.Into, share))}},
			})
		default:
			assigned[a.Into] = sumOf(assigned[a.Into], share)
		}
	}
	for _, a := range g.route.Arms {
		if share := assigned[a.Into]; share != nil {
			delete(assigned, a.Into)
			c.starts[a.Into] = true
			c.b.Add(&model.InitialAssignment{Symbol: a.Into, Expr: sumOf(c.start(a.Into), c.perSymbol(a.Into, share))})
		}
	}
	return rates
}

func (c *converter) fresh(id string) string {
	id = freeID(sid(id), c.isTaken)
	c.taken[id] = true
	return id
}

func sumOf(a, b model.Expr) model.Expr {
	if a == nil {
		return b
	}
	return model.Add(a, b)
}

// inputRate is share/duration from the lag on, as long as the duration.
func (c *converter) inputRate(share, lag, duration model.Expr) model.Expr {
	during := model.New(model.OpLt, model.New(model.OpTime), sumOf(lag, duration))
	if lag != nil {
		during = model.New(model.OpAnd, model.New(model.OpGeq, model.New(model.OpTime), lag), during)
	}
	return model.New(model.OpPiecewise, model.Div(share, duration), during, model.Num(0))
}

// doseExpr writes an expression of a route, in which the dose has a name of its own.
func (c *converter) doseExpr(e model.Expr) model.Expr {
	return c.expr(e).Map(func(leaf model.Expr) model.Expr {
		if leaf.Op() == model.OpSymbol && leaf.Name() == model.DoseSymbol {
			return model.Sym(c.given.symbol)
		}
		return nil
	}, func(f string) string { return f })
}

// amountUnit is the unit of what a dose adds to.
func (c *converter) amountUnit(id string) unit.Unit {
	switch kind, i := c.m.Lookup(id); kind {
	case model.KindSpecies:
		return c.m.Species()[i].Substance
	case model.KindParameter:
		return c.m.Parameters()[i].Value.Unit
	}
	return unit.One
}

// perSymbol turns an amount into what the symbol of a species means.
func (c *converter) perSymbol(id string, amount model.Expr) model.Expr {
	if kind, i := c.m.Lookup(id); kind == model.KindSpecies {
		if s := c.m.Species()[i]; c.m.IsConcentration(&s) {
			return model.Div(amount, model.Sym(s.Compartment))
		}
	}
	return amount
}

// start is what a symbol begins with, without the dose: nil for nothing.
func (c *converter) start(id string) model.Expr {
	for _, a := range c.m.InitialAssignments() {
		if a.Symbol == id {
			return c.expr(a.Expr)
		}
	}
	kind, i := c.m.Lookup(id)
	if kind == model.KindParameter {
		return nonZero(c.m.Value(c.m.Parameters()[i].Value))
	}
	s := c.m.Species()[i]
	v := nonZero(c.m.Value(s.Initial))
	switch concentration := c.m.IsConcentration(&s); {
	case v == nil || concentration == s.InitialConcentration:
		return v
	case concentration:
		return model.Div(v, model.Sym(s.Compartment))
	default:
		return model.Mul(v, model.Sym(s.Compartment))
	}
}

func nonZero(v float64) model.Expr {
	if v == 0 || math.IsNaN(v) {
		return nil
	}
	return model.Num(v)
}

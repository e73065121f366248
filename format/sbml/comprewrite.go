package sbml

import (
	"encoding/xml"
	"strings"
)

// idAttributes are the attributes of Core elements that refer to identifiers, unitAttributes those that refer to units.
const (
	idAttributes   = "compartment species variable symbol conversionFactor"
	unitAttributes = "units substanceUnits timeUnits volumeUnits areaUnits lengthUnits extentUnits"
)

// rewrite copies an element with the names and units of the merged model; nil when it is left out. Locals are the local
// parameters of the kinetic law it stands in: nil values hide, others lead to what replaced them.
func (c *composer) rewrite(e *element, in *instance, locals map[string]*element) *element {
	if c.deleted[e] || e.space == compSpace {
		return nil
	}
	if _, ok := c.replaced[e]; ok {
		return nil
	}
	if e.space == mathSpace {
		return c.rewriteMath(e, in, locals)
	}
	out := &element{space: e.space, name: e.name, text: e.text, tail: e.tail, pos: e.pos}
	if e.space != c.r.space {
		return e // of another package, reported elsewhere
	}
	if e.name == "kineticLaw" {
		locals = map[string]*element{}
		if l := e.child("listOfLocalParameters"); l != nil {
			for _, p := range l.children {
				if c.deleted[p] {
					continue // the name then means what it means in the model
				}
				id, _ := p.attr("id")
				locals[id] = nil
				if _, ok := c.replaced[p]; ok {
					locals[id] = p
				}
			}
		}
	}
	for _, a := range e.attrs {
		if a.Name.Space == "" {
			switch {
			case a.Name.Local == "id" && e.name != "localParameter" && a.Value != "":
				a.Value = c.finalID(e)
			case isWord(idAttributes, a.Name.Local):
				if t := in.byID[a.Value]; t != nil {
					a.Value = c.finalID(t)
				}
			case isWord(unitAttributes, a.Name.Local):
				a.Value = c.unitName(in, a.Value)
			}
		}
		out.attrs = append(out.attrs, a)
	}
	c.ownUnits(out, in)
	f := c.resultFactor(e, in)
	for _, x := range e.children {
		n := c.rewrite(x, in, locals)
		if n == nil {
			continue
		}
		if x.space == mathSpace && len(n.children) == 1 {
			n.children[0] = c.multiply(n.children[0], f)
		}
		out.children = append(out.children, n)
	}
	return out
}

// ownUnits writes out the model-wide units of a submodel, which those of the whole model would take the place of.
func (c *composer) ownUnits(e *element, in *instance) {
	attr, general := "", ""
	switch e.name {
	case "species":
		attr, general = "substanceUnits", "substanceUnits"
	case "compartment":
		d, _ := e.attr("spatialDimensions")
		v, err := parseDouble(d)
		if err == nil {
			attr, general = "units", sizeUnits(v)
		}
	}
	if _, given := e.attr(attr); given || general == "" {
		return
	}
	if u, ok := in.model.attr(general); ok {
		e.attrs = append(e.attrs, xml.Attr{Name: xml.Name{Local: attr}, Value: c.unitName(in, u)})
	}
}

func (c *composer) unitName(in *instance, name string) string {
	if u := in.byUnit[name]; u != nil {
		return c.finalID(u)
	}
	return name
}

// resultFactor is what the mathematics of an element is multiplied by: rates are per unit of the whole model's time,
// values are those of the remaining element.
func (c *composer) resultFactor(e *element, in *instance) factor {
	variable := func(attr string) factor {
		v, _ := e.attr(attr)
		if t := in.byID[v]; t != nil {
			return c.conversion(t)
		}
		return factor{}
	}
	switch e.name {
	case "kineticLaw":
		return c.extentScale(in).times(c.timeScale(in).inverse())
	case "rateRule":
		return variable("variable").times(c.timeScale(in).inverse())
	case "assignmentRule", "eventAssignment":
		return variable("variable")
	case "initialAssignment":
		return variable("symbol")
	case "delay":
		return c.timeScale(in)
	}
	return factor{}
}

// rewriteMath renames symbols and converts what a submodel means by time, rates and replaced elements.
func (c *composer) rewriteMath(e *element, in *instance, locals map[string]*element) *element {
	out := &element{space: e.space, name: e.name, text: e.text, tail: e.tail, pos: e.pos}
	for _, a := range e.attrs {
		if a.Name.Space == c.r.space && a.Name.Local == "units" {
			a.Value = c.unitName(in, a.Value)
		}
		out.attrs = append(out.attrs, a)
	}
	switch e.name {
	case "ci":
		return c.rewriteSymbol(out, in, locals)
	case "csymbol":
		if symbolURL(e) == "time" {
			return c.multiply(out, c.timeScale(in).inverse())
		}
		return out
	case "lambda":
		inner := map[string]*element{}
		for _, x := range e.children {
			if x.name == "bvar" && len(x.children) == 1 {
				inner[strings.TrimSpace(x.children[0].text)] = nil
			}
		}
		locals = inner
	}
	for _, x := range e.children {
		out.children = append(out.children, c.rewriteMath(x, in, locals))
	}
	if e.name != "apply" || len(e.children) == 0 {
		return out
	}
	switch head := e.children[0]; {
	case head.name == "ci":
		out.children[0] = &element{space: mathSpace, name: "ci", text: strings.TrimSpace(head.text), pos: head.pos}
		if t := in.byID[out.children[0].text]; t != nil {
			out.children[0].text = c.finalID(t)
		}
	case head.name == "csymbol" && symbolURL(head) == "delay" && len(out.children) == 3:
		out.children[2] = c.multiply(out.children[2], c.timeScale(in))
	case head.name == "csymbol" && symbolURL(head) == "rateOf" && len(e.children) == 2 && e.children[1].name == "ci":
		// The symbol stays bare; its own conversion and that of time go around.
		name := strings.TrimSpace(e.children[1].text)
		f := c.timeScale(in)
		if _, hidden := locals[name]; !hidden && in.byID[name] != nil {
			t := in.byID[name]
			out.children[1] = node(e.children[1], "ci", c.finalID(t))
			f = f.times(c.conversion(t).inverse())
		}
		return c.multiply(out, f)
	}
	return out
}

func (c *composer) rewriteSymbol(out *element, in *instance, locals map[string]*element) *element {
	name := strings.TrimSpace(out.text)
	out.attrs = []xml.Attr(nil)
	t, hidden := locals[name]
	switch {
	case hidden && t == nil:
		return out
	case !hidden:
		t = in.byID[name]
	}
	if t == nil {
		return out
	}
	out.text = c.finalID(t)
	f := c.conversion(t).inverse()
	if _, gone := c.replaced[t]; t.name == "reaction" && !gone {
		// Inside, a reaction means extent over time in the submodel's units; one that is replaced has the factor of
		// its replacement alone.
		f = f.times(c.timeScale(in)).times(c.extentScale(in).inverse())
	}
	return c.multiply(out, f)
}

package sbml

import (
	"encoding/xml"
)

// factor is a product of parameters, each as named in some instance: what lies above the line and below.
type factor struct{ above, below []*element }

func (f factor) inverse() factor { return factor{f.below, f.above} }

func (f factor) times(g factor) factor {
	return factor{append(append([]*element(nil), f.above...), g.above...), append(append([]*element(nil), f.below...), g.below...)}
}

// merge builds one model of all instances.
func (c *composer) merge(top *instance) *element {
	out := &element{space: top.model.space, name: "model", attrs: top.model.attrs, pos: top.model.pos}
	lists := map[string]*element{}
	for _, l := range top.model.children {
		if l.space == c.r.space {
			n := *l
			n.children = nil
			lists[l.name] = &n
			out.children = append(out.children, &n)
		}
	}
	put := func(name string, item *element) {
		if lists[name] == nil {
			lists[name] = &element{space: c.r.space, name: name, pos: item.pos}
			out.children = append(out.children, lists[name])
		}
		lists[name].children = append(lists[name].children, item)
	}
	var visit func(in *instance)
	visit = func(in *instance) {
		if in.removed {
			return
		}
		c.conversionFactors(in)
		for _, l := range in.model.children {
			if l.space == compSpace {
				continue
			}
			for _, item := range l.children {
				if n := c.rewrite(item, in, nil); n != nil {
					put(l.name, n)
				}
			}
		}
		for _, s := range compChildren(in.model, "listOfSubmodels", "submodel") {
			if sub := in.subs[comp(s, "id")]; sub != nil {
				visit(sub)
			}
		}
	}
	visit(top)
	var attrs []xml.Attr
	for _, a := range out.attrs {
		if a.Name.Local != "conversionFactor" {
			attrs = append(attrs, a)
		}
	}
	out.attrs = attrs
	return out
}

// finalID returns the name of an element in the merged model.
func (c *composer) finalID(e *element) string {
	e = c.last(e)
	for range maxInstances {
		n, ok := c.named[e]
		if !ok {
			break
		}
		e = n
	}
	id, _ := e.attr("id")
	return c.home[e].prefix + id
}

// conversion returns what the replaced element's value is multiplied by to give the remaining one's.
func (c *composer) conversion(e *element) factor {
	var f factor
	for range maxInstances {
		x, ok := c.replaced[e]
		if !ok {
			break
		}
		if x.factor != "" {
			f.above = append(f.above, x.scope.byID[x.factor])
		}
		e = x.by
	}
	return f
}

// scale returns the time or extent factor of an instance: units of the whole model in one of its own.
func (c *composer) scale(in *instance, attr string) factor {
	var f factor
	for ; in.parent != nil; in = in.parent {
		name := comp(in.use, attr)
		if name == "" {
			continue
		}
		p := in.parent.byID[name]
		if p == nil {
			c.r.fail(in.use, "sbml.comp", "no parameter %q for %s", clip(name), attr)
			continue
		}
		f.above = append(f.above, p)
	}
	return f
}

func (c *composer) timeScale(in *instance) factor   { return c.scale(in, "timeConversionFactor") }
func (c *composer) extentScale(in *instance) factor { return c.scale(in, "extentConversionFactor") }

// conversionFactors gives every species of an instance the conversion factor that its own model means. Extents
// are converted in the kinetic laws alone.
func (c *composer) conversionFactors(in *instance) {
	model, ok := in.model.attr("conversionFactor")
	if !ok {
		return
	}
	for _, l := range in.model.children {
		if l.name != "listOfSpecies" || l.space != c.r.space {
			continue
		}
		for _, s := range l.children {
			if _, own := s.attr("conversionFactor"); !own {
				s.attrs = append(s.attrs, xml.Attr{Name: xml.Name{Local: "conversionFactor"}, Value: model})
			}
		}
	}
}

func node(at *element, name, text string) *element {
	return &element{space: mathSpace, name: name, text: text, pos: at.pos}
}

// multiply wraps an expression into its product with a factor.
func (c *composer) multiply(e *element, f factor) *element {
	wrap := func(op string, by []*element) {
		for _, p := range by {
			e = &element{space: mathSpace, name: "apply", pos: e.pos, children: []*element{node(e, op, ""), e, node(e, "ci", c.finalID(p))}}
		}
	}
	tail := e.tail
	wrap("times", f.above)
	wrap("divide", f.below)
	e.tail = tail
	return e
}

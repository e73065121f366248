package sbml

// target is what a reference of the package leads to.
type target struct {
	in *instance
	e  *element
}

// resolve carries out deletions and replacements, submodels before the models that use them, so that
// an outer replacement finds what an inner one has left.
func (c *composer) resolve(in *instance) {
	for _, s := range compChildren(in.model, "listOfSubmodels", "submodel") {
		if sub := in.subs[comp(s, "id")]; sub != nil {
			c.resolve(sub)
		}
	}
	for _, s := range compChildren(in.model, "listOfSubmodels", "submodel") {
		sub := in.subs[comp(s, "id")]
		if sub == nil {
			continue
		}
		for _, d := range compChildren(s, "listOfDeletions", "deletion") {
			if t, ok := c.lookup(sub, d, 0); ok {
				c.remove(t)
			}
		}
	}
	c.replacements(in.model, in)
}

// remove takes an element, or a whole submodel, out of the model.
func (c *composer) remove(t target) {
	t.e = c.last(t.e)
	c.deleted[t.e] = true
	if t.e.name == "submodel" && t.e.space == compSpace {
		if sub := c.home[t.e].subs[comp(t.e, "id")]; sub != nil {
			sub.discard()
		}
	}
}

func (in *instance) discard() {
	in.removed = true
	for _, s := range in.subs {
		s.discard()
	}
}

// replacements finds what the elements of an instance replace, or are replaced by.
func (c *composer) replacements(e *element, in *instance) {
	for _, x := range e.children {
		if x.space != compSpace && x.space != mathSpace || x.space == compSpace && (x.name == "listOfSubmodels" || x.name == "submodel") {
			c.replacements(x, in)
		}
	}
	for _, x := range compChildren(e, "listOfReplacedElements", "replacedElement") {
		if comp(x, "deletion") != "" {
			continue // says only that the deletion made room for this element
		}
		t, ok := c.lookupIn(in, x)
		if !ok {
			continue
		}
		old := c.last(t.e)
		if old == c.last(e) {
			continue // both are one element already
		}
		if old.name == "submodel" && old.space == compSpace {
			c.remove(t)
			continue
		}
		factor := comp(x, "conversionFactor")
		if factor != "" && in.byID[factor] == nil {
			c.r.fail(x, "sbml.comp", "no parameter %q for the conversion factor", clip(factor))
			continue
		}
		c.replaced[old] = replacement{by: e, factor: factor, scope: in}
	}
	for _, x := range e.children {
		if x.space != compSpace || x.name != "replacedBy" {
			continue
		}
		t, ok := c.lookupIn(in, x)
		if !ok {
			continue
		}
		by := c.last(t.e)
		if by == c.last(e) {
			continue
		}
		c.replaced[e] = replacement{by: by, scope: in}
		c.named[by] = e
	}
}

// last follows replacements to the element that stays.
func (c *composer) last(e *element) *element {
	for range maxInstances {
		x, ok := c.replaced[e]
		if !ok {
			break
		}
		e = x.by
	}
	return e
}

// lookupIn resolves a reference that names the submodel it leads into.
func (c *composer) lookupIn(in *instance, x *element) (target, bool) {
	name := comp(x, "submodelRef")
	sub := in.subs[name]
	if sub == nil {
		c.r.fail(x, "sbml.comp", "<%s> refers to submodel %q, which this model does not have", x.name, clip(name))
		return target{}, false
	}
	return c.lookup(sub, x, 0)
}

// lookup resolves a reference by identifier, meta identifier, unit or port, and the references inside it.
func (c *composer) lookup(in *instance, x *element, depth int) (target, bool) {
	if depth > maxSubmodelDepth {
		c.r.fail(x, "sbml.comp", "a reference through ports without end")
		return target{}, false
	}
	var t target
	kind, name := "", ""
	for _, k := range []struct {
		attr  string
		table map[string]*element
	}{{"idRef", in.byID}, {"metaIdRef", in.byMeta}, {"unitRef", in.byUnit}, {"portRef", in.ports}} {
		v := comp(x, k.attr)
		if v == "" {
			continue
		}
		if kind != "" {
			c.r.fail(x, "sbml.comp", "<%s> has both %s and %s", x.name, kind, k.attr)
			return target{}, false
		}
		kind, name = k.attr, v
		t = target{in, k.table[v]}
	}
	if t.e == nil {
		c.r.fail(x, "sbml.comp", "<%s> refers to %s %q, which the submodel does not have", x.name, kind, clip(name))
		return target{}, false
	}
	if kind == "portRef" {
		var ok bool
		if t, ok = c.lookup(in, t.e, depth+1); !ok {
			return target{}, false
		}
	}
	inner := (*element)(nil)
	for _, y := range x.children {
		if y.space == compSpace && y.name == "sBaseRef" {
			inner = y
		}
	}
	if inner == nil {
		return t, true
	}
	if t.e.name != "submodel" || t.e.space != compSpace {
		c.r.fail(inner, "sbml.comp", "a reference into %q, which is no submodel", clip(name))
		return target{}, false
	}
	sub := c.home[t.e].subs[comp(t.e, "id")]
	if sub == nil {
		return target{}, false
	}
	return c.lookup(sub, inner, depth+1)
}

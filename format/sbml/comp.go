package sbml

import (
	"encoding/xml"
	"strings"

	"jakstat/diag"
)

const compSpace = "http://www.sbml.org/sbml/level3/version1/comp/version1"

// Limits of a composed model: submodels inside each other, instances, and elements of all copies together. A few
// definitions that each use the next twice would else grow without end.
const (
	maxSubmodelDepth = 40
	maxInstances     = 20000
	maxCopied        = 1 << 21
)

// library is a document as a source of model definitions.
type library struct {
	file     string
	space    string
	main     *element
	models   map[string]*element // by ID: the model, definitions, external definitions
	children map[string]*library // external documents by source
}

// instance is one use of a model definition.
type instance struct {
	model  *element // a copy of its own
	lib    *library
	parent *instance
	prefix string // of identifiers, "" at the top
	subs   map[string]*instance
	use    *element // the <comp:submodel>, nil at the top

	byID, byMeta, byUnit, ports map[string]*element
	removed                     bool
}

// replacement says what stands for an element that is left out: the value of the replacing element is
// factor times the value of the replaced one.
type replacement struct {
	by     *element
	factor string    // parameter, as named in scope; "" is 1
	scope  *instance // of the factor
}

// composer flattens one document.
type composer struct {
	r         *reader
	loaded    map[string]*library
	instances int
	copied    int

	home     map[*element]*instance // of every element that can be named
	replaced map[*element]replacement
	named    map[*element]*element // a submodel's element that takes the name of the one it replaces
	deleted  map[*element]bool
}

// comp reads an attribute of the package; files write it with or without prefix on the package's own elements.
func comp(e *element, name string) string {
	if v, ok := e.attrIn(compSpace, name); ok {
		return strings.TrimSpace(v)
	}
	if e.space == compSpace {
		v, _ := e.attr(name)
		return strings.TrimSpace(v)
	}
	return ""
}

func compChildren(e *element, list, item string) []*element {
	var out []*element
	for _, l := range e.children {
		if l.space == compSpace && l.name == list {
			for _, c := range l.children {
				if c.space == compSpace && c.name == item {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// flatten returns the model of a document with its submodels merged into it, or nil after reporting.
func (r *reader) flatten(root, main *element) *element {
	c := &composer{
		r: r, loaded: map[string]*library{}, home: map[*element]*instance{}, replaced: map[*element]replacement{},
		named: map[*element]*element{}, deleted: map[*element]bool{},
	}
	lib := c.library(r.file, root, main)
	top := c.instantiate(lib, main, nil, nil, 0)
	if top == nil || r.diags.HasErrors() {
		return nil
	}
	c.resolve(top)
	if r.diags.HasErrors() {
		return nil
	}
	return c.merge(top)
}

func (c *composer) library(file string, root, main *element) *library {
	l := &library{file: file, space: root.space, main: main, models: map[string]*element{}, children: map[string]*library{}}
	if main != nil {
		if id, ok := main.attr("id"); ok {
			l.models[id] = main
		}
	}
	for _, m := range compChildren(root, "listOfModelDefinitions", "modelDefinition") {
		id, _ := m.attr("id")
		if id == "" {
			id = comp(m, "id")
		}
		l.models[id] = m
	}
	for _, m := range compChildren(root, "listOfExternalModelDefinitions", "externalModelDefinition") {
		l.models[comp(m, "id")] = m
	}
	return l
}

// find returns the definition that a name stands for, following external definitions.
func (c *composer) find(lib *library, name string, at *element, depth int) (*library, *element) {
	m := lib.models[name]
	if m == nil {
		c.r.fail(at, "sbml.comp", "no model definition %q", clip(name))
		return nil, nil
	}
	if m.name != "externalModelDefinition" {
		return lib, m
	}
	if depth > maxSubmodelDepth {
		c.r.fail(m, "sbml.comp", "external model definitions refer to each other without end")
		return nil, nil
	}
	other := c.load(lib, comp(m, "source"), m)
	if other == nil {
		return nil, nil
	}
	ref := comp(m, "modelRef")
	if ref == "" {
		if other.main == nil {
			c.r.fail(m, "sbml.comp", "%s has no <model>", clip(other.file))
			return nil, nil
		}
		return other, other.main
	}
	return c.find(other, ref, m, depth+1)
}

// load reads another document through the caller's resolver.
func (c *composer) load(lib *library, source string, at *element) *library {
	if l, ok := c.loaded[source]; ok {
		return l
	}
	c.loaded[source] = nil
	if c.r.resolve == nil {
		c.r.fail(at, "sbml.comp", "external model %q cannot be read from here", clip(source))
		return nil
	}
	data, err := c.r.resolve(source)
	if err != nil {
		c.r.fail(at, "sbml.comp", "external model %q: %s", clip(source), err)
		return nil
	}
	root, err := parse(source, data)
	if err != nil {
		var l diag.List
		l.AddError(at.pos, "sbml.comp", err)
		for _, d := range l {
			c.r.fail2(d)
		}
		return nil
	}
	if root.name != "sbml" || !rightSpace(3, 1, root.space) && !rightSpace(3, 2, root.space) {
		c.r.fail(root, "sbml.comp", "external model %q is no SBML document of Level 3", clip(source))
		return nil
	}
	if !c.r.externalPackages(root) {
		return nil
	}
	l := c.library(source, root, root.child("model"))
	c.loaded[source] = l
	return l
}

// externalPackages refuses an external document that needs a package that is not supported.
func (r *reader) externalPackages(root *element) bool {
	for _, a := range root.attrs {
		if a.Name.Space != "xmlns" || a.Value == root.space || a.Value == compSpace {
			continue
		}
		if v, _ := root.attrIn(a.Value, "required"); v == "true" || v == "1" {
			r.fail(root, "sbml.package", "package %s is required and not supported", clip(a.Name.Local))
			return false
		}
	}
	return true
}

// instantiate copies a definition and, recursively, its submodels.
func (c *composer) instantiate(lib *library, def *element, parent *instance, use *element, depth int) *instance {
	c.instances++
	if depth > maxSubmodelDepth || c.instances > maxInstances {
		at := def
		if use != nil {
			at = use
		}
		c.r.fail(at, "sbml.comp", "submodels without end (more than %d levels or %d instances)", maxSubmodelDepth, maxInstances)
		return nil
	}
	in := &instance{
		lib: lib, parent: parent, use: use, subs: map[string]*instance{}, byID: map[string]*element{}, byMeta: map[string]*element{},
		byUnit: map[string]*element{}, ports: map[string]*element{},
	}
	if parent != nil {
		in.prefix = parent.prefix + comp(use, "id") + "__"
	}
	in.model = c.copy(def, in, lib.space)
	if c.copied > maxCopied {
		c.r.fail(def, "sbml.comp", "the composed model has more than %d elements", maxCopied)
		return nil
	}
	for _, p := range compChildren(in.model, "listOfPorts", "port") {
		in.ports[comp(p, "id")] = p
	}
	for _, s := range compChildren(in.model, "listOfSubmodels", "submodel") {
		id := comp(s, "id")
		if !isSID(id) || in.subs[id] != nil {
			c.r.fail(s, "sbml.comp", "submodel %q: no identifier, or one used twice", clip(id))
			continue
		}
		from, d := c.find(lib, comp(s, "modelRef"), s, 0)
		if d == nil {
			continue
		}
		sub := c.instantiate(from, d, in, s, depth+1)
		if sub == nil {
			return nil
		}
		in.subs[id] = sub
	}
	return in
}

// copy duplicates an element for an instance and enters it into the tables of names. The core namespace becomes
// that of the main document.
func (c *composer) copy(e *element, in *instance, core string) *element {
	c.copied++
	n := *e
	if n.space == core {
		n.space = c.r.space
	}
	n.attrs = append([]xml.Attr(nil), e.attrs...)
	for i := range n.attrs {
		if n.attrs[i].Name.Space == core {
			n.attrs[i].Name.Space = c.r.space
		}
	}
	n.children = nil
	out := &n
	if e.space != mathSpace {
		c.home[out] = in
		id, ok := e.attr("id")
		if e.space == compSpace {
			id = comp(e, "id")
			ok = e.name == "submodel"
		}
		switch {
		case !ok || e.name == "localParameter" || e.name == "model" || e.name == "modelDefinition":
		case e.name == "unitDefinition":
			in.byUnit[id] = out
		default:
			in.byID[id] = out
		}
		if m, ok := e.attr("metaid"); ok {
			in.byMeta[m] = out
		}
	}
	if c.copied > maxCopied {
		return out
	}
	for _, x := range e.children {
		out.children = append(out.children, c.copy(x, in, core))
	}
	return out
}

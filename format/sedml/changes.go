package sedml

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
)

// change is one change of the text of a model.
type change struct {
	kind     string
	at       *node
	path     *path
	value    string  // changeAttribute
	xml      []*node // addXML, changeXML
	computed *computation
}

// changeKinds are the elements that change models.
var changeKinds = []string{"changeAttribute", "changeXML", "addXML", "removeXML", "computeChange"}

func (r *reader) change(n *node) *change {
	if !slices.Contains(changeKinds, n.name) {
		r.fail(n, "element", "<%s> is no change of a model; there are %s", clip(n.name), strings.Join(changeKinds, ", "))
		return nil
	}
	c := &change{kind: n.name, at: n, path: r.target(n)}
	switch n.name {
	case "changeAttribute":
		v, ok := n.attr("newValue")
		if !ok {
			r.fail(n, "missing", "<changeAttribute> has no attribute newValue")
		}
		if c.value = v; c.path != nil && c.path.attr == "" {
			r.fail(n, "target", "the target %q of <changeAttribute> ends in no attribute, as in .../@value", clip(c.path.text))
		}
	case "changeXML", "addXML":
		if x := n.child("newXML"); x != nil {
			c.xml = x.children
		}
		if len(c.xml) == 0 {
			r.fail(n, "missing", "<%s> holds no elements in <newXML>", n.name)
		}
	case "computeChange":
		c.computed = r.computation(n, nil)
	}
	return c
}

// target reads the XPath of an element; nil after reporting.
func (r *reader) target(n *node) *path {
	text := r.required(n, "target")
	if text == "" {
		return nil
	}
	p, err := parsePath(text)
	if err != nil {
		r.fail(n, "xpath", "<%s>: %s", n.name, err)
		return nil
	}
	return p
}

// texts are the models of an experiment as trees, changed.
type texts struct {
	doc   *Document
	open  func(source string) ([]byte, error)
	trees map[*Model]*node
	raw   map[*Model][]byte // of models without changes
	diags diag.List
}

// tree returns the changed tree of a model; nil after reporting.
func (t *texts) tree(m *Model) *node {
	if n, ok := t.trees[m]; ok {
		return n
	}
	t.trees[m] = nil // a failure is reported once
	var root *node
	if id, ok := strings.CutPrefix(m.Source, "#"); ok {
		base, _ := byID(t.doc.Models, id, modelID)
		n := t.tree(base)
		if n == nil {
			return nil
		}
		root = n.copy()
	} else {
		data, err := t.open(m.Source)
		if err != nil {
			t.diags.Add(unread(m, err))
			return nil
		}
		n, err := parse(m.Source, data)
		if err != nil {
			t.diags.AddError(m.Pos, "sedml.source", err)
			return nil
		}
		root = n
		if len(m.changes) == 0 {
			t.raw[m] = data
		}
	}
	t.trees[m] = root
	for _, c := range m.changes {
		if err := t.apply(c, root); err != nil {
			t.diags.Add(diag.New(c.at.pos, "sedml.change", "<%s> in model %s: %s", c.kind, m.ID, err))
		}
	}
	return root
}

// unread says that a source could not be read, at the place that names it.
func unread(m *Model, err error) diag.Diagnostic {
	var d diag.Diagnostic
	if errors.As(err, &d) && d.Pos.Line > 0 {
		return d
	} else if d.Message != "" {
		out := diag.New(m.Pos, d.Code, "source %q of model %s: %s", clip(m.Source), m.ID, d.Message)
		out.Suggestion = d.Suggestion
		return out
	}
	return diag.New(m.Pos, "sedml.source", "source of model %s: %v", m.ID, err)
}

// apply makes one change.
func (t *texts) apply(c *change, root *node) error {
	found := c.path.find(root, c.at)
	if len(found) == 0 {
		return fmt.Errorf("%q points to nothing in the model", clip(c.path.text))
	}
	switch c.kind {
	case "changeAttribute":
		if len(found) > 1 {
			return fmt.Errorf("%q points to %d elements, not one", clip(c.path.text), len(found))
		}
		found[0].set(c.path.attr, c.value)
	case "computeChange":
		if len(found) > 1 {
			return fmt.Errorf("%q points to %d elements, not one", clip(c.path.text), len(found))
		}
		name := valueAttribute(found[0], c.path.attr)
		if name == "" {
			return fmt.Errorf("%q points to nothing that holds a number", clip(c.path.text))
		}
		v, err := c.computed.value(nil, func(x *Variable) (float64, error) { return t.initial(x, root) })
		if err != nil {
			return err
		}
		found[0].set(name, format(v))
	case "removeXML":
		for _, n := range found {
			if err := remove(n, c.path.attr); err != nil {
				return err
			}
		}
	case "addXML", "changeXML":
		if c.path.attr != "" || len(found) > 1 {
			return fmt.Errorf("%q does not point to one element", clip(c.path.text))
		}
		to := found[0]
		if c.kind == "changeXML" {
			if to.parent == nil {
				return fmt.Errorf("the outermost element cannot be changed")
			}
			i := slices.Index(to.parent.children, to)
			to.parent.children = slices.Insert(slices.Delete(to.parent.children, i, i+1), i, grafts(c.xml, to.parent, c.at)...)
			return nil
		}
		to.children = append(to.children, grafts(c.xml, to, c.at)...)
	}
	return nil
}

// format writes a number so that reading gives the same one.
func format(v float64) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 0):
		return strings.ToUpper(strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, 64), "+"))
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

func remove(n *node, name string) error {
	if name != "" {
		n.attrs = slices.DeleteFunc(n.attrs, func(a attr) bool { return a.prefix == "" && a.name == name })
		return nil
	}
	if n.parent == nil {
		return fmt.Errorf("the outermost element cannot be removed")
	}
	n.detach()
	return nil
}

// grafts are copies of new elements for their place in a model. New elements without a namespace of their own are in that of the
// experiment, where nobody means them to be: they take that of their parent.
func grafts(list []*node, parent, from *node) []*node {
	var out []*node
	for _, n := range list {
		bare := n.ns() == from.ns()
		g := n.graft()
		if bare {
			g.adopt(parent.prefix)
		}
		g.parent = parent
		out = append(out, g)
	}
	return out
}

// adopt puts an element, and those below it that share its prefix, under another prefix.
func (n *node) adopt(prefix string) {
	old := n.prefix
	var walk func(n *node)
	walk = func(n *node) {
		if n.prefix != old {
			return
		}
		n.prefix = prefix
		for _, c := range n.children {
			walk(c)
		}
	}
	n.attrs = slices.DeleteFunc(n.attrs, func(a attr) bool {
		return old == "" && a.prefix == "" && a.name == "xmlns" || a.prefix == "xmlns" && (a.name == old || a.name == prefix)
	})
	walk(n)
}

// valueAttribute is the attribute that holds the number of an element of a model: the wanted one, or that which the element has.
func valueAttribute(n *node, wanted string) string {
	for _, name := range valueAttributes[n.name] {
		_, given := n.attr(name)
		if wanted == name || wanted == "" && given {
			return name
		}
	}
	if wanted == "" && len(valueAttributes[n.name]) > 0 {
		return valueAttributes[n.name][0]
	}
	return ""
}

var valueAttributes = map[string][]string{
	"parameter": {"value"}, "localParameter": {"value"}, "compartment": {"size", "volume"}, "species": {"initialConcentration", "initialAmount"},
	"specie": {"initialAmount"}, "speciesReference": {"stoichiometry"},
}

// initial is the number that stands in a model for a variable of a computation.
func (t *texts) initial(x *Variable, own *node) (float64, error) {
	root := own
	if x.Model != nil {
		if root = t.tree(x.Model); root == nil {
			return 0, fmt.Errorf("variable %s: model %s could not be read", x.ID, x.Model.ID)
		}
	}
	found := x.path.find(root, x.target)
	if len(found) != 1 {
		return 0, fmt.Errorf("variable %s: %q points to %d elements, not one", x.ID, clip(x.path.text), len(found))
	}
	name := valueAttribute(found[0], x.path.attr)
	text, ok := found[0].attr(name)
	if name == "" || !ok {
		return 0, fmt.Errorf("variable %s: %q points to nothing that holds a number", x.ID, clip(x.path.text))
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		return 0, fmt.Errorf("variable %s: %q is not a number", x.ID, clip(text))
	}
	return v, nil
}

package sedml

import (
	"strings"

	"jakstat/diag"
)

// Experiment is a document with its models at hand: every target has been found in them.
type Experiment struct {
	*Document
	texts *texts
}

// Load reads the models of an experiment, makes the changes, and finds what targets point to. Open gives the text of a source as it
// stands in the file. The error is a diag.List.
func (d *Document) Load(open func(source string) ([]byte, error)) (*Experiment, error) {
	t := &texts{doc: d, open: open, trees: map[*Model]*node{}, raw: map[*Model][]byte{}}
	for _, m := range d.Models {
		t.tree(m)
	}
	for _, task := range d.Tasks {
		if task.Repeat == nil {
			continue
		}
		for _, s := range task.Repeat.sets {
			s.symbol = t.symbol(s.path, s.at, s.model, true)
			t.computed(s.math)
		}
		for _, v := range task.Repeat.ranges {
			t.computed(v.from)
		}
	}
	for _, g := range d.Generators {
		for _, v := range g.Variables {
			if v.path == nil {
				continue
			}
			models := v.Task.Models()
			if v.Model != nil {
				models = []*Model{v.Model}
			}
			for _, m := range models {
				v.Symbol = t.symbol(v.path, v.target, m, false)
			}
		}
	}
	t.diags.Sort()
	if err := t.diags.Err(); err != nil {
		return nil, err
	}
	return &Experiment{d, t}, nil
}

// computed finds what the variables of a computation in an iteration are: what holds there is the value in the simulation.
func (t *texts) computed(c *computation) {
	if c == nil {
		return
	}
	for _, x := range c.variables {
		if x.Model == nil {
			t.diags.Add(diag.New(x.Pos, "sedml.missing", "variable %s has no attribute modelReference", x.ID))
			continue
		}
		x.Symbol = t.symbol(x.path, x.target, x.Model, true)
	}
}

// symbol is the SBML identifier of the element that a path points to, REACTION.NAME for local parameters; "" after reporting.
func (t *texts) symbol(p *path, at *node, m *Model, local bool) string {
	if p == nil || m == nil {
		return ""
	}
	root := t.tree(m)
	if root == nil {
		return ""
	}
	bad := func(format string, args ...any) string {
		t.diags.Add(diag.New(at.pos, "sedml.target", format, args...))
		return ""
	}
	found := p.find(root, at)
	if len(found) != 1 {
		return bad("%q points to %d elements of model %s, not one", clip(p.text), len(found), m.ID)
	}
	n := found[0]
	attr := "id"
	if level, _ := root.attr("level"); level == "1" {
		attr = "name"
	}
	id, _ := n.attr(attr)
	if id == "" {
		return bad("%q points to <%s>, which has no %s", clip(p.text), clip(n.name), attr)
	}
	if p.attr != "" {
		if name := valueAttribute(n, p.attr); name == "" {
			return bad("%q points to an attribute that holds no value of %s", clip(p.text), clip(id))
		}
		if _, given := n.attr(p.attr); !given && n.name == "species" {
			return bad("%q points to an attribute that species %s does not have", clip(p.text), clip(id))
		}
	}
	for q := n.parent; q != nil; q = q.parent {
		if q.name == "kineticLaw" && q.parent != nil {
			reaction, _ := q.parent.attr(attr)
			if !local {
				return bad("%q points to local parameter %s of reaction %s, which does not change", clip(p.text), clip(id), clip(reaction))
			}
			return reaction + "." + id
		}
	}
	return id
}

// Base is the file that a model is made from, through all models between them.
func (d *Document) Base(m *Model) string {
	for range d.Models {
		id, derived := strings.CutPrefix(m.Source, "#")
		if !derived {
			break
		}
		m, _ = byID(d.Models, id, modelID)
	}
	return m.Source
}

// Text is the text of a model with all changes made.
func (x *Experiment) Text(m *Model) []byte {
	if data, ok := x.texts.raw[m]; ok {
		return data
	}
	return x.texts.trees[m].write()
}

// Models lists the models that a task simulates, each once.
func (t *Task) Models() []*Model {
	var out []*Model
	seen := map[*Model]bool{}
	var walk func(t *Task)
	walk = func(t *Task) {
		if t.Repeat != nil {
			for _, s := range t.Repeat.Subtasks {
				walk(s)
			}
		} else if !seen[t.Model] {
			seen[t.Model] = true
			out = append(out, t.Model)
		}
	}
	walk(t)
	return out
}

package sedml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
)

// MaxBytes bounds the text of an experiment.
const MaxBytes = 32 << 20

// Read reads an experiment. The name stands in messages. The error is a diag.List with all findings.
func Read(name string, data []byte) (*Document, error) {
	r := &reader{doc: &Document{file: name}}
	if len(data) > MaxBytes {
		r.diags.Add(diag.New(diag.Pos{File: name, Line: 1}, "sedml.size", "a document of %d bytes; at most %d are read", len(data), MaxBytes))
		return nil, r.diags.Err()
	}
	root, err := parse(name, data)
	if err != nil {
		r.diags.AddError(diag.Pos{File: name}, "sedml.xml", err)
		return nil, r.diags.Err()
	}
	r.document(root)
	r.diags.Sort()
	r.doc.Warnings.Sort()
	if err := r.diags.Err(); err != nil {
		return nil, err
	}
	return r.doc, nil
}

// Is tells whether a file is an experiment by its beginning: the outermost element is that of SED-ML.
func Is(head []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(head))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		t, err := d.RawToken()
		if err != nil {
			return false
		}
		if e, ok := t.(xml.StartElement); ok {
			return e.Name.Local == "sedML"
		}
	}
}

// reader holds the state of one reading.
type reader struct {
	doc   *Document
	space string
	diags diag.List
}

const maxReported = 100

func (r *reader) fail(n *node, code, format string, args ...any) {
	if len(r.diags) < maxReported {
		r.diags.Add(diag.New(n.pos, "sedml."+code, format, args...))
	}
}

func (r *reader) warn(n *node, code, format string, args ...any) {
	if len(r.doc.Warnings) < maxReported {
		r.doc.Warnings.Add(diag.New(n.pos, "sedml."+code, format, args...).AsWarning())
	}
}

// spaces are the namespaces of the versions.
var spaces = map[string]int{
	"http://sed-ml.org/": 1, "http://sed-ml.org/sed-ml/level1/version2": 2, "http://sed-ml.org/sed-ml/level1/version3": 3,
	"http://sed-ml.org/sed-ml/level1/version4": 4,
}

func (r *reader) document(root *node) {
	r.space = root.ns()
	version, ok := spaces[r.space]
	if root.name != "sedML" || !ok {
		r.fail(root, "root", "<%s> of namespace %q is no experiment in SED-ML Level 1", clip(root.name), clip(r.space))
		return
	}
	r.doc.Level, r.doc.Version = 1, version
	lists := map[string][]*node{}
	for _, l := range root.children {
		if l.ns() != r.space {
			continue // annotations of other programs
		}
		switch l.name {
		case "listOfModels", "listOfSimulations", "listOfTasks", "listOfDataGenerators", "listOfOutputs":
			lists[l.name] = append(lists[l.name], r.elements(l)...)
		case "notes", "annotation", "listOfStyles":
		case "listOfDataDescriptions", "listOfAlgorithmParameters":
			if len(r.elements(l)) > 0 {
				r.fail(l, "unsupported", "<%s> is not supported", l.name)
			}
		default:
			r.fail(l, "element", "<%s> is not known in <sedML>", clip(l.name))
		}
	}
	ids := map[string]*node{}
	for _, name := range []string{"listOfModels", "listOfSimulations", "listOfTasks", "listOfDataGenerators", "listOfOutputs"} {
		for _, n := range lists[name] {
			id := r.id(n)
			if old := ids[id]; id != "" && old != nil {
				r.fail(n, "duplicate", "<%s> %q: this identifier is already that of a <%s> in line %d", n.name, clip(id), old.name, old.pos.Line)
			}
			ids[id] = n
		}
	}
	for _, n := range lists["listOfModels"] {
		r.model(n)
	}
	r.chains()
	for _, n := range lists["listOfSimulations"] {
		r.simulation(n)
	}
	r.tasks(lists["listOfTasks"])
	for _, n := range lists["listOfDataGenerators"] {
		r.generator(n)
	}
	for _, n := range lists["listOfOutputs"] {
		r.output(n)
	}
}

// elements are the children of the format itself, without what means nothing here.
func (r *reader) elements(list *node) []*node {
	var out []*node
	if list == nil {
		return nil
	}
	for _, c := range list.children {
		if c.ns() == r.space && c.name != "notes" && c.name != "annotation" {
			out = append(out, c)
		}
	}
	return out
}

func (r *reader) list(n *node, name string) []*node { return r.elements(n.child(name)) }

func (r *reader) text(n *node, name string) string {
	v, _ := n.attr(name)
	return strings.TrimSpace(v)
}

func (r *reader) required(n *node, name string) string {
	v := r.text(n, name)
	if v == "" {
		r.fail(n, "missing", "<%s> has no attribute %s", n.name, name)
	}
	return v
}

// id reads an identifier; it must be usable as the name of a file.
func (r *reader) id(n *node) string {
	v := r.required(n, "id")
	for i, c := range v {
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') || i > 200 {
			r.fail(n, "id", "%q is not an identifier (letters, digits and _, not beginning with a digit)", clip(v))
			return ""
		}
	}
	return v
}

// number reads a finite number; absent and not required gives otherwise.
func (r *reader) number(n *node, name string, required bool, otherwise float64) float64 {
	v := r.text(n, name)
	if v == "" {
		if required {
			r.required(n, name)
		}
		return otherwise
	}
	x, err := strconv.ParseFloat(v, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || math.IsNaN(x) || math.IsInf(x, 0) || strings.ContainsAny(v, "xX_") {
		r.fail(n, "number", "attribute %s of <%s>: %q is not a finite number", name, n.name, clip(v))
		return otherwise
	}
	return x
}

func (r *reader) flag(n *node, name string, otherwise bool) bool {
	switch v := r.text(n, name); v {
	case "true", "1":
		return true
	case "false", "0":
		return false
	case "":
		return otherwise
	default:
		r.fail(n, "boolean", "attribute %s of <%s> is %q, neither true nor false", name, n.name, clip(v))
	}
	return otherwise
}

// refer reads an attribute that names another part.
func refer[T any](r *reader, n *node, name string, list []T, of func(T) string) (found T, ok bool) {
	id := r.required(n, name)
	if id == "" {
		return found, false
	}
	found, ok = byID(list, id, of)
	if !ok {
		var known []string
		for _, x := range list {
			known = append(known, of(x))
		}
		d := diag.New(n.pos, "sedml.reference", "attribute %s of <%s> refers to %q, which does not exist", name, n.name, clip(id))
		if hint := diag.DidYouMean(clip(id), known); hint != "" {
			d = d.Suggest("%s", hint)
		}
		if len(r.diags) < maxReported {
			r.diags.Add(d)
		}
	}
	return found, ok
}

func modelID(m *Model) string           { return m.ID }
func simulationID(s *Simulation) string { return s.ID }
func taskID(t *Task) string             { return t.ID }
func generatorID(g *Generator) string   { return g.ID }

func (r *reader) model(n *node) {
	m := &Model{ID: r.text(n, "id"), Name: r.text(n, "name"), Source: r.required(n, "source"), Pos: n.pos}
	if l := r.text(n, "language"); l != "" && !strings.HasPrefix(l, "urn:sedml:language:sbml") && l != "urn:sedml:language:xml" && l != "http://www.sbml.org/" {
		r.fail(n, "language", "model %s is in language %q; SBML is read", m.ID, clip(l))
	}
	if scheme, _, ok := strings.Cut(m.Source, ":"); ok && len(scheme) > 1 && !strings.ContainsAny(scheme, "/#.") {
		r.fail(n, "source", "model %s is at %q; nothing is fetched over a network: put the file beside the experiment and name it as source", m.ID, clip(m.Source))
	}
	for _, c := range r.list(n, "listOfChanges") {
		if x := r.change(c); x != nil {
			m.changes = append(m.changes, x)
		}
	}
	r.doc.Models = append(r.doc.Models, m)
}

// chains finds models that are made from other models, and refuses circles. Before Version 4 the plain identifier was also in use.
func (r *reader) chains() {
	next := map[*Model]*Model{}
	for _, m := range r.doc.Models {
		id, marked := strings.CutPrefix(m.Source, "#")
		other, ok := byID(r.doc.Models, id, modelID)
		if marked && !ok {
			r.diags.Add(diag.New(m.Pos, "sedml.reference", "model %s is made from %q, which does not exist", m.ID, clip(id)))
		}
		if ok {
			m.Source = "#" + id
			next[m] = other
		}
	}
	for _, m := range r.doc.Models {
		var seen []*Model
		for at := m; at != nil; at = next[at] {
			if slices.Contains(seen, at) {
				if at == m {
					r.diags.Add(diag.New(m.Pos, "sedml.reference", "model %s is made from itself", m.ID))
				}
				break
			}
			seen = append(seen, at)
		}
	}
}

func (r *reader) simulation(n *node) {
	s := &Simulation{ID: r.text(n, "id"), Name: r.text(n, "name"), Kind: SimulationKind(n.name), Pos: n.pos}
	switch n.name {
	case "uniformTimeCourse":
		s.Initial, s.OutputStart, s.OutputEnd = r.number(n, "initialTime", true, 0), r.number(n, "outputStartTime", true, 0), r.number(n, "outputEndTime", true, 0)
		// Version 4 calls number of steps what was called number of points; both mean steps.
		name := "numberOfSteps"
		if r.text(n, name) == "" && r.text(n, "numberOfPoints") != "" {
			name = "numberOfPoints"
		}
		s.Steps = r.whole(n, name, maxSteps)
		if s.OutputStart < s.Initial || s.OutputEnd < s.OutputStart {
			r.fail(n, "time", "simulation %s: initialTime %g, outputStartTime %g and outputEndTime %g do not follow each other", s.ID, s.Initial, s.OutputStart, s.OutputEnd)
		}
	case "oneStep":
		if s.Step = r.number(n, "step", true, 1); !(s.Step > 0) {
			r.fail(n, "time", "simulation %s: a step of %g", s.ID, s.Step)
		}
	case "steadyState", "analysis":
		r.fail(n, "unsupported", "simulation %s is a <%s>, which is not supported: uniformTimeCourse and oneStep are", s.ID, n.name)
	default:
		r.fail(n, "element", "<%s> is no simulation", clip(n.name))
		return
	}
	r.algorithm(n, s)
	r.doc.Simulations = append(r.doc.Simulations, s)
}

// maxSteps bounds the points of one time course.
const maxSteps = 10_000_000

func (r *reader) whole(n *node, name string, most int) int {
	v := r.required(n, name)
	if v == "" {
		return 0
	}
	x, err := strconv.Atoi(v)
	if err != nil || x < 0 || x > most {
		r.fail(n, "number", "attribute %s of <%s>: %q is no whole number from 0 to %d", name, n.name, clip(v), most)
		return 0
	}
	return x
}

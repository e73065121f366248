package sbml

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
)

// Target is a level and version of SBML that is written: Level 2 Version 1 to 5, Level 3 Version 1 and 2.
type Target struct{ Level, Version int }

// Newest is the target that can say the most; what it lacks are fast reactions.
var Newest = Target{3, 2}

// String writes a target as file names do: l3v2.
func (t Target) String() string { return fmt.Sprintf("l%dv%d", t.Level, t.Version) }

// Targets lists what can be written, oldest first.
func Targets() []Target { return []Target{{2, 1}, {2, 2}, {2, 3}, {2, 4}, {2, 5}, {3, 1}, {3, 2}} }

// ParseTarget reads l2v4 or L2V4. The error is a diagnostic.
func ParseTarget(text string) (Target, error) {
	var names []string
	for _, t := range Targets() {
		if strings.EqualFold(strings.TrimSpace(text), t.String()) {
			return t, nil
		}
		names = append(names, t.String())
	}
	return Target{}, diag.New(diag.Pos{}, "sbml.target", "%q is no level and version that is written", clip(text)).Suggest("there are %s", strings.Join(names, ", "))
}

// Write writes a document as [Newest]; see [WriteAs].
func Write(doc *Document) ([]byte, diag.List, error) { return WriteAs(doc, Newest) }

// WriteAs writes a document. The same document gives the same bytes, numbers read as the same numbers, and what is written reads as a
// model that computes the same.
//
// The source is the document and not the model alone, since units, open dimensions and flux bounds of a file are no part of the
// engine's form; [NewDocument] makes the document of a model that was built in the program. Submodels have been put in their place
// by the reader and are written there. Notes, annotations, SBO terms and types are not in the document.
//
// What the target cannot say is an error that names the element, a diag.List with all of them. The warnings tell what was left out
// without an effect on any number, such as units that the target has no way to state. WriteAs panics on a target that is not among
// [Targets].
func WriteAs(doc *Document, to Target) (data []byte, warnings diag.List, err error) {
	if !slices.Contains(Targets(), to) {
		panic("sbml: no target " + to.String())
	}
	w := newWriter(doc, to.Level, to.Version)
	w.adapt()
	w.prepareUnits()
	if !w.diags.HasErrors() {
		w.document()
	}
	w.diags.Sort()
	w.warnings.Sort()
	if err := w.diags.Err(); err != nil {
		return nil, w.warnings, err
	}
	return w.p.b.Bytes(), w.warnings, nil
}

// writer holds the elements of one document as they will be written.
type writer struct {
	level, version  int
	doc             *Document
	p               printer
	diags, warnings diag.List

	functions   []model.Function
	parameters  []model.Parameter
	initials    []model.InitialAssignment
	rules       []model.Rule
	reactions   []model.Reaction
	events      []model.Event
	constraints []model.Constraint

	units    map[string]UnitDefinition
	defaults map[string]string
	alias    map[string]string // units that are written under another name
	dropped  map[string]bool   // units that have been reported

	parameterUnits map[string]string // as in the document

	bodies    map[string]model.Expr // of functions
	arguments map[string]bool       // of the function being written
}

func newWriter(doc *Document, level, version int) *writer {
	m := doc.Model
	w := &writer{
		level: level, version: version, doc: doc, functions: m.Functions(), parameters: m.Parameters(), initials: m.InitialAssignments(),
		rules: m.Rules(), reactions: m.Reactions(), events: m.Events(), constraints: m.Constraints(), bodies: map[string]model.Expr{}, parameterUnits: maps.Clone(doc.ParameterUnits),
	}
	for i := range w.reactions { // their lists are changed
		r := &w.reactions[i]
		r.Reactants, r.Products, r.Modifiers, r.Locals = slices.Clone(r.Reactants), slices.Clone(r.Products), slices.Clone(r.Modifiers), slices.Clone(r.Locals)
	}
	for _, f := range w.functions {
		w.bodies[f.ID] = f.Body
	}
	return w
}

func (w *writer) atLeast(level, version int) bool {
	return w.level > level || w.level == level && w.version >= version
}

func (w *writer) fail(d diag.Diagnostic) {
	if len(w.diags) < maxReported {
		w.diags.Add(d)
	}
}

// lacks reports an element that needs a construct which the target does not have.
func (w *writer) lacks(construct string, pos diag.Pos, format string, args ...any) {
	w.fail(diag.New(pos, "sbml.write."+construct, "%s, which %s cannot say", fmt.Sprintf(format, args...), w.target()))
}

// tooDeep reports an expression that the reader would refuse.
func (w *writer) tooDeep(pos diag.Pos, owner string) {
	w.fail(diag.New(pos, "sbml.write.nesting", "%s has more than %d elements inside each other, which cannot be read again", owner, deepestMath))
}

func (w *writer) warn(pos diag.Pos, format string, args ...any) {
	if len(w.warnings) < maxReported {
		w.warnings.Add(diag.New(pos, "sbml.write", format, args...).AsWarning())
	}
}

func (w *writer) target() string { return fmt.Sprintf("Level %d Version %d", w.level, w.version) }

func space(level, version int) string {
	const base = "http://www.sbml.org/sbml/level"
	switch {
	case level == 2 && version == 1:
		return base + "2"
	case level == 2:
		return base + "2/version" + strconv.Itoa(version)
	}
	return base + "3/version" + strconv.Itoa(version) + "/core"
}

// document writes the prepared elements.
func (w *writer) document() {
	p := &w.p
	p.line(`<?xml version="1.0" encoding="UTF-8"?>`)
	root := attributes{"xmlns", space(w.level, w.version)}
	f := w.doc.Flux
	if f != nil {
		root = append(root, "xmlns:fbc", fluxSpace(f.Version))
	}
	root = append(root, "level", strconv.Itoa(w.level), "version", strconv.Itoa(w.version))
	if f != nil {
		root = append(root, "fbc:required", "false")
	}
	p.open("sbml", root...)
	w.model()
	p.close("sbml")
}

func (w *writer) model() {
	m := w.doc.Model
	var a attributes
	a.text("id", m.ID())
	a.text("name", w.doc.Name)
	if w.level == 3 {
		for _, name := range defaultNames {
			a.text(name, w.defaults[name])
		}
		a.text("conversionFactor", m.ConversionFactor())
	}
	if f := w.doc.Flux; f != nil && f.Version > 1 {
		a.flag("fbc:strict", f.Strict)
	}
	w.p.open("model", a...)
	w.functionDefinitions()
	w.unitDefinitions()
	list(w, "listOfCompartments", m.Compartments(), w.compartment)
	list(w, "listOfSpecies", m.Species(), w.species)
	list(w, "listOfParameters", w.parameters, func(x model.Parameter) { w.parameter("parameter", x.ID, x) })
	list(w, "listOfInitialAssignments", w.initials, w.initialAssignment)
	list(w, "listOfRules", w.rules, w.rule)
	list(w, "listOfConstraints", w.constraints, w.constraint)
	list(w, "listOfReactions", w.reactions, w.reaction)
	list(w, "listOfEvents", w.events, w.event)
	w.flux()
	w.p.close("model")
}

// list writes a list of elements; an empty one is left out, as older versions demand.
func list[T any](w *writer, name string, items []T, write func(T)) {
	if len(items) == 0 {
		return
	}
	w.p.open(name)
	for _, x := range items {
		write(x)
	}
	w.p.close(name)
}

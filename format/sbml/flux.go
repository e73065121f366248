package sbml

import (
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
)

// fluxVersions are the versions of package fbc that are read. Version 3 adds constraints among fluxes, which would change the result:
// it is left out as a whole.
var fluxVersions = map[string]int{
	"http://www.sbml.org/sbml/level3/version1/fbc/version1": 1,
	"http://www.sbml.org/sbml/level3/version1/fbc/version2": 2,
}

// Flux is what package fbc (versions 1 and 2) says: a linear objective of the rates of reactions in steady state, and bounds on them.
// Charges and formulas of species, gene products and their associations do not change fluxes and are left out.
type Flux struct {
	Version int
	// Strict is the promise of version 2 that all bounds and stoichiometries are constant numbers.
	Strict bool
	// Bounds of each reaction by ID, in the order of the file; a reaction without a bound on a side has none there.
	Bounds     map[string][]FluxBound
	Objectives []FluxObjective
	// Active is the ID of the objective that counts, "" when the file has no objectives.
	Active string
	// Pos is the list of objectives, or the model.
	Pos diag.Pos
}

// FluxBound limits the flux of a reaction from below, from above or both.
type FluxBound struct {
	Lower, Upper bool
	Value        float64
	// Parameter, when not "", has the value instead (version 2).
	Parameter string
	Pos       diag.Pos
}

// FluxObjective is a weighted sum of fluxes. Terms of one reaction add up.
type FluxObjective struct {
	ID       string
	Maximize bool
	Terms    []FluxTerm
	Pos      diag.Pos
}

// FluxTerm is a weighted flux.
type FluxTerm struct {
	Reaction    string
	Coefficient float64
	Pos         diag.Pos
}

// Objective returns the active objective, nil when there is none.
func (f *Flux) Objective() *FluxObjective {
	for i := range f.Objectives {
		if f.Objectives[i].ID == f.Active {
			return &f.Objectives[i]
		}
	}
	return nil
}

// fluxPackage tells which version the document declares. Bounds and objectives of submodels would have to be merged; in composed
// models they are left out.
func (r *reader) fluxPackage(root *element) {
	composed := false
	for _, p := range r.doc.Packages {
		composed = composed || p.URI == compSpace
	}
	for _, p := range r.doc.Packages {
		switch {
		case fluxVersions[p.URI] == 0:
		case composed:
			r.warn(root, "sbml.package", "package %s is not read in a model that may have submodels (package comp)", clip(p.Prefix))
		case r.fbc != "":
			r.fail(root, "sbml.package", "two versions of package fbc are declared")
		default:
			r.fbc = p.URI
		}
	}
}

// fluxText reads an attribute of the package; files write it with or without prefix on the package's own elements.
func (r *reader) fluxText(e *element, name string) string {
	if v, ok := e.attrIn(r.fbc, name); ok {
		return strings.TrimSpace(v)
	}
	if e.space == r.fbc {
		return r.text(e, name)
	}
	return ""
}

// fluxRefer reads an attribute of the package that names an element of one kind. It returns "" after reporting.
func (r *reader) fluxRefer(e *element, attr string, kind model.Kind) string {
	name := r.fluxText(e, attr)
	switch got := r.symbols[name]; {
	case name == "":
		r.fail(e, "sbml.missing", "<%s> has no attribute fbc:%s", e.name, attr)
	case got == kind:
		return name
	case got != model.KindNone:
		r.fail(e, "sbml.reference", "attribute fbc:%s of <%s> refers to %s, which is a %s and not a %s", attr, e.name, clip(name), got, kind)
	default:
		r.fail2(r.unknown(e, name, func(k model.Kind) bool { return k == kind }))
	}
	return ""
}

// fluxNumber reads a number that must be there and not be NaN.
func (r *reader) fluxNumber(e *element, attr string) float64 {
	text := r.fluxText(e, attr)
	if text == "" {
		r.fail(e, "sbml.missing", "<%s> has no attribute fbc:%s", e.name, attr)
		return math.NaN()
	}
	v, err := parseDouble(text)
	switch {
	case err != nil:
		r.fail(e, "sbml.number", "attribute fbc:%s of <%s>: %s", attr, e.name, err)
	case v != v:
		r.fail(e, "sbml.number", "attribute fbc:%s of <%s> is not a number", attr, e.name)
	}
	return v
}

// fluxItems returns the elements of a list of the package.
func (r *reader) fluxItems(list *element, name string) []*element {
	var out []*element
	for _, c := range list.children {
		if c.space == r.fbc && c.name == name {
			out = append(out, c)
			continue
		}
		r.fail(c, "sbml.element", "<%s> is not known in <%s>", clip(c.name), clip(list.name))
	}
	return out
}

// flux reads the package's part of a model, when the identifiers of the model are known.
func (r *reader) flux(m *element, reactions []*element) {
	if r.fbc == "" {
		return
	}
	f := &Flux{Version: fluxVersions[r.fbc], Bounds: map[string][]FluxBound{}, Pos: m.pos}
	r.doc.Flux = f
	if text, given := m.attrIn(r.fbc, "strict"); given && f.Version > 1 {
		strict, err := parseBool(text)
		if err != nil {
			r.fail(m, "sbml.boolean", "attribute fbc:strict of <model> %s", err)
		}
		f.Strict = strict
	} else if f.Version > 1 {
		r.fail(m, "sbml.missing", "<model> has no attribute fbc:strict, which version 2 of package fbc requires")
	}
	seen := map[string]bool{}
	for _, c := range m.children {
		if c.space != r.fbc {
			continue
		}
		if seen[c.name] {
			r.fail(c, "sbml.element", "a second <%s>", clip(c.name))
			continue
		}
		seen[c.name] = true
		switch {
		case c.name == "listOfObjectives":
			r.objectives(c, f)
		case c.name == "listOfFluxBounds" && f.Version == 1:
			r.fluxBounds(c, f)
		case c.name == "listOfFluxBounds":
			r.fail(c, "sbml.element", "<listOfFluxBounds> belongs to version 1 of package fbc; in version 2 reactions name their bounds")
		case c.name == "listOfGeneProducts", c.name == "listOfGeneAssociations": // no effect on fluxes
		default:
			r.fail(c, "sbml.element", "<%s> of package fbc is not known in <model>", clip(c.name))
		}
	}
	if f.Version == 1 {
		return
	}
	for _, e := range reactions {
		r.reactionBounds(e, f)
	}
}

// operations are the sides that a bound of version 1 limits: lower, upper.
var operations = map[string][2]bool{"greaterEqual": {true, false}, "lessEqual": {false, true}, "equal": {true, true}}

func (r *reader) fluxBounds(list *element, f *Flux) {
	for _, e := range r.fluxItems(list, "fluxBound") {
		id, v := r.fluxRefer(e, "reaction", model.KindReaction), r.fluxNumber(e, "value")
		word := r.fluxText(e, "operation")
		op, ok := operations[word]
		switch {
		case word == "":
			r.fail(e, "sbml.missing", "<fluxBound> has no attribute fbc:operation")
		case !ok:
			r.fail(e, "sbml.flux", "attribute fbc:operation of <fluxBound> is %q, none of lessEqual, greaterEqual and equal", clip(word))
		}
		if id != "" && ok {
			f.Bounds[id] = append(f.Bounds[id], FluxBound{Lower: op[0], Upper: op[1], Value: v, Pos: e.pos})
		}
	}
}

// reactionBounds reads the bounds of a reaction in version 2.
func (r *reader) reactionBounds(e *element, f *Flux) {
	id := r.id(e, true)
	for _, side := range [2]string{"lowerFluxBound", "upperFluxBound"} {
		if _, given := e.attrIn(r.fbc, side); !given {
			if f.Strict {
				r.fail(e, "sbml.missing", "reaction %s has no attribute fbc:%s, and the model is strict", clip(id), side)
			}
			continue
		}
		if p := r.fluxRefer(e, side, model.KindParameter); p != "" {
			lower := side == "lowerFluxBound"
			f.Bounds[id] = append(f.Bounds[id], FluxBound{Lower: lower, Upper: !lower, Value: math.NaN(), Parameter: p, Pos: e.pos})
		}
	}
}

func (r *reader) objectives(list *element, f *Flux) {
	f.Pos = list.pos
	known := map[string]bool{}
	for _, e := range r.fluxItems(list, "objective") {
		o := FluxObjective{ID: r.fluxText(e, "id"), Pos: e.pos}
		switch {
		case o.ID == "":
			r.fail(e, "sbml.missing", "<objective> has no attribute fbc:id")
		case !isSID(o.ID):
			r.fail(e, "sbml.id", "%q is not an identifier (letters, digits and _, not beginning with a digit)", clip(o.ID))
		case known[o.ID] || r.symbols[o.ID] != model.KindNone:
			r.fail(e, "sbml.duplicate", "<objective> %q: this identifier is already in use", clip(o.ID))
		}
		known[o.ID] = true
		switch t := r.fluxText(e, "type"); t {
		case "maximize":
			o.Maximize = true
		case "minimize":
		default:
			r.fail(e, "sbml.flux", "attribute fbc:type of <objective> is %q, neither maximize nor minimize", clip(t))
		}
		for _, l := range r.fluxItems(e, "listOfFluxObjectives") {
			for _, x := range r.fluxItems(l, "fluxObjective") {
				t := FluxTerm{Reaction: r.fluxRefer(x, "reaction", model.KindReaction), Coefficient: r.fluxNumber(x, "coefficient"), Pos: x.pos}
				if math.IsInf(t.Coefficient, 0) {
					r.fail(x, "sbml.number", "attribute fbc:coefficient of <fluxObjective> is infinite")
				}
				o.Terms = append(o.Terms, t)
			}
		}
		f.Objectives = append(f.Objectives, o)
	}
	f.Active = r.fluxText(list, "activeObjective")
	switch {
	case f.Active == "":
		r.fail(list, "sbml.missing", "<listOfObjectives> has no attribute fbc:activeObjective")
	case !known[f.Active]:
		r.fail(list, "sbml.reference", "the active objective %q is not in <listOfObjectives>", clip(f.Active))
	}
}

package sbml

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"jakstat/engine/model"
)

// always are the attributes any element may carry; they mean nothing to a simulation.
const always = " metaid sboTerm id name "

// known warns about attributes outside a list of names separated by spaces.
func (r *reader) known(e *element, names string) {
	for _, a := range e.attrs {
		if a.Name.Space == "" && !strings.Contains(always, " "+a.Name.Local+" ") && !strings.Contains(" "+names+" ", " "+a.Name.Local+" ") {
			r.warn(e, "sbml.attribute", "attribute %q of <%s> is not known and not read", clip(a.Name.Local), e.name)
		}
	}
}

// text returns an attribute, or "".
func (r *reader) text(e *element, name string) string {
	v, _ := e.attr(name)
	return strings.TrimSpace(v)
}

// double reads a number; NaN when the attribute is absent.
func (r *reader) double(e *element, name string) float64 {
	s, ok := e.attr(name)
	if !ok {
		return math.NaN()
	}
	v, err := parseDouble(s)
	if err != nil {
		r.fail(e, "sbml.number", "attribute %s of <%s>: %s", name, e.name, err)
	}
	return v
}

// whole reads an integer that must be there.
func (r *reader) whole(e *element, name string) (int, bool) {
	s, ok := e.attr(name)
	if !ok {
		r.fail(e, "sbml.missing", "<%s> has no attribute %s", e.name, name)
		return 0, false
	}
	v, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		r.fail(e, "sbml.number", "attribute %s of <%s>: %q is no integer", name, e.name, clip(s))
		return 0, false
	}
	return v, true
}

// flag reads a truth value; without is the default of Levels 1 and 2. Level 3 has none and must give what is required.
func (r *reader) flag(e *element, name string, without, required bool) bool {
	s, ok := e.attr(name)
	if !ok {
		if required && r.doc.Level >= 3 {
			r.fail(e, "sbml.missing", "<%s> has no attribute %s, which Level 3 requires", e.name, name)
		}
		return without
	}
	v, err := parseBool(s)
	if err != nil {
		r.fail(e, "sbml.boolean", "attribute %s of <%s> %s", name, e.name, err)
	}
	return v
}

func parseBool(s string) (bool, error) {
	switch strings.TrimSpace(s) {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, fmt.Errorf("is %q, neither true nor false", clip(s))
}

// id returns the identifier of an element: attribute name in Level 1, id later.
func (r *reader) id(e *element, required bool) string {
	attr := "id"
	if r.doc.Level == 1 {
		attr = "name"
	}
	s := r.text(e, attr)
	switch {
	case s == "" && required:
		r.fail(e, "sbml.missing", "<%s> has no attribute %s", e.name, attr)
	case s != "" && !isSID(s):
		r.fail(e, "sbml.id", "%q is not an identifier (letters, digits and _, not beginning with a digit)", clip(s))
	}
	return s
}

func isSID(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= 1<<12
}

// info fills what all elements have in common.
func (r *reader) info(e *element, id string) model.Info {
	return model.Info{ID: id, Name: r.name(e), Pos: e.pos}
}

// name returns the name beside the identifier, which Level 1 does not have.
func (r *reader) name(e *element) string {
	if r.doc.Level == 1 {
		return ""
	}
	return r.text(e, "name")
}

// refer reads an attribute that names an element of one of these kinds. It returns "" after reporting.
func (r *reader) refer(e *element, attr string, required bool, kinds ...model.Kind) string {
	name := r.text(e, attr)
	if name == "" {
		if required {
			r.fail(e, "sbml.missing", "<%s> has no attribute %s", e.name, attr)
		}
		return ""
	}
	suitable := func(k model.Kind) bool {
		for _, want := range kinds {
			if k == want {
				return true
			}
		}
		return false
	}
	got := r.symbols[name]
	if suitable(got) {
		return name
	}
	if got != model.KindNone {
		r.fail(e, "sbml.reference", "attribute %s of <%s> refers to %s, which is a %s and not a %s", attr, e.name, name, got, kinds[0])
		return ""
	}
	r.fail2(r.unknown(e, name, suitable))
	return ""
}

// define enters a name into the model's one namespace of identifiers.
func (r *reader) define(e *element, id string, kind model.Kind) {
	if id == "" {
		return
	}
	if old := r.symbols[id]; old != model.KindNone {
		r.fail(e, "sbml.duplicate", "<%s> %q: this identifier is already that of a %s", e.name, clip(id), old)
		return
	}
	r.symbols[id] = kind
}

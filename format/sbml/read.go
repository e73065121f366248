package sbml

import (
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
)

// Document is what a file says: the model, and beside it what a report or a simulation needs to know that
// the model form does not carry.
type Document struct {
	Level, Version int
	Model          *model.Model
	// Name is the name of the model beside its ID, Pos where the model begins.
	Name string
	Pos  diag.Pos
	// Warnings are findings that do not change what is computed, or say how a gap was filled.
	Warnings diag.List

	// Species says by ID what the symbol of each species means.
	Species map[string]SpeciesInfo
	// Compartments says by ID the declared dimensions; NaN when Level 3 leaves them open.
	Compartments map[string]CompartmentInfo
	// ParameterUnits are the units of parameters by ID, of local ones by "reaction.parameter"; a parameter without units is not in it.
	ParameterUnits map[string]string
	// Units are the unit definitions by ID.
	Units map[string]UnitDefinition
	// Defaults are the model-wide units by the name of their attribute ("substanceUnits", "timeUnits", ...).
	Defaults map[string]string
	// Packages are the Level 3 packages the file declares.
	Packages []Package
	// Flux is what package fbc says; nil without it.
	Flux *Flux

	declared declaredUnits
}

// SpeciesInfo tells what the numbers of a species are. Initial values that the file does not give
// are NaN.
type SpeciesInfo struct {
	Compartment           string
	HasOnlySubstanceUnits bool
	// SymbolIsAmount: the symbol stands for the amount, not the concentration.
	SymbolIsAmount                      bool
	InitialAmount, InitialConcentration float64
	Boundary, Constant                  bool
	SubstanceUnits, ConversionFactor    string
	Pos                                 diag.Pos
}

// CompartmentInfo tells what the size of a compartment is.
type CompartmentInfo struct {
	Dimensions float64
	Size       float64
	Units      string
	Constant   bool
	Pos        diag.Pos
}

// Package is a declared Level 3 package.
type Package struct {
	Prefix, URI string
	Required    bool
}

// Read reads a document. The name stands in messages. The error is a diag.List with all findings.
func Read(name string, data []byte) (*Document, error) { return ReadWith(name, data, nil) }

// Resolver returns the content of another document that an external model definition names, given as
// it stands in the file. It is asked once for each name.
type Resolver func(source string) ([]byte, error)

// ReadWith is [Read] with a resolver of external model definitions; nil refuses them.
func ReadWith(name string, data []byte, resolve Resolver) (*Document, error) {
	root, err := parse(name, data)
	if err != nil {
		return nil, asList(err)
	}
	r := newReader(name)
	r.resolve = resolve
	r.document(root)
	r.diags.Sort()
	r.doc.Warnings.Sort()
	if err := r.diags.Err(); err != nil {
		return nil, err
	}
	return r.doc, nil
}

func asList(err error) error {
	var l diag.List
	l.AddError(diag.Pos{}, "sbml.xml", err)
	return l
}

// function is what a call needs to know about a definition before any body is read.
type function struct {
	arity int
	empty bool
}

// reader holds the state of one reading.
type reader struct {
	file    string
	doc     *Document
	space   string // namespace of SBML Core in this file
	fbc     string // namespace of package fbc, "" when it is not read
	diags   diag.List
	full    bool
	b       *model.Builder
	resolve Resolver

	symbols   map[string]model.Kind
	functions map[string]function
}

func newReader(file string) *reader {
	return &reader{
		file: file, symbols: map[string]model.Kind{}, functions: map[string]function{},
		doc: newDocument(),
	}
}

func newDocument() *Document {
	return &Document{
		Species: map[string]SpeciesInfo{}, Compartments: map[string]CompartmentInfo{}, ParameterUnits: map[string]string{},
		Units: map[string]UnitDefinition{}, Defaults: map[string]string{}, declared: newDeclaredUnits(),
	}
}

// maxReported bounds the findings of one file, maxHints those that come with a similar name.
const (
	maxReported = 100
	maxHints    = 10
)

func (r *reader) fail2(d diag.Diagnostic) {
	switch {
	case len(r.diags) < maxReported:
		r.diags.Add(d)
	case !r.full:
		r.full = true
		r.diags.Add(diag.New(diag.Pos{File: r.file}, "sbml.more", "more than %d mistakes; the others are not listed", maxReported))
	}
}

func (r *reader) fail(e *element, code, format string, args ...any) {
	r.fail2(diag.New(e.pos, code, format, args...))
}

func (r *reader) warn(e *element, code, format string, args ...any) {
	if len(r.doc.Warnings) < maxReported {
		r.doc.Warnings.Add(diag.New(e.pos, code, format, args...).AsWarning())
	}
}

// unknown makes the message for a name that stands for nothing suitable.
func (r *reader) unknown(e *element, name string, suitable func(model.Kind) bool) diag.Diagnostic {
	var known []string
	if len(r.diags) < maxHints { // comparing with every name is the work of a large model
		for id, k := range r.symbols {
			if suitable(k) && len(id) <= 64 {
				known = append(known, id)
			}
		}
	}
	d := diag.New(e.pos, "sbml.reference", "<%s> refers to %q, which the model does not define", e.name, clip(name))
	if hint := diag.DidYouMean(clip(name), known); hint != "" {
		d = d.Suggest("%s", hint)
	}
	return d
}

// atLeast tells whether the document is of this level and version or a later one.
func (r *reader) atLeast(level, version int) bool {
	return r.doc.Level > level || r.doc.Level == level && r.doc.Version >= version
}

// versions lists what exists: the number of versions of each level.
var versions = map[int]int{1: 2, 2: 5, 3: 2}

// document checks the outermost element, which names the level and version.
func (r *reader) document(root *element) {
	if root.name != "sbml" {
		r.fail(root, "sbml.root", "the root element is <%s>, not <sbml>", clip(root.name))
		return
	}
	level, ok1 := r.whole(root, "level")
	version, ok2 := r.whole(root, "version")
	if !ok1 || !ok2 {
		return
	}
	if version < 1 || version > versions[level] {
		r.fail(root, "sbml.version", "Level %d Version %d does not exist", level, version)
		return
	}
	r.doc.Level, r.doc.Version = level, version
	r.space = root.space
	if !rightSpace(level, version, root.space) {
		r.fail(root, "sbml.version", "namespace %q is not that of Level %d Version %d", clip(root.space), level, version)
		return
	}
	r.packages(root)
	var m *element
	for _, c := range root.children {
		switch {
		case c.space == r.space && c.name == "model" && m == nil:
			m = c
		case c.space == r.space && c.name == "model":
			r.fail(c, "sbml.model", "a second <model>")
		default:
			r.foreign(root, c)
		}
	}
	if m == nil {
		if !r.diags.HasErrors() {
			r.fail(root, "sbml.model", "the document has no <model>")
		}
		return
	}
	if r.diags.HasErrors() {
		return
	}
	for _, p := range r.doc.Packages {
		if p.URI == compSpace {
			if m = r.flatten(root, m); m == nil {
				return
			}
		}
	}
	r.model(m)
	if r.declares(distribSpace) {
		r.uncertainties(m)
	}
}

func rightSpace(level, version int, space string) bool {
	const base = "http://www.sbml.org/sbml/level"
	switch {
	case level == 1:
		return space == base+"1"
	case level == 2 && version == 1:
		return space == base+"2"
	case level == 2:
		return space == base+"2/version"+strconv.Itoa(version)
	}
	return space == base+"3/version"+strconv.Itoa(version)+"/core"
}

// packages finds the declared packages. One that is required and not supported is an error at its first element.
func (r *reader) packages(root *element) {
	for _, a := range root.attrs {
		if a.Name.Space != "xmlns" || r.doc.Level < 3 || !strings.HasPrefix(a.Value, "http://www.sbml.org/sbml/level3/") || a.Value == r.space {
			continue
		}
		p := Package{Prefix: a.Name.Local, URI: a.Value}
		text, given := root.attrIn(a.Value, "required")
		if !given {
			r.fail(root, "sbml.package", "package %q is declared without %s:required", clip(a.Value), clip(p.Prefix))
			continue
		}
		required, err := parseBool(text)
		if err != nil {
			r.fail(root, "sbml.package", "%s:required %s", clip(p.Prefix), err)
			continue
		}
		p.Required = required
		r.doc.Packages = append(r.doc.Packages, p)
		if p.URI == compSpace || p.URI == distribSpace || fluxVersions[p.URI] != 0 {
			continue // read below
		}
		if !required {
			r.warn(root, "sbml.package", "package %s is not read; the file says it is not required", p.Prefix)
			continue
		}
		at := firstIn(root, p.URI)
		what := "without elements"
		if at != nil {
			what = "first used by <" + at.name + ">"
		} else {
			at = root
		}
		r.fail(at, "sbml.package", "package %s is required and not supported (%s)", p.Prefix, what)
	}
	r.fluxPackage(root)
}

// firstIn returns the first element of a namespace, in document order.
func firstIn(e *element, space string) *element {
	if e.space == space || e.name == "csymbol" && strings.HasPrefix(symbolURL(e), "distrib/") && strings.Contains(space, "/distrib/") {
		return e
	}
	for _, c := range e.children {
		if f := firstIn(c, space); f != nil {
			return f
		}
	}
	return nil
}

// foreign deals with a child that the parent's reader does not know.
func (r *reader) foreign(parent, c *element) {
	if c.space == r.space {
		r.fail(c, "sbml.element", "<%s> is not known in <%s>", clip(c.name), clip(parent.name))
		return
	}
	for _, p := range r.doc.Packages {
		if p.URI == c.space {
			return // the package as a whole has been reported, or read
		}
	}
	r.fail(c, "sbml.element", "<%s> of namespace %q in <%s> is not supported", clip(c.name), clip(c.space), clip(parent.name))
}

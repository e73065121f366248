// Package drug knows the drug file: the YAML form in which a molecule's analytes, pharmacokinetic
// models and potencies are written, by the product for the marketed drugs and by a user for a new one.
//
// It reads, checks and resolves values (quantities, evidence rows, arithmetic over both). It must not
// know equations of pharmacokinetics or binding, and it must not simulate: jak/pk builds models from
// what this package reads, jak/binding builds potencies.
package drug

import (
	"reflect"
	"slices"

	"github.com/goccy/go-yaml/ast"

	"jakstat/diag"
	"jakstat/jak/form"
)

// MaxFile is the size of the largest drug file that is read, in bytes.
const MaxFile = form.MaxFile

var kind = form.Kind{Code: "drug", Name: "drug file", First: "add a line drug: NAME", One: "one file, one drug"}

// Text is a scalar with its place in the file.
type Text = form.Text

// Texts is a list of scalars; a single scalar stands for a list of one.
type Texts = form.Texts

// Entry is one parameter: a value, or a formula, with what is known of its spread and source. In
// the file a plain scalar stands for an entry with a value only.
type Entry struct {
	Value    Text  `yaml:"value"`
	Formula  Text  `yaml:"formula"`
	CV       Text  `yaml:"cv"`
	Eta      Text  `yaml:"eta"`
	Source   Texts `yaml:"source"`
	FittedTo Texts `yaml:"fitted_to"`
	How      Text  `yaml:"how"`
	Note     Text  `yaml:"note"`
	Pos      diag.Pos
}

// Read accepts a scalar or a mapping.
func (e *Entry) Read(node ast.Node, l *diag.List) {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		e.Value.Read(node, l)
		e.Pos = e.Value.Pos
		return
	}
	form.Fields(node, reflect.ValueOf(e).Elem(), l)
	for _, t := range []Text{e.Value, e.Formula} {
		if t.S != "" {
			e.Pos = t.Pos
		}
	}
}

// Set tells whether the entry was given at all.
func (e Entry) Set() bool { return e.Value.S != "" || e.Formula.S != "" }

// Parameter is a named entry; a file's parameters keep their order, because later ones may use
// earlier ones.
type Parameter struct {
	Name string
	Entry
}

// Parameters is an ordered mapping of names to entries.
type Parameters []Parameter

// Read reads a mapping in file order.
func (ps *Parameters) Read(node ast.Node, l *diag.List) {
	seen := map[string]diag.Pos{}
	for _, v := range form.Pairs(node, l) {
		p := Parameter{Name: v.Key.GetToken().Value}
		if form.Twice(seen, p.Name, form.Place(v.Key), l) {
			continue
		}
		p.Read(v.Value, l)
		if !p.Set() && p.Pos.Line == 0 {
			p.Pos = form.Place(v.Key)
		}
		*ps = append(*ps, p)
	}
}

// Get returns the entry of that name.
func (ps Parameters) Get(name string) (Entry, bool) {
	for _, p := range ps {
		if p.Name == name {
			return p.Entry, true
		}
	}
	return Entry{}, false
}

// Names lists the parameters in file order.
func (ps Parameters) Names() []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.Name
	}
	return out
}

// Condition is a named state of the patient with its effect on exposure: the evidence row of an AUC ratio for the parent, or one
// row per analyte; "moiety" stands for the sum of parent and active metabolites.
type Condition struct {
	Name   string
	Ratios Parameters
	Pos    diag.Pos
}

// Conditions keeps the order of the file.
type Conditions []Condition

// Read reads a mapping of names to a row id, or to a mapping of analytes to row ids. A plain id is kept under the name "".
func (cs *Conditions) Read(node ast.Node, l *diag.List) {
	seen := map[string]diag.Pos{}
	for _, v := range form.Pairs(node, l) {
		c := Condition{Name: v.Key.GetToken().Value, Pos: form.Place(v.Key)}
		if form.Twice(seen, c.Name, c.Pos, l) {
			continue
		}
		switch v.Value.(type) {
		case *ast.MappingNode, *ast.MappingValueNode:
			c.Ratios.Read(v.Value, l)
		default:
			plain := Parameter{}
			plain.Read(v.Value, l)
			c.Ratios = Parameters{plain}
		}
		*cs = append(*cs, c)
	}
}

// File is a drug file as written.
type File struct {
	Path       string
	Drug       Text           `yaml:"drug"`
	Brand      Text           `yaml:"brand"`
	Class      Text           `yaml:"class"`
	Mode       Text           `yaml:"mode"` // reversible (default), jh2, covalent
	Source     Text           `yaml:"source"`
	How        Text           `yaml:"how"`
	Analytes   []AnalyteEntry `yaml:"analytes"`
	Conditions Conditions     `yaml:"conditions"`
	PotencyOf  Text           `yaml:"potency_of"`
	NoModel    Text           `yaml:"no_model"`
	Models     []ModelEntry   `yaml:"models"`
	Kinases    Kinases        `yaml:"kinases"`
	Potencies  []PotencyEntry `yaml:"potencies"`
}

// AnalyteEntry is the parent or an active metabolite.
type AnalyteEntry struct {
	Name        Text              `yaml:"name"`
	MolarMass   Entry             `yaml:"molar_mass"`
	Fu          Entry             `yaml:"fu"`
	BloodPlasma Entry             `yaml:"blood_plasma"`
	Equivalents *EquivalentsEntry `yaml:"equivalents"`
}

// EquivalentsEntry says that an analyte acts as weight times its total concentration of another.
type EquivalentsEntry struct {
	Of     Text  `yaml:"of"`
	Weight Text  `yaml:"weight"`
	Source Texts `yaml:"source"`
	How    Text  `yaml:"how"`
	Note   Text  `yaml:"note"`
}

// ModelEntry is one pharmacokinetic model.
type ModelEntry struct {
	Pos          diag.Pos
	ID           Text              `yaml:"id"`
	Formulation  Text              `yaml:"formulation"`
	Population   Text              `yaml:"population"`
	Basis        Text              `yaml:"basis"`
	Note         Text              `yaml:"note"`
	CVConvention Text              `yaml:"cv_convention"`
	Reference    Parameters        `yaml:"reference"`
	Parameters   Parameters        `yaml:"parameters"`
	Covariances  []PairEntry       `yaml:"covariances"`
	Correlations []PairEntry       `yaml:"correlations"`
	Metabolites  []MetaboliteEntry `yaml:"metabolites"`
}

// PairEntry is a covariance or correlation of two random effects.
type PairEntry struct {
	Between Texts `yaml:"between"`
	Value   Text  `yaml:"value"`
	Source  Texts `yaml:"source"`
}

// MetaboliteEntry adds an analyte to a model: by a molar ratio to the parent, or by equations.
type MetaboliteEntry struct {
	Analyte    Text       `yaml:"analyte"`
	Ratio      Text       `yaml:"ratio"`
	Input      Text       `yaml:"input"` // absorption or elimination
	Source     Texts      `yaml:"source"`
	Parameters Parameters `yaml:"parameters"`
}

// PotencyEntry is a measured half-maximal concentration in cells.
type PotencyEntry struct {
	Pos      diag.Pos
	Cytokine Text `yaml:"cytokine"`
	STAT     Text `yaml:"stat"`
	Cell     Text `yaml:"cell"`
	IC50     Text `yaml:"ic50"`
	Hill     Text `yaml:"hill"`
	Source   Text `yaml:"source"`
	How      Text `yaml:"how"`
}

// Parse reads a drug file. All problems of its form are returned together as a diag.List with file,
// line and column; values are resolved later by jak/pk and jak/binding.
func Parse(path string, data []byte) (*File, error) {
	f := &File{Path: path}
	ok, l := form.Read(path, data, kind, f)
	if !ok {
		return nil, l.Err()
	}
	var missing diag.List
	f.check(&missing)
	malformed := slices.ContainsFunc(l, func(d diag.Diagnostic) bool { return d.Code == "drug.form" })
	for _, d := range missing {
		// What could not be read is not missing.
		if !malformed || d.Code != "drug.missing" {
			d.Pos.File = path
			l.Add(d)
		}
	}
	l.Sort()
	if err := l.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

// check finds what is missing or not one of the allowed words.
func (f *File) check(l *diag.List) {
	top := f.Drug.Pos
	if f.Drug.S == "" {
		top = diag.Pos{Line: 1}
		l.Add(diag.New(top, "drug.missing", "the file names no drug").Suggest("add a line drug: NAME"))
	}
	word(l, f.Mode, "mode", "", "reversible", "jh2", "covalent")
	word(l, f.How, "how", "", "verified", "unverified")
	if len(f.Analytes) == 0 {
		l.Add(diag.New(top, "drug.missing", "no analyte is given").Suggest("add analytes: with name, molar_mass and fu of the parent"))
	}
	if len(f.Models) == 0 && f.NoModel.S == "" {
		l.Add(diag.New(top, "drug.missing", "no pharmacokinetic model is given").Suggest("add models: with id, population and parameters CL, Vc, ka"))
	}
	seen := map[string]bool{}
	for _, m := range f.Models {
		if m.ID.S == "" {
			l.Add(diag.New(m.Pos, "drug.missing", "a model has no id"))
		} else if seen[m.ID.S] {
			l.Add(diag.New(m.ID.Pos, "drug.duplicate", "model id %q is used twice", m.ID.S))
		}
		seen[m.ID.S] = true
		word(l, m.Basis, "basis", "", "published", "exposure", "fitted", "analogue", "own")
		word(l, m.CVConvention, "cv_convention", "", "omega", "exact")
		for _, x := range m.Metabolites {
			word(l, x.Input, "input", "", "absorption", "elimination")
		}
	}
	for _, p := range f.Potencies {
		if p.Cytokine.S == "" || p.IC50.S == "" {
			l.Add(diag.New(p.Pos, "drug.missing", "a potency needs cytokine and ic50"))
		}
	}
}

func word(l *diag.List, t Text, field string, allowed ...string) {
	for _, a := range allowed {
		if t.S == a {
			return
		}
	}
	l.Add(diag.New(t.Pos, "drug.word", "%s: %q is not known", field, t.S).Suggest("%s", diag.DidYouMean(t.S, allowed[1:])))
}

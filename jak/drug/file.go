// Package drug knows the drug file: the YAML form in which a molecule's analytes, pharmacokinetic
// models and potencies are written, by the product for the marketed drugs and by a user for a new one.
//
// It reads, checks and resolves values (quantities, evidence rows, arithmetic over both). It must not
// know equations of pharmacokinetics or binding, and it must not simulate: jak/pk builds models from
// what this package reads, jak/binding builds potencies.
package drug

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"jakstat/diag"
)

// Text is a scalar with its place in the file.
type Text struct {
	S   string
	Pos diag.Pos // line and column; the file name is filled in by the reader
}

// UnmarshalYAML keeps the scalar as written, whatever YAML type it looks like.
func (t *Text) UnmarshalYAML(node ast.Node) error {
	tok := node.GetToken()
	t.Pos = diag.Pos{Line: tok.Position.Line, Col: tok.Position.Column}
	switch n := node.(type) {
	case *ast.StringNode:
		t.S = n.Value
	case *ast.LiteralNode:
		t.S = strings.TrimSpace(n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		t.S = tok.Value
	case *ast.NullNode:
		t.S = ""
	default:
		return diag.New(t.Pos, "drug.form", "a single value is needed here, found a %s", strings.ToLower(node.Type().String()))
	}
	return nil
}

// Texts is a list of scalars; a single scalar stands for a list of one.
type Texts []Text

// UnmarshalYAML accepts a scalar or a sequence of scalars.
func (l *Texts) UnmarshalYAML(node ast.Node) error {
	seq, ok := node.(*ast.SequenceNode)
	if !ok {
		var t Text
		if err := t.UnmarshalYAML(node); err != nil {
			return err
		}
		*l = Texts{t}
		return nil
	}
	for _, n := range seq.Values {
		var t Text
		if err := t.UnmarshalYAML(n); err != nil {
			return err
		}
		*l = append(*l, t)
	}
	return nil
}

// Strings returns the scalars without their places.
func (l Texts) Strings() []string {
	out := make([]string, len(l))
	for i, t := range l {
		out[i] = t.S
	}
	return out
}

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

// UnmarshalYAML accepts a scalar or a mapping.
func (e *Entry) UnmarshalYAML(node ast.Node) error {
	tok := node.GetToken()
	if _, ok := node.(*ast.MappingNode); !ok {
		if _, ok := node.(*ast.MappingValueNode); !ok {
			err := e.Value.UnmarshalYAML(node)
			e.Pos = e.Value.Pos
			return err
		}
	}
	type plain Entry
	var p plain
	if err := yaml.NodeToValue(node, &p, yaml.Strict()); err != nil {
		return positioned(err)
	}
	*e = Entry(p)
	e.Pos = diag.Pos{Line: tok.Position.Line, Col: tok.Position.Column}
	for _, t := range []Text{e.Value, e.Formula} {
		if t.S != "" {
			e.Pos = t.Pos
		}
	}
	return nil
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

// UnmarshalYAML reads a mapping in file order.
func (ps *Parameters) UnmarshalYAML(node ast.Node) error {
	var values []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		tok := node.GetToken()
		return diag.New(diag.Pos{Line: tok.Position.Line, Col: tok.Position.Column}, "drug.form", "a mapping of names to values is needed here")
	}
	for _, v := range values {
		p := Parameter{Name: v.Key.GetToken().Value}
		if err := p.UnmarshalYAML(v.Value); err != nil {
			return err
		}
		*ps = append(*ps, p)
	}
	return nil
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
	Conditions Parameters     `yaml:"conditions"`
	PotencyOf  Text           `yaml:"potency_of"`
	NoModel    Text           `yaml:"no_model"`
	Models     []ModelEntry   `yaml:"models"`
	Kinases    Parameters     `yaml:"kinases"`
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
	Cytokine Text `yaml:"cytokine"`
	STAT     Text `yaml:"stat"`
	Cell     Text `yaml:"cell"`
	IC50     Text `yaml:"ic50"`
	Hill     Text `yaml:"hill"`
	Source   Text `yaml:"source"`
	How      Text `yaml:"how"`
}

// maxFile bounds a drug file; a longer one is refused before it is parsed.
const maxFile = 1 << 20

// Parse reads a drug file. All problems of its form are returned together as a diag.List with file,
// line and column; values are resolved later by jak/pk and jak/binding.
func Parse(path string, data []byte) (file *File, err error) {
	fail := func(e error) (*File, error) {
		var l diag.List
		l.AddError(diag.Pos{File: path}, "drug.yaml", e)
		return nil, l
	}
	if len(data) > maxFile {
		return fail(fmt.Errorf("a drug file of %d bytes; at most %d are read", len(data), maxFile))
	}
	// The YAML library is fuzzed upstream but still panics on rare malformed input; a user's typing
	// error must not look like a crash.
	defer func() {
		if r := recover(); r != nil {
			file, err = fail(fmt.Errorf("not readable as YAML: %v", r))
		}
	}()
	f := &File{Path: path}
	if e := yaml.UnmarshalWithOptions(data, f, yaml.Strict()); e != nil {
		return fail(positioned(e))
	}
	var l diag.List
	f.check(&l)
	for i := range l {
		l[i].Pos.File = path
	}
	if e := l.Err(); e != nil {
		return nil, e
	}
	return f, nil
}

// positioned turns an error of the YAML library into a diagnostic with its line and column.
func positioned(err error) error {
	var d diag.Diagnostic
	if errors.As(err, &d) {
		return d
	}
	var y yaml.Error
	if errors.As(err, &y) {
		pos := diag.Pos{}
		if tok := y.GetToken(); tok != nil && tok.Position != nil {
			pos.Line, pos.Col = tok.Position.Line, tok.Position.Column
		}
		msg := y.GetMessage()
		out := diag.New(pos, "drug.yaml", "%s", msg)
		if _, name, ok := strings.Cut(msg, "unknown field "); ok {
			out = out.Suggest("%s", diag.DidYouMean(strings.Trim(name, `"`), fieldNames))
		}
		return out
	}
	return err
}

// fieldNames are all keys of the form, for suggestions.
var fieldNames = strings.Fields(`drug brand class mode source how analytes conditions potency_of no_model models kinases potencies
	name molar_mass fu blood_plasma equivalents of weight note id formulation population basis cv_convention reference parameters
	covariances correlations metabolites between value analyte ratio input cytokine stat cell ic50 hill formula cv eta fitted_to`)

// check finds what is missing or not one of the allowed words.
func (f *File) check(l *diag.List) {
	if f.Drug.S == "" {
		l.Add(diag.New(diag.Pos{Line: 1}, "drug.missing", "the file names no drug").Suggest("add a line drug: NAME"))
	}
	word(l, f.Mode, "mode", "", "reversible", "jh2", "covalent")
	word(l, f.How, "how", "", "verified", "unverified")
	if len(f.Analytes) == 0 {
		l.Add(diag.New(f.Drug.Pos, "drug.missing", "no analyte is given").Suggest("add analytes: with name, molar_mass and fu of the parent"))
	}
	if len(f.Models) == 0 && f.NoModel.S == "" {
		l.Add(diag.New(f.Drug.Pos, "drug.missing", "no pharmacokinetic model is given").Suggest("add models: with id, population and parameters CL, Vc, ka"))
	}
	seen := map[string]bool{}
	for _, m := range f.Models {
		if m.ID.S == "" {
			l.Add(diag.New(f.Drug.Pos, "drug.missing", "a model has no id"))
		}
		if seen[m.ID.S] {
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
			l.Add(diag.New(p.IC50.Pos, "drug.missing", "a potency needs cytokine and ic50"))
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

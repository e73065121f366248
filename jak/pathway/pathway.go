package pathway

import (
	"fmt"
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/drug"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

// Parameter is one number of a pathway with its provenance: evidence rows, or a judgement with the bounds it lies in.
type Parameter struct {
	ID        string
	What      string
	Value     unit.Quantity
	Refs      []string // evidence rows behind the value, or behind the bounds of a judgement
	Verified  bool     // all rows are, and it is no judgement
	Judgement string   // "" where rows give the value
	Low, High unit.Quantity
}

// Options choose what a pathway is built for.
type Options struct {
	// Cell is one of [Cells]; "" is the first. Another word is an error.
	Cell string
	// Mutation is one of [Mutations], or "".
	Mutation string
}

// Pathway is the model of one receptor in one cell. It is immutable and safe for concurrent use.
type Pathway struct {
	Receptor   *evidence.Receptor
	Pair       receptor.Pair
	STATs      []string // main one first
	Feedback   string   // SOCS1, SOCS3 or CIS
	Cell       string
	Mutation   string
	Parameters []Parameter
	Notes      []string

	fragment *model.Model
}

// Mutations are the mutants that signal without cytokine.
func Mutations() []string { return []string{"JAK2 V617F", "MPL W515L"} }

// Cells names the kinds of cell with volumes or abundances of their own.
func Cells() []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = c.name
	}
	return out
}

// Readout is an output of the fragment: a number from 0 up, dimensionless unless Unit says otherwise.
type Readout struct {
	Name, Output, What string
	Unit               string // "%" of the STAT or of the receptor, "1", "nM"
}

// Readouts lists what can be read from the pathway, phosphorylated STATs first, in the order of the receptor's row.
func (p *Pathway) Readouts() []Readout {
	var out []Readout
	for _, s := range p.STATs {
		out = append(out, Readout{"p" + s, "p" + s, "phosphorylated part of " + s + " in the cell", "%"})
	}
	return append(out,
		Readout{"active receptor", "active_receptor", "active part of the receptor at rest", "%"},
		Readout{"target mRNA", "target_mRNA", "mRNA of a reporter gene, of its full induction", "%"},
		Readout{p.Feedback + " mRNA", p.Feedback + "_mRNA", "mRNA of " + p.Feedback + ", of its full induction", "%"},
		Readout{p.Feedback, p.Feedback + "_protein", p.Feedback + " protein", "nM"},
	)
}

// Fragment is the engine model, to compose, run and export. Its inputs are the parameters L (nM) and active_JAK1 ... active_TYK2.
func (p *Pathway) Fragment() *model.Model { return p.fragment }

// Active is the parameter that holds the active fraction of a kinase.
func Active(k binding.Kinase) string { return "active_" + k.String() }

// Value returns a parameter in its unit; it panics on a name that the pathway does not have.
func (p *Pathway) Value(id string) float64 {
	for _, x := range p.Parameters {
		if x.ID == id {
			return x.Value.Value
		}
	}
	panic("pathway: no parameter " + id)
}

// Build makes the pathway of a cytokine in any usual spelling. The error is a diag.Diagnostic or diag.List.
func Build(lib *evidence.Library, cytokine string, o Options) (*Pathway, error) {
	name, ok := binding.CanonicalCytokine(lib, cytokine)
	if !ok {
		return nil, diag.New(diag.Pos{}, "pathway.cytokine", "unknown cytokine %q", cytokine).Suggest("%s", diag.DidYouMean(cytokine, binding.Cytokines(lib)))
	}
	b := &builder{
		resolver: &drug.Resolver{Rows: drug.LibraryRows{Library: lib}, Names: map[string]drug.Value{}},
		b:        model.NewBuilder(identifier(name), model.Checked), p: &Pathway{Cell: o.Cell, Mutation: o.Mutation},
	}
	for _, r := range lib.Receptors {
		if r.Cytokine == name {
			b.p.Receptor = r
		}
	}
	b.p.Pair = receptor.PairOf(b.p.Receptor)
	b.p.STATs = b.p.Receptor.STATs
	b.p.Feedback = feedbackOf(b.p.STATs[0])
	if err := b.options(); err != nil {
		return nil, err
	}
	b.numbers()
	b.build()
	if err := b.diags.Err(); err != nil {
		return nil, err
	}
	m, err := b.b.Build()
	if err != nil {
		return nil, err
	}
	b.p.fragment = m
	return b.p, nil
}

// feedbackOf names the feedback protein that a STAT induces most (CIS was found as the STAT5 target, SOCS1 stands for interferons, SOCS3 for
// the others): one protein a receptor keeps the structure small.
func feedbackOf(stat string) string {
	switch stat {
	case "STAT5":
		return "CIS"
	case "STAT1":
		return "SOCS1"
	}
	return "SOCS3"
}

// options checks cell and mutation against what the receptor has.
func (b *builder) options() error {
	p := b.p
	if p.Cell == "" {
		p.Cell = cells[0].name
	}
	at := -1
	for i, c := range cells {
		if strings.EqualFold(c.name, p.Cell) {
			at = i
		}
	}
	var l diag.List
	if at < 0 {
		l.Add(diag.New(diag.Pos{}, "pathway.cell", "no volumes or abundances for a cell %q", p.Cell).Suggest("%s", diag.DidYouMean(p.Cell, Cells())))
	} else {
		b.cell, p.Cell = at, cells[at].name
		if n := cells[at].note; n != "" {
			p.Notes = append(p.Notes, n)
		}
	}
	switch p.Mutation {
	case "":
	case "JAK2 V617F":
		if p.Pair.A != binding.JAK2 {
			l.Add(diag.New(diag.Pos{}, "pathway.mutation", "%s signals through receptors led by JAK2; %s has %s", p.Mutation, p.Receptor.Cytokine, p.Pair).Suggest("take EPO, TPO or G-CSF"))
		}
	case "MPL W515L":
		if p.Receptor.Cytokine != "TPO" {
			l.Add(diag.New(diag.Pos{}, "pathway.mutation", "%s is a mutant of the receptor of TPO, not of %s", p.Mutation, p.Receptor.Cytokine).Suggest("take TPO"))
		}
	default:
		l.Add(diag.New(diag.Pos{}, "pathway.mutation", "unknown mutation %q", p.Mutation).Suggest("%s", diag.DidYouMean(p.Mutation, Mutations())))
	}
	return l.Err()
}

// identifier makes a name of letters, digits and underscores: "IL-4 (type I)" gives IL_4_type_I.
func identifier(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})
	return strings.Join(words, "_")
}

// String tells a parameter in one line: value and where it is from.
func (x Parameter) String() string {
	from := strings.Join(x.Refs, ", ")
	if x.Judgement != "" {
		from = fmt.Sprintf("judgement within %s to %s: %s", x.Low, x.High, x.Judgement)
	}
	return fmt.Sprintf("%s = %.4g %s (%s; %s)", x.ID, x.Value.Value, x.Value.Unit, x.What, from)
}

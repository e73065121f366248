package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/vm"
	"jakstat/format/sbml"
	"jakstat/report"
)

const modelInfoSchema = "jakstat.model.info/1"

func newModelInfoCommand() *cobra.Command {
	var source modelSource
	var json bool
	cmd := &cobra.Command{
		Use:   "info [MODEL.xml]",
		Short: "What is in a model, and what would run it",
		Long: `Info tells what an SBML model or the model of a drug consists of: how many elements of each kind, the constructs that need more than
smooth integration, units, what changes over time and from which initial value, conserved totals, and the parameters that --set of
jakstat run can change, with their values. It also tells which verb would run the model, or why none can.

` + exitRead,
		Example: `  jakstat model info examples/il6-toy.xml
  jakstat model info --drug upadacitinib --json`,
		Args: source.arguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			doc, err := source.open(args)
			if err != nil {
				return err
			}
			v := newModelInfo(source.name(args), doc)
			if json {
				return writeJSON(cmd.OutOrStdout(), v)
			}
			return v.text(cmd)
		},
	}
	source.add(cmd)
	cmd.Flags().BoolVar(&json, "json", false, "print JSON (schema "+modelInfoSchema+")")
	return cmd
}

// modelInfo is what is told of a model, in JSON form.
type modelInfo struct {
	Schema     string           `json:"schema"`
	Product    string           `json:"product"`
	Model      runModel         `json:"model"`
	Name       string           `json:"name"`
	Warnings   []string         `json:"warnings"`
	Counts     []modelCount     `json:"counts"`
	Features   []modelCount     `json:"features"`
	Engine     modelEngine      `json:"engine"`
	Units      []modelUnit      `json:"units"`
	States     []modelState     `json:"states"`
	Conserved  []modelConserved `json:"conserved"`
	Parameters []modelParameter `json:"parameters"`
}

type modelCount struct {
	What  string `json:"what"`
	Count int    `json:"count"`
}

// modelEngine says what would run the model. Verb is empty, and Refused says why, when nothing can.
type modelEngine struct {
	Verb    string `json:"verb"`
	Method  string `json:"method"`
	Refused string `json:"refused"`
}

type modelUnit struct {
	ID         string `json:"id"`
	Definition string `json:"definition"`
}

type modelState struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Units     string `json:"units"`
	Amount    bool   `json:"amount"`
	Algebraic bool   `json:"algebraic"`
	Initial   exact  `json:"initial"`
}

type modelConserved struct {
	Terms []modelTerm `json:"terms"`
	Total exact       `json:"total"`
}

type modelTerm struct {
	Coefficient float64 `json:"coefficient"`
	State       string  `json:"state"`
}

type modelParameter struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Value   exact  `json:"value"`
	Units   string `json:"units"`
	Initial bool   `json:"initial"`
}

func newModelInfo(file string, doc *sbml.Document) *modelInfo {
	v := &modelInfo{
		Schema: modelInfoSchema, Product: "jakstat " + versionText(), Name: doc.Name, Warnings: []string{}, Counts: []modelCount{}, Features: []modelCount{},
		Model: runModel{File: file, ID: doc.Model.ID(), Level: doc.Level, Version: doc.Version},
		Units: []modelUnit{}, States: []modelState{}, Conserved: []modelConserved{}, Parameters: []modelParameter{},
	}
	for _, w := range doc.Warnings {
		v.Warnings = append(v.Warnings, w.Error())
	}
	v.count(doc)
	v.units(doc)
	program, err := compile.Compile(doc.Model, compile.Options{})
	switch {
	case noTimeCourse(doc) != nil:
		v.Engine = modelEngine{Verb: "flux", Method: "linear program"}
		if _, err := newFluxRun(doc); err != nil {
			v.Engine = modelEngine{Refused: err.Error()}
		}
	case err != nil:
		v.Engine.Refused = err.Error()
	default:
		v.Engine = modelEngine{Verb: "run", Method: "Rodas5P"}
	}
	if err == nil {
		v.program(doc, program)
		return v
	}
	for _, p := range doc.Model.Parameters() {
		v.Parameters = append(v.Parameters, modelParameter{ID: p.ID, Name: p.Name, Value: exact(p.Value.Value), Units: doc.ParameterUnits[p.ID]})
	}
	return v
}

// count counts the elements by kind, in the order of the document.
func (v *modelInfo) count(doc *sbml.Document) {
	at := map[string]int{}
	for _, e := range sbml.Listing(doc) {
		if e.Kind == "model" || e.Kind == "unit" {
			continue
		}
		i, ok := at[e.Kind]
		if !ok {
			i = len(v.Counts)
			at[e.Kind] = i
			v.Counts = append(v.Counts, modelCount{What: e.Kind})
		}
		v.Counts[i].Count++
	}
}

func (v *modelInfo) units(doc *sbml.Document) {
	for _, e := range sbml.Listing(doc) {
		for _, p := range e.Properties {
			if e.Kind == "unit" && p.Name == "definition" || e.Kind == "model" && p.Name != "name" && p.Name != "conversionFactor" {
				id := e.ID
				if e.Kind == "model" {
					id = p.Name
				}
				v.Units = append(v.Units, modelUnit{ID: id, Definition: p.Value})
			}
		}
	}
}

// program tells what the compiled model computes.
func (v *modelInfo) program(doc *sbml.Document, p *compile.Program) {
	kinds := map[string]int{}
	for _, f := range p.Features {
		kinds[string(f.Kind)]++
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		v.Features = append(v.Features, modelCount{kind, kinds[kind]})
	}
	m := vm.New(p, 1)
	m.EvalConst()
	y := make([]float64, len(p.States))
	m.Initial(0, y)
	for i, s := range p.States {
		if s.Hidden {
			continue
		}
		kind, _ := doc.Model.Lookup(s.ID)
		v.States = append(v.States, modelState{
			ID: s.ID, Kind: kind.String(), Name: s.Name, Units: unitsOf(doc, kind, s.ID), Amount: s.Amount, Algebraic: s.Algebraic, Initial: exact(y[i]),
		})
	}
	for _, law := range p.ConservationLaws() {
		c, total := modelConserved{}, 0.0
		for k, i := range law.States {
			c.Terms = append(c.Terms, modelTerm{law.Coefficients[k], p.States[i].ID})
			total += law.Coefficients[k] * y[i]
		}
		c.Total = exact(total)
		v.Conserved = append(v.Conserved, c)
	}
	for _, x := range p.Params {
		kind, _ := doc.Model.Lookup(x.ID)
		v.Parameters = append(v.Parameters, modelParameter{ID: x.ID, Name: x.Name, Value: exact(x.Value), Units: unitsOf(doc, kind, x.ID), Initial: x.Initial})
	}
}

// unitsOf are the units that a file states for an element; for a species those of its amount.
func unitsOf(doc *sbml.Document, kind model.Kind, id string) string {
	switch kind {
	case model.KindCompartment:
		return doc.Compartments[id].Units
	case model.KindSpecies:
		if u := doc.Species[id].SubstanceUnits; u != "" {
			return u
		}
		return doc.Defaults["substanceUnits"]
	}
	return doc.ParameterUnits[id]
}

// text prints the findings as tables.
func (v *modelInfo) text(cmd *cobra.Command) error {
	w := cmd.OutOrStdout()
	term := report.DetectTerm(w)
	title := v.Model.ID
	if v.Name != "" && v.Name != title {
		title += " (" + v.Name + ")"
	}
	fmt.Fprintf(w, "%s: SBML Level %d Version %d, %s\n", printable(title), v.Model.Level, v.Model.Version, printable(v.Model.File))
	switch {
	case v.Engine.Verb == "":
		fmt.Fprintf(w, "Nothing here can run it: %s\n", printable(v.Engine.Refused))
	default:
		fmt.Fprintf(w, "jakstat %s would run it (%s).\n", v.Engine.Verb, v.Engine.Method)
	}
	for _, d := range v.Warnings {
		fmt.Fprintln(w, "  "+printable(d))
	}
	for _, t := range v.tables() {
		if len(t.Rows) == 0 {
			continue
		}
		fmt.Fprintln(w)
		if err := t.Text(w, term); err != nil {
			return err
		}
	}
	return nil
}

func (v *modelInfo) tables() []*report.Table {
	number := func(x exact) string { return fmt.Sprintf("%.6g", float64(x)) }
	counts := &report.Table{Title: "Elements", RowHeads: 1, Columns: []report.Column{{Name: "kind"}, {Name: "number", Align: report.Right}}}
	for _, c := range v.Counts {
		counts.Add(c.What, fmt.Sprint(c.Count))
	}
	features := &report.Table{Title: "Beyond smooth integration", RowHeads: 1, Columns: counts.Columns}
	for _, c := range v.Features {
		features.Add(c.What, fmt.Sprint(c.Count))
	}
	units := &report.Table{Title: "Units", RowHeads: 1, Columns: []report.Column{{Name: "unit"}, {Name: "is", Wrap: true}}}
	for _, u := range v.Units {
		units.Add(u.ID, u.Definition)
	}
	states := &report.Table{Title: "What changes, from its initial value", RowHeads: 1, Columns: []report.Column{
		{Name: "id"}, {Name: "kind"}, {Name: "initial", Align: report.Right}, {Name: "units"}, {Name: "name", Wrap: true},
	}}
	for _, s := range v.States {
		kind := s.Kind
		if s.Amount {
			kind += ", amount"
		}
		if s.Algebraic {
			kind += ", algebraic"
		}
		states.Add(s.ID, kind, number(s.Initial), s.Units, printable(s.Name))
	}
	conserved := &report.Table{Title: "Conserved by the reactions", RowHeads: 1, Columns: []report.Column{{Name: "total of amounts", Wrap: true}, {Name: "at the start", Align: report.Right}}}
	for _, c := range v.Conserved {
		conserved.Add(sumText(c.Terms), number(c.Total))
	}
	parameters := &report.Table{Title: "Parameters and initial values", RowHeads: 1, Columns: []report.Column{
		{Name: "id"}, {Name: "value", Align: report.Right}, {Name: "units"}, {Name: "what"}, {Name: "name", Wrap: true},
	}}
	for _, p := range v.Parameters {
		what := ""
		if p.Initial {
			what = "initial value"
		}
		parameters.Add(p.ID, number(p.Value), p.Units, what, printable(p.Name))
	}
	return []*report.Table{counts, features, units, states, conserved, parameters}
}

// sumText writes a weighted sum: A + 2·B - C.
func sumText(terms []modelTerm) string {
	out := ""
	for i, t := range terms {
		k, sign := t.Coefficient, " + "
		if k < 0 {
			k, sign = -k, " - "
		}
		if i == 0 && sign == " - " {
			out = "-"
		} else if i > 0 {
			out += sign
		}
		if k != 1 {
			out += fmt.Sprintf("%.6g·", k)
		}
		out += t.State
	}
	return out
}

package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/format/sbml"
	"jakstat/report"
)

const modelDiffSchema = "jakstat.model.diff/1"

func newModelDiffCommand() *cobra.Command {
	var json bool
	cmd := &cobra.Command{
		Use:   "diff A.xml B.xml",
		Short: "How two SBML models differ, element by element",
		Long: `Diff tells which elements of model A are missing in B, which are new, and which say something else: another value, formula, unit,
stoichiometry or name. The order of elements, the level and version, modifiers, notes and annotations make no difference.

EXIT STATUS
  0 the models are the same   1 they differ   2 wrong input   3 the output could not be written   130 interrupted`,
		Example: `  jakstat model export examples/il6-toy.xml --to l3v1 -o mytoy.xml
  jakstat model diff examples/il6-toy.xml mytoy.xml
  jakstat model diff examples/il6-toy.xml mytoy.xml --json`,
		Args: arguments(2, 2, "examples/il6-toy.xml mytoy.xml"),
		RunE: func(cmd *cobra.Command, args []string) error { return runModelDiff(cmd, args, json) },
	}
	cmd.Flags().BoolVar(&json, "json", false, "print JSON (schema "+modelDiffSchema+")")
	return cmd
}

func runModelDiff(cmd *cobra.Command, args []string, json bool) error {
	var diags diag.List
	var docs [2]*sbml.Document
	for i, file := range args {
		doc, err := readModel(file)
		diags.AddError(diag.Pos{}, "sbml", err)
		docs[i] = doc
	}
	if err := diags.Err(); err != nil {
		return err
	}
	changes := sbml.Diff(docs[0], docs[1])
	w := cmd.OutOrStdout()
	var err error
	switch {
	case json:
		err = writeJSON(w, diffDocumentOf(args, docs, changes))
	case len(changes) == 0:
		_, err = fmt.Fprintln(w, "The models are the same.")
	default:
		err = diffTable(changes).Text(w, report.DetectTerm(w))
		if err == nil {
			_, err = fmt.Fprintf(w, "%d %s.\n", len(changes), map[bool]string{true: "difference", false: "differences"}[len(changes) == 1])
		}
	}
	if err == nil && len(changes) > 0 {
		return errCheckFailed
	}
	return err
}

func diffTable(changes []sbml.Change) *report.Table {
	t := &report.Table{RowHeads: 2, Columns: []report.Column{
		{Name: "element"}, {Name: "id", Wrap: true}, {Name: "what"}, {Name: "before", Wrap: true}, {Name: "after", Wrap: true},
	}}
	for _, c := range changes {
		what := string(c.What)
		if c.Property != "" {
			what = c.Property
		}
		t.Add(c.Kind, printable(c.ID), what, printable(c.Before), printable(c.After))
	}
	return t
}

// diffDocument is the JSON form.
type diffDocument struct {
	Schema  string       `json:"schema"`
	Product string       `json:"product"`
	Before  runModel     `json:"before"`
	After   runModel     `json:"after"`
	Same    bool         `json:"same"`
	Changes []diffChange `json:"changes"`
}

type diffChange struct {
	Element  string          `json:"element"`
	ID       string          `json:"id"`
	Change   sbml.ChangeKind `json:"change"`
	Property string          `json:"property,omitempty"`
	Before   string          `json:"before"`
	After    string          `json:"after"`
}

func diffDocumentOf(files []string, docs [2]*sbml.Document, changes []sbml.Change) diffDocument {
	side := func(i int) runModel {
		return runModel{File: files[i], ID: docs[i].Model.ID(), Level: docs[i].Level, Version: docs[i].Version}
	}
	d := diffDocument{
		Schema: modelDiffSchema, Product: "jakstat " + versionText(), Before: side(0), After: side(1), Same: len(changes) == 0, Changes: []diffChange{},
	}
	for _, c := range changes {
		d.Changes = append(d.Changes, diffChange{Element: c.Kind, ID: c.ID, Change: c.What, Property: c.Property, Before: c.Before, After: c.After})
	}
	return d
}

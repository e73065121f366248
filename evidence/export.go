package evidence

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
)

// Schema names the shape of JSON exports; it changes when a field changes its meaning.
const Schema = "jakstat.evidence/1"

// Row is one record in an export: every non-blank cell as it stands in the file, the value as it was
// understood, and the citation.
type Row struct {
	ID       string            `json:"id"`
	Table    string            `json:"table"`
	Drugs    []string          `json:"drugs,omitempty"`
	Subject  string            `json:"subject,omitempty"`
	Quantity string            `json:"quantity"`
	Value    Value             `json:"value"`
	Source   string            `json:"source"`
	Locator  string            `json:"locator,omitempty"`
	How      Verification      `json:"how"`
	Note     string            `json:"note,omitempty"`
	Cells    map[string]string `json:"cells"`
}

// RowOf returns the export form of a row.
func RowOf(e Entry) Row {
	rec, line := e.Rec(), e.Line()
	r := Row{
		ID: rec.ID, Table: rec.Table, Drugs: rec.DrugList(), Subject: line.Subject, Quantity: line.Quantity, Value: line.Value,
		Source: rec.Source.ID, Locator: rec.Locator, How: rec.How, Note: rec.Note, Cells: map[string]string{},
	}
	for _, f := range rec.Fields() {
		if f.Text != "" && !common[f.Name] {
			r.Cells[f.Name] = f.Text
		}
	}
	return r
}

// common are the cells that a Row carries under their own names.
var common = map[string]bool{"id": true, "source": true, "locator": true, "how": true, "note": true}

// RowsOf returns the export form of rows.
func RowsOf(entries []Entry) []Row {
	out := make([]Row, len(entries))
	for i, e := range entries {
		out[i] = RowOf(e)
	}
	return out
}

// WriteJSON writes the whole library: sources, rows, choices, waivers.
func (l *Library) WriteJSON(w io.Writer) error {
	sources := make([]*Source, 0, len(l.Sources))
	for _, id := range slices.Sorted(maps.Keys(l.Sources)) {
		sources = append(sources, l.Sources[id])
	}
	return writeJSON(w, struct {
		Schema  string    `json:"schema"`
		Sources []*Source `json:"sources"`
		Rows    []Row     `json:"rows"`
		Choices []Choice  `json:"choices"`
		Waivers []Waiver  `json:"waivers"`
	}{Schema, sources, RowsOf(l.entries), l.Choices, l.Waivers})
}

// WriteRowsJSON writes some rows.
func WriteRowsJSON(w io.Writer, entries []Entry) error {
	return writeJSON(w, struct {
		Schema string `json:"schema"`
		Rows   []Row  `json:"rows"`
	}{Schema, RowsOf(entries)})
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

var csvHeader = []string{"id", "table", "drugs", "subject", "quantity", "value", "unit", "how", "source", "authors", "year", "doi", "citation", "locator", "note", "choice", "chosen", "cells"}

// WriteCSV writes rows of any table under one header. What has no column of its own stands in
// cells as name=text, separated by " | ".
func (l *Library) WriteCSV(w io.Writer, entries []Entry) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvHeader); err != nil {
		return err
	}
	for _, e := range entries {
		rec, line, s := e.Rec(), e.Line(), e.Rec().Source
		var cells []string
		for _, f := range rec.Fields() {
			if f.Text != "" && !common[f.Name] && f.Name != "value" && f.Name != "unit" {
				cells = append(cells, f.Name+"="+f.Text)
			}
		}
		choice, _ := l.Chosen(rec.ID)
		year := ""
		if s.Year != 0 {
			year = format(float64(s.Year))
		}
		row := []string{
			rec.ID, rec.Table, strings.Join(rec.DrugList(), ";"), line.Subject, line.Quantity, line.Value.Text, line.Value.UnitText(), rec.How.String(),
			s.ID, s.Authors, year, s.DOI, s.Text, rec.Locator, rec.Note, choice.Topic, choice.Chosen, strings.Join(cells, " | "),
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

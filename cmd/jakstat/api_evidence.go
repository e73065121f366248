package main

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/report"
	"jakstat/server"
)

// evidenceRoutes are the pages of cited values.
func (a *api) evidenceRoutes(s *server.Server) {
	server.Get(s, server.Route{
		Path: "/evidence", ID: "list-evidence", Tag: tagEvidence, Summary: "Cited values: every number the product uses", Formats: []server.Format{server.JSON, server.CSV}, Fixed: true,
	}, a.evidenceList)
	server.Get(s, server.Route{
		Path: "/evidence/{id}", ID: "get-evidence", Tag: tagEvidence, Summary: "One cited value: its source in full, whether it is verified, and where it is used",
		Formats: []server.Format{server.JSON, server.CSV}, Fixed: true,
	}, a.evidenceRow)
}

type evidenceQuery struct {
	Q        string `query:"q" maxLength:"200" doc:"Words that the row, its note or its source must hold, in any order and case"`
	Drug     string `query:"drug" maxLength:"80" doc:"Only rows about this drug"`
	Table    string `query:"table" maxLength:"80" doc:"Only rows of this table"`
	Verified string `query:"verified" enum:"yes,no,true,false" doc:"Only verified (yes) or unverified (no) rows"`
	Offset   int    `query:"offset" minimum:"0" doc:"Rows to leave out at the beginning"`
	Limit    int    `query:"limit" minimum:"0" maximum:"5000" doc:"Rows to show at most; 0: all"`
}

type evidenceDocument struct {
	Schema string                    `json:"schema"`
	Total  int                       `json:"total" doc:"Rows that match"`
	Tables []string                  `json:"tables" doc:"All tables"`
	Rows   []evidenceRowDocument     `json:"rows"`
	Cited  map[string]sourceDocument `json:"cited" doc:"The sources of these rows"`
}

// evidenceRowDocument is a row with the fields of schema jakstat.evidence/1.
type evidenceRowDocument struct {
	ID       string            `json:"id"`
	Table    string            `json:"table"`
	Drugs    []string          `json:"drugs,omitempty"`
	Subject  string            `json:"subject,omitempty"`
	Quantity string            `json:"quantity"`
	Value    *valueDocument    `json:"value"`
	Shown    string            `json:"shown" doc:"The value as people read it"`
	Source   string            `json:"source"`
	Locator  string            `json:"locator,omitempty"`
	How      string            `json:"how" enum:"verified,unverified"`
	Note     string            `json:"note,omitempty"`
	Cells    map[string]string `json:"cells"`
}

type valueDocument struct {
	Text     string   `json:"text"`
	Relation string   `json:"relation"`
	Value    *float64 `json:"value,omitempty"`
	Low      *float64 `json:"low,omitempty"`
	High     *float64 `json:"high,omitempty"`
	Unit     string   `json:"unit,omitempty"`
}

type sourceDocument struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Short   string `json:"short"`
	Authors string `json:"authors,omitempty"`
	Year    int    `json:"year,omitempty"`
	Title   string `json:"title"`
	DOI     string `json:"doi,omitempty"`
	PMID    string `json:"pmid,omitempty"`
	PMCID   string `json:"pmcid,omitempty"`
	Text    string `json:"text"`
}

func sourceOf(s *evidence.Source) sourceDocument {
	return sourceDocument{s.ID, s.Kind, s.Short(), s.Authors, s.Year, s.Title, s.DOI, s.PMID, s.PMCID, s.Text}
}

func rowDocument(e evidence.Entry) evidenceRowDocument {
	r := evidence.RowOf(e)
	out := evidenceRowDocument{
		ID: r.ID, Table: r.Table, Drugs: r.Drugs, Subject: r.Subject, Quantity: r.Quantity, Source: r.Source, Locator: r.Locator, How: r.How.String(), Note: r.Note, Cells: r.Cells,
	}
	if v := r.Value; !v.Missing() {
		out.Shown = shown(v)
		out.Value = &valueDocument{Text: v.Text, Relation: v.Relation.String(), Unit: v.UnitText()}
		if v.IsNumber() {
			out.Value.Value, out.Value.Low, out.Value.High = finiteOrNil(v.Value), finiteOrNil(v.Low), finiteOrNil(v.High)
		}
	}
	return out
}

func (a *api) evidenceList(_ context.Context, q *evidenceQuery) (server.Page[evidenceDocument], error) {
	out := server.Page[evidenceDocument]{Document: evidenceDocument{Schema: evidence.Schema, Tables: evidence.Tables(), Rows: []evidenceRowDocument{}, Cited: map[string]sourceDocument{}}}
	no := q.Verified == "no" || q.Verified == "false"
	rows, err := selectRows(a.lib, q.Table, q.Drug, no)
	if err != nil {
		return out, inQuery(err)
	}
	words := strings.Fields(strings.ToLower(q.Q))
	rows = slices.DeleteFunc(slices.Clone(rows), func(e evidence.Entry) bool {
		return q.Verified != "" && !no && e.Rec().How != evidence.Verified || !speaksOf(e, words)
	})
	out.Command = "jakstat evidence list"
	for _, f := range [][2]string{{"--table", q.Table}, {"--drug", q.Drug}} {
		if f[1] != "" {
			out.Command += " " + f[0] + " " + quoteArg(f[1])
		}
	}
	if no {
		out.Command += " --unverified"
	}
	out.Document.Total = len(rows)
	rows = rows[min(q.Offset, len(rows)):]
	if q.Limit > 0 {
		rows = rows[:min(q.Limit, len(rows))]
	}
	out.Table = evidenceTable()
	for _, e := range rows {
		out.Document.Rows = append(out.Document.Rows, rowDocument(e))
		out.Document.Cited[e.Rec().Source.ID] = sourceOf(e.Rec().Source)
		addEvidence(out.Table, e)
	}
	return out, nil
}

// inQuery places mistakes that selectRows puts at a flag.
func inQuery(err error) error {
	var l diag.List
	l.AddError(diag.Pos{}, "api", err)
	for i := range l {
		l[i].Pos.Where = "query." + strings.TrimPrefix(l[i].Pos.Where, "--")
	}
	return l
}

func speaksOf(e evidence.Entry, words []string) bool {
	if len(words) == 0 {
		return true
	}
	rec := e.Rec()
	var b strings.Builder
	for _, f := range rec.Fields() {
		b.WriteString(strings.ToLower(f.Text) + "\n")
	}
	b.WriteString(strings.ToLower(rec.Source.Text))
	text := b.String()
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

func evidenceTable() *report.Table {
	return &report.Table{Title: "Evidence", RowHeads: 1, Columns: []report.Column{
		{Name: "row"},
		{Name: "table"},
		{Name: "drugs"},
		{Name: "about"},
		{Name: "quantity"},
		{Name: "value"},
		{Name: "unit"},
		{Name: "how"},
		{Name: "source"},
		{Name: "doi"},
		{Name: "citation"},
		{Name: "locator"},
		{Name: "note"},
	}}
}

func addEvidence(t *report.Table, e evidence.Entry) {
	r := rowDocument(e)
	value, unit := "", ""
	if r.Value != nil {
		value, unit = r.Value.Text, r.Value.Unit
	}
	s := e.Rec().Source
	t.Add(r.ID, r.Table, strings.Join(r.Drugs, ";"), r.Subject, r.Quantity, value, unit, r.How, s.ID, s.DOI, s.Text, r.Locator, r.Note)
}

type evidenceOne struct {
	ID string `path:"id" maxLength:"80" example:"cell30"`
}

type evidenceOneDocument struct {
	Schema string              `json:"schema"`
	Row    evidenceRowDocument `json:"row"`
	Source sourceDocument      `json:"source"`
	Choice *choiceDocument     `json:"choice,omitempty" doc:"The disagreement that the row takes part in"`
	Used   []use               `json:"used_in"`
}

type choiceDocument struct {
	Topic      string   `json:"topic"`
	Kind       string   `json:"kind"`
	Candidates []string `json:"candidates"`
	Chosen     string   `json:"chosen,omitempty"`
	Reason     string   `json:"reason"`
}

func (a *api) evidenceRow(_ context.Context, q *evidenceOne) (server.Page[evidenceOneDocument], error) {
	out := server.Page[evidenceOneDocument]{Command: "jakstat evidence show " + quoteArg(q.ID)}
	row, rec, ok := a.lib.Get(q.ID)
	if !ok {
		return out, server.NewProblem(http.StatusNotFound, "no row of the evidence has that id")
	}
	e := row.(evidence.Entry)
	uses, err := a.uses()
	if err != nil {
		return out, err
	}
	out.Document = evidenceOneDocument{Schema: "jakstat.evidence.row/1", Row: rowDocument(e), Source: sourceOf(rec.Source), Used: uses[rec.ID]}
	if out.Document.Used == nil {
		out.Document.Used = []use{}
	}
	if c, ok := a.lib.Chosen(rec.ID); ok {
		out.Document.Choice = &choiceDocument{c.Topic, c.Kind, c.Candidates, c.Chosen, c.Reason}
	}
	out.Table = evidenceTable()
	addEvidence(out.Table, e)
	return out, nil
}

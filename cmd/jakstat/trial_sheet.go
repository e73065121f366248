package main

import (
	"fmt"
	"slices"
	"strings"

	"jakstat/report"
	"jakstat/trial"
)

const trialShowSchema = "jakstat.trial-show/1"

// What is known of a trial's results.
const (
	resultsFitted = "calibration" // in the tables that the model was estimated from
	resultsBack   = "kept back"   // not in the product, to test predictions
	resultsNone   = "none"        // it is no trial of the tables
)

// trialSheetDocument is the JSON form of a trial: its design, what it reported, and its file.
type trialSheetDocument struct {
	Schema    string          `json:"schema"`
	Product   string          `json:"product"`
	ID        string          `json:"id" doc:"Name of a shipped trial in addresses; empty for a file of your own"`
	Name      string          `json:"name"`
	File      string          `json:"file"`
	NCT       string          `json:"nct"`
	Disease   string          `json:"disease"`
	Phase     string          `json:"phase"`
	Patients  int             `json:"patients"`
	Control   string          `json:"control"`
	Results   string          `json:"results" enum:"calibration,kept back,none" doc:"calibration: the model was estimated from them, among others; kept back: not in the product"`
	Source    string          `json:"source"`
	Plan      []string        `json:"plan" doc:"Who takes part and by which rules, in words"`
	Arms      []sheetArm      `json:"arms"`
	Endpoints []sheetEndpoint `json:"endpoints"`
	Reported  []trialReported `json:"reported"`
	Text      string          `json:"text" doc:"The trial file"`
}

type sheetArm struct {
	Arm        string   `json:"arm"`
	Drug       string   `json:"drug"`
	Dose       string   `json:"dose_mg"`
	Regimen    string   `json:"regimen"`
	Background string   `json:"background"`
	Patients   int      `json:"patients"`
	Blockade   *float64 `json:"blockade" doc:"Share of the disease's cytokine signal that a described molecule takes away; null: from the drug's kinetics"`
}

type sheetEndpoint struct {
	Endpoint   string    `json:"endpoint"`
	Unit       string    `json:"unit"`
	Weeks      []float64 `json:"weeks"`
	Primary    *float64  `json:"primary_week"`
	Margin     *float64  `json:"margin_points" doc:"The primary test is one of non-inferiority by so many percentage points"`
	Definition string    `json:"definition"`
}

func trialSheet(p *trial.Plan, text []byte) trialSheetDocument {
	doc := trialSheetDocument{
		Schema: trialShowSchema, Product: "jakstat " + versionText(), Name: p.Name, File: p.Path, NCT: p.NCT, Disease: p.Setting.Disease, Phase: p.Phase, Patients: p.Patients(),
		Control: p.Arms[p.Control].Label, Results: resultsNone, Source: p.Source, Plan: trialPlan(p)[1:], Arms: []sheetArm{}, Endpoints: []sheetEndpoint{}, Reported: []trialReported{}, Text: string(text),
	}
	if id := strings.TrimSuffix(trial.FileName(p.Name), ".yaml"); slices.Contains(trialIDs(), id) && p.Path == "library/trials/"+id+".yaml" {
		doc.ID = id
	}
	if d, shipped := trial.Design(p.Name); shipped {
		doc.Results = resultsFitted
		if d.Blind {
			doc.Results = resultsBack
		}
	}
	for _, a := range p.Arms {
		doc.Arms = append(doc.Arms, sheetArm{a.Label, a.Drug, a.Dose, a.Regimen, a.Background, a.N, a.Blocked})
	}
	for _, e := range p.Endpoints {
		if e.Part {
			continue
		}
		x := sheetEndpoint{Endpoint: e.Name, Unit: shareUnit, Weeks: e.Weeks, Definition: e.Definition}
		if e.Kind == "change" {
			x.Unit = changeUnit
		}
		if e.Primary > 0 {
			x.Primary = &e.Primary
		}
		if e.Margin > 0 {
			points := 100 * e.Margin
			x.Margin = &points
		}
		doc.Endpoints = append(doc.Endpoints, x)
	}
	for _, r := range reportedOf(p) {
		row := reportedRow(r)
		row.Fitted = doc.Results == resultsFitted
		doc.Reported = append(doc.Reported, row)
	}
	return doc
}

// trialDesign is a trial in the long form: every arm at every endpoint and week, with what was reported there.
func trialDesign(p *trial.Plan) *report.Table {
	t := &report.Table{Title: "Design", RowHeads: 3, Columns: []report.Column{
		{Name: "arm"},
		{Name: "endpoint"},
		{Name: "week"},
		{Name: "unit"},
		{Name: "primary"},
		{Name: "drug"},
		{Name: "dose", Unit: "mg"},
		{Name: "regimen"},
		{Name: "background"},
		{Name: "patients"},
		{Name: "control"},
		{Name: "reported"},
		{Name: "reported interval"},
		{Name: "row"},
		{Name: "verified"},
		{Name: "source"},
	}}
	said := reportedOf(p)
	for _, e := range p.Endpoints {
		if e.Part {
			continue
		}
		unit := shareUnit
		if e.Kind == "change" {
			unit = changeUnit
		}
		for _, week := range e.Weeks {
			for i, a := range p.Arms {
				row := []string{a.Label, e.Name, fmt.Sprint(week), unit, yes(e.Primary == week), a.Drug, a.Dose, a.Regimen, a.Background, fmt.Sprint(a.N), yes(i == p.Control), "", "", "", "", ""}
				for _, r := range said {
					if r.Arm == a.Label && r.Endpoint == e.Name && r.Week == week {
						copy(row[11:], []string{fmt.Sprint(r.Value), r.Interval, r.ID, yes(r.Verified), r.Source})
					}
				}
				t.Add(row...)
			}
		}
	}
	return t
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

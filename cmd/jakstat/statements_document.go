package main

import (
	"jakstat/engine/result"
	"jakstat/jak/coverage"
	"jakstat/jak/statements"
)

const statementsSchema = "jakstat.statements/1"

// statementsDocument is the machine-readable form of the table.
type statementsDocument struct {
	Schema      string                       `json:"schema"`
	Manifest    result.Manifest              `json:"manifest"`
	Sure        float64                      `json:"probability_to_hold"`
	Statements  []statementRow               `json:"statements"`
	Published   map[string]statementCount    `json:"published"`
	Differences []string                     `json:"differences_from_recorded"`
	Sources     map[string]coverage.Citation `json:"sources"`
}

type statementRow struct {
	ID      string             `json:"id"`
	Text    string             `json:"text"`
	Modules []string           `json:"modules"`
	Waits   string             `json:"waits_for,omitempty"`
	Decides string             `json:"deciding_check,omitempty"`
	Verdict statements.Verdict `json:"verdict"`
	Checks  []statementCheck   `json:"checks"`
}

type statementCheck struct {
	ID          string             `json:"id"`
	Role        statements.Role    `json:"role"`
	Claim       string             `json:"claim"`
	Quantity    string             `json:"quantity"`
	Unit        string             `json:"unit"`
	Min         *float64           `json:"min"`
	Max         *float64           `json:"max"`
	Value       *float64           `json:"value"`
	Low         *float64           `json:"low_90"`
	High        *float64           `json:"high_90"`
	Probability *float64           `json:"probability"`
	Outcome     statements.Outcome `json:"outcome"`
	Detail      string             `json:"detail,omitempty"`
	RestsOn     []string           `json:"rests_on"`
	Compared    []string           `json:"compared_with"`
	Dependent   []string           `json:"compared_but_calibrated"`
}

type statementCount struct {
	Checks int `json:"checks"`
	Holds  int `json:"holds"`
	Fails  int `json:"fails"`
	Open   int `json:"cannot_be_told"`
}

func (v statementsView) document() statementsDocument {
	d := statementsDocument{
		Schema: statementsSchema, Manifest: v.manifest(), Sure: statements.Sure, Statements: []statementRow{}, Published: map[string]statementCount{},
		Differences: orEmpty(v.r.Differences()), Sources: map[string]coverage.Citation{},
	}
	independent, dependent := v.r.Published()
	d.Published["independent"], d.Published["calibrated"] = statementCount(independent), statementCount(dependent)
	for _, s := range v.r.Statements {
		row := statementRow{ID: s.ID, Text: s.Text, Modules: s.Modules, Waits: s.Waits, Verdict: s.Verdict, Checks: []statementCheck{}}
		if c, ok := s.Decisive(); ok {
			row.Decides = c.ID
		}
		for _, c := range s.Checks {
			i := c.Figure.Interval()
			row.Checks = append(row.Checks, statementCheck{
				ID: c.ID, Role: c.Role, Claim: c.Claim, Quantity: c.Quantity, Unit: c.Unit, Min: finiteOrNil(c.Range.Min), Max: finiteOrNil(c.Range.Max),
				Value: finiteOrNil(c.Figure.Typical), Low: finiteOrNil(i.Low), High: finiteOrNil(i.High), Probability: finiteOrNil(c.Probability), Outcome: c.Outcome,
				Detail: c.Figure.Detail, RestsOn: orEmpty(c.Figure.Refs), Compared: orEmpty(c.Compared), Dependent: orEmpty(c.Dependent),
			})
			for _, id := range append(append([]string{}, c.Figure.Refs...), c.Compared...) {
				if x, ok := coverage.Cite(v.lib, id); ok {
					d.Sources[id] = x
				}
			}
		}
		d.Statements = append(d.Statements, row)
	}
	return d
}

// orEmpty makes JSON carry an empty list and not null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

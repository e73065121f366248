package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/fit/efficacy"
	"jakstat/jak/blockade"
	"jakstat/jak/coverage"
	"jakstat/jak/disease"
	"jakstat/jak/safety"
	"jakstat/report"
)

// noEndpoint leaves the benefit out.
const noEndpoint = "none"

// efficacies are the shipped efficacy results, conditioned once (about two seconds); they take one question at a time.
var efficacies struct {
	sync.Mutex
	posterior *efficacy.Posterior
}

// efficacyNames are the diseases of populations as the tables of trials name them.
var efficacyNames = map[string]string{"PsO": "plaque psoriasis", "AD": "atopic dermatitis", "UC": "ulcerative colitis", "CD": "Crohn disease", "AA": "alopecia areata"}

func efficacyDisease(name string) *disease.Disease {
	if n := efficacyNames[name]; n != "" {
		name = n
	}
	d, ok := disease.Find(name)
	if !ok {
		return nil
	}
	return d
}

// riskBenefit is what treatments do for the disease of the population, beside their risks.
type riskBenefit struct {
	Endpoint    string           `json:"endpoint" doc:"Share of patients who reach it"`
	Definition  string           `json:"definition"`
	Week        float64          `json:"week"`
	Calibration string           `json:"calibration"`
	Assumptions []string         `json:"assumptions"`
	Rows        []riskBenefitRow `json:"treatments"`
}

type riskBenefitRow struct {
	Treatment  string    `json:"treatment"`
	StandIn    string    `json:"stand_in,omitempty" doc:"The drug that stands for a class"`
	Predicted  bool      `json:"predicted"`
	Reason     string    `json:"reason,omitempty" doc:"Why it is not predicted, or what it rests on"`
	Trials     int       `json:"trials" doc:"Trials of the drug in the disease behind the prediction"`
	Response   *riskBand `json:"response_pct"`
	Placebo    *riskBand `json:"placebo_pct"`
	Difference *riskBand `json:"difference_to_placebo"`
}

// checkEndpoint refuses an endpoint whose benefit cannot be told for a disease.
func checkEndpoint(name, diseaseName string, diags *diag.List) {
	d := efficacyDisease(diseaseName)
	if name == "" || name == noEndpoint || d == nil {
		return
	}
	if known := efficacy.Shares(results.Shipped(), d.Name); !slices.Contains(known, name) {
		diags.Add(diag.New(diag.Pos{Where: "--endpoint"}, "cli.endpoint", "no trial of %s in the evidence reports a share of patients with %q", diseaseName, name).
			Suggest("%s", diag.DidYouMean(name, append(known, noEndpoint))))
	}
}

// benefits predicts the endpoint (empty: the main one of the disease) at the week to which trials of the disease look, in a new trial of such people.
func benefits(people *safety.Description, endpoint string, options []safety.Option, ts []coverage.Treatment, blocked []blockade.Blockade) (*riskBenefit, error) {
	d := efficacyDisease(people.Disease)
	if d == nil {
		return nil, nil
	}
	if endpoint == "" {
		endpoint = efficacy.MainEndpoint(d.Name)
	}
	efficacies.Lock()
	defer efficacies.Unlock()
	if efficacies.posterior == nil {
		p, err := efficacy.Shipped(evidence.Default())
		if err != nil {
			return nil, err
		}
		efficacies.posterior = p
	}
	e, _ := disease.FindEndpoint(endpoint)
	out := &riskBenefit{
		Endpoint: endpoint, Definition: e.Definition, Week: d.ReferenceWeek, Calibration: efficacies.posterior.Calibration.Hash,
		Assumptions: []string{
			"Predicted for a new trial of such people: the interval holds uncertain parameters and what differs between trials and arms.",
			"Of the covariates, earlier biologics and Japan or Korea move efficacy; background therapy is that of the usual trials of the disease, without topical steroids.",
		},
	}
	var arms []*disease.Arm
	var at []int // of the arms among the rows
	add := func(i int, a *disease.Arm) {
		arms, at = append(arms, a), append(at, i)
	}
	for i, o := range options {
		row := riskBenefitRow{Treatment: o.Name}
		switch o.Action.Class {
		case safety.JAK:
			k := i - (len(options) - len(ts))
			if b, ok := d.Blockade(blocked[k]); ok {
				add(i, armOf(ts[k], b))
			} else {
				row.Reason = "not predicted, since nothing is known of what it takes from the cytokines that drive " + people.Disease
			}
		case safety.TNF:
			row.StandIn = "adalimumab"
			if efficacies.posterior.Trials(row.StandIn, d.Name) > 0 {
				add(i, &disease.Arm{Name: row.StandIn, Drug: row.StandIn, Dose: "40", Regimen: "Q2W SC"})
			} else {
				row.StandIn, row.Reason = "", "not predicted, since no trial of one in "+people.Disease+" is in the evidence"
			}
		default:
			row.Reason = "placebo was added to it, and the benefit of the others counts from there"
		}
		out.Rows = append(out.Rows, row)
	}
	setting := &disease.Setting{Disease: d.Name, Traits: map[string]float64{"bio": people.X[safety.PriorBiologic], "asia": people.X[safety.JapanKorea]}}
	answers, err := efficacies.posterior.Benefits(setting, endpoint, d.ReferenceWeek, arms)
	if err != nil {
		return nil, err
	}
	for k, b := range answers {
		row := &out.Rows[at[k]]
		row.Predicted, row.Trials = true, b.Trials
		row.Response, row.Placebo, row.Difference = shareOf(b.Response), shareOf(b.Placebo), shareOf(b.Difference)
		if b.Trials == 0 {
			row.Reason = "no trial of the drug in " + people.Disease + " is in the evidence: from its inhibition alone"
		}
	}
	return out, nil
}

func shareOf(b efficacy.Band) *riskBand {
	return &riskBand{b.Median, b.Low, b.High}
}

// armOf names a treatment as tables of trials do, so that what they found at the dose is used, with the blockade that its risks rest on.
func armOf(t coverage.Treatment, blocked float64) *disease.Arm {
	c := t.Regimen.Last()
	a := &disease.Arm{Name: t.Drug.Name + " " + t.Regimen.String(), Drug: t.Drug.Name, Blocked: &blocked}
	a.Dose = strings.TrimSuffix(c.Amount.String(), " mg")
	a.Regimen = map[float64]string{8: "TID", 12: "BID", 24: "QD", 48: "QOD"}[c.Every]
	if a.Regimen == "" {
		a.Regimen = "every " + strconv.FormatFloat(c.Every, 'g', -1, 64) + " h"
	}
	return a
}

// benefitOf is the row of an option; nil where the benefit is left out or not predicted.
func (v *riskView) benefitOf(option string) *riskBenefitRow {
	if v.benefit == nil {
		return nil
	}
	for i := range v.benefit.Rows {
		if r := &v.benefit.Rows[i]; r.Treatment == option && r.Predicted {
			return r
		}
	}
	return nil
}

// weighed is the model of the event that stands beside the benefit.
func (v *riskView) weighed() *safety.Model {
	models := v.models()
	for _, m := range models {
		if m.Event.Name == v.weigh {
			return m
		}
	}
	return models[0]
}

func (v *riskView) benefitTitle() string {
	return fmt.Sprintf("%s at week %g", v.benefit.Endpoint, v.benefit.Week)
}

// drawn is the picture asked for: benefit beside the weighed risk, or all risks.
func (v *riskView) drawn() report.Figure {
	if v.weigh != "" && v.benefit != nil {
		return v.balance()
	}
	return v.picture()
}

// balance draws benefit and one risk of the treatments in one picture.
func (v *riskView) balance() *report.Crosses {
	m := v.weighed()
	c := &report.Crosses{
		Title:    "Benefit beside risk: " + v.benefitTitle() + " and " + m.Event.Name,
		Subtitle: "bars are 95 % intervals; further right is more benefit, further down less harm",
		X:        report.Axis{Label: v.benefitTitle() + " beyond placebo", Unit: "percentage points"},
		Y:        report.Axis{Label: m.Event.Name, Unit: "per 100 patient-years", Log: true}, Notes: v.unpredicted(),
	}
	var said []string
	for _, r := range v.of(m) {
		b := v.benefitOf(r.Option.Name)
		if b == nil {
			continue
		}
		name := r.Option.Name
		if b.StandIn != "" {
			name += " (" + b.StandIn + ")"
		}
		c.Points = append(c.Points, report.CrossPoint{Label: name, X: b.Difference.Median, XLow: b.Difference.Low, XHigh: b.Difference.High, Y: r.Rate.Median, YLow: r.Rate.Low, YHigh: r.Rate.High})
		said = append(said, fmt.Sprintf("%s %.0f points beyond placebo, %s per 100 patient-years", name, b.Difference.Median, brief(r.Rate.Median)))
	}
	c.Desc = strings.Join(said, "; ") + "."
	return c
}

// unpredicted says whose benefit is not predicted, or rests on little.
func (v *riskView) unpredicted() []string {
	var out []string
	for _, r := range v.benefit.Rows {
		if r.Reason != "" {
			out = append(out, r.Treatment+": "+r.Reason+".")
		}
	}
	return out
}

// balanceTable has the benefit of each treatment beside the weighed risk.
func (v *riskView) balanceTable() *report.Table {
	m := v.weighed()
	t := &report.Table{Title: "Benefit beside risk", RowHeads: 1, Columns: []report.Column{
		{Name: "treatment"},
		{Name: v.benefitTitle(), Unit: "% of patients", Align: report.Right},
		{Name: "on placebo", Unit: "%", Align: report.Right},
		{Name: "difference", Unit: "points", Align: report.Right},
		{Name: "trials", Align: report.Right},
		{Name: m.Event.Name, Unit: "per 100 patient-years", Align: report.Right},
	}}
	for _, r := range v.of(m) {
		cells := []string{"–", "–", "–", "–"}
		if b := v.benefitOf(r.Option.Name); b != nil {
			cells = []string{shareText(b.Response), shareText(b.Placebo), shareText(b.Difference), strconv.Itoa(b.Trials)}
		}
		t.Add(append(append([]string{r.Option.Name}, cells...), bandText(r.Rate))...)
	}
	t.Notes = append(append([]string{v.benefit.Definition + "."}, v.benefit.Assumptions...), v.unpredicted()...)
	return t
}

func shareText(b *riskBand) string {
	return fmt.Sprintf("%.0f (%.0f to %.0f)", b.Median, b.Low, b.High)
}

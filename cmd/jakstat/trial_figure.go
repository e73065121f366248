package main

import (
	"fmt"
	"slices"
	"strings"

	"jakstat/diag"
	"jakstat/report"
)

// What a figure of a simulated trial can show, beside single endpoints.
const (
	drawPrimary = "primary"
	drawShares  = "shares"
)

// drawDifferences stands before what is shown when it is differences from the control that are.
const drawDifferences = "differences "

const drawHelp = `primary, shares, ACR20, "differences ACR20", events, "hazard ratios", laboratory`

// trialLine is one line of a figure: an estimate, and the assurance of a difference.
type trialLine struct {
	*trialEstimate
	assurance *float64
}

// figure is what --draw asks for. A trial without responses shows its events, or its laboratory values.
func (d *trialDocument) figure(what string) (report.Figure, error) {
	alone := len(d.Estimates) == 0 && (what == "" || what == drawPrimary)
	switch {
	case d.Events != nil && (what == drawEvents || what == drawRatios || alone):
		return d.eventFigure(what), nil
	case d.Labs != nil && (what == drawLabs || alone):
		return d.labFigure(), nil
	}
	f, err := d.responseFigure(what)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// responseFigure draws rates, or differences from the control, and what the trial reported beside them. An axis has one unit: of several primary
// endpoints those that are shares of patients are drawn, where there are any.
func (d *trialDocument) responseFigure(what string) (*report.IntervalPlot, error) {
	name, minus := strings.CutPrefix(what, drawDifferences)
	lines, err := d.lines(name, minus)
	if err != nil {
		return nil, err
	}
	f := &report.IntervalPlot{
		Title: d.Trial + ", predicted", Subtitle: fmt.Sprintf("%d replicates of %d patients; thick lines: 50 %% intervals, thin: 95 %%", d.Replicates, d.Patients), Desc: d.agreement(), Width: 860,
		Kinds: []string{"predicted"}, Inner: "50 %", X: report.Axis{Label: "responders", Unit: "% of patients", Min: 0, Max: 100}, Notes: []string{researchNotice},
	}
	if len(d.Reported) > 0 {
		f.Title += " beside reported"
		f.Kinds = []string{"predicted", "reported", "reported, unverified"}
		if d.fitted() {
			f.Kinds[1], f.Kinds[2] = "reported and fitted", "reported and fitted, unverified"
		}
	}
	change := len(lines) > 0 && lines[0].isChange()
	if change {
		f.X = report.Axis{Label: changeUnit, Unit: "units of the score"}
	}
	if minus {
		f.Title += ", differences from " + d.Control
		f.X = report.Axis{Label: "difference", Unit: f.X.Unit}
		if !change {
			f.X.Unit = "percentage points"
		}
		f.Refs = []report.Ref{{Axis: 'x', Value: 0}}
	}
	for _, l := range lines {
		f.Rows = append(f.Rows, d.row(l, minus))
	}
	return f, nil
}

// lines are the estimates, or differences, that a word names; those without a value are left out.
func (d *trialDocument) lines(name string, minus bool) ([]trialLine, error) {
	var all []trialLine
	if minus {
		for i := range d.Differences {
			all = append(all, trialLine{&d.Differences[i].trialEstimate, &d.Differences[i].Success})
		}
	} else {
		for i := range d.Estimates {
			all = append(all, trialLine{&d.Estimates[i], nil})
		}
	}
	var endpoints []string
	named, shares := false, false
	for _, l := range all {
		named = named || l.Primary
		endpoints = append(endpoints, l.Endpoint)
	}
	if err := checkDraw(name, endpoints); err != nil {
		return nil, err
	}
	wanted := func(l trialLine) bool {
		switch name {
		case drawPrimary, "":
			return l.Primary || !named
		case drawShares:
			return !l.isChange()
		}
		return l.Endpoint == name
	}
	for _, l := range all {
		shares = shares || wanted(l) && !l.isChange()
	}
	return slices.DeleteFunc(all, func(l trialLine) bool {
		return !wanted(l) || l.isChange() == shares || l.Median == nil || l.Low50 == nil || l.High50 == nil || l.Low95 == nil || l.High95 == nil
	}), nil
}

// checkDraw refuses what no figure of these endpoints can show.
func checkDraw(what string, endpoints []string) error {
	name := strings.TrimPrefix(what, drawDifferences)
	known := append([]string{drawPrimary, drawShares}, endpoints...)
	if name == "" || slices.Contains(known, name) {
		return nil
	}
	return diag.New(diag.Pos{Where: "--draw"}, "cli.draw", "the trial has no endpoint %q", name).Suggest("%s", diag.DidYouMean(name, known))
}

func (d *trialDocument) row(l trialLine, minus bool) report.IntervalRow {
	digits := 1
	if l.isChange() {
		digits = 2
	}
	out := report.IntervalRow{
		Group: fmt.Sprintf("%s, week %g", l.Endpoint, l.Week), Label: l.Arm, Note: fmt.Sprintf("%s (%s to %s)", decimals(*l.Median, digits), decimals(*l.Low95, digits), decimals(*l.High95, digits)),
		Points: []report.IntervalPoint{{Value: *l.Median, Low: *l.Low95, High: *l.High95, InnerLow: *l.Low50, InnerHigh: *l.High50}},
	}
	if l.Stratum != allOr("") {
		out.Sub = l.Stratum
	}
	if l.assurance != nil {
		out.Sub = strings.TrimSpace(fmt.Sprintf("%s assurance %.0f %%", out.Sub, 100**l.assurance))
	}
	if value, verified, ok := d.beside(l.trialEstimate, minus); ok {
		kind := 1
		if !verified {
			kind = 2
		}
		out.Points = append(out.Points, report.IntervalPoint{Kind: kind, Value: value, Low: value, High: value})
	}
	return out
}

// beside is what was reported where an estimate of all patients stands; as a difference, from what the control reported.
func (d *trialDocument) beside(e *trialEstimate, minus bool) (value float64, verified, ok bool) {
	if e.Stratum != allOr("") {
		return 0, false, false
	}
	of := func(arm string) int {
		return slices.IndexFunc(d.Reported, func(r trialReported) bool { return r.Arm == arm && r.Endpoint == e.Endpoint && r.Week == e.Week })
	}
	i := of(e.Arm)
	if i < 0 {
		return 0, false, false
	}
	value, verified = d.Reported[i].Value, d.Reported[i].Verified
	if minus {
		j := of(d.Control)
		if j < 0 {
			return 0, false, false
		}
		value, verified = value-d.Reported[j].Value, verified && d.Reported[j].Verified
	}
	return value, verified, true
}

// fitted tells whether the results of the trial took part in its own prediction.
func (d *trialDocument) fitted() bool {
	return slices.ContainsFunc(d.Reported, func(r trialReported) bool { return r.Fitted })
}

// agreement sums up the comparison with what was reported.
func (d *trialDocument) agreement() string {
	if len(d.Reported) == 0 {
		return fmt.Sprintf("%s: %d replicates of %d patients, seed %d.", d.Trial, d.Replicates, d.Patients, d.Seed)
	}
	inside := 0
	for _, r := range d.Reported {
		if r.Inside != nil && *r.Inside {
			inside++
		}
	}
	s := fmt.Sprintf("Of %d reported figures %d lie in their 95 %% intervals.", len(d.Reported), inside)
	if d.fitted() {
		s += " They took part in the prediction: this is no test of it."
	}
	return s
}

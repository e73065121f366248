package main

import (
	"fmt"

	"jakstat/report"
	"jakstat/trial"
)

// What a figure can show beside responses: of a trial that follows events, of one that takes laboratory values.
const (
	drawEvents = "events"
	drawRatios = "hazard ratios"
	drawLabs   = "laboratory"
)

// drawable are the words besides those for all trials that a figure of the trial can be asked for.
func drawable(p *trial.Plan) []string {
	names := endpointNames(p)
	if p.Events != nil {
		names = append(names, drawEvents, drawRatios)
	}
	if p.Laboratory != nil {
		names = append(names, drawLabs)
	}
	return names
}

// eventFigure draws rates of events by arm, or hazard ratios against the comparator, and what was reported beside them.
func (d *trialDocument) eventFigure(what string) *report.IntervalPlot {
	e := d.Events
	f := &report.IntervalPlot{
		Title: d.Trial + ", adverse events", Subtitle: fmt.Sprintf("%d replicates of %d patients; thick lines: 50 %% intervals, thin: 95 %%", d.Replicates, d.Patients), Width: 860,
		Kinds: []string{"predicted"}, Inner: "50 %", X: report.Axis{Label: "events", Unit: "per 100 patient-years", Log: true}, Notes: []string{researchNotice},
	}
	if what == drawRatios {
		f.Title = d.Trial + ", hazard ratios against " + e.Comparator
		f.X, f.Refs = report.Axis{Label: "hazard ratio", Log: true}, []report.Ref{{Axis: 'x', Value: 1}}
	}
	add := func(event, arm, figure string, b trialBand) {
		if b.Median == nil || b.Low95 == nil || b.High95 == nil || *b.Low95 <= 0 && *b.Median <= 0 {
			return // a logarithmic axis has no place for none
		}
		floor := *b.Median / 100 // an interval from none
		p := report.IntervalPoint{Value: *b.Median, Low: max(*b.Low95, floor), High: *b.High95}
		if b.Low50 != nil && b.High50 != nil {
			p.InnerLow, p.InnerHigh = max(*b.Low50, floor), *b.High50
		}
		row := report.IntervalRow{Group: event, Label: arm, Note: fmt.Sprintf("%.2f (%.2f to %.2f)", *b.Median, *b.Low95, *b.High95), Points: []report.IntervalPoint{p}}
		for _, r := range e.Reported {
			if r.Event == event && r.Arm == arm && r.Figure == figure && r.Value > 0 {
				f.Kinds = []string{"predicted", "reported"}
				row.Points = append(row.Points, report.IntervalPoint{Kind: 1, Value: r.Value, Low: r.Value, High: r.Value})
				break
			}
		}
		f.Rows = append(f.Rows, row)
	}
	if what == drawRatios {
		for _, x := range e.Ratios {
			add(x.Event, x.Arm, "hazard ratio", x.HR)
		}
	} else {
		for _, x := range e.Rates {
			add(x.Event, x.Arm, "rate", x.Rate)
		}
	}
	f.Desc = fmt.Sprintf("%s of %d arms and events, with what was reported beside them", f.X.Label, len(f.Rows))
	return f
}

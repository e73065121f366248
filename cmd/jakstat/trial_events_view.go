package main

import (
	"fmt"
	"math"
	"slices"

	"jakstat/evidence/results"
	"jakstat/report"
	"jakstat/trial"
)

// eventName is an event with a mark where it is primary.
func (v *trialView) eventName(k int) string { return v.plan().Events.List[k].Name }

// mainEvent tells whether an event is primary; where the trial names none, all are.
func (v *trialView) mainEvent(k int) bool {
	list := v.plan().Events.List
	return list[k].Primary || !slices.ContainsFunc(list, func(x trial.Followed) bool { return x.Primary })
}

func overText(b trial.Band, digits int) string {
	if math.IsNaN(b.Median) {
		return "–"
	}
	return fmt.Sprintf("%s (%s to %s)", decimals(b.Median, digits), decimals(b.Central95.Low, digits), decimals(b.Central95.High, digits))
}

// incidences is the table of rates: a line for each event, a column for each group.
func (v *trialView) incidences() *report.Table {
	t := &report.Table{Title: "Events per 100 patient-years, median and 95 % interval", RowHeads: 1, Columns: []report.Column{{Name: "event"}}}
	groups := v.plan().Groups()
	for _, g := range groups {
		t.Columns = append(t.Columns, report.Column{Name: g, Align: report.Right})
	}
	rates := v.result.Events.Rates
	for i := 0; i < len(rates); i += len(groups) {
		cells := []string{v.eventName(rates[i].Event)}
		for _, x := range rates[i : i+len(groups)] {
			cells = append(cells, overText(x.Rate, 2))
		}
		t.Add(cells...)
	}
	e := v.result.Events
	end := fmt.Sprintf("First events. The trial ends %s years after the first patient, the median patient is followed for %s.", overText(e.End, 1), overText(e.Followed, 1))
	if slices.ContainsFunc(v.plan().Events.List, func(x trial.Followed) bool { return x.Until > 0 }) {
		end += fmt.Sprintf(" In %.0f %% of the replicates the events that it waits for have come by its maximum.", 100*e.Reached)
	}
	t.Notes = []string{end, "Intervals hold parameters of the hazards, differences between programmes, pools and arms as calibrated, and the chance of events."}
	return t
}

// hazardRatios is the table of comparisons; only of primary events, unless all.
func (v *trialView) hazardRatios(all bool) *report.Table {
	p := v.plan()
	margin := p.Events.Margin
	t := &report.Table{Title: "Hazard ratios against " + p.Arms[p.Events.Comparator].Label, RowHeads: 2, Columns: []report.Column{
		{Name: "event"},
		{Name: "arm"},
		{Name: "estimate", Align: report.Right},
		{Name: "its interval", Align: report.Right},
		{Name: "without sampling", Align: report.Right},
	}}
	if margin > 0 {
		t.Columns = append(t.Columns, report.Column{Name: "not inferior", Unit: "%", Align: report.Right})
	}
	t.Columns = append(t.Columns, report.Column{Name: "more events", Unit: "%", Align: report.Right})
	short := 0
	n := v.result.Options.Replicates
	for _, x := range v.result.Events.Ratios {
		if !all && !v.mainEvent(x.Event) {
			continue
		}
		cells := []string{v.eventName(x.Event), p.Groups()[x.Group], overText(x.HR, 2), decimals(x.Low.Median, 2) + " to " + decimals(x.High.Median, 2), overText(x.True, 2)}
		if math.IsNaN(x.HR.Median) {
			cells[3] = "–"
		}
		if margin > 0 {
			cells = append(cells, fmt.Sprintf("%.0f", 100*x.NonInferior))
		}
		t.Add(append(cells, fmt.Sprintf("%.0f", 100*x.Inferior))...)
		short = max(short, n-x.Estimable)
	}
	note := fmt.Sprintf("Estimate: Cox's regression in each of %d replicates, median and 95 %% interval; its interval: the median ends of the 95 %% interval of one trial.", n)
	if margin > 0 {
		note += fmt.Sprintf(" Not inferior: share of replicates whose interval ends below %g.", margin)
	}
	t.Notes = []string{note + " More events: share whose interval begins above 1."}
	if short > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("Where a group has no event there is no estimate: so in up to %d replicates.", short))
	}
	return t
}

// unverifiedRow marks figures that nobody has found in a public text.
var unverifiedRow = report.Mark{Key: "unverified", Glyph: "◇", Label: "not verified in a public text"}

// reportedEvents sets the pool's own rows beside the prediction; nil where there are none.
func (v *trialView) reportedEvents() *report.Table {
	rates, ratios := v.result.ReportedEvents(results.Shipped())
	if len(rates)+len(ratios) == 0 {
		return nil
	}
	p := v.plan()
	t := &report.Table{Title: "Predicted beside reported", RowHeads: 3, Marks: []report.Mark{unverifiedRow}, Columns: []report.Column{
		{Name: "event"},
		{Name: "arm"},
		{Name: "figure"},
		{Name: "predicted", Align: report.Right},
		{Name: "reported", Align: report.Right},
		{Name: "inside"},
		{Name: "row"},
	}}
	inside, n := [2]int{}, [2]int{}
	add := func(which int, event, group int, figure string, b trial.Band, value, low, high results.Number, in, verified bool, id string) {
		said := decimals(value.Value, 2)
		if low.Known && high.Known {
			said += fmt.Sprintf(" (%s to %s)", decimals(low.Value, 2), decimals(high.Value, 2))
		}
		word := "no"
		n[which]++
		if in {
			word = "yes"
			inside[which]++
		}
		cell := report.TableCell{Text: said}
		if !verified {
			cell.Mark = unverifiedRow.Key
		}
		t.AddCells(report.TableCell{Text: v.eventName(event)}, report.TableCell{Text: p.Groups()[group]}, report.TableCell{Text: figure}, report.TableCell{Text: overText(b, 2)}, cell, report.TableCell{Text: word}, report.TableCell{Text: id})
	}
	for _, x := range rates {
		r := x.Reported
		add(0, x.Event, x.Group, "per 100 patient-years", x.Rate, r.Per100PY, r.Low, r.High, x.Inside(), r.Verified, r.ID)
	}
	for _, x := range ratios {
		r := x.Reported
		add(1, x.Event, x.Group, "hazard ratio", x.HR, r.HR, r.Low, r.High, x.Inside(), r.Verified, r.ID)
	}
	t.Notes = []string{fmt.Sprintf("Inside the 95 %% interval: %d of %d rates, %d of %d ratios. ", inside[0], n[0], inside[1], n[1]) + v.heldText()}
	return t
}

// heldText says what part the trial's own results had in its hazards.
func (v *trialView) heldText() string {
	e := v.plan().Events
	switch {
	case e.Pool == "":
		return ""
	case v.result.Events.Held != "":
		return "The hazards were estimated without the rates and ratios of " + v.result.Events.Held + ", which are calibration data of the shipped ones; what was read off its people about risk factors stays."
	}
	return "The rates and ratios of " + e.Pool + " are calibration data of these hazards: this is no test of the prediction."
}

// curves draws the Kaplan-Meier curves as cumulative incidence; of primary events, unless all.
func (v *trialView) curves(all bool) *report.Multiples {
	p := v.plan()
	m := &report.Multiples{
		Title: p.Name + ", patients with an event", Subtitle: "1 − Kaplan-Meier estimate: median and 50 % interval over replicates", Desc: v.lead() + " Kaplan-Meier curves of each event by arm.",
		Columns: 2, OwnY: true, Width: 430, Height: 300,
	}
	for k := range p.Events.List {
		if !all && !v.mainEvent(k) {
			continue
		}
		c := &report.LineChart{Title: v.eventName(k), X: report.Axis{Label: "time since randomisation", Unit: "years"}, Y: report.Axis{Label: "patients with the event", Unit: "%"}, Desc: "Cumulative incidence of " + v.eventName(k) + " by arm."}
		for _, x := range v.result.Events.Rates {
			if x.Event != k || x.Group >= len(p.Arms) {
				continue
			}
			s := report.Series{Name: p.Groups()[x.Group], Color: x.Group + 1, Marker: "none"}
			for i, f := range x.Free {
				s.X, s.Y = append(s.X, v.result.Events.Times[i]), append(s.Y, 100*(1-f.Median))
				s.Low, s.High = append(s.Low, 100*(1-f.Central50.High)), append(s.High, 100*(1-f.Central50.Low))
			}
			c.Series = append(c.Series, s)
		}
		m.Charts = append(m.Charts, c)
	}
	return m
}

// atRisk is how many patients are followed still at whole years, the median over replicates; of one event, since the others differ little.
func (v *trialView) atRisk() *report.Table {
	p, e := v.plan(), v.result.Events
	t := &report.Table{Title: "Followed still without " + v.eventName(0), RowHeads: 1, Columns: []report.Column{{Name: "arm"}}}
	var at []int
	for i, y := range e.Times {
		if y == math.Trunc(y) {
			at = append(at, i)
			t.Columns = append(t.Columns, report.Column{Name: "year " + decimals(y, 0), Align: report.Right})
		}
	}
	for _, x := range e.Rates {
		if x.Event != 0 || x.Group >= len(p.Arms) {
			continue
		}
		cells := []string{p.Groups()[x.Group]}
		for _, i := range at {
			text := "–"
			if i < len(x.Left) {
				text = decimals(x.Left[i].Median, 0)
			}
			cells = append(cells, text)
		}
		t.Add(cells...)
	}
	return t
}

// eventSections are what a page says of events.
func (v *trialView) eventSections() []report.Section {
	blocks := []report.Block{
		report.Fig{Figure: v.curves(false), Caption: "Kaplan-Meier curves of the primary events."},
		report.Tab{Table: v.atRisk()},
		report.Tab{Table: v.incidences()},
		report.Tab{Table: v.hazardRatios(false)},
		report.Fold{Summary: "All events", Blocks: []report.Block{report.Tab{Table: v.hazardRatios(true)}, report.Fig{Figure: v.curves(true), Caption: "Kaplan-Meier curves of all events."}}},
	}
	out := []report.Section{{ID: "events", Title: "Events", Blocks: blocks}}
	if t := v.reportedEvents(); t != nil {
		out = append(out, report.Section{ID: "reported", Title: "Predicted beside reported", Blocks: []report.Block{report.Tab{Table: t}}})
	}
	return out
}

// eventRows adds the events to the long form, in its columns: the ratio's share is that of replicates in which the arm is not inferior.
func (d *trialDocument) eventRows(t *report.Table) {
	e := d.Events
	if e == nil {
		return
	}
	add := func(what, arm, event, week, unit string, n *float64, b trialBand, success string, without ...string) {
		low, high := "", ""
		if len(without) == 2 {
			low, high = without[0], without[1]
		}
		t.Add(what, arm, allOr(""), event, week, unit, long(n), long(b.Median), long(b.Low50), long(b.High50), long(b.Low95), long(b.High95), low, high, "", "", "", "", success, "", "")
	}
	for _, x := range e.Rates {
		add("events", x.Arm, x.Event, "", "per 100 patient-years", x.Years.Median, x.Rate, "")
		for i, f := range x.Free {
			week := e.Times[i] * weeksPerYear
			add("Kaplan-Meier", x.Arm, x.Event, long(&week), "share without event", x.Left[i], f, "")
		}
	}
	for _, x := range e.Ratios {
		n := float64(x.Estimable)
		add("hazard ratio", x.Arm, x.Event, "", "ratio", &n, x.HR, long(x.NonInferior), long(x.True.Low95), long(x.True.High95))
	}
}

// weeksPerYear turns years of follow-up into the weeks of the long form.
const weeksPerYear = 365.25 / 7

package main

import (
	"context"
	"fmt"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/fit/safety"
	risks "jakstat/jak/safety"
	"jakstat/trial"
)

// hazards are the options by which a trial's events are simulated: estimated without the rates and ratios of its own pool, unless these are to take part.
func hazards(ctx context.Context, p *trial.Plan, own bool) (o trial.Options, err error) {
	if p.Events == nil || p.Events.Pool == "" || own {
		return o, nil
	}
	programme, ok := safety.Programme(p.Events.Pool)
	if !ok {
		return o, diag.New(diag.Pos{Where: "trial"}, "trial.pool", "no pool of library/trials is called %q", p.Events.Pool).Suggest("leave pool: out, or take a name of safety_rates.csv")
	}
	d, err := safety.Open(ctx, evidence.Default())
	if err != nil {
		return o, err
	}
	var names []string
	for _, e := range p.Events.List {
		names = append(names, e.Name)
	}
	o.Held = p.Events.Pool
	o.Hazards, err = d.Without(ctx, programme, names, func() {})
	return o, err
}

// endpointsNeeded tells that a trial has no endpoints, where responses are asked for.
func endpointsNeeded(p *trial.Plan, diags *diag.List) bool {
	if p == nil || len(p.Endpoints) > 0 {
		return p != nil
	}
	diags.Add(diag.New(diag.Pos{Where: "trial"}, "trial.endpoints", "%s has no endpoints", p.Name).Suggest("jakstat trial run %s simulates them", quoteArg(p.Name)))
	return false
}

// trialLabLines says in words which laboratory values are taken.
func trialLabLines(p *trial.Plan) []string {
	l := p.Laboratory
	if l == nil {
		return nil
	}
	line := fmt.Sprintf("laboratory: %s in weeks %s, graded by %s", strings.Join(l.Values, ", "), strings.Trim(fmt.Sprint(l.Weeks), "[]"), l.Grading)
	if l.Label != "" {
		line += "; doses are held by the rules of the label (" + l.Label + ")"
	}
	return []string{line}
}

// trialEventLines says in words whose events are followed and for how long.
func trialEventLines(p *trial.Plan) []string {
	e := p.Events
	if e == nil {
		return nil
	}
	var names []string
	for _, x := range e.List {
		s := x.Name
		if x.Primary {
			s += " (primary)"
		}
		names = append(names, s)
	}
	out := []string{"events: " + strings.Join(names, ", ") + "; against " + p.Arms[e.Comparator].Label}
	if e.Margin > 0 {
		out[0] += fmt.Sprintf(", not inferior where the 95 %% interval of the hazard ratio ends below %g", e.Margin)
	}
	for _, c := range e.Combined {
		out = append(out, fmt.Sprintf("also read as one: %s (%s)", c.Name, armNames(p, c.Arms)))
	}
	out = append(out, fmt.Sprintf("followed: patients enter over %.3g years and are followed for at most %g, the median for %g", e.Recruitment(), e.Maximum, e.Median))
	var until []string
	for _, x := range e.List {
		if x.Until > 0 {
			until = append(until, fmt.Sprintf("%d with %s", x.Until, x.Name))
		}
	}
	if len(until) > 0 {
		out[len(out)-1] += "; the trial ends earlier when there are " + strings.Join(until, " and ")
	}
	if e.Dropout.Share > 0 {
		out = append(out, fmt.Sprintf("leaving: %.3g %% in %g years", 100*e.Dropout.Share, e.Dropout.By))
	}
	return append(out, "people of the events: "+describedText(e.People))
}

// describedText lists the covariates, and which were taken from a named population.
func describedText(d *risks.Description) string {
	list := func(cs []risks.Covariate) string {
		var out []string
		for _, c := range cs {
			out = append(out, covariateText(c, d.X[c]))
		}
		return strings.Join(out, ", ")
	}
	var parts []string
	if len(d.Given) > 0 {
		parts = append(parts, list(d.Given))
	}
	if len(d.Taken) > 0 {
		parts = append(parts, fmt.Sprintf("taken from the population %q: %s", d.Like, list(d.Taken)))
	}
	return strings.Join(parts, "; ")
}

package trial

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"jakstat/diag"
	"jakstat/evidence/results"
	"jakstat/jak/disease"
	"jakstat/jak/form"
	"jakstat/jak/safety"
)

var unchanged = []string{"as in the calibration trials", "none beyond the calibration trials"}

// arms reads drugs, sizes and backgrounds. Sizes are given by arm, or as a total shared out in the ratio of the arms.
func (r *reader) arms(p *Plan) {
	f := r.file
	if len(f.Arms) == 0 {
		r.bad(r.top(), "missing", "the trial has no arms").Suggestion = "add arms: with name, drug, dose, regimen and n"
	}
	if len(f.Arms) > maxArms {
		r.bad(f.Arms[maxArms].Pos, "arms", "%d arms; at most %d are simulated", len(f.Arms), maxArms)
	}
	total := r.count(f.Randomised, "randomised", 0)
	whole := r.dropout(f.Dropout, Dropout{})
	seen := map[string]diag.Pos{}
	ratios := make([]float64, len(f.Arms))
	for i, e := range f.Arms {
		a := Arm{Label: e.Name.S, Arm: disease.Arm{Name: withBackground(e.Name.S, e.Background.S), Drug: e.Drug.S, Regimen: e.Regimen.S}, Background: e.Background.S}
		a.Dose = strings.TrimSpace(strings.TrimSuffix(e.Dose.S, "mg"))
		switch {
		case a.Label == "":
			r.bad(e.Pos, "missing", "an arm has no name").Suggestion = "add name: UPA 15"
		case seen[a.Label] != (diag.Pos{}):
			r.bad(e.Name.Pos, "arms", "two arms are named %q, the first in line %d", a.Label, seen[a.Label].Line)
		}
		seen[a.Label] = e.Pos
		r.drug(&a, e)
		a.Dropout = r.dropout(e.Dropout, whole)
		a.N = r.count(e.N, "n", 0)
		ratios[i] = r.number(e.Ratio, "ratio", "2", 0.01, 100, 1)
		if e.N.S != "" && e.Ratio.S != "" {
			r.bad(e.Ratio.Pos, "arms", "arm %q has n and ratio", a.Label).Suggestion = "give n of every arm, or randomised: in all and the ratio"
		}
		p.Arms = append(p.Arms, a)
	}
	r.sizes(p, total, ratios)
}

// sizes gives every arm that has none its share of those randomised and not yet given, or the size that is assumed.
func (r *reader) sizes(p *Plan, total int, ratios []float64) {
	var open []int
	var weights []float64
	left := total
	for i, a := range p.Arms {
		if left -= a.N; a.N == 0 {
			open, weights = append(open, i), append(weights, ratios[i])
		}
	}
	if len(open) == 0 {
		return
	}
	if total > 0 && left < len(open) {
		r.bad(r.file.Randomised.Pos, "number", "randomised: %d patients leave %d for %d arms without n", total, max(0, left), len(open)).Suggestion = "give the patients of all arms, or leave it out"
		return
	}
	if total == 0 {
		left = defaultN * len(open)
		names := make([]string, len(open))
		for k, i := range open {
			names[k] = p.Arms[i].Label
		}
		p.Notes = append(p.Notes, "the number of patients is not given for "+strings.Join(names, ", ")+": "+strconv.Itoa(defaultN)+" each are taken")
	}
	for k, n := range shareOut(left, weights) {
		p.Arms[open[k]].N = n
	}
}

// withBackground is the name by which package disease knows an arm's background.
func withBackground(name, background string) string {
	low := strings.ToLower(background)
	switch {
	case background == "":
	case low == "none" && !strings.Contains(name, "mono"):
		return name + " mono"
	case strings.Contains(low, "csdmard") && !strings.Contains(name, "+csDMARD"):
		return name + "+csDMARD"
	case (strings.Contains(low, "mtx") || strings.Contains(low, "methotrexate")) && !strings.Contains(name, "+MTX"):
		return name + "+MTX"
	}
	return name
}

// drug reads what an arm is given; a blockade stands for a molecule that is described and not marketed.
func (r *reader) drug(a *Arm, e ArmEntry) {
	if e.Blockade.S != "" {
		b := r.share(e.Blockade, "blockade", 0)
		a.Blocked = &b
	}
	known := slices.Contains(knownDrugs(), a.Drug)
	if _, ok := safety.ClassOf(a.Drug); ok && len(r.file.Endpoints) == 0 { // where responses are not asked for, a class will do
		known = true
	}
	switch {
	case a.Drug == "":
		r.bad(e.Pos, "missing", "arm %q names no drug", a.Label).Suggestion = "add drug: upadacitinib, or drug: placebo"
	case !known && a.Blocked == nil:
		d := r.bad(e.Drug.Pos, "drug", "unknown drug %q", a.Drug)
		d.Suggestion = diag.DidYouMean(a.Drug, knownDrugs())
		if d.Suggestion == "" {
			d.Suggestion = "a molecule of your own needs blockade: the mean share of the disease's cytokine signal that it takes away, as in blockade: 45 %"
		}
	case a.ModeOf() == disease.Inhibitor && a.Blocked == nil:
		r.regimen(a, e)
	}
}

var cadence = regexp.MustCompile(`(?i)\b(?:qd|bid|tid|qod|every other day)\b`)

// regimen checks that an inhibitor's dose can be simulated; what trials of the tables print ("4-8", "BID by platelet count") passes.
func (r *reader) regimen(a *Arm, e ArmEntry) {
	if printedDoses()[a.Drug+"|"+a.Dose+"|"+a.Regimen] {
		return
	}
	place := func(t form.Text) diag.Pos {
		if t.S == "" {
			return e.Pos
		}
		return t.Pos
	}
	if mg, err := strconv.ParseFloat(a.Dose, 64); err != nil || !(mg > 0) || mg > 10_000 {
		r.bad(place(e.Dose), "dose", "dose: %q of %s is no dose in mg", e.Dose.S, a.Drug).Suggestion = "write dose: 15"
	}
	if !cadence.MatchString(a.Regimen) {
		r.bad(place(e.Regimen), "dose", "regimen: %q of %s does not say how often", e.Regimen.S, a.Drug).Suggestion = "write regimen: QD, or BID, TID, every other day"
	}
}

// printedDoses are drug, dose and regimen of all arms of the tables.
var printedDoses = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	l := results.Shipped()
	for _, x := range slices.Concat(l.Efficacy, l.Wanted) {
		out[x.Drug+"|"+x.Dose+"|"+x.Regimen] = true
	}
	return out
})

func (r *reader) dropout(e DropoutEntry, otherwise Dropout) Dropout {
	if e.Rate == nil {
		if w := e.Words; w.S != "" && !slices.Contains(unchanged, w.S) {
			r.bad(w.Pos, "dropout", "dropout: %q is not understood", w.S).Suggestion = `write dropout: as in the calibration trials, or dropout: {share: 10 %, by: 24}`
		}
		return otherwise
	}
	d := Dropout{Share: r.share(e.Rate.Share, "share", 0), By: r.week(e.Rate.By, "by", 0)}
	if e.Rate.Share.S == "" || e.Rate.By.S == "" {
		r.bad(e.Pos, "missing", "dropout needs a share and the week by which it has left").Suggestion = "write dropout: {share: 10 %, by: 24}"
	}
	return d
}

// control is the arm that others are compared with: the one named, else the first placebo, else the first.
func (r *reader) control(p *Plan) {
	if t := r.file.Control; t.S != "" {
		if p.Control = r.arm(p, t, "control"); p.Control < 0 {
			p.Control = 0
		}
		return
	}
	p.Control = max(0, slices.IndexFunc(p.Arms, func(a Arm) bool { return a.Drug == "placebo" || a.Drug == "vehicle" }))
}

// arm finds an arm by the name that the file gives it.
func (r *reader) arm(p *Plan, t form.Text, field string) int {
	var names []string
	for i, e := range r.file.Arms {
		if e.Name.S == t.S && t.S != "" {
			return i
		}
		if e.Name.S != "" && !slices.Contains(names, e.Name.S) {
			names = append(names, e.Name.S)
		}
	}
	r.bad(t.Pos, "arms", "%s: there is no arm %q", field, t.S).Suggestion = diag.DidYouMean(t.S, names)
	return -1
}

// endpoints reads what is measured when. The week of a primary endpoint is among its weeks.
func (r *reader) endpoints(p *Plan) {
	f := r.file
	visits := r.weeks(f.Visits, "visits")
	if len(f.Endpoints) == 0 && f.Events == nil && f.Laboratory == nil {
		r.bad(r.top(), "missing", "the trial has no endpoints").Suggestion = "add endpoints: with a line - {endpoint: ACR20, weeks: 12, primary: yes}"
	}
	seen := map[string]int{}
	reads := 0
	for _, e := range f.Endpoints {
		if e.Endpoint.S == "" {
			r.bad(e.Pos, "missing", "an endpoint has no name").Suggestion = "add endpoint: ACR20"
			continue
		}
		x, ok := disease.FindEndpoint(e.Endpoint.S)
		if !ok {
			var names []string
			for _, known := range disease.Endpoints() {
				names = append(names, known.Name)
			}
			r.bad(e.Endpoint.Pos, "endpoint", "unknown endpoint %q", e.Endpoint.S).Suggestion = diag.DidYouMean(e.Endpoint.S, names)
		}
		if ok && x.Kind != "pct" && x.Kind != "change" {
			r.bad(e.Endpoint.Pos, "endpoint", "%s is a time, which patients are not simulated for", x.Name).Suggestion = "leave it out"
		}
		if line := seen[x.Name]; ok && line > 0 {
			r.bad(e.Endpoint.Pos, "endpoint", "endpoint %s is given twice, first in line %d", x.Name, line).Suggestion = "give all its weeks in one entry"
		}
		seen[x.Name] = e.Endpoint.Pos.Line
		out := Endpoint{Endpoint: x, Weeks: r.weeks(e.Weeks, "weeks")}
		if len(e.Weeks) == 0 {
			if out.Weeks = visits; len(f.Visits) == 0 {
				r.bad(e.Pos, "missing", "endpoint %s has no weeks", e.Endpoint.S).Suggestion = "add weeks: [4, 12], or visits: for the whole trial"
			}
		}
		r.primary(&out, e)
		out.Margin = r.share(e.Margin, "margin", 0)
		if e.Margin.S != "" && x.Kind == "change" {
			r.bad(e.Margin.Pos, "endpoint", "a margin is a share of patients; %s is a mean change", x.Name)
		}
		reads += len(out.Weeks)
		p.Endpoints = append(p.Endpoints, out)
	}
	if reads > maxReads {
		r.bad(f.Endpoints[0].Pos, "endpoint", "%d endpoints times weeks; at most %d are simulated", reads, maxReads)
	}
}

func (r *reader) primary(x *Endpoint, e EndpointEntry) {
	switch t := e.Primary; t.S {
	case "", "no", "false":
	case "yes", "true":
		if len(x.Weeks) == 1 {
			x.Primary = x.Weeks[0]
		} else if len(x.Weeks) > 1 {
			r.bad(t.Pos, "endpoint", "primary: yes does not say at which of %d weeks", len(x.Weeks)).Suggestion = "write primary: " + weekText(x.Weeks[len(x.Weeks)-1])
		}
	default:
		w := r.week(t, "primary", 0)
		if w > 0 && !slices.Contains(x.Weeks, w) {
			r.bad(t.Pos, "endpoint", "primary: week %s is none of the endpoint's weeks", t.S).Suggestion = "add it to weeks:"
			return
		}
		x.Primary = w
	}
}

// move reads a rescue or a planned switch. What decides a rescue is read at its week.
func (r *reader) move(p *Plan, e *MoveEntry, field string) *Move {
	if e == nil {
		return nil
	}
	m := &Move{Week: r.week(e.Week, "week", 0), Unless: -1, To: -1, Fails: field == "rescue"}
	if e.Week.S == "" {
		r.bad(e.Pos, "missing", "%s: has no week", field).Suggestion = "add week: 14"
	}
	for _, t := range e.Arms {
		if i := r.arm(p, t, field); i >= 0 {
			m.Arms = append(m.Arms, i)
		}
	}
	if len(e.Arms) == 0 {
		for i := range p.Arms {
			m.Arms = append(m.Arms, i)
		}
	}
	if e.To.S != "" {
		m.To = r.arm(p, e.To, field)
	}
	switch e.Counts.S {
	case "":
	case "as non-responders":
		m.Fails = true
	case "as observed":
		m.Fails = false
	default:
		r.bad(e.Counts.Pos, "word", "counts: %q is not known", e.Counts.S).Suggestion = "write counts: as non-responders, or counts: as observed"
	}
	switch {
	case field == "rescue" && e.Unless.S == "":
		r.bad(e.Pos, "missing", "rescue: does not say whom it spares").Suggestion = "add unless: ACR20"
	case field == "switch" && e.Unless.S != "":
		r.bad(e.Unless.Pos, "word", "a switch is for all patients of its arms").Suggestion = "make it a rescue:"
	case field == "switch" && e.To.S == "":
		r.bad(e.Pos, "missing", "switch: does not say to which arm's treatment").Suggestion = "add to: NAME OF AN ARM"
	case e.Unless.S != "":
		m.Unless = r.deciding(p, e.Unless, m.Week)
	}
	return m
}

// deciding is the endpoint that decides a rescue; its week is added to its readings.
func (r *reader) deciding(p *Plan, t form.Text, week float64) int {
	var names []string
	for i := range p.Endpoints {
		x := &p.Endpoints[i]
		if x.Name == t.S && x.Kind == "pct" {
			if week > 0 && !slices.Contains(x.Weeks, week) {
				x.Weeks = append(slices.Clone(x.Weeks), week)
				slices.Sort(x.Weeks)
			}
			return i
		}
		if x.Kind == "pct" {
			names = append(names, x.Name)
		}
	}
	d := r.bad(t.Pos, "endpoint", "unless: %q is no share of patients among the trial's endpoints", t.S)
	if d.Suggestion = diag.DidYouMean(t.S, names); d.Suggestion == "" {
		d.Suggestion = "add it to endpoints:"
	}
	return -1
}

// finite tells whether a figure is known.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

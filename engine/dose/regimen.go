package dose

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// Regimen is a schedule as people say it. [ParseRegimen] makes it; String prints canonical text
// that parses back to the same doses.
type Regimen struct {
	Courses []Course // in time order
	Holds   []Span   // days without a dose, inclusive, counted from 1; the schedule's clock goes on
	Skips   []Span   // doses left out, by ordinal counted from 1 over all scheduled doses, held ones included
}

// Span is an inclusive range of days or of dose ordinals, counted from 1.
type Span struct{ First, Last int }

// Course is one stretch of a regimen: a dose, how often, and for how long. Times are hours.
type Course struct {
	Amount      unit.Quantity
	PerKg       bool
	Formulation string
	Route       string
	Load        bool    // said to be a loading dose; it acts like any other
	Start       float64 // of the first dose
	Every       float64 // between doses; 0 is a single dose
	For         float64 // doses fall in [Start, Start+For); 0 is open unless Doses is set
	Doses       int     // number of doses; 0 is unbounded unless For is set
	Over        float64 // infusion time; 0 is all at once
	SteadyState bool    // the first dose arrives at steady state (SS 1)
}

// Single tells whether the course is one dose.
func (c Course) Single() bool { return c.Every == 0 }

// Open tells whether the course goes on until the horizon.
func (c Course) Open() bool { return c.Every > 0 && c.For == 0 && c.Doses == 0 }

// End returns when the next course may start: +Inf for an open course, the start for a single dose.
func (c Course) End() float64 {
	switch {
	case c.Single():
		return c.Start
	case c.Doses > 0:
		return c.Start + float64(float64(c.Doses)*c.Every)
	case c.For > 0:
		return c.Start + c.For
	default:
		return math.Inf(1)
	}
}

// Last returns the last course, which sets the dosing interval a summary looks at.
func (r *Regimen) Last() Course { return r.Courses[len(r.Courses)-1] }

// Open tells whether the regimen goes on until the horizon.
func (r *Regimen) Open() bool { return r.Last().Open() }

// Events returns one explicit dose record for every dose given before the time until (hours; a dose
// at until is not given). It refuses an unbounded regimen without a finite horizon and more than
// [MaxEvents] doses.
func (r *Regimen) Events(until float64) ([]Event, error) {
	if math.IsNaN(until) || r.Open() && math.IsInf(until, 1) {
		return nil, diag.New(diag.Pos{}, "dose.horizon", "the regimen %q has no end", r).Suggest("give a finite horizon, or end it with \"for 12 weeks\"")
	}
	total := 0.0
	for _, c := range r.Courses {
		total += c.count(until)
	}
	if total > MaxEvents {
		return nil, diag.New(diag.Pos{}, "dose.toomany", "the regimen %q gives %.0f doses before %s h; at most %d are expanded", r, total, number(until), MaxEvents).
			Suggest("shorten the horizon or lengthen the interval")
	}
	out := make([]Event, 0, int(total))
	ordinal := 0
	for _, c := range r.Courses {
		n := int(c.count(until))
		for k := range n {
			ordinal++
			t := c.Start + float64(float64(k)*c.Every)
			if contains(r.Skips, ordinal) || contains(r.Holds, 1+int(math.Floor(t/hoursPerDay))) {
				continue
			}
			out = append(out, c.event(t, ordinal, k == 0))
		}
	}
	return out, nil
}

// count returns the number of doses scheduled before until.
func (c Course) count(until float64) float64 {
	if !(c.Start < until) {
		return 0
	}
	if c.Single() {
		return 1
	}
	n := math.Inf(1)
	if c.Doses > 0 {
		n = float64(c.Doses)
	}
	if c.For > 0 {
		n = min(n, inside(c.For, c.Every))
	}
	return min(n, inside(until-c.Start, c.Every))
}

// inside counts the k ≥ 0 with k·every < length, robust against 7 × 2.4 not being 16.8.
func inside(length, every float64) float64 {
	n := math.Ceil(length / every)
	if n > 1 && float64((n-1)*every) >= length-tieTolerance {
		n--
	}
	return n
}

func (c Course) event(t float64, ordinal int, first bool) Event {
	e := Event{
		Row: ordinal, Time: t, EVID: EVIDDose, Amount: c.Amount, PerKg: c.PerKg,
		Route: c.Route, Formulation: c.Formulation,
	}
	if c.Over > 0 {
		e.Input, e.Duration, e.Rate = ByDuration, c.Over, c.Amount.Value/c.Over
	}
	if first && c.SteadyState {
		e.SS, e.II = Replace, c.Every
	}
	return e
}

func contains(spans []Span, n int) bool {
	for _, s := range spans {
		if s.First <= n && n <= s.Last {
			return true
		}
	}
	return false
}

const (
	hoursPerDay  = 24
	hoursPerWeek = 168
)

// String prints the regimen in canonical form: courses joined by "then", holds and skips at the end.
func (r *Regimen) String() string {
	var b strings.Builder
	for i, c := range r.Courses {
		if i > 0 {
			b.WriteString(" then ")
		}
		implied, ok := 0.0, true
		if i > 0 {
			implied, ok = impliedStart(r.Courses[i-1], c.Every)
		}
		b.WriteString(c.text(!ok || implied != c.Start))
	}
	if len(r.Holds) > 0 {
		b.WriteString(", hold " + spans("day", r.Holds))
	}
	if len(r.Skips) > 0 {
		b.WriteString(", skip " + spans("dose", r.Skips))
	}
	return b.String()
}

func (c Course) text(from bool) string {
	words := []string{amountText(c.Amount, c.PerKg)}
	add := func(format string, a ...any) { words = append(words, fmt.Sprintf(format, a...)) }
	if c.Load {
		words = []string{"load", words[0]}
	}
	if c.Formulation != "" {
		add("%s", c.Formulation)
	}
	if c.Route != "" {
		add("%s", c.Route)
	}
	if c.Over > 0 {
		add("over %s", durationText(c.Over))
	}
	add("%s", frequencyText(c.Every))
	if c.SteadyState {
		add("at steady state")
	}
	if from {
		if day := c.Start/hoursPerDay + 1; day == math.Floor(day) {
			add("from day %s", number(day))
		} else {
			add("from %s h", number(c.Start))
		}
	}
	if c.Doses > 0 {
		add("x %d doses", c.Doses)
	}
	if c.For > 0 {
		add("for %s", durationText(c.For))
	}
	return strings.Join(words, " ")
}

func frequencyText(every float64) string {
	if every == 0 {
		return "once"
	}
	for _, f := range canonicalFrequencies {
		if frequencies[f] == every {
			return f
		}
	}
	return "every " + durationText(every)
}

// durationText prints hours in the largest unit that holds them exactly, so that it reads back.
func durationText(h float64) string {
	for _, u := range []struct {
		hours float64
		name  string
	}{{hoursPerWeek, "week"}, {hoursPerDay, "day"}} {
		if n := h / u.hours; n == math.Floor(n) && n*u.hours == h {
			if n == 1 {
				return "1 " + u.name
			}
			return number(n) + " " + u.name + "s"
		}
	}
	return number(h) + " h"
}

func spans(what string, s []Span) string {
	if len(s) > 1 || s[0].Last != s[0].First {
		what += "s"
	}
	parts := make([]string, len(s))
	for i, x := range s {
		parts[i] = strconv.Itoa(x.First)
		if x.Last != x.First {
			parts[i] += "-" + strconv.Itoa(x.Last)
		}
	}
	return what + " " + strings.Join(parts, " and ")
}

// impliedStart is where a course begins that does not say so: at the end of a bounded course; one of
// its own intervals after a single dose, so that "load 30 mg then 15 mg qd" goes on the next day.
func impliedStart(previous Course, every float64) (float64, bool) {
	switch {
	case previous.Open(), previous.Single() && every == 0:
		return 0, false
	case previous.Single():
		return previous.Start + every, true
	default:
		return previous.End(), true
	}
}

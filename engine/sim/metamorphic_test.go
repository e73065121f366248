package sim

import (
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/unit"
)

// Pairs of requests that must give the same course.
func TestSameCourseSaidDifferently(t *testing.T) {
	linear, mm := twoCompartments(t, false), saturable(t)
	times := grid(0, 60, 29)
	shifted := make([]float64, len(times))
	for i, at := range times {
		shifted[i] = at + 36
	}
	later := func(events []dose.Event) []dose.Event {
		out := append([]dose.Event(nil), events...)
		for i := range out {
			out[i].Time += 36
		}
		return out
	}
	regimen := []dose.Event{repeat(give(0, 60), 8, 5), over(into(give(3, 20), "central"), 5)}
	in := func(unitText string, v float64, e dose.Event) dose.Event {
		e.Amount = unit.Q(v, unitText)
		return e
	}
	row := func(n int, e dose.Event) dose.Event { e.Row = n; return e }
	reset := dose.Event{Row: 3, Time: 20, EVID: dose.EVIDReset}
	resetDose := give(20, 60)
	resetDose.EVID = dose.EVIDResetDose
	for _, c := range []struct {
		name   string
		p      *compile.Program
		a, b   []dose.Event
		ta, tb []float64
		from   int // first observation compared
	}{
		{"time shift", linear, regimen, later(regimen), times, shifted, 0},
		{"time shift, saturable", mm, regimen, later(regimen), times, shifted, 0},
		{"a dose split in two halves", mm, []dose.Event{give(2, 60)}, []dose.Event{give(2, 30), row(2, give(2, 30))}, times, times, 0},
		{"an infusion split in two halves", mm, []dose.Event{over(into(give(2, 60), "central"), 4)}, []dose.Event{over(into(give(2, 30), "central"), 4), over(into(give(2, 30), "central"), 4)}, times, times, 0},
		{"an infusion cut in time", mm, []dose.Event{over(into(give(2, 60), "central"), 6)}, []dose.Event{over(into(give(2, 20), "central"), 2), over(into(give(4, 40), "central"), 4)}, times, times, 0},
		{"ADDL written out", mm, []dose.Event{repeat(give(1, 60), 8, 4)}, []dose.Event{give(1, 60), give(9, 60), give(17, 60), give(25, 60)}, times, times, 0},
		{"ADDL after SS written out", mm, []dose.Event{steady(repeat(give(0, 60), 8, 3), 8)}, []dose.Event{steady(give(0, 60), 8), give(8, 60), give(16, 60)}, times, times, 0},
		{"mg and µg", linear, []dose.Event{give(1, 60)}, []dose.Event{in("ug", 60000, give(1, 0))}, times, times, 0},
		{"mg and g, infused", linear, []dose.Event{over(into(give(1, 60), "central"), 3)}, []dose.Event{in("g", 0.06, over(into(give(1, 60), "central"), 3))}, times, times, 0},
		{"depot and route by name", linear, []dose.Event{{Row: 1, Time: 1, EVID: dose.EVIDDose, Amount: unit.Q(60, "mg"), Route: "oral"}}, []dose.Event{give(1, 60)}, times, times, 0},
		{"compartment by number and by name", linear, []dose.Event{{Row: 1, Time: 1, EVID: dose.EVIDDose, Amount: unit.Q(60, "mg"), Target: dose.Target{Number: linear.StateIndex("central") + 1}}}, []dose.Event{into(give(1, 60), "central")}, times, times, 0},
		{"nothing before a reset matters", mm, []dose.Event{regimen[0], regimen[1], reset, give(30, 60)}, []dose.Event{give(30, 60)}, times[10:], times[10:], 0},
		{"reset with a dose", mm, []dose.Event{regimen[0], regimen[1], resetDose}, []dose.Event{give(20, 60)}, times[10:], times[10:], 0},
		{"a dose of nothing", mm, []dose.Event{give(1, 60), give(5, 0)}, []dose.Event{give(1, 60)}, times, times, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := one(t, &Request{Program: c.p, Events: c.a, Times: c.ta, Options: tight})
			b := one(t, &Request{Program: c.p, Events: c.b, Times: c.tb, Options: tight})
			near(t, c.name, b.Values[0][c.from:], a.Values[0][c.from:], 1e-8, 1e-11)
			if a.Values[0][len(a.Values[0])-10] == 0 {
				t.Error("the course is empty: nothing was compared")
			}
		})
	}
}

func TestLinearModelsSuperpose(t *testing.T) {
	p := twoCompartments(t, false)
	times := grid(0, 48, 47)
	run := func(events ...dose.Event) []float64 {
		return one(t, &Request{Program: p, Events: events, Times: times, Options: tight}).Values[0]
	}
	a, b := run(give(0, 60)), run(over(into(give(5, 30), "central"), 4))
	sum := run(give(0, 180), over(into(give(5, 30), "central"), 4))
	want := make([]float64, len(a))
	for i := range want {
		want[i] = 3*a[i] + b[i]
	}
	near(t, "three times one dose plus another", sum, want, 1e-8, 1e-12)
}

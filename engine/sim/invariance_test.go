package sim

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"jakstat/engine/dose"
	"jakstat/engine/ode"
)

// Dense output decides what is reported: a value does not depend on which other times are looked at, nor on where the grid ends.
func TestValuesDoNotDependOnTheGrid(t *testing.T) {
	p := twoCompartments(t, false)
	events := []dose.Event{repeat(give(0, 100), 12, 4), over(into(give(5, 50), "central"), 2)}
	common := []float64{0.3, 7.7, 11.99, 12, 12.5, 30, 44.4}
	want := one(t, &Request{Program: p, Events: events, Times: common})
	grids := map[string][]float64{
		"dense":         merge(common, grid(0, 60, 1200)),
		"goes on":       append(append([]float64(nil), common...), 200, 1000),
		"starts before": append([]float64{0, 0, 0.1}, common...),
		"at stops":      merge(common, []float64{0.25, 5, 7, 12.25, 24.25, 36.25}),
	}
	for name, times := range grids {
		for _, m := range ode.Methods() {
			t.Run(name+" "+m.Name(), func(t *testing.T) {
				want := want
				if m.Name() != ode.Rodas5P.Name() {
					want = one(t, &Request{Program: p, Events: events, Times: common, Method: m})
				}
				got := one(t, &Request{Program: p, Events: events, Times: times, Method: m})
				for o := range want.Values {
					for i, at := range common {
						for k, x := range got.Times {
							if x == at && got.Values[o][k] != want.Values[o][i] {
								t.Errorf("output %d at %g is %.17g, alone %.17g", o, at, got.Values[o][k], want.Values[o][i])
							}
						}
					}
				}
			})
		}
	}
	for i, at := range common { // a grid that ends earlier is the same up to its end
		got := one(t, &Request{Program: p, Events: events, Times: common[:i+1]})
		if got.Values[0][i] != want.Values[0][i] {
			t.Errorf("with the grid ending at %g the last value is %.17g, else %.17g", at, got.Values[0][i], want.Values[0][i])
		}
	}
}

func merge(a, b []float64) []float64 {
	var out []float64
	for len(a)+len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0] <= b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}

// A trough is a trough although 3 × 0.7 is not 2.1 in floating point.
func TestAGridTimeMeansTheDoseTimeBesideIt(t *testing.T) {
	p := twoCompartments(t, false)
	for _, ii := range []float64{0.1, 0.7, 1.1} {
		events := []dose.Event{repeat(into(give(0, 100), "central"), ii, 12)}
		var exact, above []float64
		for k := range 12 {
			at := float64(k) * ii
			exact = append(exact, at)
			above = append(above, math.Nextafter(math.Nextafter(at, 99), 99))
		}
		a := one(t, &Request{Program: p, Events: events, Times: exact})
		b := one(t, &Request{Program: p, Events: events, Times: above})
		near(t, fmt.Sprintf("every %g h", ii), b.Values[0], a.Values[0], 1e-9, 0)
		if a.Values[0][0] != 0 {
			t.Error("the grid at time 0 must read the state before the dose")
		}
	}
}

// people are subjects with different parameters and doses, a hundred times apart in absorption.
func people(n int) []Subject {
	out := make([]Subject, n)
	for i := range out {
		f := 1 + 0.37*float64(i%11)
		out[i] = Subject{ID: strconv.Itoa(i), Settings: []Setting{{0, 10 / f}, {4, 0.2 * math.Pow(100, float64(i%7)/6)}}}
		switch i % 3 {
		case 1:
			out[i].Events = []dose.Event{steady(repeat(give(0, 10*f), 12, 3), 12)}
		case 2:
			out[i].Events = []dose.Event{over(into(give(1, 20), "central"), 3*f), give(7, 30)}
		}
	}
	return out
}

func TestSameBitsForAnyLanesWorkersAndOrder(t *testing.T) {
	p := twoCompartments(t, false)
	r := Request{Program: p, Events: []dose.Event{repeat(give(0, 100), 8, 3)}, Times: grid(0, 30, 17), Subjects: people(66), Lanes: 1, Workers: 1}
	alone, failures, err := Run(context.Background(), &r)
	if err != nil || len(failures) > 0 {
		t.Fatal(err, failures)
	}
	for _, method := range ode.Methods() {
		r := r
		r.Method = method
		want := alone
		if method.Name() != ode.Rodas5P.Name() {
			if want, _, err = Run(context.Background(), &r); err != nil {
				t.Fatal(err)
			}
		}
		for _, lanes := range []int{1, 3, 8, 64} {
			for _, workers := range []int{1, 2, 4} {
				if method.Name() != ode.Rodas5P.Name() && workers != 2 {
					continue
				}
				r.Lanes, r.Workers = lanes, workers
				got, _, err := Run(context.Background(), &r)
				if err != nil {
					t.Fatal(err)
				}
				for i := range got {
					if got[i].Subject != i {
						t.Fatalf("course %d is of subject %d", i, got[i].Subject)
					}
					sameBits(t, fmt.Sprintf("%s, %d lanes, %d workers, subject %d", method.Name(), lanes, workers, i), got[i], want[i])
				}
			}
		}
	}
	backwards := r
	backwards.Subjects = nil
	for i := range r.Subjects {
		backwards.Subjects = append(backwards.Subjects, r.Subjects[len(r.Subjects)-1-i])
	}
	got, _, err := Run(context.Background(), &backwards)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		sameBits(t, fmt.Sprintf("backwards, subject %d", i), got[len(got)-1-i], alone[i])
	}
}

// A subject whose equations break down is reported; beside it everything is as if it were not there.
func TestAFailureHarmsNoNeighbour(t *testing.T) {
	p := twoCompartments(t, false)
	r := Request{Program: p, Events: []dose.Event{repeat(give(0, 100), 8, 5)}, Times: grid(0, 48, 11), Subjects: people(20), Workers: 1}
	healthy, _, err := Run(context.Background(), &r)
	if err != nil {
		t.Fatal(err)
	}
	sick := map[int]bool{0: true, 7: true, 8: true, 19: true}
	for i := range sick {
		r.Subjects[i].Settings = []Setting{{0, math.NaN()}}
	}
	for _, lanes := range []int{1, 4, 8, 20} {
		for _, workers := range []int{1, 2} {
			r.Lanes, r.Workers = lanes, workers
			got, failures, err := Run(context.Background(), &r)
			if err != nil {
				t.Fatal(err)
			}
			if len(failures) != len(sick) {
				t.Fatalf("%d lanes: %d failures, want %d: %v", lanes, len(failures), len(sick), failures)
			}
			for _, f := range failures {
				id, _ := strconv.Atoi(f.Subject)
				if !sick[id] || !strings.Contains(f.Error(), "subject "+f.Subject+": stopped at t = ") {
					t.Errorf("failure %v", f)
				}
			}
			for i := range got {
				if sick[i] {
					if got[i] != nil {
						t.Errorf("failed subject %d has a course", i)
					}
					continue
				}
				sameBits(t, fmt.Sprintf("%d lanes, subject %d", lanes, i), got[i], healthy[i])
			}
		}
	}
}

// A subject gets the program's parameters back after a neighbour had others on the same lane.
func TestSettingsDoNotLeak(t *testing.T) {
	p := twoCompartments(t, false)
	r := Request{Program: p, Events: []dose.Event{give(0, 100)}, Times: grid(0, 24, 6), Lanes: 1, Workers: 1}
	plain := one(t, &r)
	r.Subjects = []Subject{{Settings: []Setting{{0, 99}}, Events: []dose.Event{over(into(give(0, 5), "central"), 100)}}, {}}
	got, _, err := Run(context.Background(), &r)
	if err != nil {
		t.Fatal(err)
	}
	sameBits(t, "second subject", got[1], plain)
}

func TestStatsCountAllStretches(t *testing.T) {
	p := twoCompartments(t, true)
	single := one(t, &Request{Program: p, Events: []dose.Event{give(0, 400)}, Times: []float64{24}}).Stats
	ss := one(t, &Request{Program: p, Events: []dose.Event{steady(give(0, 400), 24)}, Times: []float64{24}}).Stats
	if single.Steps == 0 || ss.Steps < 4*single.Steps {
		t.Errorf("%d steps for one interval, %d with the search for steady state before: the search is not counted", single.Steps, ss.Steps)
	}
	again := give(0, 400)
	again.EVID = dose.EVIDResetDose
	two := one(t, &Request{Program: p, Events: []dose.Event{give(0, 400), {Row: 2, Time: 24, EVID: dose.EVIDObservation}, again}, Times: []float64{24}}).Stats
	if two.Steps < 2*single.Steps-4 {
		t.Errorf("%d steps for one stretch, %d for two of the same", single.Steps, two.Steps)
	}
}

package sim

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"jakstat/engine/compile"
	"jakstat/engine/dose"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/unit"
)

// Steady state found by extrapolation is the one that two hundred intervals lead to.
func TestSteadyStateIsWhatManyIntervalsLeadTo(t *testing.T) {
	linear, mm := twoCompartments(t, false), saturable(t)
	for _, c := range []struct {
		name string
		p    *compile.Program
		e    dose.Event
		ii   float64
		n    int // intervals, two hundred and more where the approach is slow
	}{
		{"linear, oral", linear, give(0, 100), 12, 200},
		{"linear, interval near the lag", linear, give(0, 100), 0.3, 1000},
		{"linear, infusion", linear, over(into(give(0, 100), "central"), 3), 8, 200},
		{"linear, infusion longer than the interval", linear, over(into(give(0, 100), "central"), 20), 8, 200},
		{"linear, infusion as long as the interval", linear, over(into(give(0, 100), "central"), 8), 8, 200},
		{"saturable, half of what it can eliminate", mm, give(0, 72), 12, 200},
		{"saturable, three quarters of it", mm, give(0, 108), 12, 200},
		{"saturable, infusion longer than the interval", mm, over(into(give(0, 60), "central"), 14), 8, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			times := grid(0, c.ii, 10)
			after := make([]float64, len(times))
			for i, at := range times {
				after[i] = at + c.ii*float64(c.n)
			}
			// The observation at the very end reads the next trough: one more dose there changes nothing before it.
			brute := one(t, &Request{Program: c.p, Events: []dose.Event{repeat(c.e, c.ii, c.n+1)}, Times: after, Options: tight})
			ss := one(t, &Request{Program: c.p, Events: []dose.Event{steady(c.e, c.ii)}, Times: times, Options: tight})
			if c.e.Input == dose.Instant { // an infusion beyond the record stops with its implied doses
				near(t, c.name, ss.Values[0], brute.Values[0], 1e-7, 0)
			}
			near(t, c.name+", at the record", ss.Values[0][:1], brute.Values[0][:1], 1e-7, 0)
		})
	}
}

// A peripheral compartment with a half-life of days must not cost hundreds of intervals: a linear model is solved in as many
// as it has states, and a few to check.
func TestSlowModelsReachSteadyStateInFewIntervals(t *testing.T) {
	for _, c := range []struct {
		name string
		p    *compile.Program
		dose float64
		most int
	}{
		{"terminal half-life of 114 h", twoCompartments(t, true), 400, 10},
		{"saturable, half of what it can eliminate", saturable(t), 144, 15},
	} {
		cost := func(events ...dose.Event) int {
			s := one(t, &Request{Program: c.p, Events: events, Times: []float64{24}}).Stats
			return s.Steps + s.Rejected
		}
		interval := cost(give(0, c.dose))
		if got := cost(steady(give(0, c.dose), 24)); got > (c.most+1)*interval {
			t.Errorf("%s: %d steps to steady state, more than %d intervals of %d", c.name, got, c.most, interval)
		}
	}
}

func TestNoSteadyState(t *testing.T) {
	timed := build(t, func(b *model.Builder) {
		b.Param("k", unit.Q(0.1, "1/h"))
		b.Param("half", unit.Q(20, "h"))
		b.Amount("central", "", unit.Q(0, "mg"))
		b.Reaction("elimination", "central ->", "k*(1 + time/(time + half))*central")
		b.Output("A", "mg", "central")
	})
	for _, c := range []struct {
		name string
		p    *compile.Program
		e    dose.Event
		want []string
	}{
		{"equations that change with time", timed, into(give(0, 10), "central"), []string{"equations change with time", "one by one instead of using SS"}},
		{"more than can be eliminated", saturable(t), give(0, 300), []string{"no steady state after", "central", "does the dose exceed what the model can eliminate"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			courses, failures, err := Run(context.Background(), &Request{Program: c.p, Events: []dose.Event{steady(c.e, 12)}, Times: []float64{1}, Subjects: []Subject{{ID: "anna"}, {ID: "bert", Events: []dose.Event{c.e}}}, Lanes: 2, Workers: 1, Options: ode.Options{RTol: 1e-4, ATol: []float64{1e-6}}})
			if err != nil {
				t.Fatal(err)
			}
			if len(failures) != 1 || courses[0] != nil || courses[1] == nil {
				t.Fatalf("failures %v; the subject without SS must run", failures)
			}
			for _, w := range append(c.want, "subject anna") {
				if !strings.Contains(failures[0].Error(), w) {
					t.Errorf("%q lacks %q", failures[0].Error(), w)
				}
			}
		})
	}
}

// Superposing adds the periodic state of one regimen to that of another (linear models only).
func TestSuperposedSteadyStates(t *testing.T) {
	p := twoCompartments(t, false)
	times := grid(0, 12, 12)
	morning, evening := steady(give(0, 100), 24), steady(give(0, 40), 24)
	add := evening
	add.SS, add.Row = dose.Superpose, 2
	a := one(t, &Request{Program: p, Events: []dose.Event{morning}, Times: times, Options: tight}).Values[0]
	b := one(t, &Request{Program: p, Events: []dose.Event{evening}, Times: times, Options: tight}).Values[0]
	both := one(t, &Request{Program: p, Events: []dose.Event{morning, add}, Times: times, Options: tight}).Values[0]
	want := make([]float64, len(a))
	for i := range a {
		want[i] = a[i] + b[i]
	}
	near(t, "sum", both[1:], want[1:], 1e-7, 0)
}

// A request that would run for ever ends when its context does.
func TestCancellation(t *testing.T) {
	p := twoCompartments(t, true)
	r := &Request{Program: p, Events: []dose.Event{repeat(give(0, 400), 0.5, 5000)}, Times: []float64{1e5}, Subjects: make([]Subject, 5000)}
	for _, workers := range []int{1, 4} {
		r.Workers = workers
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(20*time.Millisecond, cancel)
		if _, _, err := Run(ctx, r); err != context.Canceled {
			t.Errorf("%d workers: error %v, want %v", workers, err, context.Canceled)
		}
		if _, _, err := Run(ctx, r); err != context.Canceled {
			t.Errorf("a context that is over already: %v", err)
		}
	}
}

// Near saturation a state creeps: one interval changes it by less than any tolerance long before it arrives. The expected exposure is that of
// shooting on the daily map with a Runge-Kutta method of fixed step.
func TestSaturableEliminationIsFollowedToItsEnd(t *testing.T) {
	for _, c := range []struct{ clm, km, v, amount float64 }{{1, 1, 50, 23}, {1, 1, 50, 22}, {1, 1, 50, 20}, {0.1, 0.5, 144, 1}} {
		b := model.NewBuilder("saturable", model.Checked)
		b.Param("CLm", unit.Q(c.clm, "L/h"))
		b.Param("Km", unit.Q(c.km, "mg/L"))
		b.Param("V", unit.Q(c.v, "L"))
		b.Amount("central", "", unit.Q(0, "mg"))
		b.Assign("C", "mg/L", "central/V")
		b.Reaction("elimination", "central ->", "CLm*Km*C/(Km + C)")
		b.Route("iv", model.RouteArm{Into: "central"})
		b.Output("A", "mg", "central")
		m, err := b.Build()
		if err != nil {
			t.Fatal(err)
		}
		p, err := compile.Compile(m, compile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		courses, failures, err := Run(context.Background(), &Request{
			Program: p, Times: []float64{0}, Options: ode.Options{RTol: 1e-5, ATol: []float64{1e-8}},
			Events: []dose.Event{{EVID: dose.EVIDDose, Amount: unit.Q(c.amount, "mg"), II: 24, SS: dose.Replace}},
		})
		if err != nil || len(failures) > 0 {
			t.Fatal(err, failures)
		}
		want := saturableTrough(c.clm, c.km, c.v, c.amount)
		if got := courses[0].Values[0][0]; math.Abs(got-want) > 2e-3*want {
			t.Errorf("%g mg/d: trough %.6g mg, want %.6g (%.2f %%)", c.amount, got, want, 100*(got/want-1))
		}
	}
}

// saturableTrough finds the fixed point of the daily map by bisection: the day after a dose loses more than it gained above it.
func saturableTrough(clm, km, v, amount float64) float64 {
	day := func(a float64) float64 {
		a += amount
		const n = 2000
		h := 24.0 / n
		f := func(x float64) float64 { c := x / v; return -clm * km * c / (km + c) }
		for range n {
			k1 := f(a)
			k2 := f(a + h/2*k1)
			k3 := f(a + h/2*k2)
			k4 := f(a + h*k3)
			a += h / 6 * (k1 + 2*k2 + 2*k3 + k4)
		}
		return a
	}
	lo, hi := 0.0, 1e6
	for range 100 {
		mid := (lo + hi) / 2
		if day(mid) > mid {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

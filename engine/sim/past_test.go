package sim

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"jakstat/engine/model"
	"jakstat/engine/ode"
)

// delayedDecay is y' = -y(t-1) with y = 1 before the start, by the method of steps: Σ (-1)^k (t-k+1)^k / k!.
func delayedDecay(t float64) float64 {
	y, factorial := 0.0, 1.0
	for k := 0.0; t-k+1 >= 0 && (k == 0 || t-k+1 > 0); k++ {
		if k > 0 {
			factorial *= -k
		}
		y += math.Pow(t-k+1, k) / factorial
	}
	return y
}

func TestDelayedDecay(t *testing.T) {
	p := rawModel(t, []string{"y", "z"}, func(b *model.Builder) {
		b.State("y", number(1), "0 - delay(y, 1)")
		b.Assign("z", "", "delay(y, 0.3) + delay(time, 2)")
	})
	for _, m := range ode.Methods() {
		c := solve(t, ModelRun{Program: p, End: 6, Times: grid(0, 6, 24), Method: m})
		wantCourse(t, c, 0, 1e-8, delayedDecay)
		wantCourse(t, c, 1, 1e-8, func(t float64) float64 {
			if t < 0.3 {
				return 1 + t - 2
			}
			return delayedDecay(t-0.3) + t - 2
		})
		most := 400
		if m == ode.QNDF {
			most = 1000 // it starts over, with tiny steps, at every echo of the kink at 0
		}
		if c.Stats.Steps > most {
			t.Errorf("%s: %d steps", m.Name(), c.Stats.Steps)
		}
	}
}

// TestStiffDelay: relaxation at rate 1e4 towards the delayed clock; Rodas5P needs the time derivative of delayed values.
func TestStiffDelay(t *testing.T) {
	p := rawModel(t, []string{"y"}, func(b *model.Builder) {
		b.State("x", number(0), "cos(time)")
		b.State("y", number(0), "1e4*(delay(x, 1) - y)")
	})
	c := solve(t, ModelRun{Program: p, End: 4, Times: grid(1.5, 4, 5), Options: ode.Options{RTol: 1e-7, ATol: []float64{1e-9}}})
	wantCourse(t, c, 0, 1e-6, func(t float64) float64 { // up to O(1/k²)
		const k = 1e4
		return (math.Sin(t-1) - math.Cos(t-1)/k) / (1 + 1/(k*k))
	})
	if c.Stats.Steps > 400 {
		t.Errorf("%d steps", c.Stats.Steps)
	}
}

// TestChangingLag: the lag depends on time or on a state; what is delayed is known.
func TestChangingLag(t *testing.T) {
	p := rawModel(t, []string{"a", "w", "half"}, func(b *model.Builder) {
		b.State("x", number(0), "cos(time)")
		b.State("lag", number(0.5), "0.1")
		b.Assign("a", "", "delay(x, 0.5 + 0.3*sin(time))")
		b.State("w", number(0), "delay(x, lag)")
		b.Assign("half", "", "delay(x, 0.5*time)")
	})
	c := solve(t, ModelRun{Program: p, End: 5, Times: grid(0, 5, 20)})
	past := func(s float64) float64 { return math.Sin(max(0, s)) }
	wantCourse(t, c, 0, 1e-8, func(t float64) float64 { return past(t - 0.5 - 0.3*math.Sin(t)) })
	wantCourse(t, c, 1, 1e-7, func(t float64) float64 { // ∫ sin(0.9s - 0.5) from 5/9 on
		if t < 5.0/9 {
			return 0
		}
		return (1 - math.Cos(0.9*t-0.5)) / 0.9
	})
	wantCourse(t, c, 2, 1e-8, func(t float64) float64 { return math.Sin(t / 2) })
}

// TestPantograph: y'(t) = -y(t/2), whose lag is zero at the start: Σ (-1)^k t^k / (k! 2^(k(k-1)/2)) (Fox et al. 1971, J. Inst. Maths
// Applics 8, 271).
func TestPantograph(t *testing.T) {
	p := rawModel(t, []string{"y"}, func(b *model.Builder) { b.State("y", number(1), "0 - delay(y, 0.5*time)") })
	for _, m := range ode.Methods() {
		c := solve(t, ModelRun{Program: p, End: 4, Times: grid(0, 4, 16), Method: m})
		wantCourse(t, c, 0, 1e-7, func(t float64) float64 {
			sum, term := 0.0, 1.0
			for k := 0.0; k < 40; k++ {
				sum += term
				term *= -t / ((k + 1) * math.Pow(2, k))
			}
			return sum
		})
		if c.Stats.Steps > 1000 {
			t.Errorf("%s: %d steps", m.Name(), c.Stats.Steps)
		}
	}
}

// TestRateBefore: what is constant before the start has no rate there.
func TestRateBefore(t *testing.T) {
	p := rawModel(t, []string{"r"}, func(b *model.Builder) {
		b.State("x", number(2), "0.5*x")
		b.Assign("r", "", "delay(rateOf(x), 1)")
	})
	c := solve(t, ModelRun{Program: p, End: 3, Times: grid(0, 3, 12)})
	wantCourse(t, c, 0, 1e-8, func(t float64) float64 {
		if t < 1 {
			return 0
		}
		return math.Exp(0.5 * (t - 1))
	})
}

// TestDelayOfJumps: an event at 1 is seen one unit later, to the instant, in values, equations and triggers.
func TestDelayOfJumps(t *testing.T) {
	p := rawModel(t, []string{"echo", "x", "n", "twice"}, func(b *model.Builder) {
		variable(b, "level", 2)
		variable(b, "n", 0)
		b.State("x", number(0), "delay(level, 1)")
		b.Assign("echo", "", "delay(level, 1)")
		b.Assign("twice", "", "delay(echo, 1)")
		ev(b, "jump", "time >= 1", "", "", nil, "level", "5")
		ev(b, "see", "delay(level, 1) > 3", "", "", nil, "n", "n + 1")
	})
	at := func(from float64) func(float64) float64 {
		return func(t float64) float64 {
			if t >= from {
				return 5
			}
			return 2
		}
	}
	for _, m := range ode.Methods() {
		c := solve(t, ModelRun{Program: p, End: 4, Times: grid(0, 4, 16), Method: m})
		wantCourse(t, c, 0, 0, at(2))
		wantCourse(t, c, 1, 1e-13, func(t float64) float64 { return 2*t + 3*max(0, t-2) })
		wantCourse(t, c, 2, 0, func(t float64) float64 { return math.Floor((at(2)(t) - 2) / 3) })
		wantCourse(t, c, 3, 0, at(3))
	}
}

// TestShortLagAfterJump: the step that met the event reached far beyond it; what lay there is no past.
func TestShortLagAfterJump(t *testing.T) {
	p := rawModel(t, []string{"y"}, func(b *model.Builder) {
		b.State("lag", number(0.01), "0")
		b.State("y", number(0), "delay(level, lag)")
		variable(b, "level", 0)
		b.State("clock", number(0), "1")
		ev(b, "jump", "floor(0.1*(clock + 8.995))", "", "", nil, "level", "1") // a number as a truth value has no root function
	})
	for _, m := range ode.Methods() {
		c := solve(t, ModelRun{Program: p, End: 10, Times: grid(0.5, 2, 15), Method: m, Options: ode.Options{RTol: 1e-9, ATol: []float64{1e-11}, InitialStep: 0.05}})
		wantCourse(t, c, 0, 1e-7, func(t float64) float64 { return max(0, t-1.015) })
	}
}

// TestBeforeTheStart: initial assignments hold at times before the start, and may depend on time there.
func TestBeforeTheStart(t *testing.T) {
	p := rawModel(t, []string{"echo", "rise", "constant"}, func(b *model.Builder) {
		b.State("x", number(0), "1")
		b.Initial("x", "3 + 2*time")
		b.Add(&model.Parameter{Info: model.Info{ID: "k"}, Value: number(0), Constant: true})
		b.Initial("k", "7*time + 1")
		b.Assign("echo", "", "delay(x, 1)")
		b.Assign("constant", "", "delay(k, 2)")
		b.State("rise", number(0), "delay(x, 1)")
	})
	c := solve(t, ModelRun{Program: p, End: 3, Times: grid(0, 3, 12)})
	early := func(t float64) float64 { return 3 + 2*min(0, t-1) + max(0, t-1) }
	wantCourse(t, c, 0, 1e-12, early)
	wantCourse(t, c, 1, 1e-12, func(t float64) float64 {
		if t < 1 {
			return t + t*t // ∫ 1 + 2s
		}
		return 2 + 3*(t-1) + (t-1)*(t-1)/2
	})
	wantCourse(t, c, 2, 1e-12, func(t float64) float64 { return 1 + 7*min(0, t-2) })
}

func TestDelayOfAlgebraic(t *testing.T) {
	p := rawModel(t, []string{"d"}, func(b *model.Builder) {
		b.State("x", number(1), "1")
		variable(b, "y", 0)
		b.Add(&model.Rule{Kind: model.AlgebraicRule, Expr: model.MustParse("y - 2*x")})
		b.Assign("d", "", "delay(y, 0.5)")
	})
	c := solve(t, ModelRun{Program: p, End: 2, Times: grid(0, 2, 8)})
	wantCourse(t, c, 0, 1e-9, func(t float64) float64 { return 2 * (1 + max(0, t-0.5)) })
}

func TestBadLags(t *testing.T) {
	for _, c := range []struct{ rate, word string }{
		{"delay(x, piecewise(1, time < 1, 0 - 2))", "is -2, which must"},
		{"1e9*x*(delay(x, 1e-14 + 1e-14*time) - 0.5)", "no step fits"},
	} {
		p := rawModel(t, nil, func(b *model.Builder) { b.State("x", number(1), c.rate) })
		_, err := Solve(context.Background(), ModelRun{Program: p, End: 3})
		var stop *RunError
		if !errors.As(err, &stop) || stop.Code != "delay.lag" || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s: %v", c.rate, err)
		}
	}
}

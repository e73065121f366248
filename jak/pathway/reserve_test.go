package pathway

import (
	"math"
	"testing"
)

// sweep is the read-out at 15 and at 60 min, of that without inhibitor, when the same part a of every kinase is left, with S = kinase · signal: what is
// left of activation and phosphorylation together.
func sweep(t *testing.T, p *Pathway) (s, early, late []float64) {
	t.Helper()
	prog, main := compiled(t, p), "p"+p.STATs[0]
	read := func(a float64) []float64 {
		return course(t, prog, []float64{0, 15, 60}, map[string]float64{"L": saturating, "active_JAK1": a, "active_JAK2": a, "active_JAK3": a, "active_TYK2": a})[main]
	}
	full := read(1)
	for k := range 13 {
		a := math.Pow(10, -float64(k)/6)
		active := [4]float64{a, a, a, a}
		y := read(a)
		s, early, late = append(s, a*p.Pair.Signal(&active, 1)), append(early, y[1]/full[1]), append(late, y[2]/full[2])
	}
	return s, early, late
}

func operational(tau, s float64) float64 { return (1 + tau) * s / (1 + tau*s) }

// fitTau is the reserve that brings the operational form nearest to a sweep, with the largest distance that is left.
func fitTau(s, e []float64) (tau, worst float64) {
	worst = math.Inf(1)
	for k := range 500 {
		x, m := math.Pow(10, -2+float64(k)/100), 0.0
		for i := range s {
			m = max(m, math.Abs(e[i]-operational(x, s[i])))
		}
		if m < worst {
			tau, worst = x, m
		}
	}
	return tau, worst
}

// At 15 min, where assays read, a static operational form says what the dynamics do: within 4 % of the uninhibited signal. Its τ is a part of the
// reserve that the steady state would have, because the early read-out is not at rest; at an hour it is that reserve within a factor of two.
func TestEarlyReadOutFollowsTheOperationalForm(t *testing.T) {
	// IL-7, IL-15 and GM-CSF have the numbers of IL-2, IL-21 those of IL-22.
	for _, c := range []string{"IFN-alpha/beta", "IFN-gamma", "IL-6", "IL-10", "IL-22", "IL-2", "IL-4 (type I)", "IL-9", "IL-12", "IL-23", "EPO", "TPO", "G-CSF"} {
		p := built(t, c, Options{})
		r := p.Reserve(saturating)
		s, early, hour := sweep(t, p)
		tau, worst := fitTau(s, early)
		if worst > 0.04 {
			t.Errorf("%s: at 15 min the form with τ = %.2f misses by %.3f", c, tau, worst)
		}
		if !(tau > 0.15*r.Tau() && tau < 0.6*r.Tau()) {
			t.Errorf("%s: τ = %.2f at 15 min, %.2f at rest", c, tau, r.Tau())
		}
		late, worst := fitTau(s, hour)
		if !(late > tau && late > r.Tau()/2 && late < r.Tau()*2) || worst > 0.08 {
			t.Errorf("%s: τ = %.2f at an hour (misses by %.3f), %.2f by the formula", c, late, worst, r.Tau())
		}
		t.Logf("%-14s τ₁ %.2f, τ₂ %.2f, τ %.2f; fitted %.2f at 15 min, %.2f at an hour", c, r.Receptor, r.STAT, r.Tau(), tau, late)
	}
}

// The receptor's own step at rest is the operational form exactly: closed answer.
func TestReceptorStepIsOperational(t *testing.T) {
	for _, c := range []string{"IL-6", "EPO", "IL-2", "IFN-gamma"} {
		p := built(t, c, Options{})
		prog := compiled(t, p)
		read := func(a float64) float64 {
			return course(t, prog, []float64{0, 5000}, map[string]float64{"L": 1e6, "kturn": 1e-9, "active_JAK1": a, "active_JAK2": a, "active_JAK3": a, "active_TYK2": a})["active_receptor"][1]
		}
		v := p.Value
		tau := v("kact") / (v("kdeact") + v("kon")*v("KD") + 1e-9)
		full := read(1)
		if want := 100 * tau / (1 + tau); math.Abs(full-want) > 1e-4*want {
			t.Errorf("%s: %g %% active, want %g", c, full, want)
		}
		for _, a := range []float64{0.7, 0.3, 0.05} {
			active := [4]float64{a, a, a, a}
			if got, want := read(a)/full, operational(tau, p.Pair.Signal(&active, 1)); math.Abs(got-want) > 1e-4 {
				t.Errorf("%s: %g of the receptor at %g of the kinases, want %g", c, got, a, want)
			}
		}
	}
}

// Two operational steps in series are one with 1+τ = (1+τ₁)(1+τ₂) where the inner step sees what the outer sees.
func TestReservesMultiply(t *testing.T) {
	r := Reserve{Receptor: 1e-9, STAT: 4}
	for _, a := range []float64{1, 0.5, 0.1} {
		if got, want := r.Effect(a, 1), operational(r.Tau(), a); math.Abs(got-want) > 1e-8 {
			t.Errorf("%g, want %g", got, want)
		}
	}
	r = Reserve{Receptor: 2, STAT: 3}
	if got, want := r.Effect(0.4, 1), operational(11, 0.4); math.Abs(got-want) > 1e-12 {
		t.Errorf("in series %g, as one step %g", got, want)
	}
}

// The EC50 of a cytokine comes out of the reserve: below its affinity, and lower the more receptors a cell has.
func TestEC50EmergesFromReserve(t *testing.T) {
	for _, c := range []string{"IFN-alpha/beta", "IL-6", "IL-7", "IL-12", "EPO"} {
		p := built(t, c, Options{})
		prog, main := compiled(t, p), "p"+p.STATs[0]
		ec50 := func(receptors float64) float64 {
			read := func(l float64) float64 {
				set := map[string]float64{"L": l, "kinh": 0, "R0": receptors * p.Value("R0"), "R": receptors * p.Value("R0")}
				return course(t, prog, []float64{0, 240}, set)[main][1]
			}
			top, low, high := read(saturating), 1e-5, saturating
			for range 20 {
				if mid := math.Sqrt(low * high); read(mid) < top/2 {
					low = mid
				} else {
					high = mid
				}
			}
			return math.Sqrt(low * high)
		}
		one, ten := ec50(1), ec50(10)
		kd := p.Value("KD")
		want := kd / (1 + p.Reserve(saturating).STAT)
		if !(one < kd && ten < one/2) {
			t.Errorf("%s: EC50 %.3g nM, %.3g with ten times the receptors; KD %g", c, one, ten, kd)
		}
		if !(one > want/2.5 && one < want*2.5) {
			t.Errorf("%s: EC50 %.3g nM, KD/(1+τ₂) = %.3g", c, one, want)
		}
	}
}

package binding

import (
	"math"
	"testing"

	"jakstat/unit"
)

func ritlecitinibLike(site Site) Ligand {
	l := Ligand{ID: "c", Mode: Irreversible}
	l.Sites[JAK3] = site
	return l
}

// At a constant concentration the two-step scheme loses enzyme at kinact·Cu/(KIapp + Cu), for which the one-step closed form is exact.
func TestTwoStepInactivationAgainstTheClosedForm(t *testing.T) {
	const ki, kinact, lifetime = 0.3, 1.7, 303.0 / 60
	for _, atp := range []float64{0, 1, 4} {
		cell := testCell(atp)
		cell.Lifetime[JAK3] = hours(lifetime)
		app := KiApp(ki, atp, cell.Km[JAK3].Value)
		b := onBench(t, fragmentOf(t, cell, ritlecitinibLike(Site{Ki: nM(ki), KInact: unit.Q(kinact, "1/h")})))
		times := []float64{0, 0.2, 1, 3, 10, 60}
		for _, cu := range []float64{0.01, 5, 200, 1e7} {
			out := b.run(map[string]float64{"Cu_c": cu}, times...)
			closed := Covalent{KInact: kinact / (app + cu), KDeg: 1 / lifetime}
			conc, want := make([]float64, len(times)), make([]float64, len(times))
			for i := range conc {
				conc[i] = cu
			}
			closed.From(1, times, conc, want)
			for i := range times {
				near(t, "active", out["active_JAK3"][i], want[i]*Active(cu, app), 1e-9)
				near(t, "occupancy", out["occupancy_JAK3"][i], 1-want[i]*Active(cu, app), 1e-9)
				near(t, "total", out["total_JAK3"][i], 1, 1e-12)
				near(t, "JAK1", out["active_JAK1"][i], 1, 0)
			}
		}
	}
}

// Far below KI the two-step scheme is the one-step one with kinact/KIapp, and the one-step site is the closed form as it stands.
func TestOneStepInactivation(t *testing.T) {
	const lifetime = 5.05
	cell := testCell(1)
	cell.Lifetime[JAK3] = hours(lifetime)
	v := Covalent{KInact: 0.006, KDeg: 1 / lifetime}
	times := []float64{0, 0.5, 1, 4, 20}
	conc, want := []float64{70, 70, 70, 70, 70}, make([]float64, 5)
	v.From(1, times, conc, want)
	one := onBench(t, fragmentOf(t, cell, v.Ligand("c", 1))).run(map[string]float64{"Cu_c": 70}, times...)
	const far = 1e7 // KIapp over Cu
	two := Site{Ki: nM(70 * far / (1 + 1/cell.Km[JAK3].Value)), KInact: unit.Q(v.KInact*70*far, "1/h")}
	both := onBench(t, fragmentOf(t, cell, ritlecitinibLike(two))).run(map[string]float64{"Cu_c": 70}, times...)
	for i := range times {
		near(t, "one step", one["active_JAK3"][i], want[i], 1e-9)
		near(t, "two steps far below KI", both["active_JAK3"][i], want[i], 1e-6)
	}
	// Per unbound concentration, with the constant on total plasma.
	scaled := onBench(t, fragmentOf(t, cell, v.Ligand("c", 1/0.7))).run(map[string]float64{"Cu_c": 70 * 0.7}, times...)
	near(t, "on total plasma", scaled["active_JAK3"][3], want[3], 1e-9)
	// Without turnover nothing comes back.
	dead := onBench(t, fragmentOf(t, testCell(1), v.Ligand("c", 1))).run(map[string]float64{"Cu_c": 70}, times...)
	for i, at := range times {
		near(t, "without resynthesis", dead["active_JAK3"][i], math.Exp(-v.KInact*70*at), 1e-9)
	}
}

// A rapid reversible competitor protects: the inactivation rate falls by 1 + Cu/KiApp of the competitor.
func TestCompetitorProtectsFromInactivation(t *testing.T) {
	cell := testCell(1)
	v := Covalent{KInact: 0.01}
	guard := reversible("r", unit.Quantity{})
	times := []float64{0, 1, 6}
	b := onBench(t, fragmentOf(t, cell, v.Ligand("c", 1), guard))
	out := b.run(map[string]float64{"Cu_c": 50, "Cu_r": 120}, times...)
	left := Active(120, KiApp(guard.Sites[JAK3].Ki.Value, 1, cell.Km[JAK3].Value))
	for i, at := range times {
		near(t, "protected", out["active_JAK3"][i], left*math.Exp(-v.KInact*50*left*at), 1e-9)
		near(t, "total", out["total_JAK3"][i], 1, 1e-12)
	}
}

// Turnover frees slowly leaving enzyme: the complex then ends at koff + kdeg, and the states still add up to one.
func TestTurnoverEndsAComplex(t *testing.T) {
	const residence, lifetime = 24.0, 5.0
	cell := testCell(1)
	for i := range cell.Lifetime {
		cell.Lifetime[i] = hours(lifetime)
	}
	l := reversible("drug", hours(residence))
	times := []float64{0, 2, 10, 400}
	out := onBench(t, fragmentOf(t, cell, l)).run(map[string]float64{"Cu_drug": 30}, times...)
	for _, k := range Kinases() {
		on := 30 / KiApp(l.Sites[k].Ki.Value, 1, cell.Km[k].Value) / residence
		off := 1/residence + 1/lifetime
		for i, at := range times {
			near(t, "occupancy of "+k.String(), out["occupancy_"+k.String()][i], on/(on+off)*-math.Expm1(-(on+off)*at), 1e-9)
			near(t, "total of "+k.String(), out["total_"+k.String()][i], 1, 1e-12)
		}
	}
}

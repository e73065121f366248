package engagement

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

// molecule is a drug file with a metabolite, two compartments and rates of the four kinases; a measured IC50 follows the text extra.
func molecule(t *testing.T, mode, kinases, extra string) coverage.Treatment {
	t.Helper()
	path := filepath.Join(t.TempDir(), "m.yaml")
	text := fmt.Sprintf(`drug: m
mode: %s
analytes:
  - {name: m, molar_mass: 400 g/mol, fu: 0.4}
  - {name: n, molar_mass: 380 g/mol, fu: 0.5, equivalents: {of: m, weight: 0.3}}
models:
  - id: one
    population: healthy
    parameters: {CL: {value: 15 L/h, cv: 30 %%}, Vc: 80 L, Q: 6 L/h, Vp: 60 L, ka: 1 1/h}
    metabolites: [{analyte: n, ratio: 0.5}]
kinases: %s
%s`, mode, kinases, extra)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return treatment(t, path, "20 mg", "qd", "")
}

// withKoff gives four constants with the rates of JAK1, JAK2, JAK3 and TYK2; "" is none.
func withKoff(rates ...string) string {
	text := ""
	for i, ki := range []int{3, 60, 200, 40} {
		koff := ""
		if rates[i] != "" {
			koff = ", koff: " + rates[i]
		}
		text += fmt.Sprintf(", %s: {value: %d nM%s}", binding.Kinases()[i], ki, koff)
	}
	return "{" + text[2:] + "}"
}

const onIL6 = "potencies: [{cytokine: IL-6, stat: STAT3, ic50: 100 nM, hill: 1.2}]\n"

func compare(t *testing.T, tr coverage.Treatment, step float64) *coverage.Comparison {
	t.Helper()
	c, err := coverage.Compare(context.Background(), evidence.Default(), []coverage.Treatment{tr}, coverage.Options{Subjects: 6, Seed: 3, Step: step})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What a comparison solves along its courses is the binding fragment in one engine model with the pharmacokinetics: the same occupancy of every
// kinase over the day, conserved, and through pair and reserve the same inhibition of every cytokine.
func TestAComparisonIsTheKineticFragment(t *testing.T) {
	for _, tr := range []coverage.Treatment{
		molecule(t, "reversible", withKoff("0.08 1/h", "", "1.5 1/h", "0.3 1/h"), ""),
		molecule(t, "reversible", withKoff("20 1/h", "0.01 1/h", "", ""), ""),
		molecule(t, "jh2", "{TYK2: {value: 2 nM, koff: 0.15 1/h}}", ""),
	} {
		const step = 0.05
		c := compose(t, Options{}, Part{Treatment: tr, OwnRates: true})
		x := steady(t, c, step)[0]
		cmp := compare(t, tr, step)
		held := cmp.Columns[0].Occupancies()
		if len(held) == 0 {
			t.Fatal("no rates")
		}
		for _, o := range held {
			want := x.Pocket[o.Kinase]
			if tr.Molecule.Mode == binding.JH2 {
				want = x.Pseudokinase[o.Kinase]
			}
			worst := 0.0
			for i := range want {
				if !near(t, "held and left", want[i]+x.Active[o.Kinase][i], 1, 1e-9) {
					break
				}
				worst = max(worst, math.Abs(want[i]-o.Course[i]))
			}
			if worst > 1.5e-3 {
				t.Errorf("%s: occupancy differs by %.2g", o.Kinase, worst)
			}
			near(t, o.Kinase.String()+" average", o.Cover.Average, coverage.Summarise(x.Times, want).Average, 3e-4)
			if !(o.Cover.Trough > o.Still.Trough) {
				t.Errorf("%s: trough occupancy %g, at equilibrium %g", o.Kinase, o.Cover.Trough, o.Still.Trough)
			}
		}
		rows := 0
		for i, r := range cmp.Rows {
			e := r.Cells[0].Effect
			if e.Route != receptor.IsMechanism {
				continue
			}
			rows++
			got := cmp.Course(i, 0).Typical
			want := make([]float64, len(got))
			for j := range want {
				var active [4]float64
				for k := range active {
					active[k] = x.Active[k][j]
				}
				inhibition := 1 - r.Readout.Pair.Signal(&active, e.Mechanism.Beta)
				want[j] = inhibition / (1 + e.Mechanism.Tau*(1-inhibition))
				if !near(t, r.Readout.Label(), got[j], want[j], 3e-3) {
					break
				}
			}
			near(t, r.Readout.Label()+" average", r.Cells[0].Average.Typical, coverage.Summarise(x.Times, want).Average, 4e-4)
		}
		if rows == 0 {
			t.Error("nothing was compared")
		}
	}
}

// Rates that are fast against the day give the answer without rates, whatever the route, and for groups of patients as for the typical one.
func TestFastRatesAreEquilibrium(t *testing.T) {
	for _, extra := range []string{"", onIL6} {
		still := compare(t, molecule(t, "reversible", withKoff("", "", "", ""), extra), 0)
		fast := compare(t, molecule(t, "reversible", withKoff("3 1/s", "3 1/s", "3 1/s", "3 1/s"), extra), 0)
		for i, r := range still.Rows {
			a, b := r.Cells[0], fast.Rows[i].Cells[0]
			if a.Effect.Route != b.Effect.Route || b.Effect.Route == receptor.NoRoute || !b.Effect.Kinetic() || a.Effect.Kinetic() {
				t.Fatalf("%s: %s, kinetic %t; %s, kinetic %t", r.Readout.Label(), a.Effect.Route, a.Effect.Kinetic(), b.Effect.Route, b.Effect.Kinetic())
			}
			for _, x := range [][2]float64{
				{a.Average.Typical, b.Average.Typical},
				{a.Average.Low, b.Average.Low},
				{a.Average.High, b.Average.High},
				{a.Trough.Typical, b.Trough.Typical},
				{a.Hours.Typical / 24, b.Hours.Typical / 24},
			} {
				near(t, r.Readout.Label(), x[1], x[0], 5e-4)
			}
		}
	}
}

// The longer it stays, the higher the trough of every signal that needs the kinase (S14), and the more hours below half.
func TestSlowRatesCoverLonger(t *testing.T) {
	for _, extra := range []string{"", onIL6} {
		before := compare(t, molecule(t, "reversible", withKoff("", "", "", ""), extra), 0)
		for _, koff := range []string{"1 1/h", "0.2 1/h", "0.05 1/h", "0.02 1/h"} {
			now := compare(t, molecule(t, "reversible", withKoff(koff, koff, koff, koff), extra), 0)
			for i, r := range now.Rows {
				a, b := before.Rows[i].Cells[0], r.Cells[0]
				if !(b.Trough.Typical > a.Trough.Typical) || !(b.Trough.Low > a.Trough.Low) {
					t.Errorf("%s at koff %s: trough %g, before %g", r.Readout.Label(), koff, b.Trough.Typical, a.Trough.Typical)
				}
			}
			before = now
		}
	}
}

// A course from the first dose on is that of the fragment too.
func TestTheFirstDaysAreTheKineticFragment(t *testing.T) {
	lib := evidence.Default()
	tr := molecule(t, "reversible", withKoff("0.1 1/h", "0.5 1/h", "", ""), onIL6)
	events, err := tr.Regimen.Events(72)
	if err != nil {
		t.Fatal(err)
	}
	times := make([]float64, 0, 2000)
	for x := 0.0; x < 72; x += 0.05 {
		times = append(times, x)
	}
	got, err := coverage.Simulate(t.Context(), lib, coverage.Plan{Treatment: tr, Subjects: []coverage.Dosed{{ID: "one", Events: events}}, Times: times, Readouts: []string{"IL-6/pSTAT1", "EPO"}})
	if err != nil {
		t.Fatal(err)
	}
	c := compose(t, Options{}, Part{Treatment: tr, OwnRates: true})
	want, err := c.Run(t.Context(), [][]dose.Event{events}, []unit.Quantity{pk.DailyDose(tr.Regimen)}, times)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range got[0].Inhibition {
		for i, v := range x.Band.Typical {
			var a [4]float64
			for k := range a {
				a[k] = want[0].Active[k][i]
			}
			inhibition := 1 - x.Readout.Pair.Signal(&a, x.Effect.Mechanism.Beta)
			if !near(t, fmt.Sprintf("%s at %g h", x.Readout.Label(), times[i]), v, inhibition/(1+x.Effect.Mechanism.Tau*(1-inhibition)), 4e-3) {
				break
			}
		}
	}
}

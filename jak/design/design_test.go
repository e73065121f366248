package design

import (
	"math"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
)

func response(t testing.TB, name string) *receptor.Response {
	t.Helper()
	r := receptor.FindReadouts(evidence.Default(), name)
	if len(r) != 1 {
		t.Fatalf("%d read-outs %q", len(r), name)
	}
	return receptor.Respond(r[0])
}

func treatment(t testing.TB, m *Molecule, cv float64, amount, regimen string) coverage.Treatment {
	t.Helper()
	x, err := Treatment(evidence.Default(), "molecule.yaml", m.File(cv).YAML(), amount, regimen)
	if err != nil {
		t.Fatalf("%v\n%s", err, m.File(cv).YAML())
	}
	return x
}

func TestTheCourseKeepsMassAndRepeats(t *testing.T) {
	for _, c := range []struct{ clf, half, ka, interval float64 }{
		{20, 4, 1, 24},
		{5, 30, 0.3, 12},
		{50, 1, 2, 24},
		{20, 4, math.Ln2 / 4, 24},
		{20, 4, math.Ln2 / 4 * 1.00005, 24},
		{20, 4, math.Ln2 / 4 * 1.001, 12},
		{20, 0.5, 0.1, 24},
	} {
		m := Typical()
		m.CLF, m.Ka = c.clf, c.ka
		m.SetHalfLife(c.half)
		if a, b := m.Concentration(0, c.interval), m.Concentration(c.interval, c.interval); math.Abs(a/b-1) > 1e-6 {
			t.Errorf("%+v: %g at the start, %g at the end", c, a, b)
		}
		day := m.course(c.interval)
		area, weights := 0.0, 0.0
		for i, w := range day.weight {
			area += w * day.unbound[i]
			weights += w
		}
		if want := 1e6 / m.MolarMass * m.Fu / (c.clf * c.interval); math.Abs(area/want-1) > 1e-5 || math.Abs(day.average/want-1) > 1e-12 {
			t.Errorf("%+v: average %g, by quadrature %g, exactly %g", c, day.average, area, want)
		}
		if math.Abs(weights-1) > 1e-9 {
			t.Errorf("weights sum to %g", weights)
		}
		peak := m.Peak(c.interval)
		top := m.Concentration(peak, c.interval)
		for _, d := range []float64{-0.05, 0.05} {
			if v := m.Concentration(peak*(1+d), c.interval); v > top {
				t.Errorf("%+v: %g beside the peak %g", c, v, top)
			}
		}
	}
}

func TestTheAverageIsThatOfAFineGrid(t *testing.T) {
	x := response(t, "IL-6/pSTAT3")
	for _, half := range []float64{1, 3, 10, 40} {
		for _, dose := range []float64{0.3, 3, 30, 300} {
			m := Typical()
			m.SetHalfLife(half)
			const n = 20000
			sum := 0.0
			for i := range n {
				cu := dose * 1e6 / m.MolarMass * m.Fu * m.Concentration((float64(i)+0.5)*24/n, 24)
				sum += x.Inhibition(cu, &m.Ki) / n
			}
			if a := m.Average(x, dose, 24); math.Abs(a-sum) > quadratureError {
				t.Errorf("half-life %g h, %g mg: %.6f, on a fine grid %.6f", half, dose, a, sum)
			}
		}
	}
}

// The full simulation of the molecule's drug file gives the closed formulas for every read-out.
func TestTheFullSimulationAgrees(t *testing.T) {
	lib := evidence.Default()
	for _, regimen := range []string{"qd", "bid"} {
		m := Typical()
		m.Ki[binding.TYK2] = 15
		c, err := coverage.Compare(t.Context(), lib, []coverage.Treatment{treatment(t, &m, 0, "20 mg", regimen)}, coverage.Options{Subjects: 2, Seed: 1, Step: 0.05})
		if err != nil {
			t.Fatal(err)
		}
		interval := map[string]float64{"qd": 24, "bid": 12}[regimen]
		if u := c.Columns[0].UnboundAverage(); math.Abs(u/m.UnboundAverage(20, interval)-1) > 2e-4 {
			t.Errorf("%s: unbound average %g, by formula %g nM", regimen, u, m.UnboundAverage(20, interval))
		}
		for _, r := range c.Rows {
			got := m.Average(receptor.Respond(r.Readout), 20, interval)
			if want := r.Cells[0].Average.Typical; math.Abs(got-want) > 3e-4 {
				t.Errorf("%s %s: %.5f by formula, %.5f by simulation", r.Readout.Label(), regimen, got, want)
			}
		}
	}
}

// A marketed drug described by its few numbers takes what the comparison says by the mechanistic route.
func TestAMarketedDrugAsAMolecule(t *testing.T) {
	lib := evidence.Default()
	for _, name := range []string{"tofacitinib", "baricitinib", "ruxolitinib", "upadacitinib"} {
		x, ok, err := coverage.Usual(lib, name)
		if err != nil || !ok {
			t.Fatal(name, err)
		}
		m, ok, err := StandIn(t.Context(), lib, x, 1)
		if err != nil || !ok {
			t.Fatal(name, ok, err)
		}
		if err := m.Check(func(p string) string { return p }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		c, err := coverage.Compare(t.Context(), lib, []coverage.Treatment{x}, coverage.Options{Subjects: 2, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		last := x.Regimen.Last()
		for _, r := range c.Rows {
			want := math.NaN()
			if cell := r.Cells[0]; cell.Effect.Route == receptor.IsMechanism {
				want = cell.Average.Typical
			} else if cell.Other != nil {
				want = cell.OtherAverage
			}
			// Two compartments and slow release are not one compartment; the average exposure is the same.
			if got := m.Average(receptor.Respond(r.Readout), last.Amount.Value, last.Every); math.Abs(got-want) > 0.05 {
				t.Errorf("%s, %s: %.3f as a molecule, %.3f as a drug", name, r.Readout.Label(), got, want)
			}
		}
	}
}

func TestMoreOfItInhibitsMore(t *testing.T) {
	x, spared := response(t, "IL-6/pSTAT3"), response(t, "EPO")
	base := Typical()
	average := func(change func(m *Molecule)) float64 {
		m := base
		change(&m)
		return m.Average(x, 10, 24)
	}
	at := base.Average(x, 10, 24)
	for name, more := range map[string]func(m *Molecule){
		"affinity":           func(m *Molecule) { Affinity.Set(m, m.Ki[binding.JAK1]/2) },
		"JAK1 alone":         func(m *Molecule) { m.Ki[binding.JAK1] /= 2 },
		"JAK2":               func(m *Molecule) { m.Ki[binding.JAK2] /= 2 },
		"unbound fraction":   func(m *Molecule) { m.Fu = 0.9 },
		"less clearance":     func(m *Molecule) { Clearance.Set(m, m.CLF/2) },
		"a smaller mass":     func(m *Molecule) { m.MolarMass /= 1.2 },
		"a longer half-life": func(m *Molecule) { m.SetHalfLife(30) }, // the curve is concave where concentrations are high
	} {
		if v := average(more); !(v > at) {
			t.Errorf("%s: %g, before %g", name, v, at)
		}
	}
	if v := average(func(m *Molecule) {
		m.Fu, m.Ki = m.Fu/2, [binding.NumKinases]float64{m.Ki[0] / 2, m.Ki[1] / 2, m.Ki[2] / 2, m.Ki[3] / 2}
	}); math.Abs(v-at) > 1e-12 {
		t.Errorf("half the unbound fraction and half the constants: %g, before %g", v, at)
	}
	m := base
	m.Ki[binding.JAK2] *= 10
	if a, b := m.Average(spared, 10, 24), base.Average(spared, 10, 24); !(a < b/2) {
		t.Errorf("ten times the selectivity leaves EPO at %g, before %g", a, b)
	}
	m.Ki[binding.JAK2] = math.Inf(1)
	if v := m.Average(spared, 10, 24); v != 0 {
		t.Errorf("a molecule that does not bind JAK2 takes %g from EPO", v)
	}
}

func TestPropertiesAreSetByThemselves(t *testing.T) {
	for _, p := range Properties() {
		if p == Dose {
			continue
		}
		m := Typical()
		p.Set(&m, p.Of(&m)*0.7)
		for _, q := range Properties() {
			base := Typical()
			want := q.Of(&base)
			if p == q {
				want *= 0.7
			}
			if got := q.Of(&m); q != Dose && math.Abs(got/want-1) > 1e-12 {
				t.Errorf("%s changed: %s is %g, not %g", p, q, got, want)
			}
		}
		if back, ok := ParseProperty(p.String()); !ok || back != p {
			t.Errorf("%s is read as %s", p, back)
		}
	}
}

func TestEveryAbsurdValueIsToldAtOnce(t *testing.T) {
	m := Molecule{Name: "m", Ki: [4]float64{0, -1, 1e9, 5}, Fu: 1.2, CLF: 5e4, VF: -3, Ka: 1e6, MolarMass: 3, BloodPlasma: 100}
	err := m.Check(func(p string) string { return "--" + p })
	if err == nil {
		t.Fatal("accepted")
	}
	for _, name := range []string{"--ki JAK1", "--ki JAK2", "--ki JAK3", "--fu", "--cl-f", "--v-f", "--ka", "--molar-mass", "--blood-plasma"} {
		if strings.Count(err.Error(), name+":") != 1 {
			t.Errorf("%s is not told once:\n%v", name, err)
		}
	}
	good := Typical()
	if err := good.Check(func(p string) string { return p }); err != nil {
		t.Error(err)
	}
}

func TestTheFileIsReadAsTheMolecule(t *testing.T) {
	m := Typical()
	m.Fu, m.CLF = 0.123456789, 17.0/3
	x := treatment(t, &m, 0.3, "10 mg", "qd")
	if x.Molecule.Fu != m.Fu || x.Model.RandomEffects() != 1 {
		t.Errorf("fu %g, %d random effects", x.Molecule.Fu, x.Model.RandomEffects())
	}
	for _, k := range binding.Kinases() {
		if p, ok := x.Molecule.Potency(k); !ok || math.Abs(p.Ki/m.Ki[k]-1) > 1e-12 || p.LnSD > 1e-9 {
			t.Errorf("%s: %+v", k, p)
		}
	}
	d, err := pk.Read("m.yaml", m.File(0).YAML(), evidence.Default())
	if err != nil || d.Name != "molecule" {
		t.Error(d, err)
	}
}

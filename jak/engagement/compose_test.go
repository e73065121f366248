package engagement

import (
	"context"
	"math"
	"strings"
	"testing"

	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

func treatment(t *testing.T, drug, amount, regimen, model string) coverage.Treatment {
	t.Helper()
	tr, err := coverage.NewTreatment(evidence.Default(), drug, amount, regimen, model)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func compose(t *testing.T, o Options, parts ...Part) *Composition {
	t.Helper()
	c, err := Compose(evidence.Default(), o, parts...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func steady(t *testing.T, c *Composition, step float64, variants ...Variant) []Course {
	t.Helper()
	out, err := c.Steady(context.Background(), c.parts[0].Treatment.Regimen, step, variants...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func near(t *testing.T, what string, got, want, tolerance float64) bool {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.12g, want %.12g (off by %.2g)", what, got, want, math.Abs(got-want))
		return false
	}
	return true
}

// The composed model at equilibrium is the algebra of a comparison: the same concentrations, and through the receptor's kinase pair and reserve the same
// inhibition as the mechanistic effect there.
func TestCompositionIsTheAlgebraOfTheComparison(t *testing.T) {
	lib := evidence.Default()
	for _, tr := range []coverage.Treatment{
		treatment(t, "tofacitinib", "5 mg", "bid", "ra"), treatment(t, "upadacitinib", "15 mg", "qd", "ra"),
		treatment(t, "filgotinib", "200 mg", "qd", "ra"), treatment(t, "abrocitinib", "200 mg", "qd", "ad"), treatment(t, "deucravacitinib", "6 mg", "qd", "pso"),
	} {
		c := compose(t, Options{}, Part{Treatment: tr})
		x := steady(t, c, coverage.DefaultStep)[0]
		cmp, err := coverage.Compare(context.Background(), lib, []coverage.Treatment{tr}, coverage.Options{Seed: 1, Subjects: 2})
		if err != nil {
			t.Fatal(err)
		}
		total := cmp.Columns[0].Total.Typical
		if len(total) != len(x.Times) {
			t.Fatalf("%s: %d and %d points", tr.Drug.Name, len(total), len(x.Times))
		}
		for i := range total {
			unbound := 0.0
			for _, u := range x.Unbound {
				unbound += u[i]
			}
			if !near(t, tr.Drug.Name+" unbound", unbound, total[i]*tr.Molecule.Fu, 2e-4*unbound) {
				break
			}
		}
		rows := 0
		for _, r := range receptor.Readouts(lib) {
			e, other := tr.Molecule.Effects(lib, r)
			if e.Route != receptor.IsMechanism {
				e = other
			}
			if e == nil || e.Route != receptor.IsMechanism {
				continue
			}
			rows++
			for i := range total {
				var active [4]float64
				for k := range active {
					active[k] = x.Active[k][i]
				}
				inhibition := 1 - r.Pair.Signal(&active, e.Mechanism.Beta)
				if !near(t, tr.Drug.Name+" "+r.Label(), inhibition/(1+e.Mechanism.Tau*(1-inhibition)), e.Inhibition(total[i], 1), 1e-4) {
					break
				}
			}
		}
		if rows == 0 {
			t.Errorf("%s: nothing was compared", tr.Drug.Name)
		}
	}
}

// At the ATP level of a cell it is the activity that enters the models of others.
func TestCompositionAtCellularATP(t *testing.T) {
	lib := evidence.Default()
	atp, _ := binding.CellularATP(lib)
	for _, tr := range []coverage.Treatment{treatment(t, "baricitinib", "4 mg", "qd", ""), treatment(t, "deucravacitinib", "6 mg", "qd", "pso")} {
		x := steady(t, compose(t, Options{ATP: unit.Q(atp, "mM")}, Part{Treatment: tr}), 1)[0]
		for _, k := range known(tr.Molecule) {
			a, err := tr.Molecule.KinaseActivity(lib, k, false)
			if err != nil {
				t.Fatal(err)
			}
			for i := range x.Times {
				cu := 0.0
				for _, u := range x.Unbound {
					cu += u[i]
				}
				near(t, tr.Drug.Name+" on "+k.String(), x.Active[k][i], a.Left(cu), 1e-12)
			}
		}
	}
}

// Parent and metabolite hold the kinase together, each in proportion to its unbound equivalents.
func TestParentAndMetaboliteShareThePocket(t *testing.T) {
	tr := treatment(t, "filgotinib", "200 mg", "qd", "ra")
	for _, residence := range []unit.Quantity{{}, unit.Q(2, "h")} {
		c := compose(t, Options{}, Part{Treatment: tr, Residence: residence})
		if strings.Join(c.Ligands, " ") != "filgotinib GS829845" {
			t.Fatalf("ligands %v", c.Ligands)
		}
		x := steady(t, c, 0.5)[0]
		metabolite := 0.0
		for i := range x.Times {
			for _, k := range binding.Kinases() {
				parent, m := x.ByLigand[0][k][i], x.ByLigand[1][k][i]
				near(t, "sum on "+k.String(), parent+m, x.Pocket[k][i], 1e-12)
				near(t, "activity of "+k.String(), x.Active[k][i], 1-x.Pocket[k][i], 1e-7)
				if !set(residence) {
					near(t, "proportion on "+k.String(), m*x.Unbound[0][i], parent*x.Unbound[1][i], 1e-9*(1+m*x.Unbound[0][i]))
				}
			}
			metabolite += x.ByLigand[1][binding.JAK1][i] / float64(len(x.Times))
		}
		if !(metabolite > 0.2) {
			t.Errorf("the metabolite holds %.3f of JAK1, although it makes most of the exposure", metabolite)
		}
	}
}

// The steady state of a kinetic composition is where weeks of doses lead, drug by drug: one compartment and two, metabolites, a clearance that never
// quite repeats, the pseudokinase.
func TestSteadyStateIsWhereDosingLeads(t *testing.T) {
	for _, c := range []struct{ drug, amount, regimen, model string }{
		{"tofacitinib", "5 mg", "bid", "ra"}, {"filgotinib", "200 mg", "qd", "ra"}, {"abrocitinib", "200 mg", "qd", "ad"}, {"deucravacitinib", "6 mg", "qd", "pso"},
	} {
		tr := treatment(t, c.drug, c.amount, c.regimen, c.model)
		m := compose(t, Options{Lifetime: unit.Q(50, "h")}, Part{Treatment: tr, Residence: unit.Q(12, "h")})
		want := steady(t, m, 2)[0]
		events, err := tr.Regimen.Events(25 * 24)
		if err != nil {
			t.Fatal(err)
		}
		var times []float64
		for _, h := range want.Times {
			times = append(times, 24*24+h)
		}
		got, err := m.Run(context.Background(), [][]dose.Event{events}, []unit.Quantity{pk.DailyDose(tr.Regimen)}, times)
		if err != nil {
			t.Fatal(err)
		}
		for i := range times {
			for _, k := range binding.Kinases() {
				near(t, c.drug+" on "+k.String(), got[0].Active[k][i], want.Active[k][i], 5e-5)
			}
		}
	}
}

// Two drugs share a pocket: at equilibrium what is left is 1/(1 + u + v), with each drug's course as it is alone.
func TestTwoDrugsCompete(t *testing.T) {
	a, b := treatment(t, "tofacitinib", "5 mg", "bid", "ra"), treatment(t, "baricitinib", "4 mg", "qd", "")
	times := []float64{0, 1, 3, 8, 12, 20, 30, 47}
	run := func(parts ...Part) Course {
		c := compose(t, Options{}, parts...)
		var events [][]dose.Event
		var daily []unit.Quantity
		for _, p := range parts {
			e, err := p.Treatment.Regimen.Events(48)
			if err != nil {
				t.Fatal(err)
			}
			events, daily = append(events, e), append(daily, pk.DailyDose(p.Treatment.Regimen))
		}
		out, err := c.Run(context.Background(), events, daily, times)
		if err != nil {
			t.Fatal(err)
		}
		return out[0]
	}
	one, other, both := run(Part{Treatment: a}), run(Part{Treatment: b}), run(Part{Treatment: a}, Part{Treatment: b})
	for i := range times {
		near(t, "tofacitinib", both.Unbound[0][i], one.Unbound[0][i], 1e-4*one.Unbound[0][i])
		near(t, "baricitinib", both.Unbound[1][i], other.Unbound[0][i], 1e-4*other.Unbound[0][i])
		for _, k := range binding.Kinases() {
			u := one.Unbound[0][i] / a.Molecule.InCells()[k].KiApp
			v := other.Unbound[0][i] / b.Molecule.InCells()[k].KiApp
			near(t, k.String(), both.Active[k][i], 1/(1+u+v), 1e-5)
		}
	}
}

// Ritlecitinib's loss of JAK3 in one model with its pharmacokinetics is the closed form of the comparison, and JAK1 is left alone.
func TestCovalentCompositionIsTheClosedForm(t *testing.T) {
	lib := evidence.Default()
	tr := treatment(t, "ritlecitinib", "50 mg", "qd", "aa")
	e, _ := tr.Molecule.Effects(lib, receptor.FindReadouts(lib, "IL-15")[0])
	c := compose(t, Options{}, Part{Treatment: tr, Covalent: e.Covalent})
	x := steady(t, c, 0.005)[0] // the closed form takes concentrations as constant between points
	total, want := make([]float64, len(x.Times)), make([]float64, len(x.Times))
	for i := range total {
		total[i] = x.Unbound[0][i] / tr.Molecule.Fu
	}
	e.Covalent.Periodic(x.Times, total, want)
	for i := range want {
		near(t, "JAK3", x.Active[binding.JAK3][i], want[i], 2e-4)
		near(t, "JAK1", x.Active[binding.JAK1][i], 1, 0)
	}
	if want[400] > 0.9 {
		t.Error("hardly anything is lost")
	}
}

// A model in minutes gives the same course as one in hours.
func TestUnitOfTimeOfAComposition(t *testing.T) {
	tr := treatment(t, "upadacitinib", "15 mg", "qd", "ra")
	h := compose(t, Options{}, Part{Treatment: tr, Residence: unit.Q(3, "h")})
	min, err := inMinutes(h)
	if err != nil {
		t.Fatal(err)
	}
	give := func(at float64) [][]dose.Event {
		return [][]dose.Event{{{EVID: dose.EVIDDose, Time: at, Amount: unit.Q(15, "mg")}}}
	}
	daily := []unit.Quantity{unit.Q(15, "mg")}
	a, err := h.Run(context.Background(), give(1), daily, []float64{0, 2, 5, 20})
	if err != nil {
		t.Fatal(err)
	}
	b, err := min.Run(context.Background(), give(60), daily, []float64{0, 120, 300, 1200})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		near(t, "unbound", b[0].Unbound[0][i], a[0].Unbound[0][i], 1e-5*a[0].Unbound[0][i])
		near(t, "JAK1", b[0].Active[0][i], a[0].Active[0][i], 1e-6)
	}
	if a[0].Active[0][2] > 0.99 {
		t.Error("hardly anything is bound")
	}
}

func TestComposeRefuses(t *testing.T) {
	lib := evidence.Default()
	tofa, rit := treatment(t, "tofacitinib", "5 mg", "bid", "ra"), treatment(t, "ritlecitinib", "50 mg", "qd", "aa")
	for name, c := range map[string]struct {
		o    Options
		p    Part
		want string
	}{
		"ATP as a mass":           {Options{ATP: unit.Q(500, "mg/L")}, Part{Treatment: tofa}, "ATP"},
		"residence as a rate":     {Options{}, Part{Treatment: tofa, Residence: unit.Q(1, "1/h")}, "koff"},
		"lifetime as a volume":    {Options{Lifetime: unit.Q(3, "L")}, Part{Treatment: tofa, Residence: unit.Q(1, "h")}, "lifetime"},
		"covalent without rate":   {Options{}, Part{Treatment: rit}, "rate of inactivation"},
		"covalent with residence": {Options{}, Part{Treatment: rit, Covalent: &binding.Covalent{KInact: 1, KDeg: 1}, Residence: unit.Q(1, "h")}, "no residence time"},
		"reversible with a rate":  {Options{}, Part{Treatment: tofa, Covalent: &binding.Covalent{KInact: 1, KDeg: 1}}, "not covalent"},
	} {
		if _, err := Compose(lib, c.o, c.p); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want a message with %q", name, err, c.want)
		}
	}
}

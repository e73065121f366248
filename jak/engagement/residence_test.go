package engagement

import (
	"context"
	"math"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/pk"
	"jakstat/unit"
)

// The two ends of the scale have closed forms: binding that follows the concentration at once, and binding too slow to see more than the average
// concentration, Cav/(Cav + KiApp).
func TestResidenceBetweenItsLimits(t *testing.T) {
	tr := treatment(t, "tofacitinib", "5 mg", "bid", "ra")
	still := steady(t, compose(t, Options{}, Part{Treatment: tr}), 0.05)[0]
	c := compose(t, Options{}, Part{Treatment: tr, Residence: unit.Q(1, "h")})
	x := steady(t, c, 0.05, Variant{unit.Q(0.01, "s")}, Variant{unit.Q(2e4, "h")})
	average := 0.0
	for i := 1; i < len(still.Times); i++ {
		average += (still.Times[i] - still.Times[i-1]) * (still.Unbound[0][i] + still.Unbound[0][i-1]) / 2 / 24
	}
	for _, k := range binding.Kinases() {
		ki := tr.Molecule.InCells()[k].KiApp
		for i := range still.Times {
			near(t, "fast on "+k.String(), x[0].Pocket[k][i], still.Pocket[k][i], 2e-5)
			near(t, "slow on "+k.String(), x[1].Pocket[k][i], average/(average+ki), 3e-4)
		}
	}
}

// What statement S14 of the design says, in figures: with the same constants a longer stay lifts the trough of the target and lets doses move apart, and
// lifts trough and average of the off-target as well; peaks fall.
func TestLongEngagement(t *testing.T) {
	lib := evidence.Default()
	for _, c := range []struct{ drug, amount, regimen, model string }{{"tofacitinib", "5 mg", "bid", "ra"}, {"baricitinib", "4 mg", "qd", ""}} {
		a, err := Residence(context.Background(), lib, Plan{
			Treatment: treatment(t, c.drug, c.amount, c.regimen, c.model), Kinases: []binding.Kinase{binding.JAK1, binding.JAK2},
			Residence: []unit.Quantity{unit.Q(1, "min"), unit.Q(3, "h"), unit.Q(24, "h")},
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Rows) != 4 || set(a.Rows[0].Residence) {
			t.Fatalf("%d rows", len(a.Rows))
		}
		for i := 1; i < len(a.Rows); i++ {
			r, before := a.Rows[i], a.Rows[i-1]
			for j, x := range r.Targets {
				y := before.Targets[j]
				if x.Occupancy.Trough < y.Occupancy.Trough-1e-6 || x.Occupancy.Average < y.Occupancy.Average-1e-6 || x.Occupancy.Peak > y.Occupancy.Peak+1e-6 {
					t.Errorf("%s on %s at %s: %+v after %+v", c.drug, x.Kinase, r.Residence, x.Occupancy, y.Occupancy)
				}
				if near(t, "inhibition of a pocket is its occupancy", x.Inhibition.Average, x.Occupancy.Average, 1e-7); x.Kon <= 0 {
					t.Errorf("kon %g", x.Kon)
				}
			}
			if r.Longer.Every < before.Longer.Every {
				t.Errorf("%s at %s: doses every %g h, %g before", c.drug, r.Residence, r.Longer.Every, before.Longer.Every)
			}
		}
		first, last := a.Rows[0], a.Rows[3]
		if !(last.Longer.Every > 1.25*first.Longer.Every) || !(last.Targets[1].Occupancy.Trough > 1.2*first.Targets[1].Occupancy.Trough) {
			t.Errorf("%s: a day on the kinase changes little: every %g h, off-target trough %g after %g", c.drug, last.Longer.Every, last.Targets[1].Occupancy.Trough, first.Targets[1].Occupancy.Trough)
		}
		// The interval found keeps the trough, a little more does not.
		reference := first.Targets[0].Occupancy.Trough
		if got := last.Longer.Targets[0].Occupancy.Trough; got < reference || last.Longer.Beyond {
			t.Errorf("trough %g at the interval found, %g wanted", got, reference)
		}
		m := compose(t, Options{}, Part{Treatment: a.Plan.Treatment, Residence: unit.Q(24, "h")})
		x, err := m.Steady(context.Background(), spread(a.Plan.Treatment.Regimen, last.Longer.Every+2*searchWidth), 0.1)
		if err != nil {
			t.Fatal(err)
		}
		lowest := 1.0
		for _, v := range x[0].Pocket[binding.JAK1] {
			lowest = min(lowest, v)
		}
		if lowest >= reference {
			t.Errorf("trough %g at a longer interval still exceeds %g", lowest, reference)
		}
		ki := binding.KiFromIC50(a.Plan.Treatment.Molecule.InCells()[0].KiApp, 1, 0.04)
		near(t, "kon", a.Rows[1].Targets[0].Kon, 1/60.0/(ki*1e-9), 1e-6/60/(ki*1e-9))
	}
}

// Turnover cuts a long stay short: the drug leaves with the protein.
func TestTurnoverShortensEngagement(t *testing.T) {
	lib := evidence.Default()
	tr := treatment(t, "tofacitinib", "5 mg", "bid", "ra")
	run := func(o Options) Row {
		a, err := Residence(context.Background(), lib, Plan{Treatment: tr, Options: o, Residence: []unit.Quantity{unit.Q(24, "h")}, Kinases: []binding.Kinase{binding.JAK1}})
		if err != nil {
			t.Fatal(err)
		}
		return a.Rows[1]
	}
	stable, turned := run(Options{}), run(Options{Lifetime: unit.Q(5, "h")})
	if !(turned.Targets[0].Occupancy.Average < 0.7*stable.Targets[0].Occupancy.Average) || !(turned.Longer.Every < stable.Longer.Every) {
		t.Errorf("average %g with turnover and %g without; every %g and %g h", turned.Targets[0].Occupancy.Average, stable.Targets[0].Occupancy.Average, turned.Longer.Every, stable.Longer.Every)
	}
	// A factor on the constants is a factor on the dose, as pharmacokinetics is linear here.
	half := run(Options{KiFactor: 2})
	twice, err := Residence(context.Background(), lib, Plan{Treatment: treatment(t, "tofacitinib", "2.5 mg", "bid", "ra"), Residence: []unit.Quantity{unit.Q(24, "h")}, Kinases: []binding.Kinase{binding.JAK1}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "constants twice as large", half.Targets[0].Occupancy.Average, twice.Rows[1].Targets[0].Occupancy.Average, 1e-5)
	// More ATP, less occupancy: the competition is that of the equilibrium.
	if atp := run(Options{ATP: unit.Q(5, "mM")}); !(atp.Targets[0].Occupancy.Average < 0.6*stable.Targets[0].Occupancy.Average) {
		t.Errorf("average %g at 5 mM ATP, %g at 1 mM", atp.Targets[0].Occupancy.Average, stable.Targets[0].Occupancy.Average)
	}
}

// Doses further apart are larger: the daily dose stays, and with it, in linear pharmacokinetics, the average concentration.
func TestSpreadKeepsTheDailyDose(t *testing.T) {
	tr := treatment(t, "tofacitinib", "5 mg", "bid", "ra")
	c := compose(t, Options{}, Part{Treatment: tr})
	for _, every := range []float64{6, 12, 36, 100} {
		r := spread(tr.Regimen, every)
		near(t, "daily dose", pk.DailyDose(r).Value, 10, 1e-12)
		x, err := c.Steady(context.Background(), r, 0.02)
		if err != nil {
			t.Fatal(err)
		}
		area := 0.0
		for i := 1; i < len(x[0].Times); i++ {
			area += (x[0].Times[i] - x[0].Times[i-1]) * (x[0].Unbound[0][i] + x[0].Unbound[0][i-1]) / 2
		}
		got := area / x[0].Times[len(x[0].Times)-1]
		c := unit.Q(10, "mg").Div(clearance(t, tr.Model)).MustIn(unit.Must("ng.h/mL{plasma}")) / 24 // ng/mL
		near(t, "average concentration", got, c/tr.Drug.Parent().MolarMass.Value*1000*tr.Molecule.Fu, 2e-3*got)
	}
}

// clearance is the parameter CL of a model.
func clearance(t *testing.T, m *pk.Model) unit.Quantity {
	t.Helper()
	for _, p := range m.Parameters {
		if p.Name == "CL" {
			return p.Value.Quantity
		}
	}
	t.Fatal("no clearance")
	return unit.Quantity{}
}

func TestResidenceRefuses(t *testing.T) {
	lib := evidence.Default()
	for _, c := range []struct {
		p    Plan
		want string
	}{
		{Plan{Treatment: treatment(t, "ritlecitinib", "50 mg", "qd", "aa")}, "life of the protein"},
		{Plan{Treatment: treatment(t, "deucravacitinib", "6 mg", "qd", "pso"), Kinases: []binding.Kinase{binding.TYK2, binding.JAK2}}, "no usable constant on JAK2"},
		{Plan{Treatment: treatment(t, "tofacitinib", "5 mg", "bid", "ra"), Residence: []unit.Quantity{unit.Q(math.Inf(1), "h")}}, "residence"},
	} {
		if _, err := Residence(context.Background(), lib, c.p); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want a message with %q", err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Residence(ctx, lib, Plan{Treatment: treatment(t, "tofacitinib", "5 mg", "bid", "ra")}); err == nil {
		t.Error("a cancelled analysis has a result")
	}
}

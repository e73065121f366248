package binding

import (
	"context"
	"math"
	"strings"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/evidence"
	"jakstat/unit"
)

// bench is a fragment at constant concentrations.
type bench struct {
	t *testing.T
	p *compile.Program
}

func fragmentOf(t *testing.T, cell Cell, ligands ...Ligand) *model.Model {
	t.Helper()
	m, err := Fragment("test", cell, ligands...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func onBench(t *testing.T, m *model.Model) bench {
	t.Helper()
	p, err := compile.Compile(m, compile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return bench{t, p}
}

// tight are tolerances against which closed forms are compared.
var tight = ode.Options{RTol: 1e-10, ATol: []float64{1e-13}}

// run returns the outputs by name at the times; set gives parameters in their units.
func (b bench) run(set map[string]float64, times ...float64) map[string][]float64 {
	b.t.Helper()
	var settings []sim.Setting
	for name, v := range set {
		i := b.p.ParamIndex(name)
		if i < 0 {
			b.t.Fatalf("no parameter %s", name)
		}
		settings = append(settings, sim.Setting{Param: i, Value: v / b.p.Params[i].Scale})
	}
	c, err := sim.Solve(context.Background(), sim.ModelRun{Program: b.p, End: times[len(times)-1], Times: times, Settings: settings, Options: tight})
	if err != nil {
		b.t.Fatal(err)
	}
	out := map[string][]float64{}
	for i, o := range b.p.Outputs {
		out[o.ID] = c.Values[i]
	}
	return out
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.15g, want %.15g (off by %.2g)", what, got, want, math.Abs(got-want))
	}
}

func nM(v float64) unit.Quantity { return unit.Q(v, "nM{unbound}") }

func hours(v float64) unit.Quantity { return unit.Q(v, "h") }

func testCell(atp float64) Cell { return CellAt(evidence.Default(), unit.Q(atp, "mM")) }

// reversible is a ligand that binds all kinases, JAK1 most strongly.
func reversible(id string, residence unit.Quantity) Ligand {
	l := Ligand{ID: id}
	for i, ki := range []float64{0.6, 2.5, 0.12, 19} {
		l.Sites[i] = Site{Ki: nM(ki), Residence: residence}
	}
	return l
}

func TestEquilibriumIsCompetitionWithATP(t *testing.T) {
	for _, atp := range []float64{0, 1, 2, 5} {
		cell, l := testCell(atp), reversible("drug", unit.Quantity{})
		b := onBench(t, fragmentOf(t, cell, l))
		for _, cu := range []float64{0, 1e-6, 1, 40, 1e4, 1e12} {
			out := b.run(map[string]float64{"Cu_drug": cu}, 0)
			for _, k := range Kinases() {
				want := Active(cu, KiApp(l.Sites[k].Ki.Value, atp, cell.Km[k].Value))
				near(t, k.String()+" active", out["active_"+k.String()][0], want, 1e-14)
				near(t, k.String()+" occupied", out["occupancy_"+k.String()][0], 1-want, 1e-14)
			}
		}
	}
}

// Constants of the evidence taken to no ATP and back to the reference level are those constants.
func TestFragmentOfTheEvidence(t *testing.T) {
	lib := evidence.Default()
	for _, drug := range []string{"tofacitinib", "upadacitinib", "deucravacitinib", "momelotinib"} {
		mode := ModeFromWords(lib.PhysChem(drug).BindingMode)
		c := Constants(lib, drug, mode)
		b := onBench(t, fragmentOf(t, CellAt(lib, unit.Q(ReferenceATP, "mM")), NewLigand(lib, drug, mode, c, unit.Quantity{})))
		known := 0
		for _, cu := range []float64{0.01, 3, 200} {
			out := b.run(map[string]float64{"Cu_" + drug: cu}, 0)
			for _, k := range Kinases() {
				near(t, drug+" on "+k.String(), out["active_"+k.String()][0], Active(cu, c[k].KiApp), 1e-14)
				if c[k].Known {
					known++
				}
			}
		}
		if known == 0 {
			t.Errorf("%s has no constant", drug)
		}
	}
}

// conserved is rounding: each of some 200 steps may round each state by half a unit in the last place of 1.
const conserved = 2e-14

// Conservation is a property of the stoichiometry, exact in rational numbers: one law a place, every state of it once.
func TestFragmentsConserveEnzyme(t *testing.T) {
	a, b, c := reversible("a", hours(1)), reversible("b", hours(9)), Ligand{ID: "c", Mode: JH2}
	c.Sites[TYK2] = Site{Ki: nM(0.1), Residence: hours(2)}
	d := ritlecitinibLike(Site{Ki: nM(2), Residence: hours(1), KInact: unit.Q(1, "1/h")})
	d.ID = "d"
	p := onBench(t, fragmentOf(t, testCell(1), a, b, c, d)).p
	want := map[string]int{"open_JAK1": 3, "open_JAK2": 3, "open_JAK3": 5, "open_TYK2": 3, "open_TYK2_JH2": 2}
	laws := p.ConservationLaws()
	if len(laws) != len(want) {
		t.Fatalf("%d laws, want %d", len(laws), len(want))
	}
	for _, law := range laws {
		members := -1
		for i, s := range law.States {
			if n, ok := want[p.States[s].ID]; ok {
				members = n
			}
			if law.Coefficients[i] != 1 {
				t.Errorf("%s counts %g times", p.States[s].ID, law.Coefficients[i])
			}
		}
		if members != len(law.States) {
			t.Errorf("a law of %d states, want %d", len(law.States), members)
		}
	}
}

func TestKineticsAgainstTheClosedForm(t *testing.T) {
	cell := testCell(1)
	for _, residence := range []float64{1.0 / 60, 1, 24} {
		l := reversible("drug", hours(residence))
		b := onBench(t, fragmentOf(t, cell, l))
		times := []float64{0, 0.01, 0.1, 1, 5, 20, 1000}
		for _, cu := range []float64{0, 0.5, 25, 3000} {
			out := b.run(map[string]float64{"Cu_drug": cu}, times...)
			for _, k := range Kinases() {
				ki := KiApp(l.Sites[k].Ki.Value, 1, cell.Km[k].Value)
				koff := 1 / residence
				rate := koff/ki*cu + koff
				for i, at := range times {
					o := (1 - Active(cu, ki)) * -math.Expm1(-rate*at)
					near(t, k.String()+" occupancy", out["occupancy_"+k.String()][i], o, 1e-9)
					near(t, k.String()+" active", out["active_"+k.String()][i], 1-o, 1e-9)
					near(t, k.String()+" total", out["total_"+k.String()][i], 1, conserved)
				}
				near(t, k.String()+" in the end", out["active_"+k.String()][6], Active(cu, ki), 1e-9)
			}
		}
	}
}

// The lumping of free and ATP-bound enzyme is what three explicit states come to when ATP exchanges in milliseconds. Detailed balance holds in
// the cycle-free scheme: at equilibrium bound/free is Cu/Ki and ATP-bound/free is ATP/Km.
func TestLumpedATPIsTheLimitOfExplicitATP(t *testing.T) {
	const ki, km, residence, cu = 0.6, 0.04, 2.0, 25.0
	x := model.NewBuilder("explicit", model.Checked)
	x.Param("ATP", unit.Q(1, "mM"))
	x.Param("Km", unit.Q(km, "mM"))
	x.Param("release", unit.Q(1e3, "1/s"))
	x.Param("Ki", nM(ki))
	x.Param("koff", unit.Q(1/residence, "1/h"))
	x.Param("Cu", nM(cu))
	x.Amount("E", "", unit.Q(1/(1+1/km), "1"))
	x.Amount("EA", "", unit.Q(1-1/(1+1/km), "1"))
	x.Amount("EI", "", unit.Q(0, "1"))
	x.Reaction("atp", "E -> EA", "release/Km*ATP*E - release*EA")
	x.Reaction("inhibitor", "E -> EI", "koff/Ki*Cu*E - koff*EI")
	for _, o := range []string{"E", "EA", "EI"} {
		x.Output(o, "1", o)
	}
	m, err := x.Build()
	if err != nil {
		t.Fatal(err)
	}
	l := Ligand{ID: "drug"}
	l.Sites[JAK1] = Site{Ki: nM(ki), Residence: hours(residence)}
	times := []float64{0, 0.1, 1, 4, 40}
	want := onBench(t, m).run(nil, times...)
	got := onBench(t, fragmentOf(t, testCell(1), l)).run(map[string]float64{"Cu_drug": cu}, times...)
	for i := range times {
		near(t, "inhibitor-bound", got["occupancy_JAK1"][i], want["EI"][i], 1e-6)
		near(t, "activity is the ATP-bound part", got["active_JAK1"][i], want["EA"][i]/(1-1/(1+1/km)), 1e-6)
	}
	near(t, "bound over free", want["EI"][4]/want["E"][4], cu/ki, 1e-5)
}

func TestCompetingLigands(t *testing.T) {
	cell := testCell(1)
	other := reversible("other", unit.Quantity{})
	for i := range other.Sites {
		other.Sites[i].Ki.Value = []float64{8, 0.3, 5, 2}[i]
	}
	slow := func(l Ligand, h float64) Ligand {
		for i := range l.Sites {
			l.Sites[i].Residence = hours(h)
		}
		return l
	}
	one := reversible("one", unit.Quantity{})
	const cu, co = 25.0, 60.0
	set := map[string]float64{"Cu_one": cu, "Cu_other": co}
	end := 2000.0
	for name, ligands := range map[string][]Ligand{
		"both at equilibrium": {one, other},
		"one slow":            {slow(one, 5), other},
		"both slow":           {slow(one, 5), slow(other, 0.5)},
	} {
		out := onBench(t, fragmentOf(t, cell, ligands...)).run(set, 0, end)
		for _, k := range Kinases() {
			a := cu / KiApp(one.Sites[k].Ki.Value, 1, cell.Km[k].Value)
			b := co / KiApp(other.Sites[k].Ki.Value, 1, cell.Km[k].Value)
			near(t, name+" active "+k.String(), out["active_"+k.String()][1], 1/(1+a+b), 1e-9)
			near(t, name+" one "+k.String(), out["occupied_"+k.String()+"_one"][1], a/(1+a+b), 1e-9)
			near(t, name+" other "+k.String(), out["occupied_"+k.String()+"_other"][1], b/(1+a+b), 1e-9)
		}
	}
	// A competitor that is absent changes nothing, along the whole course.
	times := []float64{0, 0.2, 1, 5, 30}
	for _, residence := range []unit.Quantity{{}, hours(3)} {
		l := reversible("one", residence)
		alone := onBench(t, fragmentOf(t, cell, l)).run(map[string]float64{"Cu_one": cu}, times...)
		both := onBench(t, fragmentOf(t, cell, l, slow(other, 1))).run(map[string]float64{"Cu_one": cu}, times...)
		for i := range times {
			for _, k := range Kinases() {
				near(t, "without competitor, "+k.String(), both["active_"+k.String()][i], alone["active_"+k.String()][i], 1e-9)
			}
		}
	}
}

// A ligand is the same thing as two of itself at half the concentration each, at equilibrium, in time and covalently.
func TestSplittingALigand(t *testing.T) {
	cell := testCell(2)
	cell.Lifetime[JAK3] = hours(5)
	covalent := func(id string) Ligand {
		l := Ligand{ID: id, Mode: Irreversible}
		l.Sites[JAK3] = Site{Ki: nM(0.4), KInact: unit.Q(0.8, "1/h")}
		return l
	}
	jh2 := func(id string) Ligand {
		l := Ligand{ID: id, Mode: JH2}
		l.Sites[TYK2] = Site{Ki: nM(0.5), Residence: hours(2), Residual: unit.Q(0.2, "1")}
		return l
	}
	for name, of := range map[string]func(string) Ligand{
		"equilibrium":  func(id string) Ligand { return reversible(id, unit.Quantity{}) },
		"kinetic":      func(id string) Ligand { return reversible(id, hours(4)) },
		"covalent":     covalent,
		"pseudokinase": jh2,
	} {
		times := []float64{0, 0.3, 2, 9, 50}
		whole := onBench(t, fragmentOf(t, cell, of("a"))).run(map[string]float64{"Cu_a": 30}, times...)
		halves := onBench(t, fragmentOf(t, cell, of("a"), of("b"))).run(map[string]float64{"Cu_a": 15, "Cu_b": 15}, times...)
		for i := range times {
			for _, k := range Kinases() {
				for _, what := range []string{"active_" + k.String(), "occupancy_" + k.String(), "occupancy_" + k.String() + "_JH2"} {
					near(t, name+" "+what, halves[what][i], whole[what][i], 1e-9)
				}
			}
		}
		if name != "equilibrium" && whole["active_JAK3"][4] == 1 && whole["active_TYK2"][4] == 1 {
			t.Errorf("%s: nothing is inhibited", name)
		}
	}
}

// Measuring time in minutes changes numbers on the axis and nothing else.
func TestUnitOfTime(t *testing.T) {
	fragment := fragmentOf(t, testCell(1), reversible("drug", hours(3)))
	in := func(time string) bench {
		b := model.NewBuilder("outer", model.Checked)
		s := model.Pharmacology()
		s.Time = unit.Must(time)
		b.SetSystem(s)
		b.Include("", fragment, nil)
		m, err := b.Build()
		if err != nil {
			t.Fatal(err)
		}
		return onBench(t, m)
	}
	set := map[string]float64{"Cu_drug": 12}
	h, min := in("h").run(set, 0, 0.5, 2, 12), in("min").run(set, 0, 30, 120, 720)
	for i := range 4 {
		near(t, "JAK2", min["active_JAK2"][i], h["active_JAK2"][i], 1e-9)
	}
	if h["active_JAK2"][1] == h["active_JAK2"][3] {
		t.Error("nothing happens in time")
	}
}

func TestPseudokinase(t *testing.T) {
	l := Ligand{ID: "d", Mode: JH2}
	l.Sites[TYK2] = Site{Ki: nM(0.02), Residual: unit.Q(0.15, "1")}
	tofa := reversible("t", unit.Quantity{})
	for _, atp := range []float64{1, 5} {
		cell := testCell(atp)
		b := onBench(t, fragmentOf(t, cell, l, tofa))
		for _, cu := range []float64{0, 0.02, 1, 1e9} {
			out := b.run(map[string]float64{"Cu_d": cu}, 0)
			near(t, "active", out["active_TYK2"][0], 0.15+0.85*Active(cu, 0.02), 1e-14)
			near(t, "occupancy", out["occupancy_TYK2_JH2"][0], 1-Active(cu, 0.02), 1e-14)
			near(t, "pocket", out["occupancy_TYK2"][0], 0, 0)
			near(t, "JAK1", out["active_JAK1"][0], 1, 0)
			// A drug in the ATP pocket and one in the pseudokinase act independently.
			out = b.run(map[string]float64{"Cu_d": cu, "Cu_t": 300}, 0)
			near(t, "both", out["active_TYK2"][0], (0.15+0.85*Active(cu, 0.02))*Active(300, KiApp(19, atp, cell.Km[TYK2].Value)), 1e-14)
		}
	}
}

func TestFragmentRefusesWhatDoesNotFit(t *testing.T) {
	site := func(mode Mode, s Site) []Ligand {
		l := Ligand{ID: "x", Mode: mode}
		l.Sites[JAK2] = s
		return []Ligand{l}
	}
	h := unit.Q(1, "1/h")
	for _, c := range []struct {
		name    string
		cell    Cell
		ligands []Ligand
		want    string
	}{
		{"total instead of unbound", testCell(1), site(Reversible, Site{Ki: unit.Q(3, "nM{plasma}")}), "{plasma}"},
		{"mass instead of amount", testCell(1), site(Reversible, Site{Ki: unit.Q(3, "ng/mL{unbound}")}), "mg/L"},
		{"residence time as a rate", testCell(1), site(Reversible, Site{Ki: nM(3), Residence: h}), "koff_JAK2_x"},
		{"kinact as a time", testCell(1), site(Irreversible, Site{Ki: nM(3), KInact: hours(1)}), "inactivating_JAK2_x"},
		{"inactivation without concentration", testCell(1), site(Irreversible, Site{Inactivation: h}), "inactivating_JAK2_x"},
		{"ATP in another frame", CellAt(evidence.Default(), unit.Q(1, "mM{plasma}")), site(Reversible, Site{Ki: nM(3)}), "ATP"},
		{"negative Ki", testCell(1), site(Reversible, Site{Ki: nM(-3)}), "must be positive"},
		{"no number", testCell(1), site(Reversible, Site{Ki: nM(math.NaN())}), "must be positive"},
		{"no Ki", testCell(1), site(Reversible, Site{Residence: hours(1)}), "no Ki"},
		{"a reversible ligand that inactivates", testCell(1), site(Reversible, Site{Ki: nM(3), KInact: h}), "only a covalent"},
		{"residual activity in the pocket", testCell(1), site(Reversible, Site{Ki: nM(3), Residual: unit.Q(0.1, "1")}), "pseudokinase"},
		{"residual activity above 1", testCell(1), site(JH2, Site{Ki: nM(3), Residual: unit.Q(1.1, "1")}), "between 0 and 1"},
		{"two ways to inactivate", testCell(1), site(Irreversible, Site{Ki: nM(3), Inactivation: h.Div(nM(1))}), "in place of"},
		{"no Km", Cell{ATP: unit.Q(1, "mM")}, site(Reversible, Site{Ki: nM(3)}), "Km of JAK2"},
		{"negative ATP", testCell(-1), site(Reversible, Site{Ki: nM(3)}), "ATP"},
		{"an immortal protein", Cell{ATP: unit.Q(1, "mM"), Km: testCell(1).Km, Lifetime: [4]unit.Quantity{{}, hours(math.Inf(1))}}, site(Reversible, Site{Ki: nM(3), Residence: hours(1)}), "lifetime"},
		{"two of a name", testCell(1), append(site(Reversible, Site{Ki: nM(3)}), site(Reversible, Site{Ki: nM(3)})...), "Cu_x"},
	} {
		m, err := Fragment("test", c.cell, c.ligands...)
		if err == nil || m != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want a message with %q", c.name, err, c.want)
		}
	}
}

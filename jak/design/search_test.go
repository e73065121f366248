package design

import (
	"context"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"jakstat/evidence"
)

func wishes(t testing.TB, want, spare float64) []Wish {
	return []Wish{
		{Response: response(t, "IL-6/pSTAT3"), Limit: want, Text: "IL-6/pSTAT3>=70%"},
		{Response: response(t, "EPO"), Limit: spare, Spare: true, Text: "EPO<=25%"},
	}
}

func space() Space {
	m := Typical()
	return Space{
		Base: m, Vary: map[Property]Range{Selectivity: Selectivity.DefaultRange(&m), HalfLife: HalfLife.DefaultRange(&m)},
		Dose: Dose.DefaultRange(&m), Interval: 24,
	}
}

func TestDosesOfASearchMeetTheWishes(t *testing.T) {
	s, w := space(), wishes(t, 0.7, 0.25)
	s.Vary[OverTYK2] = Range{1, 100}
	s.Vary[Clearance] = Range{3, 300}
	r, err := Run(t.Context(), s, w, 3000, 1, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i, c := range r.Candidates {
		if !c.Feasible() {
			// No dose on a fine grid does either.
			if i%50 == 0 {
				for d := s.Dose.Low; d <= s.Dose.High; d *= 1.05 {
					if v := r.Attained(&c.Molecule, d); v[0] >= 0.7+1e-4 && v[1] <= 0.25-1e-4 {
						t.Errorf("molecule %d: %g mg meets the wishes with %v", i, d, v)
					}
				}
			}
			continue
		}
		n++
		low, high := r.Attained(&c.Molecule, c.Low), r.Attained(&c.Molecule, c.High)
		if low[0] < 0.7-1e-4 || high[1] > 0.25+1e-4 || c.Low < s.Dose.Low || c.High > s.Dose.High {
			t.Errorf("molecule %d, %g to %g mg: %v and %v", i, c.Low, c.High, low, high)
		}
		if c.Low > s.Dose.Low*1.001 && math.Abs(low[0]-0.7) > 1e-4 || c.Limits >= 0 && math.Abs(high[1]-0.25) > 1e-4 {
			t.Errorf("molecule %d: the ends %g and %g mg are not sharp: %v, %v", i, c.Low, c.High, low, high)
		}
	}
	if n != r.Feasible || n < 100 || n > 2900 {
		t.Errorf("%d feasible, counted %d", r.Feasible, n)
	}
	if r.Why() != nil {
		t.Error("a reason why there is none, and there are some")
	}
	f := r.Map(8, 6)
	molecules, feasible := 0, 0
	for _, row := range f.Cells {
		for _, c := range row {
			molecules += c.Molecules
			feasible += c.Feasible
		}
	}
	if molecules != 3000 || feasible != n {
		t.Errorf("the map holds %d molecules, %d feasible", molecules, feasible)
	}
	// More selectivity never hurts: the last column holds a larger share than the first.
	if a, b := f.Cells[5][0], f.Cells[5][7]; a.Feasible*b.Molecules >= b.Feasible*a.Molecules {
		t.Errorf("%+v without selectivity, %+v with", a, b)
	}
}

func TestASearchThatFindsNothingSaysWhy(t *testing.T) {
	s := space()
	s.Vary[Selectivity] = Range{1, 5}
	r, err := Run(t.Context(), s, wishes(t, 0.7, 0.1), 500, 1, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	why := strings.Join(r.Why(), "\n")
	if r.Feasible != 0 || !strings.Contains(why, "EPO<=25% keeps the dose too low") || !strings.Contains(why, "best trade-off") ||
		!strings.Contains(why, "end of the range of selectivity") || !strings.Contains(why, "without any binding to JAK2 would meet") {
		t.Errorf("%d feasible\n%s", r.Feasible, why)
	}
	best := &r.Candidates[r.Best]
	if v := r.Attained(&best.Molecule, best.High); math.Abs(v[1]-0.1) > 1e-4 || math.Abs(0.7-v[0]-best.Short) > 1e-9 {
		t.Errorf("the best reaches %v, short by %g", v, best.Short)
	}
	for i := range r.Candidates {
		if r.Candidates[i].Short < best.Short {
			t.Errorf("molecule %d is better", i)
		}
	}
	// Two read-outs of one receptor cannot be told apart by any molecule.
	w := []Wish{{Response: response(t, "IL-11"), Limit: 0.7, Text: "IL-11>=70%"}, {Response: response(t, "LIF"), Limit: 0.2, Spare: true, Text: "LIF<=20%"}}
	r, _ = Run(t.Context(), space(), w, 200, 1, 0, nil)
	if why := strings.Join(r.Why(), "\n"); !strings.Contains(why, "these receptors share their kinases") {
		t.Error(why)
	}
	s = space()
	s.Dose = Range{0.01, 0.02}
	r, _ = Run(t.Context(), s, wishes(t, 0.7, 0.25), 200, 1, 0, nil)
	if why := strings.Join(r.Why(), "\n"); !strings.Contains(why, "the highest dose, 0.02 mg, that is too low") {
		t.Error(why)
	}
}

func TestASearchRepeats(t *testing.T) {
	w := wishes(t, 0.7, 0.25)
	run := func(seed uint64, workers int) []Candidate {
		r, err := Run(t.Context(), space(), w, 500, seed, workers, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r.Candidates
	}
	one := run(1, 1)
	if !reflect.DeepEqual(one, run(1, 5)) {
		t.Error("the number of workers matters")
	}
	if reflect.DeepEqual(one, run(2, 1)) {
		t.Error("the seed does not matter")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, space(), w, 1_000_000, 1, 0, nil); err == nil {
		t.Error("a search that is interrupted goes on")
	}
}

func TestMarketedDrugsStandWhereTheyAre(t *testing.T) {
	drugs, err := Drugs(t.Context(), evidence.Default(), wishes(t, 0.3, 0.25))
	if err != nil || len(drugs) < 10 {
		t.Fatal(len(drugs), err)
	}
	for _, d := range drugs {
		switch d.Drug {
		case "deucravacitinib", "ritlecitinib":
			if !math.IsNaN(d.Selectivity) {
				t.Errorf("%s has a selectivity for JAK1 of %g", d.Drug, d.Selectivity)
			}
			continue
		case "upadacitinib":
			if d.Selectivity < 2 || math.IsNaN(d.Unbound) {
				t.Errorf("%+v", d)
			}
		}
		if !(d.HalfLife > 0.5 && d.HalfLife < 200) || len(d.Attained) != 2 {
			t.Errorf("%+v", d)
		}
	}
	i := slices.IndexFunc(drugs, func(d Marketed) bool { return d.Drug == "fedratinib" })
	if d := drugs[i]; !(d.Selectivity < 1) || d.Meets {
		t.Errorf("%+v", d)
	}
}

func TestWhatMatters(t *testing.T) {
	m := Typical()
	s := Space{Base: m, Vary: map[Property]Range{}, Dose: Range{3, 30}, Interval: 24}
	for _, p := range Properties() {
		if p != Dose {
			v := p.Of(&m)
			s.Vary[p] = Range{v / 2, min(2*v, propertyInfo[p].b.high)}
		}
	}
	outcomes := []Outcome{{Name: "IL-6/pSTAT3", Wanted: response(t, "IL-6/pSTAT3")}, {Name: "window", Wanted: response(t, "IL-6/pSTAT3"), Spared: response(t, "EPO")}}
	r, err := Matters(t.Context(), s, outcomes, 2048, 1, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := 2048 * (len(r.Properties) + 2); r.Evaluations != want || r.Properties[len(r.Properties)-1] != Dose {
		t.Errorf("%d evaluations of %v", r.Evaluations, r.Properties)
	}
	first := func(o int, p Property) float64 {
		return r.Results[o].Indices[slices.Index(r.Properties, p)].First.Value
	}
	total := func(o int, p Property) float64 {
		return r.Results[o].Indices[slices.Index(r.Properties, p)].Total.Value
	}
	// A window is a ratio of constants: nothing but selectivity and the two other kinases bears on it.
	for _, p := range []Property{HalfLife, Affinity, Unbound, Clearance, Absorption, Dose, OverJAK3} {
		if v := total(1, p); v > 1e-12 {
			t.Errorf("%s explains %g of a window", p, v)
		}
	}
	if v := first(1, Selectivity); v < 0.8 {
		t.Errorf("selectivity explains %g of the window", v)
	}
	// Dose spans a factor of ten, clearance and affinity one of four: their squares of logarithms share the variance.
	if !(first(0, Dose) > first(0, Affinity) && first(0, Affinity) > first(0, Selectivity)) {
		t.Errorf("dose %g, affinity %g, selectivity %g", first(0, Dose), first(0, Affinity), first(0, Selectivity))
	}
	if a, b := first(0, Affinity), first(0, Clearance); math.Abs(a-b) > 0.03 {
		t.Errorf("affinity %g and clearance %g act through their ratio alone", a, b)
	}
}

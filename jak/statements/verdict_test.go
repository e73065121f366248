package statements

import (
	"math"
	"testing"
)

func repeated(v float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

func TestJudge(t *testing.T) {
	nan := math.NaN()
	mixed := func(in, out int) []float64 { return append(repeated(30, in), repeated(10, out)...) }
	for _, c := range []struct {
		name  string
		f     Figure
		r     Range
		want  Outcome
		share float64
	}{
		{"an exact figure that meets it", Figure{Typical: 30}, Range{25, nan}, Holds, 1},
		{"an exact figure that does not", Figure{Typical: 20}, Range{25, nan}, Fails, 0},
		{"an upper end", Figure{Typical: 20}, Range{nan, 25}, Holds, 1},
		{"the ends belong to the range", Figure{Typical: 25}, Range{25, 25}, Holds, 1},
		{"nine draws of ten", Figure{Typical: 30, Draws: mixed(9, 1)}, Range{25, nan}, Holds, 0.9},
		{"eight of ten", Figure{Typical: 30, Draws: mixed(8, 2)}, Range{25, nan}, Open, 0.8},
		{"two of ten", Figure{Typical: 10, Draws: mixed(2, 8)}, Range{25, nan}, Open, 0.2},
		{"none", Figure{Typical: 10, Draws: mixed(0, 10)}, Range{25, nan}, Fails, 0},
		{"draws for, the typical figure against", Figure{Typical: 10, Draws: mixed(10, 0)}, Range{25, nan}, Open, 1},
		{"draws against, the typical figure for", Figure{Typical: 30, Draws: mixed(0, 10)}, Range{25, nan}, Open, 0},
		{"a draw without a number does not meet it", Figure{Typical: 30, Draws: []float64{30, nan}}, Range{25, nan}, Open, 0.5},
	} {
		if o, p := Judge(c.f, c.r); o != c.want || p != c.share {
			t.Errorf("%s: %s with %.2f, want %s with %.2f", c.name, o, p, c.want, c.share)
		}
	}
	if o, p := Judge(Figure{Typical: nan}, Range{25, nan}); o != Open || !math.IsNaN(p) {
		t.Errorf("without a figure: %s, %.2f", o, p)
	}
}

func TestConclude(t *testing.T) {
	check := func(r Role, o Outcome) Check { return Check{Criterion: Criterion{Role: r}, Outcome: o} }
	for _, c := range []struct {
		checks []Check
		waits  bool
		want   Verdict
	}{
		{nil, true, NotYet},
		{[]Check{check(Core, Holds), check(Part, Holds), check(Published, Holds)}, false, Supported},
		{[]Check{check(Core, Holds)}, true, Qualified},
		{[]Check{check(Core, Holds), check(Part, Fails)}, false, Qualified},
		{[]Check{check(Core, Holds), check(Part, Open)}, false, Qualified},
		{[]Check{check(Core, Holds), check(Published, Fails)}, false, Qualified},
		{[]Check{check(Core, Holds), check(Core, Open), check(Part, Fails)}, false, Undecided},
		{[]Check{check(Core, Fails), check(Core, Holds), check(Part, Holds)}, false, Contradicted},
		{[]Check{check(Core, Open), check(Core, Fails)}, true, Contradicted},
	} {
		if got := Conclude(c.checks, c.waits); got != c.want {
			t.Errorf("%+v, waits %v: %s, want %s", c.checks, c.waits, got, c.want)
		}
	}
}

func TestDecisive(t *testing.T) {
	s := Statement{Checks: []Check{
		{Criterion: Criterion{ID: "a", Role: Core}, Outcome: Holds}, {Criterion: Criterion{ID: "b", Role: Published}, Outcome: Fails}, {Criterion: Criterion{ID: "c", Role: Part}, Outcome: Fails},
	}}
	if c, _ := s.Decisive(); c.ID != "c" {
		t.Errorf("%s decides", c.ID)
	}
	s.Checks = append(s.Checks, Check{Criterion: Criterion{ID: "d", Role: Core}, Outcome: Open})
	if c, _ := s.Decisive(); c.ID != "d" {
		t.Errorf("%s decides", c.ID)
	}
	if len(s.Contradicting()) != 1 || len(s.Missing()) != 1 {
		t.Error("a missed observation contradicts")
	}
	if _, ok := (Statement{}).Decisive(); ok {
		t.Error("nothing decides")
	}
}

func TestFigures(t *testing.T) {
	a, b := Figure{Typical: 1, Draws: []float64{1, 5}, Refs: []string{"x"}}, Figure{Typical: 3, Draws: []float64{4, 2}, Refs: []string{"x", "y"}}
	exact := exactly(10, "")
	for _, c := range []struct {
		name    string
		f       Figure
		typical float64
		draws   []float64
	}{
		{"least", least(a, b), 1, []float64{1, 2}},
		{"most", most(a, b), 3, []float64{4, 5}},
		{"mean", mean(a, b), 2, []float64{2.5, 3.5}},
		{"less", less(b, a), 2, []float64{3, -3}},
		{"over", over(b, a), 3, []float64{4, 0.4}},
		{"spread", spread(a, b), 2, []float64{3, 3}},
		{"with an exact figure", less(exact, a), 9, []float64{9, 5}},
	} {
		if c.f.Typical != c.typical || c.f.Draws[0] != c.draws[0] || c.f.Draws[1] != c.draws[1] {
			t.Errorf("%s: %v %v", c.name, c.f.Typical, c.f.Draws)
		}
	}
	if refs := least(a, b).Refs; len(refs) != 2 {
		t.Errorf("rows %v", refs)
	}
	if f := most(a, exactly(math.NaN(), "")); !math.IsNaN(f.Typical) || !math.IsNaN(f.Interval().Low) {
		t.Error("an unknown figure was left out")
	}
}

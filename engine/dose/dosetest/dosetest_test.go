package dosetest

import (
	"math"
	"strings"
	"testing"

	"jakstat/engine/dose"
)

// body carries out a timeline exactly: between changes the linear equations have exponential solutions.
// Its steady states come from brute force, thousands of doses, not from the geometric series of the formulas.
type body struct {
	m       Model
	depot   float64
	central float64
	rate    float64
}

// pass moves the body h hours on.
func (b *body) pass(h float64) {
	k, ka := b.m.k(), b.m.Ka
	d := b.depot
	b.depot = d * math.Exp(-ka*h)
	b.central = b.central*math.Exp(-k*h) + b.rate/k*(1-math.Exp(-k*h))
	if ka > 0 {
		b.central += d * ka / (ka - k) * (math.Exp(-k*h) - math.Exp(-ka*h))
	}
}

func (b *body) give(c dose.Change) {
	if c.Target.Name == "depot" {
		b.depot += c.Amount
	} else {
		b.central += c.Amount
	}
}

// steady is the periodic state: 400 doses and their infusions, in steps between starts and ends.
func steady(m Model, c dose.Change) body {
	s := body{m: m}
	if c.II == 0 {
		s.central = c.Rate / m.k()
		return s
	}
	const doses = 400
	last := doses * c.II
	now := 0.0
	running := 0
	ended := 0
	for i := 0; i <= doses; {
		start, stop := float64(i)*c.II, float64(ended)*c.II+c.Duration
		next := start
		isStop := c.Duration > 0 && ended < i && stop < start
		if isStop {
			next = stop
		}
		s.rate = float64(running) * c.Rate
		s.pass(next - now)
		now = next
		switch {
		case isStop:
			running--
			ended++
		case c.Duration > 0:
			running++
			i++
		default:
			s.give(c)
			i++
		}
	}
	// The state wanted is Phase after the last arrival.
	for c.Duration > 0 && running > 0 {
		stop := float64(ended)*c.II + c.Duration
		if stop > last+c.Phase {
			break
		}
		s.rate = float64(running) * c.Rate
		s.pass(stop - now)
		now = stop
		running--
		ended++
	}
	s.rate = float64(running) * c.Rate
	s.pass(last + c.Phase - now)
	return s
}

func simulate(c Case) ([]float64, error) {
	tab, err := dose.ReadTable(strings.NewReader(c.Table), c.Name, dose.Options{})
	if err != nil {
		return nil, err
	}
	return run(c, append(tab.Events(), dose.Observe("1", c.Grid...)...))
}

func run(c Case, events []dose.Event) ([]float64, error) {
	deliver := func(dose.Event) dose.Delivery { return dose.Delivery{Lag: c.Model.Lag, F: c.Model.F} }
	changes, err := dose.Timeline(events, deliver)
	if err != nil {
		return nil, err
	}
	b := body{m: c.Model}
	var out []float64
	now, seg := 0.0, 0
	for i, ch := range changes {
		if i == 0 || ch.Segment != seg {
			now, seg = ch.Time, ch.Segment
		}
		b.pass(ch.Time - now)
		now = ch.Time
		switch ch.Kind {
		case dose.InfusionStart:
			b.rate += ch.Rate
		case dose.InfusionStop:
			b.rate -= ch.Rate
		case dose.ResetState:
			b = body{m: c.Model}
		case dose.SetSteadyState:
			s := steady(c.Model, ch)
			if ch.Superpose {
				b.depot += s.depot
				b.central += s.central
			} else {
				b = body{m: c.Model, depot: s.depot, central: s.central}
			}
		case dose.Bolus:
			b.give(ch)
		case dose.Observation:
			out = append(out, b.central/c.Model.V)
		}
	}
	return out, nil
}

func TestTimelineGivesTheTextbookConcentrations(t *testing.T) {
	Run(t, 1e-12, simulate)
}

// Writing ADDL out, and writing the table and reading it back, must change nothing.
func TestExpansionAndRoundTripChangeNothing(t *testing.T) {
	for _, c := range Cases() {
		tab, err := dose.ReadTable(strings.NewReader(c.Table), c.Name, dose.Options{})
		if err != nil {
			t.Fatal(c.Name, err)
		}
		expanded, err := dose.Expand(tab.Events())
		if err != nil {
			t.Fatal(c.Name, err)
		}
		var b strings.Builder
		if err := dose.WriteTable(&b, tab); err != nil {
			t.Fatal(c.Name, err)
		}
		again, err := dose.ReadTable(strings.NewReader(b.String()), c.Name, dose.Options{})
		if err != nil {
			t.Fatal(c.Name, err)
		}
		for what, events := range map[string][]dose.Event{"expanded": expanded, "written and read": again.Events()} {
			got, err := run(c, append(events, dose.Observe("1", c.Grid...)...))
			if err != nil {
				t.Fatal(c.Name, what, err)
			}
			for i, w := range c.Want {
				if math.Abs(got[i]-w.C) > 1e-12*(1+w.C) {
					t.Errorf("%s, %s: observation %d is %g, want %g", c.Name, what, i+1, got[i], w.C)
				}
			}
		}
	}
}

// Every case can tell a wrong order from the right one only if something happens at it: the values
// are positive except where a reset has wiped them.
func TestCasesAreNotVacuous(t *testing.T) {
	names := map[string]bool{}
	for _, c := range Cases() {
		if names[c.Name] {
			t.Errorf("two cases are called %q", c.Name)
		}
		names[c.Name] = true
		if len(c.Want) == 0 || c.Why == "" {
			t.Errorf("%s: nothing to check", c.Name)
		}
	}
	// Spot values worked out by hand: 100 mg in 50 L is 2 mg/L; half-life ln2/0.1 h; 25 mg/h over 5 L/h is 5 mg/L.
	if v := vein.bolus(100, math.Ln2/0.1); math.Abs(v-1) > 1e-15 {
		t.Errorf("bolus after one half-life: %g", v)
	}
	if v := vein.infusionSS(25, 12, 12, 5); math.Abs(v-5) > 1e-14 {
		t.Errorf("touching infusions: %g", v)
	}
	// The Bateman function peaks at ln(ka/k)/(ka−k).
	tmax := math.Log(12) / 1.1
	if mouth.oral(100, tmax) < mouth.oral(100, tmax-1e-3) || mouth.oral(100, tmax) < mouth.oral(100, tmax+1e-3) {
		t.Error("Bateman function does not peak at tmax")
	}
	equal := Model{CL: 5, V: 50, Ka: 0.1, F: 1}
	near := Model{CL: 5, V: 50, Ka: 0.1 + 1e-7, F: 1}
	if math.Abs(equal.oral(100, 7)-near.oral(100, 7)) > 1e-6 {
		t.Error("Bateman limit at ka = k")
	}
}

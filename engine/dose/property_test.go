package dose

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jakstat/unit"
)

// genRegimen writes a regimen's text in the words people use.
func genRegimen(t *rapid.T) string {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	var b strings.Builder
	if rapid.Bool().Draw(t, "load") {
		fmt.Fprintf(&b, "load %d mg then ", rapid.IntRange(0, 90).Draw(t, "loading"))
	}
	n := rapid.IntRange(1, 4).Draw(t, "courses")
	for i := range n {
		if i > 0 {
			b.WriteString(pick("joint", " then ", ", ", "; "))
		}
		fmt.Fprintf(&b, "%g%s%s ", rapid.Float64Range(0.001, 1000).Draw(t, "dose"), pick("gap", "", " "), pick("unit", "mg", "ug", "mg/kg", "IU", "nmol"))
		b.WriteString(pick("form", "", "ER ", "XR tablet ", "iv ", "oral "))
		b.WriteString(pick("over", "", "", "over 2.5 h ", "infusion over 7 min "))
		b.WriteString(pick("how often", "qd", "BID", "t.i.d.", "q8h", "every 36 hours", "every other day", "weekly", "q3w", "twice daily", "every 2.4 h"))
		if i == 0 && !strings.HasPrefix(b.String(), "load") && rapid.Bool().Draw(t, "steady") {
			b.WriteString(" at steady state")
		}
		if i < n-1 || rapid.Bool().Draw(t, "ends") {
			fmt.Fprintf(&b, pick("end", " for %d weeks", " x %d doses", " for %d days", " x %d wk"), rapid.IntRange(1, 9).Draw(t, "length"))
		}
	}
	if rapid.Bool().Draw(t, "hold") {
		from := rapid.IntRange(1, 30).Draw(t, "from")
		fmt.Fprintf(&b, ", hold days %d%s%d", from, pick("dash", "-", "–", " to ", "—"), from+rapid.IntRange(0, 9).Draw(t, "held"))
	}
	if rapid.Bool().Draw(t, "skip") {
		fmt.Fprintf(&b, " skip doses %d, %d and 9", rapid.IntRange(1, 9).Draw(t, "skipped"), rapid.IntRange(1, 9).Draw(t, "skipped"))
	}
	return b.String()
}

func TestCanonicalTextGivesTheSameDoses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := genRegimen(t)
		r, err := ParseRegimen(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		sameAgain(t, r)
	})
}

type failer interface {
	Fatalf(format string, args ...any)
}

// sameAgain checks that the canonical text is a fixed point with the same doses.
func sameAgain(t failer, r *Regimen) {
	text := r.String()
	again, err := ParseRegimen(text)
	if err != nil {
		t.Fatalf("canonical text %q: %v", text, err)
		return
	}
	if again.String() != text {
		t.Fatalf("canonical text %q prints as %q", text, again.String())
	}
	const horizon = 2000
	for _, c := range r.Courses {
		if c.count(horizon) > 3000 {
			return // an interval of seconds: the comparison would take longer than it is worth
		}
	}
	a, errA := r.Events(horizon)
	b, errB := again.Events(horizon)
	if (errA == nil) != (errB == nil) {
		t.Fatalf("%q: %v and %v", text, errA, errB)
	}
	for i := range a {
		if i < len(b) {
			a[i].Amount.Unit, b[i].Amount.Unit = canonicalUnit(a[i].Amount.Unit), canonicalUnit(b[i].Amount.Unit)
		}
	}
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("%q: doses differ:\n%s%s", text, Text(a), Text(b))
	}
}

// canonicalUnit forgets how a unit was spelt.
func canonicalUnit(u unit.Unit) unit.Unit { return unit.Unit{Dim: u.Dim, Scale: u.Scale} }

func TestRegimenLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := genRegimen(t)
		r, err := ParseRegimen(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		long, err := r.Events(3000)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for i, e := range long {
			if i > 0 && e.Time < long[i-1].Time {
				t.Fatalf("%q: time goes back at dose %d", text, i+1)
			}
			if contains(r.Holds, 1+int(math.Floor(e.Time/24))) {
				t.Fatalf("%q: a dose at %g h on a held day", text, e.Time)
			}
			if contains(r.Skips, e.Row) {
				t.Fatalf("%q: dose %d was to be skipped", text, e.Row)
			}
		}
		// A shorter horizon gives a prefix.
		cut := rapid.Float64Range(0, 3000).Draw(t, "horizon")
		short, err := r.Events(cut)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if len(short) > len(long) || len(short) > 0 && !reflect.DeepEqual(short, long[:len(short)]) {
			t.Fatalf("%q: the doses before %g h are no prefix", text, cut)
		}
		if len(short) < len(long) && long[len(short)].Time < cut-tieTolerance {
			t.Fatalf("%q: a dose at %g h is missing before %g h", text, long[len(short)].Time, cut)
		}
		// Case does not matter.
		if up, err := ParseRegimen(strings.ToUpper(text)); err != nil || up.String() != r.String() {
			t.Fatalf("%q in capitals: %v %v", text, up, err)
		}
	})
}

// genEvents draws the records of one subject, in order.
func genEvents(t *rapid.T) []Event {
	n := rapid.IntRange(1, 8).Draw(t, "records")
	now := 0.0
	var out []Event
	for i := range n {
		now += rapid.SampledFrom([]float64{0, 0, 1, 6, 12, 0.1, 7.3}).Draw(t, "step")
		e := Event{ID: "1", Row: i + 1, Time: now, EVID: EVID(rapid.SampledFrom([]int{0, 0, 1, 1, 1, 1, 2, 3, 4}).Draw(t, "evid"))}
		if e.EVID.Resets() && rapid.IntRange(0, 3).Draw(t, "again") == 0 {
			now = 0
			e.Time = 0
		}
		if e.EVID.Gives() {
			e.Amount = unit.Q(rapid.SampledFrom([]float64{100, 50, 7}).Draw(t, "amount"), "mg")
			switch rapid.IntRange(0, 3).Draw(t, "input") {
			case 1:
				e.Input, e.Rate = ByRate, 10
				e.Duration = e.Amount.Value / 10
			case 2:
				e.Input, e.Duration = ByDuration, 30
				e.Rate = e.Amount.Value / 30
			}
			e.SS = SteadyState(rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "ss"))
			e.ADDL = rapid.IntRange(0, 4).Draw(t, "addl")
			if e.ADDL > 0 || e.SS > 0 {
				e.II = rapid.SampledFrom([]float64{12, 6, 0.1, 24}).Draw(t, "ii")
			}
		}
		out = append(out, e)
	}
	return out
}

// comparable forgets from which record a change comes, which expansion renumbers.
func comparable(changes []Change) []Change {
	out := append([]Change(nil), changes...)
	number := map[int]int{}
	for i := range out {
		out[i].Event = 0
		if d := out[i].Dose; d > 0 {
			if number[d] == 0 {
				number[d] = len(number) + 1
			}
			out[i].Dose = number[d]
		}
	}
	return out
}

func TestExpandedEventsMeanTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := genEvents(t)
		given := Delivery{F: rapid.SampledFrom([]float64{1, 0.5}).Draw(t, "F"), Lag: rapid.SampledFrom([]float64{0, 0, 2, 15}).Draw(t, "lag")}
		deliver := func(Event) Delivery { return given }
		once, err := Expand(events)
		if err != nil {
			t.Fatalf("%v", err)
		}
		twice, err := Expand(once)
		if err != nil || !reflect.DeepEqual(once, twice) {
			t.Fatalf("expanding twice differs from once: %v", err)
		}
		for _, e := range once {
			if e.ADDL != 0 {
				t.Fatalf("ADDL %d left", e.ADDL)
			}
		}
		grid := Observe("1", 0, 6, 12, 13)
		a, errA := Timeline(append(events, grid...), deliver)
		b, errB := Timeline(append(once, grid...), deliver)
		if errA != nil || errB != nil {
			t.Fatalf("%v %v", errA, errB)
		}
		if x, y := comparable(a), comparable(b); !sameChanges(x, y) {
			t.Fatalf("timelines differ:\n%s%s", TimelineText(x), TimelineText(y))
		}
	})
}

// sameChanges compares timelines; doses that arrive at one time may swap, because a lagged dose of
// an earlier record is then numbered differently.
func sameChanges(a, b []Change) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		x.Dose, y.Dose = 0, 0
		if math.Abs(x.Time-y.Time) <= 2*tieTolerance {
			x.Time = y.Time
		}
		if x != y && !(x.Kind <= InfusionStart && arrivesNear(b, x, i)) {
			return false
		}
	}
	return true
}

func arrivesNear(b []Change, x Change, i int) bool {
	for j := max(i-8, 0); j < min(i+9, len(b)); j++ {
		y := b[j]
		y.Dose = 0
		if math.Abs(x.Time-y.Time) <= 2*tieTolerance {
			y.Time = x.Time
		}
		if x == y {
			return true
		}
	}
	return false
}

func TestTimelineLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := genEvents(t)
		lag := rapid.SampledFrom([]float64{0, 2, 15}).Draw(t, "lag")
		changes, err := Timeline(events, func(Event) Delivery { return Delivery{F: 1, Lag: lag} })
		if err != nil {
			t.Fatalf("%v", err)
		}
		running := map[int]float64{}
		observations := 0
		for i, c := range changes {
			if i > 0 {
				p := changes[i-1]
				if c.Segment < p.Segment || c.Segment == p.Segment && c.Time < p.Time {
					t.Fatalf("out of order:\n%s", TimelineText(changes))
				}
			}
			switch c.Kind {
			case InfusionStart:
				running[c.Dose] = c.Time
			case InfusionStop:
				start, ok := running[c.Dose]
				if !ok {
					t.Fatalf("an infusion ends that does not run:\n%s", TimelineText(changes))
				}
				if math.Abs(c.Time-start-c.Duration) > 1e-8 {
					t.Fatalf("infusion %d ran %g h instead of %g:\n%s", c.Dose, c.Time-start, c.Duration, TimelineText(changes))
				}
				delete(running, c.Dose)
			case ResetState:
				clear(running)
			case SetSteadyState:
				if !c.Superpose {
					clear(running)
				}
				if c.II > 0 && !(c.Phase > 0 && c.Phase <= c.II) {
					t.Fatalf("phase %g of %g", c.Phase, c.II)
				}
			case Observation:
				observations++
			}
		}
		want := 0
		for _, e := range events {
			if e.EVID == EVIDObservation {
				want++
			}
		}
		if observations != want {
			t.Fatalf("%d observations of %d", observations, want)
		}
		// Shifting every time by a day shifts the timeline and changes nothing else.
		moved := append([]Event(nil), events...)
		for i := range moved {
			moved[i].Time += 1024
		}
		later, err := Timeline(moved, func(Event) Delivery { return Delivery{F: 1, Lag: lag} })
		if err != nil || len(later) != len(changes) {
			t.Fatalf("shifted: %v, %d changes of %d", err, len(later), len(changes))
		}
		for i := range later {
			if later[i].Kind != changes[i].Kind || math.Abs(later[i].Time-1024-changes[i].Time) > 1e-8 {
				t.Fatalf("shifted:\n%s%s", TimelineText(changes), TimelineText(later))
			}
		}
	})
}

func TestTableRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := genEvents(t)
		tab, err := NewTable("made", events)
		if err != nil {
			t.Fatalf("%v", err)
		}
		tab.Covariates = []string{"WT", "odd, name"}
		for i := range tab.Records {
			r := &tab.Records[i]
			r.Values = []float64{rapid.Float64Range(1, 200).Draw(t, "WT"), math.NaN()}
			r.ID = rapid.SampledFrom([]string{"1", "C", "#2", `a"b`, "x,y"}).Draw(t, "id")
			r.Target = rapid.SampledFrom([]Target{{}, {Name: "depot"}, {Number: 2}}).Draw(t, "target")
			if r.EVID == EVIDObservation && rapid.Bool().Draw(t, "seen") {
				r.DV, r.MDV, r.DVID = rapid.Float64Range(-5, 5).Draw(t, "dv"), rapid.Bool().Draw(t, "mdv"), "cp"
			}
			r.Time = float64(i) * 1.7
		}
		rereads(t, tab)
	})
}

// rereads writes a table and reads the same one.
func rereads(t failer, tab *Table) {
	var b strings.Builder
	if err := WriteTable(&b, tab); err != nil {
		t.Fatalf("%v", err)
	}
	again, err := ReadTable(strings.NewReader(b.String()), "again", Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
		return
	}
	if len(again.Records) != len(tab.Records) {
		t.Fatalf("%d records of %d:\n%s", len(again.Records), len(tab.Records), b.String())
	}
	for i := range tab.Records {
		x, y := printable(tab.Records[i]), printable(again.Records[i])
		if x != y {
			t.Fatalf("record %d\n%s\n%s\n%s", i+1, x, y, b.String())
		}
	}
}

// printable is the record without what a table does not hold: its line, route and formulation.
func printable(r Record) string {
	r.Row, r.Route, r.Formulation = 0, "", ""
	r.Amount.Unit = canonicalUnit(r.Amount.Unit)
	if !r.EVID.Gives() {
		r.Amount = unit.Quantity{}
		r.PerKg = false
	}
	return fmt.Sprintf("%+v", r)
}

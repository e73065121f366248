package dose

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"jakstat/unit"
)

func TestCovariatesBetweenRecords(t *testing.T) {
	nan := math.NaN()
	times := []float64{0, 10, 10, 20, 30}
	values := []float64{nan, 1, 2, nan, 3}
	for _, c := range []struct{ t, locf, nocb float64 }{
		{-5, 1, 1},
		{5, 1, 1},
		{10, 2, 1},
		{15, 2, 3},
		{20, 2, 3},
		{30, 3, 3},
		{99, 3, 3},
	} {
		if v := CovariateAt(times, values, c.t, LOCF); v != c.locf {
			t.Errorf("LOCF at %g is %g, want %g", c.t, v, c.locf)
		}
		if v := CovariateAt(times, values, c.t, NOCB); v != c.nocb {
			t.Errorf("NOCB at %g is %g, want %g", c.t, v, c.nocb)
		}
	}
	if v := CovariateAt([]float64{1}, []float64{nan}, 1, LOCF); !math.IsNaN(v) {
		t.Errorf("no value at all gives %g", v)
	}
}

func TestDosesPerKgNeedAWeight(t *testing.T) {
	r, err := ParseRegimen("5 mg/kg over 2 h q2w x 2 doses")
	if err != nil {
		t.Fatal(err)
	}
	events, err := r.Events(math.Inf(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Timeline(events, nil); err == nil || !strings.Contains(err.Error(), "body weight") {
		t.Errorf("a dose per kg without a weight: %v", err)
	}
	resolved, err := PerWeight(events, unit.Q(70000, "g"))
	if err != nil {
		t.Fatal(err)
	}
	if e := resolved[1]; e.PerKg || e.Amount.Value != 350 || e.Rate != 175 || e.Duration != 2 {
		t.Errorf("350 mg over 2 h expected: %+v", e)
	}
	if !events[0].PerKg {
		t.Error("PerWeight changes its argument")
	}
	for _, w := range []unit.Quantity{unit.Q(70, "L"), unit.Q(0, "kg"), unit.Q(-1, "kg"), unit.Q(math.NaN(), "kg")} {
		if _, err := PerWeight(events, w); err == nil {
			t.Errorf("weight %s is accepted", w)
		}
	}
}

// The doses of two regimens of one subject, and a table of them, mean the same as each alone.
func TestMergeAndTableOfRegimens(t *testing.T) {
	var parts [][]Event
	for _, s := range []string{"15 mg qd for 3 days", "0.2 g infusion over 1 h on day 2"} {
		r, err := ParseRegimen(s)
		if err != nil {
			t.Fatal(err)
		}
		e, err := r.Events(100)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, e)
	}
	all := Merge(parts...)
	tab, err := NewTable("both", all)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := WriteTable(&b, tab); err != nil {
		t.Fatal(err)
	}
	want := "TIME(h),EVID,AMT(mg),DUR\n0,1,15,.\n24,1,15,.\n24,1,200,1\n48,1,15,.\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	for _, e := range tab.Records {
		if e.Input == ByDuration && e.Rate != 200 {
			t.Errorf("rate %g mg/h of 200 mg over 1 h", e.Rate)
		}
	}
	if _, err := NewTable("mixed", append(all, Event{EVID: EVIDDose, Amount: unit.Q(1, "umol")})); err == nil {
		t.Error("mg and umol in one table")
	}
}

func TestTimelineRefuses(t *testing.T) {
	bolus := func(id string, at float64) Event {
		return Event{ID: id, Time: at, EVID: EVIDDose, Amount: unit.Q(1, "mg")}
	}
	repeat := bolus("1", 0)
	repeat.ADDL, repeat.II = MaxEvents, 1
	noInterval := bolus("1", 0)
	noInterval.ADDL = 2
	overlap := bolus("1", 0)
	overlap.Input, overlap.Duration, overlap.Rate, overlap.II, overlap.SS = ByDuration, 1e6, 1e-6, 1, Replace
	ok := func(Event) Delivery { return Delivery{F: 1} }
	for _, c := range []struct {
		name    string
		events  []Event
		deliver func(Event) Delivery
		code    string
	}{
		{"two subjects", []Event{bolus("1", 0), bolus("2", 0)}, ok, "dose.subjects"},
		{"time goes back", []Event{bolus("1", 5), bolus("1", 0)}, ok, "dose.order"},
		{"time is NaN", []Event{bolus("1", math.NaN())}, ok, "dose.time"},
		{"too many", []Event{repeat}, ok, "dose.toomany"},
		{"no interval", []Event{noInterval}, ok, "dose.ii"},
		{"negative lag", []Event{bolus("1", 0)}, func(Event) Delivery { return Delivery{F: 1, Lag: -1} }, "dose.delivery"},
		{"F is NaN", []Event{bolus("1", 0)}, func(Event) Delivery { return Delivery{F: math.NaN()} }, "dose.delivery"},
		{"overlap without end", []Event{overlap}, ok, "dose.overlap"},
	} {
		_, err := Timeline(c.events, c.deliver)
		if err == nil || !strings.Contains(err.Error(), "["+c.code+"]") {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
	if changes, err := Timeline(nil, nil); err != nil || len(changes) != 0 {
		t.Errorf("nothing gives %v, %v", changes, err)
	}
}

// An infusion shorter than the tie tolerance would end before it starts; it becomes a bolus.
func TestVeryShortInfusionIsABolus(t *testing.T) {
	e := Event{EVID: EVIDDose, Amount: unit.Q(1, "mg"), Input: ByDuration, Duration: 1e-10, Rate: 1e10}
	changes, err := Timeline([]Event{e}, nil)
	if err != nil || len(changes) != 1 || changes[0].Kind != Bolus || changes[0].Amount != 1 {
		t.Errorf("%v %v", changes, err)
	}
}

func TestSubjectsAreRuns(t *testing.T) {
	tab, err := ReadTable(strings.NewReader("ID,TIME,AMT,WT\n1,0,5,70\n1,1,.,71\n2,0,5,80\n1,0,5,90\n"), "t", Options{})
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int
	for i, s := range tab.Subjects() {
		sizes = append(sizes, len(s))
		if len(BySubject(tab.Events())[i]) != len(s) {
			t.Error("BySubject and Subjects disagree")
		}
	}
	if !reflect.DeepEqual(sizes, []int{2, 1, 1}) {
		t.Errorf("runs of %v", sizes)
	}
	if v := tab.Covariate(tab.Records[3], "WT"); v != 90 {
		t.Errorf("WT %g", v)
	}
	if !math.IsNaN(tab.Covariate(tab.Records[0], "HT")) {
		t.Error("an absent covariate has a value")
	}
}

func TestTableOptions(t *testing.T) {
	tab, err := ReadTable(strings.NewReader("TIME|AMT|RATE\n1|240|24\n"), "t", Options{TimeUnit: unit.Must("d"), AmountUnit: unit.Must("ug"), PerKg: true, Delimiter: '|'})
	if err != nil {
		t.Fatal(err)
	}
	e := tab.Records[0].Event
	if e.Time != 24 || e.Rate != 1 || e.Duration != 240 || !e.PerKg || e.Amount.Unit.Scale != 1e-9 {
		t.Errorf("%+v", e)
	}
	// A file of errors is not read to its end.
	_, err = ReadTable(strings.NewReader("TIME,AMT\n"+strings.Repeat("x,1\n", 1000)), "t", Options{})
	if err == nil || !strings.Contains(err.Error(), "stops after") || strings.Count(err.Error(), "\n") > maxErrors {
		t.Errorf("%d lines of errors", strings.Count(err.Error(), "\n"))
	}
	long := strings.Repeat("1", maxLine+10)
	if _, err = ReadTable(strings.NewReader("TIME,AMT\n"+long), "t", Options{}); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Error("a line without end is read")
	}
}

func TestLongRegimenIsRefused(t *testing.T) {
	for _, err := range []error{
		func() error { _, err := ParseRegimen(strings.Repeat("15 mg qd then ", 1000)); return err }(),
		func() error { _, err := ParseDoseAndRegimen(strings.Repeat("15 mg ", 1000), "qd"); return err }(),
	} {
		if err == nil || !strings.Contains(err.Error(), "dose.long") || len(err.Error()) > 400 {
			t.Errorf("%v", err)
		}
	}
}

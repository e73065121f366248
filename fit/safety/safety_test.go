package safety

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"jakstat/evidence"
	"jakstat/jak/safety"
	"jakstat/qualification"
	"jakstat/rng"
)

var shipped = sync.OnceValues(func() (*Data, error) { return Open(context.Background(), evidence.Default()) })

func data(t *testing.T) *Data {
	t.Helper()
	d, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func find(t *testing.T, d *Data, id string) *Row {
	t.Helper()
	i := slices.IndexFunc(d.Rows, func(r *Row) bool { return r.ID == id })
	if i < 0 {
		t.Fatalf("no row %s", id)
	}
	return d.Rows[i]
}

func TestTheShippedCalibrationIsTheEstimate(t *testing.T) {
	c, err := Calibrate(context.Background(), evidence.Default())
	if err != nil {
		t.Fatal(err)
	}
	s := safety.Shipped()
	if d := s.Distance(c); d > 1e-4 || s.Hash != c.Hash {
		t.Errorf("differs by %g standard deviations (data %s, shipped %s): jakstat fit safety --out library/calibration", d, c.Hash, s.Hash)
	}
}

func TestTreatmentsOfTheTables(t *testing.T) {
	for _, c := range []struct{ drug, dose, regimen, want string }{
		{"tofacitinib", "5", "BID", "JAK inhibitor tofacitinib [{tofacitinib 5 BID}]"},
		{"tofacitinib", "5-10", "BID", "JAK inhibitor tofacitinib [{tofacitinib 5 BID} {tofacitinib 10 BID}]"},
		{"baricitinib", "any", "QD", "JAK inhibitor baricitinib [{baricitinib 2 QD} {baricitinib 4 QD}]"},
		{"upadacitinib", "15-30", "QD", "JAK inhibitor upadacitinib [{upadacitinib 15 QD} {upadacitinib 30 QD}]"},
		{"tofacitinib BID", "10", "", "JAK inhibitor tofacitinib [{tofacitinib 10 BID}]"},
		{"tofacitinib 5 mg BID", "", "", "JAK inhibitor tofacitinib [{tofacitinib 5 BID}]"},
		{"adalimumab", "40", "EOW", "TNF inhibitor  []"},
		{"placebo", "0", "BID", "  []"},
		{"IL-6 inhibitor", "routine", "", "IL-6 inhibitor  []"},
	} {
		p, err := planOf(c.drug, c.dose, c.regimen)
		if got := fmt.Sprint(p.Class, " ", p.Drug, " ", p.Doses); err != nil || got != c.want {
			t.Errorf("%s %s: %q, %v; want %q", c.drug, c.dose, got, err, c.want)
		}
	}
	if _, err := planOf("various", "", ""); err == nil {
		t.Error("various is a treatment")
	}
}

func TestSizesOfArms(t *testing.T) {
	d := data(t)
	for _, c := range []struct {
		id    string
		n, py float64
	}{
		{"rate2", 62, 5491},                       // both printed
		{"rate18", 47, 100 * 47 / 0.91},           // events and rate
		{"rate51", 141, 100 * 141 / 2.86},         // events, and the rate of another row of the arm
		{"rate278", 1.1 * 7 / 3.3, 100 * 7 / 3.3}, // the arm's size from its most frequent event
		{"rate248", 0.05 * 53, 5300},              // the table of pools
	} {
		r := find(t, d, c.id)
		if !r.Compared() || math.Abs(r.N-c.n) > 1e-9*c.n || math.Abs(r.PY-c.py) > 1e-9*c.py {
			t.Errorf("%s: %g events in %g patient-years, want %g in %g (%s)", c.id, r.N, r.PY, c.n, c.py, r.Reason)
		}
	}
	// A rate with an interval counts as many events as give that interval.
	r := find(t, d, "rate156")
	se := math.Log(2.9/2.0) / (2 * z95)
	if math.Abs(1/math.Sqrt(r.N)-se) > 1e-9 {
		// the table of pools states the patient-years of this arm
		if py, ok := r.stated(); !ok || r.PY != py {
			t.Errorf("%g events for a standard error of %g", r.N, se)
		}
	}
}

func TestNobodyIsCountedTwice(t *testing.T) {
	d := data(t)
	type key struct{ part, event, drug string }
	pools := map[key]map[string]bool{}
	mixed := map[key]int{}
	arms := map[string]bool{}
	for _, r := range d.Rows {
		if !r.Fitted() {
			continue
		}
		k := key{r.Part(), r.Event.Name, r.Plan.Drug + string(r.Plan.Class)}
		if pools[k] == nil {
			pools[k] = map[string]bool{}
		}
		name := r.Rate.Pool
		if r.Pool.Subset == "" {
			name += r.Rate.Population
		}
		pools[k][name] = true
		mixed[k] |= 1 << min(len(r.Plan.Doses), 2)
		arm := r.arm() + r.Event.Name
		if arms[arm] {
			t.Errorf("%s: its arm is counted already", r.ID)
		}
		arms[arm] = true
	}
	for k, p := range pools {
		if len(p) > 1 || mixed[k]&4 != 0 && mixed[k] != 4 {
			t.Errorf("%v: pools %v, doses %b", k, p, mixed[k])
		}
	}
	for _, c := range []struct{ covered, by string }{{"rate105", "rate58"}, {"rate328", "rate30"}, {"rate451", "rate127"}, {"rate1", "rate2"}, {"rate115", "rate396"}} {
		if r, by := find(t, d, c.covered), find(t, d, c.by); r.Covered == "" && r.Compared() || !by.Fitted() {
			t.Errorf("%s (%q) counts beside %s (%q)", c.covered, r.Covered, c.by, by.Covered)
		}
	}
	for _, c := range d.Contrasts {
		if c.Study == "ORAL Surveillance (A3921133)" && c.Reason == "" {
			t.Errorf("%s repeats the rates of its study", c.ID)
		}
	}
}

// Nothing of a programme reaches its own prediction: other numbers of events in its rows do not move it.
func TestHeldOutProgrammesAreNotSeen(t *testing.T) {
	d := *data(t)
	event, _ := safety.Find("herpes zoster")
	full, err := d.Choose(context.Background(), event, View{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := fold{event, Pool, "upadacitinib RA"}
	before, err := d.predict(context.Background(), f, full.Fitted)
	if err != nil {
		t.Fatal(err)
	}
	d.Rows = slices.Clone(d.Rows)
	for i, r := range d.Rows {
		if r.Pool != nil && r.Part() == f.name {
			other := *r
			other.N *= 10
			d.Rows[i] = &other
		}
	}
	after, err := d.predict(context.Background(), f, full.Fitted)
	if err != nil {
		t.Fatal(err)
	}
	moved, err := d.Choose(context.Background(), event, View{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(before) < 6 {
		t.Fatalf("only %d rows", len(before))
	}
	for i := range before {
		if before[i].Ln != after[i].Ln || before[i].SD != after[i].SD {
			t.Errorf("%s: %g became %g", before[i].ID, before[i].Ln, after[i].Ln)
		}
		if a, b := full.Forecast(before[i].Row), moved.Forecast(before[i].Row); math.Abs(a.Ln-b.Ln) < 0.1 {
			t.Errorf("%s: the full estimate does not see it either", before[i].ID)
		}
	}
}

// Effects come back from rates that were drawn from the hazards themselves.
func TestDrawnRatesAreRecovered(t *testing.T) {
	d := *data(t)
	event, _ := safety.Find("herpes zoster")
	m, _ := safety.Shipped().Model(event.Name)
	parts := map[string]float64{}
	s := rng.Key(7, 0, rng.Name("rates"), 0)
	d.Rows = slices.Clone(d.Rows)
	for i, r := range d.Rows {
		if r.Event != event || !r.Compared() {
			continue
		}
		if _, ok := parts[r.Part()]; !ok {
			parts[r.Part()] = m.Programme * s.Normal(uint64(1000+len(parts)))
		}
		other := *r
		f := m.Forecast(&r.Population, r.Action)
		other.N = float64(s.Poisson(uint64(2*i), math.Exp(f.Ln+parts[r.Part()]+math.Hypot(m.Pool, m.Arm)*s.Normal(uint64(2*i+1)))*r.PY/100))
		d.Rows[i] = &other
	}
	fit, err := d.Fit(context.Background(), event, m.Pathway, View{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	again := fit.Model()
	for i, name := range again.Names {
		k, ok := m.At[name]
		if z := (again.X[i] - m.X[k]) / again.SD(i); ok && math.Abs(z) > 4 {
			t.Errorf("%s: %.2f ± %.2f, drawn with %.2f", name, again.X[i], again.SD(i), m.X[k])
		}
	}
}

func TestQualification(t *testing.T) {
	d := data(t)
	steps := 0
	var mu sync.Mutex
	q, err := d.Qualify(context.Background(), func() { mu.Lock(); steps++; mu.Unlock() })
	if err != nil {
		t.Fatal(err)
	}
	if steps != d.Steps() {
		t.Errorf("%d steps, %d announced", steps, d.Steps())
	}
	for i := range q.Checks {
		if c := &q.Checks[i]; !c.Pass() || c.N == 0 {
			t.Errorf("%s: %g of %d, asked %g to %g", c.Name, c.Value, c.N, c.Min, c.Max)
		}
	}
	if len(q.Points)+len(q.Outside) != len(d.Rows) {
		t.Errorf("%d + %d of %d rates", len(q.Points), len(q.Outside), len(d.Rows))
	}
	for _, r := range q.Outside {
		if r.Reason == "" {
			t.Errorf("%s: no reason", r.ID)
		}
	}
	// The criteria can fail: predictions six times too high do not pass.
	wrong := *q
	wrong.Points, wrong.Drugs, wrong.Checks, wrong.ByEvent = slices.Clone(q.Points), slices.Clone(q.Drugs), nil, nil
	for i, p := range wrong.Points {
		p.Forecast.Ln += math.Log(6)
		wrong.Points[i] = newPoint(p.Row, p.Forecast, p.Left, p.Full)
	}
	wrong.scores(d)
	wrong.Pairs = nil
	if err := wrong.judge(qualification.FS); err != nil || wrong.Pass {
		t.Errorf("predictions six times too high pass: %v", err)
	}
}

func TestCriteriaThatNobodyComputesAreRefused(t *testing.T) {
	q := &Qualification{}
	err := q.judge(fstest.MapFS{CriteriaFile: {Data: []byte("check,quantity,unit,min,max,remark\nluck,x,1,0,,\n")}})
	if err == nil || !strings.Contains(err.Error(), "luck") {
		t.Error(err)
	}
}

func TestEstimationStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := data(t).Qualify(ctx, func() {}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

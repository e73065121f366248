package trial

import (
	"context"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"jakstat/jak/safety"
)

const eventTrial = `trial: SAFE
disease: RA
population:
  covariates: {typical: RA, age-sd: 8}
arms:
  - {name: A, drug: tofacitinib, dose: 5, regimen: BID, n: 300}
  - {name: B, drug: tofacitinib, dose: 10, regimen: BID, n: 300}
  - {name: T, drug: TNFi, n: 300}
eligibility: {age: 30-90}
events:
  follow:
    - {event: serious infection, primary: yes}
    - {event: malignancy excl NMSC}
    - {event: herpes zoster}
  comparator: T
  combined: [{name: AB, arms: [A, B]}]
  margin: 1.8
  years: {median: 3, maximum: 4}
`

func openEvents(t *testing.T, text string) *Plan {
	t.Helper()
	p, err := Open("x.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// certain are the shipped hazards without any spread, of one rate per 100 patient-years and without covariates, times the ratios of a JAK inhibitor and a TNF inhibitor.
func certain(rate, jak, tnf float64) *safety.Calibration {
	c := &safety.Calibration{}
	for _, m := range safety.Shipped().Models {
		own := *m
		own.Pathway = nil
		own.Spread = safety.Spread{}
		own.At = map[string]int{safety.Level: 0, safety.ClassName: 1, string(safety.TNF): 2, safety.DrugName("tofacitinib"): 3}
		own.Names = []string{safety.Level, safety.ClassName, string(safety.TNF), safety.DrugName("tofacitinib")}
		own.X = []float64{math.Log(rate), math.Log(jak), math.Log(tnf), 0}
		own.Factor = mat.NewTriDense(4, mat.Lower, nil)
		c.Models = append(c.Models, &own)
	}
	return c
}

func runEvents(t *testing.T, p *Plan, o Options) *EventResult {
	t.Helper()
	return simulate(t, p, nil, o).Events
}

// Where treatments do nothing, the ratio is 1 and non-inferiority is shown as often as its closed form says; rates, events and Kaplan-Meier curves are those
// of exponential times.
func TestEventsWithoutDifferences(t *testing.T) {
	p := openEvents(t, eventTrial)
	const rate, n = 8.0, 200.0
	r := runEvents(t, p, Options{Seed: 3, Replicates: n, Hazards: certain(rate, 1, 1)})
	// Entry is even over 2 years, so that follow-up is even from 2 to 4 years.
	h := rate / 100
	event := 1 - (math.Exp(-2*h)-math.Exp(-4*h))/(2*h) // mean chance of an event
	for _, x := range r.Rates {
		size := 300.0
		if x.Group == 3 {
			size = 600
		}
		expected := size * event
		se := rate / math.Sqrt(expected)
		if math.Abs(x.Rate.Median-rate) > 5*se*1.2533/math.Sqrt(n) { // of a median of n
			t.Errorf("event %d, group %d: rate %g, want %g", x.Event, x.Group, x.Rate.Median, rate)
		}
		if wide := (x.Rate.Central95.High - x.Rate.Central95.Low) / (2 * 1.96 * se); math.Abs(wide-1) > 0.3 {
			t.Errorf("event %d, group %d: the interval is %g times that of Poisson", x.Event, x.Group, wide)
		}
		for i, f := range x.Free {
			s := math.Exp(-h * r.Times[i])
			left := size // at least a quarter are followed to 3.5 years
			if r.Times[i] > 2 {
				left *= (4 - r.Times[i]) / 2
			}
			if left >= 75 && math.Abs(f.Median-s) > 6*math.Sqrt(s*(1-s)/left)/math.Sqrt(n)+1/size {
				t.Errorf("event %d, group %d, %g years: %g without event, want %g", x.Event, x.Group, r.Times[i], f.Median, s)
			}
		}
	}
	for _, x := range r.Ratios {
		a, b := 300*event, 300*event
		if x.Group == 3 {
			a = 600 * event
		}
		se := math.Sqrt(1/a + 1/b)
		if math.Abs(math.Log(x.HR.Median)) > 5*se*1.2533/math.Sqrt(n) || x.True.Median != 1 || x.Estimable != n {
			t.Errorf("event %d, group %d: ratio %g (%g), %d estimates", x.Event, x.Group, x.HR.Median, x.True.Median, x.Estimable)
		}
		want := Rate(math.Log(1.8)/se - normal95)
		if math.Abs(x.NonInferior-want) > 4*math.Sqrt(want*(1-want)/n)+0.03 {
			t.Errorf("event %d, group %d: not inferior in %g, want %g", x.Event, x.Group, x.NonInferior, want)
		}
	}
}

// A constant ratio is found; one that grows with the lag of cancers is found on average over the time followed.
func TestEventsWithDifferences(t *testing.T) {
	p := openEvents(t, eventTrial)
	r := runEvents(t, p, Options{Seed: 3, Replicates: 100, Hazards: certain(8, 2, 0.8)})
	for _, x := range r.Ratios {
		want := math.Log(2 / 0.8)
		if lag := p.Events.List[x.Event].Lag; lag > 0 {
			want *= 1 - lag/3*(1-math.Exp(-3/lag)) // the mean of 1 − exp(−t/lag) over the median follow-up
			if math.Abs(math.Log(x.True.Median)-want) > 0.01 {
				t.Errorf("without sampling: %g, want %g", math.Log(x.True.Median), want)
			}
		}
		if math.Abs(math.Log(x.HR.Median)-want) > 0.06 {
			t.Errorf("event %d, group %d: ln ratio %g, want %g", x.Event, x.Group, math.Log(x.HR.Median), want)
		}
	}
}

// Workers, pieces and the order of arms do not matter; the same seed gives the same bits, another does not.
func TestEventsRepeat(t *testing.T) {
	p := openEvents(t, eventTrial)
	o := Options{Seed: 5, Replicates: 60}
	a := runEvents(t, p, o)
	s, err := New(p, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	pieces := make([][]byte, s.NumShards())
	if len(pieces) < 2 {
		t.Fatal("one piece")
	}
	for i := len(pieces) - 1; i >= 0; i-- {
		if pieces[i], err = s.RunShard(context.Background(), i); err != nil || !s.Fits(i, pieces[i]) {
			t.Fatal(err)
		}
	}
	b, err := s.Merge(pieces)
	if err != nil {
		t.Fatal(err)
	}
	swapped := openEvents(t, strings.Replace(strings.Replace(eventTrial, "  - {name: A, drug: tofacitinib, dose: 5, regimen: BID, n: 300}\n", "", 1), "n: 300}\neligibility", "n: 300}\n  - {name: A, drug: tofacitinib, dose: 5, regimen: BID, n: 300}\neligibility", 1))
	c := runEvents(t, swapped, o)
	place := []int{2, 0, 1, 3} // of A, B, T, AB
	for i, x := range a.Rates {
		same := func(y EventRate) bool {
			return x.Rate == y.Rate && x.N == y.N && len(x.Free) == len(y.Free) && x.Free[len(x.Free)-1] == y.Free[len(y.Free)-1]
		}
		if !same(b.Events.Rates[i]) {
			t.Errorf("in pieces: %v, at once %v", b.Events.Rates[i].Rate, x.Rate)
		}
		if y := c.Rates[4*x.Event+place[x.Group]]; !same(y) {
			t.Errorf("arms in another order: %v, %v", y.Rate, x.Rate)
		}
	}
	o.Seed = 6
	if d := runEvents(t, p, o); d.Rates[0].Rate == a.Rates[0].Rate {
		t.Error("another seed gives the same")
	}
}

// A trial that waits for events ends with them; who died has no more of them; who left is not followed.
func TestEventsEndAndLeave(t *testing.T) {
	text := strings.Replace(eventTrial, "primary: yes}", "primary: yes, until: 60}", 1)
	r := runEvents(t, openEvents(t, text), Options{Seed: 2, Replicates: 20, Hazards: certain(8, 1, 1)})
	if r.Rates[3].N.Median+r.Rates[2].N.Median != 60 || r.Reached != 1 || r.End.Central95.High > 3 {
		t.Errorf("%g events, ends after %v years, reached %g", r.Rates[3].N.Median+r.Rates[2].N.Median, r.End, r.Reached)
	}
	one := strings.Replace(eventTrial, "primary: yes}", "primary: yes, until: 1}", 1)
	if r := runEvents(t, openEvents(t, strings.ReplaceAll(one, "n: 300", "n: 1")), Options{Seed: 2, Replicates: 40, Hazards: certain(300, 1, 1)}); r.Entered.Median > 3 || r.Rates[0].N.Central95.High > 1 || r.Ratios[0].Estimable != 0 {
		t.Errorf("three patients, one event: %+v", r.Rates[0])
	}
	far := strings.Replace(eventTrial, "primary: yes}", "primary: yes, until: 900}", 1)
	if r := runEvents(t, openEvents(t, far), Options{Seed: 2, Replicates: 10, Hazards: certain(8, 1, 1)}); r.Reached != 0 || r.End.Median != 4 {
		t.Errorf("ends after %v years, reached %g", r.End, r.Reached)
	}
	plain := runEvents(t, openEvents(t, eventTrial), Options{Seed: 2, Replicates: 20, Hazards: certain(30, 1, 1)})
	left := runEvents(t, openEvents(t, eventTrial+"  dropout: {share: 50 %, by: 1}\n"), Options{Seed: 2, Replicates: 20, Hazards: certain(30, 1, 1)})
	died := runEvents(t, openEvents(t, strings.Replace(eventTrial, "herpes zoster", "death", 1)), Options{Seed: 2, Replicates: 20, Hazards: certain(30, 1, 1)})
	if want := 1 / math.Ln2; left.Followed.Median > 1.1 || math.Abs(left.Rates[0].Rate.Median/30-1) > 0.1 || left.Rates[0].Years.Median/300 > want {
		t.Errorf("half leave in a year: followed for %g, rate %g", left.Followed.Median, left.Rates[0].Rate.Median)
	}
	// With two causes of equal rate h, the first of which ends all, the second happens before it in half of those who have either.
	infection, death := died.Rates[0], died.Rates[8]
	if death.Group != 0 || death.N.Median == 0 || infection.N.Median > 0.75*plain.Rates[0].N.Median || math.Abs(infection.Rate.Median/30-1) > 0.1 {
		t.Errorf("%g infections where people die of something else, %g where not", infection.N.Median, plain.Rates[0].N.Median)
	}
}

// All mistakes of a description and its events at once, each with its line.
func TestMistakesOfEvents(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"many", `trial: SAFE
disease: vitiligo
population:
  covariates: {age: 200, smoker: 30, years: 3, lefthanded: 10 %}
arms:
  - {name: A, drug: mydrug, blockade: 40 %, n: 300}
  - {name: T, drug: TNFI, n: 300}
events:
  follow:
    - {event: heart attack, primary: maybe}
    - {event: MACE, until: none}
    - {event: MACE}
    - {primary: yes}
  comparator: X
  combined: [{name: A, arms: [T]}]
  margin: 0.5
  years: {median: 1, maximum: 6}
  dropout: {share: 5 %}
`, []string{
			"x.yaml:2:10:", "no hazards of events are known in vitiligo", `x.yaml:4:16: error: age "200"`, `x.yaml:4:26: error: smoker "30"`, "x.yaml:4:38: error: covariates: years is said by the trial", "x.yaml:4:48:", `unknown covariate "lefthanded"`,
			"not described: age-sd, male", "x.yaml:6:", "not known from a blockade alone", "x.yaml:7:", `unknown drug "TNFI"`, "x.yaml:10:15", `unknown event "heart attack"`, "x.yaml:10:38", `"maybe" is not known`, "x.yaml:11:", "x.yaml:12:", "MACE is given twice",
			"x.yaml:13:", "an event has no name", "x.yaml:14:", `there is no arm "X"`, "x.yaml:15:", "two arms at least", "already named", "x.yaml:16:", "x.yaml:17:", "half of the maximum", "x.yaml:18:20", "needs a share and the years",
		}},
		{"nothing", "trial: SAFE\ndisease: RA\narms:\n  - {name: A, drug: TNFi}\nevents: {margin: 2}\n", []string{"none is named", "how long patients are followed", "x.yaml:5:", "not described: age, age-sd"}},
		{"no events", strings.Replace(eventTrial, "events:", "rescue:", 1), []string{"covariates are described, but no events"}},
		{"no such ages", strings.Replace(eventTrial, "30-90", "75-90", 1), []string{"no people within the limits of age"}},
		{"no hazard", strings.Replace(eventTrial, "drug: TNFi", "drug: dupilumab", 1), []string{"no hazards are known of events under"}},
	} {
		_, err := Open("x.yaml", []byte(c.text))
		if err == nil {
			t.Errorf("%s: no mistakes", c.name)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: no %q in\n%v", c.name, w, err)
			}
		}
	}
}

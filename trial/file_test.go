package trial

import (
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"

	"jakstat/diag"
)

// All mistakes of a file at once, each with its line and what would be right.
func TestMistakesOfAFile(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"many", `trial: X
disease: RAA
phase: 3
population:
  prior biologic: 140 %
  age: old
arms:
  - {name: A, drug: tofacitinb, n: none}
  - {name: A, drug: placebo, n: 10, ratio: 2}
  - {drug: placebo}
control: B
endpoints:
  - {endpoint: ACR21, weeks: [12, 4], primary: 24}
  - {endpoint: ACR50}
  - {endpoint: dHAQ-DI, weeks: [12], margin: 5 %}
dropout: many
rescue: {week: 14, unless: ACR99}
switch: {to: C}
missing: zero
wekk: 3
`, []string{
			"x.yaml:2:10:", `unknown disease "RAA"`, "x.yaml:5:19:", `"140 %" is not a share`, "x.yaml:6:8:", `"old" is not an age`,
			"x.yaml:8:21:", `did you mean "tofacitinib"?`, "x.yaml:8:36:", "not a number of patients", "x.yaml:9:", `two arms are named "A"`, "has n and ratio",
			"x.yaml:10:", "an arm has no name", "x.yaml:11:10:", `there is no arm "B"`, "x.yaml:13:16:", `unknown endpoint "ACR21"`, "does not come after week 12",
			"week 24 is none of", "x.yaml:14:", "endpoint ACR50 has no weeks", "x.yaml:15:", "a margin is a share of patients", "x.yaml:16:10:", `"many" is not understood`,
			"x.yaml:17:", `"ACR99" is no share of patients`, "x.yaml:18:", "switch: has no week", `there is no arm "C"`, "x.yaml:19:10:", `"zero" is not known`, "x.yaml:20:1:", `unknown key "wekk"`,
		}},
		{"empty trial", "trial: X\n", []string{"names no disease", "has no arms", "has no endpoints"}},
		{"no name", "disease: RA\narms:\n  - {name: A, drug: placebo}\nendpoints:\n  - {endpoint: ACR20, weeks: 12}\n", []string{"the trial has no name"}},
		{"stratum of all", example + "stratification: [adolescents, prior biologics, prior biologic, prior biologic]\n", []string{"x.yaml:21:18:", "all are in one stratum", `"prior biologics" is no trait`, "given twice"}},
		{"own molecule", strings.Replace(example, "drug: upadacitinib", "drug: mydrug", 1), []string{"unknown drug", "blockade: 45 %"}},
		{"dose", strings.Replace(example, "dose: 15, regimen: QD PO", "dose: fifteen, regimen: often", 1), []string{"x.yaml:12:43", `"fifteen" of upadacitinib is no dose in mg`, "does not say how often"}},
		{"no dose", strings.Replace(example, "dose: 15, regimen: QD PO, ", "", 1), []string{"x.yaml:12:5", "no dose in mg", "how often"}},
		{"severity", example + "eligibility: {age: 18 to 75, severity: high}\n", []string{"x.yaml:21:20:", "x.yaml:21:40:", "not a range"}},
		{"range", strings.Replace(example, "weeks: [4, 12, 24], primary: 12", "weeks: [4, 5000], primary: yes", 1), []string{"out of range"}},
		{"which week", strings.Replace(example, "primary: 12", "primary: yes", 1), []string{"does not say at which of 3 weeks", "primary: 24"}},
		{"dropout", example + "dropout: {share: 10 %}\n", []string{"needs a share and the week"}},
		{"rescue", example + "rescue: {week: 12}\n", []string{"whom it spares"}},
		{"switch", example + "switch: {week: 12, to: UPA, unless: ACR20}\n", []string{"a switch is for all patients"}},
		{"too few", "trial: X\ndisease: RA\nrandomised: 1\narms:\n  - {name: A, drug: placebo}\n  - {name: B, drug: placebo}\nendpoints:\n  - {endpoint: ACR20, weeks: 12}\n", []string{"x.yaml:3:13", "1 patients leave 1 for 2 arms"}},
	} {
		_, err := Open("x.yaml", []byte(c.text))
		var l diag.List
		if !errors.As(err, &l) {
			t.Errorf("%s: %v is no list of mistakes", c.name, err)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: no %q in\n%v", c.name, w, err)
			}
		}
		for _, d := range l {
			if d.Pos.Line == 0 || !strings.HasPrefix(d.Code, "trial.") {
				t.Errorf("%s: %v has no line or a foreign code", c.name, d)
			}
		}
	}
}

func TestWordsOfAFile(t *testing.T) {
	p := open(t, strings.NewReplacer("{name: PBO, drug: placebo, n: 200}", "{name: PBO, drug: placebo, ratio: 1, background: none}", "n: 200", "ratio: 2, background: MTX", "n: 100", "ratio: 2").Replace(example)+
		"randomised: 503\ncontrol: ADA\nvisits: [2, 4]\neligibility: {age: 18-75, severity: \">= 3.2\", criteria: [active disease]}\nstratification: prior biologic\n")
	if got := []int{p.Arms[0].N, p.Arms[1].N, p.Arms[2].N}; got[0]+got[1]+got[2] != 503 || got[0] != 101 || got[1] != 201 {
		t.Errorf("sizes %v", got)
	}
	if p.Arms[0].Name != "PBO mono" || p.Arms[1].Name != "UPA+MTX" || p.Arms[1].Label != "UPA" || p.Control != 2 {
		t.Errorf("%+v, control %d", p.Arms, p.Control)
	}
	if d := p.People; d.Age.Low != 18 || d.Age.High != 75 || d.Age.SD != 12 || d.Measure != "DAS28-CRP" || d.Severity.Mean != 5.8 || d.Severity.Low != 3.2 || d.Female != 0.8 {
		t.Errorf("%+v", d)
	}
	p.Resize(10)
	if p.Patients() != 10 {
		t.Errorf("%d patients, not 10", p.Patients())
	}
	p.Resize(1)
	if p.Patients() != 3 {
		t.Errorf("%d patients: an arm is empty", p.Patients())
	}
	if mean, sd, ok := spread("5.10-5.41 (SD 0.96)"); !ok || math.Abs(mean-5.255) > 1e-12 || sd != 0.96 {
		t.Errorf("%g, %g, %v", mean, sd, ok)
	}
	own := open(t, strings.Replace(example, "drug: upadacitinib, dose: 15, regimen: QD PO", "drug: mydrug, blockade: 45 %", 1))
	if b := own.Arms[1].Blocked; b == nil || *b != 0.45 {
		t.Errorf("blockade %v", b)
	}
}

func TestShareOutIsWhole(t *testing.T) {
	for _, c := range []struct {
		n       int
		weights []float64
		want    []int
	}{
		{10, []float64{1, 1, 1}, []int{4, 3, 3}},
		{7, []float64{2, 1}, []int{5, 2}},
		{3, []float64{100, 1, 1}, []int{1, 1, 1}},
		{4, []float64{1e-3, 1}, []int{1, 3}},
	} {
		got := shareOut(c.n, c.weights)
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%d by %v: %v, want %v", c.n, c.weights, got, c.want)
				break
			}
		}
	}
}

// Whatever is in a file, reading ends with a plan that can be asked about or with a message in a line.
func FuzzOpen(f *testing.F) {
	f.Add(example)
	for _, n := range []string{"SELECT-COMPARE", "REACH3", "JADE TEEN", "BREEZE-AD5"} {
		_, data, err := Text(n)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Add(example + "dropout: {share: 10 %, by: 12}\nrescue: {week: 14, unless: ACR20, to: UPA}\nswitch: {week: 12, arms: PBO, to: ADA}\nstratification: prior biologic\n")
	f.Add(eventTrial + "  dropout: {share: 10 %, by: 1}\n  pool: x\nlaboratory: {values: [CK, hemoglobin], weeks: [2, 4], label: FDA, grading: ctcae}\n")
	f.Add(labTrial)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Open("x.yaml", []byte(text))
		if err != nil {
			var l diag.List
			if !errors.As(err, &l) {
				t.Fatalf("%v is no list of mistakes", err)
			}
			return
		}
		a := p.ask(p.cells(), p.strata())
		if e := p.Events; e != nil && (e.drawn == nil || len(e.List) == 0 || !(e.Median > 0 && e.Median <= e.Maximum && e.Recruitment() <= e.Maximum) || e.Comparator >= len(p.Arms) || len(p.Groups()) != len(p.Arms)+len(e.Combined)) {
			t.Fatalf("events %+v from %q", e, text)
		}
		if l := p.Laboratory; l != nil && (len(l.Values) == 0 || len(l.Weeks) == 0 || len(l.Rules) != len(p.Arms) || l.Setting.ID == "") {
			t.Fatalf("laboratory %+v from %q", l, text)
		}
		if len(p.Arms) == 0 || p.Patients() < len(p.Arms) {
			t.Fatalf("a plan without arms from %q", text)
		}
		if p.Events == nil && p.Laboratory == nil && (len(p.cells()) == 0 || len(a.list) == 0) {
			t.Fatalf("a plan without questions from %q", text)
		}
		p.Resize(100)
	})
}

// Memory does not grow with the patients: two hundred thousand need no more than twenty thousand.
func TestMemoryIsBounded(t *testing.T) {
	text, _, _ := strings.Cut(example, "  - {endpoint: ACR50")
	used := func(n int) uint64 {
		p := open(t, text)
		p.Resize(n)
		s, err := New(p, &fake{}, Options{Replicates: 1})
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		if _, err := s.Run(t.Context(), nil, nil, nil); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	few, many := used(20_000), used(200_000)
	if many > few+1<<18 {
		t.Errorf("%d bytes for 20 000 patients, %d for 200 000", few, many)
	}
}

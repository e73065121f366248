package evidence

import (
	"math"
	"strconv"
	"strings"
)

// Report is the outcome of [Library.Check].
type Report struct {
	Tables          []TableCount `json:"tables"`
	Rows            int          `json:"rows"`
	Verified        int          `json:"verified"`
	Unverified      int          `json:"unverified"`
	UnverifiedShare float64      `json:"unverified_share"`
	Sources         int          `json:"sources"`
	Choices         int          `json:"choices"`
	Checks          []CheckCount `json:"checks"`
	Run             int          `json:"run"`
	Failed          int          `json:"failed"`
	Waived          int          `json:"waived"`
	// Comparisons holds every derived figure that was set against a stated one.
	Comparisons []Comparison `json:"comparisons"`
	// Findings holds what failed, waived findings with the reason.
	Findings []Finding `json:"findings"`
}

// OK tells whether nothing failed beyond what is waived.
func (r *Report) OK() bool { return r.Failed == 0 }

// TableCount counts the rows of a table.
type TableCount struct {
	Table      string `json:"table"`
	Rows       int    `json:"rows"`
	Verified   int    `json:"verified"`
	Unverified int    `json:"unverified"`
}

// CheckCount counts the runs of a check. WorstFold is the largest fold error among them, 0 for
// checks that compare nothing.
type CheckCount struct {
	Check     string  `json:"check"`
	About     string  `json:"about"`
	Run       int     `json:"run"`
	Failed    int     `json:"failed"`
	Waived    int     `json:"waived"`
	WorstFold float64 `json:"worst_fold,omitempty"`
}

// Comparison is a figure derived from some rows against one stated by another. Fold is the larger
// over the smaller, 1 inside a stated range.
type Comparison struct {
	Check   string   `json:"check"`
	IDs     []string `json:"ids"`
	Label   string   `json:"label"`
	Derived float64  `json:"derived"`
	Stated  string   `json:"stated"`
	Unit    string   `json:"unit"`
	Fold    float64  `json:"fold"`
	OK      bool     `json:"ok"`
}

// Finding is something implausible. Waived findings carry the reason of their waiver.
type Finding struct {
	Check   string   `json:"check"`
	IDs     []string `json:"ids"`
	Message string   `json:"message"`
	Waived  bool     `json:"waived"`
	Reason  string   `json:"reason,omitempty"`
}

// Limits of plausibility. Each is wide on purpose: it catches a wrong unit or a slipped decimal
// point, not an unusual drug.
const (
	// half-life and exposure derived from a model against the stated one
	maxFold = 1.5
	// total volume of distribution over bioavailability: from plasma volume to deep tissue binding
	minVolume, maxVolume = 3.0, 2000.0
	bodyWeight           = 70.0 // kg, for volumes given per kg
	// orally absorbed small molecules
	minMolarMass, maxMolarMass = 200.0, 700.0
	// free peak concentration against cell potency, and potencies of one pair in different assays
	maxDecades = 4.0
	// variability as a fraction: of parameters (poorly identified ones reach 240 %) and of measurements
	maxIIV, maxCV = 3.0, 1.5
	// an oral dose, mg
	minDose, maxDose = 0.5, 1000.0
	// values of one quantity that are farther apart need a recorded choice
	disagreement = 2.0
)

// check is one kind of plausibility check.
type check struct {
	name, about string
	run         func(*checker)
}

// checks is filled at start because the loader of waivers asks for the names.
func checks() []check {
	return []check{
		{"half_life", "half-life from CL and V against the stated half-life, within 1.5-fold", (*checker).halfLives},
		{"exposure", "F·dose/CL against the stated AUC of the same population, within 1.5-fold", (*checker).exposures},
		{"volume", "volume of distribution between 3 and 2000 L", (*checker).volumes},
		{"clearance", "blood clearance below liver plus kidney blood flow", (*checker).clearances},
		{"coverage", "free peak concentration within four decades of each cell IC50", (*checker).coverage},
		{"siblings", "potencies of one drug on one target within four decades", (*checker).siblings},
		{"molar_mass", "molar mass between 200 and 700 g/mol", (*checker).molarMasses},
		{"fraction", "fractions between 0 and 1, times above IC50 within a day", (*checker).fractions},
		{"variability", "between-subject variability below 300 %, spread of measurements below 150 %", (*checker).variability},
		{"dose", "doses between 0.5 and 1000 mg", (*checker).doses},
		{"disagreement", "values of one quantity more than 2-fold apart have a row in choices.csv", (*checker).disagreements},
	}
}

func checkNames() []string {
	var out []string
	for _, c := range checks() {
		out = append(out, c.name)
	}
	return out
}

// checker collects the outcome of the checks.
type checker struct {
	*Library
	report  *Report
	current *CheckCount
	used    []bool // waivers that covered a finding
}

// Check runs the plausibility checks. Exceptions come from waivers.csv and nowhere else; a waiver
// that covers nothing is a failure too.
func (l *Library) Check() *Report {
	r := &Report{Sources: len(l.Sources), Choices: len(l.Choices)}
	r.count(l)
	c := &checker{Library: l, report: r, used: make([]bool, len(l.Waivers))}
	for _, k := range checks() {
		r.Checks = append(r.Checks, CheckCount{Check: k.name, About: k.about})
		c.current = &r.Checks[len(r.Checks)-1]
		k.run(c)
	}
	r.Checks = append(r.Checks, CheckCount{Check: "waiver", About: "every waiver covers a finding"})
	c.current = &r.Checks[len(r.Checks)-1]
	for i, w := range l.Waivers {
		c.test(c.used[i], strings.Split(w.ID, ";"), "waiver of check %s for %s covers nothing: remove it", w.Check, w.ID)
	}
	for _, k := range r.Checks {
		r.Run += k.Run
		r.Failed += k.Failed
		r.Waived += k.Waived
	}
	return r
}

func (r *Report) count(l *Library) {
	index := map[string]int{}
	for i, t := range Tables() {
		r.Tables = append(r.Tables, TableCount{Table: t})
		index[t] = i
	}
	for _, e := range l.entries {
		rec := e.Rec()
		t := &r.Tables[index[rec.Table]]
		t.Rows++
		r.Rows++
		if rec.How == Verified {
			t.Verified++
			r.Verified++
		} else {
			t.Unverified++
			r.Unverified++
		}
	}
	if r.Rows > 0 {
		r.UnverifiedShare = float64(r.Unverified) / float64(r.Rows)
	}
}

// test counts one run and notes a finding unless ok.
func (c *checker) test(ok bool, ids []string, format string, args ...any) {
	c.current.Run++
	if ok {
		return
	}
	f := Finding{Check: c.current.Check, IDs: ids, Message: sprintf(format, args...)}
	if i, covered := c.waiver(f); covered {
		c.used[i] = true
		f.Waived, f.Reason = true, c.Waivers[i].Reason
		c.current.Waived++
	} else {
		c.current.Failed++
	}
	c.report.Findings = append(c.report.Findings, f)
}

// waiver finds the waiver that names the most rows of a finding.
func (c *checker) waiver(f Finding) (best int, ok bool) {
	size := 0
	for i, w := range c.Waivers {
		ids := strings.Split(w.ID, ";")
		if w.Check == f.Check && len(ids) > size && containsAll(f.IDs, ids) {
			best, size = i, len(ids)
		}
	}
	return best, size > 0
}

func containsAll(have, want []string) bool {
	for _, w := range want {
		found := false
		for _, h := range have {
			found = found || h == w
		}
		if !found {
			return false
		}
	}
	return true
}

// compare sets a derived figure against a stated one.
func (c *checker) compare(ids []string, label string, derived float64, stated Value, unitText string) {
	f := foldOf(derived, stated)
	ok := f <= maxFold
	text := plain(stated.Value)
	if stated.Relation == Range {
		text = plain(stated.Low) + "-" + plain(stated.High)
	}
	c.report.Comparisons = append(c.report.Comparisons, Comparison{
		Check: c.current.Check, IDs: ids, Label: label, Derived: derived, Stated: text, Unit: unitText, Fold: f, OK: ok,
	})
	c.current.WorstFold = math.Max(c.current.WorstFold, f)
	c.test(ok, ids, "%s: %s %s derived, %s stated, %.2f-fold apart", label, plain(derived), unitText, text, f)
}

// plain prints three significant digits without an exponent.
func plain(x float64) string {
	digits := 0
	if x > 0 {
		digits = max(0, 2-int(math.Floor(math.Log10(x))))
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}

// foldOf returns how far x lies outside the interval of v, as a ratio of at least 1.
func foldOf(x float64, v Value) float64 {
	switch {
	case x < v.Low:
		return v.Low / x
	case x > v.High:
		return x / v.High
	}
	return 1
}

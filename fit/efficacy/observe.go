package efficacy

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"jakstat/evidence/results"
	"jakstat/jak/disease"
)

// Observation is a reported result on the scale of the model.
type Observation struct {
	*results.Result
	disease.Ask
	Definition disease.Endpoint
	Course     bool    // from the table of courses
	Patients   float64 // of the arm
	Y, SE      float64 // probit of the share of patients who are better off, or improvement in standard deviations; sampling error
}

// unknownSize is taken where the tables do not give the size of an arm: the middle of the arms of phase 2, an assumption.
const unknownSize = 100

var normal = distuv.UnitNormal

// Observations puts all reported results on the scale of the model, in the order of the tables; rows over time that repeat a row of the main table are
// left out.
func Observations(lib *results.Library) []Observation {
	settings := settingsOf(lib)
	type at struct {
		trial, arm, endpoint string
		week                 float64
	}
	seen := map[at]bool{}
	var out []Observation
	add := func(r *results.Result, course bool) {
		s, e, n := settings[r.Trial], endpoint(r.Endpoint), Patients(r)
		o := Observation{Result: r, Definition: e, Course: course, Patients: n, Ask: disease.Ask{Setting: s, Arm: armOf(r), Endpoint: r.Endpoint, Week: r.Week}}
		if e.Kind == "pct" {
			// Half a patient on either side keeps arms without or full of responders finite.
			share := (r.Value/100*n + 0.5) / (n + 1)
			o.Y = normal.Quantile(share)
			o.SE = math.Sqrt(share*(1-share)/n) / normal.Prob(o.Y)
		} else {
			o.Y = r.Value / e.SD
			o.SE = 1 / math.Sqrt(n)
		}
		if e.Down {
			o.Y = -o.Y
		}
		out = append(out, o)
	}
	for i := range lib.Efficacy {
		r := &lib.Efficacy[i]
		if strings.Contains(r.Regimen, "baseline BSA") {
			continue // a part of the patients of another arm of the table, who would count twice
		}
		seen[at{r.Trial, r.Arm, r.Endpoint, r.Week}] = true
		add(r, false)
	}
	for i := range lib.Courses {
		if r := &lib.Courses[i]; !seen[at{r.Trial, r.Arm, r.Endpoint, r.Week}] {
			add(r, true)
		}
	}
	return out
}

// Wanted are the questions of the blind trials, in the order of the table.
func Wanted(lib *results.Library) []disease.Ask {
	settings := settingsOf(lib)
	out := make([]disease.Ask, len(lib.Wanted))
	for i := range lib.Wanted {
		r := &lib.Wanted[i]
		out[i] = disease.Ask{Setting: settings[r.Trial], Arm: armOf(r), Endpoint: r.Endpoint, Week: r.Week}
	}
	return out
}

func settingsOf(lib *results.Library) map[string]*disease.Setting {
	out := map[string]*disease.Setting{}
	for _, d := range lib.Designs {
		s := disease.SettingOf(d)
		out[d.Trial] = &s
	}
	return out
}

// endpoint is one of the shipped tables, which the tests check to be known.
func endpoint(name string) disease.Endpoint {
	e, ok := disease.FindEndpoint(name)
	if !ok {
		panic("efficacy: no endpoint " + name)
	}
	return e
}

func armOf(r *results.Result) *disease.Arm {
	return &disease.Arm{Name: r.Arm, Drug: r.Drug, Dose: r.Dose, Regimen: r.Regimen}
}

// Patients is the size of a row's arm; ranges and remarks in the cell give their first number, a blank cell 100.
func Patients(r *results.Result) float64 {
	if r.N.Known {
		return r.N.Value
	}
	digits := strings.TrimLeft(r.N.Text, "~<>")
	if i := strings.IndexFunc(digits, func(c rune) bool { return c < '0' || c > '9' }); i >= 0 {
		digits = digits[:i]
	}
	if v, err := strconv.ParseFloat(digits, 64); err == nil && v > 0 {
		return v
	}
	return unknownSize
}

// Value is a linear predictor in the unit of the endpoint: per cent of patients, or the mean change.
func Value(e disease.Endpoint, y float64) float64 {
	if e.Down {
		y = -y
	}
	if e.Kind == "pct" {
		return 100 * normal.CDF(y)
	}
	return y * e.SD
}

// reference is the week from which a disease's courses are trends.
func reference(o *Observation) float64 {
	d, _ := disease.Find(o.Setting.Disease)
	return d.ReferenceWeek
}

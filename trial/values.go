package trial

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/jak/form"
)

// Limits of a trial: beyond them a file is mistaken, not ambitious.
const (
	maxArms     = 24
	maxWeek     = 520 // ten years
	maxPatients = 10_000_000
	maxReads    = 600 // endpoints times weeks
	maxStrata   = 3   // traits, hence at most eight strata
)

// Assumed where a file and its tables are silent.
const (
	defaultCorrelation = 0.6
	defaultMemory      = 12   // weeks
	defaultN           = 100  // patients of an arm
	ageSD              = 12.5 // years; between patients of trials that print it
	severitySD         = 0.2  // of the mean
)

// reader resolves the words of one file; mistakes are collected.
type reader struct {
	file  *File
	diags diag.List
}

func (r *reader) bad(at diag.Pos, code, format string, args ...any) *diag.Diagnostic {
	at.File = r.file.Path
	r.diags.Add(diag.New(at, "trial."+code, format, args...))
	return &r.diags[len(r.diags)-1]
}

// top is the place of what a whole file lacks.
func (r *reader) top() diag.Pos { return diag.Pos{Line: 1} }

// number reads a plain number within limits; otherwise stands for an empty word.
func (r *reader) number(t form.Text, field, example string, low, high, otherwise float64) float64 {
	if t.S == "" {
		return otherwise
	}
	v, err := strconv.ParseFloat(t.S, 64)
	switch {
	case err != nil || math.IsNaN(v):
		r.bad(t.Pos, "number", "%s: %q is not a number", field, t.S).Suggestion = "write " + field + ": " + example
	case v < low || v > high:
		r.bad(t.Pos, "number", "%s: %s is out of range", field, t.S).Suggestion = "write a number from " + strconv.FormatFloat(low, 'g', -1, 64) + " to " + strconv.FormatFloat(high, 'g', -1, 64)
	default:
		return v
	}
	return otherwise
}

func (r *reader) count(t form.Text, field string, otherwise int) int {
	if t.S == "" {
		return otherwise
	}
	n, err := strconv.Atoi(t.S)
	if err != nil || n < 1 || n > maxPatients {
		r.bad(t.Pos, "number", "%s: %q is not a number of patients", field, t.S).Suggestion = "write a whole number from 1 to " + strconv.Itoa(maxPatients)
		return otherwise
	}
	return n
}

var shareForm = regexp.MustCompile(`^(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?\s*(%?)(?:\s*\(.*\))?$`)

// share reads "25 %", "75-82 %" (the middle) or 0.25.
func (r *reader) share(t form.Text, field string, otherwise float64) float64 {
	if t.S == "" {
		return otherwise
	}
	m := shareForm.FindStringSubmatch(t.S)
	if m != nil {
		v, _ := strconv.ParseFloat(m[1], 64)
		if m[2] != "" {
			high, _ := strconv.ParseFloat(m[2], 64)
			v = (v + high) / 2
		}
		if m[3] != "" {
			v = math.Round(v*1e8) / 1e10 // 45.4 % is 0.454 to the last digit
		}
		if v <= 1 {
			return v
		}
	}
	r.bad(t.Pos, "share", "%s: %q is not a share of patients", field, t.S).Suggestion = "write " + field + ": 25 %, or 0.25"
	return otherwise
}

func (r *reader) week(t form.Text, field string, otherwise float64) float64 {
	return r.number(t, field, "12", 0.1, maxWeek, otherwise)
}

// weeks reads a list of weeks; they must rise.
func (r *reader) weeks(ts form.Texts, field string) []float64 {
	var out []float64
	for _, t := range ts {
		n := len(r.diags)
		w := r.week(t, field, 0)
		switch {
		case len(r.diags) > n:
		case t.S == "":
			r.bad(t.Pos, "number", "%s: a week is empty", field).Suggestion = "write " + field + ": [4, 8, 12]"
		case len(out) > 0 && w <= out[len(out)-1]:
			r.bad(t.Pos, "weeks", "%s: week %s does not come after week %s", field, t.S, weekText(out[len(out)-1])).Suggestion = "write weeks in rising order, each once"
		default:
			out = append(out, w)
		}
	}
	return out
}

func weekText(w float64) string { return strconv.FormatFloat(w, 'g', -1, 64) }

var spreadForm = regexp.MustCompile(`^(?:about |median )?(-?\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?(?:\s*\(mean\))?(?:\s*\(SD (\d+(?:\.\d+)?)\))?$`)

// spread reads "54", "52-56" (the middle) or "54 (SD 12)"; ok is false where the text says something else.
func spread(text string) (mean, sd float64, ok bool) {
	m := spreadForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return math.NaN(), math.NaN(), false
	}
	mean, _ = strconv.ParseFloat(m[1], 64)
	if m[2] != "" {
		high, _ := strconv.ParseFloat(m[2], 64)
		mean = (mean + high) / 2
	}
	sd = math.NaN()
	if m[3] != "" {
		sd, _ = strconv.ParseFloat(m[3], 64)
	}
	return mean, sd, true
}

var (
	rangeForm = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)$`)
	boundForm = regexp.MustCompile(`^(>=|<=|>|<)\s*(\d+(?:\.\d+)?)$`)
)

// bounds reads "18-75", ">= 16" or "< 65".
func (r *reader) bounds(t form.Text, field string) (low, high float64) {
	low, high = math.Inf(-1), math.Inf(1)
	if t.S == "" {
		return low, high
	}
	if m := rangeForm.FindStringSubmatch(t.S); m != nil {
		low, _ = strconv.ParseFloat(m[1], 64)
		high, _ = strconv.ParseFloat(m[2], 64)
		if low < high {
			return low, high
		}
	}
	if m := boundForm.FindStringSubmatch(t.S); m != nil {
		v, _ := strconv.ParseFloat(m[2], 64)
		if m[1][0] == '>' {
			return v, high
		}
		return low, v
	}
	r.bad(t.Pos, "range", "%s: %q is not a range", field, t.S).Suggestion = `write "18-75", ">= 16" or "<= 65"`
	return math.Inf(-1), math.Inf(1)
}

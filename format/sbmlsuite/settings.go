package sbmlsuite

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
)

// Settings is a settings file. Numbers that the file leaves blank are NaN (Steps: -1): flux balances have no time, stochastic cases
// no tolerances.
type Settings struct {
	Start, Duration float64
	Steps           int
	Variables       []string
	// Absolute and Relative are the tolerances of [Compare].
	Absolute, Relative float64
	// Amount and Concentration list the species among Variables by what is reported of them.
	Amount, Concentration []string
	// Output names the columns of a stochastic case: variables with "-mean" or "-sd".
	Output []string
	// MeanRange and SDRange are the open intervals of the two stochastic statistics; NaN when absent.
	MeanRange, SDRange [2]float64
	// Lines has the line of each key.
	Lines map[string]int
}

// maxSteps bounds the number of rows that a settings file can ask for.
const maxSteps = 10_000_000

var settingKeys = []string{"start", "duration", "steps", "variables", "absolute", "relative", "amount", "concentration", "output", "meanRange", "sdRange"}

// ReadSettings reads a settings file; name is used in messages. The error is a diag.List.
func ReadSettings(name string, data []byte) (*Settings, error) {
	nan := math.NaN()
	none := [2]float64{nan, nan}
	s := &Settings{Start: nan, Duration: nan, Steps: -1, Absolute: nan, Relative: nan, MeanRange: none, SDRange: none, Lines: map[string]int{}}
	r := &reader{name: name}
	for i, text := range lines(data) {
		if strings.TrimSpace(text) != "" {
			s.line(r, i+1, text)
		}
	}
	for _, key := range settingKeys[:6] { // without species there is nothing to say about amounts and concentrations
		if s.Lines[key] == 0 {
			r.fail(0, "settings", "no line %q", key+":").Suggestion = "a line may be empty behind its colon, but not missing"
		}
	}
	s.check(r)
	if err := r.diags.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Settings) line(r *reader, line int, text string) {
	key, value, ok := strings.Cut(text, ":")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	switch {
	case !ok:
		r.fail(line, "settings", "%q is not of the form \"key: value\"", strings.TrimSpace(text))
		return
	case !slices.Contains(settingKeys, key):
		r.fail(line, "settings", "unknown key %q", key).Suggestion = diag.DidYouMean(key, settingKeys)
		return
	case s.Lines[key] != 0:
		r.fail(line, "settings", "%q again; the first is in line %d", key, s.Lines[key])
		return
	}
	s.Lines[key] = line
	real := func(least float64) float64 {
		v, ok := number(value)
		switch {
		case value == "":
			return math.NaN()
		case !ok || math.IsNaN(v) || math.IsInf(v, 0):
			r.fail(line, "settings", "%s: %q is not a number", key, value)
		case v < least:
			r.fail(line, "settings", "%s: %s is below %g", key, value, least)
		}
		return v
	}
	switch key {
	case "start":
		s.Start = real(math.Inf(-1))
	case "duration":
		s.Duration = real(0)
	case "steps":
		if value == "" {
			break
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > maxSteps {
			r.fail(line, "settings", "steps: %q is not a whole number from 1 to %d", value, maxSteps)
		}
		s.Steps = n
	case "variables":
		s.Variables = list(value)
	case "absolute":
		s.Absolute = real(0)
	case "relative":
		s.Relative = real(0)
	case "amount":
		s.Amount = list(value)
	case "concentration":
		s.Concentration = list(value)
	case "output":
		s.Output = list(value)
	case "meanRange":
		s.MeanRange = interval(r, line, key, value)
	case "sdRange":
		s.SDRange = interval(r, line, key, value)
	}
}

var intervalForm = regexp.MustCompile(`^\(\s*(\S+)\s*,\s*(\S+)\s*\)$`)

func interval(r *reader, line int, key, value string) [2]float64 {
	m := intervalForm.FindStringSubmatch(value)
	if m != nil {
		low, okLow := number(m[1])
		high, okHigh := number(m[2])
		if okLow && okHigh && low < high {
			return [2]float64{low, high}
		}
	}
	r.fail(line, "settings", "%s: %q is not an interval", key, value).Suggestion = "write for example (-3, 3)"
	return [2]float64{math.NaN(), math.NaN()}
}

// check looks at the lists as a whole.
func (s *Settings) check(r *reader) {
	if s.Lines["variables"] != 0 && len(s.Variables) == 0 {
		r.fail(s.Lines["variables"], "settings", "no variables")
	}
	for i, v := range s.Variables {
		if slices.Contains(s.Variables[:i], v) {
			r.fail(s.Lines["variables"], "settings", "variable %q twice", v)
		}
	}
	for _, l := range []struct {
		key   string
		names []string
	}{{"amount", s.Amount}, {"concentration", s.Concentration}} {
		for _, v := range l.names {
			if !slices.Contains(s.Variables, v) {
				r.fail(s.Lines[l.key], "settings", "%s: %q is not among the variables", l.key, v).Suggestion = diag.DidYouMean(v, s.Variables)
			}
		}
	}
	for _, v := range s.Concentration {
		if slices.Contains(s.Amount, v) {
			r.fail(s.Lines["concentration"], "settings", "%q is both amount and concentration", v)
		}
	}
}

// Times are the points of a time course: Steps+1 of them, evenly spaced.
func (s *Settings) Times() []float64 {
	out := make([]float64, s.Steps+1)
	for i := range out {
		out[i] = s.Start + s.Duration*float64(i)/float64(s.Steps)
	}
	return out
}

package bench

import (
	"math"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/form"
	"jakstat/unit"
)

// Limits of an experiment: what a plate holds and a course needs, with room to spare.
const (
	maxPoints  = 48           // concentrations of one series
	maxTimes   = 2000         // times of observation
	leastStep  = 1e-3 / 60    // min: a millisecond
	maxMinutes = 14 * 24 * 60 // two weeks
	maxNM      = 1e9          // 1 M
	minNM      = 1e-9         // no assay reaches lower
	maxDrugs   = 12           // curves of one figure
)

var (
	nM       = unit.Must("nM")
	minute   = unit.Must("min")
	massPer  = unit.Must("ng/mL")
	activity = unit.Must("IU/mL")
	molar    = unit.Must("g/mol")
	specific = unit.Must("IU/mg")
)

// reader resolves the words of one file; mistakes are collected.
type reader struct {
	file  *File
	lib   *evidence.Library
	diags diag.List
}

func (r *reader) bad(at diag.Pos, code, format string, args ...any) *diag.Diagnostic {
	at.File = r.file.Path
	r.diags.Add(diag.New(at, "bench."+code, format, args...))
	return &r.diags[len(r.diags)-1]
}

// add places an error of another package at a word.
func (r *reader) add(at diag.Pos, code string, err error) {
	if err == nil {
		return
	}
	at.File = r.file.Path
	var l diag.List
	l.AddError(at, "bench."+code, err)
	for i := range l {
		if l[i].Pos.File == "" || l[i].Pos.File == r.file.Path {
			l[i].Pos = at
		}
	}
	r.diags.Add(l...)
}

// time reads a time in minutes; otherwise stands for an empty word.
func (r *reader) time(t form.Text, field string, otherwise float64) float64 {
	if t.S == "" {
		return otherwise
	}
	q, err := unit.ParseQuantity(t.S)
	if err != nil {
		r.add(t.Pos, "time", err)
		return otherwise
	}
	v, err := q.In(minute)
	switch {
	case err != nil:
		r.bad(t.Pos, "time", "%s: %q is not a time", field, t.S).Suggestion = `write a number and min, h or d, as in "15 min"`
	case math.IsNaN(v) || math.Abs(v) > maxMinutes:
		r.bad(t.Pos, "time", "%s: %s is out of range", field, t.S).Suggestion = "write a time within two weeks"
	default:
		return v
	}
	return otherwise
}

// conversion turns concentrations that people write into nM.
type conversion struct {
	mass     float64 // g/mol; 0 unknown
	activity float64 // IU/mg; 0 unknown
	of       string
}

// concentration reads a nominal concentration in nM, the frame of the matrix; ok is false after a mistake.
func (r *reader) concentration(t form.Text, field string, c conversion) (nm float64, ok bool) {
	q, err := unit.ParseQuantity(t.S)
	if err != nil {
		r.add(t.Pos, "concentration", err)
		return 0, false
	}
	switch {
	case q.Unit.Dim == nM.Dim:
		nm = q.MustIn(nM)
	case q.Unit.Dim == massPer.Dim && c.mass > 0:
		nm = q.MustIn(massPer) / c.mass * 1000 // ng/mL over g/mol is µM
	case q.Unit.Dim == activity.Dim && c.mass > 0 && c.activity > 0:
		nm = q.MustIn(activity) / c.activity * 1e6 / c.mass * 1000
	case q.Unit.Dim == massPer.Dim || q.Unit.Dim == activity.Dim:
		r.bad(t.Pos, "concentration", "%s: %q cannot be converted: the library has no %s of %s", field, t.S, missing(q, c), c.of).Suggestion = "write a molar concentration, as in 1 nM"
		return 0, false
	case q.Unit.Dim.Frameless() == nM.Dim:
		r.bad(t.Pos, "concentration", "%s: %q names a frame; concentrations of a bench are nominal", field, t.S).Suggestion = "leave the braces away and say matrix: medium or whole blood"
		return 0, false
	default:
		r.bad(t.Pos, "concentration", "%s: %q is not a concentration", field, t.S).Suggestion = "write for example 30 nM or 10 ng/mL"
		return 0, false
	}
	if nm != 0 && (!(nm >= minNM) || nm > maxNM) {
		r.bad(t.Pos, "concentration", "%s: %s is out of range", field, t.S).Suggestion = "write 0, or a concentration from 1e-9 nM to 1 M"
		return 0, false
	}
	return nm, true
}

func missing(q unit.Quantity, c conversion) string {
	if q.Unit.Dim == activity.Dim && c.mass > 0 {
		return "specific activity"
	}
	return "molar mass"
}

// cytokineConversion finds molar mass and specific activity of a cytokine among the reference values.
func (r *reader) cytokineConversion(cytokine string) conversion {
	c := conversion{of: cytokine}
	for _, v := range r.lib.References {
		switch v.Quantity {
		case "molar mass of " + cytokine:
			c.mass = v.Value.Quantity().MustIn(molar)
		case "activity of " + cytokine:
			c.activity = v.Value.Quantity().MustIn(specific)
		}
	}
	return c
}

// series reads the concentrations of an entry, falling as in a plate or in the order of the list.
func (r *reader) series(at diag.Pos, list form.Texts, d *DilutionEntry, field string, c conversion) []float64 {
	switch {
	case len(list) > 0 && d != nil:
		r.bad(d.Pos, "concentration", "%s has both concentration and dilution", field).Suggestion = "keep one"
		return nil
	case d != nil:
		return r.dilution(d, field, c)
	case len(list) == 0:
		r.bad(at, "missing", "%s has no concentration", field).Suggestion = "add concentration: 100 nM, a list, or dilution: {top: 10 uM, factor: 3, points: 9}"
		return nil
	case len(list) > maxPoints:
		r.bad(list[maxPoints].Pos, "concentration", "%s has %d concentrations; at most %d are run", field, len(list), maxPoints)
		return nil
	}
	var out []float64
	seen := map[string]bool{} // to nine digits: 1000 pM is 1 nM
	for _, t := range list {
		v, ok := r.concentration(t, field, c)
		key := strconv.FormatFloat(v, 'g', 9, 64)
		if ok && seen[key] {
			r.bad(t.Pos, "concentration", "%s: %s is given twice", field, t.S)
		}
		if ok {
			seen[key] = true
			out = append(out, v)
		}
	}
	return out
}

func (r *reader) dilution(d *DilutionEntry, field string, c conversion) []float64 {
	if d.Top.S == "" || d.Factor.S == "" || d.Points.S == "" {
		r.bad(d.Pos, "missing", "%s: a dilution needs top, factor and points", field).Suggestion = "write dilution: {top: 10 uM, factor: 3, points: 9}"
		return nil
	}
	top, ok := r.concentration(d.Top, field+", top", c)
	factor, err := strconv.ParseFloat(d.Factor.S, 64)
	if err != nil || !(factor > 1 && factor <= 1000) {
		r.bad(d.Factor.Pos, "dilution", "%s: a dilution by %q", field, d.Factor.S).Suggestion = "write a number above 1, at most 1000"
		ok = false
	}
	points, err := strconv.Atoi(d.Points.S)
	if err != nil || points < 2 || points > maxPoints {
		r.bad(d.Points.Pos, "dilution", "%s: %q points", field, d.Points.S).Suggestion = "write a whole number from 2 to " + strconv.Itoa(maxPoints)
		ok = false
	}
	if !ok {
		return nil
	}
	if low := top / math.Pow(factor, float64(points-1)); !(low >= minNM) {
		r.bad(d.Pos, "dilution", "%s: the series ends at %.3g nM", field, low).Suggestion = "take fewer points or a smaller factor"
		return nil
	}
	out := make([]float64, points)
	for i := range out {
		out[i] = top / math.Pow(factor, float64(i))
	}
	return out
}

// times reads the times of observation in minutes, rising.
func (r *reader) times() []float64 {
	e := r.file.Times
	if e.Grid != nil {
		return r.grid(e)
	}
	if len(e.List) == 0 {
		r.bad(top(r.file), "missing", "no time is read").Suggestion = `add times: 15 min, a list, or {from: 0 min, to: 2 h, every: 5 min}`
		return nil
	}
	if len(e.List) > maxTimes {
		r.bad(e.Pos, "time", "%d times; at most %d are read", len(e.List), maxTimes)
		return nil
	}
	var out []float64
	for _, t := range e.List {
		n := len(r.diags)
		v := r.time(t, "times", math.NaN())
		if t.S == "" {
			r.bad(t.Pos, "time", "times: an empty place in the list")
		}
		if len(r.diags) > n {
			continue
		}
		if len(out) > 0 && !(v > out[len(out)-1]) {
			r.bad(t.Pos, "time", "times: %s does not come after %.4g min", t.S, out[len(out)-1]).Suggestion = "write rising times"
			continue
		}
		out = append(out, v)
	}
	return out
}

func (r *reader) grid(e TimesEntry) []float64 {
	n := len(r.diags)
	from, to, every := r.time(e.Grid.From, "from", 0), r.time(e.Grid.To, "to", math.NaN()), r.time(e.Grid.Every, "every", math.NaN())
	switch {
	case len(r.diags) > n:
		return nil
	case math.IsNaN(to) || math.IsNaN(every):
		r.bad(e.Pos, "missing", "a grid of times needs to and every").Suggestion = "write times: {from: 0 min, to: 2 h, every: 5 min}"
		return nil
	case every > 0 && every < leastStep:
		r.bad(e.Grid.Every.Pos, "time", "every: %s is shorter than any read-out", e.Grid.Every.S).Suggestion = "take steps of a millisecond or more"
		return nil
	case !(to > from) || !(every > 0):
		r.bad(e.Pos, "time", "times from %.4g to %.4g every %.4g min", from, to, every).Suggestion = "the end comes after the beginning, and steps are positive"
		return nil
	case (to-from)/every > maxTimes-1:
		r.bad(e.Pos, "time", "%.0f times; at most %d are read", (to-from)/every+1, maxTimes).Suggestion = "take longer steps"
		return nil
	}
	var out []float64
	for k := range int((to-from)/every*(1+1e-12)) + 1 {
		out = append(out, from+float64(k)*every)
	}
	return out
}

func top(f *File) diag.Pos {
	if f.Title.Pos.Line > 0 {
		return f.Title.Pos
	}
	return diag.Pos{Line: 1}
}

// percent reads "62 %" or "0.62" as percent.
func (r *reader) percent(t form.Text, field string) float64 {
	q, err := unit.ParseQuantity(strings.TrimSpace(t.S))
	if err != nil || !q.Unit.Dim.IsZero() || math.IsNaN(q.Value) || math.IsInf(q.Value, 0) {
		r.bad(t.Pos, "value", "%s: %q is not a percentage", field, t.S).Suggestion = `write for example 62 %`
		return math.NaN()
	}
	return 100 * q.Base()
}

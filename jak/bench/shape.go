package bench

import (
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/jak/pathway"
)

// Shape says what an experiment shows.
type Shape string

// The shapes: signal against concentration at a few times, or against time at a few concentrations.
const (
	DoseResponse Shape = "dose-response"
	TimeCourse   Shape = "time-course"
)

const (
	fewTimes  = 3 // a dose-response is read at that many times at most
	mostLines = 8 // a time course shows that many conditions at most
)

// Shape of the plan: a time course where it is read at more than three times, or at several without a series of concentrations.
func (p *Plan) Shape() Shape {
	if len(p.Times) > fewTimes || len(p.Times) > 1 && p.longest() < 3 {
		return TimeCourse
	}
	return DoseResponse
}

// longest is the number of concentrations of the longest series.
func (p *Plan) longest() int {
	n := 0
	if p.Stimulus != nil {
		n = len(p.Stimulus.NM)
	}
	for _, d := range p.Drugs {
		n = max(n, len(d.NM))
	}
	return n
}

// VariesCytokine tells that the series is the cytokine's: each drug then has one concentration.
func (p *Plan) VariesCytokine() bool { return p.Stimulus != nil && len(p.Stimulus.NM) > 1 }

// readouts finds the outputs by their names; "SOCS mRNA" and "CIS mRNA" mean the feedback protein the receptor has.
func (r *reader) readouts(p *Plan) {
	if len(r.file.Readouts) == 0 {
		r.bad(top(r.file), "missing", "nothing is read").Suggestion = "add readouts: [pSTAT3]"
	}
	if p.Pathway == nil {
		return
	}
	var known []string
	for _, x := range p.Pathway.Readouts() {
		known = append(known, x.Name)
	}
	for _, t := range r.file.Readouts {
		x, ok := find(p.Pathway, t.S)
		switch {
		case !ok:
			r.bad(t.Pos, "readout", "the receptor of %s has no read-out %q", p.Pathway.Receptor.Cytokine, t.S).Suggestion = diag.DidYouMean(t.S, known)
		case contains(p.Readouts, x):
			r.bad(t.Pos, "readout", "%s is read twice", x.Name)
		default:
			p.Readouts = append(p.Readouts, x)
		}
	}
}

func contains(list []pathway.Readout, x pathway.Readout) bool {
	for _, y := range list {
		if y.Name == x.Name {
			return true
		}
	}
	return false
}

// find looks a read-out up in any usual spelling.
func find(w *pathway.Pathway, name string) (pathway.Readout, bool) {
	key := func(s string) string {
		return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(s))
	}
	want := key(name)
	for _, x := range w.Readouts() {
		if key(x.Name) == want || key(strings.Replace(x.Name, w.Feedback, "SOCS", 1)) == want && w.Feedback != x.Name {
			return x, true
		}
	}
	return pathway.Readout{}, false
}

// shape refuses what one figure cannot show.
func (r *reader) shape(p *Plan) {
	f := r.file
	if p.VariesCytokine() {
		for i, d := range p.Drugs {
			if len(d.NM) > 1 {
				r.bad(f.Drugs[i].Pos, "series", "the cytokine and %s both have several concentrations", d.Name).Suggestion = "vary one of them; a second file varies the other"
			}
		}
	}
	if len(p.Times) == 0 || p.Shape() != TimeCourse {
		return
	}
	lines := 1
	for _, d := range p.Drugs {
		lines += len(d.NM)
	}
	if p.VariesCytokine() {
		lines = len(p.Stimulus.NM) * (1 + len(p.Drugs))
	}
	if lines > mostLines {
		r.bad(f.Times.Pos, "series", "a time course of %d conditions; at most %d can be told apart", lines, mostLines).
			Suggestion = "read a series at three times or fewer, or take fewer concentrations"
	}
}

// measured resolves the figures of the bench.
func (r *reader) measured(p *Plan) {
	for _, e := range r.file.Measured {
		m := Measured{Readout: -1, Drug: -1, IC50: math.NaN(), NM: math.NaN(), Value: math.NaN(), Source: e.Source.S}
		n := len(r.diags)
		m.Readout = r.which(p, e)
		c := conversion{of: e.Drug.S}
		m.Drug, c.mass = r.whichDrug(p, e)
		if p.VariesCytokine() {
			c = r.cytokineConversion(p.Stimulus.Cytokine)
		}
		switch {
		case (e.IC50.S == "") == (e.Value.S == ""):
			r.bad(e.Pos, "missing", "a measurement needs either ic50 or value").Suggestion = "write ic50: 60 nM, or value: 35 % with concentration and time"
		case e.IC50.S != "":
			if v, ok := r.concentration(e.IC50, "ic50", c); ok && !(v > 0) {
				r.bad(e.IC50.Pos, "concentration", "ic50: %s is not positive", e.IC50.S)
			} else {
				m.IC50 = v
			}
			if len(r.file.Drugs) == 0 || p.VariesCytokine() || len(p.Times) > 0 && p.Shape() == TimeCourse {
				r.bad(e.IC50.Pos, "measured", "an ic50, and the experiment is no dose-response of a drug").Suggestion = "read a series of a drug at three times or fewer, or give a value"
			}
			if e.Concentration.S != "" {
				r.bad(e.Concentration.Pos, "measured", "an ic50 has no concentration of its own").Suggestion = "leave it away"
			}
		default:
			m.Value = r.percent(e.Value, "value")
			if e.Concentration.S == "" {
				m.NM = 0
			} else {
				m.NM, _ = r.concentration(e.Concentration, "concentration", c)
			}
		}
		m.Time = r.whichTime(p, e)
		if len(r.diags) == n {
			p.Measured = append(p.Measured, m)
		}
	}
}

func (r *reader) which(p *Plan, e MeasuredEntry) int {
	if e.Readout.S == "" {
		if len(p.Readouts) == 1 {
			return 0
		}
		r.bad(e.Pos, "missing", "a measurement names no readout").Suggestion = "add readout: pSTAT3"
		return -1
	}
	if p.Pathway == nil {
		return -1
	}
	var known []string
	for i, x := range p.Readouts {
		if y, ok := find(p.Pathway, e.Readout.S); ok && y.Name == x.Name {
			return i
		}
		known = append(known, x.Name)
	}
	r.bad(e.Readout.Pos, "measured", "%q is not among the readouts", e.Readout.S).Suggestion = diag.DidYouMean(e.Readout.S, known)
	return -1
}

// whichDrug finds the drug of a measurement with its molar mass; with one drug it need not be named.
func (r *reader) whichDrug(p *Plan, e MeasuredEntry) (int, float64) {
	if e.Drug.S == "" {
		if len(p.Drugs) == 1 {
			return 0, p.Drugs[0].Mass
		}
		if len(p.Drugs) > 1 {
			r.bad(e.Pos, "missing", "a measurement names no drug, and there are %d", len(p.Drugs)).Suggestion = "add drug: " + p.Drugs[0].Name
		}
		return -1, 0
	}
	var known []string
	for i, d := range p.Drugs {
		if strings.EqualFold(d.Name, e.Drug.S) {
			return i, d.Mass
		}
		known = append(known, d.Name)
	}
	r.bad(e.Drug.Pos, "measured", "%q is not among the drugs", e.Drug.S).Suggestion = diag.DidYouMean(e.Drug.S, known)
	return -1, 0
}

// whichTime finds the time of a measurement among those of the plan; with one time it need not be named.
func (r *reader) whichTime(p *Plan, e MeasuredEntry) int {
	if e.Time.S == "" {
		if len(p.Times) > 1 {
			r.bad(e.Pos, "missing", "a measurement names no time, and the experiment has %d", len(p.Times)).Suggestion = "add time: 15 min"
		}
		return 0
	}
	n := len(r.diags)
	t := r.time(e.Time, "time", math.NaN())
	for i, x := range p.Times {
		if math.Abs(x-t) <= 1e-9*max(1, math.Abs(t)) {
			return i
		}
	}
	if len(r.diags) == n && len(p.Times) > 0 {
		r.bad(e.Time.Pos, "measured", "%s is not among the times of the experiment", e.Time.S).Suggestion = "add it to times:"
	}
	return 0
}

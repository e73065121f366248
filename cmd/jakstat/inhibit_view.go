package main

import (
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"jakstat/evidence"
	"jakstat/jak/inhibit"
	"jakstat/report"
)

// inhibitView turns the two courses into text, a picture, a page and a document.
type inhibitView struct {
	lib     *evidence.Library
	setup   *inhibitSetup
	result  *inhibitResult
	command string
	named   bool // the user chose the variables
}

// drawn bounds the charts of a model whose variables nobody has chosen.
const drawn = 6

func (v *inhibitView) modelName() string {
	if id := v.setup.plain.doc.Model.ID(); id != "" {
		return id
	}
	return "the model"
}

// exposure says in words what the model is exposed to.
func (v *inhibitView) exposure() string {
	s := v.setup
	drug := "a drug"
	if s.molecule != nil {
		drug = s.molecule.Name
	}
	if s.treatment == nil {
		return fmt.Sprintf("%s at %.4g nM unbound", drug, s.constant)
	}
	return s.treatment.Drug.Name + " " + oneLine(s.treatment.Regimen.String())
}

// timing says where time 0 of the model lies.
func (v *inhibitView) timing() string {
	s := v.setup
	switch {
	case s.treatment == nil:
		return "the concentration is constant"
	case s.timing.Steady:
		return fmt.Sprintf("at steady state; time 0 of the model is %.4g h after a dose, and doses go on", s.timing.After)
	case s.timing.First < 0:
		return fmt.Sprintf("the first dose is %.4g h before time 0 of the model", -s.timing.First)
	case s.timing.First == 0:
		return "the first dose is at time 0 of the model"
	}
	return fmt.Sprintf("the first dose is %.4g h after time 0 of the model", s.timing.First)
}

// facts are what a reader must know to trust the courses, a line each.
func (v *inhibitView) facts() []string {
	s, r := v.setup, v.result
	out := []string{"Drug: " + v.exposure() + "; " + v.timing() + "."}
	if t := s.treatment; t != nil {
		out[0] = fmt.Sprintf("Drug: %s (model %s, %s; typical patient); %s.", v.exposure(), t.Model.ID, t.Model.Basis, v.timing())
		if !t.Model.Verified() {
			out = append(out, "The concentration rests on unverified figures.")
		}
	}
	if s.timeFrom != "" {
		out = append(out, fmt.Sprintf("Time: in %s, %s.", timeText(s.seconds), s.timeFrom))
	}
	if r.total != nil {
		low, high := slices.Min(r.free), slices.Max(r.free)
		out = append(out, fmt.Sprintf("Concentration over the time shown: %s to %s unbound (fu %.3g), %s to %s total in plasma.",
			nanomolar(low), nanomolar(high), s.molecule.Fu, nanomolar(slices.Min(r.total)), nanomolar(slices.Max(r.total))))
	}
	return out
}

// longestRate keeps the table of the terminal readable; --list and the page show rates in full.
const longestRate = 80

// scaled lists what was multiplied by what. Rates longer than so many letters are cut; 0 cuts none.
func (v *inhibitView) scaled(longest int) *report.Table {
	t := &report.Table{Title: "Scaled", RowHeads: 1, Columns: []report.Column{
		{Name: "reaction"},
		{Name: "line", Align: report.Right},
		{Name: "equation", Wrap: true},
		{Name: "rate as written", Wrap: true},
		{Name: "times what is left of"},
		{Name: "half at", Unit: "nM unbound", Align: report.Right},
		{Name: "left", Unit: "%", Align: report.Right},
	}}
	names := newSpelling(v.setup.plain.doc.Model)
	for i, x := range v.setup.steps {
		r := v.setup.reactions[i]
		rate := []rune(names.rate(r))
		if longest > 0 && len(rate) > longest {
			rate = append(rate[:longest-1], '…')
		}
		left := percentText(slices.Min(v.result.left[i]))
		if high := percentText(slices.Max(v.result.left[i])); high != left {
			left += " to " + high
		}
		t.Add(r.ID, fmt.Sprint(r.Pos.Line), names.equation(r), string(rate), x.Activity.Label, halfText(x.Activity.Half()), left)
		if inhibit.Backward(r) {
			t.Notes = append(t.Notes, r.ID+" is reversible: both directions are scaled.")
		}
	}
	return t
}

func halfText(v float64) string {
	if math.IsInf(v, 1) {
		return "never"
	}
	return fmt.Sprintf("%.3g", v)
}

func percentText(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	if v = math.Round(1000*v) / 10; v == 0 {
		v = 0 // not -0
	}
	return fmt.Sprintf("%.1f", v)
}

// sources say where the potencies and the pharmacokinetics come from.
func (v *inhibitView) sources() []string {
	var out []string
	told := map[string]bool{}
	add := func(line string) {
		if !told[line] {
			told[line] = true
			out = append(out, line)
		}
	}
	for _, x := range v.setup.steps {
		a := x.Activity
		for _, n := range a.Notes {
			if !strings.HasPrefix(n, a.Label+":") {
				n = a.Label + ": " + n
			}
			add(n)
		}
		if len(a.Refs) == 0 {
			add(a.Label + ": as stated on the command line")
		}
		for _, id := range a.Refs {
			add(citeLine(v.lib, id))
		}
		if len(a.Cells) > 0 && a.Cells[0] != "own" {
			add("cell data that took part: " + strings.Join(a.Cells, ", "))
		}
	}
	if v.setup.treatment != nil {
		for _, p := range v.setup.treatment.Model.Parameters {
			for _, id := range p.Refs {
				add(citeLine(v.lib, id))
			}
		}
	}
	return out
}

// effect is the table of inhibitions.
func (v *inhibitView) effect() *report.Table {
	t := &report.Table{Title: "Effect over the time shown", RowHeads: 1, Columns: []report.Column{{Name: "variable"}}}
	for _, name := range []string{"peak", "with drug"} {
		t.Columns = append(t.Columns, report.Column{Name: name, Align: report.Right})
	}
	t.Columns = append(t.Columns, report.Column{Name: "inhibition", Unit: "%", Align: report.Right})
	for _, name := range []string{"AUC", "with drug"} {
		t.Columns = append(t.Columns, report.Column{Name: name, Align: report.Right})
	}
	t.Columns = append(t.Columns, report.Column{Name: "inhibition", Unit: "%", Align: report.Right})
	names := newSpelling(v.setup.plain.doc.Model)
	for _, r := range v.result.responses {
		t.Add(names.word(r.Variable), fmt.Sprintf("%.4g", r.PeakWithout), fmt.Sprintf("%.4g", r.PeakWith), percentText(r.PeakInhibition),
			fmt.Sprintf("%.4g", r.AreaWithout), fmt.Sprintf("%.4g", r.AreaWith), percentText(r.AreaInhibition))
	}
	t.Notes = append(t.Notes, fmt.Sprintf("Areas by the trapezoidal rule over %d points. Below 0 the drug raises the variable.", len(v.result.times)))
	return t
}

// unmoved is the response below which a variable counts as not responding: what tolerances of the solver alone may make.
const unmoved = 1e-4

// chosen are the variables to draw: the user's, else those that respond most, in the order of the model.
func (v *inhibitView) chosen() []int {
	var all []int
	for i, r := range v.result.responses {
		if v.named || r.Moved() > unmoved {
			all = append(all, i)
		}
	}
	if v.named || len(all) <= drawn {
		return all
	}
	slices.SortStableFunc(all, func(a, b int) int {
		x, y := v.result.responses[a].Moved(), v.result.responses[b].Moved()
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	all = all[:drawn]
	slices.Sort(all)
	return all
}

// picture draws the variables without and with drug, and the concentration where it changes.
func (v *inhibitView) picture() *report.Multiples {
	s, r := v.setup, v.result
	unit := ""
	if s.timeFrom != "" {
		unit = timeText(s.seconds)
	}
	p := &report.Multiples{
		Title: v.modelName() + " with " + v.exposure(), Subtitle: filepath.Base(s.plain.file) + "; " + v.timing(), OwnY: true, Columns: 3,
		Desc: "Variables of the model over time, without and with drug.",
	}
	names := newSpelling(s.plain.doc.Model)
	for _, i := range v.chosen() {
		x := r.responses[i]
		chart := &report.LineChart{
			Title: names.word(x.Variable), Subtitle: "AUC " + fall(x.AreaInhibition) + ", peak " + fall(x.PeakInhibition),
			X: report.Axis{Label: "time", Unit: unit}, Y: report.Axis{Label: string(s.plain.plan.Columns[i].Quantity)}, Desc: x.Variable + " over time, without and with drug.",
			Series: []report.Series{
				{Name: "without", X: r.times, Y: finiteOnly(courseOf(r.without, i)), Marker: "none", Dash: "5 4"},
				{Name: "with drug", X: r.times, Y: finiteOnly(courseOf(r.with, i)), Marker: "none", Dash: "none"},
			},
		}
		p.Charts = append(p.Charts, chart)
	}
	if r.total != nil {
		p.Charts = append(p.Charts, &report.LineChart{
			Title: s.molecule.Name, Subtitle: "unbound concentration", X: report.Axis{Label: "time", Unit: unit}, Y: report.Axis{Label: "unbound", Unit: "nM", Max: roundAbove(slices.Max(r.free))},
			Desc:   "Unbound concentration of the drug over time.",
			Series: []report.Series{{Name: "unbound", X: r.times, Y: r.free, Marker: "none"}},
		})
	}
	return p
}

// roundAbove is a round number not below v, for an axis that begins at 0.
func roundAbove(v float64) float64 {
	if !(v > 0) || math.IsInf(v, 0) {
		return 1
	}
	step := math.Pow(10, math.Floor(math.Log10(v))) / 2
	return step * math.Ceil(v/step)
}

// fall says an inhibition as a change.
func fall(inhibition float64) string {
	if math.IsNaN(inhibition) {
		return "not comparable"
	}
	if math.Abs(inhibition) < 0.005 {
		return "unchanged"
	}
	return fmt.Sprintf("%+.0f %%", -100*inhibition)
}

func finiteOnly(y []float64) []float64 {
	for k := range y {
		if math.IsInf(y[k], 0) {
			y[k] = math.NaN()
		}
	}
	return y
}

func (v *inhibitView) text(w io.Writer, term report.Term) error {
	fmt.Fprintf(w, "%s with %s\n\n", v.modelName(), v.exposure())
	for _, line := range v.facts() {
		fmt.Fprintln(w, line)
	}
	for _, t := range []*report.Table{v.scaled(longestRate), v.effect()} {
		fmt.Fprintln(w)
		if err := t.Text(w, term); err != nil {
			return err
		}
	}
	fmt.Fprintln(w, "\nSources")
	for _, line := range v.sources() {
		fmt.Fprintln(w, "  "+line)
	}
	p := v.picture()
	p.Title, p.Subtitle = "", ""
	if err := p.Text(w, term); err != nil {
		return err
	}
	if n := len(v.result.responses); len(v.chosen()) < n {
		fmt.Fprintf(w, "\nDrawn are %d of %d variables, those that respond most; --output-vars chooses.\n", len(v.chosen()), n)
	}
	return nil
}

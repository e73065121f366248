package main

import (
	"fmt"
	"io"

	"jakstat/report"
	"jakstat/trial"
)

// trialPowerDocument is the JSON form of a question of power; the other forms are made of it.
type trialPowerDocument struct {
	Schema        string      `json:"schema"`
	Product       string      `json:"product"`
	Command       string      `json:"command"`
	Trial         string      `json:"trial"`
	Arm           string      `json:"arm"`
	Control       string      `json:"control"`
	Endpoint      string      `json:"endpoint"`
	Week          float64     `json:"week"`
	Unit          string      `json:"unit"`
	Margin        float64     `json:"margin"`
	Alpha         float64     `json:"alpha"`
	Ratio         float64     `json:"control_patients_per_arm_patient"`
	LeftOut       []string    `json:"left_out"`
	ArmRate       powerSpread `json:"arm_rate"`
	ControlRate   powerSpread `json:"control_rate"`
	Difference    powerSpread `json:"difference"`
	Ceiling       float64     `json:"ceiling"`
	Sizes         []powerSize `json:"sizes"`
	Target        float64     `json:"target"`
	ForPower      *int        `json:"patients_for_power"`
	ForAssurance  *int        `json:"patients_for_assurance"`
	PlannedResult powerSize   `json:"planned"`
}

type powerSpread struct {
	Median     float64 `json:"median"`
	Low        float64 `json:"low_95"`
	High       float64 `json:"high_95"`
	Parameters float64 `json:"sd_parameters"`
	Between    float64 `json:"sd_between"`
}

type powerSize struct {
	N         int     `json:"n"`
	Control   int     `json:"n_control"`
	Power     float64 `json:"power"`
	Assurance float64 `json:"assurance"`
}

type powerView struct {
	document trialPowerDocument
	plan     *trial.Plan
	without  []string
	change   bool
}

func newPowerView(w *trial.Power, sizes []int, target float64, command string) *powerView {
	p, q := w.Plan, w.Question
	e := p.Endpoints[q.Endpoint]
	v := &powerView{plan: p, without: q.Without, change: e.Kind == "change"}
	spread := func(s trial.Spread) powerSpread {
		return powerSpread{s.Median, s.Central95.Low, s.Central95.High, s.Parameters, s.Between}
	}
	at := func(n int) powerSize {
		power, assurance := w.At(n)
		return powerSize{n, int(float64(n)*w.Ratio + 0.5), power, assurance}
	}
	d := trialPowerDocument{
		Schema: trialPowerSchema, Product: "jakstat " + versionText(), Command: command, Trial: p.Name, Arm: p.Arms[q.Arm].Label, Control: p.Arms[p.Control].Label, Endpoint: e.Name,
		Week: q.Week, Unit: "% of patients", Margin: e.Margin, Alpha: q.Alpha, Ratio: w.Ratio, LeftOut: append([]string{}, q.Without...), ArmRate: spread(w.Arm), ControlRate: spread(w.Control),
		Difference: spread(w.Difference), Ceiling: w.Ceiling, Sizes: []powerSize{}, Target: target, PlannedResult: at(p.Arms[q.Arm].N),
	}
	if v.change {
		d.Unit = "mean change"
	}
	for _, n := range sizes {
		d.Sizes = append(d.Sizes, at(n))
	}
	if n := w.Size(target, false); n > 0 {
		d.ForPower = &n
	}
	if n := w.Size(target, true); n > 0 {
		d.ForAssurance = &n
	}
	v.document = d
	return v
}

func (v *powerView) table() *report.Table {
	t := &report.Table{Title: "Chance that the test favours " + v.document.Arm, RowHeads: 2, Columns: []report.Column{
		{Name: "patients", Align: report.Right}, {Name: "in control", Align: report.Right}, {Name: "power", Unit: "%", Align: report.Right}, {Name: "assurance", Unit: "%", Align: report.Right},
	}}
	for _, s := range v.document.Sizes {
		t.Add(fmt.Sprint(s.N), fmt.Sprint(s.Control), fmt.Sprintf("%.1f", 100*s.Power), fmt.Sprintf("%.1f", 100*s.Assurance))
	}
	t.Notes = []string{"Power: if the predicted medians are true. Assurance: mean over all that the rates might be."}
	return t
}

// lines say what is compared and how many patients it takes.
func (v *powerView) lines() []string {
	d := v.document
	number := func(s powerSpread) string {
		if v.change {
			return fmt.Sprintf("%.2f (%.2f to %.2f)", s.Median, s.Low, s.High)
		}
		return fmt.Sprintf("%.1f %% (%.1f to %.1f)", s.Median, s.Low, s.High)
	}
	test := fmt.Sprintf("two-sided test at %g", d.Alpha)
	if d.Margin > 0 {
		test += fmt.Sprintf(" that it is not worse by %.3g points", 100*d.Margin)
	}
	out := []string{
		fmt.Sprintf("%s: %s against %s, %s in week %g, %s", d.Trial, d.Arm, d.Control, d.Endpoint, d.Week, test),
		fmt.Sprintf("predicted: %s %s, %s %s, difference %s", d.Arm, number(d.ArmRate), d.Control, number(d.ControlRate), number(d.Difference)),
	}
	if text := leftOutText(v.plan, v.without); text != "" {
		out = append(out, text)
	}
	size := func(n *int, what string) string {
		if n == nil {
			return fmt.Sprintf("no number of patients gives %s of %.3g %%", what, 100*d.Target)
		}
		return fmt.Sprintf("%s of %.3g %% needs %d patients in the arm", what, 100*d.Target, *n)
	}
	return append(out, size(d.ForPower, "a power"), size(d.ForAssurance, "an assurance"),
		fmt.Sprintf("the arm is better with a chance of %.1f %%, above which no assurance rises", 100*d.Ceiling),
		fmt.Sprintf("with the %d patients of the trial's own arm: power %.1f %%, assurance %.1f %%", d.PlannedResult.N, 100*d.PlannedResult.Power, 100*d.PlannedResult.Assurance))
}

func (v *powerView) text(w io.Writer, term report.Term) error {
	for _, line := range v.lines() {
		fmt.Fprintln(w, line)
	}
	fmt.Fprintln(w)
	return v.table().Text(w, term)
}

func (v *powerView) figure() report.Figure {
	d := v.document
	power, assurance := report.Series{Name: "power", Color: 1}, report.Series{Name: "assurance", Color: 2}
	for _, s := range d.Sizes {
		power.X, power.Y = append(power.X, float64(s.N)), append(power.Y, 100*s.Power)
		assurance.X, assurance.Y = append(assurance.X, float64(s.N)), append(assurance.Y, 100*s.Assurance)
	}
	return &report.LineChart{
		Title: v.lines()[0], Subtitle: v.lines()[1], Desc: v.lines()[len(v.lines())-1], X: report.Axis{Label: "patients in the arm", Log: true}, Y: report.Axis{Label: "chance of success", Unit: "%", Min: 0, Max: 100},
		Series: []report.Series{power, assurance}, Refs: []report.Ref{{Axis: 'y', Value: 100 * d.Target, Label: "wanted"}, {Axis: 'y', Value: 100 * d.Ceiling, Label: "chance of being better"}},
	}
}

func (v *powerView) page() *report.Page {
	return &report.Page{
		Title: "Power of " + v.document.Trial, Lead: v.lines()[0] + ".", Notice: researchNotice,
		Sections: []report.Section{{ID: "power", Title: "Power and assurance", Blocks: []report.Block{
			report.Items(v.lines()[1:]), report.Fig{Figure: v.figure(), Caption: "By the number of patients in the arm."}, report.Tab{Table: v.table()},
		}}},
		Manifest: []report.Pair{{Name: "product", Value: "jakstat " + versionText()}, {Name: "the same on the command line", Value: v.document.Command}},
	}
}

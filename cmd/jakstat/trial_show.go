package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/report"
	"jakstat/trial"
)

func newTrialShowCommand() *cobra.Command {
	asYAML := false
	var f formats
	cmd := &cobra.Command{
		Use:   "show FILE.yaml|NAME",
		Short: "What a trial does: people, arms, endpoints, rules",
		Long: `Show resolves a trial and says in words what is simulated. --yaml prints the file of a shipped trial, to change and to simulate as your own.
--json adds what the trial reported, and --csv puts it beside each arm, endpoint and week.

` + trialNotice + `

` + exitRead,
		Example: `  jakstat trial show SELECT-COMPARE
  jakstat trial show "OCTAVE Induction 2" --yaml > mytrial.yaml
  jakstat trial show EQUATOR --csv`,
		Args:              arguments(1, 1, "SELECT-COMPARE"),
		ValidArgsFunction: completeTrial,
		RunE: func(cmd *cobra.Command, args []string) error {
			var diags diag.List
			f.check(&diags)
			if asYAML && (f.json || f.csv) {
				diags.Add(diag.New(diag.Pos{Where: "--yaml"}, "cli.format", "two formats for one output").Suggest("give one of them"))
			}
			p, data, err := openTrialText(args[0])
			diags.AddError(diag.Pos{}, "trial", err)
			if err := diags.Err(); err != nil {
				return err
			}
			if asYAML {
				_, err = cmd.OutOrStdout().Write(data)
				return err
			}
			return printTrial(cmd.OutOrStdout(), p, data, f)
		},
	}
	cmd.Flags().BoolVar(&asYAML, "yaml", false, "print the file")
	f.add(cmd, trialShowSchema, "one line per arm, endpoint and week, with what was reported")
	return cmd
}

func newTrialCheckCommand() *cobra.Command {
	var f formats
	cmd := &cobra.Command{
		Use:   "check FILE.yaml",
		Short: "Find the mistakes of a trial file without running it",
		Long: `Check reads a trial file, resolves every word of it and says what would be simulated. All mistakes are told at once, each with its line.

` + exitRead,
		Example: `  jakstat trial check examples/trial-mytrial.yaml`,
		Args:    arguments(1, 1, "examples/trial-mytrial.yaml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var diags diag.List
			f.check(&diags)
			p, data, err := openTrialText(args[0])
			diags.AddError(diag.Pos{}, "trial", err)
			if err := diags.Err(); err != nil {
				return err
			}
			return printTrial(cmd.OutOrStdout(), p, data, f)
		},
	}
	f.add(cmd, trialShowSchema, "one line per arm, endpoint and week")
	return cmd
}

// openTrialText opens a trial with the text of its file.
func openTrialText(name string) (*trial.Plan, []byte, error) {
	path, data := name, []byte(nil)
	var err error
	if isFile(name) {
		data, err = readText(name, trialFile, 1<<20)
	} else {
		path, data, err = trial.Text(name)
	}
	if err != nil {
		return nil, nil, err
	}
	p, err := trial.Open(path, data)
	return p, data, err
}

func printTrial(w io.Writer, p *trial.Plan, data []byte, f formats) error {
	switch {
	case f.json:
		return writeJSON(w, trialSheet(p, data))
	case f.csv:
		return trialDesign(p).CSV(w)
	}
	return showTrial(w, p)
}

func showTrial(w io.Writer, p *trial.Plan) error {
	for _, line := range trialPlan(p) {
		fmt.Fprintln(w, line)
	}
	term := report.DetectTerm(w)
	for _, t := range []*report.Table{trialArms(p), trialEndpoints(p)} {
		if len(t.Rows) == 0 {
			continue
		}
		fmt.Fprintln(w)
		if err := t.Text(w, term); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", researchNotice)
	return err
}

// trialPlan says in lines who takes part and by which rules.
func trialPlan(p *trial.Plan) []string {
	title := p.Name
	for _, x := range []string{p.NCT, p.Setting.Disease} {
		if x != "" {
			title += ", " + x
		}
	}
	if p.Phase != "" {
		title += ", phase " + p.Phase
	}
	out := []string{title}
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if p.About != "" {
		add("%s", p.About)
	}
	add("people: %s", strings.Join(trialPeople(p), "; "))
	if p.Background != "" {
		add("background: %s", p.Background)
	}
	if len(p.Criteria) > 0 {
		add("eligible (not simulated): %s", strings.Join(p.Criteria, "; "))
	}
	if len(p.People.Traits) > 0 {
		var names []string
		for _, t := range p.People.Traits {
			names = append(names, t.Name)
		}
		add("stratified by %s", strings.Join(names, ", "))
	}
	if len(p.Endpoints) > 0 {
		add("missing values: %s", p.Missing)
		out = append(out, trialLeaving(p)...)
	}
	out = append(out, trialEventLines(p)...)
	out = append(out, trialLabLines(p)...)
	if m := p.Rescue; m != nil {
		add("rescue in week %g of who is without %s, in %s%s", m.Week, p.Endpoints[m.Unless].Name, armNames(p, m.Arms), moved(p, m))
	}
	if m := p.Switch; m != nil {
		add("switch in week %g of %s%s", m.Week, armNames(p, m.Arms), moved(p, m))
	}
	if p.Source != "" {
		add("source: %s", p.Source)
	}
	for _, n := range p.Notes {
		add("note: %s", n)
	}
	return out
}

// trialLeaving says who leaves, in one line where all arms are alike.
func trialLeaving(p *trial.Plan) []string {
	of := func(d trial.Dropout) string {
		if d.Share == 0 {
			return "as in the calibration trials, whose rates count those who left as non-responders"
		}
		return fmt.Sprintf("beside those in the calibration trials %.3g %% by week %g", 100*d.Share, d.By)
	}
	if !slices.ContainsFunc(p.Arms, func(a trial.Arm) bool { return a.Dropout != p.Arms[0].Dropout }) {
		return []string{"leaving: " + of(p.Arms[0].Dropout)}
	}
	var out []string
	for _, a := range p.Arms {
		out = append(out, "leaving "+a.Label+": "+of(a.Dropout))
	}
	return out
}

func moved(p *trial.Plan, m *trial.Move) string {
	s := ""
	if m.To >= 0 {
		s = " to the treatment of " + p.Arms[m.To].Label
	}
	if m.Fails {
		return s + "; they count as leaving"
	}
	return s + "; they are read on"
}

func armNames(p *trial.Plan, list []int) string {
	var out []string
	for _, i := range list {
		out = append(out, p.Arms[i].Label)
	}
	return strings.Join(out, ", ")
}

// trialPeople describes who takes part.
func trialPeople(p *trial.Plan) []string {
	var out []string
	if p.Who != "" {
		out = append(out, p.Who)
	}
	d := p.People
	if !math.IsNaN(d.Age.Mean) {
		out = append(out, fmt.Sprintf("age %.3g (SD %.2g) years%s", d.Age.Mean, d.Age.SD, limits(d.Age.Low, d.Age.High)))
	}
	if !math.IsNaN(d.Female) {
		out = append(out, fmt.Sprintf("%.3g %% female", 100*d.Female))
	}
	switch {
	case d.Measure != "":
		out = append(out, fmt.Sprintf("%s %.3g (SD %.2g)%s", d.Measure, d.Severity.Mean, d.Severity.SD, limits(d.Severity.Low, d.Severity.High)))
	case p.Severity != "":
		out = append(out, p.Severity)
	}
	for _, t := range p.Traits() {
		out = append(out, fmt.Sprintf("%.3g %% %s", 100*t.Share, t.Name))
	}
	if len(out) == 0 {
		out = append(out, "not described")
	}
	return out
}

func limits(low, high float64) string {
	switch {
	case !math.IsInf(low, 0) && !math.IsInf(high, 0):
		return fmt.Sprintf(", %g to %g", low, high)
	case !math.IsInf(low, 0):
		return fmt.Sprintf(", at least %g", low)
	case !math.IsInf(high, 0):
		return fmt.Sprintf(", at most %g", high)
	}
	return ""
}

func trialArms(p *trial.Plan) *report.Table {
	t := &report.Table{Title: "Arms", RowHeads: 1, Columns: []report.Column{
		{Name: "arm"}, {Name: "drug"}, {Name: "dose", Unit: "mg", Align: report.Right}, {Name: "regimen"}, {Name: "background"}, {Name: "patients", Align: report.Right}, {Name: ""},
	}}
	for i, a := range p.Arms {
		role, drug := "", a.Drug
		if i == p.Control {
			role = "control"
		}
		if a.Blocked != nil {
			drug += fmt.Sprintf(" (blocks %.3g %%)", 100**a.Blocked)
		}
		t.Add(a.Label, drug, a.Dose, a.Regimen, a.Background, fmt.Sprint(a.N), role)
	}
	return t
}

func trialEndpoints(p *trial.Plan) *report.Table {
	t := &report.Table{Title: "Endpoints", RowHeads: 1, Columns: []report.Column{{Name: "endpoint"}, {Name: "weeks"}, {Name: "primary"}, {Name: "what it is", Wrap: true}}}
	for _, e := range p.Endpoints {
		if e.Part {
			continue
		}
		var weeks []string
		for _, w := range e.Weeks {
			weeks = append(weeks, fmt.Sprint(w))
		}
		primary := ""
		if e.Primary > 0 {
			primary = fmt.Sprintf("week %g", e.Primary)
			if e.Margin > 0 {
				primary += fmt.Sprintf(", not worse by %.3g points", 100*e.Margin)
			}
		}
		t.Add(e.Name, strings.Join(weeks, ", "), primary, e.Definition)
	}
	return t
}

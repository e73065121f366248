package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence/results"
	"jakstat/report"
	"jakstat/trial"
)

const trialCompareSchema = "jakstat.trial-compare/1"

func newTrialCompareCommand() *cobra.Command {
	var f formats
	var pics pictures
	o := newCohort()
	cmd := &cobra.Command{
		Use:   "compare NAME",
		Short: "Predicted beside reported results of a trial, which take no part in the prediction",
		Long: `Compare simulates a trial whose results are in library/trials and sets what it reported beside the prediction, with intervals that hold the
sampling of as many patients as the trial had. The results of the trial itself are left out of its prediction, unless --with-own-results.
Figures that nobody has found in a public text are marked ◇. Of trials whose results are kept back there is nothing to compare.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat trial compare SELECT-COMPARE
  jakstat trial compare "JADE MONO-1" --html mono1.html`,
		Args:              arguments(1, 1, "SELECT-COMPARE"),
		ValidArgsFunction: completeTrial,
		RunE: func(cmd *cobra.Command, args []string) error {
			var diags diag.List
			f.check(&diags)
			pics.check(cmd, &diags)
			p := o.open(args[0], &diags)
			if p != nil && len(reportedOf(p)) == 0 {
				d, shipped := trial.Design(p.Name)
				switch {
				case shipped && d.Blind:
					diags.Add(diag.New(diag.Pos{Where: "trial"}, "trial.results", "the results of %s are kept back", p.Name).Suggest("jakstat trial run %s predicts them", quoteArg(p.Name)))
				default:
					diags.Add(diag.New(diag.Pos{Where: "trial"}, "trial.results", "no results of %s are in library/trials", p.Name).Suggest("jakstat trial list names the trials that have some"))
				}
			}
			if err := diags.Err(); err != nil {
				return err
			}
			if err := writable(pics.files()...); err != nil {
				return err
			}
			return compareTrial(cmd, args, p, &o, f, pics)
		},
	}
	f.add(cmd, trialCompareSchema, "one line per reported figure")
	pics.add(cmd, "reported beside predicted")
	o.add(cmd)
	return cmd
}

// reportedOf are the results of a trial in the tables.
func reportedOf(p *trial.Plan) []results.Result {
	var out []results.Result
	for _, r := range results.Shipped().Efficacy {
		if r.Trial == p.Name {
			out = append(out, r)
		}
	}
	return out
}

func compareTrial(cmd *cobra.Command, args []string, p *trial.Plan, o *cohort, f formats, pics pictures) error {
	s, without, err := o.simulation(p, 0)
	if err != nil {
		return err
	}
	r, err := runTrial(cmd, s, "")
	if err != nil {
		return err
	}
	v := trialComparison{trialView: trialView{result: r, without: without, command: commandLine(cmd, args)}, list: r.Compare(reportedOf(p))}
	if err := pics.write(func(w io.Writer) error { return v.figure().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	switch {
	case f.json:
		return writeJSON(w, v.document())
	case f.csv:
		return v.table().CSV(w)
	}
	if err := v.text(w, report.DetectTerm(w)); err != nil {
		return err
	}
	return pics.footer(w)
}

// trialComparison shows reported figures beside predicted ones.
type trialComparison struct {
	trialView
	list []trial.Comparison
}

func (v *trialComparison) table() *report.Table {
	p := v.plan()
	t := &report.Table{Title: "Reported beside predicted", RowHeads: 3, Marks: []report.Mark{{Key: "unverified", Glyph: "◇", Label: "unverified"}}, Columns: []report.Column{
		{Name: "endpoint"},
		{Name: "week", Align: report.Right},
		{Name: "arm"},
		{Name: "patients", Align: report.Right},
		{Name: "reported", Align: report.Right},
		{Name: "predicted", Align: report.Right},
		{Name: "50 % interval", Align: report.Right},
		{Name: "95 % interval", Align: report.Right},
		{Name: "error", Align: report.Right},
		{Name: "inside"},
	}}
	for _, c := range v.list {
		e := c.Estimate
		mark, inside := "", "yes"
		if !c.Reported.Verified {
			mark = "unverified"
		}
		if !c.Inside() {
			inside = "no"
		}
		row := []report.TableCell{
			{Text: p.Endpoints[e.Endpoint].Name},
			{Text: fmt.Sprint(e.Week)},
			{Text: c.Reported.Arm},
			{Text: fmt.Sprintf("%.0f", e.N)},
			{Text: v.number(e, c.Reported.Value), Mark: mark, Note: c.Reported.Source},
			{Text: v.number(e, e.Median)},
			{Text: v.interval(e, e.Central50)},
			{Text: v.interval(e, e.Central95)},
			{Text: v.number(e, e.Median-c.Reported.Value)},
			{Text: inside},
		}
		t.AddCells(row...)
	}
	return t
}

// verdict sums up the shares of patients.
func (v *trialComparison) verdict() string {
	n, inside, miss := trial.Agreement(v.plan(), v.list)
	changes := len(v.list) - n
	s := ""
	if n > 0 {
		s = fmt.Sprintf("Of %d reported shares of patients, %d lie in their 95 %% intervals; the mean absolute error is %.1f points.", n, inside, miss)
	}
	if changes > 0 {
		in := 0
		for _, c := range v.list {
			if v.isChange(c.Estimate) && c.Inside() {
				in++
			}
		}
		if s != "" {
			s += " "
		}
		s += fmt.Sprintf("Of %d mean changes, %d do.", changes, in)
	}
	return s
}

func (v *trialComparison) text(w io.Writer, term report.Term) error {
	fmt.Fprintf(w, "%s\n\n", v.lead())
	if err := v.table().Text(w, term); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", v.verdict())
	return err
}

func (v *trialComparison) figure() report.Figure {
	p := v.plan()
	f := &report.IntervalPlot{
		Title: p.Name + ", reported beside predicted", Subtitle: "bars are 95 % intervals of so many patients", Desc: v.verdict(), Width: 860,
		Kinds: []string{"predicted", "reported"}, X: report.Axis{Label: "responders", Unit: "% of patients"},
	}
	n, _, _ := trial.Agreement(p, v.list)
	if n == 0 {
		f.X = report.Axis{Label: "mean change", Unit: "units of the score"}
	} else {
		f.X.Min, f.X.Max = 0, 100
	}
	for _, c := range v.list {
		e := c.Estimate
		if v.isChange(e) != (n == 0) {
			continue
		}
		x := c.Reported.Value
		f.Rows = append(f.Rows, report.IntervalRow{
			Group: fmt.Sprintf("%s, week %g", p.Endpoints[e.Endpoint].Name, e.Week), Label: c.Reported.Arm, Sub: c.Reported.ID, Note: v.number(e, x) + " against " + v.number(e, e.Median),
			Points: []report.IntervalPoint{{Kind: 0, Value: e.Median, Low: e.Central95.Low, High: e.Central95.High}, {Kind: 1, Value: x, Low: x, High: x}},
		})
	}
	return f
}

func (v *trialComparison) page() *report.Page {
	return &report.Page{
		Title: v.plan().Name + ", reported beside predicted", Lead: v.lead() + " " + v.verdict(), Notice: researchNotice,
		Sections: []report.Section{
			{ID: "figure", Title: "Reported beside predicted", Blocks: []report.Block{report.Fig{Figure: v.figure(), Caption: v.verdict()}, report.Tab{Table: v.table()}}},
			{ID: "trial", Title: "The trial", Blocks: []report.Block{report.Items(trialPlan(v.plan())), report.Tab{Table: trialArms(v.plan())}}},
			{ID: "spread", Title: "Where the spread comes from", Blocks: []report.Block{report.Tab{Table: v.sources(true)}}},
		},
		Manifest: []report.Pair{{Name: "product", Value: "jakstat " + versionText()}, {Name: "the same on the command line", Value: v.command}, {Name: "simulation", Value: v.result.Key}},
	}
}

// trialCompareDocument is the JSON form of a comparison.
type trialCompareDocument struct {
	Schema     string             `json:"schema"`
	Product    string             `json:"product"`
	Command    string             `json:"command"`
	Trial      string             `json:"trial"`
	Disease    string             `json:"disease"`
	Replicates int                `json:"replicates"`
	Seed       uint64             `json:"seed"`
	LeftOut    []string           `json:"left_out"`
	Shares     int                `json:"shares"`
	Inside     int                `json:"shares_inside_95"`
	MeanError  *float64           `json:"mean_absolute_error_points"`
	Rows       []trialReportedRow `json:"rows"`
}

type trialReportedRow struct {
	trialEstimate
	ID       string  `json:"id"`
	Reported float64 `json:"reported"`
	Verified bool    `json:"verified"`
	Inside   bool    `json:"inside_95"`
	Source   string  `json:"source"`
}

func (v *trialComparison) document() trialCompareDocument {
	n, inside, miss := trial.Agreement(v.plan(), v.list)
	doc := trialCompareDocument{
		Schema: trialCompareSchema, Product: "jakstat " + versionText(), Command: v.command, Trial: v.plan().Name, Disease: v.plan().Setting.Disease, Replicates: v.result.Options.Replicates,
		Seed: v.result.Options.Seed, LeftOut: append([]string{}, v.without...), Shares: n, Inside: inside, MeanError: finiteOrNil(miss), Rows: []trialReportedRow{},
	}
	for _, c := range v.list {
		doc.Rows = append(doc.Rows, trialReportedRow{v.estimateOf(c.Estimate), c.Reported.ID, c.Reported.Value, c.Reported.Verified, c.Inside(), c.Reported.Source})
	}
	return doc
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/report"
	"jakstat/trial"
)

const trialRunSchema = "jakstat.trial-run/1"

type trialRunOptions struct {
	formats
	pictures
	cohort
	alpha  *typed[float64]
	resume string
	draw   string
}

func newTrialRunCommand() *cobra.Command {
	o := trialRunOptions{cohort: newCohort(), alpha: fraction(0.05, "level")}
	cmd := &cobra.Command{
		Use:   "run FILE.yaml|NAME",
		Short: "Simulate replicates of a trial: rates, differences, the chance of success, with intervals",
		Long: `Run simulates a trial many times, patient by patient. For each arm, endpoint and week it tells the median over replicates with 50 % and 95 %
intervals, and how much of the spread comes from what the model does not know (parameters), from how a new trial and its arms differ from
others (between), and from the sampling of patients. Arms are compared with the control: difference, odds ratio, and the share of replicates
whose test favours the arm (assurance). --by "prior biologic" shows strata.

The results of the trial itself take no part, unless --with-own-results. Rates count those who left as non-responders, as the
calibration trials do; a drop-out rate in the file comes on top. Where the file follows adverse events: rates per 100 patient-years,
Kaplan-Meier curves, hazard ratios, how often non-inferiority would be shown; where it takes laboratory values: changes from
baseline, grades, doses held by a label's rules. --resume DIR keeps finished pieces and goes on from them.

` + trialNotice + `

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat trial run SELECT-COMPARE
  jakstat trial run examples/trial-mytrial.yaml --html mytrial.html
  jakstat trial run "ORAL Surveillance" --replicates 50 --svg surveillance.svg
  jakstat trial run "OCTAVE Induction 2" --by "prior biologic" --replicates 100 --csv`,
		Args:              arguments(1, 1, "SELECT-COMPARE"),
		ValidArgsFunction: completeTrial,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	o.formats.add(cmd, trialRunSchema, "one line per arm, stratum, endpoint and week, then differences")
	o.pictures.add(cmd, "predicted rates")
	o.cohort.add(cmd)
	f := cmd.Flags()
	f.Var(o.alpha, "alpha", "two-sided level of the tests")
	f.StringVar(&o.draw, "draw", drawPrimary, "`WHAT` to show: "+drawHelp)
	f.StringVar(&o.resume, "resume", "", "keep finished pieces in `DIR` and go on from those there")
	return cmd
}

func (o *trialRunOptions) run(cmd *cobra.Command, args []string) error {
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	o.alpha.check("alpha", &diags)
	p := o.cohort.open(args[0], &diags)
	if p != nil {
		diags.AddError(diag.Pos{}, "cli.draw", checkDraw(o.draw, drawable(p)))
	}
	if o.resume != "" {
		if st, err := os.Stat(o.resume); err != nil || !st.IsDir() {
			diags.Add(diag.New(diag.Pos{Where: "--resume"}, "cli.file", "there is no directory %s", o.resume).Suggest("make it first"))
		}
	}
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	s, without, err := o.cohort.simulation(p, o.alpha.value)
	if err != nil {
		return err
	}
	r, err := runTrial(cmd, s, o.resume)
	if err != nil {
		return err
	}
	v := trialView{result: r, without: without, command: commandLine(cmd, args)}
	doc := v.document()
	figure, err := v.figure(&doc, o.draw)
	if err != nil {
		return err
	}
	if err := o.pictures.write(figure.SVG, func(w io.Writer) error { return v.page(&doc, figure).HTML(w) }); err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	switch {
	case o.json:
		return writeJSON(w, doc)
	case o.csv:
		return doc.rows().CSV(w)
	}
	if err := v.text(w, report.DetectTerm(w)); err != nil {
		return err
	}
	return o.footer(w)
}

// runTrial simulates all pieces, those kept in dir excepted.
func runTrial(cmd *cobra.Command, s *trial.Simulation, dir string) (*trial.Result, error) {
	line := newCounter(cmd.ErrOrStderr(), s.NumShards(), "pieces")
	defer line.clear()
	if dir == "" {
		return s.Run(cmd.Context(), nil, nil, line.add)
	}
	file := func(i int) string { return filepath.Join(dir, fmt.Sprintf("trial-%s-%05d.json", s.Key(), i)) }
	kept := func(i int) []byte {
		data, err := os.ReadFile(file(i))
		if err != nil {
			return nil
		}
		return data
	}
	store := func(i int, data []byte) error {
		return report.WriteFile(file(i), func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		})
	}
	r, err := s.Run(cmd.Context(), kept, store, line.add)
	var wrong *os.PathError
	if errors.As(err, &wrong) {
		return nil, fmt.Errorf("cannot keep a piece: %w", err)
	}
	return r, err
}

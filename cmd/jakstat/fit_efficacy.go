package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/fit/efficacy"
	"jakstat/library"
	"jakstat/report"
	"jakstat/stat/mixed"
)

func newFitEfficacyCommand() *cobra.Command {
	dir := ""
	cmd := &cobra.Command{
		Use:   "efficacy",
		Short: "How much patients respond to blockades and comparators, from the results of trials",
		Long: `Estimates the standard deviations of the model of responses (package fit/efficacy): between endpoints, diseases, drugs, doses, traits of patients,
trials and arms, by marginal likelihood from all results of library/trials; then again without each fifth of the trials, for held-out predictions.
That takes some minutes. With --out, each part is written to DIR/efficacy.csv as soon as it is done; a fit that was interrupted resumes with
the parts that are there if the results are the same. Without --out, it says whether the shipped calibration is of the shipped results and at
its maximum, which takes seconds.

` + exitCheck,
		Example: `  jakstat fit efficacy`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return fitEfficacy(cmd, dir) },
	}
	cmd.Flags().StringVar(&dir, "out", "", "write the calibration's file to `DIR`")
	return cmd
}

func fitEfficacy(cmd *cobra.Command, dir string) error {
	hash, err := efficacy.DataHash(library.FS)
	if err != nil {
		return err
	}
	file := filepath.Join(dir, filepath.Base(efficacy.CalibrationFile))
	var start *efficacy.Calibration
	if dir != "" {
		if err := writable(file); err != nil {
			return diag.New(diag.Pos{Where: "--out"}, "cli.file", "%v", err).Suggest("give a directory that exists")
		}
		if data, err := os.ReadFile(file); err == nil {
			if start, err = efficacy.ReadCalibration(data); err != nil || start.Hash != hash {
				start = nil // of other results or another version: begin again
			}
		}
	}
	d, err := efficacy.Observe(cmd.Context(), evidence.Default(), efficacy.Observations(results.Shipped()))
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if dir == "" {
		return checkEfficacy(cmd, d, hash)
	}
	save := func(c *efficacy.Calibration) error {
		return report.WriteFile(file, func(w io.Writer) error { _, err := w.Write(c.CSV()); return err })
	}
	shown := -1
	c, err := efficacy.Calibrate(cmd.Context(), d, hash, start, func(part int, s mixed.Step, c *efficacy.Calibration) {
		if part != shown {
			shown = part
			if part > 0 {
				_ = save(c) // the end writes it again and reports what is wrong
			}
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "part %d of %d, iteration %d: %.1f\n", part+1, 1+efficacy.Folds, s.Iteration, s.Objective)
	})
	if saved := save(c); saved != nil {
		return saved
	}
	fmt.Fprintln(w, "wrote", file)
	return err
}

// checkEfficacy compares the shipped calibration with the shipped results: the hash, and whether a few more steps of the estimation gain anything.
func checkEfficacy(cmd *cobra.Command, d *efficacy.Data, hash string) error {
	c, err := efficacy.ShippedCalibration()
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if c.Hash != hash {
		fmt.Fprintf(cmd.ErrOrStderr(), "the shipped calibration was fitted to other results (%s, now %s)\n", c.Hash, hash)
		return errCheckFailed
	}
	gain, err := efficacy.Gain(cmd.Context(), d, c)
	if err != nil {
		return err
	}
	for g, name := range efficacy.GroupNames() {
		fmt.Fprintf(w, "%-26s %.3f\n", name, c.SD[g])
	}
	if gain > maxGain {
		fmt.Fprintf(cmd.ErrOrStderr(), "the shipped calibration is not at its maximum: more steps gain %.2g\n", gain)
		return errCheckFailed
	}
	_, err = fmt.Fprintln(w, "of the shipped results, and at its maximum")
	return err
}

// maxGain is how much log likelihood more steps may gain at a maximum: far below the 2 that data begin to tell.
const maxGain = 0.2

package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/fit/labs"
	"jakstat/jak/biomarker"
	"jakstat/report"
)

func newFitLabsCommand() *cobra.Command {
	dir := ""
	cmd := &cobra.Command{
		Use:   "labs",
		Short: "What all drugs share in the laboratory model, from results of trials",
		Long: `Estimates the drug-independent numbers of the laboratory model from the rows of library/trials/labs.csv that qualification/labs.csv marks for it,
starting at what the product ships, and exits 1 when the result differs. With --out DIR it starts at the priors, estimates again without each drug, and writes
the three files of library/calibration to DIR; that takes a minute or two.

` + exitCheck,
		Example: `  jakstat fit labs`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return fitLabs(cmd, dir) },
	}
	cmd.Flags().StringVar(&dir, "out", "", "write the calibration's files to `DIR`")
	return cmd
}

// sameLabs is how far an estimation may lie from the shipped one, in standard deviations, and count as the same: the estimation of variances ends at one
// per cent.
const sameLabs = 0.05

func fitLabs(cmd *cobra.Command, dir string) error {
	if dir != "" {
		if err := writable(filepath.Join(dir, biomarker.ParameterFile)); err != nil {
			return diag.New(diag.Pos{Where: "--out"}, "cli.file", "%v", err).Suggest("give a directory that exists")
		}
		return writeLabs(cmd, dir)
	}
	c, err := labs.Repeat(cmd.Context(), evidence.Default())
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if _, err := w.Write(c.Files()[biomarker.ParameterFile]); err != nil {
		return err
	}
	shipped := biomarker.Shipped()
	if d := shipped.Distance(c); d > sameLabs || shipped.Hash != c.Hash {
		fmt.Fprintf(cmd.ErrOrStderr(), "the shipped calibration differs by %.2g standard deviations: it was fitted to other evidence (%s, now %s) or by another version\n", d, shipped.Hash, c.Hash)
		return errCheckFailed
	}
	_, err = fmt.Fprintln(w, "the same as shipped")
	return err
}

// writeLabs estimates everything and writes it.
func writeLabs(cmd *cobra.Command, dir string) error {
	rows, err := labs.Plan(evidence.Default())
	if err != nil {
		return err
	}
	steps := newCounter(cmd.ErrOrStderr(), labs.Steps(rows), "estimations")
	c, err := labs.Calibrate(cmd.Context(), evidence.Default(), steps.add)
	steps.clear()
	if err != nil {
		return err
	}
	files := c.Files()
	for _, name := range []string{biomarker.ParameterFile, biomarker.CovarianceFile, biomarker.HeldOutFile} {
		file := filepath.Join(dir, name)
		if err := report.WriteFile(file, func(w io.Writer) error { _, err := w.Write(files[name]); return err }); err != nil {
			return err
		}
		fmt.Fprintln(cmd.OutOrStdout(), "wrote", file)
	}
	return nil
}

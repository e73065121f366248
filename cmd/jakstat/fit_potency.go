package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/fit/potency"
	"jakstat/jak/receptor"
	"jakstat/report"
)

func newFitCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fit",
		Short: "Estimate again what the product ships as calibrated",
		Long:  "Fit repeats an estimation from the library's evidence, so that anyone can see where calibrated numbers come from.\n\n" + exitCheck,
	}
	return group(cmd, newFitPotencyCommand(), newFitEfficacyCommand(), newFitLabsCommand())
}

func newFitPotencyCommand() *cobra.Command {
	dir := ""
	cmd := &cobra.Command{
		Use:   "potency",
		Short: "Receptor parameters that all drugs share, from the cell data of the library",
		Long: `Estimates what all reversible drugs share: the reserve of receptors by family, cytokine and STAT, the share of the Cheng-Prusoff factor that
assays realise, and the variances between drugs, panels and measurements. Compares the result with what the product ships and exits 1 when they
differ. With --out, writes the two files of library/calibration to a directory.

` + exitCheck,
		Example: `  jakstat fit potency
  jakstat fit potency --out .`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return fitPotency(cmd, dir) },
	}
	cmd.Flags().StringVar(&dir, "out", "", "write the calibration's files to `DIR`")
	return cmd
}

// sameCalibration is how far two calibrations may lie apart, in standard deviations, and count as the same: the shipped figures are rounded
// to six digits.
const sameCalibration = 1e-4

func fitPotency(cmd *cobra.Command, dir string) error {
	if dir != "" {
		if err := writable(filepath.Join(dir, receptor.ParameterFile)); err != nil {
			return diag.New(diag.Pos{Where: "--out"}, "cli.file", "%v", err).Suggest("give a directory that exists")
		}
	}
	c, err := potency.Calibrate(cmd.Context(), evidence.Default())
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	files := c.Files()
	if _, err := w.Write(files[receptor.ParameterFile]); err != nil {
		return err
	}
	if dir != "" {
		for _, name := range []string{receptor.ParameterFile, receptor.CovarianceFile} {
			file := filepath.Join(dir, name)
			if err := report.WriteFile(file, func(w io.Writer) error { _, err := w.Write(files[name]); return err }); err != nil {
				return err
			}
			fmt.Fprintln(w, "wrote", file)
		}
		return nil
	}
	shipped := receptor.Shipped()
	if d := shipped.Distance(c); d > sameCalibration || shipped.Hash != c.Hash {
		fmt.Fprintf(cmd.ErrOrStderr(), "the shipped calibration differs by %.2g standard deviations: it was fitted to other evidence (%s, now %s) or by another version\n", d, shipped.Hash, c.Hash)
		return errCheckFailed
	}
	_, err = fmt.Fprintln(w, "the same as shipped")
	return err
}

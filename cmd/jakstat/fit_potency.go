package main

import (
	"github.com/spf13/cobra"

	"jakstat/evidence"
	"jakstat/fit/potency"
	"jakstat/jak/receptor"
)

func newFitCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fit",
		Short: "Estimate again what the product ships as calibrated",
		Long:  "Fit repeats an estimation from the library's evidence, so that anyone can see where calibrated numbers come from.\n\n" + exitCheck,
	}
	return group(cmd, newFitPotencyCommand(), newFitEfficacyCommand(), newFitLabsCommand(), newFitSafetyCommand())
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
	if err := fitDirectory(dir, receptor.ParameterFile); err != nil {
		return err
	}
	c, err := potency.Calibrate(cmd.Context(), evidence.Default())
	if err != nil {
		return err
	}
	shipped := receptor.Shipped()
	e := estimate{
		files: c.Files(), names: []string{receptor.ParameterFile, receptor.CovarianceFile}, differs: shipped.Distance(c), hash: c.Hash, shipped: shipped.Hash,
	}
	return e.finish(cmd, dir)
}

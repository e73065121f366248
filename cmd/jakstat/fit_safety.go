package main

import (
	"github.com/spf13/cobra"

	"jakstat/evidence"
	fit "jakstat/fit/safety"
	"jakstat/jak/safety"
)

func newFitSafetyCommand() *cobra.Command {
	dir := ""
	cmd := &cobra.Command{
		Use:   "safety",
		Short: "Hazards of adverse events, from the rates of pools, hazard ratios and risk factors of the library",
		Long: `Estimates how often each adverse event happens: baseline, effects of covariates, of diseases, of TNF inhibitors, of blocked pathways or of the class,
what is peculiar to each drug, and the spreads between diseases, drugs, programmes, pools and arms. Cuts of one programme count once; unverified rows
weigh half. Compares the result with what the product ships and exits 1 when they differ. With --out, writes the two files of library/calibration to
a directory.

` + exitCheck,
		Example: `  jakstat fit safety
  jakstat fit safety --out .`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := fitDirectory(dir, safety.ParameterFile); err != nil {
				return err
			}
			c, err := fit.Calibrate(cmd.Context(), evidence.Default())
			if err != nil {
				return err
			}
			shipped := safety.Shipped()
			e := estimate{
				files: c.Files(), names: []string{safety.ParameterFile, safety.FactorFile}, differs: shipped.Distance(c), hash: c.Hash, shipped: shipped.Hash,
			}
			return e.finish(cmd, dir)
		},
	}
	cmd.Flags().StringVar(&dir, "out", "", "write the calibration's files to `DIR`")
	return cmd
}

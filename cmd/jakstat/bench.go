package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/bench"
	"jakstat/report"
)

const benchSchema = "jakstat.bench/1"

const benchFile = "a bench file is YAML; examples/il6-tofacitinib.yaml explains it"

// maxBench is more than any bench file holds; the reader has its own limit and message.
const maxBench = 1 << 20

func newBenchCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "bench",
		Short: "Cell experiments as files: dose-response and time course of a cytokine's signal",
		Long: `Bench carries out experiments on cells that a YAML file describes the way a bench scientist writes them: the cytokine, the cell,
the inhibitors with their dilutions and pre-incubation, what is read, and when. The signal follows the dynamics of the receptor:
kinases, STATs, nucleus, target genes, SOCS feedback.

Inhibitors act through their constants for the four kinases at 1 mM ATP, without any fit to cells. Cells mostly need more
drug than that; "constants: cells" in the file takes what assays and cell data together give. Binding is at equilibrium, unless
the drug's own file gives kon and koff.

` + researchNotice + `

` + exitSimulate,
	}, newBenchRunCommand(), newBenchCheckCommand())
}

func newBenchRunCommand() *cobra.Command {
	var f formats
	var p pictures
	cmd := &cobra.Command{
		Use:   "run FILE.yaml",
		Short: "Carry out an experiment and show what it reads",
		Long: `Run carries out the experiment of a bench file. A dose-response is shown as percent of the control (cytokine without the tested
drug) with the concentration that leaves half of it, the slope, and which kinase explains it; a time course in the units of the
read-outs. Where the file lists measured values, they stand beside the prediction.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat bench run examples/il6-tofacitinib.yaml
  jakstat bench run examples/ifng-washout.yaml --html washout.html
  jakstat bench run examples/epo-v617f.yaml --csv`,
		Args: arguments(1, 1, "examples/il6-tofacitinib.yaml"),
		RunE: func(cmd *cobra.Command, args []string) error { return runBench(cmd, args, f, p) },
	}
	f.add(cmd, benchSchema, "one line per concentration, read-out and time")
	p.add(cmd, "the picture")
	return cmd
}

func newBenchCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE.yaml",
		Short: "Find the mistakes of a bench file without running it",
		Long: `Check reads a bench file, resolves every word of it and says what would be done. All mistakes are told at once, each with its
line.

` + researchNotice + `

` + exitRead,
		Example: `  jakstat bench check examples/il6-tofacitinib.yaml`,
		Args:    arguments(1, 1, "examples/il6-tofacitinib.yaml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			plan, err := openBench(args[0])
			if err != nil {
				return err
			}
			w := cmd.OutOrStdout()
			for _, line := range benchPlan(plan) {
				fmt.Fprintln(w, line)
			}
			_, err = fmt.Fprintln(w, researchNotice)
			return err
		},
	}
}

func openBench(file string) (*bench.Plan, error) {
	data, err := readText(file, benchFile, maxBench)
	if err != nil {
		return nil, err
	}
	return bench.Open(evidence.Default(), file, data)
}

func runBench(cmd *cobra.Command, args []string, f formats, p pictures) error {
	var diags diag.List
	f.check(&diags)
	p.check(cmd, &diags)
	plan, err := openBench(args[0])
	diags.AddError(diag.Pos{}, "bench", err)
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(p.files()...); err != nil {
		return err
	}
	line := newCounter(cmd.ErrOrStderr(), plan.Pieces(), "parts")
	result, err := bench.Run(cmd.Context(), plan, line.add)
	line.clear()
	if err != nil {
		return err
	}
	v := benchView{result: result, command: commandLine(cmd, args)}
	if err := p.write(func(w io.Writer) error { return v.figure(true).SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	switch {
	case f.json:
		return writeJSON(w, v.document())
	case f.csv:
		return v.points().CSV(w)
	}
	if err := v.text(w, report.DetectTerm(w)); err != nil {
		return err
	}
	return p.footer(w)
}

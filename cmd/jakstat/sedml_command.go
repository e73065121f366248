package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/format/sedml"
	"jakstat/report"
)

// experimentOptions are flags of jakstat run for experiments, scans and the check of units.
type experimentOptions struct {
	units   bool
	reports string
	scans   scans
	axes    []axis // of scans, when checked
}

const experimentHelp = `--scan simulates over several values, on all processors: NAME=FROM:TO:N has N values at equal distances, NAME=FROM:TO:log:N at equal
ratios, NAME=V,V,... those given. Several --scan make a grid. --csv is then one long table, the values in front.

An experiment in SED-ML, alone or in a COMBINE archive, says itself which models are changed and simulated how, and what is reported.
Reports are tables: --csv prints a single one, --reports writes all. Plots go to --svg and --html. Nothing is fetched over a network.`

func (o *experimentOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.units, "units", false, "tell where the units of the file disagree; the numbers do not depend on units")
	f.Var(&o.scans, "scan", "simulate over several values: p=0.1:10:log:20, p=0:5:6 or p=1,2,5; several make a grid")
	f.StringVar(&o.reports, "reports", "", "write every report of an experiment to `DIR`, as ID.csv")
}

// check looks at the flags as those of a model.
func (o *experimentOptions) check(file string, diags *diag.List) {
	o.axes = o.scans.axes(diags)
	if o.reports != "" {
		diags.Add(diag.New(diag.Pos{Where: "--reports"}, "cli.reports", "%s is no experiment and has no reports", file).Suggest("--csv prints its table"))
	}
}

// modelFlags are flags of a single simulation; an experiment says itself what is simulated.
var modelFlags = []string{"duration", "start", "steps", "output-vars", "amounts", "set", "scan"}

// runExperiment carries out an experiment in SED-ML.
func (o *runOptions) runExperiment(cmd *cobra.Command, args []string) error {
	r, err := o.setupExperiment(cmd, args[0])
	if err != nil {
		return err
	}
	for _, d := range r.warnings() {
		fmt.Fprintln(cmd.ErrOrStderr(), "jakstat:", printable(d.Error()))
	}
	for _, m := range r.x.Models {
		if x := r.models[m]; x != nil && m.Source[0] != '#' { // what is derived from a model has the units of that
			unitRemarks(cmd.ErrOrStderr(), x.doc.CheckUnits(), o.units)
		}
	}
	if err := o.writableReports(r.x); err != nil {
		return err
	}
	bar := newProgress(cmd.ErrOrStderr(), len(r.jobs))
	err = r.run(cmd.Context(), runtime.GOMAXPROCS(0), func(n int) { bar.count(n, "simulations") })
	bar.clear()
	if err != nil {
		return err
	}
	v := experimentView{run: r, file: args[0], command: commandLine(cmd, args)}
	if err := o.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	for _, x := range r.x.Reports {
		if o.reports == "" {
			break
		}
		if err := report.WriteFile(o.reportFile(x), func(w io.Writer) error { return v.csv(w, x) }); err != nil {
			return err
		}
	}
	csv := func(w io.Writer) error { return v.csv(w, r.x.Reports[0]) }
	return show(cmd.OutOrStdout(), o.formats, v.document, csv, o.ended(func(w io.Writer, t report.Term) error {
		if err := v.text(w, t); err != nil || o.reports == "" {
			return err
		}
		for _, x := range r.x.Reports {
			fmt.Fprintln(w, "wrote", o.reportFile(x))
		}
		return nil
	}))
}

func (o *runOptions) reportFile(x *sedml.Report) string {
	return filepath.Join(o.reports, x.ID+".csv")
}

// writableReports makes the directory of the reports and tells before anything runs whether files can be written.
func (o *runOptions) writableReports(x *sedml.Experiment) error {
	files := o.files()
	if o.reports != "" {
		if err := os.MkdirAll(o.reports, 0o777); err != nil {
			return fmt.Errorf("cannot make %s: %w", o.reports, reason(err))
		}
		for _, x := range x.Reports {
			files = append(files, o.reportFile(x))
		}
	}
	return writable(files...)
}

// setupExperiment checks all input before anything runs.
func (o *runOptions) setupExperiment(cmd *cobra.Command, file string) (*experimentRun, error) {
	var diags diag.List
	for _, name := range modelFlags {
		if cmd.Flags().Changed(name) {
			diags.Add(diag.New(diag.Pos{Where: "--" + name}, "cli.experiment", "%s is an experiment, which says itself what is simulated", file).Suggest("leave --%s away, or run the model", name))
		}
	}
	o.rtol.check("rtol", &diags)
	o.atol.check("atol", &diags)
	o.seed.check("seed", &diags)
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	if _, err := methodByName(o.method); err != nil {
		diags.AddError(diag.Pos{}, "cli", err)
		return nil, diags.Err()
	}
	x, in, err := readExperiment(file)
	diags.AddError(diag.Pos{}, "sedml", err)
	if x == nil {
		return nil, diags.Err()
	}
	switch n := len(x.Reports); {
	case o.csv && n == 0, o.reports != "" && n == 0:
		diags.Add(diag.New(diag.Pos{File: file}, "cli.experiment", "the experiment has no report"))
	case o.csv && n > 1:
		diags.Add(diag.New(diag.Pos{Where: "--csv"}, "cli.experiment", "the experiment has %d reports", n).Suggest("write them to a directory with --reports DIR"))
	}
	if o.svg != "" && len(x.Plots) == 0 {
		diags.Add(diag.New(diag.Pos{Where: "--svg"}, "cli.experiment", "the experiment has no plot"))
	}
	r := &experimentRun{
		x: x, in: in, options: o, given: cmd.Flags().Changed, methods: map[*sedml.Simulation]solver{}, models: map[*sedml.Model]*experimentModel{},
		tasks: map[*sedml.Task][]*block{}, generators: map[*sedml.Generator]sedml.Values{},
	}
	diags.AddError(diag.Pos{}, "sedml", r.prepare())
	return r, diags.Err()
}

// warnings are the remarks on the experiment and its models.
func (r *experimentRun) warnings() diag.List {
	out := append(diag.List(nil), r.x.Warnings...)
	for _, m := range r.x.Models {
		if x := r.models[m]; x != nil {
			out.Add(x.doc.Warnings...)
		}
	}
	return out
}

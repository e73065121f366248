package main

import (
	"io"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/jak/design"
	"jakstat/report"
)

type designOptions struct {
	molecule      moleculeFlags
	dose, regimen string
	beside        []string
	cv            *typed[float64]
	file          string
	compareOptions
}

func newDesignCommand() *cobra.Command {
	o := designOptions{cv: percentFlag(0.3, "30%")}
	o.subjects, o.seed = patients(coverage.DefaultSubjects, true), seed()
	cmd := &cobra.Command{
		Use:   "design [MOLECULE.yaml]",
		Short: "A molecule that does not exist yet: what it would block, at which dose, and which properties matter",
		Long: `Design describes a molecule by a drug file (examples/mydrug.yaml explains the form), by flags, or by a file whose values flags override,
and gives the report of a marketed drug: which cytokines it blocks, how much and for how long, with 90 % intervals.

` + kinaseHelp + `
` + kineticHelp + `
A constant that a flag changes makes the potencies of the file in cells void: they were measured with other constants. What cells need
of a molecule beyond its constants is taken as for the mean of the marketed drugs; how much drugs differ in that is in the intervals.

` + rateHelp + `

design search finds molecules and doses that meet wishes; design sensitivity says which property matters.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat design examples/mydrug.yaml --dose "20 mg" --regimen qd
  jakstat design examples/mydrug.yaml --ki JAK2=600nM --dose "20 mg" --regimen qd --beside "upadacitinib:15 mg:qd" --only IL-6,EPO
  jakstat design --ki JAK1=2nM,JAK2=60nM,JAK3=1uM,TYK2=9nM --fu 0.3 --molar-mass 400g/mol --cl-f 9L/h --half-life 8h --ka 1/h --dose 9mg --regimen qd
  jakstat design examples/mydrug.yaml --koff JAK1=0.08/h --dose "20 mg" --regimen qd --only IL-6,EPO`,
		Args: arguments(0, 1, `examples/mydrug.yaml --dose "20 mg" --regimen qd`),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	cmd.AddCommand(newDesignSearchCommand(), newDesignSensitivityCommand())
	f := cmd.Flags()
	o.molecule.add(cmd)
	f.StringVar(&o.dose, "dose", "", "`DOSE`, e.g. \"15 mg\"")
	f.StringVar(&o.regimen, "regimen", "", "`REGIMEN`, e.g. qd")
	f.Var(o.cv, "cv", "variation of exposure between patients, for a molecule by flags alone")
	f.StringArrayVar(&o.beside, "beside", nil, "a marketed drug beside it, `DRUG:DOSE:REGIMEN[:MODEL]`; repeat for several, or: marketed, for all")
	f.StringVar(&o.file, "write", "", "write the molecule as a drug file to `FILE`")
	f.Var(o.subjects, "subjects", "virtual patients per column; 0 shows the typical patient alone")
	f.Var(o.seed, "seed", "seed of the random numbers; the same seed gives the same bits")
	f.StringVar(&o.measure, "measure", "average", "what the heat map shows, `MEASURE`: average, trough or hours")
	f.Var(&o.only, "only", `cytokines to show, e.g. "IL-6/pSTAT3,IL-15,EPO"; default: all`)
	o.formats.add(cmd, coverage.DocumentSchema, "one line per read-out and drug")
	o.pictures.add(cmd, "the heat map")
	return cmd
}

// run checks everything, then shows the molecule as compare shows a drug.
func (o *designOptions) run(cmd *cobra.Command, args []string) error {
	lib := evidence.Default()
	t, data, err := o.treatment(cmd, lib, args)
	var diags diag.List
	diags.AddError(diag.Pos{}, "cli", err)
	if o.dose == "" {
		diags.Add(diag.New(diag.Pos{Where: "--dose"}, "cli.dose", "no dose").Suggest(`write --dose "15 mg"`))
	}
	if o.regimen == "" {
		diags.Add(diag.New(diag.Pos{Where: "--regimen"}, "cli.regimen", "no regimen").Suggest("write --regimen qd"))
	}
	beside, missing := o.besides(lib, &diags)
	o.checkFlags(cmd, lib, &diags)
	if err := diags.Err(); err != nil {
		return err
	}
	files := o.files()
	if o.file != "" {
		files = append(files, o.file)
	}
	if err := writable(files...); err != nil {
		return err
	}
	ts := append([]coverage.Treatment{t}, beside...)
	c, err := coverage.Compare(cmd.Context(), lib, ts, o.options())
	if err != nil {
		return err
	}
	if o.only.set {
		c.Keep(o.keep(lib))
	}
	v := newCompareView(lib, c, missing, commandLine(cmd, args), o.measure)
	if err := o.write(func(w io.Writer) error { return v.heatMap().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	if o.file != "" {
		if err := report.WriteFile(o.file, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
			return err
		}
	}
	return o.print(cmd, v)
}

// treatment is the molecule at its dose, with the text of its drug file.
func (o *designOptions) treatment(cmd *cobra.Command, lib *evidence.Library, args []string) (coverage.Treatment, []byte, error) {
	var diags diag.List
	o.cv.check("cv", &diags)
	path := ""
	if len(args) > 0 {
		path = args[0]
		if cmd.Flags().Changed("cv") {
			diags.Add(diag.New(diag.Pos{Where: "--cv"}, "design.cv", "the file says itself how patients vary").Suggest("leave it out, or change cv in the file"))
		}
	}
	name, data := o.molecule.text(path, o.cv.value, &diags)
	amount, regimen := o.dose, o.regimen
	if amount == "" || regimen == "" { // told by the caller; the mistakes of the molecule are told beside it
		amount, regimen = "1 mg", "qd"
	}
	if data == nil || diags.HasErrors() {
		_, err := dose.ParseDoseAndRegimen(amount, regimen)
		diags.AddError(diag.Pos{Where: "--dose, --regimen"}, "dose", err)
		return coverage.Treatment{}, nil, diags.Err()
	}
	t, err := design.Treatment(lib, name, data, amount, regimen)
	diags.AddError(diag.Pos{}, "cli", err)
	if err == nil {
		diags.AddError(diag.Pos{Where: "--dose"}, "dose", masses(t.Regimen, nil))
		diags.AddError(diag.Pos{}, "design", design.CheckTreatment(t))
	}
	return t, data, diags.Err()
}

// besides opens the marketed drugs that stand beside the molecule.
func (o *designOptions) besides(lib *evidence.Library, diags *diag.List) ([]coverage.Treatment, []coverage.Missing) {
	if len(o.beside) == 1 && o.beside[0] == "marketed" {
		ts, missing, err := coverage.Defaults(lib)
		diags.AddError(diag.Pos{}, "cli", err)
		return ts, missing
	}
	ts, err := treatments(lib, o.beside, patientFlags{})
	diags.AddError(diag.Pos{}, "cli", err)
	return ts, nil
}

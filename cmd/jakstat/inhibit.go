package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/report"
)

type inhibitOptions struct {
	run                  runOptions
	steps                stepWords
	enzyme, list         bool
	drug, dose, regimen  string
	model, concentration string
	timeUnit             string
	after, first         *typed[float64]
	patient              patientFlags
	formats
	pictures
}

func newInhibitCommand() *cobra.Command {
	o := inhibitOptions{
		run: newRunOptions(), after: hoursFlag(2, "2h", 0, "write a time such as 2h or 30min"), first: hoursFlag(0, "", -1e6, "write a time such as -7d or 2h"),
	}
	cmd := &cobra.Command{
		Use:   "inhibit MODEL.xml --reaction ID",
		Short: "A JAK inhibitor in any SBML model: a reaction's rate scaled by the drug",
		Long: `Inhibit puts a drug into a kinetic model in SBML. The rate of each --reaction, a step that kinases catalyse, is multiplied by the
fraction of kinase activity that the drug's free concentration leaves, and the courses without and with drug are shown side by side.

After a --reaction, or several, stands what it is scaled by: --kinase JAK1 (one of JAK1, JAK2, JAK3, TYK2); --receptor IL-6, a cytokine or
a pair such as JAK1/JAK2|TYK2, whose second place fails only when all its kinases do; or --ic50 30nM with --hill, an unbound concentration that you
answer for. Kinases and receptors rest on the constants that compare estimates from all data of the drug, at the ATP level of a cell; --enzyme
takes one assay panel at 1 mM ATP as it stands. Drugs that bind for good (JAK3 and ritlecitinib) are refused: what they leave depends on the past.

The concentration comes from --dose and --regimen by the drug's pharmacokinetic model, or is held at --concentration (unbound, as in a
dish). Time 0 of the model, mostly its stimulus, lies --stimulus-at after a dose at steady state; with --dosing-from the first dose
comes that long after time 0, or before it where negative. The unit of the model's time must be known: many files declare none, and
then --time-unit says it.

Without --output-vars all that can change is compared, and the six variables that respond most are drawn. Inhibition of the peak and of the area
under the curve are over the time shown, from --start on; below 0 the drug raises a variable. --list shows the reactions with their rates.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat inhibit examples/il6-toy.xml --list
  jakstat inhibit examples/il6-toy.xml --reaction phosphorylation --receptor IL-6 --drug upadacitinib --dose 15mg --regimen qd
  jakstat inhibit examples/il6-toy.xml --reaction phosphorylation --kinase JAK1 --drug ruxolitinib --concentration 100nM --output-vars pSTAT3
  jakstat inhibit examples/il6-toy.xml --reaction phosphorylation --ic50 30nM --concentration 100nM --duration 240 --csv`,
		Args: arguments(1, 1, "examples/il6-toy.xml --list"),
		RunE: func(cmd *cobra.Command, args []string) error { return o.execute(cmd, args) },
	}
	f := cmd.Flags()
	o.steps.add(f)
	f.BoolVar(&o.enzyme, "enzyme", false, "the constants of one assay panel at 1 mM ATP as they stand")
	f.StringVar(&o.drug, "drug", "", "`DRUG`: a shipped drug or the path of a drug file")
	f.StringVar(&o.dose, "dose", "", "`DOSE`, e.g. 15mg")
	f.StringVar(&o.regimen, "regimen", "", "`REGIMEN`, e.g. qd")
	f.StringVar(&o.model, "model", "", "pharmacokinetic `MODEL` by id, population or formulation; default: the first of the drug")
	o.patient.add(cmd)
	f.StringVar(&o.concentration, "concentration", "", "constant `CONCENTRATION` instead of doses, unbound unless it says {plasma}: 100nM")
	f.StringVar(&o.timeUnit, "time-unit", "", "`UNIT` of the model's time where the file declares none: s, min, h, d")
	f.Var(o.after, "stimulus-at", "time from a dose at steady state to time 0 of the model")
	f.Var(o.first, "dosing-from", "time of the first dose from time 0 of the model on, negative before it, instead of steady state")
	f.BoolVar(&o.list, "list", false, "list the reactions with their rates and stop")
	o.run.flags(cmd)
	o.formats.add(cmd, inhibitSchema, "one line per time")
	o.pictures.add(cmd, "the picture")
	return cmd
}

func (o *inhibitOptions) execute(cmd *cobra.Command, args []string) error {
	w := cmd.OutOrStdout()
	if o.list {
		return o.reactions(w, args[0])
	}
	s, warnings, err := o.setup(cmd, args[0])
	for _, d := range warnings {
		fmt.Fprintln(cmd.ErrOrStderr(), "jakstat:", printable(d.Error()))
	}
	if err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	r, err := s.simulate(cmd.Context())
	if err != nil {
		return inFile(args[0], err)
	}
	v := inhibitView{lib: evidence.Default(), setup: s, result: r, command: commandLine(cmd, args), named: len(o.run.vars.list) > 0}
	svg := func(w io.Writer) error { return v.picture().SVG(w) }
	html := func(w io.Writer) error { return v.page().HTML(w) }
	if err := o.write(svg, html); err != nil {
		return err
	}
	return show(w, o.formats, v.document, v.csv, o.ended(v.text))
}

// reactions prints the list that a reaction is picked from.
func (o *inhibitOptions) reactions(w io.Writer, file string) error {
	var diags diag.List
	o.formats.check(&diags)
	if o.json || o.svg != "" || o.html != "" {
		diags.Add(diag.New(diag.Pos{Where: "--list"}, "cli.format", "the list of reactions has no JSON and no picture").Suggest("give --list alone or with --csv"))
	}
	doc, err := readModel(file)
	diags.AddError(diag.Pos{}, "sbml", err)
	if err := diags.Err(); err != nil {
		return err
	}
	t := reactionTable(doc.Model)
	if o.csv {
		return t.CSV(w)
	}
	return t.Text(w, report.DetectTerm(w))
}

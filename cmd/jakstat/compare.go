package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/report"
)

type compareOptions struct {
	patient  patientFlags
	subjects *typed[int]
	seed     *typed[uint64]
	measure  string
	only     names
	formats
	pictures
}

func newCompareCommand() *cobra.Command {
	o := compareOptions{subjects: patients(coverage.DefaultSubjects, true), seed: seed()}
	cmd := &cobra.Command{
		Use:   "compare [DRUG:DOSE:REGIMEN[:MODEL] ...]",
		Short: "Which cytokines each inhibitor blocks, how much and for how long, at the doses people take",
		Long: `Compare simulates each drug at steady state and shows, for every cytokine receptor, the average daily
inhibition of its signal, the inhibition at trough and the hours above the IC50, with 90 % intervals over
virtual patients and potency. Without arguments: the marketed drugs at their usual doses.

DRUG is a shipped drug or the path of your own drug file (.yaml; examples/mydrug.yaml explains the form). Shipped are
` + wrapNames(pk.Names()) + `.

DOSE is a mass ("15 mg"), or a mass per body weight ("0.2 mg/kg" with --covariate "WT=60 kg"). REGIMEN
repeats: qd, bid, tid, qod, q12h, weekly. MODEL is an id, population or formulation of the drug's models ("uc", "XR").

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat compare
  jakstat compare "upadacitinib:15 mg:qd" "tofacitinib:5 mg:bid" --only IL-6,IL-15,EPO
  jakstat compare "tofacitinib:5 mg:bid" --condition "renal severe"
  jakstat compare --html compare.html`,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	f := cmd.Flags()
	o.patient.add(cmd)
	f.Var(o.subjects, "subjects", "virtual patients per column; 0 shows the typical patient alone")
	f.Var(o.seed, "seed", "seed of the random numbers; the same seed gives the same bits")
	f.StringVar(&o.measure, "measure", "average", "what the heat map shows, `MEASURE`: average, trough or hours")
	f.Var(&o.only, "only", `cytokines to show, e.g. "IL-6/pSTAT3,IL-15,EPO"; default: all`)
	o.formats.add(cmd, coverage.DocumentSchema, "one line per read-out and drug")
	o.pictures.add(cmd, "the heat map")
	_ = cmd.RegisterFlagCompletionFunc("measure", cobra.FixedCompletions([]string{"average", "trough", "hours"}, cobra.ShellCompDirectiveNoFileComp))
	cmd.ValidArgsFunction = completeTreatment
	return cmd
}

func (o *compareOptions) run(cmd *cobra.Command, args []string) error {
	lib := evidence.Default()
	ts, missing, err := o.open(cmd, lib, args)
	if err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	c, err := coverage.Compare(cmd.Context(), lib, ts, o.options())
	if err != nil {
		return err
	}
	if o.only.set {
		c.Keep(o.keep(lib))
	}
	v := newCompareView(lib, c, missing, commandLine(cmd, args), o.measure)
	svg := func(w io.Writer) error { return v.heatMap().SVG(w) }
	html := func(w io.Writer) error { return v.page().HTML(w) }
	if err := o.write(svg, html); err != nil {
		return err
	}
	return o.print(cmd, v)
}

// options are those of the simulation; no virtual patients means the typical one.
func (o *compareOptions) options() coverage.Options {
	return coverage.Options{Subjects: o.subjects.value, Seed: o.seed.value, Typical: o.subjects.value == 0}
}

// wrapNames puts names on lines for a help text.
func wrapNames(names []string) string {
	var b strings.Builder
	column := 0
	for _, n := range names {
		switch {
		case column == 0:
		case column+len(n) > 110:
			b.WriteString(",\n")
			column = 0
		default:
			b.WriteString(", ")
		}
		b.WriteString(n)
		column += len(n) + 2
	}
	return b.String()
}

// checkFlags checks what stands beside the treatments.
func (o *compareOptions) checkFlags(cmd *cobra.Command, lib *evidence.Library, diags *diag.List) {
	if o.measure != "average" && o.measure != "trough" && o.measure != "hours" {
		diags.Add(diag.New(diag.Pos{Where: "--measure"}, "cli.measure", "%q is not a measure", o.measure).
			Suggest("%s", diag.DidYouMean(o.measure, []string{"average", "trough", "hours"})))
	}
	o.subjects.check("subjects", diags)
	o.seed.check("seed", diags)
	o.formats.check(diags)
	o.pictures.check(cmd, diags)
	checkReadouts(lib, "only", o.only.list, diags)
}

// open checks every flag and argument before anything runs.
func (o *compareOptions) open(cmd *cobra.Command, lib *evidence.Library, args []string) ([]coverage.Treatment, []coverage.Missing, error) {
	var diags diag.List
	o.checkFlags(cmd, lib, &diags)
	var ts []coverage.Treatment
	var missing []coverage.Missing
	var err error
	if len(args) > 0 {
		ts, err = treatments(lib, args, o.patient)
	} else {
		if len(o.patient.covariates) > 0 || o.patient.condition != "" {
			diags.Add(diag.New(diag.Pos{Where: "--covariate, --condition"}, "cli.patient", "a patient needs named drugs, because not every model knows every characteristic").
				Suggest(`name the drugs, as in compare "tofacitinib:5 mg:bid" --condition "renal severe"`))
		}
		ts, missing, err = coverage.Defaults(lib)
	}
	diags.AddError(diag.Pos{}, "cli", err)
	return ts, missing, diags.Err()
}

func (o *compareOptions) keep(lib *evidence.Library) func(receptor.Readout) bool {
	wanted := map[string]bool{}
	for _, name := range o.only.list {
		for _, r := range receptor.FindReadouts(lib, name) {
			wanted[r.Label()] = true
		}
	}
	return func(r receptor.Readout) bool { return wanted[r.Label()] }
}

func (o *compareOptions) print(cmd *cobra.Command, v *compareView) error {
	return show(cmd.OutOrStdout(), o.formats, v.document, v.long().CSV, o.ended(v.text))
}

func (v *compareView) text(w io.Writer, term report.Term) error {
	if err := v.terminal().Text(w, term); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if t := v.occupancy(); t != nil {
		if err := t.Text(w, term); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	return v.windows().Text(w, term)
}

// checkReadouts reports every name of a flag that is no cytokine.
func checkReadouts(lib *evidence.Library, name string, list []string, diags *diag.List) {
	for _, s := range list {
		if len(receptor.FindReadouts(lib, s)) == 0 {
			diags.Add(unknownCytokine(lib, "--"+name, s))
		}
	}
}

// unknownCytokine says what a name should have been: the read-outs of a cytokine that is known, the nearest name, or all.
func unknownCytokine(lib *evidence.Library, where, name string) diag.Diagnostic {
	d := diag.New(diag.Pos{Where: where}, "cli.cytokine", "unknown cytokine %q", name)
	if strings.TrimSpace(name) == "" {
		d.Message = "no cytokine"
	}
	if cytokine, stat, ok := strings.Cut(name, "/"); ok {
		var labels []string
		for _, r := range receptor.FindReadouts(lib, cytokine) {
			labels = append(labels, r.Receptor.Cytokine+"/p"+r.STAT)
		}
		if len(labels) > 0 {
			d.Message = fmt.Sprintf("%q is no read-out of %s", stat, cytokine)
			return d.Suggest("write %s", strings.Join(labels, " or "))
		}
	}
	if best, ok := diag.Nearest(name, binding.Cytokines(lib)); ok {
		return d.Suggest("did you mean %q?", best)
	}
	return d.Suggest("known: %s", strings.Join(binding.Cytokines(lib), ", "))
}

// commandLine repeats the call for manifests and pages: every flag that bears on the numbers, and the arguments.
func commandLine(cmd *cobra.Command, args []string) string {
	parts := []string{cmd.CommandPath()}
	cmd.Flags().Visit(func(f *flag) {
		if f.Name == "html" || f.Name == "svg" || f.Name == "json" || f.Name == "csv" {
			return
		}
		if group, ok := f.Value.(*stepFlag); ok { // their order has a meaning
			parts = append(parts, group.spoken()...)
			return
		}
		values := []string{f.Value.String()}
		if several, ok := f.Value.(pflag.SliceValue); ok {
			values = several.GetSlice()
		}
		for _, v := range values {
			parts = append(parts, "--"+f.Name+"="+quoteArg(v))
		}
	})
	for _, a := range args {
		parts = append(parts, quoteArg(a))
	}
	return strings.Join(parts, " ")
}

// plainArg are the letters that no shell treats specially.
const plainArg = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+=%@"

func quoteArg(s string) string {
	if s == "" || strings.Trim(s, plainArg) != "" {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(s) + `"`
	}
	return s
}

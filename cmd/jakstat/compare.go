package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/report"
)

type compareOptions struct {
	patient  patientFlags
	subjects int
	seed     uint64
	measure  string
	only     []string
	json     bool
	csv      bool
	svg      string
	html     string
}

func newCompareCommand() *cobra.Command {
	o := compareOptions{}
	cmd := &cobra.Command{
		Use:   "compare [DRUG:DOSE:REGIMEN[:MODEL] ...]",
		Short: "Which cytokines each inhibitor blocks, how much and for how long, at the doses people take",
		Long: `Compare simulates each drug at steady state and shows, for every cytokine receptor, the average daily
inhibition of its signal, the inhibition at trough and the hours above the IC50, with 90 % intervals over
virtual patients and potency. Without arguments: the marketed drugs at their usual doses.

DRUG is a shipped drug or the path of your own drug file (.yaml; see library/drugs/README.md).

` + researchNotice + `

EXIT STATUS
  0 success   2 wrong input, nothing written   3 a simulation or a file failed`,
		Example: `  jakstat compare
  jakstat compare "upadacitinib:15 mg:qd" "tofacitinib:5 mg:bid" --only IL-6,IL-15,EPO
  jakstat compare "tofacitinib:5 mg:bid" --condition "renal severe"
  jakstat compare --html compare.html`,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	f := cmd.Flags()
	o.patient.add(cmd)
	f.IntVar(&o.subjects, "subjects", coverage.DefaultSubjects, "virtual patients per column")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the random numbers; the same seed gives the same bits")
	f.StringVar(&o.measure, "measure", "average", "what the cells show: average, trough or hours")
	f.StringSliceVar(&o.only, "only", nil, "cytokines to show, comma-separated")
	f.BoolVar(&o.json, "json", false, "machine-readable result (schema "+coverage.DocumentSchema+")")
	f.BoolVar(&o.csv, "csv", false, "one line per read-out and drug")
	f.StringVar(&o.svg, "svg", "", "write the heat map to `FILE`")
	f.StringVar(&o.html, "html", "", "write one self-contained page to `FILE`")
	_ = cmd.RegisterFlagCompletionFunc("measure", cobra.FixedCompletions([]string{"average", "trough", "hours"}, cobra.ShellCompDirectiveNoFileComp))
	cmd.ValidArgsFunction = completeTreatment
	return cmd
}

func (o *compareOptions) run(cmd *cobra.Command, args []string) error {
	lib := evidence.Default()
	ts, missing, err := o.open(lib, args)
	if err != nil {
		return err
	}
	c, err := coverage.Compare(cmd.Context(), lib, ts, coverage.Options{Subjects: o.subjects, Seed: o.seed})
	if err != nil {
		return err
	}
	if len(o.only) > 0 {
		c.Keep(o.keep(lib))
	}
	v := newCompareView(lib, c, missing, commandLine(cmd, args), o.measure)
	if o.svg != "" {
		if err := report.WriteFile(o.svg, v.heatMap().SVG); err != nil {
			return err
		}
	}
	if o.html != "" {
		if err := report.WriteFile(o.html, v.page().HTML); err != nil {
			return err
		}
	}
	return o.print(cmd, v)
}

// open checks every flag and argument before anything runs.
func (o *compareOptions) open(lib *evidence.Library, args []string) ([]coverage.Treatment, []coverage.Missing, error) {
	var diags diag.List
	if o.measure != "average" && o.measure != "trough" && o.measure != "hours" {
		diags.Add(diag.New(diag.Pos{Where: "--measure"}, "cli.measure", "%q is not a measure", o.measure).
			Suggest("%s", diag.DidYouMean(o.measure, []string{"average", "trough", "hours"})))
	}
	if o.subjects < 2 || o.subjects > 100_000 {
		diags.Add(diag.New(diag.Pos{Where: "--subjects"}, "cli.subjects", "%d virtual patients", o.subjects).Suggest("between 2 and 100000"))
	}
	if o.json && o.csv {
		diags.Add(diag.New(diag.Pos{Where: "--json --csv"}, "cli.format", "two formats for one output").Suggest("give one of them"))
	}
	for _, name := range o.only {
		if len(binding.FindReadouts(lib, strings.TrimSpace(name))) == 0 {
			diags.Add(unknownCytokine(lib, "--only", name))
		}
	}
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

func (o *compareOptions) keep(lib *evidence.Library) func(binding.Readout) bool {
	wanted := map[string]bool{}
	for _, name := range o.only {
		for _, r := range binding.FindReadouts(lib, strings.TrimSpace(name)) {
			wanted[r.Label()] = true
		}
	}
	return func(r binding.Readout) bool { return wanted[r.Label()] }
}

func (o *compareOptions) print(cmd *cobra.Command, v *compareView) error {
	w := cmd.OutOrStdout()
	switch {
	case o.json:
		return writeJSON(w, v.document())
	case o.csv:
		return v.long().CSV(w)
	}
	term := report.DetectTerm(w)
	if err := v.terminal().Text(w, term); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if err := v.windows().Text(w, term); err != nil {
		return err
	}
	for _, file := range []string{o.svg, o.html} {
		if file != "" {
			fmt.Fprintln(w, "wrote", file)
		}
	}
	fmt.Fprintln(w, researchNotice)
	return nil
}

// writeJSON writes one indented document.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func unknownCytokine(lib *evidence.Library, where, name string) diag.Diagnostic {
	d := diag.New(diag.Pos{Where: where}, "cli.cytokine", "unknown cytokine %q", name)
	if best, ok := diag.Nearest(name, binding.Cytokines(lib)); ok {
		return d.Suggest("did you mean %q?", best)
	}
	return d.Suggest("cytokines: %s", strings.Join(binding.Cytokines(lib), ", "))
}

// commandLine repeats the call for manifests and pages: every flag that was set, and the arguments.
func commandLine(cmd *cobra.Command, args []string) string {
	parts := []string{cmd.CommandPath()}
	cmd.Flags().Visit(func(f *flag) {
		if f.Name == "html" || f.Name == "svg" || f.Name == "json" || f.Name == "csv" {
			return
		}
		parts = append(parts, "--"+f.Name+"="+quoteArg(strings.Trim(f.Value.String(), "[]")))
	})
	for _, a := range args {
		parts = append(parts, quoteArg(a))
	}
	return strings.Join(parts, " ")
}

func quoteArg(s string) string {
	if strings.ContainsAny(s, " ()*'\"$`\\") {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(s) + `"`
	}
	return s
}

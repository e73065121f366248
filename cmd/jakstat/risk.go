package main

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/form"
	"jakstat/jak/safety"
)

type riskOptions struct {
	file         string
	entries      map[string]*string // by name of the entry
	patientYears string
	events       names
	endpoint     string
	weigh        string
	formats
	pictures
}

func newRiskCommand() *cobra.Command {
	o := riskOptions{entries: map[string]*string{}}
	cmd := &cobra.Command{
		Use:   "risk [DRUG:DOSE:REGIMEN[:MODEL] ...]",
		Short: "How often adverse events happen to a described population under each treatment, and what drives them",
		Long: `Risk predicts events per 100 patient-years with 95 % intervals, in a population that flags or a file describe: never in a person. Beside the named
drugs stand conventional treatment and a TNF inhibitor, against which each drug has a ratio, a difference and a number needed to harm. The output
says what drives each risk, which effects of pathways the evidence supports and which are plain effects of the class, what trials and registries
report that disagree, and what the labels say of monitoring, interruption and vaccination. Without drugs: those that the labels name for the disease.

Every covariate must be described, in a file of entries "age: 58", "smoker: 20%" or by flags of the same names; --typical takes what is not described
from a named population of the evidence, and the output says what was taken. Shares are per cent of people, yes or no for all or none. Named are
` + strings.Join(typicalNames(), ", ") + `.

An interval covers groups of such people as trials and registries find them; hazards are averaged over --years under treatment, because cancers need
time. Beside the risks stands the benefit of the same doses: the share of such people who would reach an endpoint, beyond placebo, in a new trial.
Where it cannot be predicted, the output says so. --weigh draws benefit and one risk in one picture.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat risk --typical RA
  jakstat risk "upadacitinib:15 mg:qd" --typical "RA with cardiovascular risk" --age 68 --smoker 100% --ex-smoker no
  jakstat risk "tofacitinib:5 mg:bid" "tofacitinib:10 mg:bid" --population examples/population.yaml --html risk.html
  jakstat risk --typical AD --endpoint EASI90 --weigh "herpes zoster" --svg balance.svg`,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.file, "population", "", "entries of the population, `FILE`.yaml")
	entry := func(name, usage string) {
		o.entries[name] = new(string)
		f.StringVar(o.entries[name], name, "", usage)
	}
	entry(safety.TypicalWord, "take what is not described from the population `NAME`")
	entry(safety.DiseaseWord, "`DISEASE`: "+strings.Join(safety.Diseases, ", "))
	entry(safety.YearsWord, "mean time under treatment, `YEARS`")
	for _, c := range safety.Covariates() {
		kind := "SHARE"
		if !c.IsShare() {
			kind = "YEARS"
		}
		entry(c.Name(), c.Meaning()+", `"+kind+"`")
	}
	f.StringVar(&o.patientYears, "patient-years", "", "also the number of events to expect in `N` patient-years")
	f.Var(&o.events, "only", `events to show, e.g. "herpes zoster,VTE"; default: all`)
	f.StringVar(&o.endpoint, "endpoint", "", "`ENDPOINT` of the benefit, such as ACR50; default: the main one of the disease; none: no benefit")
	f.StringVar(&o.weigh, "weigh", "", "the `EVENT` beside the benefit, in the table and in the picture of --svg, which is of all risks without it")
	o.formats.add(cmd, riskSchema, "one line per event and treatment")
	o.pictures.add(cmd, "the risks with their intervals")
	_ = cmd.RegisterFlagCompletionFunc(safety.TypicalWord, cobra.FixedCompletions(typicalNames(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc(safety.DiseaseWord, cobra.FixedCompletions(safety.Diseases, cobra.ShellCompDirectiveNoFileComp))
	cmd.ValidArgsFunction = completeTreatment
	return cmd
}

func typicalNames() []string {
	var out []string
	for name := range safety.Typical() {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// words collects the entries of the file and of flags.
func (o *riskOptions) words(cmd *cobra.Command, diags *diag.List) []safety.Word {
	var out []safety.Word
	if f := cmd.Flags().Lookup("population"); f.Changed {
		data, err := readText(o.file, "examples/population.yaml explains the form", form.MaxFile)
		if err != nil {
			diags.AddError(diag.Pos{Where: "--population"}, "cli.file", err)
		} else {
			out = safety.ReadFile(o.file, data, diags)
		}
	}
	for _, name := range safety.Words() {
		if cmd.Flags().Changed(name) {
			out = append(out, safety.Word{Name: name, Text: strings.TrimSpace(*o.entries[name]), Pos: diag.Pos{Where: "--" + name}})
		}
	}
	return out
}

func (o *riskOptions) run(cmd *cobra.Command, args []string) error {
	lib := evidence.Default()
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	question := riskQuestion{args: args, only: o.events.list, patientYears: o.patientYears, endpoint: o.endpoint, weigh: o.weigh}
	question.words = o.words(cmd, &diags)
	question.settle(lib, &diags)
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	v, err := question.view(cmd.Context(), lib)
	if err != nil {
		return err
	}
	v.command = commandLine(cmd, args)
	if err := o.pictures.write(func(w io.Writer) error { return v.drawn().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	return show(cmd.OutOrStdout(), o.formats, v.document, v.lines().CSV, o.ended(v.text))
}

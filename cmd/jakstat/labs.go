package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/biomarker"
)

type labsOptions struct {
	disease  string
	weeks    *typed[float64]
	hold     string
	grading  string
	subjects *typed[int]
	seed     *typed[uint64]
	formats
	pictures
}

const labsSchema = "jakstat.labs/1"

func newLabsCommand() *cobra.Command {
	o := labsOptions{weeks: span(52, "52", "WEEKS", 520), subjects: patients(200, true), seed: seed()}
	var ids []string
	for _, s := range biomarker.Settings() {
		ids = append(ids, s.ID)
	}
	cmd := &cobra.Command{
		Use:   "labs DRUG:DOSE:REGIMEN[:MODEL] ...",
		Short: "Blood counts, CRP, lipids, creatinine and CK over weeks of treatment",
		Long: `Labs turns the average daily inhibition of cytokines at steady state (see compare) into laboratory values over weeks: red cells
and reticulocytes, platelets, neutrophils, lymphocytes, NK and B cells, CRP, CXCL10, lipids; creatinine, CK and ALT are empirical.
One set of numbers serves all drugs; "jakstat qualify labs" shows how well it predicts.

Bands: what estimates and potencies leave open of the typical patient (90 %), and what 90 % of virtual patients would have measured.
DISEASE is one of ` + strings.Join(ids, ", ") + `.
Without MODEL the drug's model for the disease is taken, else its first.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat labs "upadacitinib:15 mg:qd"
  jakstat labs "tofacitinib:5 mg:bid" "baricitinib:4 mg:qd" --disease RA --weeks 24 --html labs.html
  jakstat labs "abrocitinib:200 mg:qd" --disease AD --weeks 12 --hold 4-6`,
		Args: arguments(1, -1, `"upadacitinib:15 mg:qd"`),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.disease, "disease", "RA", "`DISEASE` that gives the values before treatment")
	f.Var(o.weeks, "weeks", "length of treatment in weeks")
	f.StringVar(&o.hold, "hold", "", "`WEEKS` without the drug, e.g. 12-16")
	f.StringVar(&o.grading, "grading", "omeract", "`SCALE` of grades: omeract or ctcae")
	f.Var(o.subjects, "subjects", "virtual patients for the spread and the grades; 0: none")
	f.Var(o.seed, "seed", "seed of the random numbers; the same seed gives the same bits")
	o.formats.add(cmd, labsSchema, "one line per treatment, lab and week")
	o.pictures.add(cmd, "the picture")
	return cmd
}

func (o *labsOptions) run(cmd *cobra.Command, args []string) error {
	lib := evidence.Default()
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	o.weeks.check("weeks", &diags)
	o.subjects.check("subjects", &diags)
	o.seed.check("seed", &diags)
	question := labsQuestion{args: args, disease: o.disease, weeks: o.weeks.value, hold: o.hold, grading: o.grading, subjects: o.subjects.value, seed: o.seed.value}
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
	if err := o.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	return show(cmd.OutOrStdout(), o.formats, v.document, v.courses().CSV, o.ended(v.summary().Text))
}

package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/biomarker"
	"jakstat/jak/blockade"
	"jakstat/jak/coverage"
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
		Long: `Labs turns the average daily inhibition of cytokines at steady state (see compare) into laboratory values over weeks: red cells and
reticulocytes, platelets, neutrophils, lymphocytes, NK and B cells, CRP, CXCL10, lipids; creatinine, CK and ALT are empirical. One set of numbers serves all
drugs; "jakstat qualify labs" shows how well it predicts.

Bands: what estimates and potencies leave open of the typical patient (90 %), and what 90 % of virtual patients would have measured.
DISEASE is one of ` + strings.Join(ids, ", ") + `. Without MODEL the drug's first model is taken.

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
	plan, given, err := o.setup(cmd, lib, args)
	if err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	blocked, err := blockade.Of(cmd.Context(), lib, given...)
	if err != nil {
		return err
	}
	model, err := biomarker.Build(lib, biomarker.Shipped())
	if err != nil {
		return err
	}
	forecasts, err := model.Forecast(cmd.Context(), biomarker.Shipped(), plan, blocked...)
	if err != nil {
		return err
	}
	v := labsView{plan: plan, forecasts: forecasts, treatments: given, blocked: blocked, lib: lib, command: commandLine(cmd, args)}
	if err := o.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	return show(cmd.OutOrStdout(), o.formats, v.document, v.courses().CSV, o.ended(v.summary().Text))
}

// setup checks all input before anything runs.
func (o *labsOptions) setup(cmd *cobra.Command, lib *evidence.Library, args []string) (biomarker.ForecastPlan, []coverage.Treatment, error) {
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	o.weeks.check("weeks", &diags)
	o.subjects.check("subjects", &diags)
	o.seed.check("seed", &diags)
	plan := biomarker.ForecastPlan{People: o.subjects.value, Seed: o.seed.value, Grading: o.grading}
	var err error
	plan.Setting, err = biomarker.FindSetting(o.disease)
	diags.AddError(diag.Pos{Where: "--disease"}, "cli.disease", err)
	if o.grading != "omeract" && o.grading != "ctcae" {
		diags.Add(diag.New(diag.Pos{Where: "--grading"}, "cli.grading", "there is no scale %q", o.grading).Suggest("write omeract or ctcae"))
	}
	plan.Weeks = weeksOf(o.weeks.value)
	if o.hold != "" {
		plan.Periods = o.held(&diags)
	}
	list, err := treatments(lib, args, patientFlags{})
	diags.AddError(diag.Pos{}, "cli", err)
	return plan, list, diags.Err()
}

// weeksOf are the weeks that are looked at: every one to the twelfth, then every fourth, and the last.
func weeksOf(last float64) []float64 {
	var out []float64
	for w := 0.0; w < last; {
		out = append(out, w)
		if w < 12 {
			w++
		} else {
			w += 4
		}
	}
	return append(out, last)
}

// held reads "12-16".
func (o *labsOptions) held(diags *diag.List) []biomarker.Period {
	var from, to float64
	if n, err := fmt.Sscanf(o.hold, "%g-%g", &from, &to); err != nil || n != 2 || !(from >= 0 && to > from) || math.IsInf(to, 0) {
		diags.Add(diag.New(diag.Pos{Where: "--hold"}, "cli.hold", "%q are no weeks", o.hold).Suggest("write the first and the last week without the drug, as in 12-16"))
		return nil
	}
	return []biomarker.Period{{From: 0, To: from}, {From: to, To: math.Inf(1)}}
}

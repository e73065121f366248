package main

import (
	"context"
	"fmt"
	"math"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/biomarker"
	"jakstat/jak/blockade"
	"jakstat/jak/coverage"
)

// labsQuestion is what the verb and its address ask alike: first as it was written, then settled.
type labsQuestion struct {
	args     []string
	disease  string
	weeks    float64
	hold     string
	grading  string
	subjects int
	seed     uint64

	plan       biomarker.ForecastPlan
	treatments []coverage.Treatment
}

// gradings are the scales of grades, the default first.
var gradings = []string{"omeract", "ctcae"}

// settle checks all input before anything runs; all mistakes go to the list.
func (q *labsQuestion) settle(lib *evidence.Library, diags *diag.List) {
	q.plan = biomarker.ForecastPlan{People: q.subjects, Seed: q.seed, Grading: q.grading}
	var err error
	q.plan.Setting, err = biomarker.FindSetting(q.disease)
	diags.AddError(diag.Pos{Where: "--disease"}, "cli.disease", err)
	if q.grading != gradings[0] && q.grading != gradings[1] {
		diags.Add(diag.New(diag.Pos{Where: "--grading"}, "cli.grading", "there is no scale %q", q.grading).Suggest("write omeract or ctcae"))
	}
	q.plan.Weeks = weeksOf(q.weeks)
	if q.hold != "" {
		q.plan.Periods = held(q.hold, diags)
	}
	q.treatments, err = treatmentsFor(lib, q.args, q.plan.Setting.ID)
	diags.AddError(diag.Pos{}, "cli", err)
}

// view computes the answer to a settled question.
func (q *labsQuestion) view(ctx context.Context, lib *evidence.Library) (*labsView, error) {
	blocked, err := blockade.Of(ctx, lib, q.treatments...)
	if err != nil {
		return nil, err
	}
	model, err := biomarker.Build(lib, biomarker.Shipped())
	if err != nil {
		return nil, err
	}
	forecasts, err := model.Forecast(ctx, biomarker.Shipped(), q.plan, blocked...)
	if err != nil {
		return nil, err
	}
	return &labsView{plan: q.plan, forecasts: forecasts, treatments: q.treatments, blocked: blocked, lib: lib}, nil
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
func held(text string, diags *diag.List) []biomarker.Period {
	var from, to float64
	if n, err := fmt.Sscanf(text, "%g-%g", &from, &to); err != nil || n != 2 || !(from >= 0 && to > from) || math.IsInf(to, 0) {
		diags.Add(diag.New(diag.Pos{Where: "--hold"}, "cli.hold", "%q are no weeks", text).Suggest("write the first and the last week without the drug, as in 12-16"))
		return nil
	}
	return []biomarker.Period{{From: 0, To: from}, {From: to, To: math.Inf(1)}}
}

package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/engine/model"
	"jakstat/evidence"
	"jakstat/format/sbml"
	"jakstat/jak/coverage"
	"jakstat/jak/inhibit"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

// hoursFlag is a time in h that is written with its unit.
func hoursFlag(otherwise float64, text string, least float64, hint string) *typed[float64] {
	f := &typed[float64]{value: otherwise, text: text, kind: "TIME", hint: hint}
	f.parse = func(s string) (float64, string) {
		q, err := unit.ParseQuantity(s)
		v := 0.0
		if err == nil {
			v, err = q.In(unit.Must("h"))
		}
		switch {
		case err != nil:
			return otherwise, strconv.Quote(s) + " is not a time with a unit"
		case v < least || math.Abs(v) > 1e6:
			return otherwise, s + " is out of range"
		}
		return v, ""
	}
	return f
}

// inhibitSetup is everything a run with a drug needs, checked.
type inhibitSetup struct {
	plain     *modelRun
	treatment *coverage.Treatment // nil without a dose; without a drug too
	molecule  *receptor.Molecule  // nil without a drug
	steps     []inhibit.Step
	reactions []model.Reaction // of the steps
	seconds   float64          // in a unit of the model's time
	timeFrom  string           // where that is known from
	constant  float64          // nM unbound, without a dose
	timing    inhibit.Timing
}

// setup checks all input before anything runs.
func (o *inhibitOptions) setup(cmd *cobra.Command, file string) (*inhibitSetup, diag.List, error) {
	lib := evidence.Default()
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	o.after.check("stimulus-at", &diags)
	o.first.check("dosing-from", &diags)
	plain, warnings, err := o.run.setup(cmd, file)
	diags.AddError(diag.Pos{}, "cli", err)
	s := &inhibitSetup{plain: plain, constant: math.NaN()}
	o.exposure(cmd, lib, s, &diags)
	if plain == nil {
		return nil, warnings, diags.Err()
	}
	s.steps, s.reactions = o.scaled(lib, plain.doc.Model, s.molecule, &diags)
	o.clock(plain.doc, file, s, &diags)
	return s, warnings, diags.Err()
}

// exposure reads who takes what, or which concentration holds.
func (o *inhibitOptions) exposure(cmd *cobra.Command, lib *evidence.Library, s *inhibitSetup, diags *diag.List) {
	bad := func(where, format string, args ...any) *diag.Diagnostic {
		diags.Add(diag.New(diag.Pos{Where: where}, "cli.exposure", format, args...))
		return &(*diags)[len(*diags)-1]
	}
	dosed := o.dose != "" || o.regimen != ""
	held := o.concentration != ""
	s.timing = inhibit.Timing{Steady: !cmd.Flags().Changed("dosing-from"), After: o.after.value, First: o.first.value}
	switch {
	case dosed && held:
		bad("--concentration", "both a dose and a constant concentration").Suggestion = "give one of them"
		return
	case !dosed && !held:
		bad("--dose", "no dose and no concentration").Suggestion = "write --dose 15mg --regimen qd, or --concentration 100nM"
		return
	case dosed && o.drug == "":
		bad("--drug", "a dose of no drug").Suggestion = "write --drug upadacitinib"
		return
	}
	if held {
		for _, name := range []string{"stimulus-at", "dosing-from", "model", "covariate", "condition"} {
			if cmd.Flags().Changed(name) {
				bad("--"+name, "it belongs to doses; the concentration is constant").Suggestion = "leave it out"
			}
		}
	}
	if !s.timing.Steady && cmd.Flags().Changed("stimulus-at") {
		bad("--stimulus-at, --dosing-from", "two times of the same dose").Suggestion = "give the time after a dose at steady state, or that of the first dose"
	}
	if o.drug != "" {
		if err := drugFile(o.drug); err != nil {
			diags.AddError(diag.Pos{}, "cli", err)
			return
		}
	}
	switch {
	case held && o.drug != "":
		d, err := pk.Open(o.drug, lib)
		diags.AddError(diag.Pos{}, "drug", err)
		if d != nil {
			s.molecule, err = receptor.New(lib, d.File(), d.Parent().Fu.Value, d.Parent().BloodPlasma.Value)
			diags.AddError(diag.Pos{File: d.Path}, "binding", err)
		}
	case dosed:
		o.treat(lib, s, diags)
	}
	if held {
		n := len(*diags)
		s.constant = nanomolarUnbound("concentration", o.concentration, s.molecule, diags)
		if len(*diags) == n && !(s.constant >= 0) {
			bad("--concentration", "%s is no concentration", o.concentration).Suggestion = "write one of at least 0"
		}
	}
}

// treat opens the drug with its dose for a patient.
func (o *inhibitOptions) treat(lib *evidence.Library, s *inhibitSetup, diags *diag.List) {
	covariates, err := o.patient.parse()
	diags.AddError(diag.Pos{}, "cli", err)
	t, err := coverage.Open(lib, o.drug, o.model)
	diags.AddError(diag.Pos{}, "drug", err)
	t.Regimen, err = dose.ParseDoseAndRegimen(o.dose, o.regimen)
	diags.AddError(diag.Pos{Where: "--dose, --regimen"}, "dose", err)
	perKg := t.Regimen != nil && slices.ContainsFunc(t.Regimen.Courses, func(c dose.Course) bool { return c.PerKg })
	if t.Model != nil {
		diags.AddError(diag.Pos{}, "cli", o.patient.apply(&t, covariates, perKg))
	}
	if t.Regimen != nil {
		diags.AddError(diag.Pos{Where: "--dose"}, "dose", masses(t.Regimen, covariates))
	}
	if t.Model == nil || t.Regimen == nil {
		return
	}
	if s.timing.Steady {
		_, err = t.Model.SteadyState(t.Regimen)
		var d diag.Diagnostic
		if errors.As(err, &d) {
			err = d.Suggest("use a repeating dose, or say with --dosing-from when it begins")
		}
		diags.AddError(diag.Pos{Where: "--regimen"}, "dose", err)
		if every := t.Regimen.Last().Every; err == nil && s.timing.After >= every {
			diags.Add(diag.New(diag.Pos{Where: "--stimulus-at"}, "cli.stimulus-at", "%s after a dose another one has come: the interval is %g h", o.after.text, every).Suggest("write a time below that"))
		}
	}
	s.treatment, s.molecule = &t, t.Molecule
}

// clock finds out what the model's time is in.
func (o *inhibitOptions) clock(doc *sbml.Document, file string, s *inhibitSetup, diags *diag.List) {
	declared := doc.TimeUnit()
	s.seconds, s.timeFrom = declared.Seconds, "declared by the file ("+declared.Declared+")"
	switch {
	case o.timeUnit != "":
		u, err := unit.Parse(o.timeUnit)
		if err != nil || u.Dim != unit.Of(unit.Time) {
			diags.Add(diag.New(diag.Pos{Where: "--time-unit"}, "cli.time-unit", "%q is not a unit of time", o.timeUnit).Suggest("write s, min, h or d"))
			return
		}
		s.seconds, s.timeFrom = u.Scale, "given"
		if d := declared.Seconds; d > 0 && d != s.seconds {
			s.timeFrom = fmt.Sprintf("given; the file declares %s", timeText(d))
		}
	case s.seconds == 0 && s.treatment != nil:
		d := diag.New(diag.Pos{File: file}, "cli.time-unit", "the file does not declare what its time is in, and the drug's hours have to become that unit")
		hint := "say it with --time-unit min (or s, h, d)"
		if len(declared.Hints) > 0 {
			var units []string
			for _, h := range declared.Hints {
				units = append(units, timeText(h))
			}
			hint += "; units of rates in the file are per " + strings.Join(units, " and per ")
		}
		diags.Add(d.Suggest("%s", hint))
	case s.seconds == 0: // a constant concentration needs no clock
		s.seconds, s.timeFrom = 1, ""
	}
	if s.seconds > 0 && s.timeFrom != "" && s.treatment != nil && s.plain != nil {
		s.first(o, diags)
	}
}

// first refuses a therapy that begins after the end of the run.
func (s *inhibitSetup) first(o *inhibitOptions, diags *diag.List) {
	if hours := s.end() * s.seconds / 3600; !s.timing.Steady && s.timing.First >= hours {
		diags.Add(diag.New(diag.Pos{Where: "--dosing-from"}, "cli.dosing-from", "the first dose at %s comes after the end of the run at %.4g h", o.first.text, hours).Suggest("write an earlier time, or a longer --duration"))
	}
}

// timeText names a unit of time by its length in seconds.
func timeText(seconds float64) string {
	switch seconds {
	case 1:
		return "s"
	case 60:
		return "min"
	case 3600:
		return "h"
	case 86400:
		return "d"
	}
	return fmt.Sprintf("%g s", seconds)
}

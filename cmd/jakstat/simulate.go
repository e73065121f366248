package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/coverage"
)

type simulateOptions struct {
	patient  patientFlags
	days     *typed[float64]
	step     *typed[float64]
	model    string
	dosing   string
	readouts names
	subjects *typed[int]
	seed     *typed[uint64]
	events   bool
	formats
	pictures
}

func newSimulateCommand() *cobra.Command {
	o := simulateOptions{
		days: span(7, "7", "DAYS", 36500), step: span(0, "", "HOURS", 24*36500), subjects: patients(48, true), seed: seed(),
		readouts: names{list: []string{"IL-6/pSTAT3", "IL-15", "EPO"}},
	}
	cmd := &cobra.Command{
		Use:   "simulate DRUG [DOSE REGIMEN]",
		Short: "Concentration and cytokine inhibition over time, from the first dose on",
		Long: `Simulate gives a dose by a regimen, or the doses of an event table (--dosing), and shows concentration and inhibition
over time with the spread between virtual patients.

DRUG is a shipped drug or the path of your own drug file (.yaml; examples/mydrug.yaml explains the form). The words after it are
one regimen, quoted or not, as people say it: 15 mg qd, 5 mg bid for 12 weeks, load 30 mg then 15 mg qd from day 2,
5 mg bid hold days 14-21.

An event table (examples/doses.csv) has NONMEM's columns ID TIME EVID AMT RATE DUR II ADDL SS CMT, times in h and amounts in mg
unless the header says else, as in TIME(d). Every ID is a subject; columns named like a covariate of the model (WT, CRCL) are
its value for that subject in the model's unit. Observation records (EVID 0) are not needed and not used.
--events prints the doses as they will be given, ADDL written out.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat simulate upadacitinib 15 mg qd --days 7
  jakstat simulate upadacitinib "load 30 mg then 15 mg qd from day 2" --days 4 --readout IL-6/pSTAT3,EPO
  jakstat simulate tofacitinib "5 mg" "bid hold days 3-5" --days 8 --events
  jakstat simulate ./examples/mydrug.yaml 20 mg qd --days 14 --html mydrug.html
  jakstat simulate baricitinib --dosing examples/doses.csv --days 10 --csv`,
		Args:              arguments(1, -1, "upadacitinib 15 mg qd"),
		ValidArgsFunction: completeDrug,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	f := cmd.Flags()
	o.patient.add(cmd)
	f.Var(o.days, "days", "length of the simulation in days")
	f.Var(o.step, "step", "hours between points; default: fits the length")
	f.StringVar(&o.model, "model", "", "`MODEL` by id, population or formulation; default: the first of the drug")
	f.StringVar(&o.dosing, "dosing", "", "event table `FILE` with NONMEM columns instead of dose and regimen")
	f.Var(&o.readouts, "readout", "cytokines whose inhibition is shown")
	f.Var(o.subjects, "subjects", "virtual patients for the band; 0 shows the typical patient alone")
	f.Var(o.seed, "seed", "seed of the random numbers; the same seed gives the same bits")
	f.BoolVar(&o.events, "events", false, "print the doses as an event table (with --csv: with NONMEM columns) and stop")
	o.formats.add(cmd, coverage.CourseSchema, "one line per subject and time")
	o.pictures.add(cmd, "the picture")
	return cmd
}

// maxPoints bounds a time course; more is a slip of --step.
const maxPoints = 200_000

func (o *simulateOptions) run(cmd *cobra.Command, args []string) error {
	lib := evidence.Default()
	s, err := o.setup(cmd, lib, args)
	for _, d := range s.warnings {
		fmt.Fprintln(cmd.ErrOrStderr(), "jakstat:", printable(d.Error()))
	}
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if o.events {
		return o.writeEvents(w, s.plan.Subjects)
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	courses, err := s.courses(cmd.Context(), lib)
	if err != nil {
		return inFile(o.dosing, err)
	}
	v := simulateView{lib: lib, plan: s.plan, courses: courses, command: commandLine(cmd, args)}
	svg := func(w io.Writer) error { return v.picture().SVG(w) }
	html := func(w io.Writer) error { return v.page().HTML(w) }
	if err := o.write(svg, html); err != nil {
		return err
	}
	return show(w, o.formats, v.document, v.table().CSV, o.ended(v.picture().Text))
}

// writeEvents prints the doses of the simulated time, ADDL written out.
func (o *simulateOptions) writeEvents(w io.Writer, subjects []coverage.Dosed) error {
	var all []dose.Event
	for _, s := range subjects {
		expanded, err := dose.Expand(s.Events)
		if err != nil {
			return err
		}
		late := func(e dose.Event) bool { return e.Time >= o.days.value*24 }
		all = append(all, slices.DeleteFunc(expanded, late)...)
	}
	if !o.csv {
		_, err := fmt.Fprint(w, dose.Text(all))
		return err
	}
	t, err := dose.NewTable("events", all)
	if err != nil {
		return err
	}
	return dose.WriteTable(w, t)
}

// setup is a plan, the covariates that its subjects bring along, and remarks on its table.
type setup struct {
	plan     coverage.Plan
	own      []patient // of each subject; empty when an event table has no covariates
	warnings diag.List
}

// setup checks all input before anything runs.
func (o *simulateOptions) setup(cmd *cobra.Command, lib *evidence.Library, args []string) (setup, error) {
	var diags diag.List
	s := setup{plan: coverage.Plan{Seed: o.seed.value, Patients: o.subjects.value, Readouts: o.readouts.list}}
	o.days.check("days", &diags)
	o.step.check("step", &diags)
	o.subjects.check("subjects", &diags)
	o.seed.check("seed", &diags)
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	if o.events && (o.json || o.svg != "" || o.html != "") {
		diags.Add(diag.New(diag.Pos{Where: "--events"}, "cli.format", "the doses alone have no JSON and no picture").Suggest("give --events alone or with --csv"))
	}
	checkReadouts(lib, "readout", o.readouts.list, &diags)
	covariates, err := o.patient.parse()
	diags.AddError(diag.Pos{}, "cli", err)
	if err = drugFile(args[0]); err == nil {
		s.plan.Treatment, err = coverage.Open(lib, args[0], o.model)
	}
	diags.AddError(diag.Pos{}, "cli", err)
	perKg := o.doses(&s, args[1:], covariates, &diags)
	if s.plan.Treatment.Model != nil {
		diags.AddError(diag.Pos{}, "cli", o.patient.apply(&s.plan.Treatment, covariates, perKg))
	}
	s.plan.Times = o.times(&diags)
	return s, diags.Err()
}

// times are the points of the course.
func (o *simulateOptions) times(diags *diag.List) []float64 {
	hours, step := o.days.value*24, o.step.value
	if step == 0 {
		step = max(0.1, hours/2000)
	}
	if hours/step > maxPoints {
		diags.Add(diag.New(diag.Pos{Where: "--step"}, "cli.step", "a point every %s h makes more than %d points", o.step.text, maxPoints).
			Suggest("write at least %.2g for %s days", hours/maxPoints, o.days.text))
		return nil
	}
	n := int(math.Ceil(hours/step - 1e-9))
	out := make([]float64, n+1)
	for i := range out {
		out[i] = hours * float64(i) / float64(n)
	}
	return out
}

// courses runs the plan; subjects with covariates of their own run one by one.
func (s *setup) courses(ctx context.Context, lib *evidence.Library) ([]coverage.Course, error) {
	if len(s.own) == 0 {
		return coverage.Simulate(ctx, lib, s.plan)
	}
	var out []coverage.Course
	for i, subject := range s.plan.Subjects {
		p := s.plan
		p.Subjects = []coverage.Dosed{subject}
		p.Treatment.Covariates = s.own[i]
		if len(s.plan.Subjects) > 1 {
			p.Patients = 0
		}
		c, err := coverage.Simulate(ctx, lib, p)
		if err != nil {
			return nil, err
		}
		out = append(out, c...)
	}
	return out, nil
}

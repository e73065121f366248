package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/report"
	"jakstat/unit"
)

type simulateOptions struct {
	patient  patientFlags
	days     float64
	step     float64
	model    string
	dosing   string
	readouts []string
	subjects int
	seed     uint64
	events   bool
	json     bool
	csv      bool
	svg      string
	html     string
}

func newSimulateCommand() *cobra.Command {
	o := simulateOptions{}
	cmd := &cobra.Command{
		Use:   "simulate DRUG [DOSE REGIMEN] --days N",
		Short: "Concentration and cytokine inhibition over time, from the first dose on",
		Long: `Simulate gives a dose by a regimen, or the doses of an event table (--dosing), and shows concentration and inhibition
over time with the spread between virtual patients.

Regimens are written as people say them: "qd", "bid for 12 weeks", "then 15 mg qd from day 2", "qd hold days 14-21".
An event table has NONMEM's columns ID TIME EVID AMT RATE DUR II ADDL SS CMT (times in h, amounts in mg unless the header says else);
every ID is a subject. --events prints the doses as they will be given.

` + researchNotice + `

EXIT STATUS
  0 success   2 wrong input, nothing written   3 a simulation or a file failed`,
		Example: `  jakstat simulate upadacitinib "15 mg" qd --days 7
  jakstat simulate tofacitinib "load 10 mg then 5 mg" "bid from day 2" --days 4 --readout IL-6/pSTAT3,EPO
  jakstat simulate ./mine.yaml "20 mg" qd --days 14 --html mine.html
  jakstat simulate baricitinib --dosing doses.csv --days 10 --csv`,
		Args:              cobra.RangeArgs(1, 3),
		ValidArgsFunction: completeDrug,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	f := cmd.Flags()
	o.patient.add(cmd)
	f.Float64Var(&o.days, "days", 7, "length of the simulation in days")
	f.Float64Var(&o.step, "step", 0, "hours between points; 0 chooses one from the length")
	f.StringVar(&o.model, "model", "", "model by id, population or formulation; default: the first of the drug")
	f.StringVar(&o.dosing, "dosing", "", "event table with NONMEM columns instead of dose and regimen")
	f.StringSliceVar(&o.readouts, "readout", []string{"IL-6/pSTAT3", "IL-15", "EPO"}, "cytokines whose inhibition is shown")
	f.IntVar(&o.subjects, "subjects", 48, "virtual patients for the band; 0 shows the typical patient alone")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the random numbers")
	f.BoolVar(&o.events, "events", false, "print the expanded event table and stop")
	f.BoolVar(&o.json, "json", false, "machine-readable result (schema "+coverage.CourseSchema+")")
	f.BoolVar(&o.csv, "csv", false, "one line per time")
	f.StringVar(&o.svg, "svg", "", "write the picture to `FILE`")
	f.StringVar(&o.html, "html", "", "write one self-contained page to `FILE`")
	return cmd
}

// maxPoints bounds a time course; more is a slip of --step.
const maxPoints = 200_000

func (o *simulateOptions) run(cmd *cobra.Command, args []string) error {
	lib := evidence.Default()
	plan, err := o.plan(lib, args)
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if o.events {
		fmt.Fprint(w, dose.Text(plan.Subjects[0].Events))
		return nil
	}
	courses, err := coverage.Simulate(cmd.Context(), lib, plan)
	if err != nil {
		return err
	}
	v := simulateView{lib: lib, plan: plan, courses: courses, command: commandLine(cmd, args)}
	if o.svg != "" {
		if err := report.WriteFile(o.svg, v.picture().SVG); err != nil {
			return err
		}
	}
	if o.html != "" {
		if err := report.WriteFile(o.html, v.page().HTML); err != nil {
			return err
		}
	}
	switch {
	case o.json:
		return writeJSON(w, v.document())
	case o.csv:
		return v.table().CSV(w)
	}
	if err := v.picture().Text(w, report.DetectTerm(w)); err != nil {
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

// plan checks all input before anything runs.
func (o *simulateOptions) plan(lib *evidence.Library, args []string) (coverage.Plan, error) {
	var diags diag.List
	p := coverage.Plan{Seed: o.seed, Patients: o.subjects, Readouts: o.readouts}
	if !(o.days > 0) || o.days > 36500 {
		diags.Add(diag.New(diag.Pos{Where: "--days"}, "cli.days", "%g days", o.days).Suggest("more than 0, at most 36500"))
	}
	if o.subjects < 0 || o.subjects == 1 || o.subjects > 100_000 {
		diags.Add(diag.New(diag.Pos{Where: "--subjects"}, "cli.subjects", "%d virtual patients", o.subjects).Suggest("0, or between 2 and 100000"))
	}
	if o.json && o.csv {
		diags.Add(diag.New(diag.Pos{Where: "--json --csv"}, "cli.format", "two formats for one output").Suggest("give one of them"))
	}
	step := o.step
	if step == 0 {
		step = max(0.1, o.days*24/2000)
	}
	if !(step > 0) || o.days*24/step > maxPoints {
		diags.Add(diag.New(diag.Pos{Where: "--step"}, "cli.step", "%g h gives too many points", o.step).Suggest("at least %.2g h", o.days*24/maxPoints))
		step = 1
	}
	for _, name := range o.readouts {
		if !coverage.KnownReadout(lib, name) {
			diags.Add(unknownCytokine(lib, "--readout", name))
		}
	}
	covariates, err := o.patient.parse()
	diags.AddError(diag.Pos{}, "cli", err)
	t, err := coverage.Open(lib, args[0], o.model)
	if err != nil {
		diags.AddError(diag.Pos{}, "cli", err)
	} else {
		diags.AddError(diag.Pos{}, "cli", o.patient.apply(&t, covariates))
	}
	p.Treatment = t
	o.doses(&p, args[1:], &diags)
	if diags.HasErrors() {
		return p, diags
	}
	n := int(math.Ceil(o.days*24/step - 1e-9))
	for i := range n + 1 {
		p.Times = append(p.Times, o.days*24*float64(i)/float64(n))
	}
	return p, nil
}

// doses fills the plan's subjects from a table or a regimen.
func (o *simulateOptions) doses(p *coverage.Plan, words []string, diags *diag.List) {
	horizon := o.days * 24
	switch {
	case o.dosing != "" && len(words) > 0:
		diags.Add(diag.New(diag.Pos{Where: "--dosing"}, "cli.dosing", "doses given twice: %q and %s", strings.Join(words, " "), o.dosing).Suggest("give one of them"))
	case o.dosing != "":
		data, err := os.ReadFile(o.dosing)
		if err != nil {
			diags.Add(diag.New(diag.Pos{File: o.dosing}, "cli.dosing", "cannot be read"))
			return
		}
		tab, err := dose.ReadTable(bytes.NewReader(data), o.dosing, dose.Options{})
		if err != nil {
			diags.AddError(diag.Pos{File: o.dosing}, "dose.table", err)
			return
		}
		for _, events := range dose.BySubject(tab.Events()) {
			weighed, err := p.WithWeight(events)
			diags.AddError(diag.Pos{File: o.dosing}, "dose.weight", err)
			p.Subjects = append(p.Subjects, coverage.Dosed{ID: events[0].ID, Events: weighed})
		}
	case len(words) == 0:
		diags.Add(diag.New(diag.Pos{Where: "arguments"}, "cli.dose", "no dose").Suggest(`write DOSE REGIMEN, as in "15 mg" qd, or --dosing FILE`))
	default:
		reg, err := dose.ParseRegimen(strings.Join(words, " "))
		if err != nil {
			diags.AddError(diag.Pos{Where: "dose and regimen"}, "dose", err)
			return
		}
		p.Regimen = reg
		events, err := reg.Events(horizon)
		if err != nil {
			diags.AddError(diag.Pos{Where: "regimen"}, "dose", err)
			return
		}
		weighed, err := p.WithWeight(events)
		diags.AddError(diag.Pos{Where: "dose"}, "dose.weight", err)
		p.Subjects = []coverage.Dosed{{ID: "1", Events: weighed}}
	}
	for _, s := range p.Subjects {
		for _, e := range s.Events {
			if e.EVID.Gives() && e.Amount.Unit.Dim != unit.Must("mg").Dim {
				diags.Add(diag.New(diag.Pos{Where: "dose"}, "cli.dose", "a dose of %s cannot be given", e.Amount).Suggest(`doses are masses ("15 mg"), or per weight with --covariate "WT=60 kg"`))
				return
			}
		}
	}
}

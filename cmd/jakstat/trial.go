package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/fit/efficacy"
	"jakstat/trial"
)

const trialFile = "a trial file is YAML; examples/trial-mytrial.yaml explains it"

// trialNotice says what a simulated trial is.
const trialNotice = `A trial is the name of a shipped one (jakstat trial list) or a YAML file of your own; examples/trial-mytrial.yaml explains the form.`

func newTrialCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "trial",
		Short: "Clinical trials as files: simulate, compare with what was reported, power",
		Long: `Trial simulates whole trials that YAML files describe: who takes part, arms, visits, endpoints, who leaves, rescue and switch, and what
becomes of missing values. Responses come from the blockade of the cytokines that drive the disease and from the results of library/trials,
on which the model is calibrated; the results of a trial take no part in its own prediction. Intervals hold what the model does not know, how a
new trial differs from others, and the sampling of patients, told apart.

` + trialNotice + `

` + researchNotice + `

` + exitSimulate,
	}, newTrialListCommand(), newTrialEndpointsCommand(), newTrialShowCommand(), newTrialCheckCommand(), newTrialRunCommand(), newTrialCompareCommand(), newTrialPowerCommand(), newTrialPatientsCommand())
}

// openTrial opens a file, or a shipped trial by its name.
func openTrial(name string) (*trial.Plan, error) {
	p, _, err := openTrialText(name)
	return p, err
}

// predictor is the shipped model of responses; conditioning it on the results takes some seconds, once.
var predictor = sync.OnceValues(func() (trial.Predictor, error) {
	post, err := efficacy.Shipped(evidence.Default())
	if err != nil {
		return nil, err
	}
	return post.Predictor(), nil
})

// ownResults are the trials in the tables whose results are a trial's own: that of its name, or, for a file of another name, those of its registration.
func ownResults(p *trial.Plan) []string {
	if d, ok := trial.Design(p.Name); ok {
		if d.Blind {
			return nil
		}
		return []string{d.Trial}
	}
	var out []string
	for _, d := range results.Shipped().Designs {
		if strings.HasPrefix(p.NCT, "NCT") && d.NCT == p.NCT && !d.Blind {
			out = append(out, d.Trial)
		}
	}
	return out
}

// leftOutText says which results took no part.
func leftOutText(p *trial.Plan, without []string) string {
	d, shipped := trial.Design(p.Name)
	switch {
	case len(without) > 0:
		return "predicted without the results of " + strings.Join(without, ", ") + " itself"
	case shipped && d.Blind:
		return "the results of " + p.Name + " are kept back: none of them is in the product"
	case shipped:
		return "the results of " + p.Name + " itself took part: this is no test of the prediction"
	}
	return ""
}

// cohort are the flags that trials are simulated with.
type cohort struct {
	replicates *typed[int]
	patients   *typed[int]
	seed       *typed[uint64]
	by         names
	own        bool
}

func newCohort() cohort {
	return cohort{replicates: whole(trial.DefaultReplicates, 20, 100_000, "replicates"), patients: whole(0, 0, 10_000_000, "patients"), seed: seed()}
}

func (o *cohort) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Var(o.replicates, "replicates", "how often the whole trial is simulated")
	f.Var(o.patients, "patients", "patients of all arms, in the trial's ratio; 0: as the trial has it")
	f.Var(o.seed, "seed", "seed of the random numbers; the same seed gives the same bits")
	f.Var(&o.by, "by", "stratify by a trait and show its strata: `\"prior biologic\",...`")
	f.BoolVar(&o.own, "with-own-results", false, "let the trial's own results take part in its prediction")
}

// open checks the flags and opens the trial. Mistakes of both come together.
func (o *cohort) open(name string, diags *diag.List) *trial.Plan {
	p, err := openTrial(name)
	return o.settle(p, err, diags)
}

// settle checks the flags and applies them to a trial, if it could be opened.
func (o *cohort) settle(p *trial.Plan, err error, diags *diag.List) *trial.Plan {
	o.replicates.check("replicates", diags)
	o.patients.check("patients", diags)
	o.seed.check("seed", diags)
	diags.AddError(diag.Pos{}, "trial", err)
	if err != nil {
		return nil
	}
	for _, words := range o.by.list {
		if err := p.Stratify(words); err != nil {
			diags.Add(diag.New(diag.Pos{Where: "--by"}, "cli.by", "%v", err))
		}
	}
	if o.patients.value > 0 {
		p.Resize(o.patients.value)
	}
	return p
}

// simulation asks the model.
func (o *cohort) simulation(p *trial.Plan, alpha float64) (*trial.Simulation, []string, error) {
	var without []string
	if !o.own {
		without = ownResults(p)
	}
	options, err := hazards(context.Background(), p, o.own)
	if err != nil {
		return nil, nil, err
	}
	var with trial.Predictor
	if len(p.Endpoints) > 0 {
		if with, err = predictor(); err != nil {
			return nil, nil, err
		}
	}
	options.Seed, options.Replicates, options.Alpha, options.Without = o.seed.value, o.replicates.value, alpha, without
	s, err := trial.New(p, with, options)
	return s, without, err
}

// whole is a whole number within limits.
func whole(otherwise, low, high int, what string) *typed[int] {
	return &typed[int]{
		value: otherwise, text: strconv.Itoa(otherwise), kind: "N", hint: fmt.Sprintf("write a whole number from %d to %d", low, high),
		parse: func(s string) (int, string) {
			n, err := strconv.Atoi(s)
			if err != nil || n < low || n > high {
				return otherwise, strconv.Quote(s) + " is no number of " + what
			}
			return n, ""
		},
	}
}

// fraction is a number between 0 and 1, both left out.
func fraction(otherwise float64, what string) *typed[float64] {
	return &typed[float64]{
		value: otherwise, text: strconv.FormatFloat(otherwise, 'g', -1, 64), kind: "SHARE", hint: "write a number between 0 and 1, as in 0.9",
		parse: func(s string) (float64, string) {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil || !(v > 0 && v < 1) {
				return otherwise, strconv.Quote(s) + " is no " + what
			}
			return v, ""
		},
	}
}

// completeTrial completes the name of a shipped trial.
func completeTrial(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	out := slices.DeleteFunc(trial.Names(), func(n string) bool { return !strings.HasPrefix(strings.ToLower(n), strings.ToLower(word)) })
	return out, cobra.ShellCompDirectiveDefault
}

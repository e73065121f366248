package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/report"
	"jakstat/trial"
)

const trialPowerSchema = "jakstat.trial-power/1"

type trialPowerOptions struct {
	formats
	pictures
	arm, endpoint string
	week          float64
	sizes         names
	target, alpha *typed[float64]
	draws         *typed[int]
	seed          *typed[uint64]
	own           bool
}

func newTrialPowerCommand() *cobra.Command {
	o := trialPowerOptions{
		sizes: names{list: []string{"25", "50", "100", "150", "200", "300", "400", "600", "1000"}}, target: fraction(0.9, "chance"), alpha: fraction(0.05, "level"),
		draws: whole(trial.DefaultDraws, 100, 1_000_000, "draws"), seed: seed(),
	}
	cmd := &cobra.Command{
		Use:   "power FILE.yaml|NAME",
		Short: "Power, assurance and sample size of a trial's primary comparison",
		Long: `Power tells the chance that the test favours an arm against the control, by the number of patients in the arm: the power if the predicted
medians were true, and the assurance, the mean power over everything they might be. Assurance stays below the chance that the arm is better at
all, however large the trial. The control has as many times the patients as in the trial's file.

By default the primary endpoint and the first arm that is not the control are taken.

` + trialNotice + `

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat trial power SELECT-COMPARE
  jakstat trial power SELECT-COMPARE --arm "UPA 15+MTX" --endpoint ACR50 --week 26 --n 50,100,200 --target 0.8`,
		Args:              arguments(1, 1, "SELECT-COMPARE"),
		ValidArgsFunction: completeTrial,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	o.formats.add(cmd, trialPowerSchema, "one line per number of patients")
	o.pictures.add(cmd, "power by patients")
	f := cmd.Flags()
	f.StringVar(&o.arm, "arm", "", "the `ARM` to compare with the control")
	f.StringVar(&o.endpoint, "endpoint", "", "the `ENDPOINT`, one of the trial's")
	f.Float64Var(&o.week, "week", 0, "its `WEEK`, one of the endpoint's")
	f.Var(&o.sizes, "n", "patients in the arm, `N,...`")
	f.Var(o.target, "target", "chance that a size is looked for")
	f.Var(o.alpha, "alpha", "two-sided level of the test")
	f.Var(o.draws, "draws", "draws of what the rates might be")
	f.Var(o.seed, "seed", "seed of the random numbers; the same seed gives the same bits")
	f.BoolVar(&o.own, "with-own-results", false, "let the trial's own results take part in its prediction")
	return cmd
}

// question finds arm, endpoint and week in the plan; mistakes are collected.
func (o *trialPowerOptions) question(p *trial.Plan, diags *diag.List) trial.Question {
	if !endpointsNeeded(p, diags) {
		return trial.Question{}
	}
	q := trial.Question{Alpha: o.alpha.value, Draws: o.draws.value, Seed: o.seed.value}
	var arms, ends []string
	for i, a := range p.Arms {
		if i != p.Control {
			arms = append(arms, a.Label)
		}
	}
	for _, e := range p.Endpoints {
		if !e.Part {
			ends = append(ends, e.Name)
		}
	}
	q.Arm = slices.IndexFunc(p.Arms, func(a trial.Arm) bool { return a.Label == o.arm })
	switch {
	case len(arms) == 0:
		diags.Add(diag.New(diag.Pos{Where: "trial"}, "trial.power", "%s has one arm: there is nothing to compare", p.Name))
	case o.arm == "":
		q.Arm = slices.IndexFunc(p.Arms, func(a trial.Arm) bool { return a.Label == arms[0] })
	case q.Arm < 0 || q.Arm == p.Control:
		diags.Add(diag.New(diag.Pos{Where: "--arm"}, "cli.arm", "%q is no arm beside the control", o.arm).Suggest("%s", diag.DidYouMean(o.arm, arms)))
	}
	q.Endpoint = slices.Index(ends, o.endpoint)
	if o.endpoint == "" {
		q.Endpoint = max(0, slices.IndexFunc(p.Endpoints, func(e trial.Endpoint) bool { return e.Primary > 0 }))
	}
	if q.Endpoint < 0 {
		diags.Add(diag.New(diag.Pos{Where: "--endpoint"}, "cli.endpoint", "%q is no endpoint of the trial", o.endpoint).Suggest("%s", diag.DidYouMean(o.endpoint, ends)))
		return q
	}
	e := p.Endpoints[q.Endpoint]
	switch q.Week = o.week; {
	case o.week == 0 && e.Primary > 0:
		q.Week = e.Primary
	case o.week == 0:
		q.Week = e.Weeks[len(e.Weeks)-1]
	case !slices.Contains(e.Weeks, o.week):
		diags.Add(diag.New(diag.Pos{Where: "--week"}, "cli.week", "%s is not read in week %g", e.Name, o.week).Suggest("its weeks are %s", strings.Trim(fmt.Sprint(e.Weeks), "[]")))
	}
	return q
}

func (o *trialPowerOptions) numbers(diags *diag.List) []int {
	var out []int
	for _, s := range o.sizes.list {
		n, err := strconv.Atoi(s)
		if err != nil || n < 2 || n > 1_000_000 {
			diags.Add(diag.New(diag.Pos{Where: "--n"}, "cli.n", "%q is no number of patients", s).Suggest("write whole numbers from 2 to 1000000, as in 50,100,200"))
			continue
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (o *trialPowerOptions) run(cmd *cobra.Command, args []string) error {
	var diags diag.List
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	o.target.check("target", &diags)
	o.alpha.check("alpha", &diags)
	o.draws.check("draws", &diags)
	o.seed.check("seed", &diags)
	sizes := o.numbers(&diags)
	p, err := openTrial(args[0])
	diags.AddError(diag.Pos{}, "trial", err)
	var q trial.Question
	if err == nil {
		q = o.question(p, &diags)
	}
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	if !o.own {
		q.Without = ownResults(p)
	}
	with, err := predictor()
	if err != nil {
		return err
	}
	w, err := trial.AskPower(p, with, q)
	if err != nil {
		return diag.New(diag.Pos{Where: "trial"}, "trial.power", "%v", err)
	}
	v := newPowerView(w, sizes, o.target.value, commandLine(cmd, args))
	if err := o.pictures.write(func(w io.Writer) error { return v.figure().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	switch {
	case o.json:
		return writeJSON(out, v.document)
	case o.csv:
		return v.table().CSV(out)
	}
	if err := v.text(out, report.DetectTerm(out)); err != nil {
		return err
	}
	return o.footer(out)
}

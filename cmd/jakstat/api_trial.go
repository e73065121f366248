package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/server/jobs"
	"jakstat/trial"
)

// trialKind simulates a trial, some replicates a piece.
type trialKind struct{}

func (trialKind) Name() string { return "trial" }
func (trialKind) About() string {
	return "Replicates of a trial; params: trial (the name of a shipped one) or file (the text of a trial file), and the flags of jakstat trial run: replicates, patients, by, seed, alpha, with_own_results"
}

type trialWork struct {
	simulation *trial.Simulation
	without    []string
	command    string
}

// sentTrial names the text of a file in messages.
const sentTrial = "trial.yaml"

func (trialKind) Plan(params json.RawMessage) (jobs.Work, error) {
	var rest map[string]json.RawMessage
	if err := json.Unmarshal(params, &rest); err != nil {
		return nil, diag.List{diag.New(diag.Pos{Where: "params"}, "jobs.params", "no JSON object: %v", err)}
	}
	o := trialRunOptions{cohort: newCohort(), alpha: fraction(0.05, "level")}
	var diags diag.List
	take := func(name, what string, into any) {
		data, ok := rest[name]
		delete(rest, name)
		if ok && json.Unmarshal(data, into) != nil {
			diags.Add(diag.New(diag.Pos{Where: "params." + name}, "jobs.params", "it is not %s", what))
		}
	}
	var name, text string
	take("trial", "a name", &name)
	take("file", "a text", &text)
	own := false
	take("with_own_results", "true or false", &own)
	flags, err := json.Marshal(rest)
	if err != nil {
		return nil, err
	}
	cmd := &cobra.Command{Use: "run"}
	o.cohort.add(cmd)
	cmd.Flags().Var(o.alpha, "alpha", "level")
	o.cohort.own = own // after the flags, which begin at their defaults
	args := flagsOf(cmd, flags, &diags)
	if err := cmd.ParseFlags(args); err != nil {
		diags.Add(diag.New(diag.Pos{Where: "params"}, "jobs.params", "%v", err))
	}
	o.alpha.check("alpha", &diags)
	p, subject := openSent(name, text, &diags)
	if p != nil {
		p = o.cohort.settle(p, nil, &diags)
	}
	if err := diags.Err(); err != nil {
		return nil, err
	}
	s, without, err := o.cohort.simulation(p, o.alpha.value)
	if err != nil {
		return nil, err
	}
	w := trialWork{simulation: s, without: without, command: "jakstat trial run " + quoteArg(subject)}
	for i := 0; i < len(args); i += 2 {
		w.command += " " + args[i] + "=" + quoteArg(args[i+1])
	}
	if o.cohort.own {
		w.command += " --with-own-results"
	}
	w.command += " --json"
	return w, nil
}

// openSent opens a shipped trial by its name, or the text of a file; no path is looked at.
func openSent(name, text string, diags *diag.List) (p *trial.Plan, subject string) {
	var err error
	switch {
	case (name == "") == (text == ""):
		err = diag.New(diag.Pos{Where: "params"}, "jobs.params", "one of trial and file is needed").Suggest(`write for example {"trial": "SELECT-COMPARE"}`)
	case text != "":
		subject = sentTrial
		p, err = trial.Open(sentTrial, []byte(text))
	case !slices.Contains(trial.Names(), name):
		err = diag.New(diag.Pos{Where: "params.trial"}, "jobs.trial", "no shipped trial is called %q", name).Suggest("%s", diag.DidYouMean(name, trial.Names()))
	default:
		subject = name
		p, err = trial.Shipped(name)
	}
	diags.AddError(diag.Pos{}, "trial", err)
	return p, subject
}

func (w trialWork) Shards() int { return w.simulation.NumShards() }

func (w trialWork) Command() string { return w.command }

func (w trialWork) Run(ctx context.Context, i int, _ func(float64)) ([]byte, error) {
	return w.simulation.RunShard(ctx, i)
}

func (w trialWork) Merge(_ context.Context, all [][]byte) ([]byte, error) {
	r, err := w.simulation.Merge(all)
	if err != nil {
		return nil, fmt.Errorf("merging: %w", err)
	}
	v := &trialView{result: r, without: w.without, command: w.command}
	return json.Marshal(v.document())
}

// CSV is the result as trial run --csv prints it.
func (trialKind) CSV(w io.Writer, result []byte) error {
	var d trialDocument
	if err := json.Unmarshal(result, &d); err != nil {
		return err
	}
	return d.rows().CSV(w)
}

// Draw is the figure of trial run --svg; what is its --draw.
func (trialKind) Draw(result []byte, what string) (jobs.Picture, error) {
	var d trialDocument
	if err := json.Unmarshal(result, &d); err != nil {
		return nil, err
	}
	f, err := d.figure(what)
	if err != nil {
		var l diag.List
		l.AddError(diag.Pos{}, "trial", err)
		return nil, inQueryOf(l)
	}
	return f, nil
}

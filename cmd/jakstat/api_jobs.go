package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/fit/potency"
	"jakstat/jak/statements"
	"jakstat/server/jobs"
)

// jobKinds are the kinds of long work that the server carries out. A verb that takes long gets its kind here.
func jobKinds(lib *evidence.Library) []jobs.Kind {
	return []jobs.Kind{trialKind{}, statementsKind{lib}, potencyKind{lib}, searchKind{lib}}
}

// single is work in one piece whose bytes are the result.
type single struct {
	command string
	run     func(ctx context.Context, progress func(float64)) (any, error)
}

func (single) Shards() int { return 1 }

func (w single) Command() string { return w.command }

func (w single) Run(ctx context.Context, _ int, progress func(float64)) ([]byte, error) {
	d, err := w.run(ctx, progress)
	if err != nil {
		return nil, err
	}
	return json.Marshal(d)
}

func (single) Merge(_ context.Context, all [][]byte) ([]byte, error) { return all[0], nil }

// steps turns calls after each of n steps into shares.
func steps(n int, progress func(float64)) func() {
	var done atomic.Int64
	return func() { progress(float64(done.Add(1)) / float64(max(n, 1))) }
}

// readParams reads a JSON object into a struct; what it does not know is a mistake.
func readParams(params json.RawMessage, into any) error {
	d := json.NewDecoder(bytes.NewReader(params))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errors.New("more than one value")
	}
	if err != nil {
		return diag.List{diag.New(diag.Pos{Where: "params"}, "jobs.params", "%s", strings.TrimPrefix(err.Error(), "json: "))}
	}
	return nil
}

// statementsKind computes verdicts, a few statements a piece.
type statementsKind struct{ lib *evidence.Library }

func (statementsKind) Name() string { return "statements" }
func (statementsKind) About() string {
	return "What the field says, simulated, with a verdict; params: ids (a list; default: all), seed"
}

type statementsWork struct {
	lib  *evidence.Library
	seed uint64
	ids  []string
}

// piece is how many statements are computed together: they share simulations.
const piece = 4

func (k statementsKind) Plan(params json.RawMessage) (jobs.Work, error) {
	q := struct {
		IDs  []string `json:"ids"`
		Seed *uint64  `json:"seed"`
	}{}
	if err := readParams(params, &q); err != nil {
		return nil, err
	}
	ids, err := statementIDs(q.IDs)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		plans, err := statements.Plans()
		if err != nil {
			return nil, err
		}
		for _, p := range plans {
			ids = append(ids, p.ID)
		}
	}
	w := statementsWork{lib: k.lib, seed: statementSeed, ids: ids}
	if q.Seed != nil {
		w.seed = *q.Seed
	}
	return w, nil
}

func (w statementsWork) Shards() int { return (len(w.ids) + piece - 1) / piece }

func (w statementsWork) Command() string {
	return "jakstat statements " + strings.Join(w.ids, " ") + " --json"
}

func (w statementsWork) Run(ctx context.Context, i int, _ func(float64)) ([]byte, error) {
	r, err := statements.Run(ctx, w.lib, w.seed, w.ids[i*piece:min((i+1)*piece, len(w.ids))]...)
	if err != nil {
		return nil, err
	}
	return json.Marshal(statementsView{lib: w.lib, r: r, command: w.Command()}.document())
}

// Merge puts the statements together, counts what was compared and keeps every source.
func (w statementsWork) Merge(_ context.Context, all [][]byte) ([]byte, error) {
	var out statementsDocument
	for i, data := range all {
		var d statementsDocument
		if err := json.Unmarshal(data, &d); err != nil {
			return nil, err
		}
		if i == 0 {
			out = d
			continue
		}
		out.Statements = append(out.Statements, d.Statements...)
		out.Differences = append(out.Differences, d.Differences...)
		for name, c := range d.Published {
			sum := out.Published[name]
			out.Published[name] = statementCount{sum.Checks + c.Checks, sum.Holds + c.Holds, sum.Fails + c.Fails, sum.Open + c.Open}
		}
		maps.Copy(out.Sources, d.Sources)
	}
	return json.Marshal(out)
}

// potencyKind re-runs the qualification of potency.
type potencyKind struct{ lib *evidence.Library }

func (potencyKind) Name() string { return "qualify-potency" }
func (potencyKind) About() string {
	return "Predicted against measured IC50 in cells, each drug and each cytokine left out in turn; no params"
}

func (k potencyKind) Plan(params json.RawMessage) (jobs.Work, error) {
	if err := readParams(params, &none{}); err != nil {
		return nil, err
	}
	return single{"jakstat qualify potency --json", func(ctx context.Context, progress func(float64)) (any, error) {
		q, err := potency.Qualify(ctx, k.lib, steps(potency.Steps(k.lib), progress))
		if err != nil {
			return nil, err
		}
		return potencyView{q}.document(), nil
	}}, nil
}

// searchKind looks for molecules that meet wishes.
type searchKind struct{ lib *evidence.Library }

func (searchKind) Name() string { return "design-search" }
func (searchKind) About() string {
	return "Which selectivity, half-life and dose meet wishes; params are the flags of jakstat design search: want, spare, vary, regimen, dose, molecules, seed, ki, fu, ..."
}

func (k searchKind) Plan(params json.RawMessage) (jobs.Work, error) {
	o := &searchOptions{molecules: moleculeCount(100_000)}
	cmd := o.command()
	var diags diag.List
	args := flagsOf(cmd, params, &diags)
	if err := diags.Err(); err != nil {
		return nil, err
	}
	if err := cmd.ParseFlags(args); err != nil {
		return nil, diag.List{diag.New(diag.Pos{Where: "params"}, "jobs.params", "%v", err)}
	}
	p := o.prepare(cmd, k.lib, nil, &diags)
	for i := range diags {
		diags[i].Pos.Where = strings.ReplaceAll(diags[i].Pos.Where, "--", "params.")
		diags[i].Suggestion = strings.ReplaceAll(diags[i].Suggestion, "--", "")
	}
	if err := diags.Err(); err != nil {
		return nil, err
	}
	command := "jakstat design search"
	for i := 0; i < len(args); i += 2 {
		command += " " + args[i] + " " + quoteArg(args[i+1])
	}
	return single{command + " --json", func(ctx context.Context, progress func(float64)) (any, error) {
		v, err := o.search(ctx, k.lib, p, command, steps(100, progress))
		if err != nil {
			return nil, err
		}
		return v.document(), nil
	}}, nil
}

// flagsOf turns a JSON object into the flags of a command: texts and numbers as they stand, lists joined by commas, objects as NAME=VALUE.
func flagsOf(cmd *cobra.Command, params json.RawMessage, diags *diag.List) (args []string) {
	var described map[string]any
	d := json.NewDecoder(bytes.NewReader(params))
	d.UseNumber()
	if err := d.Decode(&described); err != nil {
		diags.Add(diag.New(diag.Pos{Where: "params"}, "jobs.params", "no JSON object: %v", err))
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(described)) {
		flag := strings.ReplaceAll(name, "_", "-")
		value, ok := flagText(described[name])
		f := cmd.Flags().Lookup(flag)
		switch {
		case f == nil || slices.Contains([]string{"json", "csv", "svg", "html", "write", "help"}, flag):
			diags.Add(diag.New(diag.Pos{Where: name}, "jobs.params", "there is no such property").Suggest("%s", diag.DidYouMean(flag, flagNames(cmd))))
		case !ok:
			diags.Add(diag.New(diag.Pos{Where: name}, "jobs.params", "neither a text, a number, a list nor an object of these").Suggest("write for example %q", "35%"))
		default:
			args = append(args, "--"+flag, value)
		}
	}
	return args
}

func flagText(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return x, true
	case json.Number:
		return x.String(), true
	case []any:
		var parts []string
		for _, e := range x {
			s, ok := flagText(e)
			if !ok {
				return "", false
			}
			parts = append(parts, s)
		}
		return strings.Join(parts, ","), true
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(x)) {
			s, ok := flagText(x[k])
			if !ok {
				return "", false
			}
			parts = append(parts, k+"="+s)
		}
		return strings.Join(parts, ","), true
	}
	return "", false
}

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/sim"
	"jakstat/format/sbmlsuite"
	"jakstat/format/sedml"
)

// scans are the words of --scan; commas belong to a word.
type scans struct{ list []string }

func (s *scans) String() string { return strings.Join(s.list, " ") }

// Type is part of pflag.Value.
func (s *scans) Type() string { return "NAME=VALUES" }

// Set adds a word.
func (s *scans) Set(text string) error {
	s.list = append(s.list, text)
	return nil
}

// Append, Replace and GetSlice let a command line be repeated word by word.
func (s *scans) Append(text string) error { return s.Set(text) }

// Replace is part of pflag.SliceValue.
func (s *scans) Replace(list []string) error {
	s.list = list
	return nil
}

// GetSlice is part of pflag.SliceValue.
func (s *scans) GetSlice() []string { return s.list }

// axis is a number that takes several values.
type axis struct {
	name   string
	values []float64
	param  int
}

// maxGrid bounds the simulations of a scan, maxNumbers what they report.
const maxGrid = 1_000_000

const scanHint = "write for example --scan k=0.1:10:log:20, --scan k=0:5:6 or --scan k=1,2,5"

// axes reads the words of --scan.
func (s *scans) axes(diags *diag.List) []axis {
	var out []axis
	for _, word := range s.list {
		a, err := readAxis(word)
		if err == nil && slices.ContainsFunc(out, func(b axis) bool { return b.name == a.name }) {
			err = fmt.Errorf("%s is given twice", a.name)
		}
		if err != nil {
			diags.Add(diag.New(diag.Pos{Where: "--scan"}, "cli.scan", "%v", err).Suggest("%s", scanHint))
			continue
		}
		out = append(out, a)
	}
	n := 1
	for _, a := range out {
		if n *= len(a.values); n > maxGrid {
			diags.Add(diag.New(diag.Pos{Where: "--scan"}, "cli.scan", "more than %d simulations", maxGrid))
			return nil
		}
	}
	return out
}

// readAxis reads NAME=FROM:TO:N, NAME=FROM:TO:lin:N, NAME=FROM:TO:log:N or NAME=V,V,...
func readAxis(word string) (axis, error) {
	name, text, ok := strings.Cut(word, "=")
	a := axis{name: strings.TrimSpace(name)}
	if !ok || a.name == "" || strings.TrimSpace(text) == "" {
		return a, fmt.Errorf("%q is not of the form name=values", word)
	}
	number := func(s string) (float64, error) {
		v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, fmt.Errorf("%s: %q is not a number", a.name, strings.TrimSpace(s))
		}
		return v, nil
	}
	if !strings.Contains(text, ":") {
		for _, s := range strings.Split(text, ",") {
			v, err := number(s)
			if err != nil {
				return a, err
			}
			a.values = append(a.values, v)
		}
		return a, nil
	}
	parts := strings.Split(text, ":")
	kind := "lin"
	if len(parts) == 4 {
		kind = strings.TrimSpace(parts[2])
		parts = append(parts[:2:2], parts[3])
	}
	if len(parts) != 3 || kind != "lin" && kind != "log" {
		return a, fmt.Errorf("%s: %q is not of the form from:to:n, from:to:lin:n or from:to:log:n", a.name, text)
	}
	from, err := number(parts[0])
	if err != nil {
		return a, err
	}
	to, err := number(parts[1])
	if err != nil {
		return a, err
	}
	n, err := strconv.Atoi(strings.TrimSpace(parts[2]))
	switch {
	case err != nil || n < 2 || n > maxGrid:
		return a, fmt.Errorf("%s: %q values between two ends; a whole number from 2 to %d is possible", a.name, strings.TrimSpace(parts[2]), maxGrid)
	case kind == "log" && !(from > 0 && to > 0):
		return a, fmt.Errorf("%s: a logarithmic range from %g to %g; both ends must be above 0", a.name, from, to)
	}
	a.values = sedml.Spaced(from, to, n, kind == "log")
	return a, nil
}

// scanRun is a model simulated over a grid: the last axis varies fastest.
type scanRun struct {
	base   *modelRun
	axes   []axis
	tables []*sbmlsuite.Results
	steps  int
}

// point are the values of the axes at place i of the grid.
func (s *scanRun) point(i int) []float64 {
	out := make([]float64, len(s.axes))
	for k := len(s.axes) - 1; k >= 0; k-- {
		n := len(s.axes[k].values)
		out[k] = s.axes[k].values[i%n]
		i /= n
	}
	return out
}

func (s *scanRun) size() int {
	n := 1
	for _, a := range s.axes {
		n *= len(a.values)
	}
	return n
}

// find looks the axes up among the parameters of the program.
func (s *scanRun) find(diags *diag.List) {
	values := map[string]float64{}
	for k, a := range s.axes {
		s.axes[k].param = s.base.program.ParamIndex(a.name)
		values[a.name] = 0
		if slices.ContainsFunc(s.base.settings, func(x sim.Setting) bool { return x.Param == s.axes[k].param && x.Param >= 0 }) {
			diags.Add(diag.New(diag.Pos{Where: "--scan"}, "cli.scan", "%s has a value by --set", a.name).Suggest("give it to one of the two"))
		}
	}
	known := *s.base
	known.set(values, diags) // for its messages
	if n := float64(s.size()) * float64(s.base.steps+1) * float64(len(s.base.plan.Columns)+1); n > maxNumbers {
		diags.Add(diag.New(diag.Pos{Where: "--scan"}, "cli.scan", "the scan makes %.3g numbers; at most %d fit", n, maxNumbers).Suggest("fewer --steps or --output-vars"))
	}
}

// run simulates the grid.
func (s *scanRun) run(ctx context.Context, workers int, done func(n int)) error {
	s.tables = make([]*sbmlsuite.Results, s.size())
	steps := make([]int, len(s.tables))
	count := 0
	err := parallel(ctx, workers, len(s.tables), func(ctx context.Context, i int) error {
		r := *s.base
		r.settings = slices.Clone(r.settings)
		point := s.point(i)
		for k, a := range s.axes {
			r.settings = append(r.settings, sim.Setting{Param: a.param, Value: point[k]})
		}
		table, course, err := r.simulate(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return err
			}
			return fmt.Errorf("at %s: %w", s.label(i), err)
		}
		s.tables[i], steps[i] = table, course.Stats.Steps
		return nil
	}, func(int) {
		count++
		done(count)
	})
	for _, n := range steps {
		s.steps += n
	}
	return err
}

func (s *scanRun) label(i int) string {
	var out []string
	for k, v := range s.point(i) {
		out = append(out, fmt.Sprintf("%s=%.4g", s.axes[k].name, v))
	}
	return strings.Join(out, " ")
}

// scan is the verb with --scan: the model over a grid of values.
func (o *runOptions) scan(cmd *cobra.Command, args []string, r *modelRun) error {
	var diags diag.List
	s := &scanRun{base: r, axes: o.axes}
	s.find(&diags)
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	bar := newProgress(cmd.ErrOrStderr(), s.size())
	err := s.run(cmd.Context(), runtime.GOMAXPROCS(0), func(n int) { bar.count(n, "simulations") })
	bar.clear()
	if err != nil {
		return inFile(args[0], err)
	}
	v := scanView{runView: runView{file: args[0], run: r, command: commandLine(cmd, args)}, scan: s}
	if err := o.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	return show(cmd.OutOrStdout(), o.formats, v.document, v.long().Write, o.ended(v.picture().Text))
}

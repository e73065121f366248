package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/sim/ssa"
	"jakstat/format/sbmlsuite"
	"jakstat/report"
)

// quantileLevels are the quantiles shown of many runs, in percent.
var quantileLevels = []int{5, 25, 50, 75, 95}

// noChance refuses a model that draws random numbers where the method is deterministic.
func noChance(p *compile.Program) error {
	var l diag.List
	for _, d := range p.Draws {
		l.Add(diag.New(d.Pos, "cli.method", "%s is a random number, for which the solver of differential equations has no meaning", d.Label).Suggest("add --method %s", ssa.Direct))
	}
	return l.Err()
}

// stochasticRun is what many runs of a model gave, or one.
type stochasticRun struct {
	*modelRun
	runs       int
	kind       ssa.Method
	times      []float64
	course     *sbmlsuite.Results // of a single run
	statistics *ssa.Statistics    // of several
	reactions  uint64
	leaps      uint64
}

// runStochastic makes the runs and prints them.
func (o *runOptions) runStochastic(cmd *cobra.Command, args []string, r *modelRun) error {
	kind, _ := chanceMethod(o.method)
	if err := writable(o.files()...); err != nil {
		return err
	}
	s := &stochasticRun{modelRun: r, runs: o.runs.value, kind: kind}
	if err := s.simulate(cmd.Context(), newProgress(cmd.ErrOrStderr(), 0)); err != nil {
		return inFile(args[0], err)
	}
	v := stochasticView{runView: runView{file: args[0], run: r, table: s.course, command: commandLine(cmd, args)}, s: s}
	svg := func(w io.Writer) error { return v.picture().SVG(w) }
	html := func(w io.Writer) error { return v.page().HTML(w) }
	if err := o.write(svg, html); err != nil {
		return err
	}
	return show(cmd.OutOrStdout(), o.formats, v.document, v.records().Write, o.ended(func(w io.Writer, t report.Term) error {
		if err := v.picture().Text(w, t); err != nil {
			return err
		}
		_, err := fmt.Fprintln(w, v.work()+".")
		return err
	}))
}

// simulate makes the runs.
func (s *stochasticRun) simulate(ctx context.Context, bar *progress) error {
	set := sbmlsuite.Settings{Start: s.start, Duration: s.duration, Steps: s.steps}
	s.times = set.Times()
	request := ssa.Request{Program: s.program, Method: s.kind, Start: 0, End: s.times[len(s.times)-1], Times: s.times, Seed: s.seed}
	for _, x := range s.settings {
		request.Settings = append(request.Settings, ssa.Setting{Param: x.Param, Value: x.Value})
	}
	if s.runs == 1 {
		c, err := ssa.Run(ctx, &request, 0)
		if err != nil {
			return err
		}
		s.reactions, s.leaps = c.Reactions, c.Leaps
		s.course = s.plan.Table(s.times, func(symbol string) []float64 { return c.Values[s.program.OutputIndex(symbol)] })
		return nil
	}
	s.statistics = ssa.NewStatistics(len(s.plan.Columns), len(s.times), true, false)
	columns := planColumns(s.program, s.plan)
	rows, done := columns.rows(len(s.times)), 0
	err := ssa.Replicates(ctx, &request, 0, uint64(s.runs), 0, func(c *ssa.Course) error {
		s.reactions += c.Reactions
		s.leaps += c.Leaps
		columns.of(c, rows)
		s.statistics.Add(rows)
		done++
		if bar.width > 0 && time.Since(bar.shown) > 100*time.Millisecond {
			bar.shown = time.Now()
			bar.show(fmt.Sprintf("%d of %d runs, %.0f s", done, s.runs, time.Since(bar.began).Seconds()))
		}
		return nil
	})
	bar.clear()
	return err
}

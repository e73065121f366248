package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/sim/ssa"
	"jakstat/format/sbml"
	"jakstat/format/sbmlsuite"
	"jakstat/rng"
	"jakstat/stat"
)

// chanceOptions are the flags of stochastic cases.
type chanceOptions struct {
	runs, again *typed[int]
	seed        *typed[uint64]
}

func newChanceOptions() chanceOptions {
	return chanceOptions{runs: runsFlag(1000), again: runsFlag(100_000), seed: seed()}
}

func (o *chanceOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Var(o.runs, "runs", "runs of each stochastic file; the suite asks for at least 1000, better 10000")
	f.Var(o.again, "runs-again", "runs that decide when a statistic of the first runs lies outside its range")
	f.Var(o.seed, "seed", "seed of stochastic files")
}

// chance is what the flags say.
type chance struct {
	runs, again, seed uint64
	chanceMethod      ssa.Method
}

// check reads the flags; method is the word of --method, which speaks of stochastic files when it is a stochastic one.
func (o *chanceOptions) check(method string, diags *diag.List) chance {
	o.runs.check("runs", diags)
	o.again.check("runs-again", diags)
	o.seed.check("seed", diags)
	m, _ := chanceMethod(method) // the direct method unless another is named
	return chance{runs: uint64(o.runs.value), again: uint64(o.again.value), seed: o.seed.value, chanceMethod: m}
}

// runsFlag is a number of runs.
func runsFlag(otherwise int) *typed[int] {
	f := &typed[int]{value: otherwise, text: strconv.Itoa(otherwise), kind: "N", hint: "write a whole number from 1 to 100000000"}
	f.parse = func(s string) (int, string) {
		n, err := strconv.Atoi(s)
		switch {
		case err != nil && !errors.Is(err, strconv.ErrRange):
			return otherwise, strconv.Quote(s) + " is not a whole number"
		case err != nil || n < 1 || n > 100_000_000:
			return otherwise, s + " runs cannot be made"
		}
		return n, ""
	}
	return f
}

func chanceNames() []string {
	var out []string
	for _, m := range ssa.Methods() {
		out = append(out, m.String())
	}
	return out
}

// chanceMethod finds a stochastic method by its name, "direct" being another name of the first.
func chanceMethod(name string) (ssa.Method, bool) {
	if strings.EqualFold(name, "direct") {
		return ssa.Direct, true
	}
	for _, m := range ssa.Methods() {
		if strings.EqualFold(m.String(), name) {
			return m, true
		}
	}
	return ssa.Direct, false
}

// fileStatistics says what was done with a stochastic file.
type fileStatistics struct {
	Runs     int    `json:"runs"`
	Method   string `json:"method"`
	Compared int    `json:"compared"`
	// Exceedances lie outside their range in the first runs; Again, when there were any, in the runs made then.
	Exceedances []string `json:"exceedances"`
	RunsAgain   int      `json:"runs_again,omitempty"`
	Again       []string `json:"exceedances_again,omitempty"`
	Reactions   uint64   `json:"reactions"`
}

// statistics runs a stochastic file many times and judges it; the result is the table of the first runs, nil when it did not come to that.
// ctx ends the first runs at the time limit, whole the command.
func (s *suite) statistics(whole, ctx context.Context, doc *sbml.Document, content *sbmlsuite.Content, job suiteJob, r *fileResult) *sbmlsuite.Results {
	set := content.Settings
	r.Stage = "variables"
	expected, err := content.Expectations(job.c)
	if err != nil {
		r.refused(outcomeError, r.Stage, err)
		return nil
	}
	plan, err := sbmlsuite.NewPlan(doc.Model, set.Variables, set.Amount, set.Concentration)
	if err != nil {
		r.refused(outcomeError, r.Stage, err)
		return nil
	}
	r.Stage = "compiler"
	program, err := compile.Compile(doc.Model, compile.Options{Report: plan.Symbols(), Amounts: plan.Amounts, Jumps: true})
	if err != nil {
		r.refused(outcomeUnsupported, r.Stage, err)
		return nil
	}
	times := set.Times()
	r.Statistics = &fileStatistics{Runs: int(s.runs), Method: s.chanceMethod.String(), Exceedances: []string{}}
	file := rng.Key(s.seed, 0, rng.Name(job.c.ID+" "+job.file.Level.String()), 0)
	sample := func(ctx context.Context, n, part uint64, workers int) ([][]stat.CentralMoments, error) {
		request := ssa.Request{Program: program, Method: s.chanceMethod, Start: 0, End: times[len(times)-1], Times: times, Seed: file.Uint64(part)}
		m, reactions, err := columnMoments(ctx, &request, plan, expected, n, workers)
		r.Statistics.Reactions += reactions
		return m, err
	}
	r.Stage = "simulator"
	first, err := sample(ctx, s.runs, 0, 1)
	if s.stopped(ctx, r, s.limit, err) {
		return nil
	}
	judge := func(m [][]stat.CentralMoments) *sbmlsuite.Verdict {
		return sbmlsuite.Judge(expected, times, set, func(i int) []stat.CentralMoments { return m[i] })
	}
	verdict := judge(first)
	table := statisticsTable(expected, times, first)
	r.Statistics.Compared, r.Statistics.Exceedances = verdict.Compared, append(r.Statistics.Exceedances, wordAll(verdict.Exceedances)...)
	if len(verdict.Exceedances) == 0 {
		r.end(outcomePassed, "", "", "")
		return table
	}
	// The deciding runs are rare and many: they take all processors, and as much more time as they are more.
	limit := time.Duration(float64(s.limit) * max(1, float64(s.again)/float64(s.runs)))
	longer, cancel := context.WithTimeout(whole, limit)
	defer cancel()
	second, err := sample(longer, s.again, 1, 0)
	if s.stopped(longer, r, limit, err) {
		return nil
	}
	again := judge(second)
	r.Statistics.RunsAgain, r.Statistics.Again = int(s.again), wordAll(again.Exceedances)
	r.Stage = "comparison"
	if bad := again.Confirmed(verdict); len(bad) > 0 {
		r.end(outcomeFailed, r.Stage, "", fmt.Sprintf("%d of %d statistics lie outside their range at %d runs, first %s", len(bad), again.Compared, again.Runs, bad[0]))
	} else {
		r.end(outcomePassed, "", "", "")
	}
	return table
}

func wordAll(list []sbmlsuite.Exceedance) []string {
	var out []string
	for _, x := range list {
		out = append(out, x.String())
	}
	return out
}

// stopped records a simulation that did not come to its end.
func (s *suite) stopped(ctx context.Context, r *fileResult, limit time.Duration, err error) bool {
	var bad *ssa.RunError
	switch {
	case err == nil:
		return false
	case ctx.Err() != nil:
		r.end(outcomeError, r.Stage, "time limit", fmt.Sprintf("not done within %g s", limit.Seconds()))
	case errors.As(err, &bad):
		r.end(outcomeError, r.Stage, bad.Code, err.Error())
	case isDiagnostic(err):
		r.refused(outcomeUnsupported, r.Stage, err)
	default:
		r.end(outcomeError, r.Stage, "", err.Error())
	}
	return true
}

// columnMoments runs a request n times and returns the moments of each expected column by time.
func columnMoments(ctx context.Context, request *ssa.Request, plan *sbmlsuite.Plan, expected []sbmlsuite.Expectation, n uint64, workers int) ([][]stat.CentralMoments, uint64, error) {
	columns := planColumns(request.Program, plan)
	reactions := uint64(0)
	out := ssa.NewStatistics(len(expected), len(request.Times), false, false)
	rows, values := columns.rows(len(request.Times)), make([][]float64, len(expected))
	at := make([]int, len(expected))
	for i, e := range expected {
		at[i] = slices.IndexFunc(plan.Columns, func(c sbmlsuite.Column) bool { return c.Variable == e.Variable })
		values[i] = make([]float64, len(request.Times))
	}
	err := ssa.Replicates(ctx, request, 0, n, workers, func(c *ssa.Course) error {
		reactions += c.Reactions
		columns.of(c, rows)
		for i := range expected {
			for k, v := range rows[at[i]] {
				if expected[i].Log {
					v = math.Log(v)
				}
				values[i][k] = v
			}
		}
		out.Add(values)
		return nil
	})
	return out.Moments, reactions, err
}

// columnIndex is where the reported columns come from: an output, divided by another when that is not negative.
type columnIndex []struct{ value, size int }

func planColumns(p *compile.Program, plan *sbmlsuite.Plan) columnIndex {
	out := make(columnIndex, len(plan.Columns))
	for i, c := range plan.Columns {
		out[i].value, out[i].size = p.OutputIndex(c.Variable), -1
		if c.PerSize != "" {
			out[i].size = p.OutputIndex(c.PerSize)
		}
	}
	return out
}

func (c columnIndex) rows(times int) [][]float64 {
	out := make([][]float64, len(c))
	for i := range out {
		out[i] = make([]float64, times)
	}
	return out
}

// of fills rows with the reported values of a course, by column and time.
func (c columnIndex) of(course *ssa.Course, rows [][]float64) {
	for i, x := range c {
		copy(rows[i], course.Values[x.value])
		if x.size >= 0 {
			for k, size := range course.Values[x.size] {
				rows[i][k] /= size
			}
		}
	}
}

// statisticsTable is the table that the suite's results have.
func statisticsTable(expected []sbmlsuite.Expectation, times []float64, m [][]stat.CentralMoments) *sbmlsuite.Results {
	t := &sbmlsuite.Results{Names: []string{"time"}, Timed: true}
	for i := range expected {
		t.Names = append(t.Names, expected[i].Name()+"-mean", expected[i].Name()+"-sd")
	}
	for k, at := range times {
		row := []float64{at}
		for i := range expected {
			row = append(row, m[i][k].Mean(), m[i][k].SD())
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

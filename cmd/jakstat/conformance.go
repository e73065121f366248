package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/ode"
	"jakstat/engine/sim"
	"jakstat/format/sbml"
	"jakstat/format/sbmlsuite"
	"jakstat/report"
)

func newConformanceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "conformance",
		Short: "Run a public test suite and count what passes",
		Long: `Conformance runs a folder of test cases by the suite's own rules.

` + exitCheck,
	}
	return group(cmd, newConformanceSBMLCommand())
}

type conformanceOptions struct {
	cases, levels string
	through       string
	json          bool
	csvDir        string
	workers       *typed[int]
	limit         *typed[float64]
	chance        chanceOptions
	method        string
}

func newConformanceSBMLCommand() *cobra.Command {
	o := conformanceOptions{
		workers: workersFlag(), limit: span(60, "60", "SECONDS", 86400), chance: newChanceOptions(),
	}
	cmd := &cobra.Command{
		Use:   "sbml DIR",
		Short: "Cases of the SBML Test Suite, or any folder laid out like it",
		Long: `Runs every case of a folder with directories NNNNN, each holding NNNNN-settings.txt, NNNNN-model.m, NNNNN-results.csv and
the models NNNNN-sbml-lXvY.xml, and compares by the suite's rule: |x - expected| <= absolute + relative · |expected|, NaN and
infinite values being equal to their like only.

A file has passed, failed (a number differs), is unsupported (refused before its simulation began, with the reason), or ended in an
error (unreadable case, simulation stopped, time limit). All files are simulated with the tolerances of jakstat run; cases of type
FluxBalanceSteadyState are solved for the fluxes that are best for the active objective.

Stochastic cases are run --runs times and compared by the suite's statistics Z and Y, which must lie within the ranges of the settings.
Where one does not, the file is run again, --runs-again times with other seeds; Y, which assumes a normal distribution, is then judged by
the observed kurtosis too. A file fails when an exceedance recurs at its time, or more than three of one column remain.

With --through every file is written as another level and version and read again before it is run, which tests the writer: files
that the target cannot express are counted apart, as are those whose values are bit by bit those of the file as it is.

` + exitCheck + `
  The criteria: no file failed, none ended in an error, and at least one passed. Unsupported files are listed apart.`,
		Example: `  jakstat conformance sbml examples/suite
  jakstat conformance sbml examples/suite --cases 00001-00100 --levels newest
  jakstat conformance sbml examples/suite --levels l2v4,l3v2 --json
  jakstat conformance sbml examples/suite --through l2v3
  jakstat conformance sbml examples/suite --csv-dir results`,
		Args: arguments(1, 1, "sbml-test-suite/semantic"),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&o.cases, "cases", "", "`CASES` to run: 00001-00100,00950; default: all")
	f.StringVar(&o.levels, "levels", "all", "`LEVELS` of each case: all, newest, or a list such as l2v4,l3v2")
	f.StringVar(&o.through, "through", "", "write each file as SBML `LEVEL` (l2v1 to l3v2) and run what was written")
	f.BoolVar(&o.json, "json", false, "print JSON (schema "+conformanceSchema+")")
	f.StringVar(&o.method, "method", "auto", "`METHOD` of all files of its kind: "+strings.Join(append(methodNames(), chanceNames()...), ", "))
	f.StringVar(&o.csvDir, "csv-dir", "", "write computed results to `DIR`/NNNNN-lXvY.csv")
	f.Var(o.workers, "workers", "files at a time; default: one a processor")
	f.Var(o.limit, "limit", "seconds that one file may take; stochastic files that are run again may take longer in proportion")
	o.chance.add(cmd)
	return cmd
}

func workersFlag() *typed[int] {
	f := stepsFlag(0)
	f.text, f.hint = "", "write a whole number from 1 to 1024"
	parse := f.parse
	f.parse = func(s string) (int, string) {
		n, wrong := parse(s)
		if wrong == "" && n > 1024 || wrong != "" {
			return 0, s + " workers cannot be used"
		}
		return n, ""
	}
	return f
}

// Outcomes of a file.
const (
	outcomePassed      = "passed"
	outcomeFailed      = "failed"
	outcomeUnsupported = "unsupported"
	outcomeNotWritten  = "inexpressible" // with --through: the target has no way to say what the file says
	outcomeError       = "error"
)

// fileResult is what happened to one model file.
type fileResult struct {
	Case    string   `json:"case"`
	Level   string   `json:"level"`
	File    string   `json:"file"`
	Outcome string   `json:"outcome"`
	Stage   string   `json:"stage,omitempty"` // where it ended: case, reader, writer, variables, compiler, simulator, comparison
	Code    string   `json:"code,omitempty"`
	Reason  string   `json:"reason,omitempty"`
	Seconds float64  `json:"seconds"`
	Steps   int      `json:"steps"`
	Tags    []string `json:"tags"`
	// Statistics says what was done with a stochastic file.
	Statistics *fileStatistics `json:"statistics,omitempty"`
	// Identical, with --through: the values are bit by bit those of the file as it is.
	Identical *bool `json:"identical,omitempty"`
}

func (r *fileResult) end(outcome, stage, code, reason string) {
	r.Outcome, r.Stage, r.Code, r.Reason = outcome, stage, code, reason
}

// refused records the first of the findings.
func (r *fileResult) refused(outcome, stage string, err error) {
	var list diag.List
	list.AddError(diag.Pos{}, "", err)
	i := max(0, slices.IndexFunc(list, func(d diag.Diagnostic) bool { return d.Severity == diag.Error }))
	r.end(outcome, stage, list[i].Code, list[i].Error())
}

// suite is a folder and what is run of it.
type suite struct {
	dir   string
	jobs  []suiteJob
	limit time.Duration
	// through, when not nil, is what every file is written as before it is run.
	through *sbml.Target
	csv     string // directory for computed results, or ""
	chance
	// method of all time courses; nil: the simulator's choice
	method ode.Method
}

type suiteJob struct {
	c    sbmlsuite.Case
	file sbmlsuite.File
}

func (o *conformanceOptions) run(cmd *cobra.Command, dir string) error {
	s, err := o.setup(dir)
	if err != nil {
		return err
	}
	if s.csv != "" {
		if err := os.MkdirAll(s.csv, 0o777); err != nil {
			return fmt.Errorf("cannot make %s: %w", s.csv, reason(err))
		}
	}
	workers := o.workers.value
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	began := time.Now()
	bar := newProgress(cmd.ErrOrStderr(), len(s.jobs))
	results, err := s.run(cmd.Context(), workers, bar.add)
	bar.clear()
	if err != nil {
		return err
	}
	v := conformanceView{dir: dir, through: s.through, levels: o.levels, cases: o.cases, method: s.method, results: results, workers: workers, seconds: time.Since(began).Seconds()}
	w := cmd.OutOrStdout()
	if o.json {
		err = writeJSON(w, v.document())
	} else {
		err = v.text(w, report.DetectTerm(w))
	}
	if err == nil && !v.pass() {
		return errCheckFailed
	}
	return err
}

// setup checks all input before anything runs.
func (o *conformanceOptions) setup(dir string) (*suite, error) {
	var diags diag.List
	o.workers.check("workers", &diags)
	o.limit.check("limit", &diags)
	luck := o.chance.check(o.method, &diags)
	method, err := suiteMethod(o.method)
	diags.AddError(diag.Pos{}, "cli", err)
	selection, err := sbmlsuite.ParseSelection(o.cases)
	diags.AddError(diag.Pos{Where: "--cases"}, "cli", err)
	levels, err := sbmlsuite.ParseLevels(o.levels)
	diags.AddError(diag.Pos{Where: "--levels"}, "cli", err)
	cases, err := findCases(dir)
	diags.AddError(diag.Pos{File: dir}, "cli.file", err)
	if st, err := os.Stat(o.csvDir); o.csvDir != "" && err == nil && !st.IsDir() {
		diags.Add(diag.New(diag.Pos{Where: "--csv-dir"}, "cli.file", "%s is not a directory", o.csvDir))
	}
	through, err := throughTarget(o.through)
	diags.AddError(diag.Pos{Where: "--through"}, "cli", err)
	if err := diags.Err(); err != nil {
		return nil, err
	}
	s := &suite{dir: dir, through: through, limit: time.Duration(o.limit.value * float64(time.Second)), csv: o.csvDir, chance: luck, method: method}
	var ids []string
	for _, c := range cases {
		ids = append(ids, c.ID)
		if !selection.Has(c.ID) {
			continue
		}
		for _, f := range levels.Of(c.Files) {
			s.jobs = append(s.jobs, suiteJob{c, f})
		}
	}
	for _, idle := range selection.Idle(ids) {
		diags.Add(diag.New(diag.Pos{Where: "--cases"}, "cli.cases", "no case in %s", idle).Suggest("the folder has %s to %s", ids[0], ids[len(ids)-1]))
	}
	if len(s.jobs) == 0 && len(diags) == 0 {
		diags.Add(diag.New(diag.Pos{Where: "--levels"}, "cli.levels", "no file of the chosen cases is of level %s", o.levels).Suggest("--levels all takes every file"))
	}
	return s, diags.Err()
}

func findCases(dir string) ([]sbmlsuite.Case, error) {
	switch st, err := os.Stat(dir); {
	case err != nil:
		return nil, diag.New(diag.Pos{File: dir}, "cli.file", "cannot be read: %v", reason(err))
	case !st.IsDir():
		return nil, diag.New(diag.Pos{File: dir}, "cli.file", "not a directory").Suggest("name the folder that holds the cases")
	}
	return sbmlsuite.Find(os.DirFS(dir), dir)
}

// run does all files and hands each result on as it comes, one call at a time; the returned results are in the order of the jobs. The
// first error stops the others.
func (s *suite) run(ctx context.Context, workers int, done func(*fileResult)) ([]*fileResult, error) {
	results := make([]*fileResult, len(s.jobs))
	err := parallel(ctx, workers, len(s.jobs), func(ctx context.Context, i int) (err error) {
		results[i], err = s.one(ctx, s.jobs[i])
		return err
	}, func(i int) { done(results[i]) })
	if err != nil {
		return nil, err
	}
	return results, nil
}

// one simulates and compares a file. The error is for what must stop everything: an interrupt, or a disk that cannot be written.
func (s *suite) one(ctx context.Context, job suiteJob) (*fileResult, error) {
	r := &fileResult{Case: job.c.ID, Level: job.file.Level.String(), File: job.file.Path, Tags: []string{}}
	began := time.Now()
	limited, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	table := s.compute(ctx, limited, job, r)
	r.Seconds = time.Since(began).Seconds()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if table == nil || s.csv == "" {
		return r, nil
	}
	file := filepath.Join(s.csv, r.Case+"-"+r.Level+".csv")
	return r, report.WriteFile(file, func(w io.Writer) error { return table.Write(w) })
}

// compute fills in the result of a file and returns what was computed, nil when nothing was. A defect of the program in one file is
// an error of that file and does not stop the others.
func (s *suite) compute(whole, ctx context.Context, job suiteJob, r *fileResult) (table *sbmlsuite.Results) {
	defer func() {
		if p := recover(); p != nil {
			table = nil
			r.end(outcomeError, r.Stage, "defect", fmt.Sprintf("the program broke off: %v", p))
		}
	}()
	r.Stage = "case"
	content, err := job.c.Read(os.DirFS(s.dir))
	if err != nil {
		r.refused(outcomeError, r.Stage, err)
		return nil
	}
	r.Tags = content.Description.Tags()
	kind := content.Description.TestType
	r.Stage = "reader"
	doc, err := readModel(filepath.Join(s.dir, filepath.FromSlash(job.file.Path)))
	if err != nil {
		r.refused(outcomeUnsupported, r.Stage, err)
		return nil
	}
	if sbmlsuite.Stochastic(kind) {
		return s.statistics(whole, ctx, doc, content, job, r)
	}
	table = s.values(ctx, doc, content, r)
	if s.through != nil {
		table = s.throughWriter(ctx, doc, table, content, r)
	}
	if table == nil {
		return nil
	}
	r.Stage = "comparison"
	difference, err := sbmlsuite.Compare(content.Expected, table, content.Settings)
	switch {
	case err != nil:
		r.end(outcomeError, r.Stage, "", err.Error())
	case difference != nil:
		r.end(outcomeFailed, r.Stage, "", difference.String())
	default:
		r.end(outcomePassed, "", "", "")
	}
	return table
}

// values computes what the case asks for; nil when it did not come to that.
func (s *suite) values(ctx context.Context, doc *sbml.Document, content *sbmlsuite.Content, r *fileResult) *sbmlsuite.Results {
	if content.Description.TestType == sbmlsuite.FluxBalance {
		return balance(doc, content, r)
	}
	return s.course(ctx, doc, content, r)
}

// balance computes fluxes; nil when it did not come to that.
func balance(doc *sbml.Document, content *sbmlsuite.Content, r *fileResult) *sbmlsuite.Results {
	r.Stage = "compiler"
	run, err := newFluxRun(doc)
	if err != nil {
		r.refused(outcomeUnsupported, r.Stage, err)
		return nil
	}
	r.Stage = "simulator"
	table, err := run.solve(content.Settings.Variables)
	if err != nil {
		r.refused(outcomeError, r.Stage, err)
		return nil
	}
	return table
}

// course simulates a time course; nil when it did not come to its end.
func (s *suite) course(ctx context.Context, doc *sbml.Document, content *sbmlsuite.Content, r *fileResult) *sbmlsuite.Results {
	set := content.Settings
	r.Stage = "variables"
	plan, err := sbmlsuite.NewPlan(doc.Model, set.Variables, set.Amount, set.Concentration)
	if err != nil {
		r.refused(outcomeError, r.Stage, err)
		return nil
	}
	run := &modelRun{doc: doc, plan: plan, start: set.Start, duration: set.Duration, steps: set.Steps, method: s.method, rtol: runRTol, seed: 1}
	r.Stage = "compiler"
	if err := run.compile(); err != nil {
		r.refused(outcomeUnsupported, r.Stage, err)
		return nil
	}
	r.Stage = "simulator"
	table, course, err := run.simulate(ctx)
	var stopped *sim.RunError
	switch {
	case err == nil:
	case ctx.Err() != nil:
		r.end(outcomeError, r.Stage, "time limit", fmt.Sprintf("not done within %g s", s.limit.Seconds()))
		return nil
	case errors.As(err, &stopped):
		r.end(outcomeError, r.Stage, stopped.Code, stopped.Error())
		return nil
	case isDiagnostic(err):
		r.refused(outcomeUnsupported, r.Stage, err)
		return nil
	default:
		r.end(outcomeError, r.Stage, "", err.Error())
		return nil
	}
	r.Steps = course.Stats.Steps
	return table
}

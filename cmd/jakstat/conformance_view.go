package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"jakstat/engine/ode"
	"jakstat/format/sbml"
	"jakstat/report"
)

const conformanceSchema = "jakstat.conformance.sbml/1"

// conformanceView turns the results of a suite into text and a document.
type conformanceView struct {
	dir, levels, cases string
	method             ode.Method // nil: auto
	through            *sbml.Target
	results            []*fileResult
	workers            int
	seconds            float64
}

// outcomeCount counts the files of one level, tag, or all.
type outcomeCount struct {
	Name        string `json:"name"`
	Files       int    `json:"files"`
	Passed      int    `json:"passed"`
	Failed      int    `json:"failed"`
	Unsupported int    `json:"unsupported"`
	Errors      int    `json:"errors"`
	// With --through: files that the target cannot express, and files whose values are bit by bit those of the file as it is.
	Inexpressible int     `json:"inexpressible"`
	Identical     int     `json:"identical"`
	Seconds       float64 `json:"seconds"` // of processor time, about: files run side by side
}

func (c *outcomeCount) add(r *fileResult) {
	c.Files++
	c.Seconds += r.Seconds
	if r.Identical != nil && *r.Identical {
		c.Identical++
	}
	switch r.Outcome {
	case outcomePassed:
		c.Passed++
	case outcomeFailed:
		c.Failed++
	case outcomeUnsupported:
		c.Unsupported++
	case outcomeNotWritten:
		c.Inexpressible++
	default:
		c.Errors++
	}
}

// reasonCount counts files that ended at one place for one kind of reason; Example is the first of them.
type reasonCount struct {
	Outcome string `json:"outcome"`
	Stage   string `json:"stage"`
	Code    string `json:"code"`
	Files   int    `json:"files"`
	Example string `json:"example"`
}

func (v *conformanceView) total() outcomeCount {
	t := outcomeCount{Name: "all"}
	for _, r := range v.results {
		t.add(r)
	}
	return t
}

func (v *conformanceView) pass() bool {
	t := v.total()
	return t.Failed == 0 && t.Errors == 0 && t.Passed > 0
}

// counts groups the results by names, in order of the names.
func (v *conformanceView) counts(names func(*fileResult) []string) []outcomeCount {
	by := map[string]*outcomeCount{}
	for _, r := range v.results {
		for _, name := range names(r) {
			if by[name] == nil {
				by[name] = &outcomeCount{Name: name}
			}
			by[name].add(r)
		}
	}
	out := []outcomeCount{}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		out = append(out, *by[name])
	}
	return out
}

func (v *conformanceView) byLevel() []outcomeCount {
	return v.counts(func(r *fileResult) []string { return []string{r.Level} })
}

func (v *conformanceView) byTag() []outcomeCount {
	return v.counts(func(r *fileResult) []string {
		tags := slices.Clone(r.Tags)
		slices.Sort(tags)
		return slices.Compact(tags)
	})
}

// reasons counts what ended in an outcome, the most frequent first.
func (v *conformanceView) reasons(outcomes ...string) []reasonCount {
	type key struct{ outcome, stage, code string }
	by := map[key]*reasonCount{}
	for _, r := range v.results {
		if !slices.Contains(outcomes, r.Outcome) {
			continue
		}
		k := key{r.Outcome, r.Stage, r.Code}
		if by[k] == nil {
			by[k] = &reasonCount{Outcome: r.Outcome, Stage: r.Stage, Code: r.Code, Example: r.Reason}
		}
		by[k].Files++
	}
	out := []reasonCount{}
	for _, c := range by {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b reasonCount) int {
		return cmp.Or(b.Files-a.Files, strings.Compare(a.Outcome, b.Outcome), strings.Compare(a.Stage, b.Stage), strings.Compare(a.Code, b.Code))
	})
	return out
}

func (v *conformanceView) countTable(title, what string, counts []outcomeCount) *report.Table {
	t := &report.Table{Title: title, RowHeads: 1, Columns: []report.Column{{Name: what}}}
	names := []string{"files", "passed", "failed", "unsupported", "errors"}
	if v.through != nil {
		names = append(names, "inexpressible", "same bits")
	}
	for _, name := range names {
		t.Columns = append(t.Columns, report.Column{Name: name, Align: report.Right})
	}
	t.Columns = append(t.Columns, report.Column{Name: "time", Unit: "s", Align: report.Right})
	for _, c := range counts {
		cells := []string{c.Name, fmt.Sprint(c.Files), fmt.Sprint(c.Passed), fmt.Sprint(c.Failed), fmt.Sprint(c.Unsupported), fmt.Sprint(c.Errors)}
		if v.through != nil {
			cells = append(cells, fmt.Sprint(c.Inexpressible), fmt.Sprint(c.Identical))
		}
		t.Add(append(cells, fmt.Sprintf("%.2f", c.Seconds))...)
	}
	return t
}

// text prints what did not pass first, then the summary, so that the verdict is the last line.
func (v *conformanceView) text(w io.Writer, term report.Term) error {
	bad := &report.Table{Title: "Files that failed or ended in an error", RowHeads: 1, Columns: []report.Column{
		{Name: "file"}, {Name: "outcome"}, {Name: "time", Unit: "s", Align: report.Right}, {Name: "what", Wrap: true},
	}}
	for _, r := range v.results {
		if r.Outcome == outcomeFailed || r.Outcome == outcomeError {
			bad.Add(r.File, r.Outcome, fmt.Sprintf("%.2f", r.Seconds), r.Reason)
		}
	}
	unsupported := &report.Table{Title: "Why files are unsupported or inexpressible", RowHeads: 1, Columns: []report.Column{
		{Name: "refused by"}, {Name: "reason"}, {Name: "files", Align: report.Right}, {Name: "first of them", Wrap: true},
	}}
	for _, c := range v.reasons(outcomeUnsupported, outcomeNotWritten) {
		unsupported.Add(c.Stage, c.Code, fmt.Sprint(c.Files), c.Example)
	}
	t := v.total()
	for _, table := range []*report.Table{
		bad, unsupported, v.countTable("By tag", "tag", v.byTag()), v.countTable("By level and version", "level", append(v.byLevel(), t)),
	} {
		if len(table.Rows) == 0 {
			continue
		}
		if err := table.Text(w, term); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	word := "PASS"
	if !v.pass() {
		word = "FAIL"
	}
	through := ""
	if v.through != nil {
		through = fmt.Sprintf(", %d cannot be written as %s; %d have the same bits as the file as it is", t.Inexpressible, v.through, t.Identical)
	}
	_, err := fmt.Fprintf(w, "%s: %d of %d files passed, %d failed, %d ended in an error, %d are unsupported%s; %.1f s.\n",
		word, t.Passed, t.Files, t.Failed, t.Errors, t.Unsupported, through, v.seconds)
	return err
}

func (v *conformanceView) throughText() string {
	if v.through == nil {
		return ""
	}
	return v.through.String()
}

// conformanceDocument is the JSON form of a run of a suite.
type conformanceDocument struct {
	Schema  string         `json:"schema"`
	Product string         `json:"product"`
	Folder  string         `json:"folder"`
	Cases   string         `json:"cases"`
	Levels  string         `json:"levels"`
	Through string         `json:"through"`
	Solver  runSolver      `json:"solver"`
	Workers int            `json:"workers"`
	Seconds float64        `json:"seconds"`
	Pass    bool           `json:"pass"`
	Summary outcomeCount   `json:"summary"`
	ByLevel []outcomeCount `json:"by_level"`
	ByTag   []outcomeCount `json:"by_tag"`
	Reasons []reasonCount  `json:"reasons"`
	Files   []*fileResult  `json:"files"`
}

func (v *conformanceView) document() conformanceDocument {
	steps := 0
	for _, r := range v.results {
		steps += r.Steps
	}
	return conformanceDocument{
		Schema: conformanceSchema, Product: "jakstat " + versionText(), Folder: v.dir, Cases: v.cases, Levels: v.levels, Through: v.throughText(),
		Solver: runSolver{Method: methodName(v.method), RTol: runRTol, ATol: runATol, Steps: steps}, Workers: v.workers, Seconds: v.seconds, Pass: v.pass(), Summary: v.total(),
		ByLevel: v.byLevel(), ByTag: v.byTag(), Reasons: v.reasons(outcomeFailed, outcomeUnsupported, outcomeNotWritten, outcomeError), Files: v.results,
	}
}

// progress keeps one line of a terminal up to date; anywhere else it is silent.
type progress struct {
	w     io.Writer
	width int // 0: silent
	total outcomeCount
	of    int
	began time.Time
	shown time.Time
}

func newProgress(w io.Writer, files int) *progress {
	return &progress{w: w, width: report.DetectTerm(w).Width, of: files, began: time.Now()}
}

// add counts a finished file.
func (p *progress) add(r *fileResult) {
	p.total.add(r)
	if p.width == 0 || time.Since(p.shown) < 100*time.Millisecond {
		return
	}
	p.shown = time.Now()
	t := p.total
	line := fmt.Sprintf("%d of %d files: %d passed, %d failed, %d unsupported, %d errors, %.0f s", t.Files, p.of, t.Passed, t.Failed, t.Unsupported, t.Errors, time.Since(p.began).Seconds())
	p.show(line)
}

// count tells how much of something is done.
func (p *progress) count(done int, what string) {
	if p.width > 0 && time.Since(p.shown) >= 100*time.Millisecond {
		p.shown = time.Now()
		p.show(fmt.Sprintf("%d of %d %s, %.0f s", done, p.of, what, time.Since(p.began).Seconds()))
	}
}

// show overwrites the line with blanks to the edge, which every terminal understands.
func (p *progress) show(line string) {
	room := max(p.width-1, 0)
	fmt.Fprintf(p.w, "\r%-*.*s", room, room, line)
}

// clear leaves an empty line to whatever is printed next.
func (p *progress) clear() {
	if p.width > 0 && !p.shown.IsZero() {
		p.show("")
		fmt.Fprint(p.w, "\r")
	}
}

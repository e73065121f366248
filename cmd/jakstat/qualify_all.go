package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/fit/efficacy"
	"jakstat/fit/labs"
	"jakstat/fit/potency"
	fitsafety "jakstat/fit/safety"
	"jakstat/jak/pk"
	"jakstat/report"
)

const qualifyAllSchema = "jakstat.qualify.all/1"

// qualified is one qualification as the joint report shows it.
type qualified struct {
	Name    string `json:"name"`
	Pass    bool   `json:"pass"`
	Verdict string `json:"verdict"`
	Command string `json:"command"`
	page    *report.Page
}

type qualifyAllDocument struct {
	Schema         string      `json:"schema"`
	Product        string      `json:"product"`
	Pass           bool        `json:"pass"`
	Qualifications []qualified `json:"qualifications"`
}

type qualifyAllOptions struct {
	formats
	html string
}

func newQualifyAllCommand() *cobra.Command {
	o := qualifyAllOptions{}
	cmd := &cobra.Command{
		Use:   "all",
		Short: "Every qualification, from exposure to adverse events, as one report",
		Long: `Runs every qualification in the order of the chain: exposure, potency, efficacy, onset, laboratory values, adverse events.
The page written by --html holds
all of them with their figures, tables and criteria, and needs no other file.

` + exitCheck,
		Example: `  jakstat qualify all --html qualification.html`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.formats.add(cmd, qualifyAllSchema, "one line per qualification")
	cmd.Flags().StringVar(&o.html, "html", "", "write one self-contained page to `FILE`")
	return cmd
}

// qualifyEach runs all; step is called as each ends.
func qualifyEach(ctx context.Context, lib *evidence.Library, step func()) ([]qualified, error) {
	var out []qualified
	add := func(name string, pass bool, verdict string, page *report.Page) {
		command := "jakstat qualify " + name
		out = append(out, qualified{name, pass, verdict, command, page})
		step()
	}
	rows, err := pk.Qualify(ctx, lib)
	if err != nil {
		return nil, err
	}
	s := pk.Summarise(rows)
	add("pk", s.Pass, qualifyVerdict(s), qualifyPKPage(rows, s))

	p, err := potency.Qualify(ctx, lib, func() {})
	if err != nil {
		return nil, err
	}
	pv := potencyView{p}
	add("potency", p.Pass, pv.verdict(), pv.page())

	e, err := qualifiedEfficacy(lib)
	if err != nil {
		return nil, err
	}
	for _, v := range []efficacyView{{q: e}, {q: e, onset: true}} {
		add(v.name(), v.pass(), v.verdict(), v.page())
	}

	l, err := labs.Qualify(ctx, lib)
	if err != nil {
		return nil, err
	}
	lv := qualifyLabsView{l}
	add("labs", l.Pass, lv.verdict(), lv.page())

	a, err := qualifiedSafety(ctx, lib)
	if err != nil {
		return nil, err
	}
	av := safetyView{a}
	add("safety", a.Pass, av.verdict(), av.page())
	return out, nil
}

// qualifiedEfficacy compares the shipped calibration with what trials reported.
func qualifiedEfficacy(lib *evidence.Library) (*efficacy.Qualification, error) {
	p, err := efficacy.Shipped(lib)
	if err != nil {
		return nil, err
	}
	return efficacy.Qualify(p)
}

// qualifiedSafety compares hazards with the rates of pools, without progress.
func qualifiedSafety(ctx context.Context, lib *evidence.Library) (*fitsafety.Qualification, error) {
	d, err := fitsafety.Open(ctx, lib)
	if err != nil {
		return nil, err
	}
	return d.Qualify(ctx, func() {})
}

func (o *qualifyAllOptions) run(cmd *cobra.Command) error {
	var diags diag.List
	o.formats.check(&diags)
	if f := cmd.Flags().Lookup("html"); f.Changed && o.html == "" {
		diags.Add(diag.New(diag.Pos{Where: "--html"}, "cli.file", "no file name").Suggest("write --html qualification.html"))
	}
	if err := diags.Err(); err != nil {
		return err
	}
	pictures := pictures{html: o.html}
	if err := writable(pictures.files()...); err != nil {
		return err
	}
	steps := newCounter(cmd.ErrOrStderr(), 6, "qualifications")
	all, err := qualifyEach(cmd.Context(), evidence.Default(), steps.add)
	steps.clear()
	if err != nil {
		return err
	}
	if err := pictures.write(nil, func(w io.Writer) error { return qualifyAllPage(all).HTML(w) }); err != nil {
		return err
	}
	pass := true
	for _, q := range all {
		pass = pass && q.Pass
	}
	document := func() qualifyAllDocument {
		return qualifyAllDocument{Schema: qualifyAllSchema, Product: "jakstat " + versionText(), Pass: pass, Qualifications: all}
	}
	text := func(w io.Writer, _ report.Term) error {
		for _, q := range all {
			if _, err := fmt.Fprintf(w, "%s\n  %s\n\n", q.Name, strings.ReplaceAll(q.Verdict, "\n", "\n  ")); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintln(w, qualifyAllVerdict(all))
		return err
	}
	if err := show(cmd.OutOrStdout(), o.formats, document, qualifyAllTable(all).CSV, text); err != nil {
		return err
	}
	if !pass {
		return errCheckFailed
	}
	return nil
}

func qualifyAllVerdict(all []qualified) string {
	var missed []string
	for _, q := range all {
		if !q.Pass {
			missed = append(missed, q.Name)
		}
	}
	if missed == nil {
		return fmt.Sprintf("PASS: all %d qualifications meet their criteria.", len(all))
	}
	return fmt.Sprintf("FAIL: %d of %d qualifications meet their criteria; %s do not.", len(all)-len(missed), len(all), strings.Join(missed, ", "))
}

func qualifyAllTable(all []qualified) *report.Table {
	t := &report.Table{Title: "Qualifications", RowHeads: 1, Columns: []report.Column{{Name: "qualification"}, {Name: "criteria"}, {Name: "result", Wrap: true}, {Name: "command"}}}
	for _, q := range all {
		met := "met"
		if !q.Pass {
			met = "MISSED"
		}
		t.Add(q.Name, met, q.Verdict, q.Command)
	}
	return t
}

// qualifyAllPage puts the pages of all qualifications one under the other; anchors carry the name of theirs.
func qualifyAllPage(all []qualified) *report.Page {
	page := &report.Page{
		Title: "Qualification", Lead: qualifyAllVerdict(all), Notice: researchNotice,
		Sections: []report.Section{{ID: "overview", Title: "Overview", Blocks: []report.Block{
			report.Para("Predictions beside published observations, by stated criteria. Where an observation takes part in a calibration, the comparison is with an estimate that was made without it. What misses is shown like what does not."),
			report.Tab{Table: qualifyAllTable(all)},
		}}},
		Manifest: []report.Pair{{Name: "product", Value: "jakstat " + versionText()}, {Name: "the same on the command line", Value: "jakstat qualify all"}},
	}
	for _, q := range all {
		for i, s := range q.page.Sections {
			s.ID, s.Title = q.Name+"-"+s.ID, heading(q.page)+": "+s.Title
			if i == 0 {
				s.Blocks = append([]report.Block{report.Para(q.Verdict)}, s.Blocks...)
			}
			page.Sections = append(page.Sections, s)
		}
	}
	return page
}

// heading is what a page is about.
func heading(p *report.Page) string {
	s := strings.TrimPrefix(p.Title, "Qualification of ")
	return strings.ToUpper(s[:1]) + s[1:]
}

// qualifyPKPage shows exposures; the verb itself prints a table.
func qualifyPKPage(rows []pk.Comparison, s pk.Summary) *report.Page {
	tested, all := qualifyPKOptions{}, qualifyPKOptions{all: true}
	return &report.Page{
		Title: "Qualification of exposure", Lead: qualifyVerdict(s), Notice: researchNotice,
		Sections: []report.Section{
			{ID: "tested", Title: "Tested rows", Blocks: []report.Block{report.Tab{Table: tested.table(rows)}}},
			{ID: "rows", Title: "Rows", Blocks: []report.Block{report.Fold{Summary: "All rows", Blocks: []report.Block{report.Tab{Table: all.table(rows)}}}}},
		},
	}
}

package main

import (
	"fmt"
	"math"
	"strings"

	"jakstat/jak/coverage"
	"jakstat/jak/statements"
	"jakstat/report"
)

// picture shows how probable it is that each published observation comes out.
func (v statementsView) picture() *report.IntervalPlot {
	p := &report.IntervalPlot{
		Title: "Published observations: how probable is it that the simulation agrees?", Subtitle: "Joint draws over potency and groups of virtual patients",
		Desc: v.counts(), X: report.Axis{Label: "probability that the criterion is met", Unit: "%", Min: 0, Max: 100}, Kinds: []string{"independent of the calibration", "its study took part in the calibration"},
		Refs: []report.Ref{{Axis: 'x', Value: 100 * statements.Sure, Label: "holds"}, {Axis: 'x', Value: 100 * (1 - statements.Sure), Label: "fails"}}, Width: 900,
	}
	for _, s := range v.r.Statements {
		for _, c := range s.Checks {
			if !c.Simulates() || math.IsNaN(c.Probability) {
				continue
			}
			kind := 0
			if !c.Independent() {
				kind = 1
			}
			x := 100 * c.Probability
			p.Rows = append(p.Rows, report.IntervalRow{Group: s.ID, Label: c.Claim, Sub: c.ID, Note: string(c.Outcome), Points: []report.IntervalPoint{{Kind: kind, Value: x, Low: x, High: x}}})
		}
	}
	return p
}

// chapters are the parts of the page, by the numbers of statements in them.
var chapters = []struct {
	id, title string
	from, to  int
}{
	{"signalling", "Signalling", 1, 10},
	{"action", "Drug action", 11, 15},
	{"classes", "Classes and drugs", 16, 20},
	{"clinical", "Clinical use and safety", 21, 29},
}

func (v statementsView) page() *report.Page {
	m := v.manifest()
	p := &report.Page{
		Title: "What is said of JAK inhibitors, and what the numbers say",
		Lead: "Each statement of the field with what was simulated, the result with its 90 % interval, the criterion that was set beforehand, the evidence, and the verdict that follows. " +
			strings.ReplaceAll(v.counts(), "\n", " "),
		Notice: researchNotice + " Predictions for populations, from cited evidence.",
		Manifest: []report.Pair{
			{Name: "product", Value: m.Product},
			{Name: "the same on the command line", Value: m.Command},
			{Name: "evidence", Value: m.Evidence},
			{Name: "seed", Value: fmt.Sprint(m.Seed)},
			{Name: "virtual patients per treatment", Value: fmt.Sprint(m.Subjects)},
		},
	}
	p.Sections = append(p.Sections, report.Section{ID: "table", Title: "Verdicts", Blocks: []report.Block{report.Tab{Table: v.linked()}}})
	if list := v.contradictions(); len(list) > 0 {
		p.Sections = append(p.Sections, report.Section{ID: "contradicted", Title: "Contradicted by the numbers", Blocks: []report.Block{
			report.Para("What the evidence in the library, carried through the models, does not bear out. A part that fails does not sink its statement; a core check does."), report.Items(list),
		}})
	}
	if picture := v.picture(); len(picture.Rows) > 0 {
		s := report.Section{ID: "published", Title: "Against published observations", Blocks: []report.Block{
			report.Fig{Figure: picture, Caption: "Observations whose own study, on the same drug, gave numbers to the calibration are no test and marked."},
		}}
		if list := v.misses(); len(list) > 0 {
			s.Blocks = append(s.Blocks, report.Para("Observations that the simulation misses. Nothing is said against them: the models, or the potencies they rest on, fall short there."), report.Items(list))
		}
		p.Sections = append(p.Sections, s)
	}
	for _, c := range chapters {
		s := report.Section{ID: c.id, Title: c.title}
		for _, x := range v.r.Statements {
			n := 0
			if _, err := fmt.Sscanf(x.ID, "S%d", &n); err == nil && n >= c.from && n <= c.to && len(x.Checks) > 0 {
				s.Blocks = append(s.Blocks, v.blocks(x)...)
			}
		}
		if len(s.Blocks) > 0 {
			p.Sections = append(p.Sections, s)
		}
	}
	p.Sections = append(p.Sections, report.Section{ID: "rules", Title: "How a verdict comes about", Blocks: []report.Block{report.Items{
		fmt.Sprintf("A check holds when its criterion is met with a probability of %.0f %% and more and for the typical patient too; it fails with %.0f %% and less; in between it cannot be told.", 100*statements.Sure, 100*(1-statements.Sure)),
		fmt.Sprintf("A draw is a potency and a group of %d virtual patients for each treatment. What drugs share (receptors) and what the read-outs of a drug share (its kinase constants) is off together in a draw.", coverage.GroupSize),
		"A core check that fails contradicts the statement; one that cannot be told leaves it open. A part that does not hold, an observation that is not met, or a part that nothing computes yet, qualifies it.",
		"Criteria stand in qualification/statement_checks.csv and were written before the numbers.",
	}}}, report.Section{ID: "sources", Title: "Sources", Blocks: []report.Block{report.Fold{Summary: "All evidence behind this page", Blocks: []report.Block{report.Tab{Table: v.cited()}}}}})
	return p
}

// linked is the summary without the columns that the parts below repeat.
func (v statementsView) linked() *report.Table {
	t := &report.Table{Title: "Statements and verdicts", RowHeads: 1, Columns: []report.Column{{Name: "ID"}, {Name: "Statement", Wrap: true}, {Name: "Verdict", Wrap: true}, {Name: "Deciding check", Wrap: true}, {Name: "Result"}, {Name: "Criterion"}}}
	for _, s := range v.r.Statements {
		c, ok := s.Decisive()
		if !ok {
			t.Add(s.ID, s.Text, string(s.Verdict), "waits for "+s.Waits, "", "")
			continue
		}
		t.Add(s.ID, s.Text, verdictText(s), c.ID+" "+c.Quantity, figureText(c), criterionText(c.Range))
	}
	return t
}

func (v statementsView) blocks(s statements.Statement) []report.Block {
	t := v.checks([]statements.Statement{s})
	t.Title = s.ID + ": " + verdictText(s)
	lead := s.ID + ". " + s.Text
	if s.Waits != "" {
		lead += " Not computed yet: " + s.Waits + "."
	}
	var details report.Items
	for _, c := range s.Checks {
		line := c.ID + ": " + c.Figure.Detail
		if len(c.Compared) > 0 {
			line += ". Compared with " + v.citations(c.Compared)
		}
		details = append(details, line+". Rests on "+strings.Join(c.Figure.Refs, ", "))
	}
	return []report.Block{report.Para(lead), report.Tab{Table: t}, report.Fold{Summary: "What stands behind " + s.ID, Blocks: []report.Block{details}}}
}

// citations names rows with their sources and web addresses.
func (v statementsView) citations(ids []string) string {
	var out []string
	for _, id := range ids {
		x, ok := coverage.Cite(v.lib, id)
		if !ok {
			continue
		}
		s := id + " (" + x.Short
		if x.DOI != "" {
			s += ", https://doi.org/" + x.DOI
		}
		out = append(out, s+")")
	}
	return strings.Join(out, "; ")
}

package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"jakstat/engine/result"
	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/jak/statements"
	"jakstat/report"
)

// statementsView turns the table of statements into text, a picture, a page and a document.
type statementsView struct {
	lib     *evidence.Library
	r       *statements.Result
	command string
}

func (v statementsView) manifest() result.Manifest {
	return (&compareView{lib: v.lib, c: v.r.Compared, command: v.command}).manifest()
}

// figureText is a number with its interval: "35.5 % (19.5 to 48.8)".
func figureText(c statements.Check) string {
	if math.IsNaN(c.Figure.Typical) {
		return "unknown"
	}
	unit := c.Unit
	if unit == "1" {
		unit = ""
	}
	s := strings.TrimSpace(fmt.Sprintf("%.3g %s", c.Figure.Typical, unit))
	if i := c.Figure.Interval(); i.Width() > 0 {
		s += fmt.Sprintf(" (%.3g to %.3g)", i.Low, i.High)
	}
	return s
}

// criterionText is the range asked for: "2 and more", "20 to 180".
func criterionText(r statements.Range) string {
	switch {
	case math.IsNaN(r.Max):
		return fmt.Sprintf("%g and more", r.Min)
	case math.IsNaN(r.Min):
		return fmt.Sprintf("%g and less", r.Max)
	}
	return fmt.Sprintf("%g to %g", r.Min, r.Max)
}

// evidenceText says what a check rests on and is compared with.
func evidenceText(c statements.Check) string {
	s := counted(len(c.Figure.Refs), "row")
	if len(c.Compared) > 0 {
		s += "; against " + strings.Join(c.Compared, ", ")
	}
	if len(c.Dependent) > 0 {
		s += " (calibrated)"
	}
	return s
}

// outcomeText tells a claim that is contradicted from an observation that is missed.
func outcomeText(c statements.Check) string {
	switch {
	case c.Outcome == statements.Fails && c.Role == statements.Published:
		return "MISSED"
	case c.Outcome == statements.Fails:
		return "CONTRADICTED"
	case c.Outcome == statements.Open && !math.IsNaN(c.Probability):
		return fmt.Sprintf("cannot be told (%.0f %%)", 100*c.Probability)
	}
	return string(c.Outcome)
}

// verdictText makes a contradiction stand out, of the whole or of a part.
func verdictText(s statements.Statement) string {
	t := string(s.Verdict)
	if s.Verdict == statements.Contradicted {
		t = strings.ToUpper(t)
	}
	if n := len(s.Contradicting()); n > 0 && s.Verdict != statements.Contradicted {
		t += "; CONTRADICTED in part"
	}
	if n := len(s.Missing()); n > 0 {
		t += "; misses " + counted(n, "observation")
	}
	return t
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// summary has one line per statement with the check that decides it.
func (v statementsView) summary(list []statements.Statement) *report.Table {
	t := &report.Table{Title: "Statements", RowHeads: 1, Columns: []report.Column{
		{Name: "ID"}, {Name: "Statement", Wrap: true}, {Name: "Deciding check", Wrap: true}, {Name: "Result", Wrap: true}, {Name: "Criterion", Wrap: true}, {Name: "Evidence", Wrap: true}, {Name: "Verdict", Wrap: true},
	}}
	for _, s := range list {
		c, ok := s.Decisive()
		if !ok {
			t.Add(s.ID, s.Text, "waits for "+s.Waits, "", "", "", string(s.Verdict))
			continue
		}
		t.Add(s.ID, s.Text, c.ID+" "+c.Quantity, figureText(c), criterionText(c.Range), evidenceText(c), verdictText(s))
	}
	return t
}

// checks has one line per check.
func (v statementsView) checks(list []statements.Statement) *report.Table {
	t := &report.Table{Title: "Checks", RowHeads: 1, Columns: []report.Column{
		{Name: "Check"},
		{Name: "Role"},
		{Name: "Claim", Wrap: true},
		{Name: "Simulated", Wrap: true},
		{Name: "Result", Wrap: true},
		{Name: "Criterion", Wrap: true},
		{Name: "Met", Unit: "%", Align: report.Right},
		{Name: "Evidence", Wrap: true},
		{Name: "Outcome", Wrap: true},
	}}
	for _, s := range list {
		if len(s.Checks) == 0 {
			t.Add(s.ID, "–", s.Text, "waits for "+s.Waits, "", "", "", "", string(s.Verdict))
		}
		for _, c := range s.Checks {
			t.Add(c.ID, string(c.Role), c.Claim, c.Quantity, figureText(c), criterionText(c.Range), ratio("%.0f", 100*c.Probability), evidenceText(c), outcomeText(c))
		}
	}
	return t
}

// verdicts lists each statement with its verdict above its checks.
func (v statementsView) verdicts(w io.Writer) {
	for _, s := range v.r.Statements {
		fmt.Fprintf(w, "%s: %s\n  %s\n", s.ID, verdictText(s), s.Text)
		if s.Waits != "" {
			fmt.Fprintf(w, "  Not computed yet: %s.\n", s.Waits)
		}
		for _, c := range s.Checks {
			if c.Figure.Detail != "" {
				fmt.Fprintf(w, "  %s %s\n", c.ID, c.Figure.Detail)
			}
		}
	}
}

// contradictions says what the numbers speak against, misses which observations the simulation does not reproduce.
func (v statementsView) contradictions() []string {
	return v.listed(statements.Statement.Contradicting, func(c statements.Check) string {
		if c.Role == statements.Core {
			return "at its core"
		}
		return "in part"
	})
}

func (v statementsView) misses() []string {
	return v.listed(statements.Statement.Missing, func(c statements.Check) string { return "against " + v.citations(c.Compared) })
}

func (v statementsView) listed(which func(statements.Statement) []statements.Check, how func(statements.Check) string) []string {
	var out []string
	for _, s := range v.r.Statements {
		for _, c := range which(s) {
			line := fmt.Sprintf("%s, %s: “%s”. %s: %s; asked for: %s.", c.ID, how(c), c.Claim, sentence(c.Quantity), figureText(c), criterionText(c.Range))
			if c.Figure.Detail != "" {
				line += " " + sentence(c.Figure.Detail) + "."
			}
			out = append(out, line)
		}
	}
	return out
}

// sentence begins with a capital.
func sentence(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

func (v statementsView) counts() string {
	by := map[statements.Verdict]int{}
	for _, s := range v.r.Statements {
		by[s.Verdict]++
	}
	var parts []string
	for _, k := range []statements.Verdict{statements.Supported, statements.Qualified, statements.Contradicted, statements.Undecided, statements.NotYet} {
		parts = append(parts, fmt.Sprintf("%d %s", by[k], k))
	}
	a, b := v.r.Published()
	return fmt.Sprintf("%s.\nPublished observations: %d comparisons independent of the calibration (%d hold, %d fail, %d cannot be told); %d whose study took part in it, counted apart (%d, %d, %d).",
		strings.Join(parts, ", "), a.Checks, a.Holds, a.Fails, a.Open, b.Checks, b.Holds, b.Fails, b.Open)
}

func (v statementsView) text(w io.Writer, term report.Term, all bool) error {
	if all {
		v.verdicts(w)
		fmt.Fprintln(w)
		if err := v.checks(v.r.Statements).Text(w, term); err != nil {
			return err
		}
	} else {
		if err := v.summary(v.r.Statements).Text(w, term); err != nil {
			return err
		}
		for _, part := range []struct {
			head string
			list []string
		}{{"CONTRADICTED by the numbers", v.contradictions()}, {"Published observations that the simulation MISSES", v.misses()}} {
			if len(part.list) > 0 {
				fmt.Fprintf(w, "\n%s (%d):\n  %s\n", part.head, len(part.list), strings.Join(part.list, "\n  "))
			}
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", v.counts())
	return err
}

// cited lists all rows behind the statements shown.
func (v statementsView) cited() *report.Table {
	t := &report.Table{Title: "Sources", RowHeads: 1, Columns: []report.Column{{Name: "id"}, {Name: "source", Wrap: true}, {Name: "where in it", Wrap: true}, {Name: "status"}}}
	seen := map[string]bool{}
	for _, s := range v.r.Statements {
		for _, c := range s.Checks {
			for _, id := range append(append([]string{}, c.Compared...), c.Figure.Refs...) {
				x, ok := coverage.Cite(v.lib, id)
				if !ok || seen[id] {
					continue
				}
				seen[id] = true
				status := "verified"
				if !x.Verified {
					status = "unverified"
				}
				cell := report.TableCell{Text: x.Text}
				if x.DOI != "" {
					cell.Href = "https://doi.org/" + x.DOI
				}
				t.AddCells(report.TableCell{Text: id}, cell, report.TableCell{Text: x.Locator}, report.TableCell{Text: status})
			}
		}
	}
	return t
}

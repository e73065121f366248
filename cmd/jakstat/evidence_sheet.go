package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"jakstat/evidence"
	"jakstat/report"
)

// sheet writes the data sheet of a drug, section by section.
type sheet struct {
	w     io.Writer
	term  report.Term
	lib   *evidence.Library
	notes bool
}

func writeSheet(w io.Writer, term report.Term, lib *evidence.Library, drug string, notes bool) error {
	s := &sheet{w, term, lib, notes}
	names := append([]string{drug}, lib.Metabolites(drug)...)
	p := lib.PhysChem(drug)
	fmt.Fprintf(w, "%s\n%s · %s\n", strings.ToUpper(drug), p.Class, p.BindingMode)
	if len(names) > 1 {
		fmt.Fprintf(w, "with %s\n", strings.Join(names[1:], ", "))
	}
	fmt.Fprintf(w, "● verified   ◇ unverified   ‡ sources disagree, see the end\n\n")
	if err := s.identity(names); err != nil {
		return err
	}
	if err := s.models(drug); err != nil {
		return err
	}
	for _, part := range []struct {
		title, about, quantity string
		rows                   []evidence.Entry
	}{
		{"Pharmacokinetic constants", "analyte, formulation, population", "quantity", s.constants(drug)},
		{"Exposure", "analyte, formulation, dose, population, kind", "statistic", entries(evidence.Of(lib.PKExposures, drug))},
		{"Effects on exposure", "analyte, factor", "effect", entries(evidence.Of(lib.Covariates, drug))},
		{"Potency on kinases", "kinase, domain, assay", "measure", byWord(ofAll(lib.Enzymes, names))},
		{"Potency in cells", "cytokine/read-out, cell, matrix", "measure", byWord(ofAll(lib.CellPotencies, names))},
		{"Binding kinetics", "target", "quantity", ofAll(lib.BindingKinetics, names)},
		{"Reported inhibition over the day", "drugs, dose, cytokine, cells", "quantity", ofAll(lib.DailyInhibitions, names)},
		{"Measured effects", "dose, biomarker, time", "effect", ofAll(lib.Pharmacodynamics, names)},
		{"Approved doses", "brand, indication, region", "", ofAll(lib.Doses, names)},
	} {
		if err := s.table(part.title, part.about, part.quantity, part.rows, len(names) > 1); err != nil {
			return err
		}
	}
	return s.disagreements(names)
}

func entries[T evidence.Entry](rows []T) []evidence.Entry {
	out := make([]evidence.Entry, len(rows))
	for i, r := range rows {
		out[i] = r
	}
	return out
}

func ofAll[T evidence.Entry](rows []T, names []string) []evidence.Entry {
	var out []evidence.Entry
	for _, n := range names {
		out = append(out, entries(evidence.Of(rows, n))...)
	}
	return out
}

// byWord brings the rows of one kinase or one cytokine together, in file order within.
func byWord(rows []evidence.Entry) []evidence.Entry {
	slices.SortStableFunc(rows, func(a, b evidence.Entry) int {
		x, _, _ := strings.Cut(a.Line().Subject, ",")
		y, _, _ := strings.Cut(b.Line().Subject, ",")
		return cmp.Or(cmp.Compare(a.Rec().Drug, b.Rec().Drug), cmp.Compare(x, y))
	})
	return rows
}

// identity prints each figure of the identity row with its own verification.
func (s *sheet) identity(names []string) error {
	t := s.newTable("Identity", "molecule", "quantity")
	for _, n := range names {
		p := s.lib.PhysChem(n)
		for _, f := range []struct {
			quantity string
			value    evidence.Value
			how      evidence.Verification
		}{{"molar mass", p.MW, p.MWHow}, {"fraction unbound in plasma", p.FU, p.FUHow}, {"blood-to-plasma ratio", p.BP, p.BPHow}} {
			if f.value.Missing() {
				t.Add("", n, f.quantity, "unknown", "["+p.ID+"]", "")
				continue
			}
			t.Add(f.how.Mark()+s.flag(p.ID, f.quantity == "fraction unbound in plasma"), n, f.quantity, shown(f.value), "["+p.ID+"]", p.Source.Short())
		}
		if s.notes && p.Note != "" {
			t.Notes = append(t.Notes, "["+p.ID+"] "+p.Note)
		}
	}
	return s.print(t)
}

func (s *sheet) constants(drug string) []evidence.Entry {
	var out []evidence.Entry
	for _, p := range evidence.Of(s.lib.PKParameters, drug) {
		if p.Model == "" {
			out = append(out, p)
		}
	}
	return out
}

// models prints the parameters of each published model together, with their variability.
func (s *sheet) models(drug string) error {
	var order []string
	groups := map[string][]*evidence.PKParameter{}
	for _, p := range evidence.Of(s.lib.PKParameters, drug) {
		if p.Model == "" {
			continue
		}
		if groups[p.Model] == nil {
			order = append(order, p.Model)
		}
		groups[p.Model] = append(groups[p.Model], p)
	}
	for _, m := range order {
		first := groups[m][0]
		t := s.newTable("Model "+m+": "+first.Population+", "+first.Formulation, "analyte", "parameter")
		t.Notes = []string{first.Source.Text + " " + first.Locator}
		for _, p := range groups[m] {
			value := shown(p.Value)
			if p.IIV > 0 {
				value += fmt.Sprintf(" ± %.4g %%", 100*p.IIV)
			}
			t.Add(p.How.Mark()+s.flag(p.ID, true), p.Analyte, p.Parameter, value, "["+p.ID+"]", p.Source.Short())
			if s.notes && p.Note != "" {
				t.Notes = append(t.Notes, "["+p.ID+"] "+p.Note)
			}
		}
		if err := s.print(t); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) newTable(title, about, quantity string) *report.Table {
	return &report.Table{Title: title, Columns: []report.Column{
		{Name: ""}, {Name: about, Wrap: true}, {Name: quantity, Wrap: true}, {Name: "value", Wrap: true}, {Name: "row"}, {Name: "source", Wrap: true},
	}}
}

func (s *sheet) table(title, about, quantity string, rows []evidence.Entry, named bool) error {
	if len(rows) == 0 {
		return nil
	}
	t := s.newTable(title, about, quantity)
	for _, e := range rows {
		r, line := e.Rec(), e.Line()
		subject := line.Subject
		if _, ok := e.(*evidence.Enzyme); ok && named {
			subject = r.Drug + ", " + subject
		}
		if _, ok := e.(*evidence.CellPotency); ok && named {
			subject = r.Drug + ", " + subject
		}
		value := shown(line.Value)
		if x, ok := e.(*evidence.PKExposure); ok && x.CV > 0 {
			value += fmt.Sprintf(" ± %.4g %%", 100*x.CV)
		}
		t.Add(r.How.Mark()+s.flag(r.ID, true), subject, line.Quantity, value, "["+r.ID+"]", r.Source.Short())
		if s.notes && r.Note != "" {
			t.Notes = append(t.Notes, "["+r.ID+"] "+r.Note)
		}
	}
	return s.print(t)
}

// flag marks a row that another contradicts: ‡ where it is the chosen one or stands for its own
// population, ‡× where another row is used instead.
func (s *sheet) flag(id string, relevant bool) string {
	c, ok := s.lib.Chosen(id)
	switch {
	case !ok || !relevant:
		return ""
	case c.Chosen != "" && c.Chosen != id:
		return "‡×"
	}
	return "‡"
}

func (s *sheet) print(t *report.Table) error {
	err := t.Text(s.w, s.term)
	fmt.Fprintln(s.w)
	return err
}

func (s *sheet) disagreements(names []string) error {
	title := "Disagreements (‡; × another row is used)\n"
	for _, c := range s.lib.Choices {
		about := false
		var parts []string
		for _, id := range c.Candidates {
			row, rec, _ := s.lib.Get(id)
			for _, n := range names {
				about = about || rec.About(n)
			}
			mark := ""
			if id == c.Chosen {
				mark = "→ "
			}
			parts = append(parts, mark+shown(row.(evidence.Entry).Line().Value)+" ["+id+"]"+rec.How.Mark())
		}
		if !about {
			continue
		}
		if title != "" {
			fmt.Fprintln(s.w, title)
			title = ""
		}
		paragraph(s.w, s.term, "  ", c.Topic+" ("+c.Kind+"): "+strings.Join(parts, ", "))
		paragraph(s.w, s.term, "      ", c.Reason)
	}
	if title == "" {
		fmt.Fprintln(s.w)
	}
	_, err := fmt.Fprintln(s.w, "jakstat evidence show ROW prints a row with its note and full citation. "+researchNotice)
	return err
}

// writeRow prints one row in full.
func writeRow(out io.Writer, term report.Term, lib *evidence.Library, rec *evidence.Record) error {
	w := &bytes.Buffer{}
	fmt.Fprintf(w, "%s %s %s, %s\n\n", rec.ID, rec.How.Mark(), rec.How, rec.Pos.String())
	for _, f := range rec.Fields() {
		if f.Text != "" && f.Name != "id" && f.Name != "source" && f.Name != "how" && f.Name != "note" {
			paragraph(w, term, "  ", f.Name+": "+f.Text)
		}
	}
	paragraph(w, term, "  ", "source: "+rec.Source.Text+" ["+rec.Source.ID+"]")
	if rec.Note != "" {
		paragraph(w, term, "  ", "note: "+rec.Note)
	}
	if c, ok := lib.Chosen(rec.ID); ok {
		use := "each row for its own population"
		switch c.Chosen {
		case "":
		case rec.ID:
			use = "this row is used"
		default:
			use = c.Chosen + " is used"
		}
		paragraph(w, term, "  ", "disagreement: "+c.Topic+" ("+strings.Join(c.Candidates, ", ")+"): "+use+"; "+c.Reason)
	}
	_, err := w.WriteTo(out)
	return err
}

// paragraph prints text wrapped to the screen; continuation lines are indented further.
func paragraph(w io.Writer, term report.Term, indent, text string) {
	width := term.Width
	if width <= 0 {
		width = sheetWidth
	}
	line := indent
	empty := true
	for _, word := range strings.Fields(text) {
		switch {
		case empty:
			line += word
		case report.Width(line)+1+report.Width(word) <= width:
			line += " " + word
		default:
			fmt.Fprintln(w, line)
			line = indent + "    " + word
		}
		empty = false
	}
	fmt.Fprintln(w, line)
}

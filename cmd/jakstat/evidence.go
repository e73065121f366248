package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/report"
)

// sheetWidth is the width of a data sheet that goes to a file or a pipe.
const sheetWidth = 110

func newEvidenceCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "evidence",
		Short: "List, show, check and export the cited values",
		Long: `The library holds every number the product uses, with unit, source and verification:
● verified (found in a public text) or ◇ unverified (known, not checked against its source).`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(newEvidenceListCommand(), newEvidenceShowCommand(), newEvidenceCheckCommand(), newEvidenceExportCommand())
	return c
}

func newEvidenceListCommand() *cobra.Command {
	var table, drug string
	var unverified, asJSON, asCSV bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List rows of the library",
		Example: `  jakstat evidence list --drug tofacitinib --table cell_potency
  jakstat evidence list --unverified --csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lib := evidence.Default()
			if asJSON && asCSV {
				return usagef("--json and --csv exclude each other; give one of them")
			}
			rows, err := selectRows(lib, table, drug, unverified)
			if err != nil {
				return err
			}
			switch out := cmd.OutOrStdout(); {
			case asJSON:
				return evidence.WriteRowsJSON(out, rows)
			case asCSV:
				return lib.WriteCSV(out, rows)
			default:
				return writeList(out, rows, drug == "", table == "")
			}
		},
	}
	c.Flags().StringVar(&table, "table", "", "only this table (see the list for names)")
	c.Flags().StringVar(&drug, "drug", "", "only rows about this drug")
	c.Flags().BoolVar(&unverified, "unverified", false, "only unverified rows")
	c.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	c.Flags().BoolVar(&asCSV, "csv", false, "write CSV")
	return c
}

func selectRows(lib *evidence.Library, table, drug string, unverified bool) ([]evidence.Entry, error) {
	if names := evidence.Tables(); table != "" && !slices.Contains(names, table) {
		return nil, diag.New(diag.Pos{Where: "--table"}, "evidence.table", "unknown table %q", table).Suggest("%s", diag.DidYouMean(table, names))
	}
	if drug != "" {
		name, ok := knownDrug(lib, drug)
		if !ok {
			return nil, lib.UnknownDrug(drug, "--drug")
		}
		drug = name
	}
	var out []evidence.Entry
	for _, e := range lib.Entries() {
		r := e.Rec()
		if (table == "" || r.Table == table) && (drug == "" || r.About(drug)) && (!unverified || r.How == evidence.Unverified) {
			out = append(out, e)
		}
	}
	return out, nil
}

// knownDrug finds a drug whatever the case of its letters.
func knownDrug(lib *evidence.Library, name string) (string, bool) {
	for _, d := range lib.Drugs() {
		if strings.EqualFold(d, strings.TrimSpace(name)) {
			return d, true
		}
	}
	return "", false
}

func writeList(w io.Writer, rows []evidence.Entry, withDrug, withTable bool) error {
	t := &report.Table{Columns: []report.Column{{Name: "row"}, {Name: ""}}}
	if withTable {
		t.Columns = append(t.Columns, report.Column{Name: "table"})
	}
	if withDrug {
		t.Columns = append(t.Columns, report.Column{Name: "drug", Wrap: true})
	}
	t.Columns = append(t.Columns,
		report.Column{Name: "about", Wrap: true}, report.Column{Name: "quantity", Wrap: true},
		report.Column{Name: "value", Wrap: true}, report.Column{Name: "source", Wrap: true})
	verified := 0
	for _, e := range rows {
		r, line := e.Rec(), e.Line()
		cells := []string{r.ID, r.How.Mark()}
		if withTable {
			cells = append(cells, r.Table)
		}
		if withDrug {
			cells = append(cells, strings.Join(r.DrugList(), ", "))
		}
		t.Add(append(cells, line.Subject, line.Quantity, shown(line.Value), r.Source.Short())...)
		if r.How == evidence.Verified {
			verified++
		}
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "no row matches")
		return err
	}
	if err := t.Text(w, report.DetectTerm(w)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%d rows: %d ● verified, %d ◇ unverified. jakstat evidence show ROW prints one in full.\n", len(rows), verified, len(rows)-verified)
	return err
}

// shown prints a value for people: as its source prints it, with the unit; the frame is left to the
// context of the row.
func shown(v evidence.Value) string {
	u := v.Unit.String()
	if v.Unit.Scale == 0 || u == "1" {
		return v.Text
	}
	for _, frame := range []string{"{unbound/plasma}", "{blood/plasma}", "/{plasma}", "{plasma}", "{unbound}", "{blood}", "{medium}"} {
		u = strings.ReplaceAll(u, frame, "")
	}
	switch u = strings.ReplaceAll(u, ".", "·"); {
	case u == "":
		return v.Text
	case strings.HasPrefix(u, "1/"):
		return v.Text + " " + u[1:]
	default:
		return v.Text + " " + u
	}
}

func newEvidenceShowCommand() *cobra.Command {
	var notes bool
	c := &cobra.Command{
		Use:   "show DRUG|ROW",
		Short: "Show the data sheet of a drug, or one row in full",
		Example: `  jakstat evidence show tofacitinib
  jakstat evidence show tofacitinib --notes
  jakstat evidence show cell30`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			lib := evidence.Default()
			out := cmd.OutOrStdout()
			term := report.DetectTerm(out)
			if term.Width == 0 {
				term.Width = sheetWidth
			}
			if drug, ok := knownDrug(lib, args[0]); ok {
				return writeSheet(out, term, lib, drug, notes)
			}
			if _, rec, ok := lib.Get(args[0]); ok {
				return writeRow(out, term, lib, rec)
			}
			if strings.IndexFunc(args[0], func(r rune) bool { return r >= '0' && r <= '9' }) > 0 && !strings.Contains(args[0], "-") {
				return diag.New(diag.Pos{}, "evidence.id", "no drug and no row is called %q", args[0]).Suggest("jakstat evidence list prints the rows")
			}
			return lib.UnknownDrug(args[0], "")
		},
	}
	c.Flags().BoolVar(&notes, "notes", false, "print the note of every row")
	return c
}

func newEvidenceCheckCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Check the library for implausible values",
		Long: `Counts the rows, compares derived with stated values (half-life, exposure), and tests every value
against wide limits that catch a wrong unit or a slipped decimal point. Known exceptions are rows of
library/waivers.csv with their reasons. Exit status 1 when a check fails.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r := evidence.Default().Check()
			var err error
			if asJSON {
				enc := json.NewEncoder(cmd.OutOrStdout())
				enc.SetIndent("", " ")
				enc.SetEscapeHTML(false)
				err = enc.Encode(r)
			} else {
				err = writeCheck(cmd.OutOrStdout(), r)
			}
			if err == nil && !r.OK() {
				err = errCheckFailed
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return c
}

func writeCheck(w io.Writer, r *evidence.Report) error {
	term := report.DetectTerm(w)
	if term.Width == 0 {
		term.Width = sheetWidth
	}
	rows := &report.Table{Title: "Rows", Columns: []report.Column{{Name: "table"}, {Name: "rows", Align: report.Right}, {Name: "● verified", Align: report.Right}, {Name: "◇ unverified", Align: report.Right}}}
	for _, t := range r.Tables {
		rows.Add(t.Table, fmt.Sprint(t.Rows), fmt.Sprint(t.Verified), fmt.Sprint(t.Unverified))
	}
	rows.Add("all", fmt.Sprint(r.Rows), fmt.Sprint(r.Verified), fmt.Sprint(r.Unverified))
	checks := &report.Table{Title: "Checks", Columns: []report.Column{
		{Name: "check"},
		{Name: "about", Wrap: true},
		{Name: "run", Align: report.Right},
		{Name: "failed", Align: report.Right},
		{Name: "waived", Align: report.Right},
		{Name: "worst fold", Align: report.Right},
	}}
	for _, c := range r.Checks {
		fold := ""
		if c.WorstFold > 0 {
			fold = fmt.Sprintf("%.2f", c.WorstFold)
		}
		checks.Add(c.Check, c.About, fmt.Sprint(c.Run), fmt.Sprint(c.Failed), fmt.Sprint(c.Waived), fold)
	}
	folds := &report.Table{Title: "Derived against stated", Columns: []report.Column{
		{Name: "comparison", Wrap: true},
		{Name: "derived", Align: report.Right},
		{Name: "stated", Align: report.Right},
		{Name: "unit"},
		{Name: "fold", Align: report.Right},
		{Name: ""},
	}}
	for _, c := range r.Comparisons {
		mark := ""
		if !c.OK {
			mark = "✗"
		}
		derived := fmt.Sprintf("%.3g", c.Derived)
		if c.Derived >= 1000 {
			derived = fmt.Sprintf("%.0f", c.Derived)
		}
		folds.Add(c.Label, derived, c.Stated, c.Unit, fmt.Sprintf("%.2f", c.Fold), mark)
	}
	for _, t := range []*report.Table{rows, checks, folds} {
		if err := t.Text(w, term); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	for _, waived := range []bool{true, false} {
		writeFindings(w, term, r, waived)
	}
	_, err := fmt.Fprintf(w, "%d rows, %.0f %% unverified, %d sources, %d recorded choices; %d checks run, %d failed, %d waived.\n",
		r.Rows, 100*r.UnverifiedShare, r.Sources, r.Choices, r.Run, r.Failed, r.Waived)
	return err
}

func writeFindings(w io.Writer, term report.Term, r *evidence.Report, waived bool) {
	title := "Failed"
	if waived {
		title = "Explained exceptions"
	}
	for _, f := range r.Findings {
		if f.Waived != waived {
			continue
		}
		if title != "" {
			fmt.Fprintf(w, "%s\n\n", title)
			title = ""
		}
		paragraph(w, term, "  ", f.Check+" ["+strings.Join(f.IDs, ", ")+"]: "+f.Message)
		if f.Waived {
			paragraph(w, term, "      ", "because "+f.Reason)
		}
	}
	if title == "" {
		fmt.Fprintln(w)
	}
}

func newEvidenceExportCommand() *cobra.Command {
	var format, file string
	c := &cobra.Command{
		Use:   "export",
		Short: "Write the whole library as CSV or JSON",
		Example: `  jakstat evidence export --format json -o library.json
  jakstat evidence export > library.csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lib := evidence.Default()
			var write func(io.Writer) error
			switch format {
			case "csv":
				write = func(w io.Writer) error { return lib.WriteCSV(w, lib.Entries()) }
			case "json":
				write = lib.WriteJSON
			default:
				return diag.New(diag.Pos{Where: "--format"}, "evidence.format", "unknown format %q", format).Suggest("%s", diag.DidYouMean(format, []string{"csv", "json"}))
			}
			if file == "" {
				return write(cmd.OutOrStdout())
			}
			return report.WriteFile(file, write)
		},
	}
	c.Flags().StringVar(&format, "format", "csv", "csv or json")
	c.Flags().StringVarP(&file, "output", "o", "", "write to this file, whole or not at all")
	return c
}

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
func writeRow(w io.Writer, term report.Term, lib *evidence.Library, rec *evidence.Record) error {
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
	return nil
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

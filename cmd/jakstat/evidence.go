package main

import (
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
● verified (found in a public text) or ◇ unverified (known, not checked against its source).

` + exitRead,
	}
	return group(c, newEvidenceListCommand(), newEvidenceShowCommand(), newEvidenceCheckCommand(), newEvidenceExportCommand())
}

func newEvidenceListCommand() *cobra.Command {
	var table, drug string
	var unverified bool
	var o formats
	c := &cobra.Command{
		Use:   "list",
		Short: "List rows of the library",
		Long: `One line per row: its id, what it is about, its value with unit and its source. The tables are
` + wrapNames(evidence.Tables()) + `.

` + exitRead,
		Example: `  jakstat evidence list --drug tofacitinib --table cell_potency
  jakstat evidence list --unverified --csv`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lib := evidence.Default()
			var diags diag.List
			o.check(&diags)
			rows, err := selectRows(lib, table, drug, unverified)
			diags.AddError(diag.Pos{}, "evidence", err)
			if err := diags.Err(); err != nil {
				return err
			}
			switch out := cmd.OutOrStdout(); {
			case o.json:
				return evidence.WriteRowsJSON(out, rows)
			case o.csv:
				return lib.WriteCSV(out, rows)
			default:
				return writeList(out, rows, drug == "", table == "")
			}
		},
	}
	c.Flags().StringVar(&table, "table", "", "only rows of this `TABLE`")
	c.Flags().StringVar(&drug, "drug", "", "only rows about this `DRUG`")
	c.Flags().BoolVar(&unverified, "unverified", false, "only unverified rows")
	o.add(c, evidence.Schema, "one line per row")
	return c
}

func selectRows(lib *evidence.Library, table, drug string, unverified bool) ([]evidence.Entry, error) {
	var diags diag.List
	if names := evidence.Tables(); table != "" && !slices.Contains(names, table) {
		diags.Add(diag.New(diag.Pos{Where: "--table"}, "evidence.table", "unknown table %q", table).Suggest("%s", diag.DidYouMean(table, names)))
	}
	if drug != "" {
		name, ok := knownDrug(lib, drug)
		if !ok {
			diags.AddError(diag.Pos{Where: "--drug"}, "evidence.drug", lib.UnknownDrug(drug, "--drug"))
		}
		drug = name
	}
	if err := diags.Err(); err != nil {
		return nil, err
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
		Long: `The data sheet shows everything the library holds on a drug, with disagreements and the choice made; a row is shown with
its full citation, locator and note.

` + exitRead,
		Example: `  jakstat evidence show tofacitinib
  jakstat evidence show tofacitinib --notes
  jakstat evidence show cell30`,
		Args: arguments(1, 1, "tofacitinib"),
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
				return diag.New(diag.Pos{Where: "argument"}, "evidence.id", "no drug and no row is called %q", args[0]).Suggest("`jakstat evidence list` prints the rows")
			}
			return lib.UnknownDrug(args[0], "argument")
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
library/waivers.csv with their reasons.

` + exitCheck,
		Example: `  jakstat evidence check
  jakstat evidence check --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r := evidence.Default().Check()
			var err error
			if asJSON {
				err = writeJSON(cmd.OutOrStdout(), checkDocument{checkSchema, r})
			} else {
				err = writeCheck(cmd.OutOrStdout(), r)
			}
			if err == nil && !r.OK() {
				err = errCheckFailed
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON: counts, fold errors, findings (schema "+checkSchema+")")
	return c
}

// checkSchema identifies the JSON form of a check.
const checkSchema = "jakstat.evidence.check/1"

type checkDocument struct {
	Schema string `json:"schema"`
	*evidence.Report
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
		Long: `CSV has one line per row of any table; JSON (schema ` + evidence.Schema + `) has sources, recorded choices and waivers too.

` + exitRead,
		Example: `  jakstat evidence export --format json -o library.json
  jakstat evidence export > library.csv`,
		Args: noArguments,
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
			if cmd.Flags().Changed("output") && file == "" {
				return diag.New(diag.Pos{Where: "--output"}, "cli.file", "no file name").Suggest("write -o library.%s", format)
			}
			if file == "" {
				return write(cmd.OutOrStdout())
			}
			if err := writable(file); err != nil {
				return err
			}
			return report.WriteFile(file, write)
		},
	}
	c.Flags().StringVar(&format, "format", "csv", "`FORMAT`: csv or json")
	c.Flags().StringVarP(&file, "output", "o", "", "write to this `FILE`, whole or not at all")
	return c
}

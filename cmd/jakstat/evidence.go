package main

import (
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

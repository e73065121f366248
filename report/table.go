package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Align places text in a column.
type Align uint8

const (
	// Left is for words, the zero value.
	Left Align = iota
	// Right is for numbers.
	Right
	// Center is for marks.
	Center
)

// Column heads a column. Unit stands in brackets behind the name in every output.
type Column struct {
	Name  string
	Unit  string
	Align Align
	// Wrap allows line breaks in the terminal when the table is wider than the screen.
	Wrap bool
}

func (c Column) head() string {
	if c.Unit == "" {
		return c.Name
	}
	return c.Name + " [" + c.Unit + "]"
}

// TableCell is one entry. Only Text is needed.
type TableCell struct {
	Text string
	// Mark is a key of Table.Marks; its glyph follows the text.
	Mark string
	// Note is said on hover in HTML and left out elsewhere.
	Note string
	// Href makes the text a link in HTML and Markdown; schemes other than http, https, mailto and
	// in-page # are dropped.
	Href string
}

// Mark is a sign with a meaning: "●" "measured". Hatch also hatches the cells of a heat map that
// carry the mark.
type Mark struct {
	Key   string
	Glyph string
	Label string
	Hatch bool
}

// Table is the plain form every figure can be read in.
type Table struct {
	Title   string
	Columns []Column
	Rows    [][]TableCell
	Marks   []Mark
	// Notes stand under the table.
	Notes []string
	// RowHeads is the number of leading columns that name the row (HTML: th scope=row).
	RowHeads int
}

// Add appends a row of texts.
func (t *Table) Add(texts ...string) {
	row := make([]TableCell, len(texts))
	for i, s := range texts {
		row[i].Text = s
	}
	t.Rows = append(t.Rows, row)
}

// AddCells appends a row.
func (t *Table) AddCells(cells ...TableCell) { t.Rows = append(t.Rows, cells) }

// Check reports rows of the wrong length and marks nobody defined.
func (t *Table) Check() error {
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			return fmt.Errorf("report: table %q: row %d has %d cells, %d columns", t.Title, i+1, len(row), len(t.Columns))
		}
		for j, c := range row {
			if c.Mark != "" && findMark(t.Marks, c.Mark) == nil {
				return fmt.Errorf("report: table %q: row %d, %q: mark %q is not defined", t.Title, i+1, t.Columns[j].Name, c.Mark)
			}
		}
	}
	return nil
}

func findMark(marks []Mark, key string) *Mark {
	if i := slices.IndexFunc(marks, func(m Mark) bool { return m.Key == key }); i >= 0 {
		return &marks[i]
	}
	return nil
}

// shown is the text with the mark's glyph.
func (t *Table) shown(c TableCell) string {
	if m := findMark(t.Marks, c.Mark); m != nil {
		return strings.TrimSpace(c.Text + " " + m.Glyph)
	}
	return c.Text
}

// usedMarks lists the marks that occur, in the order of Marks.
func (t *Table) usedMarks() []Mark {
	seen := map[string]bool{}
	for _, row := range t.Rows {
		for _, c := range row {
			seen[c.Mark] = true
		}
	}
	var used []Mark
	for _, m := range t.Marks {
		if seen[m.Key] {
			used = append(used, m)
		}
	}
	return used
}

func markLegend(marks []Mark) string {
	parts := make([]string, len(marks))
	for i, m := range marks {
		parts[i] = m.Glyph + " " + m.Label
	}
	return strings.Join(parts, "   ")
}

// CSV writes a header of "name [unit]" and the rows. A column in which marks occur is followed by
// a column "name mark" with the mark's label, so that nothing is lost and numbers stay numbers.
func (t *Table) CSV(w io.Writer) error {
	if err := t.Check(); err != nil {
		return err
	}
	marked := make([]bool, len(t.Columns))
	for _, row := range t.Rows {
		for j, c := range row {
			marked[j] = marked[j] || c.Mark != ""
		}
	}
	out := csv.NewWriter(w)
	var rec []string
	for j, c := range t.Columns {
		rec = append(rec, c.head())
		if marked[j] {
			rec = append(rec, c.Name+" mark")
		}
	}
	if err := out.Write(rec); err != nil {
		return err
	}
	for _, row := range t.Rows {
		rec = rec[:0]
		for j, c := range row {
			rec = append(rec, c.Text)
			if marked[j] {
				label := ""
				if m := findMark(t.Marks, c.Mark); m != nil {
					label = m.Label
				}
				rec = append(rec, label)
			}
		}
		if err := out.Write(rec); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Markdown writes a pipe table with its title, marks and notes.
func (t *Table) Markdown(w io.Writer) error {
	if err := t.Check(); err != nil {
		return err
	}
	var b strings.Builder
	if t.Title != "" {
		b.WriteString("**" + md(t.Title) + "**\n\n")
	}
	rule := map[Align]string{Left: ":--", Right: "--:", Center: ":-:"}
	for _, c := range t.Columns {
		b.WriteString("| " + md(c.head()) + " ")
	}
	b.WriteString("|\n")
	for _, c := range t.Columns {
		b.WriteString("|" + rule[c.Align])
	}
	b.WriteString("|\n")
	for _, row := range t.Rows {
		for _, c := range row {
			text := md(t.shown(c))
			if h := safeHref(c.Href); h != "" {
				text = "[" + text + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "|", "%7C", "\n", "").Replace(h) + ">)"
			}
			b.WriteString("| " + text + " ")
		}
		b.WriteString("|\n")
	}
	if used := t.usedMarks(); len(used) > 0 {
		b.WriteString("\n" + md(markLegend(used)) + "\n")
	}
	for _, n := range t.Notes {
		b.WriteString("\n" + md(n) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func md(s string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "<", "&lt;", ">", "&gt;", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]").Replace(plain(s))
}

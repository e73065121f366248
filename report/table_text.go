package report

import (
	"io"
	"strings"
)

const columnGap = "  "

// Text writes an aligned table. When it is wider than the terminal, columns with Wrap are narrowed
// (not below 16 cells) and their text runs over several lines; other columns keep their width, since
// a number cut in two is a wrong number.
func (t *Table) Text(w io.Writer, term Term) error {
	if err := t.Check(); err != nil {
		return err
	}
	widths := t.textWidths(term.Width)
	var b strings.Builder
	if t.Title != "" {
		b.WriteString(term.bold(plain(t.Title)) + "\n\n")
	}
	line := func(cells []string, paint func(string) string) {
		lines := make([][]string, len(cells))
		height := 1
		for j, text := range cells {
			lines[j] = []string{text}
			if Width(text) > widths[j] {
				lines[j] = wrap(text, widths[j])
			}
			height = max(height, len(lines[j]))
		}
		for k := range height {
			var l strings.Builder
			for j := range cells {
				part := ""
				if k < len(lines[j]) {
					part = lines[j][k]
				}
				if j > 0 {
					l.WriteString(columnGap)
				}
				l.WriteString(pad(part, widths[j], t.Columns[j].Align))
			}
			b.WriteString(paint(strings.TrimRight(l.String(), " ")) + "\n")
		}
	}
	heads := make([]string, len(t.Columns))
	rules := make([]string, len(t.Columns))
	for j, c := range t.Columns {
		heads[j] = plain(c.head())
		rules[j] = strings.Repeat("─", widths[j])
	}
	line(heads, term.bold)
	line(rules, term.dim)
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for j, c := range row {
			cells[j] = plain(t.shown(c))
		}
		line(cells, func(s string) string { return s })
	}
	if used := t.usedMarks(); len(used) > 0 {
		b.WriteString("\n" + plain(markLegend(used)) + "\n")
	}
	writeNotes(&b, t.Notes, term)
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *Table) textWidths(limit int) []int {
	widths := make([]int, len(t.Columns))
	total := len(columnGap) * (len(widths) - 1)
	for j, c := range t.Columns {
		widths[j] = Width(plain(c.head()))
		for _, row := range t.Rows {
			widths[j] = max(widths[j], Width(plain(t.shown(row[j]))))
		}
		total += widths[j]
	}
	for limit > 0 && total > limit {
		widest := -1
		for j, c := range t.Columns {
			if c.Wrap && widths[j] > 16 && (widest < 0 || widths[j] > widths[widest]) {
				widest = j
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
		total--
	}
	return widths
}

// writeNotes writes each note as a paragraph of at most 100 cells, or the screen's width.
func writeNotes(b *strings.Builder, notes []string, term Term) {
	width := 100
	if term.Width > 0 {
		width = min(width, term.Width)
	}
	for _, n := range notes {
		b.WriteString("\n")
		for _, l := range wrap(plain(n), width) {
			b.WriteString(l + "\n")
		}
	}
}

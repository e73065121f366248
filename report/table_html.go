package report

import (
	"io"
	"strings"
)

// HTML writes the table as a fragment inside a scroll container, with caption, scopes and notes.
func (t *Table) HTML(w io.Writer) error {
	if err := t.Check(); err != nil {
		return err
	}
	var b strings.Builder
	t.writeHTML(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *Table) writeHTML(b *strings.Builder) {
	label := t.Title
	if label == "" {
		label = "table"
	}
	// A scrolling region must be reachable by keyboard, so that it can be scrolled without a mouse.
	b.WriteString(`<div class="scroll" tabindex="0" role="region" aria-label="` + esc(label) + `"><table>` + "\n")
	if t.Title != "" {
		b.WriteString("<caption>" + esc(t.Title) + "</caption>\n")
	}
	class := map[Align]string{Left: "", Right: ` class="n"`, Center: ` class="m"`}
	b.WriteString("<thead><tr>")
	for _, c := range t.Columns {
		b.WriteString(`<th scope="col"` + class[c.Align] + ">" + esc(c.Name))
		if c.Unit != "" {
			b.WriteString(` <span class="u">[` + esc(c.Unit) + "]</span>")
		}
		b.WriteString("</th>")
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for j, c := range row {
			end := "</td>"
			if j < t.RowHeads {
				b.WriteString(`<th scope="row"` + class[t.Columns[j].Align])
				end = "</th>"
			} else {
				b.WriteString("<td" + class[t.Columns[j].Align])
			}
			if c.Note != "" {
				b.WriteString(` title="` + esc(c.Note) + `"`)
			}
			b.WriteString(">")
			if h := safeHref(c.Href); h != "" {
				b.WriteString(`<a href="` + esc(h) + `" rel="noreferrer">` + esc(c.Text) + "</a>")
			} else {
				b.WriteString(linked(c.Text))
			}
			if m := findMark(t.Marks, c.Mark); m != nil {
				b.WriteString(` <span role="img" aria-label="` + esc(m.Label) + `" title="` + esc(m.Label) + `">` + esc(m.Glyph) + "</span>")
			}
			b.WriteString(end)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table></div>\n")
	if used := t.usedMarks(); len(used) > 0 {
		b.WriteString(`<p class="note">` + esc(markLegend(used)) + "</p>\n")
	}
	for _, n := range t.Notes {
		b.WriteString(`<p class="note">` + linked(n) + "</p>\n")
	}
}

// lines keeps line breaks of a text visible in HTML.
func lines(s string) string { return strings.ReplaceAll(esc(s), "\n", "<br/>") }

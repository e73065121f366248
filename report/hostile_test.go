package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
)

const hostile = "</text></title></style><script>alert(1)</script>\"'><img src=x onerror=alert(2)> & \x00\x1b[31m\u202e ]]> javascript:alert(3)"

func hostilePage() *Page {
	h := sampleHeat()
	h.Title, h.Subtitle, h.Desc, h.RowName, h.ColName = hostile, hostile, hostile, hostile, hostile
	h.Groups[0].Name, h.Groups[0].Note = hostile, hostile
	h.Groups[0].Rows[0] = HeatRow{hostile, hostile, hostile}
	h.Cols[0] = HeatCol{hostile, hostile, hostile, hostile}
	h.Cells[0][0].Text, h.Cells[0][0].Lines = hostile, []string{hostile, hostile}
	h.Cells[1][0].Missing = hostile
	h.Marks[0].Glyph, h.Marks[0].Label = hostile, hostile
	h.Scale = Scale{0, 100, hostile, hostile, true}
	h.Notes = []string{hostile}
	c := sampleLine()
	c.Title, c.Subtitle, c.X.Label, c.Y.Unit, c.Series[0].Name, c.Refs[0].Label = hostile, hostile, hostile, hostile, hostile, hostile
	c.Series[0].Dash, c.Series[0].Marker = hostile, hostile
	p := sampleInterval()
	p.Title, p.Kinds[0], p.Rows[0] = hostile, hostile, IntervalRow{hostile, hostile, hostile, p.Rows[0].Points, hostile}
	b := sampleBars()
	b.Title, b.Kinds[0], b.Rows[0].Label, b.Rows[0].Text = hostile, hostile, hostile, []string{hostile, hostile}
	m := sampleMultiples()
	m.Title, m.Charts[0] = hostile, c
	tab := &Table{Title: hostile, Columns: []Column{{Name: hostile, Unit: hostile}}, Marks: []Mark{{Key: "k", Glyph: hostile, Label: hostile}}, Notes: []string{hostile}, RowHeads: 1}
	tab.AddCells(TableCell{Text: hostile, Mark: "k", Note: hostile, Href: "javascript:alert(4)"})
	tab.AddCells(TableCell{Text: "x", Href: "https://e.org/\"><script>alert(5)</script>"})
	tab.AddCells(TableCell{Text: "https://e.org/\"onmouseover=alert(6)"})
	return &Page{Title: hostile, Lead: hostile, Notice: hostile, Lang: hostile, Manifest: []Pair{{hostile, hostile}}, Sections: []Section{{
		ID: hostile, Title: hostile,
		Blocks: []Block{
			Para(hostile),
			Items{hostile},
			Tab{tab},
			Fold{hostile, []Block{Para(hostile)}},
			Fig{h, hostile},
			Fig{c, hostile},
			Fig{p, hostile},
			Fig{b, hostile},
			Fig{m, hostile},
		},
	}}}
}

// elements counts start tags and lists attributes of an HTML text by the strict XML reader, after
// the void elements of the page have been closed.
func elements(t *testing.T, page string) (tags map[string]int, attrs map[string]bool) {
	t.Helper()
	page = regexp.MustCompile(`<meta([^>]*)>`).ReplaceAllString(page, "<meta$1/>")
	page = strings.Replace(page, "<!DOCTYPE html>", "", 1)
	page = strings.Replace(page, pageCSS, "", 1)
	page = strings.Replace(page, pageJS, "", 1)
	page = strings.ReplaceAll(page, " data-long>", ` data-long="">`)
	tags, attrs = map[string]int{}, map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(page))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return tags, attrs
		}
		if err != nil {
			t.Fatalf("page is not well-formed: %v", err)
		}
		if s, ok := tok.(xml.StartElement); ok {
			tags[s.Name.Local]++
			for _, a := range s.Attr {
				attrs[a.Name.Local] = true
				if strings.HasPrefix(a.Value, "javascript:") && a.Name.Local == "href" {
					t.Errorf("link to %q", a.Value)
				}
			}
		}
	}
}

func TestHostileStringsStayText(t *testing.T) {
	page := string(render(t, hostilePage().HTML))
	tags, attrs := elements(t, page)
	if tags["script"] != 1 || tags["style"] != 1 || tags["img"] != 0 {
		t.Errorf("elements injected: %d scripts, %d styles, %d img", tags["script"], tags["style"], tags["img"])
	}
	for _, a := range []string{"onerror", "onmouseover", "onclick"} {
		if attrs[a] {
			t.Errorf("attribute %s injected", a)
		}
	}
}

func TestHostileStringsInFigures(t *testing.T) {
	for _, blk := range hostilePage().Sections[0].Blocks {
		fig, ok := blk.(Fig)
		if !ok {
			continue
		}
		svg := render(t, fig.Figure.SVG)
		wellFormed(t, svg)
		if bytes.Contains(svg, []byte("<script")) || bytes.Contains(svg, []byte("<img")) {
			t.Error("element injected into SVG")
		}
		for _, term := range []Term{{}, {Width: 80}} {
			if s := text(t, fig.Figure, term); strings.ContainsAny(s, "\x1b\x00\u202e") {
				t.Errorf("control character reached the terminal from %T", fig.Figure)
			}
		}
	}
}

func TestHostileStringsInMarkdownAndTerminalTables(t *testing.T) {
	tab := hostilePage().Sections[0].Blocks[2].(Tab).Table
	md := string(render(t, tab.Markdown))
	if strings.Contains(md, "<script") || strings.Contains(md, "<img") || strings.Contains(md, "javascript:alert(4)") {
		t.Errorf("markdown lets through:\n%s", md)
	}
	s := string(render(t, func(w io.Writer) error { return tab.Text(w, Term{Width: 80}) }))
	if strings.ContainsAny(s, "\x1b\x00\u202e") {
		t.Error("control character reached the terminal")
	}
}

// No part of a page may make a request.
func TestPageRequestsNothing(t *testing.T) {
	page := string(render(t, samplePage().HTML))
	for _, bad := range []string{"<link", "@import", "src=", "url(http", "fetch(", "XMLHttpRequest", "<iframe"} {
		if strings.Contains(page, bad) {
			t.Errorf("%s in the page", bad)
		}
	}
	for _, want := range []string{"default-src 'none'", `lang="en"`, `name="viewport"`, "prefers-color-scheme:dark", "Not for patients.", "@media print"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestPageIDsAreUnique(t *testing.T) {
	page := string(render(t, samplePage().HTML))
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if seen[m[1]] {
			t.Errorf("id %q stands twice", m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`url\(#([^)]*)\)|aria-labelledby="([^"]*)"|href="#([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if id := m[1] + m[2] + m[3]; !seen[id] {
			t.Errorf("nothing has the id %q", id)
		}
	}
}

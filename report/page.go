package report

import (
	_ "embed"
	"fmt"
	"io"
	"strconv"
	"strings"
)

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

// Page is one HTML file that needs nothing else: no request leaves the reader's machine.
type Page struct {
	Title string
	// Lead is a sentence or two under the title.
	Lead string
	// Notice stands in a box before everything else (what the page must not be used for).
	Notice   string
	Sections []Section
	// Manifest is the footer's list: version, seed, hashes, in this order.
	Manifest []Pair
	// Lang is a BCP 47 tag; empty means "en".
	Lang string
}

// Pair is a name and its value.
type Pair struct{ Name, Value string }

// Section is a part of a page with a heading. ID is its anchor; empty means by position.
type Section struct {
	ID     string
	Title  string
	Blocks []Block
}

// Block is a piece of a section: [Para], [Items], [Fig], [Tab] or [Fold].
type Block interface {
	check() error
	html(b *htmlBuf)
}

// Para is a paragraph; web addresses in it become links.
type Para string

// Items is a list.
type Items []string

// Fig places a figure with its caption; the tables behind it follow, folded.
type Fig struct {
	Figure  Figure
	Caption string
}

// Tab places a table in the open.
type Tab struct{ Table *Table }

// Fold hides blocks behind a line of text until it is opened.
type Fold struct {
	Summary string
	Blocks  []Block
}

// htmlBuf numbers the figures, so that ids inside them are unique.
type htmlBuf struct {
	strings.Builder
	figures int
}

// HTML writes the page. Nothing is written when a figure or table is inconsistent.
func (p *Page) HTML(w io.Writer) error {
	for _, s := range p.Sections {
		for _, blk := range s.Blocks {
			if err := blk.check(); err != nil {
				return fmt.Errorf("section %q: %w", s.Title, err)
			}
		}
	}
	b := &htmlBuf{}
	b.WriteString("<!DOCTYPE html>\n" + `<html lang="` + esc(orElse(p.Lang, "en")) + `">` + "\n<head>\n" +
		`<meta charset="utf-8">` + "\n" +
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">` + "\n" +
		`<meta name="viewport" content="width=device-width, initial-scale=1">` + "\n" +
		`<meta name="referrer" content="no-referrer">` + "\n" +
		"<title>" + esc(p.Title) + "</title>\n<style>\n" + pageCSS + "</style>\n</head>\n<body>\n" +
		`<a class="skip" href="#main">Skip to the content</a>` + "\n<header>\n<h1>" + esc(p.Title) + "</h1>\n")
	if p.Lead != "" {
		b.WriteString(`<p class="lead">` + esc(p.Lead) + "</p>\n")
	}
	if p.Notice != "" {
		b.WriteString(`<p class="notice" role="note">` + esc(p.Notice) + "</p>\n")
	}
	if len(p.Sections) > 1 {
		b.WriteString(`<nav aria-label="Sections"><ul>` + "\n")
		for i, s := range p.Sections {
			b.WriteString(`<li><a href="#` + esc(s.anchor(i)) + `">` + esc(s.Title) + "</a></li>\n")
		}
		b.WriteString("</ul></nav>\n")
	}
	b.WriteString("</header>\n" + `<main id="main">` + "\n")
	for i, s := range p.Sections {
		id := s.anchor(i)
		b.WriteString(`<section id="` + esc(id) + `" aria-labelledby="` + esc(id) + `-h">` + "\n" + `<h2 id="` + esc(id) + `-h">` + esc(s.Title) + "</h2>\n")
		for _, blk := range s.Blocks {
			blk.html(b)
		}
		b.WriteString("</section>\n")
	}
	b.WriteString("</main>\n")
	if len(p.Manifest) > 0 {
		b.WriteString("<footer>\n<h2>How this page was made</h2>\n" + `<dl class="manifest">` + "\n")
		for _, m := range p.Manifest {
			b.WriteString("<dt>" + esc(m.Name) + "</dt><dd>" + esc(m.Value) + "</dd>\n")
		}
		b.WriteString("</dl>\n</footer>\n")
	}
	b.WriteString("<script>\n" + pageJS + "</script>\n</body>\n</html>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// anchor keeps letters, digits and hyphens of ID, since it becomes part of links.
func (s Section) anchor(i int) string {
	id := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, s.ID)
	return orElse(id, "section-"+strconv.Itoa(i+1))
}

func (t Para) check() error    { return nil }
func (t Para) html(b *htmlBuf) { b.WriteString("<p>" + linked(string(t)) + "</p>\n") }

func (t Items) check() error { return nil }

func (t Items) html(b *htmlBuf) {
	b.WriteString("<ul>\n")
	for _, s := range t {
		b.WriteString("<li>" + linked(s) + "</li>\n")
	}
	b.WriteString("</ul>\n")
}

func (t Tab) check() error { return t.Table.Check() }

func (t Tab) html(b *htmlBuf) { t.Table.writeHTML(&b.Builder) }

func (f Fold) check() error {
	for _, blk := range f.Blocks {
		if err := blk.check(); err != nil {
			return err
		}
	}
	return nil
}

func (f Fold) html(b *htmlBuf) {
	b.WriteString("<details><summary>" + esc(f.Summary) + "</summary>\n")
	for _, blk := range f.Blocks {
		blk.html(b)
	}
	b.WriteString("</details>\n")
}

func (f Fig) check() error { return f.Figure.Check() }

func (f Fig) html(b *htmlBuf) {
	b.figures++
	id := "fig" + strconv.Itoa(b.figures)
	title, sub := f.Figure.heading()
	b.WriteString(`<figure id="` + id + `"`)
	if title != "" {
		b.WriteString(` aria-labelledby="` + id + `-t"`)
	}
	b.WriteString(">\n")
	if title != "" {
		b.WriteString(`<h3 id="` + id + `-t">` + esc(title) + "</h3>\n")
	}
	if sub != "" {
		b.WriteString(`<p class="sub">` + esc(sub) + "</p>\n")
	}
	f.Figure.fragment(b, id)
	if f.Caption != "" {
		b.WriteString("<figcaption><p>" + linked(f.Caption) + "</p></figcaption>\n")
	}
	for i, t := range f.Figure.twins() {
		name := "Show the numbers as a table"
		attr := ""
		if i > 0 {
			name, attr = t.Title, " data-long"
		}
		b.WriteString("<details" + attr + "><summary>" + esc(name) + "</summary>\n")
		t.writeHTML(&b.Builder)
		b.WriteString("</details>\n")
	}
	b.WriteString("</figure>\n")
}

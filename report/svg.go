package report

import (
	"math"
	"strconv"
	"strings"
)

// svgFont is a list, since a standalone file travels to machines with unknown fonts.
const svgFont = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

// svg collects elements. Colours are presentation attributes, so that the file looks right in any
// viewer; the classes beside them let the page's style sheet turn it dark.
type svg struct {
	strings.Builder
	open []string
}

// num prints a coordinate with at most two decimals: finer digits are invisible and would differ
// between processors.
func num(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		panic("report: coordinate is not finite")
	}
	s := strconv.FormatFloat(x, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func (s *svg) tag(name string, attrs []string) {
	s.WriteString("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			s.WriteString(" " + attrs[i] + `="` + esc(attrs[i+1]) + `"`)
		}
	}
}

// el writes an element without content; attrs are name, value pairs and empty values are left out.
func (s *svg) el(name string, attrs ...string) {
	s.tag(name, attrs)
	s.WriteString("/>\n")
}

// begin opens an element that end closes.
func (s *svg) begin(name string, attrs ...string) {
	s.tag(name, attrs)
	s.WriteString(">")
	s.open = append(s.open, name)
	if name != "title" && name != "desc" && name != "text" {
		s.WriteString("\n")
	}
}

func (s *svg) end() {
	n := len(s.open) - 1
	s.WriteString("</" + s.open[n] + ">\n")
	s.open = s.open[:n]
}

func (s *svg) title(text string) {
	s.begin("title")
	s.WriteString(esc(text))
	s.end()
}

// style says how a text looks. Fill is a class and its colour.
type style struct {
	size   float64
	bold   bool
	anchor string // "", "middle" or "end"
	class  string
	fill   RGB
	extra  []string
}

var (
	inkText   = style{size: 12, class: "r-ink", fill: inkColor}
	mutedText = style{size: 11, class: "r-muted", fill: mutedColor}
)

func (t style) at(size float64) style      { t.size = size; return t }
func (t style) strong() style              { t.bold = true; return t }
func (t style) anchored(a string) style    { t.anchor = a; return t }
func (t style) with(attrs ...string) style { t.extra = attrs; return t }

func (s *svg) text(x, y float64, st style, text string) {
	if text == "" {
		return
	}
	weight := ""
	if st.bold {
		weight = "600"
	}
	attrs := append([]string{
		"x", num(x), "y", num(y), "font-size", num(st.size), "font-weight", weight,
		"text-anchor", st.anchor, "class", st.class, "fill", st.fill.Hex(),
	}, st.extra...)
	s.begin("text", attrs...)
	s.WriteString(esc(text))
	s.end()
}

func (s *svg) line(x1, y1, x2, y2 float64, class string, c RGB, extra ...string) {
	s.el("line", append([]string{
		"x1", num(x1), "y1", num(y1), "x2", num(x2), "y2", num(y2), "class", class, "stroke", c.Hex(),
	}, extra...)...)
}

// shape draws a marker centred on (x, y). Known glyphs are drawn as paths because fonts disagree on
// their size and some lack them; any other glyph is written as text.
func (s *svg) shape(glyph string, x, y, r float64, class string, c RGB) {
	path, filled := "", true
	diamond := func(r float64) string {
		return "M" + num(x) + " " + num(y-r) + "L" + num(x+r) + " " + num(y) + "L" + num(x) + " " + num(y+r) + "L" + num(x-r) + " " + num(y) + "Z"
	}
	triangle := func(r float64) string {
		return "M" + num(x) + " " + num(y-r) + "L" + num(x+r) + " " + num(y+0.8*r) + "L" + num(x-r) + " " + num(y+0.8*r) + "Z"
	}
	square := func(r float64) string {
		return "M" + num(x-r) + " " + num(y-r) + "H" + num(x+r) + "V" + num(y+r) + "H" + num(x-r) + "Z"
	}
	circle := func(r float64) string {
		d := num(2 * r)
		return "M" + num(x-r) + " " + num(y) + "a" + num(r) + " " + num(r) + " 0 1 0 " + d + " 0a" + num(r) + " " + num(r) + " 0 1 0 -" + d + " 0Z"
	}
	switch glyph {
	case "●":
		path = circle(r)
	case "○":
		path, filled = circle(r*0.9), false
	case "◆":
		path = diamond(r * 1.25)
	case "◇":
		path, filled = diamond(r*1.15), false
	case "■":
		path = square(r * 0.88)
	case "□":
		path, filled = square(r*0.8), false
	case "▲":
		path = triangle(r * 1.15)
	case "△":
		path, filled = triangle(r*1.05), false
	default:
		s.text(x, y+r, style{size: 3 * r, bold: true, anchor: "middle", class: "r-f" + class, fill: c}, glyph)
		return
	}
	if filled {
		s.el("path", "d", path, "class", "r-f"+class, "fill", c.Hex())
		return
	}
	s.el("path", "d", path, "class", "r-l"+class, "fill", "none", "stroke", c.Hex(), "stroke-width", "1.5")
}

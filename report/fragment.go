package report

import "strings"

// inline opens an SVG that belongs to a page: no namespace, no background, colours from the style
// sheet. role img hides the parts from assistive technology, group keeps them.
func (b *htmlBuf) inline(width, height float64, role, label string, body func(*svg)) {
	s := &svg{}
	s.begin("svg", "width", num(width), "height", num(height), "viewBox", "0 0 "+num(width)+" "+num(height),
		"role", role, "aria-label", label, "font-family", svgFont)
	body(s)
	s.end()
	b.WriteString(s.String())
}

// both draws a figure for wide and for narrow screens; the style sheet shows one of them. A picture
// that is only scaled down would have text too small to read.
func (b *htmlBuf) both(wide float64, label string, height func(width float64) float64, draw func(s *svg, width float64)) {
	const narrow = 340
	b.WriteString(`<div class="wide"><div class="fit">` + "\n")
	b.inline(wide, height(wide), "img", label, func(s *svg) { draw(s, wide) })
	b.WriteString(`</div></div>` + "\n" + `<div class="narrow"><div class="fit">` + "\n")
	b.inline(narrow, height(narrow), "img", label, func(s *svg) { draw(s, narrow) })
	b.WriteString("</div></div>\n")
}

func (c *LineChart) fragment(b *htmlBuf, _ string) {
	width, height := c.size()
	b.both(width, orElse(c.Desc, c.Title), func(w float64) float64 {
		_, below := c.legendRows(w)
		if w < width {
			return 300 + below
		}
		return height + below
	}, func(s *svg, w float64) {
		if w < width {
			c.draw(s, w, 300)
			return
		}
		c.draw(s, w, height)
	})
	b.notes(c.Notes)
}

func (p *IntervalPlot) fragment(b *htmlBuf, _ string) {
	b.both(orNum(p.Width, 720), orElse(p.Desc, p.Title), func(w float64) float64 { return p.layout(w).height() }, p.draw)
	b.notes(p.Notes)
}

func (r *Bars) fragment(b *htmlBuf, _ string) {
	b.both(orNum(r.Width, 720), orElse(r.Desc, r.Title), r.height, r.draw)
	b.notes(r.Notes)
}

func (m *Multiples) fragment(b *htmlBuf, _ string) {
	b.WriteString(`<div class="grid">` + "\n")
	for _, c := range m.cells() {
		b.WriteString("<div><h4>" + esc(c.Title) + "</h4>")
		if c.Subtitle != "" {
			b.WriteString(`<p class="sub">` + esc(c.Subtitle) + "</p>")
		}
		b.WriteString(`<div class="fit">` + "\n")
		_, below := c.legendRows(c.Width)
		b.inline(c.Width, c.Height+below, "img", orElse(c.Desc, c.Title), func(s *svg) { c.draw(s, c.Width, c.Height) })
		b.WriteString("</div></div>\n")
	}
	b.WriteString("</div>\n")
}

func (h *HeatMap) fragment(b *htmlBuf, id string) {
	l := h.layout()
	label := orElse(h.Desc, h.Title)
	// tabindex is left to the cells: the first one is in the tab order and scrolls the box into view.
	b.WriteString(`<div class="scroll"><div class="hm"><div class="stay">` + "\n")
	b.inline(l.labelW, l.height(), "img", "row names; each cell repeats its own", l.drawLabels)
	b.WriteString("</div>\n")
	b.inline(l.width(), l.height(), "group", label, func(s *svg) { l.drawBody(s, true, id) })
	b.WriteString("</div></div>\n")
	h.key(b, id)
	b.notes(h.Notes)
}

// key writes colour scale and marks as a list that flows with the page.
func (h *HeatMap) key(b *htmlBuf, id string) {
	sc := h.Scale.norm()
	b.WriteString(`<ul class="key" aria-label="key">` + "\n<li>" + esc(short(sc.Min)) + " ")
	b.inline(120, 14, "img", "colours from pale to deep", func(s *svg) {
		for i := range 30 {
			v := sc.Min + (float64(i)+0.5)/30*(sc.Max-sc.Min)
			s.el("rect", "x", num(float64(i)*4), "y", "0", "width", "4.3", "height", "14", "fill", sc.color(v).Hex())
		}
	})
	b.WriteString(esc(join(" ", short(sc.Max), sc.Unit, sc.Label)) + "</li>\n")
	used, missing := h.usedMarks()
	for _, m := range used {
		b.WriteString("<li>")
		b.inline(18, 18, "img", m.Glyph, func(s *svg) {
			if m.Hatch {
				s.el("rect", "width", "18", "height", "18", "rx", "3", "fill", Ramp(0.2).Hex())
				s.el("rect", "width", "18", "height", "18", "rx", "3", "fill", "url(#"+id+"-dark)")
				s.shape(m.Glyph, 9, 9, 3.8, "", Ramp(0.2).Ink())
				return
			}
			s.shape(m.Glyph, 9, 9, 3.8, "i", inkColor)
		})
		b.WriteString(esc(m.Label) + "</li>\n")
	}
	if missing {
		b.WriteString("<li>")
		b.inline(18, 18, "img", "dash", func(s *svg) {
			s.el("rect", "width", "18", "height", "18", "rx", "3", "class", "r-blank", "fill", blankColor.Hex())
			s.text(9, 13, mutedText.at(13).anchored("middle"), "–")
		})
		b.WriteString("no number; the cell says why</li>\n")
	}
	b.WriteString("</ul>\n")
}

func (b *htmlBuf) notes(notes []string) {
	for _, n := range notes {
		b.WriteString(`<p class="note">` + linked(n) + "</p>\n")
	}
}

// linked escapes s and turns bare web addresses in it into links; line breaks are kept.
func linked(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.Index(s, "https://")
		if i < 0 {
			break
		}
		end := i + strings.IndexAny(s[i:]+" ", " \t\n<>\"")
		url := strings.TrimRight(s[i:end], ".,;:)")
		b.WriteString(lines(s[:i]) + `<a href="` + esc(url) + `" rel="noreferrer">` + esc(url) + "</a>")
		s = s[i+len(url):]
	}
	b.WriteString(lines(s))
	return b.String()
}

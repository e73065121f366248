package report

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Pixel sizes of the heat map. A row holds two lines, number over interval, so that the width of a
// cell does not grow with the interval.
const (
	hmRow    = 36.0
	hmGroup  = 30.0
	hmPad    = 16.0
	hmAngle  = 50.0 // degrees by which crowded column names are turned
	hmLegend = 46.0
)

// hmLayout is computed once and drawn in pieces: row names and cells are separate pictures on a page,
// where the names stay in view while the cells scroll sideways.
type hmLayout struct {
	h        *HeatMap
	cellW    float64
	labelW   float64
	headH    float64
	groupH   float64 // height of the line of column groups, 0 without any
	overhang float64 // room to the right that turned names need
	turned   bool
	bodyH    float64
}

func (h *HeatMap) layout() *hmLayout {
	l := &hmLayout{h: h}
	switch n := len(h.Cols); {
	case n <= 5:
		l.cellW = 96
	case n <= 9:
		l.cellW = 76
	default:
		l.cellW = 58
	}
	l.labelW = 60
	for _, r := range h.rows() {
		l.labelW = math.Max(l.labelW, math.Max(textWidth(r.Label, 13, true), textWidth(r.Sub, 10.5, false)))
	}
	l.labelW = math.Min(l.labelW, 200) + 14
	long := 0.0
	for i, c := range h.Cols {
		for _, word := range strings.Fields(c.Label) {
			l.turned = l.turned || textWidth(word, 12, true) > l.cellW-6
		}
		w := textWidth(c.Label, 12, true) + textWidth(c.Sub, 11, false) + 8
		long = math.Max(long, w)
		right := float64(len(h.Cols)-i)*l.cellW - l.cellW/2
		l.overhang = math.Max(l.overhang, w*math.Cos(hmAngle*math.Pi/180)+10-right)
	}
	if l.turned {
		l.headH = long*math.Sin(hmAngle*math.Pi/180) + 18
	} else {
		l.overhang = 0
		for _, c := range h.Cols {
			label, sub := l.headLines(c)
			l.headH = math.Max(l.headH, float64(len(label))*15+float64(len(sub))*13+12)
		}
	}
	for _, g := range l.colGroups() {
		l.groupH = math.Max(l.groupH, 10+14*float64(len(g.lines)))
	}
	for _, g := range h.Groups {
		if g.Name != "" {
			l.bodyH += hmGroup
		}
		l.bodyH += hmRow * float64(len(g.Rows))
	}
	return l
}

func (l *hmLayout) headLines(c HeatCol) (label, sub []string) {
	return wrapBy(c.Label, l.cellW-4, func(t string) float64 { return textWidth(t, 12, true) }),
		wrapBy(c.Sub, l.cellW-4, func(t string) float64 { return textWidth(t, 11, false) })
}

func (l *hmLayout) top() float64    { return l.groupH + l.headH }
func (l *hmLayout) height() float64 { return l.top() + l.bodyH + 4 }
func (l *hmLayout) width() float64  { return float64(len(l.h.Cols))*l.cellW + l.overhang + 2 }

// SVG writes the standalone picture.
func (h *HeatMap) SVG(w io.Writer) error {
	if err := h.Check(); err != nil {
		return err
	}
	l := h.layout()
	width := math.Max(hmPad*2+l.labelW+l.width(), 460)
	head := headingHeight(width-2*hmPad, h.Title, h.Subtitle)
	notes := l.noteLines(width - 2*hmPad)
	used, missing := h.usedMarks()
	_, legendRows := l.legend(&svg{}, 0, width-2*hmPad, used, missing)
	total := head + l.height() + hmLegend + legendRows + float64(len(notes))*15 + 14
	desc := h.Desc
	if desc == "" {
		desc = h.Subtitle
	}
	return frame(w, width, total, h.Title, desc, func(s *svg) {
		s.drawHeading(hmPad, width-2*hmPad, h.Title, h.Subtitle)
		s.begin("g", "transform", "translate("+num(hmPad)+" "+num(head)+")")
		l.drawLabels(s)
		s.end()
		s.begin("g", "transform", "translate("+num(hmPad+l.labelW)+" "+num(head)+")")
		l.drawBody(s, false, "hm")
		s.end()
		s.begin("g", "transform", "translate("+num(hmPad)+" "+num(head+l.height()+14)+")")
		y, _ := l.legend(s, 0, width-2*hmPad, used, missing)
		for _, n := range notes {
			y += 15
			s.text(0, y, mutedText, n)
		}
		s.end()
	})
}

func (l *hmLayout) noteLines(width float64) []string {
	var out []string
	for _, n := range l.h.Notes {
		out = append(out, wrapBy(n, width, func(t string) float64 { return textWidth(t, 11, false) })...)
	}
	return out
}

// colGroup is a run of columns under one heading.
type colGroup struct {
	from, to int
	lines    []string
}

func (l *hmLayout) colGroups() []colGroup {
	var out []colGroup
	cols := l.h.Cols
	for from := 0; from < len(cols); {
		to := from + 1
		for to < len(cols) && cols[to].Group == cols[from].Group {
			to++
		}
		if cols[from].Group != "" {
			w := float64(to-from)*l.cellW - 2
			out = append(out, colGroup{from, to, wrapBy(cols[from].Group, w, func(t string) float64 { return textWidth(t, 11.5, true) })})
		}
		from = to
	}
	return out
}

// drawLabels draws the row and group names, right of x=0.
func (l *hmLayout) drawLabels(s *svg) {
	y := l.top()
	for _, g := range l.h.Groups {
		if g.Name != "" {
			s.text(0, y+20, inkText.at(12.5).strong(), cutPx(g.Name, l.labelW-4, 12.5, true))
			s.line(0, y+hmGroup-4, l.labelW, y+hmGroup-4, "r-grid", gridColor)
			y += hmGroup
		}
		for _, r := range g.Rows {
			if r.Sub == "" {
				s.text(8, y+22, inkText.at(13), cutPx(r.Label, l.labelW-12, 13, false))
			} else {
				s.text(8, y+15, inkText.at(13).strong(), cutPx(r.Label, l.labelW-12, 13, true))
				s.text(8, y+29, mutedText.at(10.5), cutPx(r.Sub, l.labelW-12, 10.5, false))
			}
			y += hmRow
		}
	}
}

// drawBody draws the column names and the cells. live gives the cells roles and keyboard focus.
func (l *hmLayout) drawBody(s *svg, live bool, id string) {
	l.drawHatch(s, id)
	l.drawHeads(s)
	y, i := l.top(), 0
	for _, g := range l.h.Groups {
		if g.Name != "" {
			if note := cutPx(g.Note, l.width()-12, 11, false); note != "" {
				s.text(4, y+19, mutedText, note)
			}
			s.line(0, y+hmGroup-4, float64(len(l.h.Cols))*l.cellW, y+hmGroup-4, "r-grid", gridColor)
			y += hmGroup
		}
		for _, r := range g.Rows {
			for j, c := range l.h.Cells[i] {
				l.drawCell(s, r, i, j, y, c, live, id)
			}
			y += hmRow
			i++
		}
	}
}

func (l *hmLayout) drawHatch(s *svg, id string) {
	hatch := func(name string, c RGB, opacity string) {
		s.begin("pattern", "id", id+name, "width", "6", "height", "6", "patternUnits", "userSpaceOnUse", "patternTransform", "rotate(45)")
		s.el("line", "x1", "0", "y1", "0", "x2", "0", "y2", "6", "stroke", c.Hex(), "stroke-width", "2.4", "stroke-opacity", opacity)
		s.end()
	}
	s.begin("defs")
	hatch("-dark", RGB{0x0b, 0x12, 0x20}, "0.20")
	hatch("-light", RGB{0xff, 0xff, 0xff}, "0.24")
	s.end()
}

func (l *hmLayout) drawHeads(s *svg) {
	// Turned names lean over their neighbours, so the group's name stands at the foot of its columns.
	base, rule := 13.0, l.groupH-6
	if l.turned {
		base, rule = l.headH+14, l.headH
	}
	for _, g := range l.colGroups() {
		x, w := float64(g.from)*l.cellW, float64(g.to-g.from)*l.cellW
		s.line(x+2, rule, x+w-4, rule, "r-axis", axisColor, "stroke-width", "1.5")
		for k, t := range g.lines {
			size := 11.5
			for size > 9 && textWidth(t, size, true) > w-2 {
				size -= 0.5
			}
			s.text(x+w/2-1, base+14*float64(k), inkText.at(size).strong().anchored("middle"), cutPx(t, w, size, true))
		}
	}
	for j, c := range l.h.Cols {
		x := (float64(j) + 0.5) * l.cellW
		if l.turned {
			y := l.headH - 7
			s.begin("text", "transform", fmt.Sprintf("translate(%s %s) rotate(-%s)", num(x+3), num(y), num(hmAngle)), "font-size", "12")
			s.WriteString(`<tspan class="r-ink" fill="` + inkColor.Hex() + `" font-weight="600">` + esc(c.Label) + `</tspan>`)
			s.WriteString(`<tspan class="r-muted" fill="` + mutedColor.Hex() + `" font-size="11" dx="5">` + esc(c.Sub) + `</tspan>`)
			s.end()
			continue
		}
		label, sub := l.headLines(c)
		y := l.top() - 9 - float64(len(sub))*13 - float64(len(label)-1)*15
		for _, t := range label {
			s.text(x, y, inkText.strong().anchored("middle"), t)
			y += 15
		}
		for _, t := range sub {
			s.text(x, y-1, mutedText.anchored("middle"), t)
			y += 13
		}
	}
}

func (l *hmLayout) drawCell(s *svg, r HeatRow, i, j int, y float64, c Cell, live bool, id string) {
	h, col := l.h, l.h.Cols[j]
	x, w, ht := float64(j)*l.cellW, l.cellW-2, hmRow-2
	say := h.spoken(r, col, c)
	attrs := []string{"class", "r-cell"}
	if live {
		// One cell is in the tab order; the arrow keys of the page's script move on from it.
		tab := "-1"
		if i == 0 && j == 0 {
			tab = "0"
		}
		attrs = append(attrs, "role", "img", "tabindex", tab, "data-r", strconv.Itoa(i), "data-c", strconv.Itoa(j),
			"data-row", r.ID, "data-col", col.ID, "aria-label", say)
	}
	s.begin("g", attrs...)
	s.title(strings.Join(append([]string{say}, c.Lines...), "\n"))
	box := []string{"x", num(x), "y", num(y), "width", num(w), "height", num(ht), "rx", "3"}
	if c.Missing != "" {
		s.el("rect", append(box, "class", "r-blank", "fill", blankColor.Hex())...)
		s.text(x+w/2, y+ht/2+4, mutedText.at(13).anchored("middle"), "–")
		s.end()
		return
	}
	bg := h.Scale.norm().color(c.Value)
	ink := bg.Ink()
	s.el("rect", append(box, "fill", bg.Hex())...)
	halo := []string(nil)
	if h.hatched(c) {
		tone := "-dark"
		if ink.R > 0x80 {
			tone = "-light"
		}
		s.el("rect", append(box, "fill", "url(#"+id+tone+")")...)
		// The halo keeps the digits clear of the hatch.
		halo = []string{"stroke", bg.Hex(), "stroke-width", "3", "stroke-linejoin", "round", "paint-order", "stroke"}
	}
	size := 13.0
	text, marks := c.text(), h.cellMarks(c)
	markW := float64(len(marks)) * 11
	for size > 9 && textWidth(text, size, true)+markW > w-4 {
		size--
	}
	tw := textWidth(text, size, true)
	line1 := y + ht/2 + 4.5
	if c.span() != "" {
		line1 = y + 16
	}
	left := x + (w-tw-markW)/2
	s.text(left+tw/2, line1, style{size: size, bold: true, anchor: "middle", fill: ink, extra: halo}, text)
	for k, g := range marks {
		cx := left + tw + 7 + float64(k)*11
		if halo != nil {
			s.el("circle", "cx", num(cx), "cy", num(line1-4.5), "r", "6", "fill", bg.Hex())
		}
		s.shape(g, cx, line1-4.5, 3.4, "", ink)
	}
	s.text(x+w/2, y+29, style{size: 10.5, anchor: "middle", fill: ink, extra: halo}, c.span())
	s.end()
}

func (h *HeatMap) cellMarks(c Cell) []string {
	glyphs := make([]string, len(c.Marks))
	for i, k := range c.Marks {
		glyphs[i] = findMark(h.Marks, k).Glyph
	}
	return glyphs
}

// legend draws the colour scale and the marks from y down; it returns the last baseline and the
// height beyond the first two lines.
func (l *hmLayout) legend(s *svg, y, width float64, used []Mark, missing bool) (last, extra float64) {
	sc := l.h.Scale.norm()
	const barW, steps = 180.0, 36
	for i := range steps {
		v := sc.Min + (float64(i)+0.5)/steps*(sc.Max-sc.Min)
		s.el("rect", "x", num(float64(i)*barW/steps), "y", num(y), "width", num(barW/steps+0.3), "height", "12", "fill", sc.color(v).Hex())
	}
	s.el("rect", "x", "0", "y", num(y), "width", num(barW), "height", "12", "fill", "none", "class", "r-axis", "stroke", axisColor.Hex(), "stroke-width", "0.75")
	for _, f := range []float64{0, 0.5, 1} {
		anchor := []string{"", "middle", "end"}[int(2*f)]
		s.text(f*barW, y+25, mutedText.anchored(anchor), short(sc.Min+f*(sc.Max-sc.Min)))
	}
	s.text(barW+10, y+11, inkText, cutPx(join(", ", sc.Label, sc.Unit), width-barW-10, 12, false))
	x, row := 0.0, y+46
	first := row
	item := func(w float64, draw func()) {
		if x > 0 && x+w > width {
			x, row = 0, row+20
		}
		draw()
		x += w + 18
	}
	for _, m := range used {
		w := 22 + textWidth(m.Label, 12, false)
		item(w, func() {
			if m.Hatch {
				s.el("rect", "x", num(x), "y", num(row-12), "width", "16", "height", "16", "rx", "2", "fill", Ramp(0.2).Hex())
				s.el("rect", "x", num(x), "y", num(row-12), "width", "16", "height", "16", "rx", "2", "fill", "url(#hm-dark)")
			}
			s.shape(m.Glyph, x+8, row-4, 3.8, "i", inkColor)
			s.text(x+22, row, inkText, m.Label)
		})
	}
	if missing {
		item(22+textWidth("no number", 12, false), func() {
			s.el("rect", "x", num(x), "y", num(row-12), "width", "16", "height", "16", "rx", "2", "class", "r-blank", "fill", blankColor.Hex())
			s.text(x+8, row, mutedText.anchored("middle"), "–")
			s.text(x+22, row, inkText, "no number")
		})
	}
	if len(used) == 0 && !missing {
		return y + 25, 0
	}
	return row + 6, row - first + 22
}

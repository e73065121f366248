package report

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// shades stand for fifths of the scale where there is no colour.
var shades = []string{" ", "░", "▒", "▓", "█"}

// Text draws the grid with the column names as a staircase above it, so that long names cost no
// width. Columns that do not fit the terminal go into further panels. Each cell holds its number and
// its marks; colour or, without it, a shade comes on top.
func (h *HeatMap) Text(w io.Writer, t Term) error {
	if err := h.Check(); err != nil {
		return err
	}
	g := h.textGrid(t)
	var b strings.Builder
	writeHeading(&b, h.Title, h.Subtitle, t)
	for from := 0; from < len(h.Cols); {
		to := g.panelEnd(from)
		b.WriteString("\n")
		g.writePanel(&b, from, to)
		from = to
	}
	b.WriteString("\n")
	g.writeLegend(&b)
	writeNotes(&b, h.Notes, t)
	_, err := io.WriteString(w, b.String())
	return err
}

// textGrid holds the widths that all panels share.
type textGrid struct {
	h        *HeatMap
	term     Term
	label    int // width of the part of a row name before Sub
	rowWidth int
	value    int
	glyphs   int
	pitch    int // from one column to the next
	heads    []string
}

func (h *HeatMap) textGrid(t Term) *textGrid {
	g := &textGrid{h: h, term: t}
	rows := h.rows()
	for _, r := range rows {
		g.label = max(g.label, Width(plain(r.Label)))
	}
	for _, r := range rows {
		g.rowWidth = max(g.rowWidth, Width(g.rowName(r)))
	}
	// Cells must stay on the screen: half of a narrow terminal is the most a row name may take.
	if t.Width > 0 {
		g.rowWidth = min(g.rowWidth, max(t.Width/2, 12))
	}
	for _, row := range h.Cells {
		for _, c := range row {
			if c.Missing == "" {
				g.value = max(g.value, Width(plain(c.text())))
				g.glyphs = max(g.glyphs, Width(plain(h.glyphs(c))))
			}
		}
	}
	g.value = max(g.value, 1)
	g.pitch = 1 + g.value + g.glyphs + 1
	if t.Color == NoColor {
		g.pitch++
	}
	for _, c := range h.Cols {
		g.heads = append(g.heads, plain(join(" · ", join(" ", c.Label, c.Sub), c.Group)))
	}
	return g
}

func (g *textGrid) rowName(r HeatRow) string {
	if r.Sub == "" {
		return plain(r.Label)
	}
	return pad(plain(r.Label), g.label, Left) + "  " + plain(r.Sub)
}

// panelEnd is the first column after the panel that starts at from.
func (g *textGrid) panelEnd(from int) int {
	if g.term.Width <= 0 {
		return len(g.h.Cols)
	}
	room := g.term.Width - g.rowWidth - 2
	to := from + 1
	for to < len(g.h.Cols) && (to-from+1)*g.pitch <= room && (to-from)*g.pitch+g.lead()+1+Width(g.heads[to]) <= room {
		to++
	}
	return to
}

// lead is where the bar of a column stands: over the last digit of the numbers below it.
func (g *textGrid) lead() int {
	if g.term.Color == NoColor {
		return g.value + 1
	}
	return g.value
}

func (g *textGrid) writePanel(b *strings.Builder, from, to int) {
	margin := strings.Repeat(" ", g.rowWidth+2)
	room := 1 << 20
	if g.term.Width > 0 {
		room = g.term.Width - g.rowWidth - 2
	}
	lead := g.lead()
	for j := from; j < to; j++ {
		line := margin
		for k := from; k < j; k++ {
			line += pad(strings.Repeat(" ", lead-1)+"│", g.pitch, Left)
		}
		used := (j-from)*g.pitch + lead - 1
		line += strings.Repeat(" ", lead-1) + "┌ " + cut(g.heads[j], max(room-used-2, 4))
		b.WriteString(line + "\n")
	}
	i := 0
	for _, grp := range g.h.Groups {
		if grp.Name != "" {
			bars := strings.Repeat(pad(strings.Repeat(" ", lead-1)+"│", g.pitch, Left), to-from)
			name := cut(plain(grp.Name), g.rowWidth+1)
			b.WriteString(strings.TrimRight(g.term.bold(name)+pad("", g.rowWidth+2-Width(name), Left)+bars, " ") + "\n")
		}
		for _, r := range grp.Rows {
			line := pad(cut(g.rowName(r), g.rowWidth), g.rowWidth, Left) + "  "
			for j := from; j < to; j++ {
				line += g.cell(g.h.Cells[i][j])
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			i++
		}
	}
}

func (g *textGrid) cell(c Cell) string {
	plainMode := g.term.Color == NoColor
	if c.Missing != "" {
		gap := ""
		if plainMode {
			gap = " "
		}
		return pad(gap+pad("·", g.value, Right), g.pitch, Left)
	}
	body := pad(plain(c.text()), g.value, Right) + pad(plain(g.h.glyphs(c)), g.glyphs, Left)
	if plainMode {
		return pad(shade(g.h.Scale, c.Value)+body, g.pitch, Left)
	}
	return g.term.paint(g.h.Scale.norm().color(c.Value), body+" ") + " "
}

func shade(sc Scale, v float64) string {
	sc = sc.norm()
	x := (v - sc.Min) / (sc.Max - sc.Min)
	if sc.Reverse {
		x = 1 - x
	}
	return shades[int(math.Max(0, math.Min(4, math.Floor(x*5))))]
}

func (g *textGrid) writeLegend(b *strings.Builder) {
	sc := g.h.Scale.norm()
	bar := ""
	for i := range 10 {
		v := sc.Min + (float64(i)+0.5)/10*(sc.Max-sc.Min)
		if g.term.Color == NoColor {
			if i%2 == 0 {
				bar += shade(sc, v)
			}
		} else {
			bar += g.term.paint(sc.color(v), " ")
		}
	}
	b.WriteString(short(sc.Min) + " " + bar + " " + join("  ", plain(short(sc.Max)+" "+sc.Unit), plain(sc.Label)) + "\n")
	used, missing := g.h.usedMarks()
	if len(used) > 0 {
		writeWrapped(b, markLegend(used), g.term)
	}
	if !missing {
		return
	}
	count := map[string]int{}
	var order []string
	for _, row := range g.h.Cells {
		for _, c := range row {
			if c.Missing == "" {
				continue
			}
			if count[c.Missing] == 0 {
				order = append(order, c.Missing)
			}
			count[c.Missing]++
		}
	}
	for _, reason := range order {
		writeWrapped(b, fmt.Sprintf("· no number: %s (%d)", reason, count[reason]), g.term)
	}
}

// writeHeading begins the text of a figure with what of title and subtitle there is.
func writeHeading(b *strings.Builder, title, subtitle string, t Term) {
	if title != "" {
		b.WriteString(t.bold(plain(title)) + "\n")
	}
	if subtitle != "" {
		writeWrapped(b, subtitle, t)
	}
}

func writeWrapped(b *strings.Builder, s string, t Term) {
	width := 100
	if t.Width > 0 {
		width = min(width, t.Width)
	}
	for _, l := range wrap(plain(s), width) {
		b.WriteString(l + "\n")
	}
}

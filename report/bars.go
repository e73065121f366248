package report

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// Bars draws horizontal bars from zero, one row per label and one bar per kind.
type Bars struct {
	Title    string
	Subtitle string
	// Desc is the text alternative: the finding.
	Desc  string
	X     Axis // always linear
	Kinds []string
	Rows  []BarRow
	Refs  []Ref // on the 'x' axis
	Width float64
	Notes []string
}

// BarRow holds one value per kind; NaN leaves a bar out and Text, if any, says why.
type BarRow struct {
	Label  string
	Sub    string
	Values []float64
	// Text replaces the number at the end of the bar, by kind.
	Text []string
}

// Check reports rows with the wrong number of values, infinite values and a log axis.
func (b *Bars) Check() error {
	if b.X.Log {
		return fmt.Errorf("report: bars %q: a bar's length means nothing on a log axis; use IntervalPlot", b.Title)
	}
	for _, r := range b.Rows {
		if len(r.Values) != max(len(b.Kinds), 1) {
			return fmt.Errorf("report: bars %q: row %q has %d values for %d kinds", b.Title, r.Label, len(r.Values), max(len(b.Kinds), 1))
		}
		for _, v := range r.Values {
			if math.IsInf(v, 0) {
				return fmt.Errorf("report: bars %q: row %q has an infinite value", b.Title, r.Label)
			}
		}
	}
	return checkRefs(fmt.Sprintf("bars %q", b.Title), b.Refs)
}

func (b *Bars) heading() (title, subtitle string) { return b.Title, b.Subtitle }
func (b *Bars) twins() []*Table                   { return []*Table{b.Table()} }

func (b *Bars) text(r BarRow, k int) string {
	if k < len(r.Text) && r.Text[k] != "" {
		return r.Text[k]
	}
	if math.IsNaN(r.Values[k]) {
		return "–"
	}
	return short(r.Values[k])
}

// Table returns one row per label and one column per kind.
func (b *Bars) Table() *Table {
	t := &Table{Title: b.Title, RowHeads: 1, Notes: b.Notes, Columns: []Column{{Name: "row"}}}
	kinds := b.Kinds
	if len(kinds) == 0 {
		kinds = []string{orElse(b.X.Label, "value")}
	}
	for _, k := range kinds {
		t.Columns = append(t.Columns, Column{Name: k, Unit: b.X.Unit, Align: Right})
	}
	for _, r := range b.Rows {
		row := []TableCell{{Text: join(" ", r.Label, r.Sub)}}
		for k := range r.Values {
			row = append(row, TableCell{Text: b.text(r, k)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (b *Bars) scale(from, to float64) scale {
	lo, hi := 0.0, 0.0
	for _, r := range b.Rows {
		for _, v := range r.Values {
			if !math.IsNaN(v) {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
	}
	for _, r := range refsOn(b.Refs, 'x') {
		lo, hi = math.Min(lo, r.Value), math.Max(hi, r.Value)
	}
	if hi == lo {
		hi = 1
	}
	return newScale(b.X, lo, hi, from, to, max(int((to-from)/70), 2))
}

// Text draws bars of blocks with the number behind them.
func (b *Bars) Text(w io.Writer, t Term) error {
	if err := b.Check(); err != nil {
		return err
	}
	const barWidth = 40
	sc := b.scale(0, barWidth)
	name, kind := 0, 0
	for _, r := range b.Rows {
		name = max(name, Width(plain(join(" ", r.Label, r.Sub))))
	}
	for _, k := range b.Kinds {
		kind = max(kind, Width(plain(k)))
	}
	if t.Width > 0 {
		name = min(name, max(t.Width-barWidth-kind-14, 12))
	}
	var out strings.Builder
	writeHeading(&out, b.Title, b.Subtitle, t)
	for _, r := range b.Rows {
		label := cut(plain(join(" ", r.Label, r.Sub)), name)
		for k, v := range r.Values {
			kindName := ""
			if k < len(b.Kinds) {
				kindName = plain(b.Kinds[k]) + "  "
			}
			out.WriteString(strings.TrimRight(pad(label, name, Left)+"  "+pad(kindName, kind+min(kind, 1)*2, Left)+blocks(sc, v)+" "+plain(b.text(r, k)), " ") + "\n")
			label = ""
		}
	}
	out.WriteString(plain(b.X.title()) + "\n")
	writeNotes(&out, b.Notes, t)
	_, err := io.WriteString(w, out.String())
	return err
}

var eighths = []rune(" ▏▎▍▌▋▊▉")

// blocks draws from zero to v; to the left of zero only whole blocks, as Unicode lacks the parts.
func blocks(sc scale, v float64) string {
	zero, _ := sc.clamp(0)
	end, ok := sc.clamp(v)
	if !ok {
		return strings.Repeat(" ", int(zero))
	}
	if end < zero {
		a := int(math.Round(end))
		return strings.Repeat(" ", a) + strings.Repeat("█", int(math.Round(zero))-a)
	}
	n := int(math.Round((end - zero) * 8))
	s := strings.Repeat(" ", int(math.Round(zero))) + strings.Repeat("█", n/8)
	if n%8 > 0 {
		s += string(eighths[n%8])
	}
	return s
}

// SVG writes the standalone picture.
func (b *Bars) SVG(w io.Writer) error {
	if err := b.Check(); err != nil {
		return err
	}
	width := orNum(b.Width, 720)
	head := headingHeight(width-2*hmPad, b.Title, b.Subtitle)
	notes := wrapNotes(b.Notes, width-2*hmPad)
	h := b.height(width)
	return frame(w, width, head+h+float64(len(notes))*15+8, b.Title, orElse(b.Desc, b.Subtitle), func(s *svg) {
		s.drawHeading(hmPad, width-2*hmPad, b.Title, b.Subtitle)
		s.begin("g", "transform", "translate(0 "+num(head)+")")
		b.draw(s, width)
		s.end()
		drawNotes(s, hmPad, head+h, notes)
	})
}

const barPitch = 16.0

func (b *Bars) rowHeight() float64 {
	h := float64(max(len(b.Kinds), 1))*barPitch + 10
	for _, r := range b.Rows {
		if r.Sub != "" {
			h = math.Max(h, 36)
		}
	}
	return h
}

func (b *Bars) keyHeight(width float64) float64 {
	if len(b.Kinds) < 2 {
		return 4
	}
	return 10 + 20*float64(b.drawKinds(&svg{}, width))
}

func (b *Bars) height(width float64) float64 {
	return b.keyHeight(width) + float64(len(b.Rows))*b.rowHeight() + 46
}

// drawKinds writes the key: bars of different kinds differ in hatch-free colour and in an initial
// marker, which also stands at the end of each bar.
func (b *Bars) drawKinds(s *svg, width float64) int {
	return (&IntervalPlot{Kinds: b.Kinds}).drawKinds(s, width)
}

func (b *Bars) draw(s *svg, width float64) {
	labelW := 0.0
	for _, r := range b.Rows {
		labelW = math.Max(labelW, math.Max(textWidth(r.Label, 12, false), textWidth(r.Sub, 10.5, false)))
	}
	labelW = math.Min(labelW, width*0.4) + 14
	textW := 0.0
	for _, r := range b.Rows {
		for k := range r.Values {
			textW = math.Max(textW, textWidth(b.text(r, k), 11.5, false))
		}
	}
	top := b.keyHeight(width)
	if len(b.Kinds) > 1 {
		b.drawKinds(s, width)
	}
	p := plot{left: hmPad + labelW, right: width - hmPad - textW - 22, top: top, bottom: top + float64(len(b.Rows))*b.rowHeight()}
	p.x = b.scale(p.left, p.right)
	for _, v := range p.x.ticks {
		x, _ := p.x.at(v)
		s.line(x, p.top, x, p.bottom, "r-grid", gridColor)
		s.text(x, p.bottom+17, mutedText.anchored("middle"), p.x.tickText(v))
	}
	p.drawRefs(s, refsOn(b.Refs, 'x'), nil)
	s.text((p.left+p.right)/2, p.bottom+36, mutedText.at(12).anchored("middle"), b.X.title())
	zero, _ := p.x.clamp(0)
	for i, r := range b.Rows {
		y := p.top + float64(i)*b.rowHeight()
		mid := y + b.rowHeight()/2
		if r.Sub == "" {
			s.text(hmPad, mid+4, inkText, cutPx(r.Label, labelW-10, 12, false))
		} else {
			s.text(hmPad, mid-2, inkText, cutPx(r.Label, labelW-10, 12, false))
			s.text(hmPad, mid+11, mutedText.at(10.5), cutPx(r.Sub, labelW-10, 10.5, false))
		}
		for k, v := range r.Values {
			color := k % len(seriesColors)
			c := seriesColors[color].light
			by := mid + (float64(k)-float64(len(r.Values))/2)*barPitch + 1.5
			end, ok := p.x.clamp(v)
			s.begin("g")
			s.title(join(" ", join(" ", r.Label, r.Sub)+":", b.text(r, k), b.X.Unit))
			if ok {
				s.el("rect", "x", num(math.Min(zero, end)), "y", num(by), "width", num(math.Abs(end-zero)), "height", num(barPitch-3),
					"rx", "1.5", "class", "r-f"+digit(color), "fill", c.Hex())
			}
			x := math.Max(zero, end) + 6
			if len(b.Kinds) > 1 && ok {
				s.shape(markers[k%len(markers)], x+3, by+6.5, 3.2, digit(color), c)
				x += 11
			}
			s.text(x, by+10.5, inkText.at(11.5), b.text(r, k))
			s.end()
		}
	}
	s.line(zero, p.top, zero, p.bottom, "r-axis", axisColor)
}

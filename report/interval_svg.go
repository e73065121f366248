package report

import (
	"io"
	"math"
)

// ivLayout holds the positions of an interval plot.
type ivLayout struct {
	width, labelW, noteW float64
	pitch                float64 // between the points of one row
	bodyH                float64
	top                  float64
	x                    scale
}

func (p *IntervalPlot) layout(width float64) ivLayout {
	l := ivLayout{width: width, pitch: 13, top: 12}
	group := ""
	for _, r := range p.Rows {
		l.labelW = math.Max(l.labelW, math.Max(textWidth(r.Label, 12, false), textWidth(r.Sub, 10.5, false)))
		l.noteW = math.Max(l.noteW, textWidth(r.Note, 11, false))
		if r.Group != group {
			group = r.Group
			l.bodyH += 26
		}
		l.bodyH += l.rowHeight(r)
	}
	if len(p.Kinds) > 1 {
		l.top += 20 * float64(p.drawKinds(&svg{}, width))
	}
	l.labelW = math.Min(l.labelW, width*0.4) + 22
	l.noteW = math.Min(l.noteW, width*0.2)
	right := width - hmPad
	if l.noteW > 0 {
		right -= l.noteW + 12
	}
	lo, hi := p.bounds()
	l.x = newScale(p.X, lo, hi, hmPad+l.labelW, right, max(int((right-l.labelW)/70), 2))
	return l
}

func (l ivLayout) rowHeight(r IntervalRow) float64 {
	h := float64(max(len(r.Points), 1))*l.pitch + 9
	if r.Sub != "" {
		h = math.Max(h, 34)
	}
	return h
}

func (l ivLayout) height() float64 { return l.top + l.bodyH + 46 }

// SVG writes the standalone picture.
func (p *IntervalPlot) SVG(w io.Writer) error {
	if err := p.Check(); err != nil {
		return err
	}
	width := orNum(p.Width, 720)
	head := headingHeight(width-2*hmPad, p.Title, p.Subtitle)
	notes := wrapNotes(p.Notes, width-2*hmPad)
	l := p.layout(width)
	return frame(w, width, head+l.height()+float64(len(notes))*15+8, p.Title, orElse(p.Desc, p.Subtitle), func(s *svg) {
		s.drawHeading(hmPad, width-2*hmPad, p.Title, p.Subtitle)
		s.begin("g", "transform", "translate(0 "+num(head)+")")
		p.draw(s, width)
		s.end()
		drawNotes(s, hmPad, head+l.height(), notes)
	})
}

// drawKinds writes the key above the plot and returns the number of its lines.
func (p *IntervalPlot) drawKinds(s *svg, width float64) int {
	x, y := hmPad, 12.0
	for k, name := range p.Kinds {
		w := 18 + textWidth(name, 12, false)
		if x > hmPad && x+w > width-hmPad {
			x, y = hmPad, y+20
		}
		color := k % len(seriesColors)
		s.shape(markers[k%len(markers)], x+5, y-4, 4, digit(color), seriesColors[color].light)
		s.text(x+15, y, inkText, name)
		x += w + 18
	}
	return int(y/20) + 1
}

func (p *IntervalPlot) draw(s *svg, width float64) {
	l := p.layout(width)
	if len(p.Kinds) > 1 {
		p.drawKinds(s, width)
	}
	pl := plot{left: l.x.from, right: l.x.to, top: l.top, bottom: l.top + l.bodyH, x: l.x}
	for _, v := range l.x.ticks {
		if x, ok := l.x.at(v); ok && x >= pl.left-0.5 && x <= pl.right+0.5 {
			s.line(x, pl.top, x, pl.bottom, "r-grid", gridColor)
			s.text(x, pl.bottom+17, mutedText.anchored("middle"), l.x.tickText(v))
		}
	}
	pl.drawRefs(s, refsOn(p.Refs, 'x'), nil)
	s.line(pl.left, pl.bottom, pl.right, pl.bottom, "r-axis", axisColor)
	s.text((pl.left+pl.right)/2, pl.bottom+36, mutedText.at(12).anchored("middle"), p.X.title())
	y, group := pl.top, ""
	for i, r := range p.Rows {
		if r.Group != group {
			group = r.Group
			s.text(hmPad, y+18, inkText.at(12.5).strong(), cutPx(group, width-2*hmPad, 12.5, true))
			y += 26
		} else if i > 0 {
			s.line(hmPad, y, width-hmPad, y, "r-grid", gridColor, "stroke-opacity", "0.6")
		}
		h := l.rowHeight(r)
		if r.Sub == "" {
			s.text(hmPad+6, y+h/2+4, inkText, cutPx(r.Label, l.labelW-14, 12, false))
		} else {
			s.text(hmPad+6, y+h/2-2, inkText, cutPx(r.Label, l.labelW-14, 12, false))
			s.text(hmPad+6, y+h/2+11, mutedText.at(10.5), cutPx(r.Sub, l.labelW-14, 10.5, false))
		}
		s.text(width-hmPad, y+h/2+4, mutedText.anchored("end"), cutPx(r.Note, l.noteW, 11, false))
		for k, q := range r.Points {
			p.drawPoint(s, l, r, q, y+h/2+(float64(k)-float64(len(r.Points)-1)/2)*l.pitch)
		}
		y += h
	}
}

func (p *IntervalPlot) drawPoint(s *svg, l ivLayout, r IntervalRow, q IntervalPoint, y float64) {
	color := q.Kind % len(seriesColors)
	c, class := seriesColors[color].light, digit(color)
	s.begin("g")
	say := join(" ", r.Label, r.Sub, p.kind(q.Kind)) + ": " + short(q.Value)
	if q.Low != q.High {
		say += " (" + short(q.Low) + " to " + short(q.High) + ")"
	}
	s.title(join(" ", say, p.X.Unit))
	if q.Low != q.High {
		a, okA := l.x.clamp(q.Low)
		b, okB := l.x.clamp(q.High)
		if okA && okB {
			s.line(a, y, b, y, "r-l"+class, c, "stroke-width", "2")
			for _, e := range []float64{a, b} {
				s.line(e, y-3.5, e, y+3.5, "r-l"+class, c, "stroke-width", "1.5")
			}
		}
	}
	if q.InnerLow != q.InnerHigh {
		a, okA := l.x.clamp(q.InnerLow)
		b, okB := l.x.clamp(q.InnerHigh)
		if okA && okB {
			s.line(a, y, b, y, "r-l"+class, c, "stroke-width", "5.5", "stroke-opacity", "0.55")
		}
	}
	if x, ok := l.x.clamp(q.Value); ok {
		s.shape(markers[q.Kind%len(markers)], x, y, 4.2, class, c)
	}
	s.end()
}

func refsOn(refs []Ref, axis byte) []Ref {
	var out []Ref
	for _, r := range refs {
		if r.Axis == axis {
			out = append(out, r)
		}
	}
	return out
}

package report

import (
	"io"
	"math"
)

// SVG writes the standalone picture.
func (r *Region) SVG(w io.Writer) error {
	if err := r.Check(); err != nil {
		return err
	}
	width, height := orNum(r.Width, 720), orNum(r.Height, 480)
	head := headingHeight(width-2*hmPad, r.Title, r.Subtitle)
	notes := wrapNotes(r.Notes, width-2*hmPad)
	return frame(w, width, head+height+float64(len(notes))*15+4, r.Title, orElse(r.Desc, r.Subtitle), func(s *svg) {
		s.drawHeading(hmPad, width-2*hmPad, r.Title, r.Subtitle)
		s.begin("g", "transform", "translate(0 "+num(head)+")")
		r.draw(s, width, height)
		s.end()
		drawNotes(s, hmPad, head+height, notes)
	})
}

func (r *Region) fragment(b *htmlBuf, _ string) {
	width, height := orNum(r.Width, 720), orNum(r.Height, 480)
	b.both(width, orElse(r.Desc, r.Title), func(w float64) float64 {
		if w < width {
			return 380
		}
		return height
	}, func(s *svg, w float64) {
		if w < width {
			r.draw(s, w, 380)
			return
		}
		r.draw(s, w, height)
	})
	b.notes(r.Notes)
}

// draw puts the map over a scale of its colours.
func (r *Region) draw(s *svg, width, height float64) {
	p := plot{top: 30, bottom: height - 84, right: width - 18}
	p.y = newScale(r.spanY(), 0, 1, p.bottom, p.top, max(int((p.bottom-p.top)/48), 2))
	for _, v := range p.y.ticks {
		p.left = math.Max(p.left, textWidth(p.y.tickText(v), 11, false))
	}
	p.left += hmPad + 8
	p.x = newScale(r.spanX(), 0, 1, p.left, p.right, max(int((p.right-p.left)/64), 2))
	sc := r.Scale.norm()
	for y, row := range r.Values {
		for x, v := range row {
			x0, _ := p.x.clamp(r.XEdges[x])
			x1, _ := p.x.clamp(r.XEdges[x+1])
			y1, _ := p.y.clamp(r.YEdges[y])
			y0, _ := p.y.clamp(r.YEdges[y+1])
			class, fill := "", sc.color(v)
			if math.IsNaN(v) {
				class, fill = "r-blank", blankColor
			}
			// A little larger than the cell: hairlines between rectangles would look like a grid.
			s.el("rect", "x", num(x0), "y", num(y0), "width", num(x1-x0+0.4), "height", num(y1-y0+0.4), "class", class, "fill", fill.Hex())
		}
	}
	p.drawAxes(s, r.X, r.Y)
	r.drawPoints(s, p)
	y := height - 22
	bar := math.Min(160, width/3)
	s.text(p.left, y+10, mutedText, short(sc.Min))
	from := p.left + textWidth(short(sc.Min), 11, false) + 6
	for i := range 40 {
		v := sc.Min + (float64(i)+0.5)/40*(sc.Max-sc.Min)
		s.el("rect", "x", num(from+float64(i)*bar/40), "y", num(y), "width", num(bar/40+0.3), "height", "12", "fill", sc.color(v).Hex())
	}
	s.text(from+bar+6, y+10, mutedText, join(" ", short(sc.Max), sc.Unit, sc.Label))
}

// box is a rectangle that a label takes.
type box struct{ x0, y0, x1, y1 float64 }

func (a box) meets(b box) bool { return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 }

// drawPoints draws markers and beside each its name, where it covers neither a marker nor another name. Both have a pale rim, since the map
// is dark in places; that and their colour stay in a dark page.
func (r *Region) drawPoints(s *svg, p plot) {
	const size, radius = 11.0, 4.5
	at := make([][2]float64, len(r.Points))
	var taken []box
	for i, q := range r.Points {
		x, _ := p.x.clamp(q.X)
		y, _ := p.y.clamp(q.Y)
		at[i] = [2]float64{x, y}
		taken = append(taken, box{x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1})
	}
	for i, q := range r.Points {
		x, y := at[i][0], at[i][1]
		s.begin("g")
		s.title(join(": ", q.Label, q.Line))
		s.el("circle", "cx", num(x), "cy", num(y), "r", num(radius+2), "fill", bgColor.Hex())
		s.shape(orElse(q.Glyph, "●"), x, y, radius, "", inkColor)
		s.end()
	}
	for i, q := range r.Points {
		x, y := at[i][0], at[i][1]
		w := 1.06*textWidth(q.Label, size, true) + 4 // fonts differ
		for _, place := range labelPlaces(w, size, radius) {
			b := box{x + place[0], y + place[1] - size, x + place[0] + w, y + place[1] + 2}
			if b.x0 < p.left || b.x1 > p.right || b.y0 < p.top || b.y1 > p.bottom || overlaps(b, taken) {
				continue
			}
			taken = append(taken, b)
			if math.Abs(place[1]) > 3*size {
				s.line(x, y, x+place[0]+w/2, y+place[1]-size/2, "", inkColor, "stroke-width", "0.7")
			}
			s.text(b.x0, y+place[1], style{size: size, bold: true, fill: inkColor, extra: []string{
				"stroke", bgColor.Hex(), "stroke-width", "3", "stroke-linejoin", "round", "paint-order", "stroke",
			}}, q.Label)
			break
		}
	}
}

func overlaps(b box, taken []box) bool {
	for _, t := range taken {
		if b.meets(t) {
			return true
		}
	}
	return false
}

// labelPlaces are offsets of the left end of a label from its point, the best first: beside it, above and below, then further away.
func labelPlaces(w, size, radius float64) [][2]float64 {
	gap := radius + 4
	out := [][2]float64{{gap, size * 0.35}, {-gap - w, size * 0.35}, {-w / 2, -gap}, {-w / 2, gap + size}}
	for _, dy := range []float64{1, -1, 2, -2, 3, -3, 4, -4} {
		for _, x := range []float64{gap, -gap - w} {
			out = append(out, [2]float64{x, size*0.35 + dy*(size+3)})
		}
	}
	return out
}

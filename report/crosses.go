package report

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// Crosses shows things of which two numbers are known, each with its interval: benefit beside risk.
type Crosses struct {
	Title    string
	Subtitle string
	// Desc is the text alternative: the finding.
	Desc   string
	X, Y   Axis
	Points []CrossPoint
	// Width and Height in pixels; 0 means 720 by 460.
	Width, Height float64
	Notes         []string
}

// CrossPoint is one thing. XLow to YHigh are drawn where they differ.
type CrossPoint struct {
	Label          string
	X, XLow, XHigh float64
	Y, YLow, YHigh float64
}

// Check reports numbers that are none, and those that a logarithmic axis cannot show.
func (c *Crosses) Check() error {
	for _, p := range c.Points {
		for _, v := range []float64{p.X, p.XLow, p.XHigh, p.Y, p.YLow, p.YHigh} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("report: crosses %q: a number of %q is %v", c.Title, p.Label, v)
			}
		}
		if c.X.Log && !(p.XLow > 0 && p.X > 0) || c.Y.Log && !(p.YLow > 0 && p.Y > 0) {
			return fmt.Errorf("report: crosses %q: %q is not above 0 on a logarithmic axis", c.Title, p.Label)
		}
	}
	return nil
}

func (c *Crosses) heading() (title, subtitle string) { return c.Title, c.Subtitle }
func (c *Crosses) twins() []*Table                   { return []*Table{c.Table()} }

// Table returns one row per point.
func (c *Crosses) Table() *Table {
	t := &Table{Title: c.Title, RowHeads: 1, Notes: c.Notes, Columns: []Column{{Name: "name"}}}
	for _, a := range []Axis{c.X, c.Y} {
		t.Columns = append(t.Columns, Column{Name: a.Label, Unit: a.Unit, Align: Right}, Column{Name: "low", Align: Right}, Column{Name: "high", Align: Right})
	}
	for _, p := range c.Points {
		t.Add(p.Label, short(p.X), short(p.XLow), short(p.XHigh), short(p.Y), short(p.YLow), short(p.YHigh))
	}
	return t
}

// Text writes the numbers: intervals that cross cannot be told apart in letters.
func (c *Crosses) Text(w io.Writer, term Term) error {
	if err := c.Check(); err != nil {
		return err
	}
	var b strings.Builder
	if c.Subtitle != "" {
		writeWrapped(&b, c.Subtitle, term)
	}
	if err := c.Table().Text(&b, term); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// SVG writes the standalone picture.
func (c *Crosses) SVG(w io.Writer) error {
	if err := c.Check(); err != nil {
		return err
	}
	width, height := orNum(c.Width, 720), orNum(c.Height, 460)
	head := headingHeight(width-2*hmPad, c.Title, c.Subtitle)
	notes := wrapNotes(c.Notes, width-2*hmPad)
	return frame(w, width, head+height+float64(len(notes))*15+4, c.Title, orElse(c.Desc, c.Subtitle), func(s *svg) {
		s.drawHeading(hmPad, width-2*hmPad, c.Title, c.Subtitle)
		s.begin("g", "transform", "translate(0 "+num(head)+")")
		c.draw(s, width, height)
		s.end()
		drawNotes(s, hmPad, head+height, notes)
	})
}

func (c *Crosses) fragment(b *htmlBuf, _ string) {
	width, height := orNum(c.Width, 720), orNum(c.Height, 460)
	b.both(width, orElse(c.Desc, c.Title), func(w float64) float64 {
		if w < width {
			return 400
		}
		return height
	}, func(s *svg, w float64) {
		if w < width {
			c.draw(s, w, 400)
			return
		}
		c.draw(s, w, height)
	})
	b.notes(c.Notes)
}

// bounds are those of all intervals.
func (c *Crosses) bounds() (x, y [2]float64) {
	x, y = [2]float64{math.Inf(1), math.Inf(-1)}, [2]float64{math.Inf(1), math.Inf(-1)}
	for _, p := range c.Points {
		x = [2]float64{min(x[0], p.XLow, p.X), max(x[1], p.XHigh, p.X)}
		y = [2]float64{min(y[0], p.YLow, p.Y), max(y[1], p.YHigh, p.Y)}
	}
	for _, a := range []struct {
		axis Axis
		to   *[2]float64
	}{{c.X, &x}, {c.Y, &y}} {
		if !a.axis.Log { // 0 is what a difference or a rate is read against
			a.to[0], a.to[1] = min(a.to[0], 0), max(a.to[1], 0)
		}
	}
	return x, y
}

func (c *Crosses) draw(s *svg, width, height float64) {
	bx, by := c.bounds()
	p := plot{top: 30, bottom: height - 54, right: width - 18}
	p.y = newScale(c.Y, by[0], by[1], p.bottom, p.top, max(int((p.bottom-p.top)/48), 2))
	for _, v := range p.y.ticks {
		p.left = math.Max(p.left, textWidth(p.y.tickText(v), 11, false))
	}
	p.left += hmPad + 8
	p.x = newScale(c.X, bx[0], bx[1], p.left, p.right, max(int((p.right-p.left)/64), 2))
	p.drawAxes(s, c.X, c.Y)
	var taken []box
	at := make([][2]float64, len(c.Points))
	for i, q := range c.Points {
		x, _ := p.x.clamp(q.X)
		y, _ := p.y.clamp(q.Y)
		at[i] = [2]float64{x, y}
		taken = append(taken, box{x - 7, y - 7, x + 7, y + 7})
	}
	for i, q := range c.Points {
		color := i % len(seriesColors)
		class, rgb := digit(color), seriesColors[color].light
		x0, _ := p.x.clamp(q.XLow)
		x1, _ := p.x.clamp(q.XHigh)
		y0, _ := p.y.clamp(q.YLow)
		y1, _ := p.y.clamp(q.YHigh)
		s.begin("g")
		s.title(fmt.Sprintf("%s: %s %s (%s to %s); %s %s (%s to %s)", q.Label, c.X.title(), short(q.X), short(q.XLow), short(q.XHigh), c.Y.title(), short(q.Y), short(q.YLow), short(q.YHigh)))
		for _, l := range [][4]float64{{x0, at[i][1], x1, at[i][1]}, {at[i][0], y0, at[i][0], y1}} {
			s.line(l[0], l[1], l[2], l[3], "r-l"+class, rgb, "stroke-width", "1.6", "stroke-opacity", "0.75")
		}
		s.shape(markers[i%len(markers)], at[i][0], at[i][1], 5, class, rgb)
		s.end()
	}
	for i, q := range c.Points {
		w := 1.06*textWidth(q.Label, 11, true) + 4
		for _, place := range crossPlaces(w) {
			b := box{at[i][0] + place[0], at[i][1] + place[1] - 11, at[i][0] + place[0] + w, at[i][1] + place[1] + 2}
			if b.x0 < p.left || b.x1 > p.right || b.y0 < p.top || b.y1 > p.bottom || overlaps(b, taken) {
				continue
			}
			taken = append(taken, b)
			s.text(b.x0, at[i][1]+place[1], inkText.at(11).strong().with("stroke", bgColor.Hex(), "stroke-width", "3", "stroke-linejoin", "round", "paint-order", "stroke"), q.Label)
			break
		}
	}
}

// crossPlaces are offsets of the left end of a name from its point, the best first: in the corners of the cross, then further away.
func crossPlaces(w float64) [][2]float64 {
	var out [][2]float64
	for _, dy := range []float64{-6, 15, -20, 29, -34, 43} {
		out = append(out, [2]float64{8, dy}, [2]float64{-8 - w, dy})
	}
	return out
}

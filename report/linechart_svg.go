package report

import (
	"io"
	"math"
	"slices"
	"strings"
)

// plot is the drawing area of a chart with its two scales.
type plot struct {
	left, top, right, bottom float64
	x, y                     scale
}

// SVG writes the standalone picture.
func (c *LineChart) SVG(w io.Writer) error {
	if err := c.Check(); err != nil {
		return err
	}
	width, height := c.size()
	head := headingHeight(width-2*hmPad, c.Title, c.Subtitle)
	_, below := c.legendRows(width)
	notes := wrapNotes(c.Notes, width-2*hmPad)
	total := head + height + below + float64(len(notes))*15 + 4
	return frame(w, width, total, c.Title, orElse(c.Desc, c.Subtitle), func(s *svg) {
		s.drawHeading(hmPad, width-2*hmPad, c.Title, c.Subtitle)
		s.begin("g", "transform", "translate(0 "+num(head)+")")
		c.draw(s, width, height)
		s.end()
		drawNotes(s, hmPad, head+height+below, notes)
	})
}

func wrapNotes(notes []string, width float64) []string {
	var out []string
	for _, n := range notes {
		out = append(out, wrapBy(n, width, func(t string) float64 { return textWidth(t, 11, false) })...)
	}
	return out
}

func drawNotes(s *svg, x, y float64, notes []string) {
	for i, n := range notes {
		s.text(x, y+float64(i+1)*15-5, mutedText, n)
	}
}

func (c *LineChart) size() (width, height float64) {
	width, height = c.Width, c.Height
	if width <= 0 {
		width = 720
	}
	if height <= 0 {
		height = 380
	}
	return width, height
}

// direct tells whether series are named at their ends: with one series or little room they are not.
func (c *LineChart) direct(width float64) bool { return width >= 480 && len(c.Series) > 1 }

func (c *LineChart) draw(s *svg, width, height float64) {
	p := c.plot(width, height)
	p.drawAxes(s, c.X, c.Y)
	var busy [][2]float64
	for _, sr := range c.Series {
		for _, run := range runs(p, sr.X, sr.Y) {
			busy = append(busy, run...)
		}
	}
	p.drawRefs(s, c.Refs, busy)
	for i, sr := range c.Series {
		color, _, _ := sr.look(i)
		drawBand(s, p, sr, color)
	}
	for i, sr := range c.Series {
		drawSeries(s, p, sr, i)
	}
	if c.direct(width) {
		c.drawEndLabels(s, p, width)
	} else {
		c.drawLegend(s, p, width, height)
	}
}

// plot lays the chart out: the left margin fits the tick labels, the right one the series names.
func (c *LineChart) plot(width, height float64) plot {
	p := plot{top: 30, bottom: height - 44, right: width - 18}
	if c.direct(width) {
		longest := 0.0
		for _, s := range c.Series {
			longest = math.Max(longest, textWidth(s.Name, 12, true))
		}
		p.right = width - math.Min(longest+26, width*0.34)
	}
	x0, x1, y0, y1 := c.bounds()
	p.y = newScale(c.Y, y0, y1, p.bottom, p.top, max(int((p.bottom-p.top)/48), 2))
	for _, v := range p.y.ticks {
		p.left = math.Max(p.left, textWidth(p.y.tickText(v), 11, false))
	}
	p.left += hmPad + 8
	xAxis := c.X
	if xAxis.Min == xAxis.Max && !xAxis.Log && x1 > x0 {
		// A time axis ends where the data end: an empty strip would look like missing data.
		xAxis.Min, xAxis.Max = x0, x1
	}
	p.x = newScale(xAxis, x0, x1, p.left, p.right, max(int((p.right-p.left)/64), 2))
	return p
}

func (p plot) drawAxes(s *svg, xa, ya Axis) {
	for _, v := range p.y.ticks {
		y, ok := p.y.at(v)
		if !ok || y < p.top-0.5 || y > p.bottom+0.5 {
			continue
		}
		s.line(p.left, y, p.right, y, "r-grid", gridColor)
		s.text(p.left-7, y+4, mutedText.anchored("end"), p.y.tickText(v))
	}
	s.line(p.left, p.bottom, p.right, p.bottom, "r-axis", axisColor)
	last := math.Inf(-1)
	for _, v := range p.x.ticks {
		x, ok := p.x.at(v)
		label := p.x.tickText(v)
		w := textWidth(label, 11, false)
		if !ok || x < p.left-0.5 || x > p.right+0.5 {
			continue
		}
		s.line(x, p.bottom, x, p.bottom+5, "r-axis", axisColor)
		// Ticks given by the caller may stand close: a label that would touch its neighbour is left out.
		if x-w/2 < last+4 {
			continue
		}
		s.text(x, p.bottom+18, mutedText.anchored("middle"), label)
		last = x + w/2
	}
	s.text(hmPad, p.top-14, mutedText.at(12), ya.title())
	s.text((p.left+p.right)/2, p.bottom+36, mutedText.at(12).anchored("middle"), xa.title())
}

// drawRefs draws the references; busy are the points their labels should not cover.
func (p plot) drawRefs(s *svg, refs []Ref, busy [][2]float64) {
	for _, r := range refs {
		sc := p.y
		if r.Axis == 'x' {
			sc = p.x
		}
		a, ok := sc.at(r.Value)
		inside := a >= math.Min(sc.from, sc.to)-0.5 && a <= math.Max(sc.from, sc.to)+0.5
		if r.To != nil {
			from, _ := sc.clamp(r.Value)
			to, _ := sc.clamp(*r.To)
			lo, hi := math.Min(from, to), math.Max(from, to)
			box := []string{"x", num(p.left), "y", num(lo), "width", num(p.right - p.left), "height", num(hi - lo)}
			if r.Axis == 'x' {
				box = []string{"x", num(lo), "y", num(p.top), "width", num(hi - lo), "height", num(p.bottom - p.top)}
			}
			s.el("rect", append(box, "class", "r-shade", "fill", axisColor.Hex(), "fill-opacity", "0.13")...)
			a, ok, inside = lo, true, true
		} else if ok && inside {
			if r.Axis == 'x' {
				s.line(a, p.top, a, p.bottom, "r-lm", mutedColor, "stroke-dasharray", "5 3")
			} else {
				s.line(p.left, a, p.right, a, "r-lm", mutedColor, "stroke-dasharray", "5 3")
			}
		}
		if !ok || !inside {
			continue
		}
		if r.Label == "" {
			continue
		}
		x, y := p.refLabel(r, a, busy)
		s.text(x, y, mutedText.with("paint-order", "stroke", "stroke", bgColor.Hex(), "stroke-width", "3", "stroke-linejoin", "round"), r.Label)
	}
}

// refLabel finds the place along a reference where its label covers the fewest drawn points.
func (p plot) refLabel(r Ref, at float64, busy [][2]float64) (x, y float64) {
	w := textWidth(r.Label, 11, false)
	var places [][2]float64
	if r.Axis == 'x' {
		for _, py := range []float64{p.top + 11, p.bottom - 8, (p.top + p.bottom) / 2} {
			places = append(places, [2]float64{at + 4, py}, [2]float64{at - 4 - w, py})
		}
	} else {
		for _, px := range []float64{p.right - w - 6, p.left + 6, (p.left + p.right - w) / 2, p.left + (p.right-p.left-w)*0.25, p.left + (p.right-p.left-w)*0.75} {
			places = append(places, [2]float64{px, at - 5}, [2]float64{px, at + 13})
		}
	}
	best := math.Inf(1)
	for _, q := range places {
		cost := 0.0
		if q[0] < p.left || q[0]+w > p.right+2 || q[1] < p.top+8 || q[1] > p.bottom-2 {
			cost = 1e6
		}
		for _, b := range busy {
			if b[0] > q[0]-3 && b[0] < q[0]+w+3 && b[1] > q[1]-11 && b[1] < q[1]+4 {
				cost++
			}
		}
		if cost < best {
			best, x, y = cost, q[0], q[1]
		}
	}
	return x, y
}

// runs splits a series at gaps into stretches of drawable points.
func runs(p plot, xs, ys []float64) [][][2]float64 {
	var out [][][2]float64
	var cur [][2]float64
	for i := range xs {
		x, okX := p.x.at(xs[i])
		y, okY := p.y.clamp(ys[i])
		if p.y.axis.Log && ys[i] <= 0 {
			okY = false
		}
		if !okX || !okY || x < p.left-0.5 || x > p.right+0.5 {
			if cur != nil {
				out = append(out, cur)
			}
			cur = nil
			continue
		}
		cur = append(cur, [2]float64{x, y})
	}
	if cur != nil {
		out = append(out, cur)
	}
	return out
}

func pathOf(pts [][2]float64) string {
	var b strings.Builder
	for i, q := range pts {
		b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + num(q[0]) + " " + num(q[1]))
	}
	return b.String()
}

func drawBand(s *svg, p plot, sr Series, color int) {
	if sr.Low == nil {
		return
	}
	var lo, hi [][2]float64
	flush := func() {
		if len(lo) > 1 {
			slices.Reverse(lo)
			d := pathOf(append(hi, lo...)) + "Z"
			s.el("path", "d", d, "class", "r-f"+digit(color), "fill", seriesColors[color].light.Hex(), "fill-opacity", "0.16")
		}
		lo, hi = nil, nil
	}
	for i := range sr.X {
		x, ok := p.x.at(sr.X[i])
		l, okL := p.y.clamp(sr.Low[i])
		h, okH := p.y.clamp(sr.High[i])
		if !ok || !okL || !okH || x < p.left-0.5 || x > p.right+0.5 {
			flush()
			continue
		}
		lo, hi = append(lo, [2]float64{x, l}), append(hi, [2]float64{x, h})
	}
	flush()
}

func drawSeries(s *svg, p plot, sr Series, i int) {
	color, dash, marker := sr.look(i)
	c, class := seriesColors[color].light, digit(color)
	s.begin("g", "class", "r-series")
	s.title(orElse(sr.Name, "series"))
	for _, run := range runs(p, sr.X, sr.Y) {
		if !sr.Points {
			s.el("path", "d", pathOf(run), "class", "r-l"+class, "fill", "none", "stroke", c.Hex(), "stroke-width", "2",
				"stroke-linejoin", "round", "stroke-linecap", "round", "stroke-dasharray", dash)
		}
		// Markers name the series, so a few are enough; series are offset so that they do not coincide.
		next := p.left + 40 + float64(i%4)*22
		for k, q := range run {
			if marker == "" || !sr.Points && q[0] < next && len(run) > 12 {
				continue
			}
			next = q[0] + 96
			if k == 0 && !sr.Points && len(run) > 12 {
				continue
			}
			s.shape(marker, q[0], q[1], 3.6, class, c)
		}
	}
	s.end()
}

func digit(i int) string { return string(rune('0' + i)) }

// drawEndLabels writes each name beside the end of its line, moved apart where lines end together.
func (c *LineChart) drawEndLabels(s *svg, p plot, width float64) {
	const gap = 15
	type label struct {
		i       int
		x, y, t float64 // t is where the text goes
	}
	var ls []label
	for i, sr := range c.Series {
		all := runs(p, sr.X, sr.Y)
		if len(all) == 0 {
			continue
		}
		last := all[len(all)-1]
		q := last[len(last)-1]
		ls = append(ls, label{i, q[0], q[1], q[1]})
	}
	slices.SortStableFunc(ls, func(a, b label) int {
		switch {
		case a.y < b.y:
			return -1
		case a.y > b.y:
			return 1
		}
		return a.i - b.i
	})
	for k := range ls {
		if k > 0 {
			ls[k].t = math.Max(ls[k].t, ls[k-1].t+gap)
		}
	}
	for k := len(ls) - 1; k >= 0; k-- {
		floor := p.bottom + 2
		if k < len(ls)-1 {
			floor = ls[k+1].t - gap
		}
		ls[k].t = math.Min(ls[k].t, floor)
	}
	for _, l := range ls {
		sr := c.Series[l.i]
		color, _, marker := sr.look(l.i)
		col := seriesColors[color].light
		if math.Abs(l.t-l.y) > 3 || l.x < p.right-3 {
			s.line(l.x+2, l.y, p.right+7, l.t, "r-l"+digit(color), col, "stroke-width", "0.8", "stroke-opacity", "0.7")
		}
		x := p.right + 8
		if marker != "" {
			s.shape(marker, x+5, l.t, 3.6, digit(color), col)
			x += 13
		}
		s.text(x, l.t+4, style{size: 12, bold: true, class: "r-f" + digit(color), fill: col}, cutPx(sr.Name, width-x-4, 12, true))
	}
}

// legendRows places the names under the plot: positions and the height they need.
func (c *LineChart) legendRows(width float64) (at [][2]float64, height float64) {
	if c.direct(width) || len(c.Series) == 0 || len(c.Series) == 1 && c.Series[0].Name == "" {
		return nil, 0
	}
	x, y := hmPad, 14.0
	for _, s := range c.Series {
		w := 42 + math.Min(textWidth(s.Name, 12, false), width-2*hmPad-42) + 14
		if x > hmPad && x+w-14 > width-hmPad {
			x, y = hmPad, y+20
		}
		at = append(at, [2]float64{x, y})
		x += w
	}
	return at, y + 10
}

func (c *LineChart) drawLegend(s *svg, p plot, width, top float64) {
	at, _ := c.legendRows(width)
	for i, q := range at {
		sr := c.Series[i]
		color, dash, marker := sr.look(i)
		col := seriesColors[color].light
		y := top + q[1]
		if !sr.Points {
			s.line(q[0], y-4, q[0]+34, y-4, "r-l"+digit(color), col, "stroke-width", "2", "stroke-dasharray", dash)
		}
		if marker != "" {
			s.shape(marker, q[0]+17, y-4, 3.6, digit(color), col)
		}
		s.text(q[0]+42, y, inkText, cutPx(sr.Name, width-q[0]-42-6, 12, false))
	}
}

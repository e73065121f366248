package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// LineChart draws series over a common axis.
type LineChart struct {
	Title    string
	Subtitle string
	// Desc is the text alternative: the finding.
	Desc   string
	X, Y   Axis
	Series []Series
	Refs   []Ref
	// Width and Height in pixels; 0 means 720 by 380. Below 480 the names move under the plot.
	Width, Height float64
	Notes         []string
}

// Series is one line. X and Y have one length; NaN in Y breaks the line.
type Series struct {
	Name string
	X, Y []float64
	// Low and High, when given, bound a band and have the length of X.
	Low, High []float64
	// Dash is an SVG dash array ("7 4"), Marker a glyph (●◆▲■○◇△□). Empty means: by position.
	// Dash "none" forces a full line, Marker "none" a line without markers.
	Dash, Marker string
	// Points draws markers at every point and no line: observations.
	Points bool
	// Color is a place in the palette plus one; 0 means by position.
	Color int
}

// Ref is a reference line at Value, or a shaded band from Value to To where To is set.
type Ref struct {
	// Axis is 'x' for a vertical line at an x value or 'y' for a horizontal one.
	Axis  byte
	Value float64
	To    *float64
	Label string
}

// Check reports series whose slices differ in length and references to no axis.
func (c *LineChart) Check() error {
	for _, s := range c.Series {
		if len(s.X) != len(s.Y) {
			return fmt.Errorf("report: line chart %q: series %q has %d x and %d y values", c.Title, s.Name, len(s.X), len(s.Y))
		}
		if (s.Low != nil || s.High != nil) && (len(s.Low) != len(s.X) || len(s.High) != len(s.X)) {
			return fmt.Errorf("report: line chart %q: series %q has %d x, %d low and %d high values", c.Title, s.Name, len(s.X), len(s.Low), len(s.High))
		}
	}
	return checkRefs(fmt.Sprintf("line chart %q", c.Title), c.Refs)
}

func checkRefs(where string, refs []Ref) error {
	for _, r := range refs {
		if r.Axis != 'x' && r.Axis != 'y' {
			return fmt.Errorf("report: %s: reference %q is on axis %q; 'x' or 'y' would be right", where, r.Label, r.Axis)
		}
		if math.IsNaN(r.Value) || math.IsInf(r.Value, 0) {
			return fmt.Errorf("report: %s: reference %q is at %v", where, r.Label, r.Value)
		}
	}
	return nil
}

func (s Series) look(i int) (color int, dash, marker string) {
	color, dash, marker = i, s.Dash, s.Marker
	if s.Color > 0 {
		color = s.Color - 1
	}
	if dash == "" {
		dash = dashes[i%len(dashes)]
	}
	if marker == "" {
		marker = markers[i%len(markers)]
	}
	if dash == "none" {
		dash = ""
	}
	if marker == "none" {
		marker = ""
	}
	return color % len(seriesColors), dash, marker
}

func (c *LineChart) heading() (title, subtitle string) { return c.Title, c.Subtitle }
func (c *LineChart) twins() []*Table                   { return []*Table{c.Table()} }

// bounds are the smallest and largest values to show; on a log axis only positive ones count.
func (c *LineChart) bounds() (x0, x1, y0, y1 float64) {
	x0, y0 = math.Inf(1), math.Inf(1)
	x1, y1 = math.Inf(-1), math.Inf(-1)
	grow := func(lo, hi *float64, log bool, vs ...float64) {
		for _, v := range vs {
			if math.IsNaN(v) || math.IsInf(v, 0) || log && v <= 0 {
				continue
			}
			*lo, *hi = math.Min(*lo, v), math.Max(*hi, v)
		}
	}
	for _, s := range c.Series {
		grow(&x0, &x1, c.X.Log, s.X...)
		grow(&y0, &y1, c.Y.Log, s.Y...)
		grow(&y0, &y1, c.Y.Log, s.Low...)
		grow(&y0, &y1, c.Y.Log, s.High...)
	}
	for _, r := range c.Refs {
		if r.Axis == 'y' {
			grow(&y0, &y1, c.Y.Log, r.Value)
		} else {
			grow(&x0, &x1, c.X.Log, r.Value)
		}
	}
	// A linear axis of amounts starts at nothing unless the data lie far from it.
	if !c.Y.Log && y0 > 0 && y0 < 0.5*y1 {
		y0 = 0
	}
	return x0, x1, y0, y1
}

// Table returns x in the first column and one column per series, with low and high behind it.
// Series on different grids share the union of the x values.
func (c *LineChart) Table() *Table {
	t := &Table{Title: c.Title, RowHeads: 1, Notes: c.Notes}
	t.Columns = []Column{{Name: orElse(c.X.Label, "x"), Unit: c.X.Unit, Align: Right}}
	index := map[float64]int{}
	var xs []float64
	for _, s := range c.Series {
		for _, x := range s.X {
			if _, ok := index[x]; !ok {
				index[x] = len(xs)
				xs = append(xs, x)
			}
		}
	}
	slices.Sort(xs)
	for i, x := range xs {
		index[x] = i
		t.Add(short(x))
	}
	for _, s := range c.Series {
		add := func(suffix string, vs []float64) {
			if vs == nil {
				return
			}
			t.Columns = append(t.Columns, Column{Name: join(" ", s.Name, suffix), Unit: c.Y.Unit, Align: Right})
			for i := range t.Rows {
				t.Rows[i] = append(t.Rows[i], TableCell{})
			}
			for k, x := range s.X {
				if i, ok := index[x]; ok && !math.IsNaN(vs[k]) {
					t.Rows[i][len(t.Columns)-1].Text = short(vs[k])
				}
			}
		}
		add("", s.Y)
		add("low", s.Low)
		add("high", s.High)
	}
	for _, r := range c.Refs {
		to := ""
		if r.To != nil {
			to = "to " + short(*r.To)
		}
		t.Notes = append(t.Notes[:len(t.Notes):len(t.Notes)], "Reference: "+join(" ", r.Label, "at", short(r.Value), to))
	}
	return t
}

// Text draws one sparkline per series, all on the chart's y axis, with first, highest and last value.
func (c *LineChart) Text(w io.Writer, term Term) error {
	if err := c.Check(); err != nil {
		return err
	}
	_, _, y0, y1 := c.bounds()
	sc := newScale(c.Y, y0, y1, 0, 1, 5)
	name := 0
	for _, s := range c.Series {
		name = max(name, Width(plain(s.Name)))
	}
	cells := 48
	if term.Width > 0 {
		name = min(name, term.Width/3)
		cells = max(min(cells, term.Width-name-30), 8)
	}
	var b strings.Builder
	writeHeading(&b, c.Title, c.Subtitle, term)
	for _, s := range c.Series {
		lo, hi, last := math.Inf(1), math.Inf(-1), math.NaN()
		for _, v := range s.Y {
			if !math.IsNaN(v) {
				lo, hi, last = math.Min(lo, v), math.Max(hi, v), v
			}
		}
		b.WriteString(pad(cut(plain(s.Name), name), name, Left) + "  " + sparkline(s, sc, cells, c.X.Log))
		if !math.IsNaN(last) {
			b.WriteString("  " + short(lo) + " to " + short(hi) + ", last " + short(last))
		}
		b.WriteString("\n")
	}
	b.WriteString(plain(join("; ", "height: "+join(" ", c.Y.title(), sc.tickText(unlog(sc, sc.min)), "to", sc.tickText(unlog(sc, sc.max))), "width: "+c.X.title())) + "\n")
	writeNotes(&b, c.Notes, term)
	_, err := io.WriteString(w, b.String())
	return err
}

func unlog(s scale, v float64) float64 {
	if s.axis.Log {
		return math.Pow(10, v)
	}
	return v
}

var sparks = []rune("▁▂▃▄▅▆▇█")

// sparkline shows the largest value that falls into each of n equal stretches of x (of its logarithm on such an axis), and the
// neighbouring value where a stretch holds none.
func sparkline(s Series, y scale, n int, log bool) string {
	if len(s.X) == 0 {
		return strings.Repeat(" ", n)
	}
	if log {
		s.X = slices.Clone(s.X)
		for k, x := range s.X {
			s.X[k] = math.Log10(max(x, math.SmallestNonzeroFloat64))
		}
	}
	x0, x1 := s.X[0], s.X[0]
	for _, x := range s.X {
		x0, x1 = math.Min(x0, x), math.Max(x1, x)
	}
	best := make([]float64, n)
	for i := range best {
		best[i] = math.NaN()
	}
	for k, x := range s.X {
		if math.IsNaN(s.Y[k]) {
			continue
		}
		i := 0
		if x1 > x0 {
			i = min(int((x-x0)/(x1-x0)*float64(n)), n-1)
		}
		if math.IsNaN(best[i]) || s.Y[k] > best[i] {
			best[i] = s.Y[k]
		}
	}
	var b strings.Builder
	prev := math.NaN()
	for _, v := range best {
		if math.IsNaN(v) {
			v = prev
		}
		prev = v
		p, ok := y.clamp(v)
		if !ok {
			b.WriteRune(' ')
			continue
		}
		b.WriteRune(sparks[min(int(p*float64(len(sparks))), len(sparks)-1)])
	}
	return b.String()
}

package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// IntervalPlot shows numbers with their intervals, one row each: a forest plot, or predictions
// beside observations.
type IntervalPlot struct {
	Title    string
	Subtitle string
	// Desc is the text alternative: the finding.
	Desc string
	X    Axis
	// Kinds name what a point can be ("predicted", "observed"); its place gives colour and shape.
	Kinds []string
	// Inner names the narrower interval of points that have one ("50 %").
	Inner string
	Rows  []IntervalRow
	// Refs are lines or bands on the 'x' axis: 1 on a fold axis, 0.8 to 1.25.
	Refs  []Ref
	Width float64 // pixels, 0 means 720
	Notes []string
}

// IntervalRow holds the points of one line. Rows of one Group stand together under its name.
type IntervalRow struct {
	Group  string
	Label  string
	Sub    string
	Points []IntervalPoint
	// Note is written at the right end ("1.12-fold", "missed").
	Note string
}

// IntervalPoint is a number; Low and High are drawn when they differ, and so are those of a narrower interval, as a thicker line.
type IntervalPoint struct {
	Kind                int
	Value, Low, High    float64
	InnerLow, InnerHigh float64
}

// Check reports points of an unknown kind, or without a value.
func (p *IntervalPlot) Check() error {
	for _, r := range p.Rows {
		for _, q := range r.Points {
			if q.Kind < 0 || q.Kind >= max(len(p.Kinds), 1) {
				return fmt.Errorf("report: interval plot %q: row %q: kind %d, but %d kinds are named", p.Title, r.Label, q.Kind, len(p.Kinds))
			}
			if math.IsNaN(q.Value) || math.IsInf(q.Value, 0) {
				return fmt.Errorf("report: interval plot %q: row %q: value is %v", p.Title, r.Label, q.Value)
			}
		}
	}
	return checkRefs(fmt.Sprintf("interval plot %q", p.Title), p.Refs)
}

func (p *IntervalPlot) heading() (title, subtitle string) { return p.Title, p.Subtitle }
func (p *IntervalPlot) twins() []*Table                   { return []*Table{p.Table()} }

func (p *IntervalPlot) kind(i int) string {
	if i < len(p.Kinds) {
		return p.Kinds[i]
	}
	return "value"
}

// Table returns one row per point.
func (p *IntervalPlot) Table() *Table {
	unit := p.X.Unit
	t := &Table{Title: p.Title, RowHeads: 3, Notes: p.Notes, Columns: []Column{
		{Name: "group"},
		{Name: "row"},
		{Name: "kind"},
		{Name: orElse(p.X.Label, "value"), Unit: unit, Align: Right},
		{Name: "low", Unit: unit, Align: Right},
		{Name: "high", Unit: unit, Align: Right},
		{Name: "note", Wrap: true},
	}}
	if p.Inner != "" {
		t.Columns = slices.Insert(t.Columns, 4, Column{Name: "low " + p.Inner, Unit: unit, Align: Right}, Column{Name: "high " + p.Inner, Unit: unit, Align: Right})
	}
	ends := func(low, high float64) []string {
		if low == high {
			return []string{"", ""}
		}
		return []string{short(low), short(high)}
	}
	for _, r := range p.Rows {
		for _, q := range r.Points {
			row := []string{r.Group, join(" ", r.Label, r.Sub), p.kind(q.Kind), short(q.Value)}
			if p.Inner != "" {
				row = append(row, ends(q.InnerLow, q.InnerHigh)...)
			}
			t.Add(append(append(row, ends(q.Low, q.High)...), r.Note)...)
		}
	}
	return t
}

func (p *IntervalPlot) bounds() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	grow := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) && (!p.X.Log || v > 0) {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	for _, r := range p.Rows {
		for _, q := range r.Points {
			grow(q.Value)
			if q.Low != q.High {
				grow(q.Low)
				grow(q.High)
			}
		}
	}
	for _, r := range p.Refs {
		grow(r.Value)
		if r.To != nil {
			grow(*r.To)
		}
	}
	return lo, hi
}

// Text draws ├──●──┤ on a common axis, one line per point.
func (p *IntervalPlot) Text(w io.Writer, t Term) error {
	if err := p.Check(); err != nil {
		return err
	}
	const plotWidth = 41
	lo, hi := p.bounds()
	sc := newScale(p.X, lo, hi, 0, plotWidth-1, 4)
	name, kind := 0, 0
	for _, r := range p.Rows {
		name = max(name, Width(plain(join(" ", r.Label, r.Sub))))
		for _, q := range r.Points {
			kind = max(kind, Width(plain(p.kind(q.Kind))))
		}
	}
	if t.Width > 0 {
		name = min(name, max(t.Width-plotWidth-kind-22, 12))
	}
	var b strings.Builder
	writeHeading(&b, p.Title, p.Subtitle, t)
	group := ""
	for _, r := range p.Rows {
		if r.Group != group {
			group = r.Group
			b.WriteString(t.bold(plain(group)) + "\n")
		}
		label := cut(plain(join(" ", r.Label, r.Sub)), name)
		for k, q := range r.Points {
			if k > 0 {
				label = ""
			}
			note := short(q.Value)
			if q.Low != q.High {
				note += " (" + short(q.Low) + "–" + short(q.High) + ")"
			}
			if k == 0 {
				note = join("  ", note, plain(r.Note))
			}
			b.WriteString(pad(label, name, Left) + "  " + pad(plain(p.kind(q.Kind)), kind, Left) + "  " + p.textRow(q, sc, plotWidth) + "  " + note + "\n")
		}
	}
	b.WriteString(strings.Repeat(" ", name+kind+4) + pad(sc.tickText(unlog(sc, sc.min)), plotWidth/2, Left) +
		pad(sc.tickText(unlog(sc, sc.max)), plotWidth-plotWidth/2, Right) + "  " + plain(p.X.title()) + "\n")
	writeNotes(&b, p.Notes, t)
	_, err := io.WriteString(w, b.String())
	return err
}

// textInner thickens the narrower interval.
func (p *IntervalPlot) textInner(q IntervalPoint, at func(float64) (int, bool), cells []rune) {
	if q.InnerLow == q.InnerHigh {
		return
	}
	a, okA := at(q.InnerLow)
	b, okB := at(q.InnerHigh)
	for i := a; okA && okB && i <= b; i++ {
		cells[i] = '━'
	}
}

func (p *IntervalPlot) textRow(q IntervalPoint, sc scale, width int) string {
	cells := []rune(strings.Repeat(" ", width))
	at := func(v float64) (int, bool) {
		x, ok := sc.clamp(v)
		return int(math.Round(x)), ok
	}
	for _, r := range p.Refs {
		if x, ok := at(r.Value); ok {
			cells[x] = '┊'
		}
		if r.To != nil {
			if x, ok := at(*r.To); ok {
				cells[x] = '┊'
			}
		}
	}
	if q.Low != q.High {
		a, okA := at(q.Low)
		b, okB := at(q.High)
		if okA && okB {
			for i := a; i <= b; i++ {
				cells[i] = '─'
			}
			cells[a], cells[b] = '├', '┤'
			p.textInner(q, at, cells)
		}
	}
	if x, ok := at(q.Value); ok {
		cells[x] = []rune(markers[q.Kind%len(markers)])[0]
	}
	return string(cells)
}

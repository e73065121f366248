package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// Region is a map: colours over two axes, with named points on it.
type Region struct {
	Title    string
	Subtitle string
	// Desc is the text alternative: the finding.
	Desc string
	X, Y Axis
	// XEdges and YEdges bound the cells, rising; one more than there are cells.
	XEdges, YEdges []float64
	// Values are [y][x] in the unit of the scale; NaN where nothing is known.
	Values [][]float64
	Scale  Scale
	Points []RegionPoint
	// Width and Height in pixels; 0 means 720 by 480.
	Width, Height float64
	Notes         []string
}

// RegionPoint is a named place. One beyond an axis stands at its end.
type RegionPoint struct {
	Label string
	X, Y  float64
	// Glyph is ●◆▲■○◇△□; empty means ●.
	Glyph string
	// Line is said on hover and stands in the table.
	Line string
}

// Check reports edges that do not rise and values that do not fit them.
func (r *Region) Check() error {
	for _, e := range [][]float64{r.XEdges, r.YEdges} {
		if len(e) < 2 || !slices.IsSorted(e) || e[0] == e[len(e)-1] {
			return fmt.Errorf("report: map %q: edges %v do not rise", r.Title, e)
		}
	}
	if len(r.Values) != len(r.YEdges)-1 {
		return fmt.Errorf("report: map %q: %d rows of values for %d edges", r.Title, len(r.Values), len(r.YEdges))
	}
	for i, row := range r.Values {
		if len(row) != len(r.XEdges)-1 {
			return fmt.Errorf("report: map %q: row %d has %d values for %d edges", r.Title, i, len(row), len(r.XEdges))
		}
	}
	for _, p := range r.Points {
		if !(p.X > math.Inf(-1) && p.Y > math.Inf(-1)) {
			return fmt.Errorf("report: map %q: point %q is at %v, %v", r.Title, p.Label, p.X, p.Y)
		}
	}
	return nil
}

func (r *Region) heading() (title, subtitle string) { return r.Title, r.Subtitle }

func (r *Region) twins() []*Table {
	t := []*Table{r.Table()}
	if len(r.Points) > 0 {
		t = append(t, r.pointTable())
	}
	return t
}

// middle is the centre of a cell on its axis.
func (a Axis) middle(lo, hi float64) float64 {
	if a.Log {
		return math.Sqrt(lo * hi)
	}
	return (lo + hi) / 2
}

// Table returns one line per row of cells, from the top of the picture down.
func (r *Region) Table() *Table {
	t := &Table{Title: r.Title, RowHeads: 1, Notes: r.Notes, Columns: []Column{{Name: r.Y.Label, Unit: r.Y.Unit, Align: Right}}}
	for i := 1; i < len(r.XEdges); i++ {
		t.Columns = append(t.Columns, Column{Name: join(" ", r.X.Label, short(r.X.middle(r.XEdges[i-1], r.XEdges[i]))), Unit: r.Scale.norm().Unit, Align: Right})
	}
	for y := len(r.Values) - 1; y >= 0; y-- {
		row := []string{short(r.Y.middle(r.YEdges[y], r.YEdges[y+1]))}
		for _, v := range r.Values[y] {
			if math.IsNaN(v) {
				row = append(row, "")
				continue
			}
			row = append(row, short(v))
		}
		t.Add(row...)
	}
	return t
}

func (r *Region) pointTable() *Table {
	t := &Table{Title: "Show the points as a table", RowHeads: 1, Columns: []Column{
		{Name: "name"},
		{Name: r.X.Label, Unit: r.X.Unit, Align: Right},
		{Name: r.Y.Label, Unit: r.Y.Unit, Align: Right},
		{Name: "about it", Wrap: true},
	}}
	for _, p := range r.Points {
		t.Add(p.Label, short(p.X), short(p.Y), p.Line)
	}
	return t
}

// regionShades stand for nothing, less than a quarter of the scale, half, three quarters, more.
var regionShades = []rune(" ░▒▓█")

func (r *Region) shade(v float64) rune {
	sc := r.Scale.norm()
	x := (v - sc.Min) / (sc.Max - sc.Min)
	if sc.Reverse {
		x = 1 - x
	}
	if math.IsNaN(x) {
		return '·'
	}
	if x <= 0 {
		return regionShades[0]
	}
	return regionShades[min(1+int(4*x), 4)]
}

const pointLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Text draws cells as shades, two wide where there is room, and points as letters with a list.
func (r *Region) Text(w io.Writer, term Term) error {
	if err := r.Check(); err != nil {
		return err
	}
	nx, ny := len(r.XEdges)-1, len(r.YEdges)-1
	rows := make([][]rune, ny)
	for y := range rows {
		for _, v := range r.Values[y] {
			rows[y] = append(rows[y], r.shade(v))
		}
	}
	sx, sy := newScale(r.spanX(), 0, 1, 0, float64(nx), 4), newScale(r.spanY(), 0, 1, 0, float64(ny), 4)
	var list []string
	for i, p := range r.Points {
		x, _ := sx.clamp(p.X)
		y, _ := sy.clamp(p.Y)
		letter := pointLetters[i%len(pointLetters)]
		cx, cy := min(int(x), nx-1), min(int(y), ny-1)
		if old := rows[cy][cx]; strings.ContainsRune(pointLetters, old) {
			list = append(list, string(letter)+" "+plain(p.Label)+" (at "+string(old)+")")
			continue
		}
		rows[cy][cx] = rune(letter)
		list = append(list, string(letter)+" "+plain(p.Label))
	}
	labels := make([]string, ny)
	for _, v := range sy.ticks {
		if y, ok := sy.at(v); ok && y >= -1e-9 && y <= float64(ny)+1e-9 {
			labels[min(max(int(y), 0), ny-1)] = sy.tickText(v)
		}
	}
	left := 0
	for _, l := range labels {
		left = max(left, Width(l))
	}
	double := term.Width == 0 && nx <= 45 || term.Width > left+2+2*nx
	wide := 1
	if double {
		wide = 2
	}
	var b strings.Builder
	writeHeading(&b, r.Title, r.Subtitle, term)
	b.WriteString(plain(r.Y.title()) + "\n")
	for y := ny - 1; y >= 0; y-- {
		b.WriteString(pad(labels[y], left, Right) + " │")
		for _, c := range rows[y] {
			b.WriteRune(c)
			if double {
				if strings.ContainsRune(pointLetters, c) {
					c = ' '
				}
				b.WriteRune(c)
			}
		}
		b.WriteString("\n")
	}
	b.WriteString(strings.Repeat(" ", left) + " └" + strings.Repeat("─", wide*nx) + "\n")
	line := []rune(strings.Repeat(" ", left+2+wide*nx+8))
	free := 0 // a tick that would touch its neighbour is left out
	for _, v := range sx.ticks {
		at := 0
		if x, ok := sx.at(v); ok && x >= -1e-9 && x <= float64(nx)+1e-9 {
			at = left + 2 + int(x*float64(wide))
		}
		if text := []rune(sx.tickText(v)); at > 0 && at >= free {
			copy(line[at:], text)
			free = at + len(text) + 1
		}
	}
	b.WriteString(strings.TrimRight(string(line), " ") + "\n" + strings.Repeat(" ", left+2) + plain(r.X.title()) + "\n")
	sc := r.Scale.norm()
	writeWrapped(&b, join(" ", "blank "+short(sc.Min)+", ░▒▓█ up to "+short(sc.Max), sc.Unit, sc.Label), term)
	if len(list) > 0 {
		writeWrapped(&b, strings.Join(list, ", "), term)
	}
	writeNotes(&b, r.Notes, term)
	_, err := io.WriteString(w, b.String())
	return err
}

// spanX and spanY are the axes bounded by their edges.
func (r *Region) spanX() Axis {
	a := r.X
	a.Min, a.Max = r.XEdges[0], r.XEdges[len(r.XEdges)-1]
	return a
}

func (r *Region) spanY() Axis {
	a := r.Y
	a.Min, a.Max = r.YEdges[0], r.YEdges[len(r.YEdges)-1]
	return a
}

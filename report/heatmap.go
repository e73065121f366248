package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// HeatMap is a grid of numbers with named rows in groups and named columns.
type HeatMap struct {
	Title    string
	Subtitle string
	// Desc is the text alternative: the finding, in a sentence or two.
	Desc string
	// RowName and ColName say what the rows and the columns are ("assay", "drug and dose").
	RowName, ColName string
	Groups           []RowGroup
	Cols             []HeatCol
	// Cells are [row][column], rows counted through the groups.
	Cells [][]Cell
	// Marks define the keys cells use, in legend order.
	Marks []Mark
	Scale Scale
	// Notes stand under the picture in all forms.
	Notes []string
}

// RowGroup is a run of rows under a name.
type RowGroup struct {
	Name string
	Note string
	Rows []HeatRow
}

// HeatRow names a row: Label ("IL-6") over Sub ("pSTAT3, CD4 T cell"). ID becomes data-row in HTML.
type HeatRow struct{ Label, Sub, ID string }

// HeatCol names a column. Neighbouring columns with one Group stand under a common heading.
type HeatCol struct{ Label, Sub, ID, Group string }

func (c HeatCol) name() string {
	group := ""
	if c.Group != "" {
		group = "(" + c.Group + ")"
	}
	return join(" ", c.Label, c.Sub, group)
}

// Scale maps values to colours. The zero value is 0 to 100 %.
type Scale struct {
	Min, Max float64
	Unit     string
	// Label says what the number is ("average daily inhibition").
	Label string
	// Reverse makes small values deep.
	Reverse bool
}

// Cell is one number. A cell with Missing is drawn empty and says why.
type Cell struct {
	// Value in the units of the scale; it places the colour.
	Value float64
	// Text is what stands in the cell; empty means Value without decimals.
	Text string
	// Low and High are shown when they differ.
	Low, High float64
	// Marks are keys of HeatMap.Marks.
	Marks []string
	// Lines are said on hover, focus and tap, and stand in the table: sources, second numbers.
	Lines []string
	// Missing is the reason why there is no number.
	Missing string
}

func (s Scale) norm() Scale {
	if s.Min == s.Max {
		s.Min, s.Max = 0, 100
		if s.Unit == "" {
			s.Unit = "%"
		}
	}
	return s
}

func (s Scale) color(v float64) RGB {
	x := (v - s.Min) / (s.Max - s.Min)
	if s.Reverse {
		x = 1 - x
	}
	return Ramp(x)
}

// Check reports a grid that does not fit its headings and marks nobody defined.
func (h *HeatMap) Check() error {
	rows := h.rows()
	if len(rows) != len(h.Cells) {
		return fmt.Errorf("report: heat map %q: %d rows of cells for %d row names", h.Title, len(h.Cells), len(rows))
	}
	for i, row := range h.Cells {
		if len(row) != len(h.Cols) {
			return fmt.Errorf("report: heat map %q: row %q has %d cells for %d columns", h.Title, rows[i].Label, len(row), len(h.Cols))
		}
		for j, c := range row {
			at := fmt.Sprintf("report: heat map %q: row %q, column %q", h.Title, rows[i].Label, h.Cols[j].Label)
			if c.Missing == "" && (math.IsNaN(c.Value) || math.IsInf(c.Value, 0)) {
				return fmt.Errorf("%s: value is %v; a missing number needs a reason in Missing", at, c.Value)
			}
			for _, k := range c.Marks {
				if findMark(h.Marks, k) == nil {
					return fmt.Errorf("%s: mark %q is not defined", at, k)
				}
			}
		}
	}
	return nil
}

func (h *HeatMap) rows() []HeatRow {
	var all []HeatRow
	for _, g := range h.Groups {
		all = append(all, g.Rows...)
	}
	return all
}

func (h *HeatMap) heading() (title, subtitle string) { return h.Title, h.Subtitle }

func (c Cell) text() string {
	if c.Text != "" {
		return c.Text
	}
	return strconv.FormatFloat(c.Value, 'f', 0, 64)
}

// span is the interval as text, or "" when there is none.
func (c Cell) span() string {
	if c.Missing != "" || c.Low == c.High || math.IsNaN(c.Low+c.High) {
		return ""
	}
	f := func(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) }
	if c.High-c.Low < 3 && math.Abs(c.High) < 10 {
		f = func(v float64) string { return strconv.FormatFloat(v, 'g', 2, 64) }
	}
	return f(c.Low) + "–" + f(c.High)
}

func (h *HeatMap) glyphs(c Cell) string {
	var b strings.Builder
	for _, k := range c.Marks {
		b.WriteString(findMark(h.Marks, k).Glyph)
	}
	return b.String()
}

func (h *HeatMap) markLabels(c Cell) string {
	labels := make([]string, len(c.Marks))
	for i, k := range c.Marks {
		labels[i] = findMark(h.Marks, k).Label
	}
	return strings.Join(labels, ", ")
}

func (h *HeatMap) hatched(c Cell) bool {
	for _, k := range c.Marks {
		if findMark(h.Marks, k).Hatch {
			return true
		}
	}
	return false
}

// usedMarks lists the marks that occur, in legend order, and whether a cell is missing.
func (h *HeatMap) usedMarks() (used []Mark, missing bool) {
	seen := map[string]bool{}
	for _, row := range h.Cells {
		for _, c := range row {
			missing = missing || c.Missing != ""
			for _, k := range c.Marks {
				seen[k] = true
			}
		}
	}
	for _, m := range h.Marks {
		if seen[m.Key] {
			used = append(used, m)
		}
	}
	return used, missing
}

// spoken is what a cell says in words: row, column, number, interval, marks.
func (h *HeatMap) spoken(r HeatRow, c HeatCol, cell Cell) string {
	where := join(", ", join(" ", r.Label, r.Sub), c.name())
	if cell.Missing != "" {
		return where + ": no number, " + cell.Missing
	}
	unit := h.Scale.norm().Unit
	say := where + ": " + join(" ", cell.text(), unit)
	if s := cell.span(); s != "" {
		say += " (" + s + ")"
	}
	return join(", ", say, h.markLabels(cell))
}

// Table returns the grid as it is seen: one row per row, one column per column.
func (h *HeatMap) Table() *Table {
	t := &Table{Title: join(", ", h.Title, h.Scale.Label), RowHeads: 2, Notes: h.Notes}
	name := h.RowName
	if name == "" {
		name = "row"
	}
	t.Columns = []Column{{Name: "group"}, {Name: name}}
	unit := h.Scale.norm().Unit
	for _, c := range h.Cols {
		t.Columns = append(t.Columns, Column{Name: c.name(), Unit: unit, Align: Right})
	}
	used, missing := h.usedMarks()
	h.each(func(g RowGroup, r HeatRow, i int) {
		row := []TableCell{{Text: g.Name}, {Text: join(" ", r.Label, r.Sub)}}
		for _, c := range h.Cells[i] {
			row = append(row, TableCell{Text: h.cellText(c), Note: strings.Join(c.Lines, "\n")})
		}
		t.Rows = append(t.Rows, row)
	})
	if len(used) > 0 {
		t.Notes = append([]string{markLegend(used)}, t.Notes...)
	}
	if missing {
		t.Notes = append([]string{"– no number"}, t.Notes...)
	}
	return t
}

func (h *HeatMap) cellText(c Cell) string {
	if c.Missing != "" {
		return "–"
	}
	span := c.span()
	if span != "" {
		span = "(" + span + ")"
	}
	return join(" ", c.text(), span, h.glyphs(c))
}

func (h *HeatMap) each(f func(g RowGroup, r HeatRow, i int)) {
	i := 0
	for _, g := range h.Groups {
		for _, r := range g.Rows {
			f(g, r, i)
			i++
		}
	}
}

// Long returns one row per cell with interval, marks and all lines: the place to look up a source.
func (h *HeatMap) Long() *Table {
	sc := h.Scale.norm()
	name, col := h.RowName, h.ColName
	if name == "" {
		name = "row"
	}
	if col == "" {
		col = "column"
	}
	value := h.Scale.Label
	if value == "" {
		value = "value"
	}
	t := &Table{
		Title: "Every number of the picture, with its sources", RowHeads: 3,
		Columns: []Column{
			{Name: "group"},
			{Name: name},
			{Name: col},
			{Name: value, Unit: sc.Unit, Align: Right},
			{Name: "low", Unit: sc.Unit, Align: Right},
			{Name: "high", Unit: sc.Unit, Align: Right},
			{Name: "kind"},
			{Name: "details and sources", Wrap: true},
		},
	}
	h.each(func(g RowGroup, r HeatRow, i int) {
		for j, c := range h.Cells[i] {
			row := []TableCell{{Text: g.Name}, {Text: join(" ", r.Label, r.Sub)}, {Text: h.Cols[j].name()}}
			if c.Missing != "" {
				row = append(row, TableCell{Text: "–"}, TableCell{}, TableCell{}, TableCell{Text: "missing"},
					TableCell{Text: strings.Join(append([]string{c.Missing}, c.Lines...), "\n")})
			} else {
				low, high := "", ""
				if c.Low != c.High {
					low, high = short(c.Low), short(c.High)
				}
				row = append(row, TableCell{Text: c.text()}, TableCell{Text: low}, TableCell{Text: high},
					TableCell{Text: h.markLabels(c)}, TableCell{Text: strings.Join(c.Lines, "\n")})
			}
			t.Rows = append(t.Rows, row)
		}
	})
	return t
}

func (h *HeatMap) twins() []*Table { return []*Table{h.Table(), h.Long()} }

// short prints a number with three significant digits, without an exponent where one can avoid it.
func short(v float64) string {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	if a := math.Abs(v); a >= 1000 && a < 1e7 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	} else if a >= 1e-4 && a < 1000 {
		d := 2 - int(math.Floor(math.Log10(a)))
		s := strconv.FormatFloat(v, 'f', max(d, 0), 64)
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		return s
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

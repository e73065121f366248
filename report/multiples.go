package report

import (
	"errors"
	"io"
	"math"
	"strings"
)

// Multiples draws small charts side by side, one idea each.
type Multiples struct {
	Title    string
	Subtitle string
	Desc     string
	Charts   []*LineChart
	// Columns of the standalone picture; 0 means 3. A page uses as many as fit.
	Columns int
	// OwnY gives each chart its own y range; otherwise all share one, so that heights compare.
	OwnY bool
	// Width and Height of each chart; 0 means 330 by 250.
	Width, Height float64
}

// Check checks every chart.
func (m *Multiples) Check() error {
	var errs []error
	for _, c := range m.Charts {
		errs = append(errs, c.Check())
	}
	return errors.Join(errs...)
}

func (m *Multiples) heading() (title, subtitle string) { return m.Title, m.Subtitle }

// cells returns copies of the charts in one size and, unless OwnY, with one y axis.
func (m *Multiples) cells() []*LineChart {
	y0, y1 := math.Inf(1), math.Inf(-1)
	for _, c := range m.Charts {
		_, _, lo, hi := c.bounds()
		if c.Y.Min != c.Y.Max {
			lo, hi = c.Y.Min, c.Y.Max
		}
		y0, y1 = math.Min(y0, lo), math.Max(y1, hi)
	}
	out := make([]*LineChart, len(m.Charts))
	for i, c := range m.Charts {
		k := *c
		k.Width, k.Height = orNum(m.Width, 330), orNum(m.Height, 250)
		if !m.OwnY && y0 < y1 {
			sc := newScale(Axis{Log: k.Y.Log, Unit: k.Y.Unit}, y0, y1, 0, 1, 4)
			k.Y.Min, k.Y.Max = unlog(sc, sc.min), unlog(sc, sc.max)
		}
		out[i] = &k
	}
	return out
}

// SVG writes all charts into one standalone picture.
func (m *Multiples) SVG(w io.Writer) error {
	if err := m.Check(); err != nil {
		return err
	}
	cells := m.cells()
	cols := m.Columns
	if cols <= 0 {
		cols = 3
	}
	cols = max(min(cols, len(cells)), 1)
	cw, ch := orNum(m.Width, 330), 0.0
	for _, c := range cells {
		_, below := c.legendRows(cw)
		ch = math.Max(ch, headingHeight(cw-2*hmPad, c.Title, c.Subtitle)+c.Height+below)
	}
	width := float64(cols) * cw
	head := headingHeight(width-2*hmPad, m.Title, m.Subtitle)
	rows := (len(cells) + cols - 1) / cols
	return frame(w, width, head+float64(rows)*ch+8, m.Title, orElse(m.Desc, m.Subtitle), func(s *svg) {
		s.drawHeading(hmPad, width-2*hmPad, m.Title, m.Subtitle)
		for i, c := range cells {
			s.begin("g", "transform", "translate("+num(float64(i%cols)*cw)+" "+num(head+float64(i/cols)*ch)+")")
			top := s.drawSmallHeading(hmPad, cw-2*hmPad, c.Title, c.Subtitle)
			s.begin("g", "transform", "translate(0 "+num(top)+")")
			c.draw(s, cw, c.Height)
			s.end()
			s.end()
		}
	})
}

func (s *svg) drawSmallHeading(x, width float64, title, subtitle string) float64 {
	y := 4.0
	if title != "" {
		y += 16
		s.text(x, y, inkText.at(13.5).strong(), cutPx(title, width, 13.5, true))
	}
	if subtitle != "" {
		y += 15
		s.text(x, y, mutedText, cutPx(subtitle, width, 11, false))
	}
	return y + 6
}

// Text draws the charts one after the other.
func (m *Multiples) Text(w io.Writer, t Term) error {
	if err := m.Check(); err != nil {
		return err
	}
	var b strings.Builder
	writeHeading(&b, m.Title, m.Subtitle, t)
	for _, c := range m.cells() {
		b.WriteString("\n")
		if err := c.Text(&b, t); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Table stacks the charts' tables: chart, series, x, y, low, high.
func (m *Multiples) Table() *Table {
	x, y := Axis{Label: "x"}, Axis{Label: "y"}
	if len(m.Charts) > 0 {
		x, y = m.Charts[0].X, m.Charts[0].Y
	}
	t := &Table{Title: m.Title, RowHeads: 3, Columns: []Column{
		{Name: "chart"},
		{Name: "series"},
		{Name: orElse(x.Label, "x"), Unit: x.Unit, Align: Right},
		{Name: orElse(y.Label, "y"), Unit: y.Unit, Align: Right},
		{Name: "low", Unit: y.Unit, Align: Right},
		{Name: "high", Unit: y.Unit, Align: Right},
	}}
	for _, c := range m.Charts {
		for _, s := range c.Series {
			for i := range s.X {
				lo, hi := "", ""
				if s.Low != nil {
					lo, hi = short(s.Low[i]), short(s.High[i])
				}
				t.Add(c.Title, s.Name, short(s.X[i]), short(s.Y[i]), lo, hi)
			}
		}
	}
	return t
}

func (m *Multiples) twins() []*Table { return []*Table{m.Table()} }

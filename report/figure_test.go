package report

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"
)

func TestGoldenFigures(t *testing.T) {
	for name, f := range samples() {
		t.Run(name, func(t *testing.T) {
			svg := render(t, f.SVG)
			wellFormed(t, svg)
			golden(t, name+".svg.golden", svg)
			golden(t, name+".txt.golden", []byte(text(t, f, Term{})))
			golden(t, name+".csv.golden", render(t, f.Table().CSV))
		})
	}
}

func TestGoldenColour(t *testing.T) {
	golden(t, "heat.truecolor.golden", []byte(text(t, sampleHeat(), Term{Width: 80, Color: TrueColor})))
	golden(t, "heat.256.golden", []byte(text(t, sampleHeat(), Term{Width: 34, Color: Color256})))
}

func TestGoldenPage(t *testing.T) {
	page := render(t, samplePage().HTML)
	// Style and script have their own files; the golden page shows what the program writes.
	short := strings.ReplaceAll(strings.ReplaceAll(string(page), pageCSS, "...\n"), pageJS, "...\n")
	golden(t, "page.html.golden", []byte(short))
	again := render(t, samplePage().HTML)
	if !bytes.Equal(page, again) {
		t.Error("the same page gave different bytes")
	}
}

// Plain output must never hold an escape sequence, and colour must add nothing but escapes and the
// shade's column.
func TestTextWithoutColourIsPlain(t *testing.T) {
	for name, f := range samples() {
		if s := text(t, f, Term{Width: 60}); strings.Contains(s, "\x1b") {
			t.Errorf("%s: escape sequence in plain text", name)
		}
	}
}

func TestTextFitsTheTerminal(t *testing.T) {
	h := sampleHeat()
	for range 12 {
		h.Cols = append(h.Cols, HeatCol{Label: "gammacitinib", Sub: "200 mg qd"})
		for i := range h.Cells {
			h.Cells[i] = append(h.Cells[i], Cell{Value: 50, Marks: []string{"m"}})
		}
	}
	for _, width := range []int{40, 60, 80, 120} {
		for _, line := range strings.Split(text(t, h, Term{Width: width}), "\n") {
			if Width(line) > width {
				t.Errorf("width %d: line of %d cells: %s", width, Width(line), line)
			}
		}
	}
	// Every column appears, whatever the number of panels.
	if n := strings.Count(text(t, h, Term{Width: 60}), "gammacitinib"); n != 12 {
		t.Errorf("%d of 12 columns named", n)
	}
}

func TestEveryCellShowsItsNumberAndMark(t *testing.T) {
	for _, term := range []Term{{}, {Width: 80, Color: TrueColor}, {Width: 80, Color: Color256}} {
		s := text(t, sampleHeat(), term)
		for _, want := range []string{"87●", "12◇", ">99●?", "0◇", "51●", "no affinity (1)"} {
			if !strings.Contains(s, want) {
				t.Errorf("%+v: %q is missing", term, want)
			}
		}
		if strings.Contains(s, "never seen") {
			t.Error("a mark that no cell carries stands in the legend")
		}
	}
}

func TestTwinHoldsEveryLine(t *testing.T) {
	s := string(render(t, sampleHeat().Long().CSV))
	for _, want := range []string{"source one, Table 2", "source two", "no affinity", "measured, unverified", "87,80,93"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing in\n%s", want, s)
		}
	}
}

func TestChecksRefuse(t *testing.T) {
	heat := func(change func(*HeatMap)) Figure { h := sampleHeat(); change(h); return h }
	line := func(change func(*LineChart)) Figure { c := sampleLine(); change(c); return c }
	for _, c := range []struct {
		name string
		f    Figure
		want string
	}{
		{"too few rows", heat(func(h *HeatMap) { h.Cells = h.Cells[:2] }), "2 rows of cells for 3 row names"},
		{"short row", heat(func(h *HeatMap) { h.Cells[1] = h.Cells[1][:1] }), `row "S-22" has 1 cells for 2 columns`},
		{"unknown mark", heat(func(h *HeatMap) { h.Cells[0][0].Marks = []string{"zz"} }), `mark "zz" is not defined`},
		{"NaN", heat(func(h *HeatMap) { h.Cells[0][0].Value = math.NaN() }), "needs a reason in Missing"},
		{"lengths", line(func(c *LineChart) { c.Series[0].Y = nil }), "4 x and 0 y values"},
		{"band", line(func(c *LineChart) { c.Series[0].Low = c.Series[0].Low[:1] }), "1 low and 4 high"},
		{"reference", line(func(c *LineChart) { c.Refs[0].Axis = 'z' }), `'x' or 'y' would be right`},
		{"kind", &IntervalPlot{Rows: []IntervalRow{{Label: "r", Points: []IntervalPoint{{Kind: 1}}}}}, "kind 1"},
		{"log bars", &Bars{X: Axis{Log: true}}, "means nothing on a log axis"},
		{"bar count", &Bars{Rows: []BarRow{{Label: "r"}}}, "0 values for 1 kinds"},
		{"inside multiples", &Multiples{Charts: []*LineChart{{Series: []Series{{Name: "s", X: []float64{1}}}}}}, `series "s"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for form, write := range map[string]func(io.Writer) error{
				"svg": c.f.SVG, "text": func(w io.Writer) error { return c.f.Text(w, Term{}) },
				"page": (&Page{Sections: []Section{{Blocks: []Block{Fold{"", []Block{Fig{Figure: c.f}}}}}}}).HTML,
			} {
				var b bytes.Buffer
				err := write(&b)
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: error is %v; want %q in it", form, err, c.want)
				}
				if b.Len() > 0 {
					t.Errorf("%s: %d bytes were written in spite of the error", form, b.Len())
				}
			}
		})
	}
}

// Nothing to draw is not a reason to crash.
func TestEmptyFigures(t *testing.T) {
	inf := math.Inf(1)
	for _, f := range []Figure{
		&HeatMap{}, &LineChart{}, &IntervalPlot{}, &Bars{}, &Multiples{},
		&LineChart{Y: Axis{Log: true}, Series: []Series{{X: []float64{1, 2}, Y: []float64{0, -1}}}},
		&LineChart{Series: []Series{{X: []float64{1}, Y: []float64{inf}, Low: []float64{-inf}, High: []float64{inf}}}},
		&LineChart{Series: []Series{{X: []float64{5}, Y: []float64{7}}}},
		&LineChart{X: Axis{Log: true}, Series: []Series{{X: []float64{0, 1, 10}, Y: []float64{1, 1, 1}}}},
		&IntervalPlot{X: Axis{Log: true}, Rows: []IntervalRow{{Points: []IntervalPoint{{Value: 0}}}, {}}},
		&Bars{Rows: []BarRow{{Values: []float64{math.NaN()}}}},
	} {
		wellFormed(t, render(t, f.SVG))
		text(t, f, Term{Width: 20})
		render(t, f.Table().HTML)
		render(t, (&Page{Sections: []Section{{Blocks: []Block{Fig{Figure: f}}}}}).HTML)
	}
}

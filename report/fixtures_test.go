package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files; read the difference afterwards")

// golden compares with testdata/name, which -update rewrites.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		a, b := "(end)", "(end)"
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Fatalf("%s differs at line %d\n got: %s\nwant: %s\nrun: go test ./report -update, and read the difference", name, i+1, a, b)
		}
	}
}

func render(t *testing.T, f func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func text(t *testing.T, f Figure, term Term) string {
	t.Helper()
	return string(render(t, func(w io.Writer) error { return f.Text(w, term) }))
}

// wellFormed parses XML to the end.
func wellFormed(t *testing.T, doc []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(doc))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
	}
}

func sampleHeat() *HeatMap {
	return &HeatMap{
		Title: "Signal blocked", Subtitle: "average over a day", Desc: "A blocks one, B blocks both.",
		RowName: "assay", ColName: "compound",
		Groups: []RowGroup{
			{Name: "pair 1", Rows: []HeatRow{{Label: "S-1", Sub: "cell a", ID: "s1"}, {Label: "S-22", Sub: "cell b"}}},
			{Name: "pair 2", Rows: []HeatRow{{Label: "S-3"}}},
		},
		Cols: []HeatCol{{Label: "alpha", Sub: "5 mg", Group: "G"}, {Label: "betamethyl", Sub: "10 mg"}},
		Cells: [][]Cell{
			{{Value: 87, Low: 80, High: 93, Marks: []string{"m"}, Lines: []string{"source one, Table 2"}}, {Value: 12.4, Marks: []string{"c"}}},
			{{Missing: "no affinity"}, {Value: 100, Text: ">99", Marks: []string{"m", "?"}, Lines: []string{"source two"}}},
			{{Value: 0, Marks: []string{"c"}}, {Value: 51, Low: 40, High: 60, Marks: []string{"m"}}},
		},
		Marks: []Mark{{Key: "m", Glyph: "●", Label: "measured"}, {Key: "c", Glyph: "◇", Label: "computed"}, {Key: "?", Glyph: "?", Label: "unverified", Hatch: true}, {Key: "unused", Glyph: "!", Label: "never seen"}},
		Scale: Scale{Label: "inhibition"},
		Notes: []string{"A note."},
	}
}

func sampleLine() *LineChart {
	to := 6.0
	return &LineChart{
		Title: "Course", X: Axis{Label: "Time", Unit: "h"}, Y: Axis{Label: "Level", Unit: "nM", Log: true},
		Series: []Series{
			{Name: "one", X: []float64{0, 6, 12, 24}, Y: []float64{0, 100, 30, 3}, Low: []float64{0, 60, 20, 1}, High: []float64{0, 150, 50, 9}},
			{Name: "two", X: []float64{0, 12, 24}, Y: []float64{5, math.NaN(), 8}, Points: true},
		},
		Refs: []Ref{{Axis: 'y', Value: 20, Label: "IC50"}, {Axis: 'x', Value: 2, To: &to, Label: "peak"}},
	}
}

func sampleInterval() *IntervalPlot {
	to := 1.25
	return &IntervalPlot{
		Title: "Fold", X: Axis{Label: "ratio", Log: true}, Kinds: []string{"predicted", "observed"}, Inner: "50 %",
		Rows: []IntervalRow{
			{Group: "g", Label: "a", Sub: "10 mg", Note: "1.1-fold", Points: []IntervalPoint{{Kind: 0, Value: 1.1, Low: 0.9, High: 1.4, InnerLow: 1, InnerHigh: 1.2}, {Kind: 1, Value: 1}}},
			{Group: "g", Label: "b", Points: []IntervalPoint{{Kind: 0, Value: 0.7, Low: 0, High: 0.9}}},
		},
		Refs: []Ref{{Axis: 'x', Value: 0.8, To: &to, Label: "target"}},
	}
}

func sampleBars() *Bars {
	return &Bars{
		Title: "Hours", X: Axis{Label: "time above", Unit: "h"}, Kinds: []string{"x", "y"},
		Rows: []BarRow{{Label: "a", Values: []float64{12, -3}}, {Label: "b", Values: []float64{math.NaN(), 4}, Text: []string{"none"}}},
	}
}

func sampleMultiples() *Multiples {
	a, b := *sampleLine(), *sampleLine()
	b.Title, b.Series = "Other", []Series{{Name: "three", X: []float64{0, 24}, Y: []float64{1, 1000}}}
	return &Multiples{Title: "Two", Charts: []*LineChart{&a, &b}, Columns: 2}
}

func samples() map[string]Figure {
	return map[string]Figure{
		"region":  sampleRegion(),
		"crosses": sampleCrosses(),
		"heat":    sampleHeat(), "line": sampleLine(), "interval": sampleInterval(), "bars": sampleBars(), "multiples": sampleMultiples(),
	}
}

func samplePage() *Page {
	tab := &Table{Columns: []Column{{Name: "dose", Unit: "mg", Align: Right}}}
	tab.AddCells(TableCell{Text: "5", Href: "https://example.org"})
	return &Page{
		Title: "Page", Lead: "Lead.", Notice: "Not for patients.",
		Sections: []Section{
			{ID: "one", Title: "One", Blocks: []Block{Para("See https://example.org/x."), Fig{Figure: sampleHeat(), Caption: "Caption."}}},
			{Title: "Two", Blocks: []Block{Items{"a", "b"}, Tab{tab}, Fold{"More", []Block{Fig{Figure: sampleLine()}, Fig{Figure: sampleInterval()}, Fig{Figure: sampleBars()}, Fig{Figure: sampleMultiples()}}}}},
		},
		Manifest: []Pair{{"version", "1"}},
	}
}

package report

import (
	"math"
	"strings"
	"testing"
)

func sampleRegion() *Region {
	return &Region{
		Title: "Where it works", Subtitle: "share of the molecules", Desc: "Selective ones work.",
		X: Axis{Label: "selectivity", Log: true}, Y: Axis{Label: "half-life", Unit: "h", Log: true},
		XEdges: []float64{1, 10, 100, 1000}, YEdges: []float64{1, 4, 16}, Values: [][]float64{{0, 20, math.NaN()}, {0, 60, 100}},
		Points: []RegionPoint{
			{Label: "alphacitinib 5 mg", X: 3, Y: 2, Line: "33 %"},
			{Label: "betacitinib <b>", X: 500, Y: 50, Glyph: "○"},
			{Label: "gammacitinib", X: 3.1, Y: 2.1},
		},
		Notes: []string{"One beyond an axis stands at its end."},
	}
}

func TestRegionSaysWhatIsWrong(t *testing.T) {
	for want, change := range map[string]func(r *Region){
		"edges":         func(r *Region) { r.XEdges = []float64{2, 1} },
		"rows of":       func(r *Region) { r.Values = r.Values[:1] },
		"has 2 values":  func(r *Region) { r.Values[1] = r.Values[1][:2] },
		"point \"alpha": func(r *Region) { r.Points[0].X = math.NaN() },
	} {
		r := sampleRegion()
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		change(r)
		if err := r.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// Labels must cover neither a marker nor one another.
func TestRegionLabelsKeepApart(t *testing.T) {
	s := string(render(t, sampleRegion().SVG))
	for _, label := range []string{"alphacitinib 5 mg", "betacitinib &lt;b&gt;", "gammacitinib"} {
		if !strings.Contains(s, ">"+label+"</text>") {
			t.Errorf("%q is not drawn", label)
		}
	}
	at := func(label string) string {
		before, _, _ := strings.Cut(s, ">"+label+"</text>")
		tag := before[strings.LastIndex(before, "<text"):]
		_, y, _ := strings.Cut(tag, ` y="`)
		y, _, _ = strings.Cut(y, `"`)
		return y
	}
	if at("alphacitinib 5 mg") == at("gammacitinib") {
		t.Error("two names of neighbours stand on one line")
	}
}

package report

import (
	"math"
	"strings"
	"testing"
)

func sampleCrosses() *Crosses {
	return &Crosses{
		Title: "Benefit beside risk", Subtitle: "bars are 95 % intervals", Desc: "More of both under alphacitinib.",
		X: Axis{Label: "ACR20 beyond placebo", Unit: "percentage points"}, Y: Axis{Label: "herpes zoster", Unit: "per 100 patient-years", Log: true},
		Points: []CrossPoint{
			{Label: "alphacitinib 5 mg", X: 30, XLow: 20, XHigh: 38, Y: 3, YLow: 1, YHigh: 9},
			{Label: "betacitinib <b>", X: 30.5, XLow: 21, XHigh: 39, Y: 3.1, YLow: 1.1, YHigh: 9.2},
			{Label: "gammacitinib", X: -2, XLow: -8, XHigh: 5, Y: 1, YLow: 1, YHigh: 1},
		},
		Notes: []string{"One population."},
	}
}

func TestCrossesSayWhatIsWrong(t *testing.T) {
	for want, change := range map[string]func(c *Crosses){
		"is NaN":      func(c *Crosses) { c.Points[1].X = math.NaN() },
		"is +Inf":     func(c *Crosses) { c.Points[0].YHigh = math.Inf(1) },
		"not above 0": func(c *Crosses) { c.Points[2].YLow = 0 },
	} {
		c := sampleCrosses()
		if err := c.Check(); err != nil {
			t.Fatal(err)
		}
		change(c)
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// Every point is drawn with its name and its numbers, zero benefit is on the axis, and neighbours' names stand apart.
func TestCrossesShowEveryPoint(t *testing.T) {
	c := sampleCrosses()
	s := string(render(t, c.SVG))
	for _, want := range []string{">alphacitinib 5 mg</text>", ">betacitinib &lt;b&gt;</text>", ">gammacitinib</text>", "herpes zoster, per 100 patient-years 3 (1 to 9)", ">0</text>"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if rows := c.Table().Rows; len(rows) != 3 {
		t.Errorf("the table has %d rows", len(rows))
	}
	if x, _ := c.bounds(); x != [2]float64{-8, 39} {
		t.Errorf("bounds are %v", x)
	}
}

package main

import (
	"fmt"
	"io"
	"math"
	"sort"
	"strings"

	"jakstat/jak/design"
	"jakstat/report"
	sobol "jakstat/stat/sensitivity"
)

// sensitivityView turns an analysis into a picture, a table and a document.
type sensitivityView struct {
	r       *design.Influence
	space   design.Space
	note    string
	regimen string
	seed    uint64
	points  int
	command string
}

// ranked lists properties by their total index on an outcome, the largest first.
func (v *sensitivityView) ranked(i int) []int {
	out := make([]int, len(v.r.Properties))
	for j := range out {
		out[j] = j
	}
	x := v.r.Results[i].Indices
	sort.SliceStable(out, func(a, b int) bool { return x[out[a]].Total.Value > x[out[b]].Total.Value })
	return out
}

func (v *sensitivityView) outcome(i int) string {
	o, x := v.r.Outcomes[i], v.r.Results[i]
	if o.Spared != nil {
		return fmt.Sprintf("window %s: %.2g-fold (%.2g to %.2g)", o.Name, math.Pow(10, x.Mean), math.Pow(10, x.Low), math.Pow(10, x.High))
	}
	return fmt.Sprintf("average inhibition of %s: %.0f %% (%.0f to %.0f)", o.Name, 100*x.Mean, 100*x.Low, 100*x.High)
}

func (v *sensitivityView) finding() string {
	var parts []string
	for i := range v.r.Outcomes {
		best := v.ranked(i)[0]
		x := v.r.Results[i].Indices[best]
		if math.IsNaN(x.Total.Value) {
			parts = append(parts, v.r.Outcomes[i].Name+" does not vary")
			continue
		}
		parts = append(parts, fmt.Sprintf("for %s it is %s (%.0f %% alone, %.0f %% with interactions)", v.r.Outcomes[i].Name, v.r.Properties[best].Words(), 100*x.First.Value, 100*x.Total.Value))
	}
	return "What matters most: " + strings.Join(parts, "; ") + "."
}

func (v *sensitivityView) picture() *report.IntervalPlot {
	p := &report.IntervalPlot{
		Title: "Which property matters", Subtitle: "Share of the variance that each property explains, with 90 % intervals", Desc: v.finding(),
		X: report.Axis{Label: "share of the variance", Min: -0.05, Max: 1.05, Ticks: []float64{0, 0.2, 0.4, 0.6, 0.8, 1}}, Kinds: []string{"alone (first order)", "with interactions (total)"},
		Notes: append([]string{v.finding()}, v.basis()...),
	}
	for i := range v.r.Outcomes {
		for _, j := range v.ranked(i) {
			x := v.r.Results[i].Indices[j]
			if math.IsNaN(x.Total.Value) {
				continue
			}
			p.Rows = append(p.Rows, report.IntervalRow{Group: v.outcome(i), Label: v.r.Properties[j].String(), Sub: v.span(v.r.Properties[j]), Points: []report.IntervalPoint{
				{Kind: 0, Value: x.First.Value, Low: x.First.Low, High: x.First.High}, {Kind: 1, Value: x.Total.Value, Low: x.Total.Low, High: x.Total.High},
			}})
		}
	}
	return p
}

func (v *sensitivityView) span(p design.Property) string {
	r, ok := v.space.Vary[p]
	if p == design.Dose {
		r, ok = v.space.Dose, true
	}
	if !ok {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%.4g to %.4g %s", r.Low, r.High, p.Unit()))
}

func (v *sensitivityView) basis() []string {
	return []string{
		fmt.Sprintf("Molecule: %s; %s; %d evaluations. Behind each outcome stand its mean and the range of 90 %% of the molecules.", v.note, v.regimen, v.r.Evaluations),
		"Indices of a property near 0 may come out slightly below it. The answer holds for these ranges.",
		atEquilibrium,
	}
}

func (v *sensitivityView) text(w io.Writer, term report.Term) error {
	if err := v.picture().Text(w, term); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return v.table().Text(w, term)
}

func (v *sensitivityView) table() *report.Table {
	t := &report.Table{Title: "Sobol indices", RowHeads: 2, Columns: []report.Column{
		{Name: "outcome"},
		{Name: "property"},
		{Name: "range"},
		{Name: "first order", Align: report.Right},
		{Name: "low", Align: report.Right},
		{Name: "high", Align: report.Right},
		{Name: "total", Align: report.Right},
		{Name: "low", Align: report.Right},
		{Name: "high", Align: report.Right},
	}}
	for i, o := range v.r.Outcomes {
		for _, j := range v.ranked(i) {
			row := []string{o.Name, v.r.Properties[j].String(), v.span(v.r.Properties[j])}
			for _, e := range []sobol.Estimate{v.r.Results[i].Indices[j].First, v.r.Results[i].Indices[j].Total} {
				row = append(row, index(e.Value), index(e.Low), index(e.High))
			}
			t.Add(row...)
		}
	}
	return t
}

// index prints a Sobol index; three decimals are more than its interval.
func index(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	if text := fmt.Sprintf("%.3f", v); text != "-0.000" {
		return text
	}
	return "0.000"
}

func (v *sensitivityView) page() *report.Page {
	return &report.Page{
		Title: "Which property of the molecule matters?", Lead: v.finding(), Notice: researchNotice,
		Sections: []report.Section{{ID: "indices", Title: "Sobol indices", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: "The total index counts interactions with every property that takes part."}, report.Tab{Table: v.table()}}}},
		Manifest: []report.Pair{
			{Name: "product", Value: "jakstat " + versionText()},
			{Name: "the same on the command line", Value: v.command},
			{Name: "base points", Value: fmt.Sprint(v.points)},
			{Name: "seed", Value: fmt.Sprint(v.seed)},
		},
	}
}

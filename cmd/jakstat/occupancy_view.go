package main

import (
	"fmt"

	"jakstat/report"
)

// occupancy tabulates the kinases that drugs with rates hold over the day; nil without such a drug.
func (v *compareView) occupancy() *report.Table {
	t := &report.Table{Title: "Kinases held over the day by drugs with kon and koff, typical patient", RowHeads: 2, Columns: []report.Column{
		{Name: "drug"},
		{Name: "kinase"},
		{Name: "Ki in cells", Unit: "nM", Align: report.Right},
		{Name: "koff", Unit: "1/h", Align: report.Right},
		{Name: "stays", Unit: "h", Align: report.Right},
		{Name: "average", Unit: "%", Align: report.Right},
		{Name: "average at equilibrium", Unit: "%", Align: report.Right},
		{Name: "trough", Unit: "%", Align: report.Right},
		{Name: "trough at equilibrium", Unit: "%", Align: report.Right},
		{Name: "rates"},
	}}
	for _, col := range v.c.Columns {
		for _, o := range col.Occupancies() {
			percent := func(f float64) string { return fmt.Sprintf("%.1f", 100*f) }
			t.Add(col.Treatment.Drug.Name+" "+doseText(col.Treatment), o.Kinase.String(), number(o.Constant.KiApp), number(o.Constant.Koff), number(1/o.Constant.Koff),
				percent(o.Cover.Average), percent(o.Still.Average), percent(o.Cover.Trough), percent(o.Still.Trough), o.Basis())
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	t.Notes = []string{"Occupancy of the ATP pocket, or of the pseudokinase by its ligands. At equilibrium is what the concentration of the moment would hold. Rates that nobody vouches for make all figures of the drug a sensitivity analysis."}
	return t
}

// occupancySection draws occupancy over the day; ok is false without a drug with rates.
func (v *compareView) occupancySection() (s report.Section, ok bool) {
	t := v.occupancy()
	if t == nil {
		return s, false
	}
	mult := &report.Multiples{Title: "Occupancy over the day", Subtitle: "Typical patient", Desc: "Fraction of each kinase that the drug holds over one day at steady state."}
	for _, col := range v.c.Columns {
		chart := &report.LineChart{
			Title: col.Treatment.Drug.Name + " " + doseText(col.Treatment), X: report.Axis{Label: "time since dose", Unit: "h"},
			Y: report.Axis{Label: "occupied", Unit: "%", Min: 0, Max: 100}, Desc: "Occupancy over the day.",
		}
		for i, o := range col.Occupancies() {
			chart.Series = append(chart.Series, report.Series{Name: o.Kinase.String(), X: col.Hours, Y: percent(o.Course), Marker: "none", Color: i + 1, Dash: courseDashes[i]})
		}
		if len(chart.Series) > 0 {
			mult.Charts = append(mult.Charts, chart)
		}
	}
	return report.Section{ID: "occupancy", Title: "Kinases held", Blocks: []report.Block{report.Fig{Figure: mult}, report.Tab{Table: t}}}, true
}

package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"jakstat/jak/binding"
	"jakstat/jak/design"
	"jakstat/report"
)

const searchSchema = "jakstat.design-search/1"

// Places of the maps: fine for the picture, coarse for the terminal and for the doses.
const (
	mapColumns, mapRows   = 48, 32
	textColumns, textRows = 36, 18
	doseColumns, doseRows = 8, 7
)

// exposureRange is where average unbound concentrations in units of the IC50 are shown.
var exposureRange = design.Range{Low: 0.05, High: 50}

// searchView turns a search into maps, tables and a document.
type searchView struct {
	found   *design.Search
	drugs   []design.Marketed
	note    string
	regimen string
	seed    uint64
	command string
}

func (v *searchView) wishText() string {
	var parts []string
	for _, w := range v.found.Wishes {
		parts = append(parts, w.Text)
	}
	return strings.Join(parts, ", ") + ", " + v.regimen
}

func (v *searchView) finding() string {
	n := len(v.found.Candidates)
	if v.found.Feasible == 0 {
		return fmt.Sprintf("None of %d molecules meets the wishes. %s", n, strings.Join(v.found.Why(), " "))
	}
	b := &v.found.Candidates[v.found.Best]
	return fmt.Sprintf("%d of %d molecules (%.3g %%) meet the wishes at some dose. Best: selectivity %.3g, half-life %.3g h, %s to %s mg.", v.found.Feasible, n,
		100*float64(v.found.Feasible)/float64(n), design.Selectivity.Of(&b.Molecule), b.Molecule.HalfLife(), milligrams(b.Low), milligrams(b.High))
}

func share(c design.FieldCell) float64 {
	if c.Molecules == 0 {
		return math.NaN()
	}
	return 100 * float64(c.Feasible) / float64(c.Molecules)
}

func shares(f design.Field) [][]float64 {
	out := make([][]float64, len(f.Cells))
	for y, row := range f.Cells {
		for _, c := range row {
			out[y] = append(out[y], share(c))
		}
	}
	return out
}

var shareScale = report.Scale{Min: 0, Max: 100, Unit: "%", Label: "of the molecules there have a dose that meets all wishes"}

// region is the map of selectivity and half-life with the marketed drugs.
func (v *searchView) region(nx, ny int) *report.Region {
	f := v.found.Map(nx, ny)
	r := &report.Region{
		Title: "Selectivity and half-life that meet the wishes", Subtitle: v.wishText(), Desc: v.finding(),
		X: report.Axis{Label: design.Selectivity.Words(), Log: true}, Y: report.Axis{Label: "half-life", Unit: "h", Log: true},
		XEdges: f.XEdges, YEdges: f.YEdges, Values: shares(f), Scale: shareScale,
		Notes: []string{"Marketed drugs: selectivity from all assays, half-life of the decline at the end of a dosing interval; ● meets the wishes at its dose, ○ does not. One beyond an axis stands at its end."},
	}
	v.plot(r, func(d design.Marketed) float64 { return d.HalfLife })
	return r
}

// exposure is the map of selectivity and unbound concentration.
func (v *searchView) exposure(nx, ny int) *report.Region {
	f := v.found.Exposure(nx, ny, exposureRange)
	r := &report.Region{
		Title: "Selectivity and exposure that meet the wishes", Subtitle: v.wishText(), Desc: v.finding(),
		X: report.Axis{Label: design.Selectivity.Words(), Log: true}, Y: report.Axis{Label: "average unbound concentration over the IC50 of the first wish", Log: true},
		XEdges: f.XEdges, YEdges: f.YEdges, Values: shares(f),
		Scale: report.Scale{Min: 0, Max: 100, Unit: "%", Label: "of the molecules meet all wishes at that exposure"},
		Notes: []string{"For marketed drugs the IC50 is that of compare: measured where there is a measurement."},
	}
	v.plot(r, func(d design.Marketed) float64 { return d.Unbound })
	return r
}

func (v *searchView) plot(r *report.Region, y func(design.Marketed) float64) {
	var gone []string
	for _, d := range v.drugs {
		name := d.Drug + " " + d.Regimen
		if math.IsNaN(d.Selectivity) || math.IsNaN(y(d)) {
			gone = append(gone, name)
			continue
		}
		p := report.RegionPoint{Label: name, X: d.Selectivity, Y: y(d), Glyph: "○", Line: v.attained(d)}
		if d.Meets {
			p.Glyph = "●"
		}
		r.Points = append(r.Points, p)
	}
	if len(gone) > 0 {
		r.Notes = append(r.Notes, "Not on the map, because a constant or IC50 is unknown or does not compare: "+strings.Join(gone, ", ")+".")
	}
}

func (v *searchView) attained(d design.Marketed) string {
	var parts []string
	for i, w := range v.found.Wishes {
		parts = append(parts, w.Response.Readout.Label()+" "+percentOr(d.Attained[i]))
	}
	return strings.Join(parts, ", ")
}

func percentOr(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*x)
}

// doses is the table of doses over the map.
func (v *searchView) doses() *report.HeatMap {
	f := v.found.Map(doseColumns, doseRows)
	h := &report.HeatMap{
		Title: "Doses that meet the wishes, " + v.regimen, Subtitle: "mg, from the least that takes enough to the most that spares enough; medians over the molecules of a place",
		Desc: v.finding(), RowName: "half-life", ColName: "selectivity", Scale: shareScale, Groups: []report.RowGroup{{Name: "half-life"}},
	}
	for x := range doseColumns {
		h.Cols = append(h.Cols, report.HeatCol{Label: fmt.Sprintf("%.3g", math.Sqrt(f.XEdges[x]*f.XEdges[x+1])), Sub: "selectivity"})
	}
	for y := doseRows - 1; y >= 0; y-- {
		h.Groups[0].Rows = append(h.Groups[0].Rows, report.HeatRow{Label: fmt.Sprintf("%.3g h", math.Sqrt(f.YEdges[y]*f.YEdges[y+1]))})
		var row []report.Cell
		for _, c := range f.Cells[y] {
			cell := report.Cell{Value: share(c), Text: milligrams(c.Low) + "–" + milligrams(c.High), Lines: []string{fmt.Sprintf("%d of %d molecules", c.Feasible, c.Molecules)}}
			switch {
			case c.Molecules == 0:
				cell.Missing = "no molecule fell here: try more"
			case c.Feasible == 0:
				cell.Missing = "no dose meets all wishes"
			}
			row = append(row, cell)
		}
		h.Cells = append(h.Cells, row)
	}
	return h
}

// milligrams prints a dose in three digits without a power of ten.
func milligrams(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

// drugTable shows where the marketed drugs stand.
func (v *searchView) drugTable() *report.Table {
	t := &report.Table{Title: "The marketed drugs at their usual doses", RowHeads: 1, Columns: []report.Column{
		{Name: "drug"},
		{Name: "selectivity", Align: report.Right},
		{Name: "half-life", Unit: "h", Align: report.Right},
		{Name: "unbound over IC50", Align: report.Right},
	}}
	for _, w := range v.found.Wishes {
		t.Columns = append(t.Columns, report.Column{Name: w.Text, Align: report.Right})
	}
	t.Columns = append(t.Columns, report.Column{Name: "meets all"})
	figure := func(x float64) string {
		if math.IsNaN(x) {
			return "–"
		}
		return fmt.Sprintf("%.2g", x)
	}
	for _, d := range v.drugs {
		row := []string{d.Drug + " " + d.Regimen + " (" + d.Label + ")", figure(d.Selectivity), figure(d.HalfLife), figure(d.Unbound)}
		for _, x := range d.Attained {
			row = append(row, percentOr(x))
		}
		t.Add(append(row, map[bool]string{true: "yes", false: "no"}[d.Meets])...)
	}
	return t
}

func (v *searchView) text(w io.Writer, term report.Term) error {
	if err := v.region(textColumns, textRows).Text(w, term); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if v.found.Feasible > 0 {
		if err := v.doses().Text(w, term); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	if err := v.drugTable().Text(w, term); err != nil {
		return err
	}
	fmt.Fprintln(w)
	for _, line := range append([]string{v.finding()}, v.basis()...) {
		fmt.Fprintln(w, line)
	}
	return nil
}

// basis says what was varied, and how.
func (v *searchView) basis() []string {
	s := &v.found.Space
	var parts []string
	for _, p := range design.Properties() {
		if r, ok := s.Vary[p]; ok {
			parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %.4g to %.4g %s", p, r.Low, r.High, p.Unit())))
		}
	}
	parts = append(parts, fmt.Sprintf("dose %.4g to %.4g mg", s.Dose.Low, s.Dose.High))
	m := &s.Base
	return []string{
		"Varied: " + strings.Join(parts, ", ") + ".",
		fmt.Sprintf("The rest is that of %s: Ki of JAK1 %.3g nM, JAK3 %.3g and TYK2 %.3g times that, fu %.3g, CL/F %.3g L/h, ka %.3g 1/h, %.4g g/mol.", v.note, m.Ki[binding.JAK1],
			design.OverJAK3.Of(m), design.OverTYK2.Of(m), m.Fu, m.CLF, m.Ka, m.MolarMass),
		atEquilibrium,
	}
}

func (v *searchView) page() *report.Page {
	lead := v.finding()
	first := []report.Block{report.Fig{Figure: v.region(mapColumns, mapRows), Caption: "Each place holds the molecules with that selectivity and half-life. " + strings.Join(v.basis(), " ")}}
	sections := []report.Section{{ID: "map", Title: "Selectivity and half-life", Blocks: first}}
	if v.found.Feasible > 0 {
		sections = append(sections, report.Section{ID: "doses", Title: "Doses", Blocks: []report.Block{
			report.Fig{Figure: v.doses(), Caption: "Doses scale with affinity, unbound fraction and clearance of the molecule."},
		}})
	}
	sections = append(sections, report.Section{ID: "exposure", Title: "Exposure", Blocks: []report.Block{
		report.Fig{Figure: v.exposure(mapColumns, mapRows), Caption: "In units of the IC50, exposure depends neither on affinity nor on clearance."},
	}}, report.Section{ID: "drugs", Title: "Marketed drugs", Blocks: []report.Block{report.Tab{Table: v.drugTable()}}})
	return &report.Page{
		Title: "Which molecule would it have to be?", Lead: lead, Notice: researchNotice + " Figures of the typical patient, by the mechanistic route.", Sections: sections,
		Manifest: []report.Pair{
			{Name: "product", Value: "jakstat " + versionText()},
			{Name: "the same on the command line", Value: v.command},
			{Name: "molecules", Value: fmt.Sprint(len(v.found.Candidates))},
			{Name: "seed", Value: fmt.Sprint(v.seed)},
		},
	}
}

// long is one line per place of the map.
func (v *searchView) long() *report.Table {
	t := &report.Table{Title: "Places of the map", RowHeads: 2, Columns: []report.Column{
		{Name: "selectivity", Align: report.Right},
		{Name: "half-life", Unit: "h", Align: report.Right},
		{Name: "molecules", Align: report.Right},
		{Name: "feasible", Align: report.Right},
		{Name: "dose from", Unit: "mg", Align: report.Right},
		{Name: "dose to", Unit: "mg", Align: report.Right},
	}}
	f := v.found.Map(textColumns, textRows)
	for y, row := range f.Cells {
		for x, c := range row {
			line := []string{number(math.Sqrt(f.XEdges[x] * f.XEdges[x+1])), number(math.Sqrt(f.YEdges[y] * f.YEdges[y+1])), fmt.Sprint(c.Molecules), fmt.Sprint(c.Feasible), "", ""}
			if c.Feasible > 0 {
				line[4], line[5] = number(c.Low), number(c.High)
			}
			t.Add(line...)
		}
	}
	return t
}

package main

import (
	"fmt"
	"strings"

	"jakstat/engine/result"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/engagement"
	"jakstat/library"
	"jakstat/report"
)

// sensitivity is what every form of the result says first.
const sensitivity = "Sensitivity analysis: residence times are assumed, none is measured. The same dissociation constants in every row."

// residenceView turns an analysis into tables, a picture, a page and a document.
type residenceView struct {
	lib     *evidence.Library
	a       *engagement.Analysis
	command string
}

func (v *residenceView) title() string {
	t := v.a.Plan.Treatment
	return t.Drug.Name + " " + t.Regimen.String() + ", by residence time"
}

// stay words the residence time of a row.
func stay(r engagement.Row) string {
	if r.Residence.Unit.Scale == 0 {
		return "equilibrium"
	}
	return r.Residence.String()
}

func (v *residenceView) role(i int) string {
	if i == 0 {
		return "target"
	}
	return "off-target"
}

// every words how far apart doses could be.
func every(l engagement.Longer) string {
	s := fmt.Sprintf("%.0f", l.Every)
	if l.Beyond {
		s = "> " + s
	}
	return s
}

// table is for reading: occupancy of every kinase, and the interval.
func (v *residenceView) table() *report.Table {
	t := &report.Table{Title: v.title(), RowHeads: 1, Columns: []report.Column{{Name: "residence"}}}
	for i, k := range v.a.Plan.Kinases {
		t.Columns = append(t.Columns, report.Column{Name: k.String() + " (" + v.role(i) + ") trough", Unit: "%", Align: report.Right}, report.Column{Name: "average", Unit: "%", Align: report.Right},
			report.Column{Name: "peak", Unit: "%", Align: report.Right})
	}
	t.Columns = append(t.Columns, report.Column{Name: "same trough, doses every", Unit: "h", Align: report.Right})
	for _, r := range v.a.Rows {
		row := []string{stay(r)}
		for _, x := range r.Targets {
			row = append(row, tenth(x.Occupancy.Trough), tenth(x.Occupancy.Average), tenth(x.Occupancy.Peak))
		}
		t.Add(append(row, every(r.Longer))...)
	}
	t.Notes = v.notes()
	return t
}

// tenth is a percentage to a tenth of a point.
func tenth(f float64) string { return fmt.Sprintf("%.1f", 100*f) }

// notes say what the table is, what it rests on and what it shows.
func (v *residenceView) notes() []string {
	p := v.a.Plan
	out := []string{sensitivity, v.finding()}
	m, verified := p.Treatment.Molecule, true
	constants := "Occupancy at steady state, typical patient. Constants estimated from"
	for i, k := range p.Kinases {
		c := m.InCells()[k]
		verified = verified && c.Verified
		if i > 0 {
			constants += ","
		}
		constants += fmt.Sprintf(" %d assays on %s", len(c.Refs), k)
		if len(c.Refs) == 1 {
			constants = strings.Replace(constants, " 1 assays", " 1 assay", 1)
		}
	}
	constants += " and from cell data"
	if !verified {
		constants += " (unverified)"
	}
	if m.Mode == binding.JH2 {
		constants += "; pseudokinase, no competition with ATP, no activity left in the complex"
	} else {
		constants += "; competition with " + p.Options.ATP.String() + " ATP"
	}
	if f := p.Options.KiFactor; f != 0 && f != 1 {
		constants += fmt.Sprintf("; times %g", f)
	}
	if p.Options.Lifetime.Unit.Scale != 0 {
		constants += "; kinases live " + p.Options.Lifetime.String() + " on average"
	} else {
		constants += "; proteins are not renewed"
	}
	out = append(out, constants+".")
	if len(v.a.Ligands) > 1 {
		out = append(out, "Occupancy is by "+strings.Join(v.a.Ligands, ", ")+" together; metabolites count in equivalents of the parent.")
	}
	return out
}

// finding compares the longest stay with equilibrium.
func (v *residenceView) finding() string {
	first, last := v.a.Rows[0], v.a.Rows[len(v.a.Rows)-1]
	a, b := first.Targets[0], last.Targets[0]
	s := fmt.Sprintf("From equilibrium to %s on %s: trough %s to %s %%; the equilibrium trough would hold with the same daily dose given every %s h instead of %s h.",
		stay(last), a.Kinase, tenth(a.Occupancy.Trough), tenth(b.Occupancy.Trough), every(last.Longer), every(first.Longer))
	for i, x := range first.Targets[1:] {
		y := last.Targets[i+1]
		s += fmt.Sprintf(" Off-target %s: average %s to %s %%, trough %s to %s %%.", x.Kinase, tenth(x.Occupancy.Average), tenth(y.Occupancy.Average), tenth(x.Occupancy.Trough), tenth(y.Occupancy.Trough))
	}
	return s
}

// rows has one line per residence time and kinase, for programs.
func (v *residenceView) rows() *report.Table {
	t := &report.Table{Title: v.title(), RowHeads: 2, Columns: []report.Column{
		{Name: "drug"}, {Name: "regimen"}, {Name: "residence"}, {Name: "residence", Unit: "h"}, {Name: "kinase"}, {Name: "role"}, {Name: "kon", Unit: "1/M/s"},
	}}
	for _, what := range []string{"occupancy", "inhibition"} {
		t.Columns = append(t.Columns, report.Column{Name: what + " peak", Unit: "%"}, report.Column{Name: what + " trough", Unit: "%"}, report.Column{Name: what + " average", Unit: "%"},
			report.Column{Name: what + " above half", Unit: "h/d"})
	}
	t.Columns = append(t.Columns, report.Column{Name: "same trough, doses every", Unit: "h"}, report.Column{Name: "interval is a limit"},
		report.Column{Name: "occupancy average at that interval", Unit: "%"}, report.Column{Name: "basis"})
	d := v.document()
	for _, r := range d.Rows {
		h, basis := "", "equilibrium"
		if r.Residence != nil {
			h, basis = number(*r.Residence), "assumed residence time"
		}
		for i, x := range r.Kinases {
			kon := ""
			if x.Kon != nil {
				kon = fmt.Sprintf("%.4g", *x.Kon)
			}
			row := []string{d.Drug, d.Regimen, r.Words, h, x.Kinase, x.Role, kon}
			for _, c := range []coverage.Cover{x.Occupancy, x.Inhibition} {
				row = append(row, number(100*c.Peak), number(100*c.Trough), number(100*c.Average), number(c.HoursAbove))
			}
			limit := "no"
			if r.Longer.Beyond {
				limit = "yes"
			}
			t.Add(append(row, number(r.Longer.Every), limit, number(100*r.Longer.Kinases[i].Occupancy.Average), basis)...)
		}
	}
	return t
}

// picture draws the course of every kinase over the day, one line for each residence time.
func (v *residenceView) picture() *report.Multiples {
	m := &report.Multiples{Title: v.title(), Subtitle: sensitivity, Desc: v.finding(), Width: 480, Height: 340, Columns: 2}
	for i, k := range v.a.Plan.Kinases {
		chart := &report.LineChart{
			Title: k.String(), Subtitle: v.role(i), X: report.Axis{Label: "time after a dose", Unit: "h"}, Y: report.Axis{Label: "occupancy", Unit: "%", Min: 0, Max: 100},
			Desc: "Occupancy of " + k.String() + " over the day by residence time.",
		}
		for _, r := range v.a.Rows {
			chart.Series = append(chart.Series, report.Series{Name: stay(r), X: v.a.Times, Y: percent(r.Targets[i].Course), Marker: "none"})
		}
		m.Charts = append(m.Charts, chart)
	}
	return m
}

func (v *residenceView) manifest() result.Manifest {
	hash, err := result.HashFiles(library.FS, "*.csv")
	if err != nil {
		hash = "unknown"
	}
	m := v.a.Plan.Treatment.Model
	return result.Manifest{
		Schema: result.Schema, Product: "jakstat " + versionText(), Command: v.command, Evidence: hash, Models: map[string]string{m.Drug.Name + " " + m.ID: m.Hash()},
		Solver: "Rodas5P", RTol: engagement.RTol, ATol: engagement.ATol,
		Units: map[string]string{"residence": "h", "time": "h", "occupancy": "1", "inhibition": "1", "kon": "1/M/s", "unbound": "nM{unbound}"},
	}
}

// page is the self-contained report.
func (v *residenceView) page() *report.Page {
	m := v.manifest()
	return &report.Page{
		Title: v.title(), Lead: sensitivity, Notice: researchNotice,
		Sections: []report.Section{
			{ID: "courses", Title: "Over the day", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: v.finding()}}},
			{ID: "numbers", Title: "Numbers", Blocks: []report.Block{report.Tab{Table: v.table()}, report.Fold{Summary: "All figures", Blocks: []report.Block{report.Tab{Table: v.rows()}}}}},
		},
		Manifest: []report.Pair{{Name: "product", Value: m.Product}, {Name: "the same on the command line", Value: m.Command}, {Name: "evidence", Value: m.Evidence}},
	}
}

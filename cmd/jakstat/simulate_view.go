package main

import (
	"fmt"

	"jakstat/engine/result"
	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/jak/receptor"
	"jakstat/library"
	"jakstat/report"
)

// simulateView turns time courses into a picture, a table, a page and a document.
type simulateView struct {
	lib     *evidence.Library
	plan    coverage.Plan
	courses []coverage.Course
	command string
}

func (v *simulateView) title() string {
	t := v.plan.Treatment
	s := t.Drug.Name
	if v.plan.Regimen != nil {
		s += " " + v.plan.Regimen.String()
	}
	return s
}

// picture draws concentration of every analyte and inhibition of every read-out; several subjects share the charts.
func (v *simulateView) picture() *report.Multiples {
	t := v.plan.Treatment
	m := &report.Multiples{
		Title: v.title(), Subtitle: fmt.Sprintf("Model %s (%s), %s", t.Model.ID, t.Model.Population, v.spread()), OwnY: true, Width: 480, Height: 300, Columns: 2,
		Desc: "Concentration and inhibition over time.",
	}
	x, unit := v.axis()
	for a, name := range t.Model.Courses() {
		chart := &report.LineChart{
			Title: name, X: report.Axis{Label: "time", Unit: unit}, Y: report.Axis{Label: "total in plasma", Unit: "ng/mL"}, Desc: "Concentration of " + name + " over time.",
		}
		for _, c := range v.courses {
			chart.Series = append(chart.Series, v.series(c.ID, x, c.Mass[a], 1))
		}
		m.Charts = append(m.Charts, chart)
	}
	for k := range v.courses[0].Inhibition {
		r := v.courses[0].Inhibition[k]
		if r.Effect.Route == receptor.NoRoute {
			continue
		}
		chart := &report.LineChart{
			Title: r.Readout.Label(), Subtitle: r.Effect.Route.String(), X: report.Axis{Label: "time", Unit: unit}, Y: report.Axis{Label: "inhibition", Unit: "%", Min: 0, Max: 100},
			Refs: []report.Ref{{Axis: 'y', Value: 50, Label: "IC50"}}, Desc: "Inhibition of " + r.Readout.Label() + " over time.",
		}
		for _, c := range v.courses {
			chart.Series = append(chart.Series, v.series(c.ID, x, c.Inhibition[k].Band, 100))
		}
		m.Charts = append(m.Charts, chart)
	}
	return m
}

func (v *simulateView) spread() string {
	if len(v.courses) == 1 && v.plan.Patients > 1 {
		return fmt.Sprintf("typical patient and 90 %% of %d virtual patients", v.plan.Patients)
	}
	return "typical patient"
}

// axis gives times in h for short and in d for long simulations.
func (v *simulateView) axis() (x []float64, unit string) {
	unit, scale := "h", 1.0
	if v.plan.Times[len(v.plan.Times)-1] > 72 {
		unit, scale = "d", 1.0/24
	}
	for _, t := range v.plan.Times {
		x = append(x, t*scale)
	}
	return x, unit
}

func (v *simulateView) series(id string, x []float64, b coverage.Band, scale float64) report.Series {
	name := "typical patient"
	if len(v.courses) > 1 {
		name = "ID " + id
	}
	s := report.Series{Name: name, X: x, Y: scaled(b.Typical, scale), Marker: "none"}
	if len(v.courses) == 1 && v.plan.Patients > 1 {
		s.Low, s.High = scaled(b.Low, scale), scaled(b.High, scale)
	}
	return s
}

func scaled(v []float64, f float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = f * v[i]
	}
	return out
}

// table has one line per subject and time.
func (v *simulateView) table() *report.Table {
	t := &report.Table{Title: v.title(), RowHeads: 2, Columns: []report.Column{{Name: "ID"}, {Name: "TIME", Unit: "h", Align: report.Right}}}
	three := func(name, unit string) {
		for _, suffix := range []string{"", " low", " high"} {
			t.Columns = append(t.Columns, report.Column{Name: name + suffix, Unit: unit, Align: report.Right})
		}
	}
	for _, a := range v.plan.Treatment.Model.Courses() {
		three(a, "ng/mL")
	}
	three("total equivalents", "nM")
	for _, r := range v.courses[0].Inhibition {
		if r.Effect.Route != receptor.NoRoute {
			three(r.Readout.Label(), "%")
		}
	}
	for _, c := range v.courses {
		for k, time := range v.plan.Times {
			row := []string{c.ID, number(time)}
			add := func(b coverage.Band, f float64) {
				row = append(row, number(f*b.Typical[k]), number(f*b.Low[k]), number(f*b.High[k]))
			}
			for _, b := range c.Mass {
				add(b, 1)
			}
			add(c.Total, 1)
			for _, r := range c.Inhibition {
				if r.Effect.Route != receptor.NoRoute {
					add(r.Band, 100)
				}
			}
			t.Add(row...)
		}
	}
	return t
}

func (v *simulateView) manifest() result.Manifest {
	hash, err := result.HashFiles(library.FS, "*.csv")
	if err != nil {
		hash = "unknown"
	}
	m := v.plan.Treatment.Model
	patients := v.plan.Patients
	if len(v.courses) > 1 {
		patients = 0 // several subjects are typical patients
	}
	return result.Manifest{
		Schema: result.Schema, Product: "jakstat " + versionText(), Command: v.command, Evidence: hash, Models: map[string]string{m.Drug.Name + " " + m.ID: m.Hash()},
		Solver: "Rodas5P", RTol: coverage.RTol, ATol: coverage.ATol, Seed: v.plan.Seed, Subjects: patients,
		Units: map[string]string{"mass": "ng/mL{plasma}", "total": "nM{plasma}", "time": "h", "inhibition": "1"},
	}
}

// page is the self-contained report of a time course.
func (v *simulateView) page() *report.Page {
	m := v.manifest()
	return &report.Page{
		Title: v.title(), Lead: "Concentration and cytokine inhibition over time.", Notice: researchNotice,
		Sections: []report.Section{
			{ID: "courses", Title: "Over time", Blocks: []report.Block{report.Fig{Figure: v.picture(), Caption: "Bands cover 90 % of virtual patients, and of potency for inhibition."}}},
			{ID: "numbers", Title: "Numbers", Blocks: []report.Block{report.Fold{Summary: "All points", Blocks: []report.Block{report.Tab{Table: v.table()}}}}},
		},
		Manifest: []report.Pair{
			{Name: "product", Value: m.Product}, {Name: "the same on the command line", Value: m.Command}, {Name: "evidence", Value: m.Evidence}, {Name: "seed", Value: fmt.Sprint(m.Seed)},
		},
	}
}

// simulateDocument is the JSON form of time courses.
type simulateDocument struct {
	Schema   string           `json:"schema"`
	Manifest result.Manifest  `json:"manifest"`
	Time     []float64        `json:"time_h"`
	Analytes []string         `json:"analytes"`
	Subjects []simulateCourse `json:"subjects"`
}

type simulateCourse struct {
	ID         string               `json:"id"`
	Mass       []coverage.Band      `json:"mass_ng_per_mL"`
	Total      coverage.Band        `json:"total_equivalents_nM"`
	Inhibition []simulateInhibition `json:"inhibition"`
}

type simulateInhibition struct {
	Readout  string         `json:"readout"`
	Route    string         `json:"route"`
	Verified bool           `json:"verified"`
	Evidence []string       `json:"evidence"`
	Course   *coverage.Band `json:"fraction"`
}

func (v *simulateView) document() simulateDocument {
	d := simulateDocument{Schema: coverage.CourseSchema, Manifest: v.manifest(), Time: v.plan.Times, Analytes: v.plan.Treatment.Model.Courses()}
	for _, c := range v.courses {
		out := simulateCourse{ID: c.ID, Mass: c.Mass, Total: c.Total}
		for _, r := range c.Inhibition {
			refs := append([]string{}, r.Effect.Refs...) // an array in JSON even when empty
			x := simulateInhibition{Readout: r.Readout.Label(), Route: r.Effect.Route.String(), Verified: r.Effect.Verified, Evidence: refs}
			if r.Effect.Route != receptor.NoRoute {
				x.Course = &r.Band
			}
			out.Inhibition = append(out.Inhibition, x)
		}
		d.Subjects = append(d.Subjects, out)
	}
	return d
}

package main

import (
	"context"
	"fmt"
	"math"

	"jakstat/diag"
	"jakstat/jak/coverage"
	"jakstat/jak/receptor"
	"jakstat/report"
	"jakstat/server"
)

// simulateQuery are the parameters of courses over time.
type simulateQuery struct {
	TreatmentQuery
	Crowd
	Only []string `query:"only" maxItems:"60" doc:"Cytokines to show, separated by commas, as in IL-6/pSTAT3,IL-15,EPO; default: all"`
	Days float64  `query:"days" minimum:"0" maximum:"366" doc:"Days from the first dose on; 0: one day at steady state"`
}

// coursesDocument holds courses of several treatments. Names and units are those of jakstat.simulate/1.
type coursesDocument struct {
	Schema     string             `json:"schema"`
	Steady     bool               `json:"steady_state" doc:"One day at steady state; else from the first dose on"`
	Treatments []treatmentCourse  `json:"treatments"`
	Missing    []coverage.Missing `json:"missing,omitempty"`
}

type treatmentCourse struct {
	Drug       string             `json:"drug"`
	Regimen    string             `json:"regimen"`
	Label      string             `json:"label"`
	Model      string             `json:"model"`
	Verified   bool               `json:"verified"`
	Time       []float64          `json:"time_h"`
	Mass       coverage.Band      `json:"mass_ng_per_mL" doc:"Parent, total in plasma"`
	Total      coverage.Band      `json:"total_equivalents_nM" doc:"Parent equivalents, total in plasma"`
	Inhibition []inhibitionCourse `json:"inhibition"`
}

type inhibitionCourse struct {
	Readout  string         `json:"readout"`
	Cytokine string         `json:"cytokine"`
	STAT     string         `json:"stat"`
	Route    string         `json:"route"`
	Verified bool           `json:"verified"`
	Evidence []string       `json:"evidence"`
	Course   *coverage.Band `json:"fraction"`
}

func (a *api) simulate(ctx context.Context, q *simulateQuery) (server.Page[coursesDocument], error) {
	out := server.Page[coursesDocument]{Document: coursesDocument{Schema: "jakstat.courses/1", Steady: q.Days == 0}}
	c := CompareQuery{TreatmentQuery: q.TreatmentQuery, Crowd: q.Crowd, Only: q.Only}
	if q.Days == 0 {
		v, err := c.view(ctx, a)
		if err != nil {
			return out, err
		}
		out.Document.Missing, out.Command = v.missing, v.command+" --html compare.html"
		for i := range v.c.Columns {
			out.Document.Treatments = append(out.Document.Treatments, v.steadyCourse(i))
		}
	} else {
		courses, err := a.fromFirstDose(ctx, q)
		if err != nil {
			return out, err
		}
		out.Document.Treatments = courses
		out.Command = q.command()
	}
	out.Table = courseTable(out.Document.Treatments)
	return out, nil
}

// steadyCourse is a column of a comparison over its day.
func (v *compareView) steadyCourse(i int) treatmentCourse {
	col := v.c.Columns[i]
	out := treatedCourse(col.Treatment, col.Hours)
	out.Mass, out.Total = col.Mass, col.Total
	for k, r := range v.c.Rows {
		x := inhibitionOf(r.Readout, r.Cells[i].Effect)
		if r.Cells[i].Effect.Route != receptor.NoRoute {
			b := v.c.Course(k, i)
			x.Course = &b
		}
		out.Inhibition = append(out.Inhibition, x)
	}
	return out
}

func treatedCourse(t coverage.Treatment, hours []float64) treatmentCourse {
	return treatmentCourse{
		Drug: t.Drug.Name, Regimen: t.Regimen.String(), Label: t.Label, Model: t.Model.ID, Verified: t.Model.Verified(), Time: hours, Inhibition: []inhibitionCourse{},
	}
}

func inhibitionOf(r receptor.Readout, e *receptor.Effect) inhibitionCourse {
	return inhibitionCourse{
		Readout: r.Receptor.Cytokine + "/p" + r.STAT, Cytokine: r.Receptor.Cytokine, STAT: r.STAT, Route: e.Route.String(), Verified: e.Verified,
		Evidence: append([]string{}, e.Refs...),
	}
}

// fromFirstDose gives each treatment for some days.
func (a *api) fromFirstDose(ctx context.Context, q *simulateQuery) ([]treatmentCourse, error) {
	var diags diag.List
	ts, _, err := q.open(a)
	diags.AddError(diag.Pos{}, "api", err)
	q.check(&diags)
	checkReadouts(a.lib, "only", q.Only, &diags)
	if err := diags.Err(); err != nil {
		return nil, err
	}
	only := q.Only
	if len(only) == 0 {
		for _, r := range receptor.Readouts(a.lib) {
			only = append(only, r.Receptor.Cytokine+"/p"+r.STAT)
		}
	}
	hours := q.Days * 24
	n := int(math.Min(2000, math.Ceil(hours/0.2)))
	times := make([]float64, n+1)
	for i := range times {
		times[i] = hours * float64(i) / float64(n)
	}
	var out []treatmentCourse
	for _, t := range ts {
		events, err := t.Regimen.Events(hours)
		if err != nil {
			return nil, err
		}
		p := coverage.Plan{Treatment: t, Regimen: t.Regimen, Subjects: []coverage.Dosed{{ID: "1", Events: events}}, Times: times, Readouts: only, Patients: q.Subjects, Seed: q.Seed}
		courses, err := coverage.Simulate(ctx, a.lib, p)
		if err != nil {
			return nil, err
		}
		x := treatedCourse(t, times)
		x.Mass, x.Total = courses[0].Mass[0], courses[0].Total
		for _, r := range courses[0].Inhibition {
			i := inhibitionOf(r.Readout, r.Effect)
			if r.Effect.Route != receptor.NoRoute {
				i.Course = &r.Band
			}
			x.Inhibition = append(x.Inhibition, i)
		}
		out = append(out, x)
	}
	return out, nil
}

// command is that of the first treatment: the verb takes one.
func (q *simulateQuery) command() string {
	if len(q.Treatment) == 0 {
		return ""
	}
	f, err := splitSpoken(q.Treatment[0])
	if err != nil {
		return ""
	}
	s := fmt.Sprintf("jakstat simulate %s %s %s --days=%g%s", quoteArg(f[0]), quoteArg(f[1]), quoteArg(f[2]), q.Days, q.flags())
	if f[3] != "" {
		s += " --model " + quoteArg(f[3])
	}
	one := TreatmentQuery{Covariate: q.Covariate, Condition: q.Condition}
	return s + one.arguments()
}

// courseTable has one line per treatment and time.
func courseTable(all []treatmentCourse) *report.Table {
	t := &report.Table{Title: "Courses", RowHeads: 3, Columns: []report.Column{{Name: "drug"}, {Name: "regimen"}, {Name: "time", Unit: "h", Align: report.Right}}}
	three := func(name, unit string) {
		for _, suffix := range []string{"", " low", " high"} {
			t.Columns = append(t.Columns, report.Column{Name: name + suffix, Unit: unit, Align: report.Right})
		}
	}
	three("parent", "ng/mL")
	three("total equivalents", "nM")
	if len(all) == 0 {
		return t
	}
	for _, r := range all[0].Inhibition {
		three(r.Readout, "%")
	}
	for _, c := range all {
		for k, h := range c.Time {
			row := []string{c.Drug, c.Regimen, number(h)}
			add := func(b *coverage.Band, f float64) {
				if b == nil {
					row = append(row, "", "", "")
					return
				}
				row = append(row, number(f*b.Typical[k]), number(f*b.Low[k]), number(f*b.High[k]))
			}
			add(&c.Mass, 1)
			add(&c.Total, 1)
			for _, r := range c.Inhibition {
				add(r.Course, 100)
			}
			t.Add(row...)
		}
	}
	return t
}

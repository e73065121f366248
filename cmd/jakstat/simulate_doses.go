package main

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"strings"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/jak/coverage"
	"jakstat/unit"
)

// patient is the covariates of one subject.
type patient = map[string]unit.Quantity

// doses fills the setup's subjects from a table or a regimen, and tells whether doses are per kg.
func (o *simulateOptions) doses(s *setup, words []string, covariates patient, diags *diag.List) (perKg bool) {
	switch {
	case o.dosing != "" && len(words) > 0:
		diags.Add(diag.New(diag.Pos{Where: "--dosing"}, "cli.dosing", "doses given twice: %q and %s", strings.Join(words, " "), o.dosing).Suggest("give one of them"))
	case o.dosing != "":
		var own diag.List
		perKg = o.table(s, covariates, &own)
		diags.AddError(diag.Pos{}, "cli", inFile(o.dosing, own.Err()))
	case len(words) == 0:
		diags.Add(diag.New(diag.Pos{Where: "arguments"}, "cli.dose", "no dose").Suggest("write DOSE REGIMEN, as in 15 mg qd, or --dosing FILE"))
	default:
		reg, err := dose.ParseRegimen(strings.Join(words, " "))
		if err != nil {
			diags.AddError(diag.Pos{Where: "dose and regimen"}, "dose", err)
			return false
		}
		s.plan.Regimen = reg
		perKg = slices.ContainsFunc(reg.Courses, func(c dose.Course) bool { return c.PerKg })
		events, err := reg.Events(o.days.value * 24)
		if err == nil {
			events, err = given(events, covariates)
		}
		diags.AddError(diag.Pos{Where: "dose and regimen"}, "dose", err)
		s.plan.Subjects = []coverage.Dosed{{ID: "1", Events: events}}
	}
	return perKg
}

// given are the records of one subject that a simulation carries out: observations are left out, because the course has times of its
// own, and doses per kg become masses.
func given(events []dose.Event, covariates patient) ([]dose.Event, error) {
	out := slices.DeleteFunc(slices.Clone(events), func(e dose.Event) bool { return e.EVID == dose.EVIDObservation })
	out, err := perWeight(out, covariates)
	for _, e := range out {
		if err == nil && e.EVID.Gives() && e.Amount.Unit.Dim != unit.Must("mg").Dim {
			err = notMass(e.Amount)
		}
	}
	return out, err
}

// table reads the event table.
func (o *simulateOptions) table(s *setup, covariates patient, diags *diag.List) (perKg bool) {
	data, err := readText(o.dosing, "an event table is a text file with a header such as ID,TIME,EVID,AMT", maxTable)
	if err != nil {
		diags.AddError(diag.Pos{}, "cli", err)
		return false
	}
	t, err := dose.ReadTable(bytes.NewReader(data), o.dosing, dose.Options{})
	if err != nil {
		diags.AddError(diag.Pos{}, "dose.table", err)
		return false
	}
	s.warnings = t.Warnings
	used := o.columns(s, t, covariates, diags)
	for _, records := range t.Subjects() {
		own := patient{}
		maps.Copy(own, covariates)
		for _, c := range used {
			diags.AddError(diag.Pos{}, "dose.covariate", c.read(t, records, own))
		}
		events := make([]dose.Event, len(records))
		for i, r := range records {
			events[i] = r.Event
			if i > 0 && r.Time < records[i-1].Time {
				diags.Add(diag.New(diag.Pos{Line: r.Row, Where: "ID " + r.ID}, "dose.restart", "time goes back from %g h to %g h; a time course has one stretch of time", records[i-1].Time, r.Time).
					Suggest("give this stretch an ID of its own"))
			}
		}
		perKg = perKg || slices.ContainsFunc(events, func(e dose.Event) bool { return e.PerKg })
		events, err := given(events, own)
		diags.AddError(diag.Pos{Line: records[0].Row, Where: "ID " + records[0].ID}, "dose", err)
		if err == nil && !slices.ContainsFunc(events, func(e dose.Event) bool { return e.EVID.Gives() }) {
			diags.Add(diag.New(diag.Pos{Line: records[0].Row, Where: "ID " + records[0].ID}, "dose.none", "no dose record").Suggest("a dose has EVID 1 and an AMT"))
		}
		s.plan.Subjects = append(s.plan.Subjects, coverage.Dosed{ID: records[0].ID, Events: events})
		if len(used) > 0 {
			s.own = append(s.own, own)
		}
	}
	if len(t.Records) == 0 {
		diags.Add(diag.New(diag.Pos{}, "dose.none", "the table has a header and no records").Suggest("add a line such as 1,0,1,15"))
	}
	return perKg
}

// column is a covariate column that the model, or a dose per kg, uses.
type column struct {
	header, name string
	unit         unit.Unit
}

// columns picks the covariate columns in use; the others are told, because nothing is ignored in silence.
func (o *simulateOptions) columns(s *setup, t *dose.Table, covariates patient, diags *diag.List) []column {
	var out []column
	for _, header := range t.Covariates {
		c := column{header: header, name: strings.ToUpper(header)}
		known := false
		if m := s.plan.Treatment.Model; m != nil {
			for _, x := range m.Covariates {
				if x.Name == c.name {
					c.unit, known = x.Value.Unit, true
				}
			}
		}
		if !known && c.name == "WT" && t.PerKg {
			c.unit, known = unit.Must("kg"), true
		}
		pos := diag.Pos{File: o.dosing, Where: "column " + header}
		if _, twice := covariates[c.name]; known && twice {
			diags.Add(diag.New(pos, "dose.covariate", "%s is given by --covariate too", c.name).Suggest("give it once"))
		}
		if known {
			out = append(out, c)
		} else if m := s.plan.Treatment.Model; m != nil {
			s.warnings.Add(diag.New(pos, "dose.covariate", "the model %s of %s does not depend on %s; the column is not used", m.ID, m.Drug.Name, c.name).AsWarning())
		}
	}
	return out
}

// read takes the value of one subject. It has to be the same in all records: the models take one value a subject.
func (c column) read(t *dose.Table, records []dose.Record, own patient) error {
	value, at := math.NaN(), 0
	for _, r := range records {
		v := t.Covariate(r, c.header)
		if math.IsNaN(v) {
			continue
		}
		if !math.IsNaN(value) && v != value {
			return diag.New(diag.Pos{Line: r.Row, Where: "column " + c.header}, "dose.covariate", "%s changes from %g to %g within ID %s", c.name, value, v, r.ID).
				Suggest("give each subject one value, as in line %d", at)
		}
		value, at = v, r.Row
	}
	if math.IsNaN(value) {
		return nil
	}
	own[c.name] = unit.Quantity{Value: value, Unit: c.unit}
	if err := inRange(c.name, own[c.name], c.unit); err != nil {
		var l diag.List
		l.AddError(diag.Pos{Line: at, Where: "column " + c.header}, "dose.covariate", err)
		return l
	}
	return nil
}

// inFile adds the name of the event table to mistakes that were found in its doses.
func inFile(file string, err error) error {
	if file == "" || err == nil {
		return err
	}
	var l diag.List
	if !isDiagnostic(err) {
		return err
	}
	l.AddError(diag.Pos{File: file}, "cli", err)
	return l
}

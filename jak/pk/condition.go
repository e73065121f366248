package pk

import (
	"math"
	"sort"
	"strings"

	"jakstat/diag"
	"jakstat/jak/drug"
)

// Condition is a state of the patient or a co-medication with known AUC ratios.
type Condition struct {
	Name   string
	Ratios map[string]float64 // AUC ratio by analyte; an analyte without one is unchanged
	Moiety float64            // AUC ratio of parent and active metabolites together, in parent equivalents; 0: not stated
	Refs   []string
}

// moietyName is the name under which a file states the ratio of the active moiety.
const moietyName = "moiety"

// conditions resolves the conditions of the file.
func (d *Drug) conditions(diags *diag.List) {
	for _, c := range d.file.Conditions {
		out := Condition{Name: c.Name, Ratios: map[string]float64{}}
		for _, r := range c.Ratios {
			pos := diag.Pos{File: d.Path, Line: r.Pos.Line, Col: r.Pos.Col}
			v, err := (&drug.Resolver{Rows: d.rows}).Resolve(r.Value, "")
			if err == nil && (!v.Unit.Dim.IsZero() || !(v.Value > 0)) {
				err = diag.New(r.Value.Pos, "pk.condition", "the AUC ratio of %q is %s", c.Name, v.Quantity).Suggest("a positive number without unit")
			}
			if err != nil {
				diags.AddError(pos, "pk.condition", err)
				continue
			}
			out.Refs = append(out.Refs, v.Refs...)
			switch name := r.Name; {
			case name == moietyName:
				out.Moiety = v.Base()
			case name == "":
				out.Ratios[d.Parent().Name] = v.Base()
			case d.Analyte(name) != nil:
				out.Ratios[name] = v.Base()
			default:
				diags.Add(diag.New(pos, "pk.condition", "condition %q: %q is no analyte", c.Name, name).Suggest("%s", diag.DidYouMean(name, append(d.analyteNames(), moietyName))))
			}
		}
		d.Conditions[c.Name] = out
	}
}

// Condition returns a condition by name ("renal severe").
func (d *Drug) Condition(name string) (Condition, error) {
	if c, ok := d.Conditions[name]; ok {
		return c, nil
	}
	names := make([]string, 0, len(d.Conditions))
	for n := range d.Conditions {
		names = append(names, n)
	}
	sort.Strings(names)
	e := diag.New(diag.Pos{Where: "condition"}, "pk.condition", "no condition %q is known for %s", name, d.Name)
	if len(names) == 0 {
		return Condition{}, e
	}
	if best, ok := diag.Nearest(name, names); ok {
		return Condition{}, e.Suggest("did you mean %q?", best)
	}
	return Condition{}, e.Suggest("known: %s", strings.Join(names, ", "))
}

// ratio is the AUC ratio of an analyte with a course of its own.
func (c *Condition) ratio(analyte string) float64 {
	if c == nil {
		return 1
	}
	if r, ok := c.Ratios[analyte]; ok {
		return r
	}
	return 1
}

// follower is by how much a metabolite that follows the parent in fixed proportion leaves that proportion. A ratio of its own decides; else the
// ratio of the moiety: with share the equivalents of all followers per parent, (1 + share·f)·parent = (1 + share)·moiety. A
// moiety below what the parent alone explains leaves no follower.
func (c *Condition) follower(analyte, parent string, share float64) float64 {
	if c == nil {
		return 1
	}
	if r, ok := c.Ratios[analyte]; ok {
		return r / c.ratio(parent)
	}
	if c.Moiety > 0 && share > 0 {
		return math.Max(0, ((1+share)*c.Moiety/c.ratio(parent)-1)/share)
	}
	return 1
}

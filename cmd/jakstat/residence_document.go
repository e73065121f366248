package main

import (
	"jakstat/engine/result"
	"jakstat/jak/coverage"
	"jakstat/jak/engagement"
	"jakstat/unit"
)

// residenceDocument is the JSON form of a sensitivity analysis.
type residenceDocument struct {
	Schema   string          `json:"schema"`
	Manifest result.Manifest `json:"manifest"`
	Basis    string          `json:"basis"`
	Drug     string          `json:"drug"`
	Regimen  string          `json:"regimen"`
	Label    string          `json:"label"`
	ATP      float64         `json:"atp_mM"`
	KiFactor float64         `json:"ki_factor"`
	Lifetime *float64        `json:"lifetime_h"`
	Ligands  []string        `json:"ligands"`
	Time     []float64       `json:"time_h"`
	Unbound  [][]float64     `json:"unbound_nM"`
	Rows     []residenceRow  `json:"rows"`
	Finding  string          `json:"finding"`
}

type residenceRow struct {
	Residence *float64          `json:"residence_h"`
	Words     string            `json:"residence"`
	Kinases   []residenceKinase `json:"kinases"`
	Longer    residenceInterval `json:"same_trough"`
}

type residenceInterval struct {
	Every   float64           `json:"every_h"`
	Beyond  bool              `json:"limit"`
	Kinases []residenceKinase `json:"kinases"`
}

type residenceKinase struct {
	Kinase     string         `json:"kinase"`
	Role       string         `json:"role"`
	Kon        *float64       `json:"kon_per_M_s"`
	Verified   bool           `json:"verified"`
	Evidence   []string       `json:"evidence"`
	Occupancy  coverage.Cover `json:"occupancy"`
	Inhibition coverage.Cover `json:"inhibition"`
	Course     []float64      `json:"occupancy_course,omitempty"`
}

func (v *residenceView) document() residenceDocument {
	a, p := v.a, v.a.Plan
	t := p.Treatment
	d := residenceDocument{
		Schema: engagement.ResidenceSchema, Manifest: v.manifest(), Basis: sensitivity, Drug: t.Drug.Name, Regimen: t.Regimen.String(), Label: t.Label,
		ATP: p.Options.ATP.MustIn(unit.Must("mM")), KiFactor: p.Options.KiFactor, Lifetime: inHours(p.Options.Lifetime), Ligands: a.Ligands, Time: a.Times, Unbound: a.Total, Finding: v.finding(),
	}
	for _, r := range a.Rows {
		d.Rows = append(d.Rows, residenceRow{
			Residence: inHours(r.Residence), Words: stay(r), Kinases: v.kinases(r.Targets),
			Longer: residenceInterval{Every: r.Longer.Every, Beyond: r.Longer.Beyond, Kinases: v.kinases(r.Longer.Targets)},
		})
	}
	return d
}

// inHours is nil for a quantity that is not set.
func inHours(q unit.Quantity) *float64 {
	if q.Unit.Scale == 0 {
		return nil
	}
	h := q.MustIn(unit.Must("h"))
	return &h
}

func (v *residenceView) kinases(ts []engagement.Target) []residenceKinase {
	var out []residenceKinase
	constants := v.a.Plan.Treatment.Molecule.InCells()
	for i, x := range ts {
		c := constants[x.Kinase]
		k := residenceKinase{
			Kinase: x.Kinase.String(), Role: v.role(i), Verified: c.Verified, Evidence: append([]string{}, c.Refs...),
			Occupancy: x.Occupancy, Inhibition: x.Inhibition, Course: x.Course,
		}
		if x.Kon > 0 {
			k.Kon = &x.Kon
		}
		out = append(out, k)
	}
	return out
}

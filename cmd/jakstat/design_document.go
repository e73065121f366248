package main

import (
	"jakstat/jak/binding"
	"jakstat/jak/design"
)

// searchDocument is the JSON form of a search. Fractions are in 0..1, an unknown figure is null.
type searchDocument struct {
	Schema    string                  `json:"schema"`
	Product   string                  `json:"product"`
	Command   string                  `json:"command"`
	Seed      uint64                  `json:"seed"`
	Wishes    []wishDocument          `json:"wishes"`
	Base      moleculeDocument        `json:"base"`
	Vary      map[string]design.Range `json:"vary"`
	Dose      design.Range            `json:"dose_mg"`
	Interval  float64                 `json:"interval_h"`
	Molecules int                     `json:"molecules"`
	Feasible  int                     `json:"feasible"`
	Best      bestDocument            `json:"best"`
	Why       []string                `json:"why_none"`
	Map       fieldDocument           `json:"map"`
	Exposure  fieldDocument           `json:"exposure_map"`
	Drugs     []drugDocument          `json:"marketed"`
}

type wishDocument struct {
	Readout string  `json:"readout"`
	Least   float64 `json:"at_least"`
	Most    float64 `json:"at_most"`
}

type moleculeDocument struct {
	Name        string             `json:"name"`
	Ki          map[string]float64 `json:"ki_nM"`
	Fu          float64            `json:"fu"`
	CLF         float64            `json:"cl_f_L_per_h"`
	VF          float64            `json:"v_f_L"`
	Ka          float64            `json:"ka_per_h"`
	HalfLife    float64            `json:"half_life_h"`
	MolarMass   float64            `json:"molar_mass_g_per_mol"`
	BloodPlasma float64            `json:"blood_plasma"`
}

// bestDocument is the molecule that exceeds its wishes most, or misses them least.
type bestDocument struct {
	Molecule moleculeDocument `json:"molecule"`
	Low      *float64         `json:"dose_from_mg"` // null where none is feasible
	High     float64          `json:"dose_to_mg"`
	Attained []float64        `json:"attained_at_dose_to"`
}

type fieldDocument struct {
	X     []float64            `json:"selectivity_edges"`
	Y     []float64            `json:"y_edges"`
	Cells [][]design.FieldCell `json:"cells"`
}

type drugDocument struct {
	Drug        string     `json:"drug"`
	Regimen     string     `json:"regimen"`
	Label       string     `json:"label"`
	Selectivity *float64   `json:"selectivity"`
	HalfLife    *float64   `json:"half_life_h"`
	Unbound     *float64   `json:"unbound_over_ic50"`
	Attained    []*float64 `json:"attained"`
	Meets       bool       `json:"meets_all"`
}

func moleculeOf(m *design.Molecule) moleculeDocument {
	d := moleculeDocument{
		Name: m.Name, Ki: map[string]float64{}, Fu: m.Fu, CLF: m.CLF, VF: m.VF, Ka: m.Ka, HalfLife: m.HalfLife(), MolarMass: m.MolarMass, BloodPlasma: m.BloodPlasma,
	}
	for _, k := range binding.Kinases() {
		d.Ki[k.String()] = m.Ki[k]
	}
	return d
}

func (v *searchView) document() searchDocument {
	f := v.found
	best := &f.Candidates[f.Best]
	d := searchDocument{
		Schema: searchSchema, Product: "jakstat " + versionText(), Command: v.command, Seed: v.seed, Base: moleculeOf(&f.Space.Base), Vary: map[string]design.Range{},
		Dose: f.Space.Dose, Interval: f.Space.Interval, Molecules: len(f.Candidates), Feasible: f.Feasible, Why: f.Why(),
		Best: bestDocument{Molecule: moleculeOf(&best.Molecule), High: best.High, Attained: f.Attained(&best.Molecule, best.High)},
	}
	if d.Why == nil {
		d.Why = []string{}
	}
	if best.Feasible() {
		d.Best.Low = &best.Low
	}
	for _, w := range f.Wishes {
		x := wishDocument{Readout: w.Response.Readout.Receptor.Cytokine + "/p" + w.Response.Readout.STAT, Most: 1}
		if w.Spare {
			x.Most = w.Limit
		} else {
			x.Least = w.Limit
		}
		d.Wishes = append(d.Wishes, x)
	}
	for p, r := range f.Space.Vary {
		d.Vary[p.String()] = r
	}
	field := func(x design.Field) fieldDocument { return fieldDocument{x.XEdges, x.YEdges, x.Cells} }
	d.Map, d.Exposure = field(f.Map(textColumns, textRows)), field(f.Exposure(textColumns, textRows, exposureRange))
	for _, x := range v.drugs {
		one := drugDocument{Drug: x.Drug, Regimen: x.Regimen, Label: x.Label, Selectivity: finiteOrNil(x.Selectivity), HalfLife: finiteOrNil(x.HalfLife), Unbound: finiteOrNil(x.Unbound), Meets: x.Meets}
		for _, a := range x.Attained {
			one.Attained = append(one.Attained, finiteOrNil(a))
		}
		d.Drugs = append(d.Drugs, one)
	}
	return d
}

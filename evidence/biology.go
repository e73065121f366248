package evidence

import "strings"

// Receptor is a cytokine with its receptor chains and kinases. JAKs holds two or three kinases, the
// pair first; STATs is ordered by modern usage.
type Receptor struct {
	Record
	Cytokine, Family, Chains string
	JAKs, STATs              []string
	MainCells, Biology       string
}

// Line implements [Entry].
func (c *Receptor) Line() Line {
	return Line{join(c.Cytokine, c.Chains), strings.Join(c.JAKs, "/"), Value{Text: strings.Join(c.STATs, ", "), Relation: Words}}
}

func (c *Receptor) load(r *row) {
	c.Record = r.record()
	c.Cytokine, c.Family, c.Chains = r.need("cytokine"), r.need("family"), r.need("receptor_chains")
	for _, col := range []string{"jak_a", "jak_b", "jak_c"} {
		if col == "jak_c" {
			if r.get(col) == "" {
				continue
			}
		}
		c.JAKs = append(c.JAKs, r.oneOf(col, "JAK1", "JAK2", "JAK3", "TYK2"))
	}
	c.STATs = strings.Split(r.need("stats"), ";")
	c.MainCells, c.Biology = r.need("main_cells"), r.need("biology")
}

// Driver says that a cytokine drives a disease; Strength (dominant, major, contributing) is a
// judgement.
type Driver struct {
	Record
	Disease, Cytokine, Role, Strength string
}

// Line implements [Entry].
func (d *Driver) Line() Line {
	return Line{join(d.Disease, d.Cytokine), d.Role, Value{Text: d.Strength, Relation: Words}}
}

func (d *Driver) load(r *row) {
	d.Record = r.record()
	d.Disease, d.Cytokine, d.Role = r.need("disease"), r.need("cytokine"), r.need("role")
	d.Strength = r.oneOf("strength", "dominant", "major", "contributing")
}

// Physiology is a quantity of the untreated body; CV is a fraction, 0 where unknown.
type Physiology struct {
	Record
	Quantity string
	Value    Value
	CV       float64
}

// Line implements [Entry].
func (p *Physiology) Line() Line { return Line{"", p.Quantity, p.Value} }

func (p *Physiology) load(r *row) {
	p.Record = r.record()
	p.Quantity = r.need("quantity")
	p.Value = r.number("value", "unit")
	p.CV = r.percent("cv_pct")
}

// Pharmacodynamic is a measured effect of a drug on a biomarker.
type Pharmacodynamic struct {
	Record
	Dose, Biomarker, Time, Effect string
	Value                         Value
}

// Line implements [Entry].
func (p *Pharmacodynamic) Line() Line {
	return Line{join(p.Dose, p.Biomarker, p.Time), p.Effect, p.Value}
}

func (p *Pharmacodynamic) load(r *row) {
	p.Record = r.record()
	p.Dose, p.Biomarker, p.Time, p.Effect = r.need("dose"), r.need("biomarker"), r.get("time"), r.need("effect")
	p.Value = r.value("value", "unit")
}

// KineticModel is a published dynamic model of JAK-STAT signalling.
type KineticModel struct {
	Record
	Model, Stimulus, System, Structure, SpeciesReactions, Data, BioModels string
}

// Line implements [Entry].
func (k *KineticModel) Line() Line {
	return Line{join(k.Model, k.Stimulus, k.System), "species / reactions", Value{Text: k.SpeciesReactions, Relation: Words}}
}

func (k *KineticModel) load(r *row) {
	k.Record = r.record()
	k.Model, k.Stimulus, k.System, k.Structure = r.need("model"), r.need("stimulus"), r.get("system"), r.get("structure")
	k.SpeciesReactions, k.Data, k.BioModels = r.need("species_reactions"), r.need("data"), r.get("biomodels")
}

// RateConstant is one rate, delay or abundance of a published model, or a suggested working range
// (Model empty).
type RateConstant struct {
	Record
	Model, Process, Quantity string
	Value                    Value
}

// Line implements [Entry].
func (k *RateConstant) Line() Line { return Line{join(k.Model, k.Process), k.Quantity, k.Value} }

func (k *RateConstant) load(r *row) {
	k.Record = r.record()
	k.Model, k.Process, k.Quantity = r.get("model"), r.need("process"), r.need("quantity")
	k.Value = r.number("value", "unit")
}

// ReferenceValue is a constant of human physiology that checks and conversions need.
type ReferenceValue struct {
	Record
	Quantity string
	Value    Value
}

// Line implements [Entry].
func (v *ReferenceValue) Line() Line { return Line{"", v.Quantity, v.Value} }

func (v *ReferenceValue) load(r *row) {
	v.Record = r.record()
	v.Quantity = r.need("quantity")
	v.Value = r.number("value", "unit")
}

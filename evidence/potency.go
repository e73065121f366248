package evidence

import "strings"

// Enzyme is a potency on an isolated kinase domain. Domain is JH1 (kinase), JH2 (pseudokinase),
// another domain, or empty (not stated); Measure is IC50, Ki or Kd. ATP is the ATP level of the
// assay in mM, missing where not stated or mixed: only rows that state it may be converted.
type Enzyme struct {
	Record
	Target, Domain, Measure string
	Value                   Value // nM{unbound}
	ATP                     Value // mM
	Assay                   string
}

// AllAssayMedian tells whether the value is a median over assays of mixed ATP level and construct:
// good for a cross-check, never a model input.
func (e *Enzyme) AllAssayMedian() bool { return e.Assay == "ChEMBL all-assay median" }

// Line implements [Entry].
func (e *Enzyme) Line() Line {
	atp := "ATP not stated"
	if !e.ATP.Missing() {
		atp = e.ATP.Text + " mM ATP"
	}
	return Line{join(e.Target, e.Domain, e.Assay, atp), e.Measure, e.Value}
}

func (e *Enzyme) load(r *row) {
	e.Record = r.record()
	e.Target, e.Domain = r.need("target"), r.get("domain")
	e.Measure = r.oneOf("measure", "IC50", "Ki", "Kd")
	e.Value = r.number("value", "unit")
	r.dimension(e.Measure, &e.Value, freeMolar)
	e.ATP = r.valueIn("atp_mM", "mM")
	e.Assay = r.need("assay")
}

// ATPKm is the Michaelis constant of a kinase for ATP, or the cellular ATP level.
type ATPKm struct {
	Record
	Kinase string
	Value  Value // uM
}

// Line implements [Entry].
func (a *ATPKm) Line() Line { return Line{a.Kinase, "Km for ATP", a.Value} }

func (a *ATPKm) load(r *row) {
	a.Record = r.record()
	a.Kinase = r.need("kinase")
	a.Value = r.number("value", "unit")
	r.dimension("Km", &a.Value, nanomolar)
}

// CellPotency is the potency on one cytokine, read-out and cell: an IC50 means nothing without all
// three. Species is human, mouse, rat or "not stated"; Cells is primary, "cell line" or "not
// stated". The frame of the unit follows Matrix: nominal whole blood, total plasma (ex vivo after
// dosing) or nominal assay medium.
type CellPotency struct {
	Record
	Cytokine, ReceptorJAKs, STAT, CellType, Species, Cells, Matrix string
	Value                                                          Value
	Hill                                                           Value // missing where the source states none
}

// Line implements [Entry].
func (c *CellPotency) Line() Line {
	species := c.Species
	if species == "human" {
		species = ""
	}
	return Line{join(c.Cytokine+"/"+c.STAT, species, c.CellType, c.Matrix), "IC50", c.Value}
}

func (c *CellPotency) load(r *row) {
	c.Record = r.record()
	c.Cytokine, c.ReceptorJAKs, c.STAT = r.need("cytokine"), r.need("receptor_jaks"), r.need("stat")
	c.CellType, c.Matrix = r.need("cell_type"), r.need("matrix")
	c.Species = r.oneOf("species", "human", "mouse", "rat", "not stated")
	c.Cells = r.oneOf("cells", "primary", "cell line", "not stated")
	c.Value = r.number("value", "unit")
	r.dimension("IC50", &c.Value, bloodMolar, molarConc, mediumMolar)
	c.Hill = r.valueIn("hill", "1")
}

// DailyInhibition is a reported coverage over the day; Value and TimeAbove are missing where only
// an order was reported, which the note then gives.
type DailyInhibition struct {
	Record
	Formulation, Dose, Regimen, Cytokine, CellType string
	Value                                          Value // average daily inhibition, %
	TimeAbove                                      Value // time above IC50, h
}

// Line implements [Entry].
func (d *DailyInhibition) Line() Line {
	v := d.Value
	if v.Missing() {
		v = Value{Text: "order only", Relation: Words}
	}
	return Line{join(strings.Join(d.DrugList(), ", "), d.Dose, d.Regimen, d.Cytokine, d.CellType), "daily average", v}
}

func (d *DailyInhibition) load(r *row) {
	d.Record = r.record()
	d.Formulation, d.Dose, d.Regimen = r.get("formulation"), r.need("dose"), r.need("regimen")
	d.Cytokine, d.CellType = r.need("cytokine"), r.need("cell_type")
	if r.get("value") != "" {
		d.Value = r.number("value", "unit")
	}
	if r.get("time_above_ic50") != "" {
		d.TimeAbove = r.number("time_above_ic50", "time_unit")
	}
}

// BindingKinetics is a rate of binding or loss; each of the three values may be missing.
type BindingKinetics struct {
	Record
	Target, Temperature string
	Kon                 Value // 1/uM/s
	Koff                Value // 1/s
	Residence           Value // min
}

// Line implements [Entry].
func (b *BindingKinetics) Line() Line {
	switch {
	case !b.Residence.Missing():
		return Line{b.Target, "residence time", b.Residence}
	case !b.Koff.Missing():
		return Line{b.Target, "koff", b.Koff}
	case !b.Kon.Missing():
		return Line{b.Target, "kon", b.Kon}
	}
	return Line{b.Target, "mode", Value{Text: "no rate available", Relation: Words}}
}

func (b *BindingKinetics) load(r *row) {
	b.Record = r.record()
	b.Target, b.Temperature = r.need("target"), r.get("temperature")
	b.Kon = r.valueIn("kon_per_uM_s", "1/uM/s")
	b.Koff = r.valueIn("koff_per_s", "1/s")
	b.Residence = r.valueIn("residence_time_min", "min")
}

// PhysChem is the identity of a molecule. Each figure has its own verification beside that of the
// row, because they come from different texts.
type PhysChem struct {
	Record
	MW                         Value // g/mol
	FU                         Value // {unbound/plasma}
	BP                         Value // {blood/plasma}
	MWHow, FUHow, BPHow        Verification
	BindingMode, Class, SMILES string
}

// Line implements [Entry].
func (p *PhysChem) Line() Line {
	v := p.MW
	if v.Missing() {
		v = Value{Text: "unknown", Relation: Words}
	}
	return Line{join(p.Class, p.BindingMode), "molar mass", v}
}

func (p *PhysChem) load(r *row) {
	p.Record = r.record()
	p.MW, p.MWHow = r.valueIn("mw_g_mol", "g/mol"), r.howOf("mw_g_mol", "mw_how")
	p.FU, p.FUHow = r.valueIn("fu_plasma", "{unbound/plasma}"), r.howOf("fu_plasma", "fu_how")
	p.BP, p.BPHow = r.valueIn("blood_plasma_ratio", "{blood/plasma}"), r.howOf("blood_plasma_ratio", "bp_how")
	p.BindingMode, p.Class, p.SMILES = r.need("binding_mode"), r.need("class"), r.get("smiles")
}

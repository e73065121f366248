package biomarker

// Lab is one laboratory value.
type Lab struct {
	ID, Name string
	Unit     string // the field's; of the output of the model too
	Decimals int    // that are worth printing
	Part     Part   // of the model
	// Empirical: the effect is described, not derived from a mechanism.
	Empirical bool
	// between and within are coefficients of variation between people and between visits of one person.
	between, within float64
}

// Labs lists the laboratory values in the order of a report. Variation between visits is biological and analytical; that of CRP is phys52, between
// people of CRP phys102, of platelets and neutrophils phys66 and phys84; the others are judgements at usual biological variation.
func Labs() []Lab {
	return []Lab{
		{"hemoglobin", "haemoglobin", "g/dL", 1, RedCells, false, 0.105, 0.03},
		{"reticulocytes", "reticulocytes", "%", 2, RedCells, false, 0.2, 0.15},
		{"platelets", "platelets", "10^9/L", 0, Platelets, false, 0.24, 0.09},
		{"neutrophils", "neutrophils", "10^9/L", 2, WhiteCells, false, 0.35, 0.2},
		{"lymphocytes", "lymphocytes", "10^9/L", 2, WhiteCells, false, 0.32, 0.14},
		{"NK cells", "NK cells", "10^9/L", 3, WhiteCells, false, 0.5, 0.2},
		{"B cells", "B cells", "10^9/L", 3, WhiteCells, false, 0.5, 0.15},
		{"CRP", "CRP", "mg/L", 1, Chemistry, false, 1.22, 0.42},
		{"CXCL10", "CXCL10", "pg/mL", 0, Chemistry, false, 0.6, 0.3},
		{"LDL-C", "LDL cholesterol", "mg/dL", 0, Chemistry, false, 0.28, 0.08},
		{"HDL-C", "HDL cholesterol", "mg/dL", 0, Chemistry, false, 0.26, 0.07},
		{"triglycerides", "triglycerides", "mg/dL", 0, Chemistry, false, 0.5, 0.2},
		{"total cholesterol", "total cholesterol", "mg/dL", 0, Chemistry, false, 0.2, 0.06},
		{"creatinine", "creatinine", "mg/dL", 2, Chemistry, true, 0.2, 0.05},
		{"CK", "creatine kinase", "U/L", 0, Chemistry, true, 0.55, 0.25},
		{"ALT", "ALT", "U/L", 0, Chemistry, true, 0.45, 0.25},
	}
}

// FindLab returns the lab of an id.
func FindLab(id string) (Lab, bool) {
	for _, l := range Labs() {
		if l.ID == id {
			return l, true
		}
	}
	return Lab{}, false
}

// output is the name of the model's output in the field's unit, relative of that over the person's own baseline.
func (l Lab) output() string   { return identifier(l.ID) }
func (l Lab) relative() string { return "relative_" + identifier(l.ID) }

// identifier makes a name of a lab usable in a model: "NK cells" gives "NK_cells".
func identifier(id string) string {
	out := []byte(id)
	for i, c := range out {
		if c == ' ' || c == '-' {
			out[i] = '_'
		}
	}
	return string(out)
}

// Cytokines are what the model can be told to be blocked, by the names of the comparison; ACVR1 is the kinase that BMP signals through.
func Cytokines() []string {
	return []string{"IL-6", "EPO", "TPO", "G-CSF", "GM-CSF", "IL-7", "IL-15", "IFN-gamma", "ACVR1"}
}

// block is the parameter that holds the inhibition of a cytokine.
func block(cytokine string) string {
	out := "block_"
	for _, c := range cytokine {
		if c != '-' {
			out += string(c)
		}
	}
	return out
}

// Within is the coefficient of variation between visits of one person.
func (l Lab) Within() float64 { return l.within }

package evidence

// PKParameter is one parameter of a pharmacokinetic model or one stated pharmacokinetic constant.
//
// Analyte differs from Drug for metabolites. Model groups the parameters of one published model
// ("vong2021_uc"); it is empty for a single stated constant. Basis says what a dimensionless value
// is a fraction or ratio of. IIV is the between-subject variability as a fraction, 0 where unknown;
// IIVKind says by which convention: "sqrt omega2", "lognormal CV" or "as printed".
type PKParameter struct {
	Record
	Formulation, Analyte, Population, Model, Parameter string
	Value                                              Value
	Basis                                              string
	IIV                                                float64
	IIVKind                                            string
}

// Line implements [Entry].
func (p *PKParameter) Line() Line {
	return Line{join(p.Analyte, p.Formulation, p.Population, p.Model), p.Parameter, p.Value}
}

func (p *PKParameter) load(r *row) {
	p.Record = r.record()
	p.Formulation, p.Analyte, p.Population = r.need("formulation"), r.need("analyte"), r.need("population")
	p.Model, p.Parameter, p.Basis = r.get("model"), r.need("parameter"), r.get("basis")
	p.Value = r.value("value", "unit")
	if p.Value.IsNumber() {
		r.dimension(p.Parameter, &p.Value, parameterUnits[symbol(p.Parameter)]...)
	}
	p.IIV = r.percent("iiv_pct")
	p.IIVKind = r.get("iiv_kind")
}

// PKExposure is an exposure at a dose: what a simulation must reproduce. Kind is observed, posthoc
// (individual estimates of a model) or simulated; only observed rows can pass or fail a model. CV
// is the spread between subjects as a fraction, 0 where unknown.
type PKExposure struct {
	Record
	Formulation, Analyte           string
	DoseMG                         Value // mg; missing for a cream
	Regimen, Population, Statistic string
	Value                          Value
	CV                             float64
	Kind                           string
}

// Line implements [Entry].
func (p *PKExposure) Line() Line {
	dose := p.DoseMG.Text
	if dose != "" {
		dose += " mg"
		if p.Regimen != "" {
			dose += " " + p.Regimen
		}
	} else {
		dose = p.Regimen
	}
	return Line{join(p.Analyte, p.Formulation, dose, p.Population, p.Kind), p.Statistic, p.Value}
}

func (p *PKExposure) load(r *row) {
	p.Record = r.record()
	p.Formulation, p.Analyte = r.need("formulation"), r.need("analyte")
	p.DoseMG = r.valueIn("dose_mg", "mg")
	p.Regimen, p.Population, p.Statistic = r.get("regimen"), r.need("population"), r.need("statistic")
	p.Value = r.value("value", "unit")
	r.dimension(p.Statistic, &p.Value, statisticUnits(p.Statistic)...)
	p.CV = r.percent("cv_pct")
	p.Kind = r.oneOf("kind", "observed", "posthoc", "simulated")
}

// Covariate is the effect of a patient factor, food or another drug.
//
// Analyte is what is measured: the drug, a metabolite, "active moiety", or the other drug where
// this one is the perpetrator. Target is the quantity changed (AUC, Cmax, CL/F); Form is ratio,
// power (of the factor over Reference), linear or words; Reference is in ReferenceUnit. Interval is
// the confidence interval at IntervalPct percent.
type Covariate struct {
	Record
	Formulation, Analyte, Covariate, Effect, Target, Form string
	Reference                                             Value
	Value                                                 Value
	Interval                                              Value
	IntervalPct                                           float64
}

// Line implements [Entry].
func (c *Covariate) Line() Line {
	return Line{join(c.Analyte, c.Formulation, c.Covariate), c.Effect, c.Value}
}

func (c *Covariate) load(r *row) {
	c.Record = r.record()
	c.Formulation, c.Analyte, c.Covariate = r.get("formulation"), r.need("analyte"), r.need("covariate")
	c.Effect, c.Target = r.need("effect"), r.need("target")
	c.Form = r.oneOf("form", "ratio", "power", "linear", "words")
	if r.get("reference") != "" {
		c.Reference = r.number("reference", "reference_unit")
	}
	c.Value = r.value("value", "unit")
	c.Interval = r.valueIn("interval", "1")
	c.IntervalPct = 100 * r.percent("interval_pct")
}

// Dose is an approved dose with its rules. ApprovedDose and Regimen are as printed; ApprovalYear is
// 0 where unknown and has its own verification. BoxedWarning is yes, no or empty (unknown).
type Dose struct {
	Record
	Brand, Indication, Region, ApprovedDose, Regimen string
	DoseAdjustments                                  string
	ApprovalYear                                     int
	ApprovalYearHow                                  Verification
	BoxedWarning                                     string
	LabInterruptionRules, Monitoring, Vaccination    string
}

// Regions are the authorities whose labels the library holds.
func Regions() []string { return []string{"FDA", "EMA", "PMDA"} }

// Line implements [Entry].
func (d *Dose) Line() Line {
	return Line{join(d.Brand, d.Indication), d.Region + " dose", Value{Text: d.ApprovedDose + " " + d.Regimen, Relation: Words}}
}

func (d *Dose) load(r *row) {
	d.Record = r.record()
	d.Brand, d.Indication = r.need("brand"), r.need("indication")
	d.Region = r.oneOf("region", Regions()...)
	d.ApprovedDose, d.Regimen = r.need("approved_dose"), r.need("regimen")
	d.DoseAdjustments = r.get("dose_adjustments")
	d.ApprovalYear = r.year("approval_year")
	d.ApprovalYearHow = r.verification("approval_year_how")
	d.BoxedWarning = r.oneOf("boxed_warning", "yes", "no", "")
	d.LabInterruptionRules, d.Monitoring, d.Vaccination = r.get("lab_interruption_rules"), r.get("monitoring"), r.get("vaccination_screening")
}

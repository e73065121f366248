// table: the numbers of the model, with where each comes from.

package biomarker

import (
	"fmt"
	"math"

	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/evidence"
	"jakstat/jak/drug"
	"jakstat/unit"
)

// constant is a number of the model: a text for [drug.Resolver] over evidence rows, or a judgement within bounds.
type constant struct {
	id, unit, text string
	what           string
	judgement      string
	low, high      float64 // of a judgement, in the unit
	parts          []Part
}

var fixed = []constant{
	{id: "washout", unit: "1/d", text: "[1.4 1/d]", what: "how fast the effect of a drug comes and goes", judgement: "plasma half-lives of 3 to 12 h, and a day's signal", low: 0.7, high: 4},
	{id: "lifespan", unit: "d", text: "phys2", what: "mean lifespan of red cells", parts: red},
	{id: "precursor_time", unit: "d", text: "phys13", what: "time of erythroid precursors in marrow", parts: red},
	{id: "reticulocyte_time", unit: "d", text: "phys12", what: "lifespan of reticulocytes", parts: red},
	{id: "SC50", unit: "IU/L", text: "phys15", what: "EPO that half stimulates", parts: red},
	{id: "EPO_healthy", unit: "IU/L", text: "[0.5] * (phys23 + phys24)", what: "EPO at healthy haemoglobin", parts: red},
	{id: "Hb_healthy", unit: "g/dL", text: "[13.9 g/dL]", what: "healthy haemoglobin", judgement: "between men and women; reference limits phys29 to phys40 lie 1 to 2 g/dL below", low: 13.3, high: 14.6, parts: red},
	{id: "EPO_slope", unit: "dL/g", text: "[0.45 dL/g]", what: "rise of ln EPO as haemoglobin falls", judgement: "from 7.7 IU/L in health to 20 to 370 at 7 to 11 g/dL (phys23 to phys28)", low: 0.35, high: 0.6, parts: red},
	{id: "wACVR1", unit: "1", text: "[0.5]", what: "part of hepcidin that needs ACVR1", judgement: "momelotinib lowers hepcidin acutely and for good (pd77), no row says how much", low: 0.2, high: 0.9, parts: red},
	{id: "phi", unit: "1", text: "[1] - phys48 / phys49", what: "part of TPO that leaves through MPL: TPO without megakaryocytes is its inverse", parts: thrombo},
	{id: "transit_time", unit: "d", text: "pd38", what: "progenitor to platelet", parts: thrombo},
	{id: "h6", unit: "1", text: "[4]", what: "steepness of the loss of megakaryocytes with blockade of IL-6", judgement: "abrocitinib lowers platelets for weeks (pd39), exposures of upadacitinib tell nothing (pd71): only deep blockade counts", low: 2, high: 6, parts: thrombo},
	{id: "platelet_lifespan", unit: "d", text: "phys67", what: "lifespan of platelets", parts: thrombo},
	{id: "marrow_time", unit: "d", text: "phys77", what: "post-mitotic transit of neutrophils", parts: white},
	{id: "neutrophil_half_life", unit: "d", text: "phys76", what: "half-life of neutrophils in blood", parts: white},
	{id: "feedback", unit: "1", text: "phys86", what: "exponent of the neutrophils' feedback", parts: white},
	{id: "NK_loss", unit: "1/d", text: "phys96", what: "loss of NK cells", parts: white},
	{id: "T_loss", unit: "1/d", text: "[0.003 1/d]", what: "turnover of T cells", judgement: "lymphocytes fall until about month 48 (pd50): four to five time constants", low: 0.0025, high: 0.01, parts: white},
	{id: "B_loss", unit: "1/d", text: "[0.05 1/d]", what: "turnover of B cells in blood", judgement: "B cells have risen by week 4 (lab124)", low: 0.02, high: 0.1, parts: white},
	{id: "CRP_half_life", unit: "d", text: "phys99", what: "half-life of CRP", parts: chemistry},
	{id: "CXCL10_loss", unit: "1/d", text: "[2 1/d]", what: "turnover of CXCL10", judgement: "a chemokine of hours", low: 1, high: 10, parts: chemistry},
	{id: "LDL_loss", unit: "1/d", text: "[0.35 1/d]", what: "catabolism of LDL", judgement: "a residence of about three days", low: 0.25, high: 0.5, parts: chemistry},
	{id: "HDL_loss", unit: "1/d", text: "[0.22 1/d]", what: "catabolism of HDL", judgement: "a residence of four to five days", low: 0.18, high: 0.3, parts: chemistry},
	{id: "TG_loss", unit: "1/d", text: "[2 1/d]", what: "turnover of triglycerides", judgement: "hours", low: 1, high: 5, parts: chemistry},
	{id: "creatinine_loss", unit: "1/d", text: "[3 1/d]", what: "turnover of creatinine", judgement: "filtration of 120 mL/min out of 40 L", low: 2, high: 5, parts: chemistry},
	{id: "CK_loss", unit: "1/d", text: "[0.46 1/d]", what: "loss of creatine kinase", judgement: "a half-life of 36 h", low: 0.3, high: 0.7, parts: chemistry},
	{id: "ALT_loss", unit: "1/d", text: "[0.35 1/d]", what: "loss of ALT", judgement: "a half-life of 47 h", low: 0.25, high: 0.5, parts: chemistry},
}

// lifespanStages is (mean/SD)² of the lifespan of red cells, phys2 and phys5, and 21.8; platelets die of age in a chain of 4, which makes their SD half the mean.
const (
	lifespanStages = 22
	plateletStages = 4
	transitStages  = 3
)

// estimated are the coordinates of the calibration: natural logarithms with a prior.
type estimated struct {
	id, what string
	mean, sd float64 // of the value (geometric) and of its logarithm
	parts    []Part  // nil: not of the model but of what is made of its results
}

var (
	red       = []Part{RedCells}
	thrombo   = []Part{Platelets}
	white     = []Part{WhiteCells}
	chemistry = []Part{Chemistry}
	everyPart = []Part{RedCells, Platelets, WhiteCells, Chemistry}
)

var coordinates = []estimated{
	{"eta", "fall of inflammation with blockade of IL-6", 1.5, 0.4, everyPart},
	{"kappa", "loss of erythropoiesis with hepcidin", 0.3, 0.7, red},
	{"kiron", "rate at which iron supply follows hepcidin, 1/d", 0.03, 0.5, red},
	{"rho", "loss of erythropoiesis with blockade of EPO", 0.3, 0.7, red},
	{"clone", "loss of what clones make with blockade of EPO or TPO", 0.7, 0.4, []Part{RedCells, Platelets}},
	// Platelets of rheumatoid arthritis lie a fifth above those of health.
	{"thrombo", "TPO made for inflammation, over that in health, for each inflammation", 0.2, 0.4, thrombo},
	// Megakaryocytes and platelets without JAK2 clear no TPO (pd74).
	{"c", "loss of TPO clearance with blockade of TPO", 1, 0.15, thrombo},
	{"rhoT", "loss of the progenitors' signal with blockade of TPO", 0.3, 0.3, thrombo},
	{"gamma", "response of megakaryocytes to TPO", 0.7, 0.4, thrombo},
	{"kgrow", "growth of progenitors with TPO, 1/d", 0.02, 0.7, thrombo},
	{"k6", "blockade of IL-6 that takes half of the megakaryocytes it feeds", 0.5, 0.3, thrombo},
	{"six", "megakaryocytes that IL-6 feeds, over the others", 1, 0.7, thrombo},
	{"csf", "loss of neutrophils with blockade of G-CSF and GM-CSF", 0.5, 0.7, white},
	{"myelo", "neutrophils made for inflammation, over those in health", 0.2, 0.7, white},
	{"seven", "loss of T cells with blockade of IL-7", 0.3, 0.7, white},
	{"traffic", "lymphocytes that stay in blood as inflammation falls", 0.08, 0.7, white},
	{"fifteen", "loss of NK cells with blockade of IL-15", 0.6, 0.5, white},
	{"bcell", "gain of B cells with blockade of IL-15", 0.5, 0.5, white},
	{"eLDL", "fall of LDL catabolism with blockade of IL-6", 0.4, 0.5, chemistry},
	{"eHDL", "fall of HDL catabolism with blockade of IL-6", 0.3, 0.5, chemistry},
	{"eTG", "fall of triglyceride clearance with blockade of IL-6", 0.2, 0.7, chemistry},
	{"ecreatinine", "fall of creatinine secretion, by the blockade of IL-6 as a measure of the drug", 0.1, 0.5, chemistry},
	{"eCK", "fall of CK clearance, by the blockade of IL-6 as a measure of the drug", 0.5, 0.5, chemistry},
	{"eALT", "fall of ALT clearance, by the blockade of IL-6 as a measure of the drug", 0.2, 0.7, chemistry},
}

// Parameter is one number of the model with its provenance.
type Parameter struct {
	ID, What  string
	Value     unit.Quantity
	Refs      []string
	Verified  bool
	Judgement string  // why, where no row gives it
	Low, High float64 // bounds of a judgement in the unit of the value
	Estimated bool    // by the calibration
}

// resolve turns the fixed constants into parameters; the error is a diag.List.
func resolve(lib *evidence.Library) ([]Parameter, error) {
	r := &drug.Resolver{Rows: drug.LibraryRows{Library: lib}, Names: map[string]drug.Value{}}
	var out []Parameter
	var diags diag.List
	for _, c := range fixed {
		pos := diag.Pos{Where: "constant " + c.id}
		u := unit.Must(c.unit)
		v, err := r.Resolve(drug.Text{S: c.text}, "")
		diags.AddError(pos, "biomarker.constant", err)
		if err != nil {
			continue
		}
		n, err := v.In(u)
		diags.AddError(pos, "biomarker.constant", err)
		out = append(out, Parameter{
			ID: c.id, What: c.what, Value: unit.Quantity{Value: n, Unit: u}, Refs: v.Refs, Verified: v.Verified && c.judgement == "",
			Judgement: c.judgement, Low: c.low, High: c.high,
		})
	}
	return out, diags.Err()
}

func (p Parameter) element() *model.Parameter {
	source := "estimated from laboratory results of trials"
	switch {
	case p.Judgement != "":
		source = "judgement: " + p.Judgement
	case len(p.Refs) > 0:
		source = "rows"
		for _, r := range p.Refs {
			source += " " + r
		}
	}
	return &model.Parameter{Info: model.Info{ID: p.ID, Name: p.What, Source: source}, Value: p.Value, Constant: true}
}

// Coordinates are the names of what a calibration holds of the model, in order; values are natural logarithms.
func Coordinates() []string {
	out := make([]string, len(coordinates))
	for i, c := range coordinates {
		out[i] = c.id
	}
	return out
}

// Prior returns the prior of a coordinate: mean and standard deviation of its logarithm. It panics on another name.
func Prior(id string) (mean, sd float64) {
	for _, c := range coordinates {
		if c.id == id {
			return math.Log(c.mean), c.sd
		}
	}
	panic(fmt.Sprintf("biomarker: no coordinate %q", id))
}

// Moves tells whether a coordinate moves a part of the model.
func Moves(id string, p Part) bool {
	for _, c := range coordinates {
		if c.id == id {
			for _, x := range c.parts {
				if x == p {
					return true
				}
			}
		}
	}
	return false
}

// table: people before treatment, by disease.

package biomarker

import (
	"math"
	"strings"

	"jakstat/diag"
)

// Setting is a group of people before treatment: medians of their laboratory values and how inflamed they are. Values are judgements at what
// trials of the disease report, except where Refs names evidence rows.
type Setting struct {
	ID, Name string
	// Inflammation is the part of hepcidin beyond that of healthy people, over theirs: 1 doubles it. Diseases of the skin, whose haemoglobin is that of
	// healthy people, have next to none.
	Inflammation float64
	// Clonal is the part of red cells and platelets made by clones that need no EPO or TPO (JAK2, MPL or CALR mutants).
	Clonal float64
	// Baseline are medians by lab, in its unit.
	Baseline map[string]float64
	// Between are coefficients of variation between people where they differ from those of [Labs].
	Between map[string]float64
	Refs    []string
}

// common are the medians where a disease does not change them: healthy adults, two thirds women. Lymphocyte subsets are parts of the total.
var common = map[string]float64{
	"hemoglobin": 13.8, "reticulocytes": 1.24, "platelets": 250, "neutrophils": 4.2, "lymphocytes": 1.9, "NK cells": 0.2, "B cells": 0.2, "CRP": 0.8,
	"CXCL10": 100, "LDL-C": 115, "HDL-C": 55, "triglycerides": 110, "total cholesterol": 192, "creatinine": 0.78, "CK": 95, "ALT": 20,
}

var commonRefs = []string{"phys14", "phys18", "phys23", "phys24", "phys66", "phys84", "phys100"}

var settings = []Setting{
	{"RA", "rheumatoid arthritis", 1, 0, map[string]float64{"hemoglobin": 12.9, "platelets": 300, "neutrophils": 4.84, "lymphocytes": 1.8, "CRP": 10, "CK": 75, "creatinine": 0.72, "CXCL10": 250}, nil, []string{"phys102", "phys103", "phys107", "phys108"}},
	{"PsA", "psoriatic arthritis", 0.3, 0, map[string]float64{"hemoglobin": 13.6, "platelets": 280, "neutrophils": 4.7, "lymphocytes": 1.8, "CRP": 7, "CXCL10": 200}, nil, nil},
	{"AS", "axial spondyloarthritis", 0.5, 0, map[string]float64{"hemoglobin": 14.1, "platelets": 285, "neutrophils": 4.7, "CRP": 8}, nil, nil},
	{"PsO", "plaque psoriasis", 0.02, 0, map[string]float64{"hemoglobin": 14.4, "platelets": 250, "neutrophils": 4.6, "CRP": 2}, nil, nil},
	{"AD", "atopic dermatitis", 0.02, 0, map[string]float64{"hemoglobin": 14.3, "platelets": 265, "CRP": 1.5, "CXCL10": 200}, nil, nil},
	{"AA", "alopecia areata", 0, 0, map[string]float64{"hemoglobin": 13.9, "platelets": 255}, nil, nil},
	{"vitiligo", "vitiligo", 0, 0, map[string]float64{"CXCL10": 180}, nil, nil},
	{"UC", "ulcerative colitis", 1, 0, map[string]float64{"hemoglobin": 13.0, "platelets": 310, "neutrophils": 5.2, "CRP": 4.7, "HDL-C": 56, "LDL-C": 100}, nil, []string{"phys109"}},
	{"CD", "Crohn disease", 1.2, 0, map[string]float64{"hemoglobin": 12.6, "platelets": 330, "neutrophils": 5.6, "lymphocytes": 1.6, "CRP": 8, "LDL-C": 95, "HDL-C": 52}, nil, nil},
	{"MF", "myelofibrosis", 2, 0.8, map[string]float64{"hemoglobin": 10.6, "platelets": 245, "neutrophils": 7, "lymphocytes": 1.3, "CRP": 5, "LDL-C": 75, "HDL-C": 38, "reticulocytes": 2}, map[string]float64{"hemoglobin": 0.19, "platelets": 0.6, "neutrophils": 0.8}, nil},
	{"PV", "polycythaemia vera", 0.2, 0.8, map[string]float64{"hemoglobin": 14, "platelets": 480, "neutrophils": 9, "lymphocytes": 1.4, "CRP": 2, "LDL-C": 85}, map[string]float64{"hemoglobin": 0.12, "platelets": 0.5, "neutrophils": 0.6}, nil},
	{"healthy", "healthy", 0, 0, nil, nil, nil},
}

// words of trial tables for the settings.
var alias = map[string]string{
	"RA MTX-IR": "RA", "rheumatoid arthritis": "RA", "plaque psoriasis": "PsO", "psoriasis": "PsO", "atopic dermatitis": "AD", "alopecia areata": "AA", "ulcerative colitis": "UC", "IBD": "UC",
	"Crohn disease": "CD", "myelofibrosis": "MF", "polycythaemia vera": "PV", "polycythemia vera": "PV", "psoriatic arthritis": "PsA", "axSpA": "AS", "axial spondyloarthritis": "AS",
	"AS (r-axSpA)": "AS", "nr-axSpA": "AS",
}

// Settings lists the groups.
func Settings() []Setting {
	out := make([]Setting, len(settings))
	for i, s := range settings {
		out[i] = s.complete()
	}
	return out
}

// FindSetting returns a group by its id or a usual word for it; the error is a diag.Diagnostic that lists what there is.
func FindSetting(name string) (Setting, error) {
	for from, to := range alias {
		if strings.EqualFold(name, from) {
			name = to
		}
	}
	var ids []string
	for _, s := range settings {
		if strings.EqualFold(name, s.ID) {
			return s.complete(), nil
		}
		ids = append(ids, s.ID)
	}
	return Setting{}, diag.New(diag.Pos{}, "biomarker.disease", "no baseline values for %q", name).Suggest("%s", diag.DidYouMean(name, ids))
}

func (s Setting) complete() Setting {
	all := map[string]float64{}
	for k, v := range common {
		all[k] = v
	}
	for k, v := range s.Baseline {
		all[k] = v
	}
	s.Baseline = all
	s.Refs = append(append([]string(nil), commonRefs...), s.Refs...)
	return s
}

// Mean returns the mean of a lab before treatment in its unit: the median times what a lognormal spread adds, for the very skewed CRP only; means and
// medians of the others are within a few per cent.
func (s Setting) Mean(lab string) float64 {
	m := s.Baseline[lab]
	if lab == "CRP" {
		cv := s.between(lab)
		m *= math.Sqrt(1 + cv*cv)
	}
	return m
}

// entry are the lower limits by which trials admit people, the no-start limits of labels (dose1, dose8); trials in myelofibrosis ask for platelets only.
var entry = map[string]float64{"hemoglobin": 9, "neutrophils": 1, "lymphocytes": 0.75, "platelets": 100}

// Entry is the lower limit of a lab at which people of the setting enter a trial, 0 where there is none.
func Entry(s Setting, lab string) float64 {
	if s.Clonal > 0 && lab != "platelets" {
		return 0
	}
	return entry[lab]
}

// molar masses of cholesterol, an average triglyceride and creatinine, g/mol.
const (
	cholesterolMass  = 386.65
	triglycerideMass = 885.4
	creatinineMass   = 113.12
)

// InUnit is what a value in the lab's own unit is times in another unit of the trial tables: mmol/L, umol/L or the own; it panics on others.
func InUnit(lab, u string) float64 {
	l, ok := FindLab(lab)
	switch {
	case !ok:
		panic("biomarker: no lab " + lab)
	case u == l.Unit:
		return 1
	case u == "mmol/L" && lab == "triglycerides":
		return 10 / triglycerideMass
	case u == "mmol/L" && l.Unit == "mg/dL":
		return 10 / cholesterolMass
	case u == "umol/L" && lab == "creatinine":
		return 1e4 / creatinineMass
	}
	panic("biomarker: no conversion of " + lab + " to " + u)
}

// between is the coefficient of variation of a lab between people.
func (s Setting) between(lab string) float64 {
	if v, ok := s.Between[lab]; ok {
		return v
	}
	l, _ := FindLab(lab)
	return l.between
}

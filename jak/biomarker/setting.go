// table: people before treatment, by disease.

package biomarker

import (
	"strings"

	"jakstat/diag"
)

// Setting is a group of people before treatment: medians of their laboratory values and how inflamed they are. Values are judgements at what
// trials of the disease report, except where Refs names evidence rows.
type Setting struct {
	ID, Name string
	// Inflammation is the part of hepcidin beyond that of healthy people, over theirs: 1 doubles it.
	Inflammation float64
	// Clonal is the part of platelet production that needs no TPO (JAK2, MPL or CALR mutants).
	Clonal float64
	// Baseline are medians by lab, in its unit.
	Baseline map[string]float64
	Refs     []string
}

// common are the medians where a disease does not change them: healthy adults, two thirds women. Lymphocyte subsets are parts of the total.
var common = map[string]float64{
	"hemoglobin": 13.8, "reticulocytes": 1.24, "platelets": 250, "neutrophils": 4.2, "lymphocytes": 1.9, "NK cells": 0.2, "B cells": 0.2, "CRP": 0.8,
	"CXCL10": 100, "LDL-C": 115, "HDL-C": 55, "triglycerides": 110, "total cholesterol": 192, "creatinine": 0.78, "CK": 95, "ALT": 20,
}

var commonRefs = []string{"phys14", "phys18", "phys23", "phys24", "phys66", "phys84", "phys100"}

var settings = []Setting{
	{"RA", "rheumatoid arthritis", 1, 0, map[string]float64{"hemoglobin": 12.9, "platelets": 300, "neutrophils": 4.84, "lymphocytes": 1.6, "CRP": 10, "CK": 75, "creatinine": 0.72, "CXCL10": 250}, []string{"phys102", "phys103", "phys107", "phys108"}},
	{"PsA", "psoriatic arthritis", 0.5, 0, map[string]float64{"hemoglobin": 13.6, "platelets": 280, "neutrophils": 4.7, "lymphocytes": 1.8, "CRP": 6, "CXCL10": 200}, nil},
	{"AS", "axial spondyloarthritis", 0.5, 0, map[string]float64{"hemoglobin": 14.1, "platelets": 285, "neutrophils": 4.7, "CRP": 8}, nil},
	{"PsO", "plaque psoriasis", 0.1, 0, map[string]float64{"hemoglobin": 14.4, "platelets": 250, "neutrophils": 4.6, "CRP": 2}, nil},
	{"AD", "atopic dermatitis", 0.05, 0, map[string]float64{"hemoglobin": 14.3, "platelets": 265, "CRP": 1.5, "CXCL10": 200}, nil},
	{"AA", "alopecia areata", 0, 0, map[string]float64{"hemoglobin": 13.9, "platelets": 255}, nil},
	{"vitiligo", "vitiligo", 0, 0, map[string]float64{"CXCL10": 180}, nil},
	{"UC", "ulcerative colitis", 1, 0, map[string]float64{"hemoglobin": 13.0, "platelets": 310, "neutrophils": 5.2, "CRP": 4.7, "HDL-C": 56, "LDL-C": 100}, []string{"phys109"}},
	{"CD", "Crohn disease", 1.2, 0, map[string]float64{"hemoglobin": 12.6, "platelets": 330, "neutrophils": 5.6, "lymphocytes": 1.6, "CRP": 8, "LDL-C": 95, "HDL-C": 52}, nil},
	{"MF", "myelofibrosis", 1, 0.8, map[string]float64{"hemoglobin": 10.6, "platelets": 245, "neutrophils": 7, "lymphocytes": 1.3, "CRP": 5, "LDL-C": 75, "HDL-C": 38, "reticulocytes": 2}, nil},
	{"PV", "polycythaemia vera", 0.2, 0.8, map[string]float64{"hemoglobin": 14, "platelets": 480, "neutrophils": 9, "lymphocytes": 1.4, "CRP": 2, "LDL-C": 85}, nil},
	{"healthy", "healthy", 0, 0, nil, nil},
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
	return Setting{}, diag.New(diag.Pos{Where: "disease"}, "biomarker.disease", "no baseline values for %q", name).Suggest("%s", diag.DidYouMean(name, ids))
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

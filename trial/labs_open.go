package trial

import (
	"slices"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/biomarker"
	"jakstat/jak/disease"
	"jakstat/jak/form"
	"jakstat/jak/pk"
)

// LaboratoryEntry says which values are taken when, how they are graded, and whose label's rules hold doses.
type LaboratoryEntry struct {
	Pos     diag.Pos
	Values  form.Texts `yaml:"values"`
	Weeks   form.Texts `yaml:"weeks"`
	Grading form.Text  `yaml:"grading"`
	Label   form.Text  `yaml:"label"`
}

// Laboratory is the values of a trial: taken before treatment and in Weeks, which rise.
type Laboratory struct {
	Values  []string
	Weeks   []float64
	Grading string // one of biomarker.Gradings
	Label   string // region whose label's rules are followed; empty: none are
	Setting biomarker.Setting
	Rules   [][]biomarker.Rule // by arm: those that interrupt or discontinue
}

// laboratory reads the part of a file that takes laboratory values.
func (r *reader) laboratory(p *Plan) {
	f := r.file.Laboratory
	if f == nil {
		return
	}
	l := &Laboratory{Weeks: r.weeks(f.Weeks, "weeks"), Grading: f.Grading.S, Label: f.Label.S}
	p.Laboratory = l
	if len(f.Weeks) == 0 {
		r.bad(f.Pos, "missing", "laboratory: no weeks").Suggestion = "add weeks: [4, 12, 24]"
	}
	if len(f.Values) == 0 {
		r.bad(f.Pos, "missing", "laboratory: no values").Suggestion = "add values: [hemoglobin, neutrophils]"
	}
	var known []string
	for _, x := range biomarker.Labs() {
		known = append(known, x.ID)
	}
	for _, t := range f.Values {
		switch {
		case !slices.Contains(known, t.S):
			d := r.bad(t.Pos, "laboratory", "unknown laboratory value %q", t.S)
			if d.Suggestion = diag.DidYouMean(t.S, known); d.Suggestion == "" {
				d.Suggestion = "known are " + strings.Join(known, ", ")
			}
		case slices.Contains(l.Values, t.S):
			r.bad(t.Pos, "laboratory", "%s is given twice", t.S)
		default:
			l.Values = append(l.Values, t.S)
		}
	}
	if l.Grading == "" {
		l.Grading = biomarker.Gradings()[0]
	} else if !slices.Contains(biomarker.Gradings(), l.Grading) {
		r.bad(f.Grading.Pos, "word", "grading: %q is not known", l.Grading).Suggestion = "write " + strings.Join(biomarker.Gradings(), " or ")
	}
	if l.Label != "" && !slices.Contains(evidence.Regions(), l.Label) {
		r.bad(f.Label.Pos, "word", "label: %q is no region", l.Label).Suggestion = "write " + strings.Join(evidence.Regions(), ", ")
	}
	if p.Setting.Disease != "" {
		var err error
		if l.Setting, err = biomarker.FindSetting(p.Setting.Disease); err != nil {
			r.bad(r.file.Disease.Pos, "laboratory", "no laboratory values are known of people with %s", p.Setting.Disease).Suggestion = "leave laboratory: out"
		}
	}
	for i, a := range p.Arms {
		l.Rules = append(l.Rules, nil)
		// The stem of names of kinase inhibitors tells those without a model from comparators.
		if a.ModeOf() != disease.Inhibitor && !strings.HasSuffix(a.Drug, "tinib") {
			continue
		}
		switch {
		case a.Blocked != nil:
			r.bad(r.file.Arms[i].Blockade.Pos, "laboratory", "laboratory values under %q are not known from a blockade alone", a.Drug).Suggestion = "take values in arms with drugs of the library"
		case !slices.Contains(pk.Names(), strings.TrimSuffix(a.Drug, " IR")):
			r.bad(r.file.Arms[i].Drug.Pos, "laboratory", "laboratory values under %q are not known: it has no pharmacokinetics here", a.Drug).Suggestion = "leave laboratory: out"
		case l.Label != "":
			rules, _ := biomarker.Rules(evidence.Default(), strings.TrimSuffix(a.Drug, " IR"), l.Label, l.Setting.ID)
			if rules == nil {
				rules, _ = biomarker.Rules(evidence.Default(), strings.TrimSuffix(a.Drug, " IR"), l.Label, "")
			}
			for _, x := range rules {
				if x.Action == biomarker.Interrupt || x.Action == biomarker.Discontinue {
					l.Rules[i] = append(l.Rules[i], x)
				}
			}
		}
	}
}

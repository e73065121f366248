package safety

import (
	"slices"
	"strings"

	"jakstat/evidence"
	"jakstat/evidence/results"
)

// indications are how the labels' indications begin, by disease.
var indications = map[string][]string{
	"RA": {"RA"}, "PsA": {"PsA"}, "AS": {"AS"}, "UC": {"UC"}, "CD": {"CD"}, "AD": {"AD"}, "PsO": {"plaque psoriasis", "psoriasis"}, "AA": {"alopecia areata"},
}

// Labels returns what the labels of a drug say for a disease, one row a region, in the order of the evidence. Licensed is false when none names the
// disease: the rows are those of the drug's first indication in each region then.
func Labels(lib *evidence.Library, drug, disease string) (rows []*evidence.Dose, licensed bool) {
	var others []*evidence.Dose
	regions := map[string]bool{}
	for _, d := range lib.Doses {
		if d.Drug != drug {
			continue
		}
		if !slices.ContainsFunc(others, func(o *evidence.Dose) bool { return o.Region == d.Region }) {
			others = append(others, d)
		}
		first, _, _ := strings.Cut(d.Indication, " (")
		for _, word := range indications[disease] {
			if (first == word || strings.HasPrefix(first, word+" ")) && !regions[d.Region] {
				regions[d.Region] = true
				rows = append(rows, d)
			}
		}
	}
	if len(rows) == 0 {
		return others, false
	}
	return rows, true
}

// Published returns the hazard ratios against TNF inhibitors that trials and registries report of a drug: they may disagree. Interim figures
// that the source itself has superseded are left out.
func Published(l *results.Library, drug, event string) []results.Ratio {
	var out []results.Ratio
	for _, r := range l.Ratios {
		name, _, _ := strings.Cut(r.Drug, " ")
		e, ok := Find(r.Event)
		if ok && e.Name == event && name == drug && r.Comparator == "TNFi" && r.HR.Known && !strings.Contains(r.Note, "superseded") {
			out = append(out, r)
		}
	}
	return out
}

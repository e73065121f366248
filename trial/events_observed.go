package trial

import (
	"slices"
	"strings"

	"jakstat/evidence/results"
	"jakstat/jak/safety"
)

// ObservedRate is a reported rate beside its prediction.
type ObservedRate struct {
	*EventRate
	Reported results.Rate
}

// ObservedRatio is a reported hazard ratio beside its prediction.
type ObservedRatio struct {
	*EventRatio
	Reported results.Ratio
}

// Inside tells whether the reported rate lies in the central 95 % of the replicates.
func (o ObservedRate) Inside() bool { return o.Rate.Central95.Contains(o.Reported.Per100PY.Value) }

// Inside tells whether the reported ratio lies in the central 95 % of the estimates.
func (o ObservedRatio) Inside() bool { return o.HR.Central95.Contains(o.Reported.HR.Value) }

// ReportedEvents finds the rates and ratios of the plan's own pool, in the order of the result. Rates are those of all its people, ratios those against the
// comparator that have an interval.
func (r *Result) ReportedEvents(l *results.Library) (rates []ObservedRate, ratios []ObservedRatio) {
	e := r.Plan.Events
	if e == nil || e.Pool == "" {
		return nil, nil
	}
	whole := map[string]bool{}
	for _, p := range l.Pools {
		if p.Pool == e.Pool && p.Subset == "" {
			whole[p.Population] = true
		}
	}
	for i := range r.Events.Rates {
		x := &r.Events.Rates[i]
		for _, row := range l.Rates {
			if row.Pool == e.Pool && whole[row.Population] && row.Event == e.List[x.Event].Name && row.Per100PY.Known && r.Plan.tells(x.Group, row.Drug, row.Dose) {
				rates = append(rates, ObservedRate{x, row})
			}
		}
	}
	for i := range r.Events.Ratios {
		x := &r.Events.Ratios[i]
		for _, row := range l.Ratios {
			if row.Study == e.Pool && row.Subgroup == "overall" && row.Event == e.List[x.Event].Name && row.HR.Known && row.Low.Known && row.High.Known &&
				r.Plan.tells(x.Group, row.Drug, row.Dose) && r.Plan.tells(e.Comparator, row.Comparator, "") {
				ratios = append(ratios, ObservedRatio{x, row})
			}
		}
	}
	return rates, ratios
}

// tells whether words of the tables mean a group: its class, or its drug with the doses of its arms ("5-10").
func (p *Plan) tells(group int, drug, dose string) bool {
	arms := []int{group}
	if k := group - len(p.Arms); k >= 0 {
		arms = p.Events.Combined[k].Arms
	}
	var doses []string
	for _, i := range arms {
		a := &p.Arms[i]
		class, ok := safety.ClassOf(a.Drug)
		if other, is := safety.ClassOf(drug); ok || is {
			if ok != is || class != other {
				return false
			}
			continue
		}
		if name, _, _ := strings.Cut(drug, " "); name != a.Drug {
			return false
		}
		if !slices.Contains(doses, a.Dose) {
			doses = append(doses, a.Dose)
		}
	}
	return len(doses) == 0 || strings.Join(doses, "-") == dose
}

package trial

import (
	"math"
	"slices"

	"jakstat/evidence/results"
)

// Comparison is a reported figure beside its prediction.
type Comparison struct {
	Estimate
	Reported results.Result
}

// Inside tells whether the report lies in the 95 % interval.
func (c Comparison) Inside() bool { return c.Central95.Contains(c.Reported.Value) }

// Compare sets the rows of a trial beside the estimates of all its patients, in the order of the tables. Rows whose arm, endpoint or week the plan does not have are
// left out.
func (r *Result) Compare(rows []results.Result) []Comparison {
	var out []Comparison
	for _, row := range rows {
		if row.Trial != r.Plan.Name {
			continue
		}
		i := slices.IndexFunc(r.Estimates, func(e Estimate) bool {
			return e.Stratum == "" && r.Plan.Arms[e.Arm].Label == row.Arm && r.Plan.Endpoints[e.Endpoint].Name == row.Endpoint && e.Week == row.Week
		})
		if i >= 0 {
			out = append(out, Comparison{r.Estimates[i], row})
		}
	}
	return out
}

// Agreement sums up comparisons of shares of patients: how many, how many inside the 95 % interval, and the mean absolute error in points.
func Agreement(p *Plan, list []Comparison) (n, inside int, meanError float64) {
	sum := 0.0
	for _, c := range list {
		if p.Endpoints[c.Endpoint].Kind != "pct" {
			continue
		}
		n++
		sum += math.Abs(c.Median - c.Reported.Value)
		if c.Inside() {
			inside++
		}
	}
	return n, inside, sum / float64(n)
}

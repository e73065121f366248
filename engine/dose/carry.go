package dose

import "math"

// Carry says which record's covariate holds between two records.
type Carry uint8

// The two conventions of the field.
const (
	LOCF Carry = iota // last observation carried forward: the value of the last record at or before the time
	NOCB              // next observation carried backward: the value of the next record at or after the time (NONMEM's $PK)
)

// CovariateAt returns the value at time t of a covariate known at times, which do not decrease. NaN
// marks a missing value and is passed over. Among records at one time the last wins under LOCF and the first
// under NOCB. Before the first value the first holds, after the last the last; NaN when there is none.
func CovariateAt(times, values []float64, t float64, carry Carry) float64 {
	before, after := math.NaN(), math.NaN()
	exactFirst := math.NaN()
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		if times[i] <= t {
			before = v
		}
		if times[i] == t && math.IsNaN(exactFirst) {
			exactFirst = v
		}
		if times[i] > t {
			after = v
			break
		}
	}
	if carry == NOCB && !math.IsNaN(exactFirst) {
		return exactFirst
	}
	if carry == NOCB && !math.IsNaN(after) || math.IsNaN(before) {
		return after
	}
	return before
}

package trial

import (
	"math"

	"jakstat/rng"
)

// shown is one arm of one replicate: patients, per cent or mean change, and its sampling variance.
type shown struct{ n, value, variance float64 }

// favours is the test of an arm against the control at a two-sided level: of two proportions with the pooled variance, of two means with each its own; with
// a margin, that the arm is not worse by so much (without pooling). It is passed only by a difference to the better side.
func favours(e *Endpoint, arm, control shown, alpha float64) bool {
	gain := arm.value - control.value
	if e.Down {
		gain = -gain
	}
	variance := arm.variance + control.variance
	if e.Kind == "pct" {
		gain += 100 * e.Margin
		if e.Margin == 0 {
			pooled := (arm.n*arm.value + control.n*control.value) / (arm.n + control.n)
			variance = pooled * (100 - pooled) * (1/arm.n + 1/control.n)
		}
	}
	return gain > 0 && gain > critical(alpha)*math.Sqrt(variance)
}

// critical is the normal quantile of a two-sided level.
func critical(alpha float64) float64 { return rng.Quantile(1 - alpha/2) }

// oddsRatio adds half a patient to each of the four counts (Haldane 1956), so that it is always finite.
func oddsRatio(arm, control shown) float64 {
	odds := func(a shown) float64 {
		yes := a.n * a.value / 100
		return (yes + 0.5) / (a.n - yes + 0.5)
	}
	return odds(arm) / odds(control)
}

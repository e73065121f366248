// Package coverage knows how much of a cytokine's signal a dose takes away over the day: average inhibition,
// trough, hours above the IC50, with intervals over subjects and potency.
//
// It joins a concentration course (jak/pk) with an effect (jak/binding). It must not know
// where either comes from, nor how a result is drawn.
package coverage

// Cover summarises inhibition over one day at steady state. Fractions are in 0..1, hours in 0..24.
type Cover struct {
	Average    float64 `json:"average"`
	Trough     float64 `json:"trough"`
	Peak       float64 `json:"peak"`
	HoursAbove float64 `json:"hours_above_ic50"`
}

// Summarise computes the daily summary of an inhibition course (fraction) at times t (h), which must rise. The
// average is the trapezoidal mean over the span, the time above the IC50 is the time with inhibition above one half,
// linear between points, scaled to 24 h.
func Summarise(t, inhibition []float64) Cover {
	c := Cover{Trough: 1}
	area, above := 0.0, 0.0
	for i, v := range inhibition {
		c.Trough = min(c.Trough, v)
		c.Peak = max(c.Peak, v)
		if i == 0 {
			continue
		}
		dt := t[i] - t[i-1]
		u := inhibition[i-1]
		area += dt * (u + v) / 2
		switch {
		case u >= 0.5 && v >= 0.5:
			above += dt
		case u >= 0.5 || v >= 0.5:
			share := (max(u, v) - 0.5) / (max(u, v) - min(u, v))
			above += dt * share
		}
	}
	span := t[len(t)-1] - t[0]
	c.Average = area / span
	c.HoursAbove = above / span * 24
	return c
}

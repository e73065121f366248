package receptor

import (
	"math"
)

// Estimate returns mean and standard deviation of a shared coordinate; ok is false for a name that is not calibrated.
func (c *Calibration) Estimate(name string) (mean, sd float64, ok bool) {
	i, ok := c.at[name]
	if !ok {
		return math.NaN(), math.NaN(), false
	}
	return c.mean[i], math.Sqrt(c.cov.At(i, i)), true
}

// CoordinateShare is the name of the share of the Cheng-Prusoff factor that assays realise.
const CoordinateShare = nameCarry

// CoordinateExponent is the name of the logarithm of a receptor family's exponent of the second place.
func CoordinateExponent(family string) string { return betaKey(family) }

// GroupSD returns the standard deviation of a group of the hierarchy ("assay", "cell measurement", ...); ok is false for an unknown name.
func (c *Calibration) GroupSD(name string) (sd float64, ok bool) {
	for i, g := range groups() {
		if g.Name == name {
			return c.SD[i], true
		}
	}
	return math.NaN(), false
}

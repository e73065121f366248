package safety

import "gonum.org/v1/gonum/mathext"

// poissonCDF is the probability of at most k events where mu are expected: the upper regularised incomplete gamma function at k+1.
func poissonCDF(k, mu float64) float64 {
	if k < 0 {
		return 0
	}
	return mathext.GammaIncRegComp(k+1, mu)
}

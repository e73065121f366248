package draw

import (
	"fmt"
	"math"

	"jakstat/engine/model"
)

// wrong says what is wrong with the arguments, "" when nothing is.
func wrong(d model.Distribution, a []float64) string {
	positive := func(v float64, what string) string {
		if v > 0 && !math.IsInf(v, 1) {
			return ""
		}
		return fmt.Sprintf("the %s is %g and must be positive", what, v)
	}
	finite := func(v float64, what string) string {
		if math.IsInf(v, 0) {
			return fmt.Sprintf("the %s is %g and must be finite", what, v)
		}
		return ""
	}
	first := func(words ...string) string {
		for _, w := range words {
			if w != "" {
				return w
			}
		}
		return ""
	}
	probability := func(v float64) string {
		if v >= 0 && v <= 1 {
			return ""
		}
		return fmt.Sprintf("the probability is %g and must lie between 0 and 1", v)
	}
	spread := func(v float64, what string) string {
		if v >= 0 && !math.IsInf(v, 1) {
			return ""
		}
		return fmt.Sprintf("the %s is %g and must not be negative", what, v)
	}
	switch d {
	case model.NormalDist, model.LogNormalDist:
		return first(finite(a[0], "mean"), spread(a[1], "standard deviation"))
	case model.UniformDist:
		if a[0] > a[1] {
			return fmt.Sprintf("the least value %g is above the largest %g", a[0], a[1])
		}
		return first(finite(a[0], "least value"), finite(a[1], "largest value"))
	case model.BernoulliDist:
		return probability(a[0])
	case model.BinomialDist:
		if !(a[0] >= 0 && a[0] <= 1<<52 && a[0] == math.Trunc(a[0])) {
			return fmt.Sprintf("the number of trials is %g and must be a whole number", a[0])
		}
		return probability(a[1])
	case model.CauchyDist, model.LaplaceDist:
		return first(finite(a[0], "location"), positive(a[1], "scale"))
	case model.ChiSquareDist:
		return positive(a[0], "number of degrees of freedom")
	case model.ExponentialDist:
		return positive(a[0], "rate")
	case model.GammaDist:
		return first(positive(a[0], "shape"), positive(a[1], "scale"))
	case model.PoissonDist:
		if !(a[0] >= 0 && a[0] <= 1e15) {
			return fmt.Sprintf("the mean is %g and must lie between 0 and 1e15", a[0])
		}
		return ""
	}
	return positive(a[0], "scale")
}

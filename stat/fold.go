package stat

import "math"

// Fold returns predicted/observed; NaN unless both are positive.
func Fold(predicted, observed float64) float64 {
	if !(predicted > 0 && observed > 0) {
		return math.NaN()
	}
	return predicted / observed
}

// FoldError returns the fold by which a prediction misses, max(p/o, o/p) ≥ 1.
func FoldError(predicted, observed float64) float64 {
	f := Fold(predicted, observed)
	return math.Max(f, 1/f)
}

// GMFE returns the geometric mean fold error 10^mean|log10(p/o)| ≥ 1 (absolute average fold error,
// AAFE; Obach et al. 1997, J Pharmacol Exp Ther 283:46): precision. NaN when a pair is not positive.
func GMFE(predicted, observed []float64) float64 {
	return math.Exp(Mean(logFolds(predicted, observed, math.Abs)))
}

// AFE returns the average fold error 10^mean log10(p/o) (same paper): bias, 1 when there is none.
func AFE(predicted, observed []float64) float64 {
	return math.Exp(Mean(logFolds(predicted, observed, func(v float64) float64 { return v })))
}

func logFolds(predicted, observed []float64, f func(float64) float64) []float64 {
	sameLength(predicted, observed)
	out := make([]float64, len(predicted))
	for i := range out {
		out[i] = f(math.Log(Fold(predicted[i], observed[i])))
	}
	return out
}

// WithinFold returns the fraction of predictions within k-fold of the observation, limits included;
// a pair that is not positive is not within. NaN for no pairs. It panics when k is below 1.
func WithinFold(k float64, predicted, observed []float64) float64 {
	sameLength(predicted, observed)
	if !(k >= 1) {
		panic("stat: a fold below 1")
	}
	hit := 0
	for i := range predicted {
		if IsWithinFold(k, predicted[i], observed[i]) {
			hit++
		}
	}
	return float64(hit) / float64(len(predicted))
}

// foldSlack lets 1.25 × 0.8 count as within 1.25-fold in spite of rounding.
const foldSlack = 1e-12

// IsWithinFold tells whether a prediction is within k-fold of the observation, limits included.
func IsWithinFold(k, predicted, observed float64) bool {
	return FoldError(predicted, observed) <= k*(1+foldSlack)
}

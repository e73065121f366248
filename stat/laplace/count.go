package laplace

import "math"

// count notes residual and information of a number of events whose expectation is exp(eta), and returns its share of the objective: twice the
// negative logarithm of the Poisson probability, less what does not depend on the coordinates.
func (w *work) count(i int, eta float64) float64 {
	n, mu := w.p.Obs[i].Value, math.Exp(eta)
	w.info[i] = math.Sqrt(mu)
	w.res[i] = (n - mu) / w.info[i]
	return 2 * (mu - n*eta + deviance0(n))
}

// deviance0 is the largest value of n·ln μ − μ: with it the objective is a deviance, which is 0 where expectation and number agree.
func deviance0(n float64) float64 {
	if n <= 0 {
		return 0
	}
	return n*math.Log(n) - n
}

// countConstant is the logarithm of the Poisson probability of n where n is expected.
func countConstant(n float64) float64 {
	l, _ := math.Lgamma(n + 1)
	return deviance0(n) - l
}

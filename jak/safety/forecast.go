package safety

import (
	"math"

	"jakstat/stat/laplace"

	"gonum.org/v1/gonum/mat"
)

// Spread is the standard deviations of what differs between things of a kind, on the logarithmic scale.
type Spread struct{ Disease, Drug, Programme, Pool, Arm float64 }

// Model is the hazard of one event with its estimated coordinates.
type Model struct {
	Hazard
	Names  []string
	X      []float64
	Factor *mat.TriDense // lower Cholesky factor of the covariance of X
	Spread
	// Gain is by how much each candidate pathway raises the logarithm of the marginal likelihood over an effect of the class.
	Gain map[string]float64
}

// Forecast is a rate per 100 patient-years in a new pool as a log-normal: the logarithm of its median, and the standard deviation. Known is the part
// of the standard deviation that does not come from differences between pools.
type Forecast struct {
	Ln, SD, Known float64
	Terms         []Term
}

// Forecast predicts the rate of an event in a pool of a population under a treatment.
func (m *Model) Forecast(p *Population, a *Action) Forecast {
	f := Forecast{Terms: m.Terms(p, a, m.X)}
	var g laplace.Gradient
	ln, disease, drug := Sum(f.Terms, &g)
	v := m.variance(&g)
	if disease {
		v += m.Disease * m.Disease
	}
	if drug {
		v += m.Drug * m.Drug
	}
	f.Ln, f.Known = ln, math.Sqrt(v)
	f.SD = math.Sqrt(v + m.Programme*m.Programme + m.Pool*m.Pool + m.Arm*m.Arm)
	return f
}

// variance is that of a linear form over the coordinates.
func (m *Model) variance(g *laplace.Gradient) float64 {
	n := len(m.X)
	form := make([]float64, n)
	for k, i := range g.I {
		form[i] += g.V[k]
	}
	v := 0.0
	for j := range n {
		s := 0.0
		for i := j; i < n; i++ {
			s += form[i] * m.Factor.At(i, j)
		}
		v += s * s
	}
	return v
}

// Quantile is a quantile of the rate.
func (f *Forecast) Quantile(z float64) float64 { return math.Exp(f.Ln + z*f.SD) }

// nodes is how many equally likely rates stand for the log-normal where numbers of events are predicted.
const nodes = 100

// Counts returns the central 95 % interval of the number of events in py patient-years: Poisson with a log-normal rate.
func (f *Forecast) Counts(py float64) (low, high float64) {
	means := f.means(py)
	return quantile(means, 0.025), quantile(means, 0.975)
}

// means are the expected numbers of events at equally likely rates.
func (f *Forecast) means(py float64) []float64 {
	out := make([]float64, nodes)
	for i := range out {
		z := math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/nodes-1)
		out[i] = f.Quantile(z) * py / 100
	}
	return out
}

// quantile is the smallest number with at least the probability p under the mixture.
func quantile(means []float64, p float64) float64 {
	cdf := func(k float64) float64 {
		sum := 0.0
		for _, mu := range means {
			sum += poissonCDF(k, mu)
		}
		return sum / float64(len(means))
	}
	low, high := -1.0, 1.0
	for guess := math.Floor(means[int(p*float64(len(means)))]); high < guess; {
		high *= 2
	}
	for cdf(high) < p {
		low, high = high, 2*high
	}
	for high-low > 1 {
		mid := math.Floor((low + high) / 2)
		if cdf(mid) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// LogProbability is the logarithm of the probability of the number of events nearest to n in py patient-years.
func (f *Forecast) LogProbability(n, py float64) float64 {
	k := math.Round(n)
	l, _ := math.Lgamma(k + 1)
	sum := 0.0
	for _, mu := range f.means(py) {
		sum += math.Exp(k*math.Log(mu) - mu - l)
	}
	return math.Log(sum / nodes)
}

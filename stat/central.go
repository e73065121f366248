package stat

import "math"

// CentralMoments holds count, mean and central moments up to the fourth of values that come one by one, in 48 bytes, by the stable updates of
// Pébay 2008 (Sandia report SAND2008-6212, equations 1.5 to 1.10 for one new value). Unlike those of [Moments] its results depend in the last digits on the
// order of the values. The zero value is empty; what there are too few values for is NaN.
type CentralMoments struct {
	n, mean, m2, m3, m4 float64
}

// Add takes a value.
func (c *CentralMoments) Add(x float64) {
	n1 := c.n
	c.n++
	d := x - c.mean
	dn := d / c.n
	dn2 := float64(dn * dn)
	term := float64(float64(d*dn) * n1)
	c.mean += dn
	c.m4 += float64(term*dn2*(float64(c.n*c.n)-float64(3*c.n)+3)) + float64(6*dn2*c.m2) - float64(4*dn*c.m3)
	c.m3 += float64(term*dn*(c.n-2)) - float64(3*dn*c.m2)
	c.m2 += term
}

// N returns the number of values.
func (c *CentralMoments) N() int { return int(c.n) }

// Mean returns the mean.
func (c *CentralMoments) Mean() float64 {
	if c.n == 0 {
		return math.NaN()
	}
	return c.mean
}

// Var returns the unbiased variance.
func (c *CentralMoments) Var() float64 {
	if c.n < 2 {
		return math.NaN()
	}
	return c.m2 / (c.n - 1)
}

// SD returns the standard deviation.
func (c *CentralMoments) SD() float64 { return math.Sqrt(c.Var()) }

// Kurtosis returns the fourth central moment over the square of the second, 3 for a normal distribution; NaN without spread.
func (c *CentralMoments) Kurtosis() float64 {
	if !(c.m2 > 0) {
		return math.NaN()
	}
	return float64(c.n*c.m4) / float64(c.m2*c.m2)
}

// VarSE returns the standard error of the unbiased variance as a multiple of the true variance, √(κ/n − (n−3)/(n(n−1))), with the observed
// kurtosis κ: √(2/(n−1)) for a normal distribution.
func (c *CentralMoments) VarSE() float64 {
	return math.Sqrt((c.Kurtosis() - (c.n-3)/(c.n-1)) / c.n)
}

// Covariance holds the covariances of vectors that come one by one, by the update of Welford for pairs (Bennett et al. 2009,
// doi:10.1109/CLUSTR.2009.5289161). Results depend in the last digits on the order.
type Covariance struct {
	n     float64
	mean  []float64
	delta []float64
	sum   []float64 // of products of deviations, the lower triangle by rows
}

// NewCovariance returns an empty one for vectors of length k.
func NewCovariance(k int) *Covariance {
	return &Covariance{mean: make([]float64, k), delta: make([]float64, k), sum: make([]float64, k*(k+1)/2)}
}

// Add takes a vector. It panics when its length is another.
func (c *Covariance) Add(x []float64) {
	if len(x) != len(c.mean) {
		panic("stat: a vector of another length")
	}
	c.n++
	for i, v := range x {
		c.delta[i] = v - c.mean[i]
		c.mean[i] += c.delta[i] / c.n
	}
	k := 0
	for i := range x {
		after := x[i] - c.mean[i]
		for j := 0; j <= i; j++ {
			c.sum[k] += float64(after * c.delta[j])
			k++
		}
	}
}

// Of returns the unbiased covariance of components i and j, the variance when they are the same; NaN below two vectors.
func (c *Covariance) Of(i, j int) float64 {
	if c.n < 2 {
		return math.NaN()
	}
	if j > i {
		i, j = j, i
	}
	return c.sum[i*(i+1)/2+j] / (c.n - 1)
}

package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a closed interval.
type Interval struct{ Low, High float64 }

// Contains tells whether y lies in the interval.
func (i Interval) Contains(y float64) bool { return i.Low <= y && y <= i.High }

// Width returns High − Low.
func (i Interval) Width() float64 { return i.High - i.Low }

func checkLevel(level float64) {
	if !(level > 0 && level < 1) {
		panic("stat: confidence level outside (0, 1)")
	}
}

func checkCount(k, n int) {
	if n < 1 || k < 0 || k > n {
		panic("stat: count outside [0, n], or n below 1")
	}
}

// z is the two-sided standard normal quantile of a level, 1.96 for 0.95.
func z(level float64) float64 {
	checkLevel(level)
	return distuv.UnitNormal.Quantile(0.5 + level/2)
}

// Wilson returns the score interval of a proportion k/n (Wilson 1927, doi:10.1080/01621459.1927.10502953;
// method 3 of Newcombe 1998): the default here, because its coverage is near the level even for small n.
func Wilson(k, n int, level float64) Interval {
	checkCount(k, n)
	q := z(level)
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + q*q/(2*m)) / (1 + q*q/m)
	half := q / (1 + q*q/m) * math.Sqrt(p*(1-p)/m+q*q/(4*m*m))
	i := Interval{max(0, centre-half), min(1, centre+half)}
	if k == 0 {
		i.Low = 0
	}
	if k == n {
		i.High = 1
	}
	return i
}

// ClopperPearson returns the exact interval of a proportion k/n from beta quantiles (Clopper &
// Pearson 1934, doi:10.1093/biomet/26.4.404): never below the level, therefore wide.
func ClopperPearson(k, n int, level float64) Interval {
	checkCount(k, n)
	checkLevel(level)
	tail := (1 - level) / 2
	i := Interval{0, 1}
	if k > 0 {
		i.Low = mathext.InvRegIncBeta(float64(k), float64(n-k+1), tail)
	}
	if k < n {
		i.High = mathext.InvRegIncBeta(float64(k+1), float64(n-k), 1-tail)
	}
	return i
}

// Poisson returns the exact interval of the mean of a Poisson count k from chi-squared quantiles
// (Garwood 1936, doi:10.1093/biomet/28.3-4.437). Divide by the exposure for an incidence rate.
func Poisson(k int, level float64) Interval {
	checkLevel(level)
	if k < 0 {
		panic("stat: negative count")
	}
	tail := (1 - level) / 2
	i := Interval{}
	if k > 0 {
		i.Low = mathext.GammaIncRegInv(float64(k), tail)
	}
	i.High = mathext.GammaIncRegInv(float64(k+1), 1-tail)
	return i
}

// MeanT returns Student's interval of the mean of n values; infinite below two values.
func MeanT(mean, sd float64, n int, level float64) Interval {
	checkLevel(level)
	if n < 2 {
		return Interval{math.Inf(-1), math.Inf(1)}
	}
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(0.5+level/2) * sd / math.Sqrt(float64(n))
	return Interval{mean - half, mean + half}
}

// Central returns the central interval of a sample: the (1 − level)/2 and (1 + level)/2 quantiles.
func Central(sample []float64, level float64) Interval {
	checkLevel(level)
	q := Quantiles(sample, (1-level)/2, (1+level)/2)
	return Interval{q[0], q[1]}
}

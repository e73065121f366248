package sensitivity

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"jakstat/rng"
	"jakstat/stat"
)

// Estimate is a figure with its interval.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Index says how much of the variance of an output one coordinate explains: First alone, Total with all its interactions (Sobol 2001,
// doi:10.1016/S0378-4754(00)00270-6).
type Index struct {
	First Estimate `json:"first_order"`
	Total Estimate `json:"total"`
}

// Output is one output of a function over its input cube. Indices are by coordinate; NaN where the output does not vary.
type Output struct {
	Mean    float64
	SD      float64
	Low     float64 // ends of the central interval of Mass
	High    float64
	Indices []Index
}

// Plan is an analysis. F fills out (Outputs long) from a point of the unit cube; it is called from several goroutines.
type Plan struct {
	Points     int // base points; F is called Points·(Dimensions + 2) times
	Dimensions int
	Outputs    int
	F          func(u, out []float64)
	Seed       uint64
	Bootstrap  int     // resamplings for the intervals
	Mass       float64 // of the intervals
	Workers    int
	Progress   func() // after each thousandth of the work, or nil; from several goroutines
}

// Evaluations is how often F is called.
func (p *Plan) Evaluations() int { return p.Points * (p.Dimensions + 2) }

// Sobol estimates the indices: first order as in Saltelli et al. 2010 (doi:10.1016/j.cpc.2009.09.018, table 2 b), total as in Jansen 1999
// (doi:10.1016/S0010-4655(98)00154-4), over two halves A and B of one scrambled sequence in twice the dimensions. Intervals are percentiles over
// resampled rows; since the points are spread more evenly than random ones they are rather too wide. The only error is that of ctx.
func Sobol(ctx context.Context, p Plan) ([]Output, error) {
	n, d := p.Points, p.Dimensions
	base := Points(p.Seed, "sobol", n, 2*d)
	// values[j][k][i]: output k at row i of A (j = 0), of B (1), of A with coordinate j−2 from B.
	values := make([][][]float64, d+2)
	for j := range values {
		values[j] = make([][]float64, p.Outputs)
		for k := range values[j] {
			values[j][k] = make([]float64, n)
		}
	}
	work := func(i int, u, out []float64) {
		for j := range values {
			copy(u, base[i][:d])
			switch {
			case j == 1:
				copy(u, base[i][d:])
			case j > 1:
				u[j-2] = base[i][d+j-2]
			}
			p.F(u, out)
			for k, v := range out {
				values[j][k][i] = v
			}
		}
	}
	if err := p.each(ctx, work); err != nil {
		return nil, err
	}
	out := make([]Output, p.Outputs)
	for k := range out {
		out[k] = p.output(k, values)
	}
	return out, ctx.Err()
}

// each does the rows, several at a time.
func (p *Plan) each(ctx context.Context, work func(i int, u, out []float64)) error {
	workers := p.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	tick := int64(max(p.Points/1000, 1))
	for range workers {
		group.Go(func() {
			u, out := make([]float64, p.Dimensions), make([]float64, p.Outputs)
			for ctx.Err() == nil {
				i := next.Add(1) - 1
				if i >= int64(p.Points) {
					return
				}
				work(int(i), u, out)
				if p.Progress != nil && i%tick == 0 {
					p.Progress()
				}
			}
		})
	}
	group.Wait()
	return ctx.Err()
}

// output estimates one output and resamples its rows.
func (p *Plan) output(k int, values [][][]float64) Output {
	n, d := p.Points, p.Dimensions
	a, b := values[0][k], values[1][k]
	both := append(append(make([]float64, 0, 2*n), a...), b...)
	mean, sd := moments(both)
	span := stat.Central(both, p.Mass)
	out := Output{Mean: mean, SD: sd, Low: span.Low, High: span.High, Indices: make([]Index, d)}
	first, total := make([][]float64, d), make([][]float64, d)
	rows := make([]int, n)
	stream := rng.Key(p.Seed, 0, rng.Name("sobol bootstrap"), uint64(k))
	for r := range p.Bootstrap + 1 {
		for i := range rows {
			rows[i] = i
			if r > 0 {
				rows[i] = stream.Intn(uint64(r-1)*uint64(n)+uint64(i), n)
			}
		}
		center, variance := spread(a, b, rows)
		for j := range d {
			s, t := indices(a, b, values[j+2][k], rows, center)
			s, t = s/variance, t/variance
			if r == 0 {
				out.Indices[j] = Index{First: Estimate{Value: s}, Total: Estimate{Value: t}}
				continue
			}
			first[j], total[j] = append(first[j], s), append(total[j], t)
		}
	}
	for j := range out.Indices {
		x := &out.Indices[j]
		if p.Bootstrap == 0 || !(sd > 0) {
			nan := math.NaN()
			if !(sd > 0) {
				x.First.Value, x.Total.Value = nan, nan
			}
			x.First.Low, x.First.High, x.Total.Low, x.Total.High = nan, nan, nan, nan
			continue
		}
		f, t := stat.Central(first[j], p.Mass), stat.Central(total[j], p.Mass)
		x.First.Low, x.First.High, x.Total.Low, x.Total.High = f.Low, f.High, t.Low, t.High
	}
	return out
}

func moments(v []float64) (mean, sd float64) {
	for _, x := range v {
		mean += x
	}
	mean /= float64(len(v))
	for _, x := range v {
		sd += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(sd / float64(len(v)))
}

// spread is the mean and variance of the rows of A and B together.
func spread(a, b []float64, rows []int) (mean, variance float64) {
	for _, i := range rows {
		mean += a[i] + b[i]
	}
	mean /= float64(2 * len(rows))
	for _, i := range rows {
		variance += (a[i]-mean)*(a[i]-mean) + (b[i]-mean)*(b[i]-mean)
	}
	return mean, variance / float64(2*len(rows))
}

// indices are the numerators of first and total order. Values count from their mean, which takes most of the noise from the first.
func indices(a, b, ab []float64, rows []int, mean float64) (first, total float64) {
	for _, i := range rows {
		first += (b[i] - mean) * (ab[i] - a[i])
		total += (a[i] - ab[i]) * (a[i] - ab[i])
	}
	n := float64(len(rows))
	return first / n, total / (2 * n)
}

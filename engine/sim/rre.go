package sim

import "math"

// extrapolate returns the fixed point of the map that produced the sequence y[0], y[1] = Φ(y[0]), …, y[k+1], by reduced
// rank extrapolation (Eddy 1979; Sidi 2017, Vector Extrapolation Methods with Applications, SIAM, chapter 2,
// doi:10.1137/1.9781611974966): weights γ with Σγ = 1 that minimise |Σ γ_j (y[j+1] − y[j])|, then Σ γ_j y[j].
// For a linear map of rank r it is exact once k ≥ r, which is why a linear pharmacokinetic model reaches steady state in
// a handful of intervals however long its half-life. scale gives each component's weight. ok is
// false when the differences carry no usable direction.
func extrapolate(y [][]float64, scale []float64) (fixed []float64, ok bool) {
	k := len(y) - 2
	if k < 1 {
		return nil, false
	}
	n := len(y[0])
	// Differences, scaled, and second differences ∂_j = Δ_{j+1} − Δ_j: minimise |Δ_0 + Σ ξ_j ∂_j|.
	delta := make([][]float64, k+1)
	for j := range delta {
		delta[j] = make([]float64, n)
		for i := range n {
			delta[j][i] = (y[j+1][i] - y[j][i]) / scale[i]
		}
	}
	columns := make([][]float64, k)
	for j := range columns {
		columns[j] = make([]float64, n)
		for i := range n {
			columns[j][i] = delta[j+1][i] - delta[j][i]
		}
	}
	target := make([]float64, n)
	for i := range n {
		target[i] = -delta[0][i]
	}
	xi := leastSquares(columns, target)
	if xi == nil {
		return nil, false
	}
	fixed = append([]float64(nil), y[0]...)
	for j := range k {
		for i := range n {
			fixed[i] += float64(xi[j] * (y[j+1][i] - y[j][i]))
		}
	}
	for _, v := range fixed {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
	}
	return fixed, true
}

// rankTolerance drops a direction whose new part is this small against its length: with solver errors
// near 1e-8 a fainter one is noise.
const rankTolerance = 1e-7

// leastSquares solves min |Σ x_j a_j − b| by modified Gram-Schmidt with column dropping; a dropped column
// gets weight 0. It returns nil when every column is dropped.
func leastSquares(a [][]float64, b []float64) []float64 {
	k := len(a)
	q := make([][]float64, 0, k)
	kept := make([]int, 0, k)
	r := make([][]float64, 0, k) // r[c] holds the coefficients of kept column c on q[0..c]
	for j := range k {
		v := append([]float64(nil), a[j]...)
		full := norm(v)
		coeff := make([]float64, len(q)+1)
		for range 2 { // twice is enough (Parlett)
			for c := range q {
				d := dot(q[c], v)
				coeff[c] += d
				for i := range v {
					v[i] -= float64(d * q[c][i])
				}
			}
		}
		rest := norm(v)
		if !(rest > rankTolerance*full) || full == 0 {
			continue
		}
		for i := range v {
			v[i] /= rest
		}
		coeff[len(q)] = rest
		q, r, kept = append(q, v), append(r, coeff), append(kept, j)
	}
	if len(q) == 0 {
		return nil
	}
	z := make([]float64, len(q))
	for c := len(q) - 1; c >= 0; c-- {
		z[c] = dot(q[c], b)
		for d := c + 1; d < len(q); d++ {
			z[c] -= float64(r[d][c] * z[d])
		}
		z[c] /= r[c][c]
	}
	x := make([]float64, k)
	for c, j := range kept {
		x[j] = z[c]
	}
	return x
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += float64(a[i] * b[i])
	}
	return s
}

func norm(a []float64) float64 { return math.Sqrt(dot(a, a)) }

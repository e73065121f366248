package linalg

// Solve replaces b (length n·lanes) by the solution of each lane's system.
func (f *LU) Solve(b []float64) {
	if f.lanes == 1 {
		f.solveAlone(b)
		return
	}
	lane := 0
	for ; lane+4 <= f.lanes; lane += 4 {
		f.solveFour(lane, b)
	}
	for ; lane < f.lanes; lane++ {
		f.solveOne(lane, b)
	}
}

// solveAlone is solveOne without strides, which matters for systems of a few equations.
func (f *LU) solveAlone(b []float64) {
	x, w := f.x, f.work
	for i, d := range f.diag {
		sum := b[f.p[i]]
		s := f.rowStart[i]
		lower := x[s:d]
		for k, c := range f.col[s:d] {
			sum -= float64(lower[k] * w[c])
		}
		w[i] = sum
	}
	for i := len(f.diag) - 1; i >= 0; i-- {
		sum := w[i]
		d, end := f.diag[i], f.rowStart[i+1]
		upper := x[d+1 : end]
		for k, c := range f.col[d+1 : end] {
			sum -= float64(upper[k] * w[c])
		}
		sum *= x[d]
		w[i] = sum
		b[f.q[i]] = sum
	}
}

func (f *LU) solveOne(lane int, b []float64) {
	x, w, nl := f.x[lane:], f.work[lane:], f.lanes
	b = b[lane:]
	for i, d := range f.diag {
		sum := b[int(f.p[i])*nl]
		for s := f.rowStart[i]; s < d; s++ {
			sum -= float64(x[int(s)*nl] * w[int(f.col[s])*nl])
		}
		w[i*nl] = sum
	}
	for i := len(f.diag) - 1; i >= 0; i-- {
		sum := w[i*nl]
		d := f.diag[i]
		for s := d + 1; s < f.rowStart[i+1]; s++ {
			sum -= float64(x[int(s)*nl] * w[int(f.col[s])*nl])
		}
		sum *= x[int(d)*nl]
		w[i*nl] = sum
		b[int(f.q[i])*nl] = sum
	}
}

func (f *LU) solveFour(lane int, b []float64) {
	x, w, nl := f.x[lane:], f.work[lane:], f.lanes
	b = b[lane:]
	for i, d := range f.diag {
		rhs := four(b, int(f.p[i])*nl)
		s0, s1, s2, s3 := rhs[0], rhs[1], rhs[2], rhs[3]
		for s := f.rowStart[i]; s < d; s++ {
			xs, ws := four(x, int(s)*nl), four(w, int(f.col[s])*nl)
			s0 -= float64(xs[0] * ws[0])
			s1 -= float64(xs[1] * ws[1])
			s2 -= float64(xs[2] * ws[2])
			s3 -= float64(xs[3] * ws[3])
		}
		to := four(w, i*nl)
		to[0], to[1], to[2], to[3] = s0, s1, s2, s3
	}
	for i := len(f.diag) - 1; i >= 0; i-- {
		to := four(w, i*nl)
		s0, s1, s2, s3 := to[0], to[1], to[2], to[3]
		d := f.diag[i]
		for s := d + 1; s < f.rowStart[i+1]; s++ {
			xs, ws := four(x, int(s)*nl), four(w, int(f.col[s])*nl)
			s0 -= float64(xs[0] * ws[0])
			s1 -= float64(xs[1] * ws[1])
			s2 -= float64(xs[2] * ws[2])
			s3 -= float64(xs[3] * ws[3])
		}
		inverse := four(x, int(d)*nl)
		s0, s1, s2, s3 = s0*inverse[0], s1*inverse[1], s2*inverse[2], s3*inverse[3]
		to[0], to[1], to[2], to[3] = s0, s1, s2, s3
		out := four(b, int(f.q[i])*nl)
		out[0], out[1], out[2], out[3] = s0, s1, s2, s3
	}
}

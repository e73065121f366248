package ode

// combine computes dst = base + scale·(c[0]·k[0] + c[1]·k[1] + ...), element by element. All slices have
// the length of dst; there are one to seven terms. Terms are added from left to right and every
// product is rounded, so that the result has the same bits on every processor. It is written out
// because on systems of a few equations a loop over terms costs more than the arithmetic.
func combine(dst, base, scale []float64, k [][]float64, c []float64) {
	base, scale = base[:len(dst)], scale[:len(dst)]
	switch len(c) {
	case 1:
		k0, c0 := k[0][:len(dst)], c[0]
		for m := range dst {
			dst[m] = base[m] + float64(scale[m]*float64(c0*k0[m]))
		}
	case 2:
		k0, k1, c0, c1 := k[0][:len(dst)], k[1][:len(dst)], c[0], c[1]
		for m := range dst {
			dst[m] = base[m] + float64(scale[m]*(float64(c0*k0[m])+float64(c1*k1[m])))
		}
	case 3:
		k0, k1, k2 := k[0][:len(dst)], k[1][:len(dst)], k[2][:len(dst)]
		c0, c1, c2 := c[0], c[1], c[2]
		for m := range dst {
			dst[m] = base[m] + float64(scale[m]*(float64(c0*k0[m])+float64(c1*k1[m])+float64(c2*k2[m])))
		}
	case 4:
		k0, k1, k2, k3 := k[0][:len(dst)], k[1][:len(dst)], k[2][:len(dst)], k[3][:len(dst)]
		c0, c1, c2, c3 := c[0], c[1], c[2], c[3]
		for m := range dst {
			dst[m] = base[m] + float64(scale[m]*(float64(c0*k0[m])+float64(c1*k1[m])+float64(c2*k2[m])+float64(c3*k3[m])))
		}
	case 5:
		k0, k1, k2, k3, k4 := k[0][:len(dst)], k[1][:len(dst)], k[2][:len(dst)], k[3][:len(dst)], k[4][:len(dst)]
		c0, c1, c2, c3, c4 := c[0], c[1], c[2], c[3], c[4]
		for m := range dst {
			dst[m] = base[m] + float64(scale[m]*(float64(c0*k0[m])+float64(c1*k1[m])+float64(c2*k2[m])+float64(c3*k3[m])+
				float64(c4*k4[m])))
		}
	case 6:
		k0, k1, k2, k3, k4, k5 := k[0][:len(dst)], k[1][:len(dst)], k[2][:len(dst)], k[3][:len(dst)], k[4][:len(dst)], k[5][:len(dst)]
		c0, c1, c2, c3, c4, c5 := c[0], c[1], c[2], c[3], c[4], c[5]
		for m := range dst {
			dst[m] = base[m] + float64(scale[m]*(float64(c0*k0[m])+float64(c1*k1[m])+float64(c2*k2[m])+float64(c3*k3[m])+
				float64(c4*k4[m])+float64(c5*k5[m])))
		}
	case 7:
		k0, k1, k2, k3, k4, k5, k6 := k[0][:len(dst)], k[1][:len(dst)], k[2][:len(dst)], k[3][:len(dst)], k[4][:len(dst)], k[5][:len(dst)], k[6][:len(dst)]
		c0, c1, c2, c3, c4, c5, c6 := c[0], c[1], c[2], c[3], c[4], c[5], c[6]
		for m := range dst {
			dst[m] = base[m] + float64(scale[m]*(float64(c0*k0[m])+float64(c1*k1[m])+float64(c2*k2[m])+float64(c3*k3[m])+
				float64(c4*k4[m])+float64(c5*k5[m])+float64(c6*k6[m])))
		}
	default:
		panic("ode: combine takes one to seven terms")
	}
}

// spread fills dst (length n·L) with lane values v (length L), one copy per component.
func spread(dst, v []float64) {
	if len(v) == 1 {
		for m := range dst {
			dst[m] = v[0]
		}
		return
	}
	for m := 0; m < len(dst); m += len(v) {
		copy(dst[m:m+len(v)], v)
	}
}

// stageTimes fills dst with t + c·h.
func stageTimes(dst, t, h []float64, c float64) {
	for l := range dst {
		dst[l] = t[l] + float64(c*h[l])
	}
}

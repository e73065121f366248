package ode

// differences are backward differences by order and component, slot-major; order 0 is the state. The loops over components are written
// out by order, because on models whose equations are cheap they are most of a step. Products are rounded and sums run from low orders
// to high, so that the bits of a lane do not depend on the form of the loop.
type differences [maxOrder + 3][]float64

// extrapolate sums the differences of a lane up to order k to the state one step ahead, and their multiples by g to past.
func (d *differences) extrapolate(pred, past []float64, k, lane, lanes int, g *[maxOrder + 1]float64) {
	n := len(pred)
	past, d0, d1, d2, d3, d4, d5 := past[:n], d[0][:n], d[1][:n], d[2][:n], d[3][:n], d[4][:n], d[5][:n]
	switch k {
	case 1:
		for m := lane; m < n; m += lanes {
			pred[m] = d0[m] + d1[m]
			past[m] = float64(g[1] * d1[m])
		}
	case 2:
		for m := lane; m < n; m += lanes {
			pred[m] = d0[m] + d1[m] + d2[m]
			past[m] = float64(g[1]*d1[m]) + float64(g[2]*d2[m])
		}
	case 3:
		for m := lane; m < n; m += lanes {
			pred[m] = d0[m] + d1[m] + d2[m] + d3[m]
			past[m] = float64(g[1]*d1[m]) + float64(g[2]*d2[m]) + float64(g[3]*d3[m])
		}
	case 4:
		for m := lane; m < n; m += lanes {
			pred[m] = d0[m] + d1[m] + d2[m] + d3[m] + d4[m]
			past[m] = float64(g[1]*d1[m]) + float64(g[2]*d2[m]) + float64(g[3]*d3[m]) + float64(g[4]*d4[m])
		}
	case 5:
		for m := lane; m < n; m += lanes {
			pred[m] = d0[m] + d1[m] + d2[m] + d3[m] + d4[m] + d5[m]
			past[m] = float64(g[1]*d1[m]) + float64(g[2]*d2[m]) + float64(g[3]*d3[m]) + float64(g[4]*d4[m]) + float64(g[5]*d5[m])
		}
	}
}

// advance moves the differences of a lane to the end of a step of order k that corrected the predicted state by corr.
func (d *differences) advance(pred, corr []float64, k, lane, lanes int) {
	n := len(pred)
	corr, d0, d1, d2, d3, d4, d5 := corr[:n], d[0][:n], d[1][:n], d[2][:n], d[3][:n], d[4][:n], d[5][:n]
	above, top := d[k+1][:n], d[k+2][:n]
	switch k {
	case 1:
		for m := lane; m < n; m += lanes {
			c := corr[m]
			top[m], above[m], d0[m] = c-above[m], c, pred[m]+c
			c += d1[m]
			d1[m] = c
		}
	case 2:
		for m := lane; m < n; m += lanes {
			c := corr[m]
			top[m], above[m], d0[m] = c-above[m], c, pred[m]+c
			c += d2[m]
			d2[m] = c
			c += d1[m]
			d1[m] = c
		}
	case 3:
		for m := lane; m < n; m += lanes {
			c := corr[m]
			top[m], above[m], d0[m] = c-above[m], c, pred[m]+c
			c += d3[m]
			d3[m] = c
			c += d2[m]
			d2[m] = c
			c += d1[m]
			d1[m] = c
		}
	case 4:
		for m := lane; m < n; m += lanes {
			c := corr[m]
			top[m], above[m], d0[m] = c-above[m], c, pred[m]+c
			c += d4[m]
			d4[m] = c
			c += d3[m]
			d3[m] = c
			c += d2[m]
			d2[m] = c
			c += d1[m]
			d1[m] = c
		}
	case 5:
		for m := lane; m < n; m += lanes {
			c := corr[m]
			top[m], above[m], d0[m] = c-above[m], c, pred[m]+c
			c += d5[m]
			d5[m] = c
			c += d4[m]
			d4[m] = c
			c += d3[m]
			d3[m] = c
			c += d2[m]
			d2[m] = c
			c += d1[m]
			d1[m] = c
		}
	}
}

package ode

// Tsit5 is the explicit Runge-Kutta pair of order 5(4) of Ch. Tsitouras with its free interpolant of
// order 4: first choice for problems that are not stiff. It cannot solve algebraic equations.
var Tsit5 Method = &explicit{
	name:     "Tsit5",
	citation: "Ch. Tsitouras, Runge-Kutta pairs of order 5(4) satisfying only the first column simplifying assumption, Comput. Math. Appl. 62 (2011) 770-775, doi:10.1016/j.camwa.2011.06.002",
	order:    5, denseOrder: 4,
	// The pair is used with the PI gains of Hairer and Wanner II, section IV.2: steps limited by
	// stability would oscillate under pure integral control.
	pid: pid(0.4, 0.3, 0, 5),
	c:   []float64{0, 0.161, 0.327, 0.9, 0.9800255409045097, 1, 1},
	// The last row of a is b: the method is first-same-as-last.
	a: [][]float64{
		nil,
		{0.161},
		{-0.008480655492356989, 0.335480655492357},
		{2.8971530571054935, -6.359448489975075, 4.3622954328695815},
		{5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525},
		{5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383},
		{0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774},
	},
	// Difference between the solutions of order 5 and 4.
	e: []float64{
		0.0017800110522257772, 0.0008164344596567469, -0.007880878010261996, 0.1447110071732629,
		-0.5823571654525552, 0.45808210592918697, -0.015151515151515152,
	},
	// The weight of each stage as a polynomial in theta, in the factored form of the paper.
	dense: [][5]float64{
		product(-1.0530884977290216, []float64{0, 1}, []float64{-1.3299890189751412, 1}, []float64{0.7139816917074209, -1.4364028541716351, 1}),
		product(0.1017, []float64{0, 0, 1}, []float64{1.2949852507374631, -2.1966568338249754, 1}),
		product(2.490627285651252793, []float64{0, 0, 1}, []float64{1.57803468208092486, -2.38535645472061657, 1}),
		product(-16.54810288924490272, []float64{0, 0, 1}, []float64{-1.21712927295533244, 1}, []float64{-0.61620406037800089, 1}),
		product(47.37952196281928122, []float64{0, 0, 1}, []float64{-1.203071208372362603, 1}, []float64{-0.658047292653547382, 1}),
		product(-34.87065786149660974, []float64{0, 0, 1}, []float64{-1.2, 1}, []float64{-0.666666666666666667, 1}),
		product(2.5, []float64{0, 0, 1}, []float64{-1, 1}, []float64{-0.6, 1}),
	},
}

// product multiplies out scale and polynomials given by ascending coefficients.
func product(scale float64, factors ...[]float64) [5]float64 {
	p := [5]float64{scale}
	for _, f := range factors {
		var next [5]float64
		for i, a := range p {
			for j, b := range f {
				if i+j < len(next) {
					next[i+j] += float64(a * b)
				}
			}
		}
		p = next
	}
	return p
}

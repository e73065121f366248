package trial

import (
	"math"
	"slices"

	"jakstat/jak/disease"
)

// joint is a cell of an endpoint that asks for two others at once (EASI-90 and next to no itch): a patient meets it who meets both.
type joint struct {
	cell  int
	parts []int // cells of the same week
}

// addParts adds what endpoints that join others need and the trial does not read by itself.
func (p *Plan) addParts() {
	p.Endpoints = slices.DeleteFunc(slices.Clone(p.Endpoints), func(e Endpoint) bool { return e.Part })
	for _, e := range slices.Clone(p.Endpoints) {
		for _, name := range e.Both {
			var weeks []float64
			for _, w := range e.Weeks {
				if !slices.ContainsFunc(p.Endpoints, func(x Endpoint) bool { return x.Name == name && slices.Contains(x.Weeks, w) }) {
					weeks = append(weeks, w)
				}
			}
			if x, ok := disease.FindEndpoint(name); ok && len(weeks) > 0 {
				p.Endpoints = append(p.Endpoints, Endpoint{Endpoint: x, Weeks: weeks, Part: true})
			}
		}
	}
}

func (p *Plan) joints(cells []cell) []joint {
	var out []joint
	for c, x := range cells {
		e := &p.Endpoints[x.endpoint]
		if len(e.Both) == 0 {
			continue
		}
		j := joint{cell: c}
		for k, y := range cells {
			if y.week == x.week && slices.Contains(e.Both, p.Endpoints[y.endpoint].Name) {
				j.parts = append(j.parts, k)
			}
		}
		out = append(out, j)
	}
	return out
}

func (s *Simulation) joint(c int) *joint {
	return &s.joints[slices.IndexFunc(s.joints, func(j joint) bool { return j.cell == c })]
}

// join is met by who meets all parts.
func (w *walk) join(j *joint) {
	w.outcome[j.cell], w.value[j.cell] = 1, math.NaN()
	for _, c := range j.parts {
		w.outcome[j.cell] = min(w.outcome[j.cell], w.outcome[c])
	}
}

// rate is the share that meets both parts: of two scores with the correlation between a patient's scores; of one score, who meets the harder.
func (j *joint) rate(p *Plan, cells []cell, eta []float64, index []int) float64 {
	a, b := j.parts[0], j.parts[1]
	if p.Endpoints[cells[a].endpoint].Score == p.Endpoints[cells[b].endpoint].Score {
		return Rate(min(eta[index[a]], eta[index[b]]))
	}
	return bothBelow(eta[index[a]], eta[index[b]], p.Correlation)
}

// bothBelow is the probability that two standard normals with a correlation lie below a and b. With θ = arcsin of the correlation it is
// Φ(a)·Φ(b) + 1/2π ∫₀^θ exp(−(a² + b² − 2ab·sin t)/(2cos² t)) dt (Plackett 1954, in the form of Genz 2004, doi:10.1023/B:STCO.0000035304.20635.31), by
// Simpson's rule on 32 intervals.
func bothBelow(a, b, correlation float64) float64 {
	if correlation >= 1 {
		return Rate(min(a, b))
	}
	const n = 32
	end := math.Asin(correlation)
	sum := 0.0
	for i := range n + 1 {
		s, c := math.Sincos(end * float64(i) / n)
		f := math.Exp(-(a*a + b*b - 2*a*b*s) / (2 * c * c))
		switch {
		case i == 0 || i == n:
			sum += f
		case i%2 == 1:
			sum += 4 * f
		default:
			sum += 2 * f
		}
	}
	return Rate(a)*Rate(b) + sum*end/(3*n)/(2*math.Pi)
}

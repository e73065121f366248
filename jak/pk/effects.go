package pk

import (
	"math"

	"jakstat/diag"
	"jakstat/jak/drug"
	"jakstat/unit"
)

// effects is the joint distribution of a model's random effects: independent ones, correlated ones through a
// Cholesky factor, and ones tied to another.
type effects struct {
	names []string    // parameters with an effect of their own
	chol  [][]float64 // lower factor of their covariance
}

// effects reads covariances and correlations once all parameters are known.
func (x *builder) effects() {
	index := map[string]int{}
	var omega []float64
	for _, p := range x.out.Parameters {
		if p.Omega > 0 {
			index[p.Name] = len(omega)
			x.out.effects.names = append(x.out.effects.names, p.Name)
			omega = append(omega, p.Omega)
		}
	}
	for _, p := range x.out.Parameters {
		if _, ok := index[p.TiedTo]; p.TiedTo != "" && !ok {
			e, _ := x.entry.Parameters.Get(p.Name)
			x.add(e.Pos, diag.New(e.Eta.Pos, "pk.eta", "eta of %s is tied to %q, which has no cv", p.Name, p.TiedTo).
				Suggest("%s", diag.DidYouMean(p.TiedTo, x.out.effects.names)))
		}
	}
	n := len(omega)
	cov := make([][]float64, n)
	for i := range cov {
		cov[i] = make([]float64, n)
		cov[i][i] = omega[i] * omega[i]
	}
	pair := func(p drug.PairEntry, correlation bool) {
		v, err := x.resolver.Resolve(p.Value, "")
		if err != nil {
			x.add(p.Value.Pos, err)
			return
		}
		if len(p.Between) != 2 {
			x.add(p.Value.Pos, diag.New(p.Value.Pos, "pk.pair", "a covariance is between two parameters, %d given", len(p.Between)))
			return
		}
		var at [2]int
		for k, t := range p.Between {
			i, ok := index[t.S]
			if !ok {
				x.add(t.Pos, diag.New(t.Pos, "pk.pair", "%q has no random effect", t.S).Suggest("%s", diag.DidYouMean(t.S, x.out.effects.names)))
				return
			}
			at[k] = i
		}
		if !v.Unit.Dim.IsZero() {
			x.add(p.Value.Pos, unit.Mismatch(v.Quantity, unit.One))
			return
		}
		c := v.Base() // "50 %" is 0.5
		if correlation {
			c *= omega[at[0]] * omega[at[1]]
		}
		cov[at[0]][at[1]], cov[at[1]][at[0]] = c, c
		for _, id := range append(v.Refs, p.Source.Strings()...) {
			x.out.refs[id] = true
		}
	}
	for _, p := range x.entry.Covariances {
		pair(p, false)
	}
	for _, p := range x.entry.Correlations {
		pair(p, true)
	}
	chol, ok := cholesky(cov)
	if !ok {
		x.add(x.entry.ID.Pos, diag.New(x.entry.ID.Pos, "pk.pair", "model %s: the covariances are not those of any distribution", x.entry.ID.S).
			Suggest("a covariance must be smaller than the product of the two standard deviations"))
	}
	x.out.effects.chol = chol
}

// cholesky returns the lower factor of a positive definite matrix.
func cholesky(a [][]float64) (l [][]float64, ok bool) {
	n := len(a)
	l = make([][]float64, n)
	for i := range n {
		l[i] = make([]float64, n)
		for j := 0; j <= i; j++ {
			s := a[i][j]
			for k := range j {
				s -= l[i][k] * l[j][k]
			}
			if i == j {
				if !(s > 0) {
					return nil, false
				}
				l[i][i] = math.Sqrt(s)
			} else {
				l[i][j] = s / l[j][j]
			}
		}
	}
	return l, true
}

// draw turns independent standard normals z (one per name) into the factors exp(η) of the parameters, tied ones included.
func (m *Model) draw(z []float64) map[string]float64 {
	eta := map[string]float64{}
	for i, name := range m.effects.names {
		s := 0.0
		for k := 0; k <= i; k++ {
			s += m.effects.chol[i][k] * z[k]
		}
		eta[name] = s
	}
	factors := map[string]float64{}
	for _, p := range m.Parameters {
		if e, ok := eta[p.Name]; ok {
			factors[p.Name] = math.Exp(e)
		} else if e, ok := eta[p.TiedTo]; ok {
			factors[p.Name] = math.Exp(p.TieScale * e)
		}
	}
	return factors
}

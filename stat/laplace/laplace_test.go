package laplace

import (
	"errors"
	"math"
	"slices"
	"testing"

	"jakstat/rng"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s is %.9g, want %.9g", what, got, want)
	}
}

// coordinate predicts coordinate i itself.
func coordinate(i int) Predictor {
	return func(x []float64, g *Gradient) float64 { g.Add(i, 1); return x[i] }
}

// One normal mean with a normal prior: precision-weighted, in one step, and the marginal likelihood of the data is a normal density.
func TestConjugateMean(t *testing.T) {
	p := &Problem{
		Groups: []Group{{Name: "prior", SD: 2, Fixed: true}, {Name: "error", SD: 0.5, Fixed: true}},
		Coords: []Coord{{Name: "m", Mean: 1, Group: 0}},
		Obs:    []Obs{{Name: "a", Value: 3, Group: 1, Scale: 1, Predict: coordinate(0)}, {Name: "b", Value: 4, Group: 1, Scale: 2, Predict: coordinate(0)}},
	}
	post, err := p.Fit(nil)
	if err != nil {
		t.Fatal(err)
	}
	w := 1/4.0 + 1/0.25 + 1/1.0
	near(t, "mean", post.X[0], (1/4.0+3/0.25+4/1.0)/w, 1e-9)
	near(t, "variance", post.Cov.At(0, 0), 1/w, 1e-9)
	// Joint density of (3, 4): covariance 4 + diag(0.25, 1).
	a, b, c := 4.25, 4.0, 5.0
	det := a*c - b*b
	q := (c*4 - 2*b*2*3 + a*9) / det // residuals 2 and 3
	near(t, "evidence", post.Evidence, -q/2-math.Log(det)/2-math.Log(2*math.Pi), 1e-9)
	mean, sd := post.Predict(func(x []float64, g *Gradient) float64 { g.Add(0, 1); g.Add(0, 1); return 2 * x[0] })
	near(t, "a repeated coordinate counts twice", sd, 2/math.Sqrt(w), 1e-9)
	near(t, "prediction", mean, 2*post.X[0], 1e-12)
}

// A repeated coordinate in an observation: y = x + x.
func TestRepeatedCoordinate(t *testing.T) {
	double := func(x []float64, g *Gradient) float64 { g.Add(0, 1); g.Add(0, 1); return 2 * x[0] }
	single := func(x []float64, g *Gradient) float64 { g.Add(0, 2); return 2 * x[0] }
	var got []float64
	for _, f := range []Predictor{double, single} {
		p := &Problem{Groups: []Group{{SD: 3, Fixed: true}, {SD: 1, Fixed: true}}, Coords: []Coord{{Group: 0}}, Obs: []Obs{{Value: 5, Group: 1, Scale: 1, Predict: f}}}
		post, err := p.Fit(nil)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, post.X[0], post.Cov.At(0, 0))
	}
	near(t, "mode", got[0], got[2], 1e-9)
	near(t, "variance", got[1], got[3], 1e-9)
}

// Variances of groups from data drawn with known ones; the pull of the prior is worth Prior values.
func TestVariances(t *testing.T) {
	const classes, each = 60, 6
	stream := rng.Key(7, 0, rng.Name("laplace"), 0)
	at := uint64(0)
	normal := func() float64 { at++; return stream.Normal(at) }
	p := &Problem{Groups: []Group{{Name: "class", SD: 1, Prior: 2}, {Name: "error", SD: 1, Prior: 2}, {Name: "level", SD: 10, Fixed: true}}}
	p.Coords = []Coord{{Name: "level", Group: 2}}
	for range classes {
		i := len(p.Coords)
		p.Coords = append(p.Coords, Coord{Group: 0})
		v := 4 + 0.7*normal()
		for range each {
			p.Obs = append(p.Obs, Obs{Value: v + 0.3*normal(), Group: 1, Scale: 1, Predict: func(x []float64, g *Gradient) float64 {
				g.Add(0, 1)
				g.Add(i, 1)
				return x[0] + x[i]
			}})
		}
	}
	post, err := p.Fit(nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "level", post.X[0], 4, 0.3)
	near(t, "SD between classes", post.SD[0], 0.7, 0.12)
	near(t, "SD of the error", post.SD[1], 0.3, 0.05)
	near(t, "a fixed SD", post.SD[2], 10, 0)

	// The order of the observations changes nothing but rounding, and a start changes only the way there.
	q := *p
	q.Obs = slices.Clone(p.Obs)
	slices.Reverse(q.Obs)
	other, err := q.Fit(post.Start(p))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "level from another start", other.X[0], post.X[0], 2e-3)
	near(t, "SD from another start", other.SD[0], post.SD[0], 2e-3*post.SD[0]+1e-3)
}

// A limit pulls only from its wrong side.
func TestLimits(t *testing.T) {
	for _, c := range []struct{ limit, want float64 }{{-5, 1}, {1, 1}, {9, (1 + 9/0.01) / (1 + 1/0.01)}} {
		p := &Problem{
			Groups: []Group{{SD: 1, Fixed: true}, {SD: 0.1, Fixed: true}},
			Coords: []Coord{{Mean: 1, Group: 0}},
			Obs:    []Obs{{Value: c.limit, Group: 1, Scale: 1, AtLeast: true, Predict: coordinate(0)}},
		}
		post, err := p.Fit(nil)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "mode under a limit", post.X[0], c.want, 1e-6)
	}
}

// A nonlinear prediction is walked to its mode: y = exp(x), checked by the derivative of the objective.
func TestNonlinearMode(t *testing.T) {
	p := &Problem{
		Groups: []Group{{SD: 1, Fixed: true}, {SD: 0.5, Fixed: true}},
		Coords: []Coord{{Group: 0}},
		Obs: []Obs{{Value: 20, Group: 1, Scale: 1, Predict: func(x []float64, g *Gradient) float64 {
			g.Add(0, math.Exp(x[0]))
			return math.Exp(x[0])
		}}},
	}
	post, err := p.Fit(nil)
	if err != nil {
		t.Fatal(err)
	}
	x := post.X[0]
	near(t, "derivative at the mode", x-(20-math.Exp(x))*math.Exp(x)/0.25, 0, 1e-3)
}

func TestNotFound(t *testing.T) {
	p := &Problem{Groups: []Group{{SD: 1, Fixed: true}}, Coords: []Coord{{Group: 0}}, Obs: []Obs{{Scale: 1, Predict: func([]float64, *Gradient) float64 { return math.NaN() }}}}
	if _, err := p.Fit(nil); !errors.Is(err, ErrDiverged) {
		t.Errorf("a prediction that is no number gives %v", err)
	}
}

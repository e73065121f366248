package laplace

import (
	"math"
	"testing"

	"jakstat/rng"
)

// A number of events with a normal prior on the logarithm of its expectation: the mode solves n − μ = (x − m)/s², the curvature is μ + 1/s², and
// the evidence is near the integral.
func TestCountWithNormalPrior(t *testing.T) {
	const n, m, s = 40.0, 3.0, 0.8
	p := &Problem{
		Groups: []Group{{Name: "prior", SD: s, Fixed: true}},
		Coords: []Coord{{Name: "ln rate", Mean: m}},
		Obs:    []Obs{{Name: "events", Value: n, Count: true, Predict: coordinate(0)}},
	}
	post, err := p.Fit(nil)
	if err != nil {
		t.Fatal(err)
	}
	x := post.X[0]
	near(t, "slope at the mode", n-math.Exp(x)-(x-m)/(s*s), 0, 1e-6)
	near(t, "variance", post.Cov.At(0, 0), 1/(math.Exp(x)+1/(s*s)), 1e-9)
	l, _ := math.Lgamma(n + 1)
	sum, step := 0.0, 1e-3
	for y := m - 6*s; y < m+6*s; y += step {
		sum += step * math.Exp(n*y-math.Exp(y)-l-(y-m)*(y-m)/(2*s*s)) / (s * math.Sqrt(2*math.Pi))
	}
	near(t, "evidence", post.Evidence, math.Log(sum), 0.01)
}

func TestNoEventsPullTheRateDownAsFarAsThePriorLets(t *testing.T) {
	p := &Problem{
		Groups: []Group{{Name: "prior", SD: 1, Fixed: true}},
		Coords: []Coord{{Name: "ln rate", Mean: 1}},
		Obs:    []Obs{{Name: "none", Value: 0, Count: true, Predict: coordinate(0)}},
	}
	post, err := p.Fit(nil)
	if err != nil {
		t.Fatal(err)
	}
	x := post.X[0]
	near(t, "slope at the mode", -math.Exp(x)-(x-1), 0, 1e-6)
}

// The spread between pools comes back from numbers of events that were drawn with it.
func TestSpreadOfRatesIsRecovered(t *testing.T) {
	const pools, spread, mean = 300, 0.5, 2.5
	p := &Problem{Groups: []Group{{Name: "level", SD: 5, Fixed: true}, {Name: "pool", SD: 0.2, Prior: 1}}, Coords: []Coord{{Name: "level"}}}
	stream := rng.Key(3, 0, rng.Name("pools"), 0)
	for i := range pools {
		at := len(p.Coords)
		p.Coords = append(p.Coords, Coord{Name: "pool", Group: 1})
		events := stream.Poisson(uint64(2*i), math.Exp(mean+spread*stream.Normal(uint64(2*i+1))))
		p.Obs = append(p.Obs, Obs{Value: float64(events), Count: true, Predict: func(x []float64, g *Gradient) float64 {
			g.Add(0, 1)
			g.Add(at, 1)
			return x[0] + x[at]
		}})
	}
	post, err := p.Fit(nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "spread", post.SD[1], spread, 0.06)
	near(t, "level", post.X[0], mean, 0.1)
}

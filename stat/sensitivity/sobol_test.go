package sensitivity

import (
	"context"
	"math"
	"reflect"
	"testing"
)

// ishigami is the usual test function on (−π, π)³ with a = 7, b = 0.1 (Ishigami & Homma 1990, doi:10.1109/ISUMA.1990.151285).
func ishigami(u, out []float64) {
	x := func(i int) float64 { return math.Pi * (2*u[i] - 1) }
	out[0] = math.Sin(x(0)) + 7*math.Pow(math.Sin(x(1)), 2) + 0.1*math.Pow(x(2), 4)*math.Sin(x(0))
	out[1] = u[0] + 2*u[1] // shares 1/5 and 4/5, no interaction
	out[2] = 3
}

func plan(n int) Plan {
	return Plan{Points: n, Dimensions: 3, Outputs: 3, F: ishigami, Seed: 1, Bootstrap: 100, Mass: 0.9}
}

func TestIshigamiHasItsKnownIndices(t *testing.T) {
	const a, b = 7, 0.1
	p4, p8 := math.Pow(math.Pi, 4), math.Pow(math.Pi, 8)
	variance := 0.5 + a*a/8 + b*p4/5 + b*b*p8/18
	v1 := 0.5 * math.Pow(1+b*p4/5, 2)
	v2 := float64(a*a) / 8
	v13 := b * b * p8 * (1.0/18 - 1.0/50)
	first := []float64{v1 / variance, v2 / variance, 0}
	total := []float64{(v1 + v13) / variance, v2 / variance, v13 / variance}
	out, err := Sobol(t.Context(), plan(8192))
	if err != nil {
		t.Fatal(err)
	}
	if m := out[0].Mean; math.Abs(m-a/2.0) > 0.02 {
		t.Errorf("mean %g", m)
	}
	if v := out[0].SD * out[0].SD; math.Abs(v/variance-1) > 0.01 {
		t.Errorf("variance %g, exactly %g", v, variance)
	}
	for j, x := range out[0].Indices {
		if math.Abs(x.First.Value-first[j]) > 0.02 || math.Abs(x.Total.Value-total[j]) > 0.02 {
			t.Errorf("x%d: first %.4f, exactly %.4f; total %.4f, exactly %.4f", j+1, x.First.Value, first[j], x.Total.Value, total[j])
		}
		if !(x.First.Low <= first[j] && first[j] <= x.First.High) || !(x.Total.Low <= total[j] && total[j] <= x.Total.High) {
			t.Errorf("x%d: intervals %+v leave out %.4f or %.4f", j+1, x, first[j], total[j])
		}
		if w := x.First.High - x.First.Low; !(w > 0 && w < 0.2) {
			t.Errorf("x%d: width %g", j+1, w)
		}
	}
	for j, want := range []float64{0.2, 0.8, 0} {
		x := out[1].Indices[j]
		if math.Abs(x.First.Value-want) > 0.01 || math.Abs(x.Total.Value-want) > 0.01 {
			t.Errorf("linear x%d: %+v, exactly %g", j+1, x, want)
		}
	}
	if x := out[2].Indices[0].First.Value; !math.IsNaN(x) {
		t.Errorf("a constant has index %g", x)
	}
}

func TestTheErrorFallsWithTheNumberOfPoints(t *testing.T) {
	miss := func(n int) float64 {
		out, err := Sobol(t.Context(), plan(n))
		if err != nil {
			t.Fatal(err)
		}
		return math.Abs(out[1].Indices[0].First.Value-0.2) + math.Abs(out[1].Indices[1].Total.Value-0.8)
	}
	if few, many := miss(64), miss(4096); many > few/4 {
		t.Errorf("error %g with 64 points, %g with 4096", few, many)
	}
}

func TestWorkersDoNotChangeTheBits(t *testing.T) {
	p := plan(256)
	p.Outputs, p.F = 1, func(u, out []float64) { out[0] = u[0] * u[1] }
	p.Workers = 1
	one, err := Sobol(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Workers = 7
	seven, _ := Sobol(t.Context(), p)
	if !reflect.DeepEqual(one, seven) {
		t.Error("1 and 7 workers differ")
	}
	p.Seed = 2
	if other, _ := Sobol(t.Context(), p); reflect.DeepEqual(one, other) {
		t.Error("another seed gives the same")
	}
}

func TestSobolStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Sobol(ctx, plan(1<<16)); err == nil {
		t.Error("it went on")
	}
}

func TestPointsAreEvenAndKeyed(t *testing.T) {
	const n, d = 1024, 6
	p := Points(3, "x", n, d)
	for j := range d {
		mean, cells := 0.0, [16]int{}
		for i := range p {
			u := p[i][j]
			if !(u > 0 && u < 1) {
				t.Fatalf("%g", u)
			}
			mean += u / n
			cells[int(16*u)]++
		}
		if math.Abs(mean-0.5) > 0.005 {
			t.Errorf("dimension %d: mean %g", j, mean)
		}
		for c, m := range cells {
			if m < n/16-8 || m > n/16+8 { // random points would stray by 25
				t.Errorf("dimension %d: %d points in sixteenth %d", j, m, c)
			}
		}
	}
	if !reflect.DeepEqual(p[:100], Points(3, "x", 100, d)) {
		t.Error("the first points depend on how many there are")
	}
	if reflect.DeepEqual(p[:100], Points(4, "x", 100, d)) || reflect.DeepEqual(p[:100], Points(3, "y", 100, d)) {
		t.Error("seed or name do not matter")
	}
}

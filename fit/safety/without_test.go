package safety

import (
	"context"
	"testing"
)

// Hazards without a programme are those by which cross-validation predicts its rates.
func TestWithoutIsTheFoldOfTheCrossValidation(t *testing.T) {
	d := data(t)
	part, ok := Programme("ORAL Surveillance (A3921133)")
	if !ok || part != "ORAL Surveillance" {
		t.Fatalf("%q, %v", part, ok)
	}
	if _, ok := Programme("nothing of the kind"); ok {
		t.Error("a pool that is not there")
	}
	n := 0
	c, err := d.Without(context.Background(), part, []string{"MACE", "VTE"}, func() { n++ })
	if err != nil || len(c.Models) != 2 || n != 2 {
		t.Fatalf("%d models, %d told, %v", len(c.Models), n, err)
	}
	for _, m := range c.Models {
		full, err := d.Fit(context.Background(), m.Event, nil, View{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		points, err := d.predict(context.Background(), fold{m.Event, Pool, part}, full)
		if err != nil || len(points) < 3 {
			t.Fatalf("%d points, %v", len(points), err)
		}
		for _, p := range points {
			f := m.Forecast(&p.Population, p.Action)
			if diff := (f.Ln - p.Ln) / p.SD; diff > 0.01 || diff < -0.01 {
				t.Errorf("%s: ln %g, cross-validation has %g (SD %g)", p.ID, f.Ln, p.Ln, p.SD)
			}
		}
	}
}

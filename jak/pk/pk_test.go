package pk

import (
	"context"
	"testing"

	"jakstat/engine/dose"
	"jakstat/evidence"
)

func TestEveryShippedDrugBuildsAndRuns(t *testing.T) {
	for _, name := range Names() {
		d, err := Open(name, evidence.Default())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		models, err := d.Models()
		if err != nil {
			t.Error(err)
			continue
		}
		if len(models) == 0 && d.NoModel == "" {
			t.Errorf("%s has neither a model nor a reason why not", name)
		}
		for _, m := range models {
			reg, err := dose.ParseRegimen("100 mg bid")
			if err != nil {
				t.Fatal(err)
			}
			w, err := m.SteadyState(reg)
			if err != nil {
				t.Fatal(err)
			}
			p, err := m.Simulate(context.Background(), Simulation{Events: w.Events, Times: w.Grid(0.1)})
			if err != nil {
				t.Errorf("%s %s: %v", name, m.ID, err)
				continue
			}
			x := Expose(w.Grid(0.1), p[0].Mass[0])
			t.Logf("%-16s %-10s %+v", name, m.ID, x)
			if !(x.AUC > 0) || !(x.Cmax >= x.Cavg) || !(x.Cavg >= x.Cmin) {
				t.Errorf("%s %s: implausible exposure %+v", name, m.ID, x)
			}
		}
	}
}

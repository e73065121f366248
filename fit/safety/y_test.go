package safety

import (
	"context"
	"fmt"
	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/safety"
	"math"
	"testing"
	"time"
)

func TestY(t *testing.T) {
	d, err := Load(context.Background(), evidence.Default(), results.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	forms := Forms{}
	for i := range safety.Events() {
		e := &safety.Events()[i]
		forms[e] = nil
		f0, _ := d.Fit(context.Background(), e, nil, everyRow, everyContrast, nil)
		best := 1.0
		for j := range e.Candidates {
			f, err := d.Fit(context.Background(), e, &e.Candidates[j], everyRow, everyContrast, nil)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Println(e.Name, e.Candidates[j].Name, f.Evidence-f0.Evidence, f.Evidence)
			if f.Evidence-f0.Evidence > best {
				best = f.Evidence - f0.Evidence
				forms[e] = &e.Candidates[j]
			}
		}
		c := safety.Pathway{Name: "all", Cytokines: []string{"IL-6", "IFN-alpha/beta", "IFN-gamma", "IL-15", "IL-2", "IL-4", "IL-7", "GM-CSF", "G-CSF", "IL-12", "IL-23", "IL-21", "TPO", "EPO", "IL-10", "IL-22"}}
		f, err := d.Fit(context.Background(), e, &c, everyRow, everyContrast, nil)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(e.Name, "control", f.Evidence-f0.Evidence)
	}
	for _, by := range []Left{Pool, Drug} {
		t0 := time.Now()
		ps, err := d.CrossValidate(context.Background(), forms, by, func() {})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(by, time.Since(t0), d.Folds(by))
		in, n, fin, fn := 0, 0, 0, 0
		evn := map[string][3]float64{}
		for _, p := range ps {
			n++
			ok := p.Inside()
			if ok {
				in++
			}
			if p.Fitted() {
				fn++
				if ok {
					fin++
				}
			}
			v := evn[p.Event.Name]
			v[0]++
			if ok {
				v[1]++
			}
			v[2] += math.Log(p.Width())
			evn[p.Event.Name] = v
			if !ok || by == Pool {
				lo, hi := p.Counts(p.PY)
				fmt.Printf("%v %s %s|%s|%s|%s obs %.2f n=%.1f [%.0f %.0f] pred %.2f (%.2f-%.2f) fit=%v\n", ok, p.ID, p.Rate.Pool, p.Rate.Population, p.Arm, p.Event.Name, p.Rate100(), p.N, lo, hi, math.Exp(p.Ln), p.Quantile(-1.96), p.Quantile(1.96), p.Fitted())
			}
		}
		fmt.Println(by, "inside", in, n, float64(in)/float64(n), "fitted", fin, fn, float64(fin)/float64(fn))
		for _, e := range safety.Events() {
			v := evn[e.Name]
			fmt.Printf("%s %v/%v width %.1f\n", e.Name, v[1], v[0], math.Exp(v[2]/v[0]))
		}
	}
}

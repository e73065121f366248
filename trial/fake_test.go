package trial

import (
	"math"
	"strings"
	"testing"

	"jakstat/jak/disease"
)

// diagonal is a covariance with a part that all share.
type diagonal struct {
	common, alone float64
}

func (d diagonal) At(i, j int) float64 {
	if i == j {
		return d.common + d.alone
	}
	return d.common
}

// fake gives linear predictors that tests can compute: by drug, endpoint, trait and week.
type fake struct {
	parameter, between diagonal
	asked              []disease.Ask
	without            []string
}

func fakeMean(a disease.Ask) float64 {
	e, _ := disease.FindEndpoint(a.Endpoint)
	m := map[string]float64{"placebo": -0.4, "upadacitinib": 0.5, "adalimumab": 0.2}[a.Arm.Drug]
	m += 0.3 * (1 - math.Exp(-a.Week/4)) * m
	switch {
	case e.Improvement > 0:
		m -= (e.Improvement - 20) / 40
	case strings.Contains(e.Name, "<2.6"):
		m -= 0.8
	case e.Kind == "change":
		m += 0.6
	case e.Down:
		m = -m
	}
	return m - 0.5*a.Setting.Traits["bio"]
}

func (f *fake) Predict(asks []disease.Ask, without ...string) (*Prediction, error) {
	f.asked, f.without = asks, without
	p := &Prediction{Parameter: f.parameter, Between: f.between}
	for _, a := range asks {
		p.Mean = append(p.Mean, fakeMean(a))
	}
	return p, nil
}

const example = `trial: MADE-UP 1
disease: RA
phase: 3
population:
  who: MTX-IR
  prior biologic: 40 %
  age: 54 (SD 12)
  female: 80 %
  severity: DAS28-CRP 5.8 (SD 0.9)
arms:
  - {name: PBO, drug: placebo, n: 200}
  - {name: UPA, drug: upadacitinib, dose: 15, regimen: QD PO, n: 200}
  - {name: ADA, drug: adalimumab, dose: 40, regimen: Q2W SC, n: 100}
endpoints:
  - {endpoint: ACR20, weeks: [4, 12, 24], primary: 12}
  - {endpoint: ACR50, weeks: [12, 24]}
  - {endpoint: ACR70, weeks: [12, 24]}
  - {endpoint: DAS28-CRP<=3.2, weeks: [12]}
  - {endpoint: DAS28-CRP<2.6, weeks: [12]}
  - {endpoint: dHAQ-DI, weeks: [4, 12, 24]}
`

func open(t testing.TB, text string) *Plan {
	t.Helper()
	p, err := Open("made-up.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func simulate(t testing.TB, p *Plan, with Predictor, o Options) *Result {
	t.Helper()
	s, err := New(p, with, o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Run(t.Context(), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// find is the estimate of an arm's endpoint at a week, of all patients or a stratum.
func find(t testing.TB, r *Result, arm, endpoint string, week float64, stratum string) Estimate {
	t.Helper()
	for _, e := range r.Estimates {
		if r.Plan.Arms[e.Arm].Label == arm && r.Plan.Endpoints[e.Endpoint].Name == endpoint && e.Week == week && e.Stratum == stratum {
			return e
		}
	}
	t.Fatalf("no %s of %s at week %g %q", endpoint, arm, week, stratum)
	return Estimate{}
}

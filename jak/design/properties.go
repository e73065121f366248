package design

import (
	"context"
	"math"

	"jakstat/engine/fpmath"
	"jakstat/jak/receptor"
	"jakstat/stat/sensitivity"
	"jakstat/unit"
)

var milligram = unit.Must("mg")

// Outcome is what a sensitivity analysis looks at: the average daily inhibition of a read-out or, with Spared, the logarithm to base 10 of
// the selectivity window, IC50 of the spared over that of the first.
type Outcome struct {
	Name   string
	Wanted *receptor.Response
	Spared *receptor.Response
}

// Influence is an analysis of which property matters.
type Influence struct {
	Properties  []Property
	Outcomes    []Outcome
	Results     []sensitivity.Output // by outcome; indices by property
	Evaluations int
}

// Matters varies properties over their ranges (the dose among them when it varies) and estimates Sobol indices of every outcome
// with n base points.
func Matters(ctx context.Context, s Space, outcomes []Outcome, n int, seed uint64, workers int, progress func()) (*Influence, error) {
	props := s.varied()
	out := &Influence{Properties: props, Outcomes: outcomes}
	dosed := s.Dose.High > s.Dose.Low
	if dosed {
		out.Properties = append(append([]Property(nil), props...), Dose)
	}
	plan := sensitivity.Plan{
		Points: n, Dimensions: len(out.Properties), Outputs: len(outcomes), Seed: seed, Bootstrap: 200, Mass: 0.90, Workers: workers, Progress: progress,
		F: func(u, values []float64) {
			m := s.molecule(props, u)
			dose := s.Dose.Low
			if dosed {
				dose = s.Dose.at(u[len(props)])
			}
			day := m.course(s.Interval)
			for i, o := range outcomes {
				if o.Spared != nil {
					values[i] = fpmath.Log(o.Spared.IC50(&m.Ki)/o.Wanted.IC50(&m.Ki)) / math.Ln10
					continue
				}
				values[i] = day.inhibition(o.Wanted, &m.Ki, dose)
			}
		},
	}
	out.Evaluations = plan.Evaluations()
	var err error
	out.Results, err = sensitivity.Sobol(ctx, plan)
	return out, err
}

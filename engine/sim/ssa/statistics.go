package ssa

import "jakstat/stat"

// Statistics are those of several variables at several times over many runs, in memory that does not grow with the runs beyond a bound.
type Statistics struct {
	// Moments are by variable and time.
	Moments [][]stat.CentralMoments
	// Quantiles are by variable and time; nil unless asked for.
	Quantiles [][]stat.Sketch
	// Covariances are by time, between variables; nil unless asked for.
	Covariances []*stat.Covariance
	vector      []float64
}

// NewStatistics returns empty statistics.
func NewStatistics(variables, times int, quantiles, covariances bool) *Statistics {
	s := &Statistics{Moments: make([][]stat.CentralMoments, variables), vector: make([]float64, variables)}
	for v := range s.Moments {
		s.Moments[v] = make([]stat.CentralMoments, times)
	}
	if quantiles {
		s.Quantiles = make([][]stat.Sketch, variables)
		for v := range s.Quantiles {
			s.Quantiles[v] = make([]stat.Sketch, times)
		}
	}
	if covariances {
		for range times {
			s.Covariances = append(s.Covariances, stat.NewCovariance(variables))
		}
	}
	return s
}

// Add takes one run: values by variable and time.
func (s *Statistics) Add(values [][]float64) {
	for v, course := range values {
		for k, x := range course {
			s.Moments[v][k].Add(x)
		}
		if s.Quantiles != nil {
			for k, x := range course {
				s.Quantiles[v][k].Add(x)
			}
		}
	}
	for k, c := range s.Covariances {
		for v := range values {
			s.vector[v] = values[v][k]
		}
		c.Add(s.vector)
	}
}

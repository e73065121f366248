package ode

import "errors"

// Solve integrates one lane from (t0, y0) to t1 and calls observe, if not nil, with the start and the
// end of every accepted step; y is valid during the call. Roots end steps but not the integration. A lane
// that fails gives an error whose text is [Result.Advice].
func Solve(sys System, m Method, opt Options, t0 float64, y0 []float64, t1 float64, observe func(t float64, y []float64)) ([]float64, Stats, error) {
	s, err := New(sys, m, opt)
	if err != nil {
		return nil, Stats{}, err
	}
	if s.lanes != 1 {
		return nil, Stats{}, errors.New("ode: Solve takes a system of one lane")
	}
	y := append([]float64(nil), y0...)
	s.Start(0, t0, y, t1)
	if observe != nil {
		observe(t0, y)
	}
	for s.Running() > 0 {
		s.Advance()
		s.State(0, y)
		switch s.Status(0) {
		case Failed:
			return y, s.Stats(0), errors.New(s.Result(0).Advice(nil))
		case Accepted, AtRoot, AtStop:
			if a, b := s.Last(0); observe != nil && b > a {
				observe(b, y)
			}
		}
	}
	return y, s.Stats(0), nil
}

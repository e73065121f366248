package ode

// Limits counts, over the attempted steps of a lane since the solver was made, what kept each from being longer.
type Limits struct {
	Errors   []int // by component: it had the largest error
	Stop     int   // a stop time, or the last step before it
	MaxStep  int   // Options.MaxStep
	Unsolved int   // the iteration for the new state did not converge, or its equations were singular
	NaN      int   // the equations gave a value that is not finite
}

// Limits tells what limited the steps of a lane. It needs Options.Watch.
func (s *Solver) Limits(lane int) Limits { return s.watch[lane] }

// note counts the attempt of a lane that is about to be judged.
func (s *Solver) note(l int, finite, solved bool) {
	ln, w := &s.state[l], &s.watch[l]
	switch at := s.worst(l); {
	case !solved:
		w.Unsolved++
	case !finite:
		w.NaN++
	case s.norm[l] <= 1 && ln.try < float64(0.99*ln.h):
		if ln.h > s.opt.MaxStep && ln.stop-ln.t >= s.opt.MaxStep {
			w.MaxStep++
		} else {
			w.Stop++
		}
	case at >= 0:
		w.Errors[at]++
	}
}

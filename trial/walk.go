package trial

import (
	"math"

	"jakstat/rng"
)

// Reading is what one patient shows at one visit. Value is on the scale of the endpoint's score where that is a number (per cent improvement, a level, a change), otherwise
// NaN; Outcome is 1 or 0 for a share, the change for a change; Known is false where it was left out, Imputed where the rule for missing values gave it.
type Reading struct {
	Subject        int
	Arm, Stratum   int
	Endpoint       int // index of Plan.Endpoints
	Week           float64
	Value, Outcome float64
	Known, Imputed bool
}

// walk takes the patients of one replicate through their visits. Its buffers are used again for each.
type walk struct {
	s         *Simulation
	replicate uint64
	eta       []float64
	cuts      [][][][]float64 // [treatment*strata + stratum][read, counted through the scores][axis]
	normals   []float64
	outcome   []float64 // by cell: what the patient would show
	value     []float64
	out       []Tally
	see       func(Reading)
	common    float64 // weights of the latent normals
	own       float64
}

func newWalk(s *Simulation, replicate int, eta []float64) *walk {
	w := &walk{
		s: s, replicate: uint64(replicate), eta: eta, outcome: make([]float64, len(s.cells)), value: make([]float64, len(s.cells)),
		common: math.Sqrt(s.Plan.Correlation), own: math.Sqrt(1 - s.Plan.Correlation),
	}
	longest := 0
	w.cuts = make([][][][]float64, len(s.asks.index))
	for t, index := range s.asks.index {
		if index == nil {
			continue
		}
		w.cuts[t] = make([][][]float64, 0, 8)
		for _, score := range s.scores {
			longest = max(longest, len(score.reads))
			for _, r := range score.reads {
				lists := make([][]float64, len(r.axes))
				for i := range r.axes {
					a := &r.axes[i]
					if index[a.cells[0]] >= 0 {
						lists[i] = a.cuts(make([]float64, 0, len(a.cells)), eta, index)
					}
				}
				w.cuts[t] = append(w.cuts[t], lists)
			}
		}
	}
	w.normals = make([]float64, longest)
	return w
}

// stratumOf draws a patient's traits.
func (w *walk) stratumOf(subject uint64) int {
	st := 0
	d := &w.s.Plan.People
	for i := range d.Traits {
		st <<= 1 // strata() puts the first trait highest, without it first
		if d.Has(w.s.Options.Seed, w.replicate, subject, i) {
			st |= 1
		}
	}
	return st
}

// fate is what happens to a patient besides the disease.
type fate struct {
	gone      float64 // week after which nothing is read
	treatment int     // from move on
	move      float64 // week of a change of treatment; +Inf: none
	moved     bool
}

// patient takes one through all visits, in two rounds where somebody may be rescued: what decides a rescue is read on the treatment of that week.
func (w *walk) patient(subject uint64, arm, st int) {
	s := w.s
	f := fate{gone: math.Inf(1), treatment: arm, move: math.Inf(1)}
	if d := s.Plan.Arms[arm].Dropout; d.Share > 0 {
		stream := rng.Key(s.Options.Seed, subject, dropoutName, w.replicate)
		f.gone = max(0, d.By*math.Log(stream.Uniform(0))/math.Log1p(-d.Share))
	}
	w.read(subject, arm, st, f)
	for i, m := range s.moves {
		if f.moved || !contains(m.Arms, arm) || f.gone < m.Week {
			continue
		}
		if m.Unless >= 0 && w.met(m) {
			continue
		}
		f.moved = true
		if m.To >= 0 {
			f.treatment, f.move = len(s.Plan.Arms)+i, m.Week
			w.read(subject, arm, st, f)
		}
		if m.Fails {
			f.gone = m.Week
		}
	}
	w.count(int(subject), arm, st, f)
}

func contains(list []int, x int) bool {
	for _, v := range list {
		if v == x {
			return true
		}
	}
	return false
}

// met tells whether the patient shows what spares a rescue.
func (w *walk) met(m *Move) bool {
	for c, x := range w.s.cells {
		if x.endpoint == m.Unless && x.week == m.Week {
			return w.outcome[c] == 1
		}
	}
	return false
}

// read works out what the patient would show at every cell.
func (w *walk) read(subject uint64, arm, st int, f fate) {
	s := w.s
	n := len(s.strata)
	stream := rng.Key(s.Options.Seed, subject, patientName, w.replicate)
	common := w.common * stream.Normal(0)
	slot := 0
	for i := range s.scores {
		score := &s.scores[i]
		stream := rng.Key(s.Options.Seed, subject, score.variable, w.replicate)
		normals := w.normals[:len(score.reads)]
		stream.Normals(normals, 0)
		own := 0.0
		for k := range score.reads {
			r := &score.reads[k]
			own = float64(r.keep*own) + float64(r.fresh*normals[k])
			z := common + float64(w.own*own)
			t := arm*n + st
			if r.week > f.move {
				t = f.treatment*n + st
			}
			w.look(r, z, s.asks.index[t], w.cuts[t][slot])
			slot++
		}
	}
	for i := range s.joints {
		w.join(&s.joints[i])
	}
}

// look computes the endpoints of one score at one visit from the patient's latent value.
func (w *walk) look(r *read, z float64, index []int, cuts [][]float64) {
	p := w.s.Plan
	for i := range r.axes {
		a := &r.axes[i]
		v := a.value(z, cuts[i])
		for k, c := range a.cells {
			w.outcome[c], w.value[c] = 0, v
			if a.level {
				w.value[c] = -v
			}
			if v >= a.thresholds[k] {
				w.outcome[c] = 1
			}
		}
	}
	for _, c := range r.direct {
		e := &p.Endpoints[w.s.cells[c].endpoint]
		eta := w.eta[index[c]]
		w.value[c] = math.NaN()
		switch {
		case e.Kind == "change":
			v := (eta + z) * e.SD
			if e.Down {
				v = -v
			}
			w.outcome[c], w.value[c] = v, v
		case e.Down: // an event to avoid comes to those who are worst off
			w.outcome[c] = truth(z <= eta)
		default:
			w.outcome[c] = truth(z >= -eta)
		}
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// count takes what the patient showed until it was gone, and what the rule for missing values makes of the rest.
func (w *walk) count(subject, arm, st int, f fate) {
	s := w.s
	p := s.Plan
	last, endpoint := 0.0, -1
	base := s.at(arm, st, 0)
	for c, x := range s.cells {
		e := &p.Endpoints[x.endpoint]
		if x.endpoint != endpoint {
			endpoint, last = x.endpoint, 0
			if e.Kind == "pct" {
				last = truth(e.Down)
			}
		}
		got, imputed, known := w.outcome[c], false, true
		if x.week > f.gone {
			imputed = true
			switch {
			case p.Missing == Observed:
				known = false
			case p.Missing == NonResponder && e.Kind == "pct":
				got = truth(e.Down)
			default:
				got = last
			}
		} else {
			last = got
		}
		if known {
			w.out[base+c].add(got)
		}
		if w.see != nil {
			w.see(Reading{Subject: subject, Arm: arm, Stratum: st, Endpoint: x.endpoint, Week: x.week, Value: w.value[c], Outcome: got, Known: known, Imputed: imputed})
		}
	}
}

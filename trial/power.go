package trial

import (
	"fmt"
	"math"
	"slices"

	"jakstat/stat"
)

// Question is a comparison whose power is asked for: an arm against the plan's control, at an endpoint and week.
type Question struct {
	Arm, Endpoint int // indices of the plan
	Week          float64
	Alpha         float64 // two-sided level; default 0.05
	Draws         int     // of the linear predictors; default 2000
	Seed          uint64
	Without       []string
}

// DefaultDraws is how many draws power takes.
const DefaultDraws = 2000

// Power is the chance that the test favours an arm, by the number of patients in it; the control has as many times the patients as in the plan.
type Power struct {
	Plan     *Plan
	Question Question
	Ratio    float64 // patients of the control for each of the arm
	// Predicted values, per cent or mean change: of the arm, of the control, and arm minus control.
	Arm, Control, Difference Spread
	// Ceiling is the share of draws in which the arm is better (or, with a margin, not worse by so much): what assurance tends to.
	Ceiling float64

	endpoint Endpoint
	arm      []float64 // by draw, in fractions or changes
	control  []float64
	lost     [2]float64 // share of arm and control that has left
}

// AskPower predicts both arms. Rates hold those who leave by the file's rule as non-responders; rescue and switch before the week are an error, since
// they have no closed form.
func AskPower(p *Plan, with Predictor, q Question) (*Power, error) {
	if q.Alpha == 0 {
		q.Alpha = 0.05
	}
	if q.Draws == 0 {
		q.Draws = DefaultDraws
	}
	for _, m := range p.moves() {
		if q.Week > m.Week && (contains(m.Arms, q.Arm) || contains(m.Arms, p.Control)) {
			return nil, fmt.Errorf("week %s comes after patients were moved to another treatment in week %s", weekText(q.Week), weekText(m.Week))
		}
	}
	if q.Arm == p.Control {
		return nil, fmt.Errorf("the arm %s is the control", p.Arms[q.Arm].Label)
	}
	one := *p
	one.Arms = []Arm{p.Arms[p.Control], p.Arms[q.Arm]}
	one.Control, one.Rescue, one.Switch = 0, nil, nil
	one.Endpoints = []Endpoint{p.Endpoints[q.Endpoint]}
	one.Endpoints[0].Weeks = []float64{q.Week}
	one.addParts()
	s, err := New(&one, with, Options{Seed: q.Seed, Replicates: q.Draws, Alpha: q.Alpha, Without: q.Without})
	if err != nil {
		return nil, err
	}
	out := &Power{Plan: p, Question: q, endpoint: one.Endpoints[0], Ratio: float64(one.Arms[0].N) / float64(one.Arms[1].N)}
	all := group{}
	for i := range s.strata {
		all.strata = append(all.strata, i)
	}
	for i, a := range []int{1, 0} {
		if d := one.Arms[a].Dropout; d.Share > 0 && p.Missing != Observed {
			out.lost[i] = 1 - math.Pow(1-d.Share, q.Week/d.By)
		}
	}
	var parameter [2][]float64
	for i := range q.Draws {
		drawn, trial := s.draw(i)
		parameter[0], parameter[1] = append(parameter[0], out.kept(0, s.expect(drawn, 1, all, 0))), append(parameter[1], out.kept(1, s.expect(drawn, 0, all, 0)))
		out.arm, out.control = append(out.arm, out.kept(0, s.expect(trial, 1, all, 0))), append(out.control, out.kept(1, s.expect(trial, 0, all, 0)))
	}
	out.describe(parameter, s.scale(0))
	return out, nil
}

// kept is a rate after those who left count as non-responders; a change is taken as it is.
func (w *Power) kept(which int, x float64) float64 {
	switch {
	case w.endpoint.Kind != "pct":
		return x
	case w.endpoint.Down:
		return 1 - (1-x)*(1-w.lost[which])
	}
	return x * (1 - w.lost[which])
}

func (w *Power) describe(parameter [2][]float64, unit float64) {
	n := len(w.arm)
	none := make([]float64, n)
	scaled := func(x []float64) []float64 {
		out := slices.Clone(x)
		for i := range out {
			out[i] *= unit
		}
		return out
	}
	minus := func(a, b []float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = unit * (a[i] - b[i])
		}
		return out
	}
	w.Arm, _ = spreadOver(scaled(w.arm), none, scaled(parameter[0]), scaled(w.arm), true)
	w.Control, _ = spreadOver(scaled(w.control), none, scaled(parameter[1]), scaled(w.control), true)
	w.Difference, _ = spreadOver(minus(w.arm, w.control), none, minus(parameter[0], parameter[1]), minus(w.arm, w.control), true)
	better := 0
	for i := range w.arm {
		if w.gain(w.arm[i], w.control[i]) > 0 {
			better++
		}
	}
	w.Ceiling = float64(better) / float64(n)
}

// gain is how much better the arm is, with the margin of non-inferiority.
func (w *Power) gain(arm, control float64) float64 {
	g := arm - control
	if w.endpoint.Down {
		g = -g
	}
	return g + w.endpoint.Margin
}

// chance is the power of the test where the truth is known: of two proportions with pooled variance (Fleiss, Levin & Paik 2003, equation 4.14, without
// correction for continuity), with a margin without pooling; of two means with the SD between patients.
func (w *Power) chance(arm, control, n float64) float64 {
	m := n * w.Ratio
	z, gain := critical(w.Question.Alpha), w.gain(arm, control)
	if w.endpoint.Kind != "pct" {
		return Rate(gain/(w.endpoint.SD*math.Sqrt(1/n+1/m)) - z)
	}
	own := math.Sqrt(arm*(1-arm)/n + control*(1-control)/m)
	null := own
	if w.endpoint.Margin == 0 {
		pooled := (n*arm + m*control) / (n + m)
		null = math.Sqrt(pooled * (1 - pooled) * (1/n + 1/m))
	}
	if own == 0 {
		return truth(gain > 0)
	}
	return Rate((gain - z*null) / own)
}

// At returns, for n patients in the arm, the power if the medians are true, and the assurance: the mean power over all draws, which counts that they may not be.
func (w *Power) At(n int) (power, assurance float64) {
	sum := 0.0
	for i := range w.arm {
		sum += w.chance(w.arm[i], w.control[i], float64(n))
	}
	return w.chance(stat.Median(w.arm), stat.Median(w.control), float64(n)), sum / float64(len(w.arm))
}

// maxSized is the largest arm that Size considers.
const maxSized = 100_000

// Size returns the fewest patients in the arm with which power, or assurance, reaches target (0 to 1); 0 where none does.
func (w *Power) Size(target float64, assurance bool) int {
	reaches := func(n int) bool {
		p, a := w.At(n)
		if assurance {
			p = a
		}
		return p >= target
	}
	high := 2
	for !reaches(high) {
		if high *= 2; high > maxSized {
			return 0
		}
	}
	low := high / 2
	for low+1 < high {
		if mid := (low + high) / 2; reaches(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

package labs

import (
	"context"
	"math"
	"slices"

	"jakstat/evidence"
	"jakstat/jak/biomarker"
	"jakstat/stat"
	"jakstat/stat/laplace"
)

// Criteria, set before any run.
const (
	MinSigns      = 0.90 // of rows that report a change: the sign is right
	MinWithin     = 0.70 // of the same: within Tolerance or the absolute one of [Absolute]
	Tolerance     = 0.30
	MinCovered    = 0.80 // of rows that count people: inside the 95 % interval
	MinDirections = 0.90 // of directions and times of a nadir
	MaxLeaving    = 0.05 // of predictions that leave the 95 % interval stated without the rows of one of their drugs, when these come in
)

// Z95 is the normal quantile of a 95 % interval.
const Z95 = 1.959963984540054

// Absolute is the absolute tolerance of a change in the lab's own unit: 0.3 g/dL, 0.3 ×10⁹/L, 8 mg/dL of a lipid, none else.
func Absolute(lab string) float64 {
	l, _ := biomarker.FindLab(lab)
	switch {
	case l.Unit == "g/dL" || l.Unit == "10^9/L":
		return 0.3
	case slices.Contains([]string{"LDL-C", "HDL-C", "triglycerides", "total cholesterol"}, lab):
		return 8
	}
	return 0
}

// unchanged is how far a value that is said not to change may move: half of its variation between visits.
func unchanged(lab string) float64 {
	l, _ := biomarker.FindLab(lab)
	return l.Within() / 2
}

// Comparison is a row beside its prediction, in the row's unit (a direction in per cent of change, a nadir in weeks). Low and High are the 95 % interval
// of a new observation: estimates, potencies, and the error of its kind.
type Comparison struct {
	Row
	Predicted, Low, High float64
	// Moved is how far the prediction goes without the rows of its drugs, in widths of the interval stated then; NaN where no drug of the row was fitted.
	Moved     float64
	SignRight bool
	Within    bool // of a change: within the tolerance; of counts: inside the interval; of directions: right
	Judged    bool // counts for the verdict
}

// HasSign tells whether a row says which way a value went.
func (c *Comparison) HasSign() bool {
	return c.Kind.IsChange() && c.Observed != 0 && !c.AtMost && c.Kind != Ratio
}

// Share counts rows that hold.
type Share struct{ Holds, Of int }

// Value is the share, NaN of none.
func (s Share) Value() float64 { return float64(s.Holds) / float64(s.Of) }

func (s *Share) add(holds bool) {
	s.Of++
	if holds {
		s.Holds++
	}
}

// Qualification is all rows with the verdict.
type Qualification struct {
	Rows                               []Comparison
	Signs, Within, Covered, Directions Share
	// ByLab and Verified are shares within the tolerance or interval; they are shown, not judged.
	WithinVerified, CoveredVerified Share
	Width                           float64 // median of the intervals of counts, as a ratio of their ends
	MaxMoved                        float64
	MovedRow                        string
	Leaving                         Share // rows whose prediction lies outside the interval stated without their drug
	Outside                         int
	Pass                            bool
}

// Qualify compares every row with its prediction by the shipped calibration.
func Qualify(ctx context.Context, lib *evidence.Library) (*Qualification, error) {
	rows, err := Plan(lib)
	if err != nil {
		return nil, err
	}
	w, err := newWorld(ctx, lib, rows)
	if err != nil {
		return nil, err
	}
	cal := biomarker.Shipped()
	run := func(x []float64, exposure float64, plain bool) (*evaluator, error) {
		e := &evaluator{world: w, ctx: ctx, exposure: exposure, plain: plain}
		e.at(x)
		return e, e.err
	}
	typical, err := run(cal.Mean, 0, false)
	if err != nil {
		return nil, err
	}
	more, err := run(cal.Mean, biomarker.PotencySD, true)
	if err != nil {
		return nil, err
	}
	q := &Qualification{}
	for i := range rows {
		r := rows[i]
		if r.Role == Outside {
			q.Outside++
			q.Rows = append(q.Rows, Comparison{Row: r, Predicted: math.NaN(), Low: math.NaN(), High: math.NaN(), Moved: math.NaN()})
			continue
		}
		q.Rows = append(q.Rows, w.compare(i, cal, typical, more))
	}
	q.judge()
	return q, nil
}

// compare makes the comparison of a row.
func (w *world) compare(row int, cal *biomarker.Calibration, typical, more *evaluator) Comparison {
	c := Comparison{Row: w.rows[row], Moved: math.NaN(), Judged: w.rows[row].Role == Tested}
	base := typical.base[row]
	sd := typical.sd(row, &laplace.Posterior{X: cal.Mean, Cov: cal.Cov})
	group := cal.GroupSD(errorGroups[groupOf(&c.Row)].name)
	half := Z95 * math.Sqrt(sd*sd+group*group+math.Pow(more.base[row]-base, 2))
	if c.Kind == Nadir {
		half = 0
	}
	c.Predicted, c.Low, c.High = typical.value(row, 0, cal.Mean), w.untransformed(row, base-half), w.untransformed(row, base+half)
	c.Low = min(c.Low, c.Predicted)
	for _, h := range cal.HeldOut {
		if h.Row == c.ID {
			at := w.transformed(row, h.Predicted)
			moved := math.Abs(at-base) / (2 * math.Abs(w.transformed(row, h.High)-at))
			if !(c.Moved > moved) {
				c.Moved = moved
			}
		}
	}
	c.hold(w, row)
	return c
}

// hold decides whether the prediction is right.
func (c *Comparison) hold(w *world, row int) {
	c.SignRight = c.Predicted*c.Observed > 0
	switch {
	case c.Kind.IsIncidence() && c.AtMost:
		c.Within = c.Low < c.Observed
	case c.Kind.IsIncidence():
		// What a pool prints as none is below half of its last digit.
		c.Within = c.Low <= c.Observed+c.Half && c.Observed-c.Half <= c.High
	case c.Kind == Nadir:
		c.Within = c.Predicted >= c.Range[0] && c.Predicted <= c.Range[1]
	case c.Kind == Direction && c.Observed == 0:
		c.Within = math.Abs(c.Predicted) <= 100*unchanged(c.Lab)
	case c.Kind == Direction:
		c.Within = c.SignRight
	case c.AtMost:
		c.Within = c.Predicted <= c.Observed
	default:
		e := evaluator{world: w}
		s := e.arms[e.entries[row].arms[0]].setting
		absolute := Absolute(c.Lab)
		switch c.Kind {
		case Change:
			absolute *= biomarker.InUnit(c.Lab, c.Unit)
		case Percent:
			absolute *= 100 / s.Mean(c.Lab)
		default:
			absolute = 0
		}
		c.Within = math.Abs(c.Predicted-c.Observed) <= max(Tolerance*math.Abs(c.Observed), absolute)+c.Half
	}
}

// judge applies the criteria.
func (q *Qualification) judge() {
	var widths []float64
	for i := range q.Rows {
		c := &q.Rows[i]
		if !math.IsNaN(c.Moved) {
			q.Leaving.add(c.Moved > 0.5)
		}
		if c.Moved > q.MaxMoved {
			q.MaxMoved, q.MovedRow = c.Moved, c.ID
		}
		if !c.Judged {
			continue
		}
		switch {
		case c.Kind.IsChange():
			if c.HasSign() {
				q.Signs.add(c.SignRight)
			}
			q.Within.add(c.Within)
			if c.Verified {
				q.WithinVerified.add(c.Within)
			}
		case c.Kind.IsIncidence():
			q.Covered.add(c.Within)
			if c.Verified {
				q.CoveredVerified.add(c.Within)
			}
			widths = append(widths, c.High/c.Low)
		default:
			q.Directions.add(c.Within)
		}
	}
	q.Width = stat.Median(widths)
	q.Pass = q.Signs.Value() >= MinSigns && q.Within.Value() >= MinWithin && q.Covered.Value() >= MinCovered && q.Directions.Value() >= MinDirections && q.Leaving.Value() <= MaxLeaving
}

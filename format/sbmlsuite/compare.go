package sbmlsuite

import (
	"errors"
	"fmt"
	"math"
)

// Within is the rule of the suite: |want - got| <= absolute + relative·|want|. Values that are not finite must be of the same kind.
func Within(want, got, absolute, relative float64) bool {
	switch {
	case math.IsNaN(want) || math.IsNaN(got):
		return math.IsNaN(want) && math.IsNaN(got)
	case math.IsInf(want, 0) || math.IsInf(got, 0):
		return want == got
	}
	return math.Abs(want-got) <= absolute+float64(relative*math.Abs(want))
}

// Difference is what [Compare] found.
type Difference struct {
	// Wrong and Total count values.
	Wrong, Total int
	// Column, Row, Want and Got are those of the worst value: the one farthest outside its tolerance.
	Column    string
	Row       int
	Time      float64
	Want, Got float64
}

// String words the worst value.
func (d *Difference) String() string {
	at := ""
	if !math.IsNaN(d.Time) {
		at = fmt.Sprintf(" at t = %g", d.Time)
	}
	return fmt.Sprintf("%d of %d values differ, worst %s%s: %s, expected %s", d.Wrong, d.Total, d.Column, at, Format(d.Got), Format(d.Want))
}

// Compare compares computed with expected results, column by column of the expected ones; nil means that all values are right. Times
// must agree to a millionth of the course. A missing column or row is an error.
func Compare(want, got *Results, s *Settings) (*Difference, error) {
	if len(want.Rows) != len(got.Rows) {
		return nil, fmt.Errorf("%d rows where %d are expected", len(got.Rows), len(want.Rows))
	}
	d := &Difference{}
	worst := -1.0
	if want.Timed && !got.Timed {
		return nil, errors.New("no column of times")
	}
	for c, name := range want.Names {
		isTime := want.Timed && c == 0
		k := got.Column(name)
		if isTime {
			k = 0
		}
		if k < 0 {
			return nil, fmt.Errorf("no column %q", name)
		}
		for i, row := range want.Rows {
			x, y, abs, rel := row[c], got.Rows[i][k], s.Absolute, s.Relative
			if isTime {
				abs, rel = 1e-6*s.Duration, 1e-6
			}
			d.Total++
			if Within(x, y, abs, rel) {
				continue
			}
			d.Wrong++
			excess := math.Inf(1)
			if over := math.Abs(x-y) / (abs + float64(rel*math.Abs(x))); !math.IsNaN(over) {
				excess = over
			}
			if excess > worst {
				worst = excess
				d.Column, d.Row, d.Want, d.Got, d.Time = name, i, x, y, math.NaN()
				if want.Timed {
					d.Time = row[0]
				}
			}
		}
	}
	if d.Wrong == 0 {
		return nil, nil
	}
	return d, nil
}

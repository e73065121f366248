package dose

import (
	"math"
	"sort"
	"strconv"

	"jakstat/diag"
	"jakstat/unit"
)

// BySubject splits events into runs of one ID, in order. An ID that comes back after another one is
// a new subject, as in NONMEM.
func BySubject(events []Event) [][]Event {
	var out [][]Event
	for i := 0; i < len(events); {
		j := i + 1
		for j < len(events) && events[j].ID == events[i].ID {
			j++
		}
		out = append(out, events[i:j:j])
		i = j
	}
	return out
}

// Merge joins the events of one subject from several regimens by time; at one time those of an
// earlier argument come first.
func Merge(parts ...[]Event) []Event {
	var out []Event
	for _, p := range parts {
		out = append(out, p...)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Time < out[j].Time })
	return out
}

// PerWeight returns the events with doses per kg multiplied by the body weight.
func PerWeight(events []Event, weight unit.Quantity) ([]Event, error) {
	kg, err := weight.In(unit.Must("kg"))
	if err == nil && !(kg > 0 && finite(kg)) {
		err = diag.New(diag.Pos{}, "dose.weight", "body weight %s is not positive", weight)
	}
	if err != nil {
		return nil, err
	}
	out := append([]Event(nil), events...)
	for i := range out {
		if out[i].PerKg {
			out[i].Amount.Value *= kg
			out[i].Rate *= kg
			out[i].PerKg = false
		}
	}
	return out, nil
}

// Expand writes ADDL out: every additional dose becomes a record of its own, placed before the
// records at its time, and those that a later reset or SS 1 cancels are left out. The result means the same
// and Expand leaves it as it is.
func Expand(events []Event) ([]Event, error) {
	var errs diag.List
	total := len(events)
	for _, e := range events {
		total += min(e.ADDL, MaxEvents+1)
		if total > MaxEvents {
			return nil, tooMany(e)
		}
		errs.Add(unsupported(e)...)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	out := make([]Event, 0, total)
	for _, subject := range BySubject(events) {
		out = append(out, expandSubject(subject)...)
	}
	return out, nil
}

func tooMany(e Event) error {
	return diag.New(rowPos(e), "dose.toomany", "the events expand to more than %d", MaxEvents).
		Suggest("lower ADDL (%d here) or split the table", e.ADDL)
}

// rowPos places a complaint about an event.
func rowPos(e Event) diag.Pos {
	where := "time " + number(e.Time) + " h"
	if e.ID != "" {
		where = "ID " + e.ID + ", " + where
	}
	if e.Row > 0 {
		where = "row " + strconv.Itoa(e.Row) + ", " + where
	}
	return diag.Pos{Where: where}
}

// unsupported reports what a record may say and no expansion can carry out.
func unsupported(e Event) diag.List {
	if e.Target.Number < 0 {
		return diag.List{diag.New(rowPos(e), "dose.switchoff", "CMT %d switches a compartment off, which is not supported", e.Target.Number).
			Suggest("reset it with EVID 3, or end its input")}
	}
	return nil
}

// expandSubject returns the events of one subject with additional doses written out.
func expandSubject(events []Event) []Event {
	seg := segments(events)
	limits := cancelTimes(events, seg)
	snap := newSnapper(events)
	type placed struct {
		Event
		segment, order int
	}
	var all []placed
	for i, e := range events {
		n, ii := e.ADDL, e.II
		e.ADDL = 0
		if e.SS == NotSteady {
			e.II = 0
		}
		all = append(all, placed{e, seg[i], i})
		for k := 1; k <= n; k++ {
			extra := e
			extra.Time = snap.at(e.Time + float64(float64(k)*ii))
			if extra.Time >= limits[i] {
				break
			}
			extra.EVID, extra.SS, extra.II, extra.additional = EVIDDose, NotSteady, 0, true
			all = append(all, placed{extra, seg[i], i})
		}
	}
	sort.SliceStable(all, func(a, b int) bool {
		x, y := all[a], all[b]
		switch {
		case x.segment != y.segment:
			return x.segment < y.segment
		case x.Time != y.Time:
			return x.Time < y.Time
		case x.additional != y.additional:
			return x.additional
		default:
			return x.order < y.order
		}
	})
	out := make([]Event, len(all))
	for i, p := range all {
		out[i] = p.Event
	}
	return out
}

// segments numbers the stretches of a subject's time: a reset with an earlier time begins a new one.
func segments(events []Event) []int {
	out := make([]int, len(events))
	n, last := 0, math.Inf(-1)
	for i, e := range events {
		if e.Generated {
			continue
		}
		if e.EVID.Resets() && e.Time < last {
			n++
		}
		last = e.Time
		out[i] = n
	}
	return out
}

// cancelTimes are when a later record drops what each record still has pending: the next reset or
// SS 1; when time starts again there, the first instant after the last record of this segment.
func cancelTimes(events []Event, seg []int) []float64 {
	out := make([]float64, len(events))
	limit, segment := math.Inf(1), -1
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		if e.Generated {
			continue
		}
		if segment >= 0 && seg[i] != segment {
			limit = math.Nextafter(e.Time, math.Inf(1))
		}
		segment, out[i] = seg[i], limit
		if e.EVID.Resets() || e.EVID.Gives() && e.SS == Replace {
			limit = e.Time
		}
	}
	return out
}

// snapper moves derived times onto the times of records that are the same but for rounding.
type snapper struct{ times []float64 }

func newSnapper(events []Event) snapper {
	s := snapper{make([]float64, 0, len(events))}
	for _, e := range events {
		s.times = append(s.times, e.Time)
	}
	sort.Float64s(s.times)
	return s
}

func (s snapper) at(t float64) float64 {
	i := sort.SearchFloat64s(s.times, t)
	if i < len(s.times) && s.times[i]-t <= tieTolerance {
		return s.times[i]
	}
	if i > 0 && t-s.times[i-1] <= tieTolerance {
		return s.times[i-1]
	}
	return t
}

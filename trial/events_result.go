package trial

import (
	"fmt"
	"io"
	"math"

	"jakstat/stat"
)

// Band is a median over replicates with central intervals; NaN where no replicate has the number.
type Band struct {
	Median               float64
	Central50, Central95 stat.Interval
}

func bandOf(x []float64) Band {
	if len(x) == 0 {
		nan := stat.Interval{Low: math.NaN(), High: math.NaN()}
		return Band{math.NaN(), nan, nan}
	}
	q := stat.Quantiles(x, 0.5, 0.25, 0.75, 0.025, 0.975)
	return Band{q[0], stat.Interval{Low: q[1], High: q[2]}, stat.Interval{Low: q[3], High: q[4]}}
}

// EventRate is an event in a group over the replicates.
type EventRate struct {
	Event, Group int  // indices of Events.List and Plan.Groups
	Rate         Band // first events per 100 patient-years
	N, Years     Band // patients with the event, patient-years to it
	// Free is the Kaplan-Meier share without the event at Times of the result, Left who is followed still. They end where nobody is in more
	// than a twentieth of the replicates: those that go on are the ones with few events.
	Free, Left []Band
}

// EventRatio is a group against the comparator over the replicates.
type EventRatio struct {
	Event, Group int
	// HR is the estimate of Cox's regression, Low and High the ends of its 95 % interval in each replicate. Estimable is in how many of the replicates both
	// have events; in the others there is no estimate.
	HR, Low, High Band
	Estimable     int
	// True is the ratio without the sampling of patients, averaged over the time that they are followed.
	True Band
	// NonInferior is the share of all replicates whose interval lies below the margin, Superior and Inferior those whose interval excludes 1. NaN without margin.
	NonInferior            float64
	NonInferior95          stat.Interval
	Superior, Inferior     float64
	Superior95, Inferior95 stat.Interval
}

// EventResult is what the replicates say of adverse events.
type EventResult struct {
	Times    []float64 // years
	Rates    []EventRate
	Ratios   []EventRatio
	End      Band    // years after the first patient
	Followed Band    // years, of the median patient
	Entered  Band    // patients
	Reached  float64 // share of replicates in which all events that the trial waits for had come before its maximum
	Held     string
}

func (f *following) summarise(all []*history) *EventResult {
	e := f.plan.Events
	of := func(get func(h *history) float64) Band {
		x := make([]float64, 0, len(all))
		for _, h := range all {
			if v := get(h); !math.IsNaN(v) { // where the trial ended before anybody of a group had entered there is no rate
				x = append(x, v)
			}
		}
		return bandOf(x)
	}
	r := &EventResult{
		Times: f.times, Held: f.held, End: of(func(h *history) float64 { return h.End }), Followed: of(func(h *history) float64 { return h.Followed }),
		Entered: of(func(h *history) float64 { return float64(h.Entered) }),
	}
	for _, h := range all {
		if h.Reached {
			r.Reached++
		}
	}
	r.Reached /= float64(len(all))
	for k := range e.List {
		for g := range f.groups {
			x := EventRate{Event: k, Group: g}
			x.N, x.Years = of(func(h *history) float64 { return h.Counted[k][g].N }), of(func(h *history) float64 { return h.Counted[k][g].Years })
			x.Rate = of(func(h *history) float64 { return 100 * h.Counted[k][g].N / h.Counted[k][g].Years })
			for t := range f.times {
				var free, left []float64
				for _, h := range all {
					if c := h.Counted[k][g]; t < len(c.Free) {
						free, left = append(free, c.Free[t]), append(left, float64(c.Left[t]))
					}
				}
				if len(free) < len(all)-len(all)/20 {
					break
				}
				x.Free, x.Left = append(x.Free, bandOf(free)), append(x.Left, bandOf(left))
			}
			r.Rates = append(r.Rates, x)
		}
		for g := range f.groups {
			if g != e.Comparator {
				r.Ratios = append(r.Ratios, f.ratio(all, k, g))
			}
		}
	}
	return r
}

// normal95 is the normal quantile of a 95 % interval.
const normal95 = 1.959963984540054

func (f *following) ratio(all []*history, k, g int) EventRatio {
	x := EventRatio{Event: k, Group: g, NonInferior: math.NaN()}
	var hr, low, high, drawn []float64
	not, better, worse := 0, 0, 0
	for _, h := range all {
		c := h.Compared[k][g]
		drawn = append(drawn, math.Exp(c.True))
		if c.SE == 0 {
			continue
		}
		a, b := math.Exp(c.Ln-normal95*c.SE), math.Exp(c.Ln+normal95*c.SE)
		hr, low, high = append(hr, math.Exp(c.Ln)), append(low, a), append(high, b)
		if b < f.plan.Events.Margin {
			not++
		}
		if b < 1 {
			better++
		}
		if a > 1 {
			worse++
		}
	}
	n := len(all)
	x.HR, x.Low, x.High, x.True, x.Estimable = bandOf(hr), bandOf(low), bandOf(high), bandOf(drawn), len(hr)
	x.Superior, x.Superior95 = float64(better)/float64(n), stat.Wilson(better, n, 0.95)
	x.Inferior, x.Inferior95 = float64(worse)/float64(n), stat.Wilson(worse, n, 0.95)
	if f.plan.Events.Margin > 0 {
		x.NonInferior, x.NonInferior95 = float64(not)/float64(n), stat.Wilson(not, n, 0.95)
	}
	return x
}

// fits tells whether a kept history is of this plan.
func (f *following) fits(h *history) bool {
	ok := h != nil && len(h.Counted) == len(f.models) && len(h.Compared) == len(f.models)
	for k := 0; ok && k < len(f.models); k++ {
		ok = len(h.Counted[k]) == len(f.groups) && len(h.Compared[k]) == len(f.groups)
		for g := 0; ok && g < len(f.groups); g++ {
			c := h.Counted[k][g]
			ok = len(c.Free) <= len(f.times) && len(c.Left) == len(c.Free)
		}
	}
	return ok
}

// sign writes everything that the draws depend on.
func (f *following) sign(w io.Writer) {
	e := f.plan.Events
	fmt.Fprintln(w, "events", e.drawn.Low, e.drawn.High, e.People.Population, e.Comparator, e.Combined, e.Median, e.Maximum, e.Dropout)
	for k, m := range f.models {
		fmt.Fprintln(w, e.List[k].Name, e.List[k].Until, m.Event.Lag, m.Names, m.X, m.Spread, m.Form())
		for i := range m.X {
			fmt.Fprintln(w, m.SD(i))
		}
		for _, a := range f.arms {
			inhibition := 0.0
			if m.Pathway != nil {
				inhibition = m.Pathway.Inhibition(a.Action)
			}
			fmt.Fprintln(w, a.Name, a.Action.Class, a.Action.Drug, inhibition)
		}
	}
}

package dose

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"jakstat/diag"
	"jakstat/unit"
)

// Kind is what happens at a [Change].
type Kind uint8

// The kinds, in the order of their place at one time where that does not depend on the records.
const (
	InfusionStop   Kind = iota // the infusion with the same Dose number ends
	ResetState                 // amounts to initial values; all infusions end
	SetSteadyState             // amounts become, or gain, the periodic steady state at Phase; see Change
	Bolus                      // Amount goes in at once
	InfusionStart              // Rate goes in from now for Duration
	OtherChange                // covariates or the like
	Observation                // the state is read
)

var kindNames = [...]string{"infusion stop", "reset", "steady state", "bolus", "infusion start", "other", "observation"}

// String returns the name in words.
func (k Kind) String() string { return kindNames[k] }

// Change is one thing that happens to a subject, already delayed and scaled by its [Delivery].
// Amount is in the unit of Unit, Rate in Unit per hour, times in hours.
//
// For SetSteadyState the regimen is: Amount (a bolus when Duration is 0, else an infusion of Rate
// over Duration, longer than II allowed) every II since ever; the state wanted is Phase hours after the last
// arrival, 0 < Phase ≤ II, just before the next when Phase is II. II 0 is a constant infusion of Rate.
// With Superpose the state is added, else it replaces everything and running infusions end.
// Infusions of that regimen still running then follow as InfusionStart of their own.
type Change struct {
	Time      float64
	Segment   int // time starts again when it grows
	Kind      Kind
	Event     int // index of the record it comes from
	Dose      int // pairs InfusionStart with InfusionStop; counts from 1
	Amount    float64
	Rate      float64
	Duration  float64
	II        float64
	Phase     float64
	Superpose bool
	Unit      unit.Unit
	Target    Target
	Route     string
}

// Delivery is what a model says about one dose: the lag (h), the bioavailable fraction, and the
// rate (unit of the dose per hour) or duration (h) where the record leaves it to the model.
type Delivery struct{ Lag, F, Rate, Duration float64 }

// AsGiven delivers every dose at once and in full.
func AsGiven(Event) Delivery { return Delivery{F: 1} }

// Timeline lays out what happens to one subject, in the order of the package comment. The events
// are those of one ID in table order; generated observations may stand anywhere. deliver is called
// once for each dose record and decides lag, bioavailability and modelled rates for it and its
// additional doses; nil is [AsGiven]. Errors are a diag.List: several subjects, times out of order,
// a dose per kg without a weight, a modelled rate without a value, too many changes.
func Timeline(events []Event, deliver func(Event) Delivery) ([]Change, error) {
	if deliver == nil {
		deliver = AsGiven
	}
	if err := checkTimeline(events); err != nil {
		return nil, err
	}
	b := builder{events: events, seg: segments(events), snap: newSnapper(events), items: make([]item, 0, len(events)+len(events)/2)}
	b.limits = cancelTimes(events, b.seg)
	for i, e := range events {
		switch {
		case e.Generated:
		case e.EVID.Gives():
			b.dose(i, deliver(e))
		default:
			b.plain(i)
		}
		if len(b.items) > 2*MaxEvents {
			return nil, tooMany(e)
		}
	}
	if err := b.errs.Err(); err != nil {
		return nil, err
	}
	b.collapse()
	return b.observe(b.order()), nil
}

// item is a change with its place at its time.
type item struct {
	Change
	class int // 0 ends, 1 arrivals of earlier records, 2 records
	order int
}

type builder struct {
	events []Event
	seg    []int
	limits []float64
	snap   snapper
	items  []item
	doses  int
	errs   diag.List
}

func checkTimeline(events []Event) error {
	var errs diag.List
	total, last := len(events), math.Inf(-1)
	for i, e := range events {
		if e.ID != events[0].ID {
			errs.Add(diag.New(rowPos(e), "dose.subjects", "two subjects, %q and %q, in one timeline", events[0].ID, e.ID).Suggest("split them with dose.BySubject"))
			return errs
		}
		if !finite(e.Time) {
			errs.Add(diag.New(rowPos(e), "dose.time", "the time of record %d is %s", i+1, number(e.Time)))
			continue
		}
		if e.Generated {
			continue
		}
		if e.Time < last && !e.EVID.Resets() {
			errs.Add(diag.New(rowPos(e), "dose.order", "time goes back from %s h to %s h", number(last), number(e.Time)).Suggest("sort the records, or start again with EVID 3 or 4"))
		}
		last = e.Time
		errs.Add(unsupported(e)...)
		if e.PerKg && e.EVID.Gives() {
			errs.Add(diag.New(rowPos(e), "dose.weight", "the dose %s needs a body weight", amountText(e.Amount, true)).Suggest("resolve it with a weight first"))
		}
		if (e.ADDL > 0 || e.SS != NotSteady && e.Input != ConstantForever) && !(e.II > 0) {
			errs.Add(diag.New(rowPos(e), "dose.ii", "ADDL or SS needs II above 0, not %s", number(e.II)))
		}
		if total += min(e.ADDL, MaxEvents+1); total > MaxEvents {
			errs.Add(tooMany(e).(diag.Diagnostic))
			return errs
		}
	}
	return errs.Err()
}

// add appends a change that comes from record i.
func (b *builder) add(i, class int, c Change) {
	c.Segment, c.Event = b.seg[i], i
	b.items = append(b.items, item{c, class, len(b.items)})
}

// plain adds a record without a dose.
func (b *builder) plain(i int) {
	e := b.events[i]
	kind := OtherChange
	switch e.EVID {
	case EVIDObservation:
		kind = Observation
	case EVIDReset:
		kind = ResetState
	}
	b.add(i, 2, Change{Time: e.Time, Kind: kind, Target: e.Target})
}

// dose adds a dose record: its reset, its steady state, the dose and the additional ones.
func (b *builder) dose(i int, d Delivery) {
	e := b.events[i]
	if e.EVID == EVIDResetDose {
		b.add(i, 2, Change{Time: e.Time, Kind: ResetState, Target: e.Target})
	}
	given, ok := b.deliver(e, d)
	if !ok {
		return
	}
	limit := b.limits[i]
	if e.SS != NotSteady {
		b.steady(i, given, d.Lag, limit)
	}
	if e.Input == ConstantForever {
		return
	}
	for k := 0; k <= e.ADDL; k++ {
		t := e.Time + d.Lag
		if k > 0 {
			t = e.Time + float64(float64(k)*e.II) + d.Lag
		}
		class := 1
		if k == 0 && d.Lag == 0 && !e.additional {
			class = 2
		}
		if !b.arrive(i, class, t, given, limit) {
			return
		}
	}
}

// deliver applies bioavailability and modelled rates.
func (b *builder) deliver(e Event, d Delivery) (Change, bool) {
	c := Change{Kind: Bolus, Amount: e.Amount.Value * d.F, Unit: e.Amount.Unit, Target: e.Target, Route: e.Route}
	fail := func(what string, v float64) (Change, bool) {
		b.errs.Add(diag.New(rowPos(e), "dose.delivery", "the model gives the dose %s the %s %s", amountText(e.Amount, false), what, number(v)))
		return c, false
	}
	if !(d.Lag >= 0) || math.IsInf(d.Lag, 1) {
		return fail("lag", d.Lag)
	}
	if !(d.F >= 0) || math.IsInf(d.F, 1) {
		return fail("bioavailable fraction", d.F)
	}
	switch e.Input {
	case Instant:
		return c, true
	case ConstantForever:
		c.Kind, c.Amount, c.Rate = InfusionStart, 0, e.Rate
		return c, true
	case ByRate:
		c.Rate = e.Rate
	case ByDuration:
		c.Duration = e.Duration
	case ModelRate:
		if !(d.Rate > 0) || math.IsInf(d.Rate, 1) {
			return fail("rate", d.Rate)
		}
		c.Rate = d.Rate
	case ModelDuration:
		if !(d.Duration > 0) || math.IsInf(d.Duration, 1) {
			return fail("duration", d.Duration)
		}
		c.Duration = d.Duration
	}
	if c.Rate > 0 {
		c.Duration = c.Amount / c.Rate
	} else {
		c.Rate = c.Amount / c.Duration
	}
	if c.Duration > tieTolerance {
		c.Kind = InfusionStart
	} else {
		c.Rate, c.Duration = 0, 0 // an infusion this short would end before it starts
	}
	return c, true
}

// arrive adds a dose at t with its end; false when it is cancelled before, and so all later ones.
func (b *builder) arrive(i, class int, t float64, given Change, limit float64) bool {
	given.Time = b.snap.at(t)
	if class != 2 && given.Time >= limit {
		return false
	}
	if given.Kind == InfusionStart {
		b.doses++
		given.Dose = b.doses
	}
	b.add(i, class, given)
	if given.Kind == InfusionStart {
		stop := given
		stop.Kind, stop.Time = InfusionStop, b.snap.at(given.Time+given.Duration)
		if stop.Time < limit {
			b.add(i, 0, stop)
		}
	}
	return true
}

// maxOverlap bounds the infusions of one steady state that run at the same time.
const maxOverlap = 10_000

// steady adds the steady state at the record, the infusions of its past doses that are still
// running, and the lagged ones on their way.
func (b *builder) steady(i int, given Change, lag, limit float64) {
	e := b.events[i]
	c := given
	c.Time, c.Kind, c.II, c.Superpose = e.Time, SetSteadyState, e.II, e.SS == Superpose
	if e.Input == ConstantForever {
		c.II = 0
		b.add(i, 2, c)
		return
	}
	if given.Duration/e.II > maxOverlap || lag/e.II > maxOverlap {
		b.errs.Add(diag.New(rowPos(e), "dose.overlap", "steady state with a duration of %s h and a lag of %s h every %s h", number(given.Duration), number(lag), number(e.II)).
			Suggest("at most %d doses may overlap", maxOverlap))
		return
	}
	sinceNext := math.Mod(lag, e.II) // the next implied arrival is this far ahead of the record
	c.Phase = e.II - sinceNext
	b.add(i, 2, c)
	if given.Kind == InfusionStart {
		for m := 0; ; m++ {
			left := given.Duration - c.Phase - float64(float64(m)*e.II)
			if left <= tieTolerance {
				break
			}
			running := given
			running.Duration = left
			running.Amount = left * given.Rate
			b.arrive(i, 2, e.Time, running, limit)
		}
	}
	for ahead := sinceNext; ahead < lag-tieTolerance; ahead += e.II {
		class := 1
		if ahead == 0 {
			class = 2
		}
		b.arrive(i, class, e.Time+ahead, given, limit)
	}
}

// sortedBy returns the indices of the items in an order without ties.
func (b *builder) sortedBy(less func(p, q *item) int) []int {
	order := make([]int, len(b.items))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int {
		p, q := &b.items[x], &b.items[y]
		return cmp.Or(cmp.Compare(p.Segment, q.Segment), cmp.Compare(p.Time, q.Time), less(p, q), cmp.Compare(p.order, q.order))
	})
	return order
}

// collapse makes derived times that differ only by rounding equal.
func (b *builder) collapse() {
	order := b.sortedBy(func(_, _ *item) int { return 0 })
	for n, i := range order {
		if n == 0 || b.items[i].class == 2 {
			continue
		}
		before := &b.items[order[n-1]]
		if gap := b.items[i].Time - before.Time; before.Segment == b.items[i].Segment && gap > 0 && gap <= tieTolerance {
			b.items[i].Time = before.Time
		}
	}
}

// order puts the items in the order of the package comment.
func (b *builder) order() []int {
	return b.sortedBy(func(p, q *item) int {
		if p.class == 2 && q.class == 2 {
			return cmp.Compare(p.Event, q.Event)
		}
		return cmp.Compare(p.class, q.class)
	})
}

// observe returns the changes with generated observations before the first dose at their time. A
// grid belongs to the last segment: earlier ones share its times.
func (b *builder) observe(order []int) []Change {
	var grid []Change
	last := 0
	for _, s := range b.seg {
		last = max(last, s)
	}
	for i, e := range b.events {
		if e.Generated {
			grid = append(grid, Change{Time: e.Time, Segment: last, Kind: Observation, Event: i, Target: e.Target})
		}
	}
	sort.SliceStable(grid, func(x, y int) bool { return grid[x].Time < grid[y].Time })
	out := make([]Change, 0, len(b.items)+len(grid))
	for _, i := range order {
		it := &b.items[i]
		if it.Segment == last {
			for len(grid) > 0 && (grid[0].Time < it.Time || grid[0].Time == it.Time && (it.Kind == Bolus || it.Kind == InfusionStart)) {
				out = append(out, grid[0])
				grid = grid[1:]
			}
		}
		out = append(out, it.Change)
	}
	return append(out, grid...)
}

package safety

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/safety"
)

// Row is a rate of the tables as an observation: events in patient-years of a population under a treatment.
type Row struct {
	*results.Rate
	Event      *safety.Event
	Pool       *results.Pool
	Population safety.Population
	Plan       Plan
	Action     *safety.Action
	// N events in PY patient-years. Where the source gives only a rate with an interval, they are those that would give this interval.
	N, PY float64
	// Implied says that N or PY is not printed but follows from rate, interval or other rows of the arm.
	Implied bool
	// Reason says why the row cannot be compared with a prediction; empty when it can.
	Reason string
	// Covered names the row that counts the same people and is fitted instead; empty for rows that are fitted.
	Covered string
}

// Compared tells whether the row can be compared with a prediction.
func (r *Row) Compared() bool { return r.Reason == "" }

// Fitted tells whether the row takes part in estimation.
func (r *Row) Fitted() bool { return r.Reason == "" && r.Covered == "" }

// Rate is the observed rate per 100 patient-years.
func (r *Row) Rate100() float64 { return 100 * r.N / r.PY }

// Part names the people whom the row counts: cuts of one programme have one name.
func (r *Row) Part() string { return r.Pool.Part }

// z95 is the normal quantile of a 95 % interval.
const z95 = 1.959963984540054

// Data is all rows of events that the product knows.
type Data struct {
	Rows      []*Row
	Contrasts []Contrast
	Effects   []Effect
}

// Load makes observations of the tables. Every rate of a known event is in Rows, also those that cannot be used, with the reason.
func Load(ctx context.Context, lib *evidence.Library, l *results.Library) (*Data, error) {
	pools := map[[2]string]*results.Pool{}
	for i := range l.Pools {
		p := &l.Pools[i]
		pools[[2]string{p.Pool, p.Population}] = p
	}
	s := newSimulator(lib)
	d := &Data{}
	for i := range l.Rates {
		r := &Row{Rate: &l.Rates[i]}
		var ok bool
		if r.Event, ok = safety.Find(r.Rate.Event); !ok || r.Event.Name != r.Rate.Event {
			continue
		}
		d.Rows = append(d.Rows, r)
		if r.Pool = pools[[2]string{r.Rate.Pool, r.Rate.Population}]; r.Pool == nil {
			r.Reason = "a range over several populations"
			continue
		}
		var err error
		if r.Population, err = safety.Of(r.Pool); err != nil {
			return nil, err
		}
		if r.Plan, err = planOf(r.Drug, r.Dose, r.Regimen); err != nil {
			if r.Drug != "various" {
				r.Reason = err.Error()
				continue
			}
			r.various()
		}
		if r.Action, err = s.action(ctx, r.Plan, r.Population.Disease); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			r.Reason = "its regimen cannot be simulated"
		}
	}
	d.sizes()
	d.cover(l.RateChoices)
	if err := d.contrasts(ctx, s, l); err != nil {
		return nil, err
	}
	return d, d.effects(l)
}

// various reads the arms of a claims database that are named by history.
func (r *Row) various() {
	switch {
	case strings.HasPrefix(r.Arm, "csDMARD"):
	case strings.Contains(r.Arm, "switchers"):
		r.Plan.Class, r.Population.X[safety.PriorBiologic] = safety.TNF, 1
	default:
		r.Plan.Class = safety.TNF
	}
	if strings.HasPrefix(r.Arm, "csDMARD") {
		r.Plan.Class = safety.None
	}
	r.Plan.Drug, r.Plan.Doses = "", nil
}

// sizes finds events and patient-years of every row.
func (d *Data) sizes() {
	same := map[string]float64{}    // rate by arm and event
	arms := map[string]float64{}    // patient-years by arm
	weights := map[string]float64{} // and how many events they rest on
	for _, r := range d.Rows {
		if !r.Compared() {
			continue
		}
		if py, weight := r.size(); weight > weights[r.arm()] {
			arms[r.arm()], weights[r.arm()] = py, weight
		}
		if r.Per100PY.Known {
			same[r.arm()+r.Event.Name] = r.Per100PY.Value
		}
	}
	for _, r := range d.Rows {
		if !r.Compared() {
			continue
		}
		if py, ok := r.stated(); ok {
			r.PY = py
		} else if py, weight := r.size(); weight > 0 {
			r.PY, r.Implied = py, !r.PatientYears.Known
		} else if rate := same[r.arm()+r.Event.Name]; rate > 0 && r.Events.Known {
			r.PY, r.Implied = 100*r.Events.Value/rate, true // patients with an event, whose time ends there
		} else {
			r.PY, r.Implied = arms[r.arm()], true
		}
		switch {
		case r.PY == 0 && !r.Events.Known && !r.Per100PY.Known:
			r.Reason = "no rate"
		case r.PY == 0:
			r.Reason = "the size of the arm is not known"
		case r.Events.Known:
			r.N = r.Events.Value
		case r.Per100PY.Known && strings.HasPrefix(r.Per100PY.Text, "<"), !r.Per100PY.Known:
			r.Reason = fmt.Sprintf("%q is no number", r.Per100PY.Text)
		default:
			r.N, r.Implied = r.Per100PY.Value*r.PY/100, true
		}
	}
}

func (r *Row) arm() string { return r.Rate.Pool + "|" + r.Rate.Population + "|" + r.Plan.Key() + r.Arm }

// stated are the patient-years that the table of pools gives for the arm.
func (r *Row) stated() (float64, bool) {
	for _, s := range r.Pool.PatientYears {
		if s.Name == r.Drug || s.Name == r.Drug+" "+r.Dose {
			return s.Value, true
		}
	}
	return 0, false
}

// size finds patient-years from the row alone, and on how many events they rest.
func (r *Row) size() (py, weight float64) {
	rate := r.Per100PY.Value
	switch {
	case r.PatientYears.Known:
		return r.PatientYears.Value, math.Inf(1)
	case r.Events.Known && r.Per100PY.Known && rate > 0 && r.Events.Value > 0:
		return 100 * r.Events.Value / rate, r.Events.Value
	case r.Per100PY.Known && r.Low.Known && r.High.Known && rate > 0 && r.Low.Value > 0:
		se := math.Log(r.High.Value/r.Low.Value) / (2 * z95)
		n := 1 / (se * se)
		return 100 * n / rate, n
	}
	return 0, 0
}

// cover finds rows that count the same people as others. Of the pools of one part that tell an event under a drug, the one with the most
// patient-years is fitted, by single doses where these are all of it; subsets that are disjoint count together. A choice between rates that count
// differently comes first.
func (d *Data) cover(choices []results.RateChoice) {
	for _, r := range d.Rows {
		if i := slices.IndexFunc(choices, func(c results.RateChoice) bool { return c.Row == r.ID }); i >= 0 {
			r.Covered = choices[i].Instead
		}
	}
	type key struct{ part, event, drug string }
	groups := map[key][]*Row{}
	var order []key
	for _, r := range d.Rows {
		if r.Fitted() {
			k := key{r.Part(), r.Event.Name, r.Plan.Drug + string(r.Plan.Class)}
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], r)
		}
	}
	for _, k := range order {
		best := choose(groups[k])
		for _, r := range groups[k] {
			r.Covered = best[0].ID
		}
		for _, r := range best {
			r.Covered = ""
		}
	}
}

// choose picks the rows to fit among those of one part, event and drug: the most patient-years, and single doses where these have nearly as many.
func choose(rows []*Row) []*Row {
	pools := map[string][]*Row{}
	var order []string
	for _, r := range rows {
		name := r.Rate.Pool + "|" + r.Rate.Population
		if r.Pool.Subset != "" {
			name = "subsets of " + r.Rate.Pool
		}
		if pools[name] == nil {
			order = append(order, name)
		}
		pools[name] = append(pools[name], r)
	}
	var singles, mixtures []*Row
	for _, name := range order {
		single, mixed := split(pools[name])
		if years(single) > years(singles) {
			singles = single
		}
		if years(mixed) > years(mixtures) {
			mixtures = mixed
		}
	}
	if years(singles) >= 0.9*years(mixtures) {
		return singles
	}
	return mixtures
}

// split tells rows of one dose from rows of several. Of several cuts of the mixture the largest counts.
func split(rows []*Row) (single, mixed []*Row) {
	for _, r := range rows {
		switch {
		case len(r.Plan.Doses) <= 1:
			single = append(single, r)
		case len(mixed) > 0 && mixed[0].Pool == r.Pool && mixed[0].Arm == r.Arm:
			if r.PY > mixed[0].PY {
				mixed[0] = r
			}
		default:
			mixed = append(mixed, r)
		}
	}
	return unrepeated(single), mixed
}

// unrepeated keeps the largest of rows of the same arm: a count printed beside a rate.
func unrepeated(rows []*Row) []*Row {
	at := map[string]int{}
	var out []*Row
	for _, r := range rows {
		i, twice := at[r.arm()]
		switch {
		case !twice:
			at[r.arm()] = len(out)
			out = append(out, r)
		case r.PY > out[i].PY, r.PY == out[i].PY && r.Verified && !out[i].Verified:
			out[i] = r
		}
	}
	return out
}

func years(rows []*Row) float64 {
	sum := 0.0
	for _, r := range rows {
		sum += r.PY
	}
	return sum
}

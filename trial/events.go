package trial

import (
	"context"
	"fmt"
	"math"
	"slices"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/blockade"
	"jakstat/jak/safety"
	"jakstat/rng"
	"jakstat/stat"
)

// maxEventPatients bounds a trial with events: the times of all patients of a replicate are kept until it has ended.
const maxEventPatients = 1_000_000

// curvePoints is at how many times after the start Kaplan-Meier curves are kept.
const curvePoints = 24

// lagSteps divides the time of a trial where a hazard changes as an effect grows.
const lagSteps = 240

// following simulates the events of a plan.
type following struct {
	plan    *Plan
	seed    uint64
	held    string
	models  []*safety.Model // by event
	arms    []safety.Option
	asked   safety.Asked
	groups  [][]int // arms of each group: every arm by itself, then those combined
	times   []float64
	ends    []rng.Variable // by arm: entry, dropout
	leaves  []rng.Variable
	traits  [][]rng.Variable // by arm, covariate
	chances [][]rng.Variable // by arm, event
}

// newFollowing finds the models of the events and what the arms do. Actions and calibration of the options replace those of the library.
func newFollowing(p *Plan, o *Options) (*following, error) {
	if p.Patients() > maxEventPatients {
		return nil, diag.New(diag.Pos{Where: "trial"}, "trial.patients", "events are followed in %d patients at most, not in %d", maxEventPatients, p.Patients())
	}
	f := &following{plan: p, seed: o.Seed, held: o.Held}
	c := o.Hazards
	if c == nil {
		c = safety.Shipped()
	}
	for _, e := range p.Events.List {
		m, ok := c.Model(e.Name)
		if !ok {
			return nil, fmt.Errorf("there is no hazard of %s", e.Name)
		}
		f.models = append(f.models, m)
		for _, c := range safety.Covariates() {
			f.asked[c] = f.asked[c] || m.Depends(c)
		}
	}
	actions := o.Actions
	if actions == nil {
		var err error
		if actions, err = p.actions(evidence.Default()); err != nil {
			return nil, err
		}
	}
	name := func(words, arm string) rng.Variable { return rng.Name("trial " + words + " of " + arm) }
	for i, a := range p.Arms {
		f.arms = append(f.arms, safety.Option{Name: a.Label, Action: actions[i]})
		f.groups = append(f.groups, []int{i})
		f.ends, f.leaves = append(f.ends, name("entry", a.Label)), append(f.leaves, name("end of treatment", a.Label))
		var traits, chances []rng.Variable
		for _, c := range safety.Covariates() {
			traits = append(traits, name("covariate "+c.Name(), a.Label))
		}
		for _, e := range p.Events.List {
			chances = append(chances, name("event "+e.Name, a.Label))
		}
		f.traits, f.chances = append(f.traits, traits), append(f.chances, chances)
	}
	for _, c := range p.Events.Combined {
		f.groups = append(f.groups, c.Arms)
	}
	for i := range curvePoints + 1 {
		f.times = append(f.times, p.Events.Maximum*float64(i)/curvePoints)
	}
	return f, nil
}

// actions are what the arms do, as far as events depend on it.
func (p *Plan) actions(lib *evidence.Library) ([]*safety.Action, error) {
	var out []*safety.Action
	for _, a := range p.Arms {
		if class, ok := safety.ClassOf(a.Drug); ok {
			out = append(out, &safety.Action{Class: class})
			continue
		}
		b, err := a.blocks(lib, p.Events.People.Disease)
		if err != nil {
			return nil, err
		}
		out = append(out, &safety.Action{Class: safety.JAK, Drug: a.Drug, Blockades: b})
	}
	return out, nil
}

// blocks is what the treatment of an arm blocks in a disease: one blockade.
func (a *Arm) blocks(lib *evidence.Library, disease string) ([]blockade.Blockade, error) {
	t, err := blockade.Open(lib, a.Drug, a.Dose, a.Regimen, disease)
	if err == nil {
		var b []blockade.Blockade
		if b, err = blockade.Of(context.Background(), lib, t); err == nil {
			return b, nil
		}
	}
	return nil, fmt.Errorf("arm %s: %w", a.Label, err)
}

// Groups names what events are read in: the arms, then those combined.
func (p *Plan) Groups() []string {
	var out []string
	for _, a := range p.Arms {
		out = append(out, a.Label)
	}
	for _, c := range p.Events.Combined {
		out = append(out, c.Name)
	}
	return out
}

// counted is an event in a group of a replicate. Free is the Kaplan-Meier share without event at the times of the plan as long as anybody is followed.
type counted struct {
	N     float64   `json:"n"`
	Years float64   `json:"years"`
	Free  []float64 `json:"free"`
	Left  []int     `json:"left"`
}

// compared is the estimated ratio of a group over the comparator; SE is 0 where there is none. True is what it would be in endless groups.
type compared struct {
	Ln   float64 `json:"ln"`
	SE   float64 `json:"se"`
	True float64 `json:"true"`
}

// history is the events of one replicate: by event, then group.
type history struct {
	Counted  [][]counted  `json:"counted"`
	Compared [][]compared `json:"compared"`
	End      float64      `json:"end"` // years after the first patient
	Reached  bool         `json:"reached"`
	Entered  int          `json:"entered"`
	Followed float64      `json:"followed"` // years, median
}

// course is one patient: entry, when the patient leaves at the latest, and the events, all in years; entry after the start, the rest after entry.
type course struct {
	entry, leaves float64
	events        []float64
}

// replicate simulates the trial once.
func (f *following) replicate(ctx context.Context, number int) (*history, error) {
	e := f.plan.Events
	courses := make([][]course, len(f.plan.Arms))
	drawn := make([]safety.Drawn, len(f.models))
	for k, m := range f.models {
		drawn[k] = m.Draw(f.seed, uint64(number), e.People.Disease, f.arms)
	}
	for a, arm := range f.plan.Arms {
		grown := make([]growth, len(drawn))
		for k := range drawn {
			grown[k] = newGrowth(&drawn[k], a, e.Maximum)
		}
		courses[a] = make([]course, arm.N)
		for i := range courses[a] {
			if i&1023 == 0 && ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			courses[a][i] = f.patient(uint64(number), uint64(i), a, drawn, grown)
		}
	}
	h := &history{}
	h.End, h.Reached = f.end(courses)
	f.read(h, courses)
	f.compare(h, drawn)
	return h, nil
}

// patient draws a course.
func (f *following) patient(replicate, i uint64, arm int, drawn []safety.Drawn, grown []growth) course {
	e := f.plan.Events
	enters := rng.Key(f.seed, i, f.ends[arm], replicate)
	c := course{entry: float64(enters.Uniform(0) * e.Recruitment()), leaves: math.Inf(1), events: make([]float64, len(drawn))}
	if d := e.Dropout; d.Share > 0 {
		s := rng.Key(f.seed, i, f.leaves[arm], replicate)
		c.leaves = d.By * s.Exponential(0) / -math.Log1p(-d.Share)
	}
	x := e.drawn.Virtual(&f.asked, func(c safety.Covariate) rng.Stream { return rng.Key(f.seed, i, f.traits[arm][c], replicate) })
	for k := range drawn {
		s := rng.Key(f.seed, i, f.chances[arm][k], replicate)
		c.events[k] = grown[k].time(s.Exponential(0) / (math.Exp(drawn[k].Ln(&x)) / 100))
	}
	for k, ev := range e.List {
		if ev.Name == safety.Death {
			c.leaves = min(c.leaves, c.events[k])
		}
	}
	return c
}

// end is when the trial ends: when the last of the events that it waits for has happened often enough, at the latest after its maximum.
func (f *following) end(courses [][]course) (years float64, reached bool) {
	e := f.plan.Events
	waits := false
	for k, ev := range e.List {
		if ev.Until == 0 {
			continue
		}
		waits = true
		var when []float64
		for _, arm := range courses {
			for i := range arm {
				if c := &arm[i]; c.events[k] <= c.leaves && c.entry+c.events[k] <= e.Maximum {
					when = append(when, c.entry+c.events[k])
				}
			}
		}
		if len(when) < ev.Until {
			return e.Maximum, false
		}
		slices.Sort(when)
		years = max(years, when[ev.Until-1])
	}
	if !waits {
		return e.Maximum, true
	}
	return years, true
}

// read counts events in all groups, from entry to the first event or the end.
func (f *following) read(h *history, courses [][]course) {
	var times []float64
	for _, arm := range courses {
		for i := range arm {
			if c := &arm[i]; c.entry < h.End {
				times = append(times, min(c.leaves, h.End-c.entry))
			}
		}
	}
	h.Entered = len(times)
	if len(times) > 0 {
		h.Followed = stat.Median(times)
	}
	for k := range f.models {
		people := make([][]stat.Followed, len(f.groups))
		for g, arms := range f.groups {
			for _, a := range arms {
				for i := range courses[a] {
					c := &courses[a][i]
					if last := min(c.leaves, h.End-c.entry); last > 0 {
						people[g] = append(people[g], stat.Followed{Time: min(c.events[k], last), Event: c.events[k] <= last})
					}
				}
			}
			stat.SortFollowed(people[g])
		}
		var counts []counted
		var ratios []compared
		for g := range f.groups {
			var x counted
			x.N, x.Years = stat.Incidence(people[g])
			x.Free, x.Left = stat.KaplanMeier(people[g], f.times)
			counts = append(counts, x)
			var r compared
			if other := f.plan.Events.Comparator; g != other {
				if ln, se, ok := stat.Cox(people[g], people[other]); ok {
					r.Ln, r.SE = ln, se
				}
			}
			ratios = append(ratios, r)
		}
		h.Counted, h.Compared = append(h.Counted, counts), append(h.Compared, ratios)
	}
}

// compare adds the ratios that were drawn, over the time that patients were followed.
func (f *following) compare(h *history, drawn []safety.Drawn) {
	for k := range drawn {
		other := drawn[k].Effect(f.plan.Events.Comparator, h.Followed)
		for g, arms := range f.groups {
			sum, n := 0.0, 0.0
			for _, a := range arms {
				w := float64(f.plan.Arms[a].N)
				sum += float64(w * math.Exp(drawn[k].Effect(a, h.Followed)-other))
				n += w
			}
			h.Compared[k][g].True = math.Log(sum / n)
		}
	}
}

// growth turns a unit exponential over the rate without treatment into a time under treatment. at holds the integral of the treatment's factor from the start.
type growth struct {
	at   []float64
	step float64
}

// newGrowth integrates the factor of an arm, which grows with the lag of the event: by the trapezoidal rule, beyond the end as at the end.
func newGrowth(d *safety.Drawn, arm int, years float64) growth {
	factor := func(t float64) float64 {
		grown := 1.0
		if d.Lag > 0 {
			grown = -math.Expm1(-t / d.Lag)
		}
		return math.Exp(d.AtOnce[arm] + float64(d.Grown[arm]*grown))
	}
	n := lagSteps
	if d.Lag == 0 {
		n = 1
	}
	g := growth{at: make([]float64, n+1), step: years / float64(n)}
	for i := range n {
		g.at[i+1] = g.at[i] + float64(g.step*(factor(g.step*float64(i))+factor(g.step*float64(i+1)))/2)
	}
	return g
}

// time is when the integral reaches an amount.
func (g *growth) time(amount float64) float64 {
	n := len(g.at) - 1
	i, _ := slices.BinarySearch(g.at, amount)
	i = min(max(i, 1), n)
	return float64(g.step * (float64(i-1) + (amount-g.at[i-1])/(g.at[i]-g.at[i-1])))
}

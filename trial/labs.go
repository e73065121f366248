package trial

import (
	"context"
	"math"
	"slices"

	"jakstat/evidence"
	"jakstat/jak/biomarker"
	"jakstat/jak/blockade"
	"jakstat/jak/disease"
	"jakstat/rng"
)

// Laboratory values take a system of differential equations for each patient, hence fewer replicates: labReplicates, and more while these are fewer than labWork
// patients. labShardWork is about how many are done in one piece.
const (
	labReplicates  = 20
	labWork        = 10_000
	labShardWork   = 500
	maxLabTogether = 500
)

// laboratory simulates the values of a plan.
type laboratory struct {
	plan       *Plan
	seed       uint64
	replicates int
	model      *biomarker.Model
	blocked    []blockade.Blockade // by arm
	weeks      []float64           // 0, then those of the plan
	taken      []string            // values of the plan, then those that rules look at
}

func newLaboratory(p *Plan, o *Options) (*laboratory, error) {
	lib := evidence.Default()
	l := &laboratory{plan: p, seed: o.Seed, weeks: append([]float64{0}, p.Laboratory.Weeks...), taken: slices.Clone(p.Laboratory.Values)}
	l.replicates = min(o.Replicates, max(labReplicates, labWork/p.Patients()))
	for _, rules := range p.Laboratory.Rules {
		for _, r := range rules {
			if !slices.Contains(l.taken, r.Lab) {
				l.taken = append(l.taken, r.Lab)
			}
		}
	}
	var parts []biomarker.Part
	for _, id := range l.taken {
		if x, ok := biomarker.FindLab(id); ok && !slices.Contains(parts, x.Part) {
			parts = append(parts, x.Part)
		}
	}
	var err error
	if l.model, err = biomarker.Build(lib, biomarker.Shipped(), parts...); err != nil {
		return nil, err
	}
	for _, a := range p.Arms {
		if a.ModeOf() != disease.Inhibitor {
			l.blocked = append(l.blocked, blockade.Blockade{})
			continue
		}
		b, err := a.blocks(lib, p.Setting.Disease)
		if err != nil {
			return nil, err
		}
		l.blocked = append(l.blocked, b[0])
	}
	return l, nil
}

// labTally is the values of one replicate: by arm.
type labTally struct {
	Arms []labArm `json:"arms"`
}

// labArm counts the patients of an arm. Change and Graded are by value of the plan; Change by week, Graded by grade 1 to 4 of the worst value.
type labArm struct {
	Change  [][]float64  `json:"change"` // mean
	Graded  [][4]float64 `json:"graded"` // patients
	Held    float64      `json:"held"`   // patients whose dose was held at least once
	Stopped float64      `json:"stopped"`
	Weeks   float64      `json:"weeks"` // held, of all patients
}

// patientLabs is one patient on the way through the visits.
type patientLabs struct {
	number  int
	person  biomarker.Person
	course  biomarker.Course
	next    int // visit that is looked at next
	held    bool
	stopped bool
	ever    bool
	met     map[biomarker.Rule]bool // at the visit before: rules that wait for a second value
}

var (
	labPeopleName  = rng.Name("trial laboratory people")
	labPotencyName = rng.Name("trial laboratory potency")
)

// replicate simulates the trial once.
func (l *laboratory) replicate(ctx context.Context, number int) (*labTally, error) {
	estimates := biomarker.Shipped().DrawEstimates(l.seed, uint64(number))
	out := &labTally{}
	for i, a := range l.plan.Arms {
		own := rng.Key(l.seed, uint64(number), labPeopleName^rng.Name(a.Label), 0)
		pop := biomarker.Population{Setting: l.plan.Laboratory.Setting, Seed: own.Uint64(0)}
		potency := rng.Key(l.seed, uint64(number), labPotencyName^rng.Name(a.Drug), 0)
		shift := biomarker.PotencySD * potency.Normal(0)
		sum := labArm{Graded: make([][4]float64, len(l.plan.Laboratory.Values))}
		for range l.plan.Laboratory.Values {
			sum.Change = append(sum.Change, make([]float64, len(l.weeks)-1))
		}
		for from := 0; from < a.N; from += maxLabTogether {
			people := make([]*patientLabs, 0, maxLabTogether)
			for k := from; k < min(from+maxLabTogether, a.N); k++ {
				x := &patientLabs{number: k, person: pop.Individual(k).Person(l.blocked[i], []biomarker.Period{{From: 0, To: math.Inf(1)}}), next: 1, met: map[biomarker.Rule]bool{}}
				x.person.Exposure += shift
				x.person.Estimates = estimates
				people = append(people, x)
			}
			if err := l.follow(ctx, &pop, people, l.plan.Laboratory.Rules[i]); err != nil {
				return nil, err
			}
			for _, x := range people {
				l.count(&sum, &pop, x)
			}
		}
		for v := range sum.Change {
			for w := range sum.Change[v] {
				sum.Change[v][w] /= float64(a.N)
			}
		}
		sum.Weeks /= float64(a.N)
		out.Arms = append(out.Arms, sum)
	}
	return out, nil
}

// follow simulates people, and again from the start with other periods those whose dose is held or taken up at a visit, until nothing changes.
func (l *laboratory) follow(ctx context.Context, pop *biomarker.Population, people []*patientLabs, rules []biomarker.Rule) error {
	pending := people
	for len(pending) > 0 {
		persons := make([]biomarker.Person, len(pending))
		for i, x := range pending {
			persons[i] = x.person
		}
		courses, err := l.model.Run(ctx, l.weeks, persons...)
		if err != nil {
			return err
		}
		var again []*patientLabs
		for i, x := range pending {
			x.course = courses[i]
			if l.visits(pop, x, rules) {
				again = append(again, x)
			}
		}
		pending = again
	}
	return nil
}

// visits applies the rules from the next visit on; changed says that the periods of treatment have.
func (l *laboratory) visits(pop *biomarker.Population, x *patientLabs, rules []biomarker.Rule) (changed bool) {
	for ; x.next < len(l.weeks) && !x.stopped; x.next++ {
		week := l.weeks[x.next]
		interrupt, discontinue := false, false
		for _, r := range rules {
			meets := r.Criterion.Met(l.measured(pop, x, r.Lab, x.next), l.measured(pop, x, r.Lab, 0))
			sure := meets && (!r.Confirmed || x.met[r])
			x.met[r] = meets
			switch r.Action {
			case biomarker.Discontinue:
				discontinue = discontinue || sure
			case biomarker.Interrupt: // a dose that is held stays so as long as the value has not come back
				interrupt = interrupt || sure || meets && x.held
			}
		}
		last := len(x.person.Periods) - 1
		switch {
		case discontinue:
			x.stopped = true
			if !x.held {
				x.person.Periods[last].To = week
				changed = true
			}
		case interrupt && !x.held:
			x.held, x.ever, changed = true, true, true
			x.person.Periods[last].To = week
		case !interrupt && x.held:
			x.held, changed = false, true
			x.person.Periods = append(x.person.Periods, biomarker.Period{From: week, To: math.Inf(1)})
		}
		if changed {
			x.next++
			return true
		}
	}
	return false
}

// measured is what the laboratory reports at a visit, with the variation between visits.
func (l *laboratory) measured(pop *biomarker.Population, x *patientLabs, lab string, visit int) float64 {
	return pop.Measured(x.number, lab, l.weeks[visit], x.course.Value[lab][visit])
}

// count adds a patient.
func (l *laboratory) count(sum *labArm, pop *biomarker.Population, x *patientLabs) {
	for v, id := range l.plan.Laboratory.Values {
		first, worst := l.measured(pop, x, id, 0), 0
		for w := 1; w < len(l.weeks); w++ {
			value := l.measured(pop, x, id, w)
			sum.Change[v][w-1] += value - first
			grade, _ := biomarker.Grade(l.plan.Laboratory.Grading, id, value, first)
			worst = max(worst, grade)
		}
		if worst > 0 {
			sum.Graded[v][worst-1]++
		}
	}
	if x.ever {
		sum.Held++
	}
	if x.stopped {
		sum.Stopped++
	}
	end := l.weeks[len(l.weeks)-1]
	on := 0.0
	for _, p := range x.person.Periods {
		on += max(0, min(p.To, end)-p.From)
	}
	sum.Weeks += end - on
}

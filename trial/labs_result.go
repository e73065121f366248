package trial

import (
	"fmt"
	"io"

	"jakstat/jak/biomarker"
)

// LabChange is a value's change from baseline in its unit, the mean of an arm's patients over replicates.
type LabChange struct {
	Arm    int
	Value  string
	Week   float64
	Change Band
}

// LabGrade is the share of patients whose worst value has at least a grade, per cent. Graded is false where the scale does not grade the value.
type LabGrade struct {
	Arm     int
	Value   string
	AtLeast [4]Band
	Graded  bool
}

// LabHold is what the label's rules did, per cent of patients; Weeks are those without treatment of all patients.
type LabHold struct {
	Arm                  int
	Rules                int
	Held, Stopped, Weeks Band
}

// LabResult is what the replicates say of laboratory values.
type LabResult struct {
	Replicates int
	Changes    []LabChange
	Grades     []LabGrade
	Holds      []LabHold
}

func (l *laboratory) summarise(all []*labTally) *LabResult {
	out := &LabResult{Replicates: len(all)}
	plan := l.plan.Laboratory
	for a, arm := range l.plan.Arms {
		of := func(get func(x *labArm) float64) Band {
			v := make([]float64, len(all))
			for i := range all {
				v[i] = get(&all[i].Arms[a])
			}
			return bandOf(v)
		}
		share := func(n float64) float64 { return 100 * n / float64(arm.N) }
		for v, id := range plan.Values {
			for w, week := range plan.Weeks {
				out.Changes = append(out.Changes, LabChange{a, id, week, of(func(x *labArm) float64 { return x.Change[v][w] })})
			}
			g := LabGrade{Arm: a, Value: id}
			_, g.Graded = biomarker.Limit(plan.Grading, id, 1)
			for k := range g.AtLeast {
				g.AtLeast[k] = of(func(x *labArm) float64 {
					n := 0.0
					for _, more := range x.Graded[v][k:] {
						n += more
					}
					return share(n)
				})
			}
			out.Grades = append(out.Grades, g)
		}
		if plan.Label != "" {
			out.Holds = append(out.Holds, LabHold{
				Arm: a, Rules: len(plan.Rules[a]), Held: of(func(x *labArm) float64 { return share(x.Held) }), Stopped: of(func(x *labArm) float64 { return share(x.Stopped) }),
				Weeks: of(func(x *labArm) float64 { return x.Weeks }),
			})
		}
	}
	return out
}

// fits tells whether a kept tally is of this plan.
func (l *laboratory) fits(t *labTally) bool {
	if t == nil || len(t.Arms) != len(l.plan.Arms) {
		return false
	}
	for _, a := range t.Arms {
		if len(a.Change) != len(l.plan.Laboratory.Values) || len(a.Graded) != len(a.Change) {
			return false
		}
		for _, c := range a.Change {
			if len(c) != len(l.weeks)-1 {
				return false
			}
		}
	}
	return true
}

// sign writes everything that the draws depend on.
func (l *laboratory) sign(w io.Writer) {
	p := l.plan.Laboratory
	fmt.Fprintln(w, "laboratory", p.Values, p.Weeks, p.Grading, p.Label, p.Setting.ID, p.Rules, l.replicates, biomarker.Shipped().Names, biomarker.Shipped().Mean)
	for _, b := range l.blocked {
		for _, c := range biomarker.Cytokines() {
			v, _ := b.In(c)
			fmt.Fprintln(w, v)
		}
	}
}

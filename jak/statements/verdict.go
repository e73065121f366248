package statements

import "math"

// Outcome is what the numbers say of one check.
type Outcome string

// The outcomes.
const (
	Holds Outcome = "holds"
	Fails Outcome = "fails"
	Open  Outcome = "cannot be told"
)

// Sure is the probability from which a check holds; it fails from 1 − Sure down. In between the intervals leave it open.
const Sure = 0.9

// Range is a criterion: at least Min, at most Max; NaN where it has no such end.
type Range struct{ Min, Max float64 }

// Contains tells whether a figure meets the criterion.
func (r Range) Contains(v float64) bool { return !(v < r.Min) && !(v > r.Max) && !math.IsNaN(v) }

// Judge compares a figure with a criterion: the probability that it is met is the share of draws that meet it, 1 or 0 without draws. A check holds or
// fails only if the typical figure says the same as the draws. Without a figure it is open and the probability NaN.
func Judge(f Figure, r Range) (o Outcome, probability float64) {
	if math.IsNaN(f.Typical) {
		return Open, math.NaN()
	}
	in := r.Contains(f.Typical)
	if len(f.Draws) == 0 {
		if in {
			return Holds, 1
		}
		return Fails, 0
	}
	met := 0
	for _, v := range f.Draws {
		if r.Contains(v) {
			met++
		}
	}
	p := float64(met) / float64(len(f.Draws))
	switch {
	case in && p >= Sure:
		return Holds, p
	case !in && p <= 1-Sure:
		return Fails, p
	}
	return Open, p
}

// Role is what a check means for its statement.
type Role string

// The roles.
const (
	Core Role = "core" // the statement stands or falls with it
	Part Role = "part" // where it does not hold, the statement needs a qualification
	// Published asks whether the simulation agrees with a published observation. Where it does not, nothing is said against the observation: the simulation
	// misses it, and what it says of the statement needs a qualification.
	Published Role = "published"
)

// Verdict is what the checks say of a statement.
type Verdict string

// The verdicts.
const (
	Supported    Verdict = "supported"
	Qualified    Verdict = "supported with qualification"
	Contradicted Verdict = "contradicted"
	Undecided    Verdict = "cannot be told"
	NotYet       Verdict = "not yet"
)

// Conclude derives a statement's verdict. One core check that fails contradicts it; one that is open leaves it open. A part that fails or is open qualifies it,
// as does an observation that is missed or left open, and a part of the statement that nothing computes yet (waits). Without checks it is not yet computed.
func Conclude(checks []Check, waits bool) Verdict {
	if len(checks) == 0 {
		return NotYet
	}
	verdict := Supported
	if waits {
		verdict = Qualified
	}
	worst := func(v Verdict) {
		order := map[Verdict]int{Supported: 0, Qualified: 1, Undecided: 2, Contradicted: 3}
		if order[v] > order[verdict] {
			verdict = v
		}
	}
	for _, c := range checks {
		switch {
		case c.Outcome == Holds:
		case c.Role != Core:
			worst(Qualified)
		case c.Outcome == Fails:
			worst(Contradicted)
		default:
			worst(Undecided)
		}
	}
	return verdict
}

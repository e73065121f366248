package stat

import (
	"cmp"
	"math"
	"slices"
)

// Followed is how long one person was followed: to the event, or to the end without it.
type Followed struct {
	Time  float64
	Event bool
}

// SortFollowed orders people by time, events before ends of the same time, as [KaplanMeier] and [Cox] need them.
func SortFollowed(people []Followed) {
	slices.SortFunc(people, func(a, b Followed) int {
		if c := cmp.Compare(a.Time, b.Time); c != 0 || a.Event == b.Event {
			return c
		}
		if a.Event {
			return -1
		}
		return 1
	})
}

// Incidence is the number of events and the time under observation of all.
func Incidence(people []Followed) (events, time float64) {
	for _, p := range people {
		if time += p.Time; p.Event {
			events++
		}
	}
	return events, time
}

// KaplanMeier estimates the share without event at each of the rising times, and how many are followed still; both end where nobody is (Kaplan & Meier
// 1958, doi:10.2307/2281868). People are in the order of [SortFollowed].
func KaplanMeier(people []Followed, at []float64) (free []float64, left []int) {
	s, i, n := 1.0, 0, len(people)
	for _, t := range at {
		for i < n && people[i].Time <= t {
			same, events := i, 0
			for same < n && people[same].Time == people[i].Time {
				if people[same].Event {
					events++
				}
				same++
			}
			s *= 1 - float64(events)/float64(n-i)
			i = same
		}
		if i == n && (n == 0 || !(people[n-1].Event && people[n-1].Time == t)) {
			break
		}
		free, left = append(free, s), append(left, n-i)
	}
	return free, left
}

// Cox estimates the logarithm of the hazard ratio of group a over b from the partial likelihood (Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x; ties after
// Breslow), with its standard error from the observed information. ok is false where one group has no event while the other is followed. Both are in the order of
// [SortFollowed].
func Cox(a, b []Followed) (ln, se float64, ok bool) {
	type risk struct{ a, b float64 }
	var at []risk // at the events: who is followed to that time at least
	for _, g := range [][]Followed{a, b} {
		for _, p := range g {
			if p.Event {
				at = append(at, risk{float64(followedTo(a, p.Time)), float64(followedTo(b, p.Time))})
			}
		}
	}
	events, timeA := Incidence(a)
	others, timeB := Incidence(b)
	if events == 0 || others == 0 {
		return math.NaN(), math.NaN(), false
	}
	ln = math.Log(events / timeA * timeB / others)
	information := 0.0
	for range 50 {
		score := events
		information = 0
		ratio := math.Exp(ln)
		for _, r := range at {
			p := float64(r.a*ratio) / (float64(r.a*ratio) + r.b)
			score -= p
			information += float64(p * (1 - p))
		}
		step := score / information
		ln += max(-1, min(1, step))
		if math.Abs(step) < 1e-10 {
			break
		}
	}
	if !(information > 0) || math.IsInf(ln, 0) || math.Abs(ln) > 30 {
		return math.NaN(), math.NaN(), false
	}
	return ln, 1 / math.Sqrt(information), true
}

// followedTo is how many are followed to a time at least.
func followedTo(people []Followed, t float64) int {
	i, _ := slices.BinarySearchFunc(people, t, func(p Followed, t float64) int { return cmp.Compare(p.Time, t) })
	return len(people) - i
}

package sim

import (
	"cmp"
	"fmt"
	"slices"

	"jakstat/engine/ode"
)

// limits adds what limited the steps of a solver that is done with.
func (c *choice) limits(s *ode.Solver) {
	if !c.r.Explain {
		return
	}
	l := s.Limits(0)
	add := func(what string, steps int) {
		if steps == 0 {
			return
		}
		for i := range c.report.Limits {
			if c.report.Limits[i].What == what {
				c.report.Limits[i].Steps += steps
				return
			}
		}
		c.report.Limits = append(c.report.Limits, Limit{what, steps})
	}
	for i, steps := range l.Errors {
		add("error of "+c.f.name(i), steps)
	}
	add("end, event or switch ahead", l.Stop)
	add("longest step allowed", l.MaxStep)
	add("Newton's method did not converge", l.Unsolved)
	add("values that are not finite", l.NaN)
	slices.SortStableFunc(c.report.Limits, func(a, b Limit) int { return cmp.Compare(b.Steps, a.Steps) })
}

// finish completes the report of a run that came to its end.
func (c *choice) finish(s *ode.Solver, st ode.Stats) {
	c.limits(s)
	const some = 100 // attempts that say something
	warn := func(format string, args ...any) {
		c.report.Warnings = append(c.report.Warnings, fmt.Sprintf(format, args...))
	}
	if all := st.Steps + st.Rejected; all >= some && st.Rejected > all/3 {
		warn("%d of %d steps were rejected: the solution turns sharply or jumps; declare jumps as events, or a tighter tolerance may even be faster", st.Rejected, all)
	}
	if st.Pivotings > 0 {
		warn("the order of elimination was chosen anew %d times: some equations are nearly dependent", st.Pivotings)
	}
	if l := c.report.Limits; len(l) > 0 && st.Steps+st.Rejected >= some && l[0].Steps > (st.Steps+st.Rejected)*9/10 {
		warn("one cause limits nine of ten steps: %s", l[0].What)
	}
}

package statements

import (
	"fmt"

	"jakstat/jak/binding"
)

// some folds the averages of one treatment and says them all.
func (w *world) some(fold func(...Figure) Figure, treatment string, readouts ...string) Figure {
	return fold(w.all(treatment, readouts...)...).with(w.listed([]string{treatment}, readouts...))
}

// difference is how many points of a read-out one treatment takes more than another.
func (w *world) difference(a, b, readout string) Figure {
	return less(w.average(a, readout), w.average(b, readout)).with(w.listed([]string{a, b}, readout))
}

// stronger is the least difference over several read-outs: positive where a is stronger at all of them.
func (w *world) stronger(a, b string, readouts ...string) Figure {
	var all []Figure
	for _, r := range readouts {
		all = append(all, w.difference(a, b, r))
	}
	return least(all...).with(w.listed([]string{a, b}, readouts...))
}

// notLeast is by how much a treatment exceeds the least of others, largest over read-outs: negative where it is least at all of them.
func (w *world) notLeast(treatment string, others []string, readouts ...string) Figure {
	var all []Figure
	for _, r := range readouts {
		all = append(all, less(w.average(treatment, r), least(w.each(others, r)...)))
	}
	return most(all...).with(w.listed(append([]string{treatment}, others...), readouts...))
}

// classMeans is the mean over treatments at each read-out.
func (w *world) classMeans(treatments []string, readouts ...string) []Figure {
	var out []Figure
	for _, r := range readouts {
		out = append(out, mean(w.each(treatments, r)...))
	}
	return out
}

// window is how many times more drug EPO needs than IL-6/pSTAT3.
func (w *world) window(treatment string) Figure {
	return over(w.ic50(treatment, "EPO"), w.ic50(treatment, "IL-6/pSTAT3"))
}

func (w *world) windows(treatments []string) []Figure {
	var out []Figure
	for _, t := range treatments {
		out = append(out, w.window(t))
	}
	return out
}

func (w *world) windowWords(treatments []string) string {
	s := ""
	for _, t := range treatments {
		s += fmt.Sprintf("; %s %.2g-fold", t, w.window(t).Typical)
	}
	return s[2:]
}

// preference is the constant of one kinase over that of another.
func (w *world) preference(treatment string, spared, wanted binding.Kinase) Figure {
	a, b := w.constant(treatment, spared), w.constant(treatment, wanted)
	return over(a, b).with(fmt.Sprintf("%s %.3g nM, %s %.3g nM, unbound at 1 mM ATP", spared, a.Typical, wanted, b.Typical))
}

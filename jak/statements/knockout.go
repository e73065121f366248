package statements

import (
	"fmt"
	"math"
	"strings"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/receptor"
)

// left is the signal of a receptor when one kinase is absent and the others are whole.
func left(r *evidence.Receptor, without binding.Kinase) float64 {
	active := [binding.NumKinases]float64{1, 1, 1, 1}
	active[without] = 0
	return receptor.PairOf(r).Signal(&active, 1)
}

// silent tells whether a knock-out takes the signal.
func silent(r *evidence.Receptor, without binding.Kinase) bool { return left(r, without) < 0.5 }

func (w *world) receptors(cytokines ...string) (out []*evidence.Receptor, refs []string) {
	for _, name := range cytokines {
		full, ok := binding.CanonicalCytokine(w.lib, name)
		for _, r := range w.lib.Receptors {
			if r.Cytokine == full {
				out, refs = append(out, r), append(refs, r.ID)
			}
		}
		if !ok {
			panic("statements: no cytokine " + name)
		}
	}
	return out, refs
}

// knockOut is the largest (or smallest) signal left of some cytokines without a kinase.
func (w *world) knockOut(fold func(a, b float64) float64, without []binding.Kinase, cytokines ...string) Figure {
	list, refs := w.receptors(cytokines...)
	v, words := []float64{}, ""
	for _, r := range list {
		words += "; " + r.Cytokine + " (" + receptor.PairOf(r).String() + "):"
		for _, k := range without {
			x := left(r, k)
			v = append(v, x)
			words += fmt.Sprintf(" without %s %.0f %%", k, 100*x)
		}
	}
	return exactly(extreme(v, fold), words[2:], refs...)
}

var gammaC = []string{"IL-2", "IL-4", "IL-7", "IL-9", "IL-15", "IL-21"}

// homeostatic are the hormones and the growth factors of blood among the receptors: what a healthy body signals by all the time.
var homeostatic = []string{"EPO", "TPO", "G-CSF", "GH", "prolactin", "leptin"}

func (w *world) everyReceptor() (list []*evidence.Receptor, refs []string) {
	for _, r := range w.lib.Receptors {
		refs = append(refs, r.ID)
	}
	return w.lib.Receptors, refs
}

// differing is the least share of receptors, of those that either of two knock-outs silences, that only one of them does.
func (w *world) differing() Figure {
	list, refs := w.everyReceptor()
	smallest, at, words := math.Inf(1), "", ""
	for i, a := range binding.Kinases() {
		n := 0
		for _, r := range list {
			if silent(r, a) {
				n++
			}
		}
		words += fmt.Sprintf("without %s %d of %d cytokines fall silent; ", a, n, len(list))
		for _, b := range binding.Kinases()[i+1:] {
			either, both := 0, 0
			for _, r := range list {
				x, y := silent(r, a), silent(r, b)
				if x || y {
					either++
				}
				if x && y {
					both++
				}
			}
			if d := 1 - float64(both)/float64(either); d < smallest {
				smallest, at = d, a.String()+" and "+b.String()
			}
		}
	}
	return exactly(smallest, words+"most alike are "+at, refs...)
}

func (w *world) fewestSilenced() Figure {
	list, refs := w.everyReceptor()
	v := math.Inf(1)
	var words []string
	for _, k := range binding.Kinases() {
		var names []string
		for _, r := range list {
			if silent(r, k) {
				names = append(names, r.Cytokine)
			}
		}
		v = min(v, float64(len(names)))
		words = append(words, "without "+k.String()+": "+strings.Join(names, ", "))
	}
	return exactly(v, strings.Join(words, "; "), refs...)
}

// drivers are the receptors of cytokines that drive a disease, with the rows that say so. Entries that name no JAK cytokine (TNF) have none.
func (w *world) drivers() (list []*evidence.Receptor, refs []string) {
	seen := map[string]bool{}
	for _, d := range w.lib.Drivers {
		names := []string{d.Cytokine}
		if _, ok := binding.CanonicalCytokine(w.lib, d.Cytokine); !ok {
			plain, _, _ := strings.Cut(d.Cytokine, " (")
			names = strings.Split(plain, "/")
		}
		for _, n := range names {
			full, ok := binding.CanonicalCytokine(w.lib, n)
			if !ok {
				continue
			}
			refs = append(refs, d.ID)
			for _, r := range w.lib.Receptors {
				if r.Cytokine == full && !seen[full] {
					seen[full] = true
					list, refs = append(list, r), append(refs, r.ID)
				}
			}
		}
	}
	return list, unique(refs)
}

func shareSilent(list []*evidence.Receptor, k binding.Kinase) float64 {
	n := 0
	for _, r := range list {
		if silent(r, k) {
			n++
		}
	}
	return float64(n) / float64(len(list))
}

func (w *world) inflammationWithoutJAK1() Figure {
	drive, refs := w.drivers()
	home, more := w.receptors(homeostatic...)
	a, b := shareSilent(drive, binding.JAK1), shareSilent(home, binding.JAK1)
	return exactly(a-b, fmt.Sprintf("without JAK1 %.0f %% of %d drivers of disease and %.0f %% of %d hormones and growth factors fall silent", 100*a, len(drive), 100*b, len(home)), unique(append(refs, more...))...)
}

func (w *world) homeostasisWithoutJAK2() Figure {
	home, refs := w.receptors(homeostatic...)
	drive, _ := w.drivers()
	a := shareSilent(home, binding.JAK2)
	return exactly(a, fmt.Sprintf("without JAK2 %.0f %% of hormones and growth factors and %.0f %% of drivers of disease fall silent", 100*a, 100*shareSilent(drive, binding.JAK2)), refs...)
}

// sharedPairs counts kinase pairs that serve a driver of disease and homeostasis, to which IL-7 belongs (survival of lymphocytes).
func (w *world) sharedPairs() Figure {
	home, refs := w.receptors(append([]string{"IL-7"}, homeostatic...)...)
	drive, more := w.drivers()
	by := map[string]string{}
	for _, r := range home {
		p := receptor.PairOf(r).String()
		by[p] = strings.TrimPrefix(by[p]+", "+r.Cytokine, ", ")
	}
	n, words := 0, ""
	done := map[string]bool{}
	for _, r := range drive {
		p := receptor.PairOf(r).String()
		if by[p] == "" || by[p] == r.Cytokine || done[p] {
			continue
		}
		done[p] = true
		n++
		words += fmt.Sprintf("; %s: %s beside %s", p, r.Cytokine, by[p])
	}
	return exactly(float64(n), strings.TrimPrefix(words, "; "), unique(append(refs, more...))...)
}

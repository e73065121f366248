package statements

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"jakstat/evidence"
	"jakstat/fit/potency"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/receptor"
	"jakstat/rng"
)

// shift is a pair of assays of one drug and kinase at two ATP levels: how far ln IC50 rose and how far pure competition would raise it.
type shift struct {
	name           string
	seen, expected float64
	refs           []string
	words          string
}

// atpLevel is the ATP level (mM) of an assay, where it says one: a number, 1 mM by its name, or the Michaelis constant.
func (w *world) atpLevel(e *evidence.Enzyme, k binding.Kinase) (mM float64, ok bool) {
	switch {
	case !e.ATP.Missing():
		return e.ATP.Value, true
	case binding.SaysReferenceATP(e):
		return binding.ReferenceATP, true
	case strings.Contains(e.Assay, "ATP at Km"), strings.Contains(e.Assay, "ATP near Km"):
		mM, _, _ = binding.MichaelisATP(w.lib, k)
		return mM, true
	}
	return 0, false
}

// reversible tells whether a drug's IC50 is that of an equilibrium, which competition with ATP shifts.
func (w *world) reversible(drug string) bool {
	p := w.lib.PhysChem(drug)
	return p != nil && binding.ModeFromWords(p.BindingMode) == binding.Reversible
}

// shifts pairs, for every drug and kinase, the assays at the lowest and at the highest ATP level; among several at one level the first of the library.
func (w *world) shifts() []shift {
	var order []string
	groups := map[string][]*evidence.Enzyme{}
	for _, e := range w.lib.Enzymes {
		k, isJAK := binding.ParseKinase(e.Target)
		if !isJAK || e.Domain != "JH1" || e.Measure != "IC50" || e.AllAssayMedian() || e.Value.Relation != evidence.Equal || !w.reversible(e.Drug) {
			continue
		}
		if _, stated := w.atpLevel(e, k); !stated {
			continue
		}
		key := e.Drug + " on " + e.Target
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], e)
	}
	var out []shift
	for _, key := range order {
		g := groups[key]
		k, _ := binding.ParseKinase(g[0].Target)
		km, id, _ := binding.MichaelisATP(w.lib, k)
		slices.SortStableFunc(g, func(a, b *evidence.Enzyme) int {
			x, _ := w.atpLevel(a, k)
			y, _ := w.atpLevel(b, k)
			return cmp.Compare(x, y)
		})
		a := g[0]
		low, _ := w.atpLevel(a, k)
		high, _ := w.atpLevel(g[len(g)-1], k)
		if !(high > low) {
			continue
		}
		b := g[slices.IndexFunc(g, func(e *evidence.Enzyme) bool { v, _ := w.atpLevel(e, k); return v == high })]
		seen, expected := b.Value.Value/a.Value.Value, binding.KiApp(1, high, km)/binding.KiApp(1, low, km)
		out = append(out, shift{
			name: key, seen: math.Log(seen), expected: math.Log(expected), refs: []string{a.ID, b.ID, id},
			words: fmt.Sprintf("%s from %g to %g mM ATP %.1f-fold, %.1f expected", key, low, high, seen, expected),
		})
	}
	return out
}

// realised is the share of the expected shift that is seen: the slope through the origin. Its draws are bootstrap samples of the pairs.
func (w *world) realised() Figure {
	all := w.shifts()
	var names []string
	f := Figure{}
	for _, s := range all {
		names = append(names, s.name)
		f.Refs = append(f.Refs, s.refs...)
		f.Detail += "; " + s.words
	}
	f.Typical, f.Draws = bootstrap(w.compared.Options.Seed, "shift with ATP", names, func(weight map[string]int) float64 {
		top, bottom := 0.0, 0.0
		for _, s := range all {
			n := float64(weight[s.name])
			top += n * s.seen * s.expected
			bottom += n * s.expected * s.expected
		}
		return top / bottom
	})
	f.Refs, f.Detail = unique(f.Refs), fmt.Sprintf("%d pairs of assays%s", len(all), f.Detail)
	return f
}

// bootstrap draws clusters with replacement: weight counts how often each takes part.
func bootstrap(seed uint64, name string, clusters []string, statistic func(weight map[string]int) float64) (typical float64, out []float64) {
	once := map[string]int{}
	for _, c := range clusters {
		once[c] = 1
	}
	for d := range draws {
		stream := rng.Key(seed, uint64(d), rng.Name(name), 0)
		weight := map[string]int{}
		for i := range clusters {
			weight[clusters[stream.Intn(uint64(i), len(clusters))]]++
		}
		out = append(out, statistic(weight))
	}
	return statistic(once), out
}

// calibratedShare is the share of the Cheng-Prusoff factor estimated from all assays and cell data together.
func (w *world) calibratedShare() Figure {
	m, sd, ok := receptor.Shipped().Estimate(receptor.CoordinateShare)
	if !ok {
		return exactly(math.NaN(), "")
	}
	f := Figure{Typical: m, Detail: "prior 1 with a standard deviation of 0.25"}
	for _, v := range w.normals(receptor.CoordinateShare, sd) {
		f.Draws = append(f.Draws, m+v)
	}
	for _, d := range potency.Drugs(w.lib) {
		for _, a := range d.Assays {
			f.Refs = append(f.Refs, a.ID)
		}
	}
	return f
}

// normals draws an error of its own.
func (w *world) normals(name string, sd float64) []float64 {
	return coverage.Errors(w.compared.Options.Seed, []receptor.ErrorPart{{Name: name, By: sd}}, draws)
}

// exponent is the exponent of the second place of a receptor family. What cells of covalent drugs say takes no part in it.
func (w *world) exponent(family string) Figure {
	m, sd, ok := receptor.Shipped().Estimate(receptor.CoordinateExponent(family))
	if !ok {
		return exactly(math.NaN(), "")
	}
	f := Figure{Typical: math.Exp(m), Detail: "prior 1 with a factor of 2 either way; estimated from reversible drugs alone"}
	for _, v := range w.normals(receptor.CoordinateExponent(family), sd) {
		f.Draws = append(f.Draws, math.Exp(m+v))
	}
	for _, d := range potency.Drugs(w.lib) {
		for _, c := range d.Cells {
			if c.Receptor.Family == family {
				f.Refs = append(f.Refs, c.ID)
			}
		}
	}
	return f
}

// ranks is the rank correlation between measured cell potencies and what the pair equation says of the drug's kinase panel alone, without anything that
// was fitted to cells. Its draws are bootstrap samples of whole drugs.
func (w *world) ranks() Figure {
	type point struct {
		drug                string
		predicted, measured float64
	}
	var points []point
	var drugs []string
	f := Figure{}
	for _, d := range potency.Drugs(w.lib) {
		panel := binding.Constants(w.lib, d.Drug, binding.Reversible)
		for _, c := range d.Cells {
			p := receptor.PairOf(c.Receptor)
			var ln [binding.NumKinases]float64
			known := panel[p.A].Known
			for _, k := range p.B {
				known = known && panel[k].Known
			}
			if !known {
				continue
			}
			for k := range ln {
				ln[k] = min(math.Log(panel[k].KiApp), 60)
			}
			predicted, _, _, _, _ := receptor.Product.Half(p, &ln, receptor.Shape{})
			points = append(points, point{d.Drug, predicted, c.Ln})
			drugs = unique(append(drugs, d.Drug))
			f.Refs = append(append(f.Refs, c.ID), panel[p.A].Refs...)
		}
	}
	f.Typical, f.Draws = bootstrap(w.compared.Options.Seed, "rank correlation", drugs, func(weight map[string]int) float64 {
		var a, b []float64
		for _, p := range points {
			for range weight[p.drug] {
				a, b = append(a, p.predicted), append(b, p.measured)
			}
		}
		return spearman(a, b)
	})
	return f.with(fmt.Sprintf("%d measurements of %d drugs, with no parameter fitted to cells", len(points), len(drugs)), unique(f.Refs)...)
}

// spearman is the rank correlation of two samples, ties at their mean rank.
func spearman(a, b []float64) float64 {
	x, y := rank(a), rank(b)
	mean := float64(len(a)-1) / 2
	sxy, sxx, syy := 0.0, 0.0, 0.0
	for i := range x {
		sxy += (x[i] - mean) * (y[i] - mean)
		sxx += (x[i] - mean) * (x[i] - mean)
		syy += (y[i] - mean) * (y[i] - mean)
	}
	return sxy / math.Sqrt(sxx*syy)
}

func rank(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		below, same := 0, 0
		for _, y := range v {
			if y < x {
				below++
			}
			if y == x {
				same++
			}
		}
		out[i] = float64(below) + float64(same-1)/2
	}
	return out
}

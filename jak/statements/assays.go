package statements

import (
	"fmt"
	"math"
	"slices"

	"jakstat/evidence"
	"jakstat/fit/potency"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/receptor"
	"jakstat/rng"
)

// shift is a pair of assays of one drug and kinase at two stated ATP levels: how far ln IC50 rose and how far pure competition would raise it.
type shift struct {
	cluster        string
	seen, expected float64
	refs           []string
	words          string
}

// shifts pairs, for every drug and kinase, the assays at the lowest and at the highest stated ATP level.
func (w *world) shifts() []shift {
	level := func(e *evidence.Enzyme) (float64, bool) {
		if binding.SaysReferenceATP(e) {
			return binding.ReferenceATP, true
		}
		return e.ATP.Value, !e.ATP.Missing()
	}
	var order []string
	groups := map[string][]*evidence.Enzyme{}
	for _, e := range w.lib.Enzymes {
		_, isJAK := binding.ParseKinase(e.Target)
		_, stated := level(e)
		if !isJAK || !stated || e.Domain != "JH1" || e.Measure != "IC50" || e.AllAssayMedian() || e.Value.Relation != evidence.Equal {
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
		slices.SortStableFunc(g, func(a, b *evidence.Enzyme) int {
			x, _ := level(a)
			y, _ := level(b)
			switch {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
		a, b := g[0], g[len(g)-1]
		low, _ := level(a)
		high, _ := level(b)
		if !(high > low) {
			continue
		}
		k, _ := binding.ParseKinase(a.Target)
		km, id, _ := binding.MichaelisATP(w.lib, k)
		out = append(out, shift{
			cluster: a.Drug, seen: math.Log(b.Value.Value / a.Value.Value), expected: math.Log(binding.KiApp(1, high, km) / binding.KiApp(1, low, km)), refs: []string{a.ID, b.ID, id},
			words: fmt.Sprintf("%s from %g to %g mM ATP %.1f-fold, %.1f expected", key, low, high, b.Value.Value/a.Value.Value, binding.KiApp(1, high, km)/binding.KiApp(1, low, km)),
		})
	}
	return out
}

// realised is the share of the expected shift that is seen: the slope through the origin. Its draws are bootstrap samples of whole drugs.
func (w *world) realised() Figure {
	all := w.shifts()
	var drugs []string
	f := Figure{}
	for _, s := range all {
		drugs = unique(append(drugs, s.cluster))
		f.Refs = append(f.Refs, s.refs...)
		f.Detail += "; " + s.words
	}
	slope := func(weight map[string]int) float64 {
		top, bottom := 0.0, 0.0
		for _, s := range all {
			n := float64(weight[s.cluster])
			top += n * s.seen * s.expected
			bottom += n * s.expected * s.expected
		}
		return top / bottom
	}
	f.Typical, f.Draws = bootstrap(w.compared.Options.Seed, "shift with ATP", drugs, slope)
	f.Refs, f.Detail = unique(f.Refs), fmt.Sprintf("%d pairs of assays of %d drugs%s", len(all), len(drugs), f.Detail)
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
	for _, z := range coverage.Normals(w.compared.Options.Seed, "share of Cheng-Prusoff", draws) {
		f.Draws = append(f.Draws, m+sd*z)
	}
	for _, d := range potency.Drugs(w.lib) {
		for _, a := range d.Assays {
			f.Refs = append(f.Refs, a.ID)
		}
	}
	return f
}

// exponent is the exponent of the second place of a receptor family. What cells of covalent drugs say takes no part in it.
func (w *world) exponent(family string) Figure {
	m, sd, ok := receptor.Shipped().Estimate(receptor.CoordinateExponent(family))
	if !ok {
		return exactly(math.NaN(), "")
	}
	f := Figure{Typical: math.Exp(m), Detail: "prior 1 with a factor of 2 either way; estimated from reversible drugs alone"}
	for _, z := range coverage.Normals(w.compared.Options.Seed, "exponent of "+family, draws) {
		f.Draws = append(f.Draws, math.Exp(m+sd*z))
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

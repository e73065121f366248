package labs

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/biomarker"
	"jakstat/jak/blockade"
	"jakstat/jak/coverage"
)

// Coordinates beyond those of the model.
const (
	// exposureOf a drug without pharmacokinetics: ln of the constant total plasma concentration (nM) that acts like 1 mg of a day's dose.
	exposureOf = "nM a mg of "
	reliefBy   = "relief by " // a comparator that acts outside JAK cytokines: fall of inflammation
	spread     = "spread"     // variation between visits of patients over that of healthy people, in all labs
	spreadOf   = "spread of " // and how one lab departs from it
)

// comparators act by relief of inflammation only: an empirical description.
var comparators = []string{"adalimumab"}

// held are drugs without pharmacokinetics in the evidence: their exposure is inferred from their own laboratory results.
var held = []string{"peficitinib"}

// graded labs have a coordinate for the variation between visits.
var graded = []string{"hemoglobin", "platelets", "neutrophils", "lymphocytes", "creatinine", "CK", "ALT"}

// arm is one drug, dose and disease.
type arm struct {
	drug, dose string
	setting    biomarker.Setting
	blockade   blockade.Blockade
	hold       func(nM float64) blockade.Blockade // nil for drugs with pharmacokinetics
	mg         float64
	stop       float64
	parts      map[biomarker.Part]bool
}

// inflamed are the two kinds of people that stand for an exponential distribution of inflammation (Gauss and Laguerre, two points): what a drug does
// to haemoglobin depends on it, in sign too. Each is inflammation over the mean, and its weight.
var inflamed = [2][2]float64{{0.5857864376269049, 0.8535533905932737}, {3.414213562373095, 0.1464466094067262}}

// world is the plan with what its predictions are made of.
type world struct {
	rows    []Row
	entries []entry // in the order of rows
	arms    []*arm
	models  [4]*biomarker.Model
	weeks   [4][]float64
	names   []string // coordinates
	prior   [][2]float64
}

// entry is what a row's prediction reads.
type entry struct {
	arms   []int
	weight []float64 // of the arms, 1 in sum
	visits []biomarker.Visit
	part   biomarker.Part
}

// newWorld simulates the blockades and builds the models.
func newWorld(ctx context.Context, lib *evidence.Library, rows []Row) (*world, error) {
	w := &world{rows: rows, entries: make([]entry, len(rows))}
	at := map[string]int{}
	var open []coverage.Treatment
	var wants []int
	var diags diag.List
	for i := range rows {
		r := &rows[i]
		if r.Role == Outside {
			continue
		}
		lab, _ := biomarker.FindLab(r.Lab)
		e := entry{part: lab.Part}
		disease := r.Disease
		if strings.Contains(disease, ",") {
			disease, _, _ = strings.Cut(disease, " ") // a pool: its first disease
		}
		s, err := biomarker.FindSetting(disease)
		if err != nil {
			diags.AddError(diag.Pos{Where: r.ID}, "labs.setting", err)
			continue
		}
		parts := r.Parts
		if parts == nil {
			parts = []Part{{Drug: "placebo", Doses: []string{""}}}
		}
		for _, p := range parts {
			for _, dose := range p.Doses {
				people := [][2]float64{{1, 1}}
				if lab.Part == biomarker.RedCells {
					people = inflamed[:]
				}
				for _, x := range people {
					k := fmt.Sprintf("%s %s %s %g %g", p.Drug, dose, s.ID, r.Stop, x[0])
					j, ok := at[k]
					if !ok {
						j = len(w.arms)
						at[k] = j
						a := &arm{drug: p.Drug, dose: dose, setting: s, stop: r.Stop, parts: map[biomarker.Part]bool{}}
						a.setting.Inflammation *= x[0]
						w.arms = append(w.arms, a)
						t, err := a.open(lib, p.Regimen)
						diags.AddError(diag.Pos{Where: r.ID}, "labs.treatment", err)
						if t != nil {
							open, wants = append(open, *t), append(wants, j)
						}
					}
					w.arms[j].parts[lab.Part] = true
					e.arms, e.weight = append(e.arms, j), append(e.weight, x[1])
				}
			}
		}
		total := 0.0
		for _, x := range e.weight {
			total += x
		}
		for k := range e.weight {
			e.weight[k] /= total
		}
		e.visits = r.visits()
		for _, v := range e.visits {
			w.weeks[lab.Part] = append(w.weeks[lab.Part], v.Week)
		}
		w.entries[i] = e
	}
	if err := diags.Err(); err != nil {
		return nil, err
	}
	blocked, err := blockade.Of(ctx, lib, open...)
	if err != nil {
		return nil, err
	}
	for i, j := range wants {
		w.arms[j].blockade = blocked[i]
	}
	for _, p := range biomarker.Parts() {
		w.weeks[p] = append(w.weeks[p], 0)
		slices.Sort(w.weeks[p])
		w.weeks[p] = slices.Compact(w.weeks[p])
		if w.models[p], err = biomarker.Build(lib, biomarker.Empty(), p); err != nil {
			return nil, err
		}
	}
	w.coordinates()
	return w, nil
}

// open prepares an arm; the treatment is nil where no pharmacokinetics are needed.
func (a *arm) open(lib *evidence.Library, regimen string) (*coverage.Treatment, error) {
	if a.drug == "placebo" || slices.Contains(comparators, a.drug) {
		return nil, nil
	}
	if slices.Contains(held, a.drug) {
		if _, err := fmt.Sscanf(a.dose, "%g", &a.mg); err != nil {
			return nil, err
		}
		var err error
		a.hold, err = blockade.Hold(lib, a.drug)
		return nil, err
	}
	t, err := blockade.Open(lib, a.drug, a.dose, regimen, populationOf(a.setting.ID))
	return &t, err
}

// populationOf is the disease in the words of package blockade.
func populationOf(id string) string {
	for _, x := range [][2]string{{"PsO", "psoriasis"}, {"CD", "Crohn disease"}, {"PV", "MF"}} {
		if x[0] == id {
			return x[1]
		}
	}
	return id
}

// visits are the weeks a row looks at.
func (r *Row) visits() []biomarker.Visit {
	switch {
	case r.Kind.IsIncidence():
		return biomarker.Visits(r.Week)
	case r.Kind == Nadir:
		var out []biomarker.Visit
		for w := 1.0; w <= r.Week; w++ {
			out = append(out, biomarker.Visit{Week: w, Count: 1})
		}
		return out
	}
	return []biomarker.Visit{{Week: r.Week, Count: 1}}
}

// coordinates lists everything that is estimated, with its prior.
func (w *world) coordinates() {
	add := func(name string, mean, sd float64) {
		w.names, w.prior = append(w.names, name), append(w.prior, [2]float64{mean, sd})
	}
	for _, name := range biomarker.Coordinates() {
		mean, sd := biomarker.Prior(name)
		add(name, mean, sd)
	}
	for _, d := range held {
		add(exposureOf+d, 0, 1.5) // 1 nM a mg: two thirds of the JAK inhibitors lie between 0.2 and 5
	}
	for _, d := range comparators {
		add(reliefBy+d, -0.7, 0.4) // a half
	}
	add(spread, 0, 0.4)
	for _, l := range graded {
		add(spreadOf+l, 0, 0.2)
	}
}

func (w *world) index(name string) int { return slices.Index(w.names, name) }

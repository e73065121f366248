package statements

import (
	"fmt"
	"math"
	"sync"

	"jakstat/jak/biomarker"
	"jakstat/jak/blockade"
	"jakstat/rng"
)

// laboratory is the model of laboratory values, built once: it depends on the shipped evidence only.
type laboratory struct {
	once  sync.Once
	model *biomarker.Model
	err   error
}

var variableLaboratory = rng.Name("laboratory values of statements")

// lab is the change (percent of baseline) of a laboratory value of the typical patient of a disease after weeks of a treatment. Draws join the blockades of
// the other figures with draws of the model's estimates.
func (w *world) lab(treatment, disease, name string, week float64) Figure {
	w.blood.once.Do(func() { w.blood.model, w.blood.err = biomarker.Build(w.lib, biomarker.Shipped()) })
	setting, err := biomarker.FindSetting(disease)
	if err != nil {
		panic("statements: " + err.Error()) // the names stand in this package only
	}
	if w.blood.err != nil {
		return exactly(math.NaN(), w.blood.err.Error())
	}
	persons := make([]biomarker.Person, 1+draws)
	for i := range persons {
		persons[i] = biomarker.Person{Setting: setting, Blockade: blockade.Blockade{Treatment: treatment, Average: map[string]float64{}}}
		if i > 0 {
			persons[i].Estimates = estimates(w.compared.Options.Seed, i)
		}
	}
	var refs []string
	for _, c := range biomarker.Cytokines() {
		if c == "ACVR1" {
			continue
		}
		f := w.average(treatment, c)
		refs = append(refs, f.Refs...)
		for i := range persons {
			v := f.Typical
			if i > 0 && len(f.Draws) > 0 {
				v = f.Draws[i-1]
			}
			if !math.IsNaN(v) {
				persons[i].Blockade.Average[c] = v / 100
			}
		}
	}
	courses, err := w.blood.model.Run(w.ctx, []float64{0, week}, persons...)
	if err != nil {
		return exactly(math.NaN(), err.Error())
	}
	out := Figure{Refs: unique(append(refs, setting.Refs...)), Detail: fmt.Sprintf("%s in %s, week %g", treatment, setting.Name, week)}
	for i, c := range courses {
		v := 100 * (c.Relative[name][1] - 1)
		if i == 0 {
			out.Typical = v
			continue
		}
		out.Draws = append(out.Draws, v)
	}
	return out
}

// estimates is one draw of the model's coordinates.
func estimates(seed uint64, draw int) map[string]float64 {
	c := biomarker.Shipped()
	s := rng.Key(seed, uint64(draw), variableLaboratory, 0)
	z := make([]float64, len(c.Names))
	s.Normals(z, 0)
	moved := c.Draw(z)
	out := map[string]float64{}
	for _, name := range biomarker.Coordinates() {
		out[name] = moved.Value(name)
	}
	return out
}

// labs lists one laboratory value under several treatments.
func (w *world) labs(treatments []string, disease, name string, week float64) []Figure {
	var out []Figure
	for _, t := range treatments {
		out = append(out, w.lab(t, disease, name, week))
	}
	return out
}

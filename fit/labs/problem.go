package labs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"
	"slices"

	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/biomarker"
	"jakstat/library"
	"jakstat/qualification"
	"jakstat/stat/laplace"
)

// errorGroup is a kind of observation whose errors share a standard deviation: of a change over baseline, or of ln incidence.
type errorGroup struct {
	name string
	sd   float64 // where the estimation starts, with the weight of errorPrior observations
	labs []string
}

const errorPrior = 3

var errorGroups = []errorGroup{
	{"change of haemoglobin", 0.015, []string{"hemoglobin", "reticulocytes"}},
	{"change of platelets", 0.06, []string{"platelets"}},
	{"change of white cells", 0.06, []string{"neutrophils", "lymphocytes"}},
	{"change of lymphocyte subsets", 0.2, []string{"NK cells", "B cells"}},
	{"change of CRP", 0.25, []string{"CRP", "CXCL10"}},
	{"change of lipids", 0.06, []string{"LDL-C", "HDL-C", "total cholesterol", "triglycerides"}},
	{"change of creatinine", 0.02, []string{"creatinine"}},
	{"change of enzymes", 0.2, []string{"CK", "ALT"}},
	{"ln incidence", 0.5, nil},
}

// unverifiedScale widens the error of a row that was not read at its source: it counts half of a verified one.
const unverifiedScale = math.Sqrt2

// leastIncidence is what is taken for none, in per cent (or per 100 patient-years): pools cannot see less.
const leastIncidence = 0.05

// groupOf is the error group of a row.
func groupOf(r *Row) int {
	if r.Kind.IsIncidence() {
		return len(errorGroups) - 1
	}
	return slices.IndexFunc(errorGroups, func(g errorGroup) bool { return slices.Contains(g.labs, r.Lab) })
}

// transformed brings a prediction or observation of a row to the scale of its errors.
func (w *world) transformed(row int, v float64) float64 {
	r := &w.rows[row]
	switch {
	case r.Kind.IsIncidence():
		return math.Log(max(v, leastIncidence))
	case r.Kind == Change:
		e := evaluator{world: w}
		return v / e.baseline(row)
	case r.Kind == Percent || r.Kind == Direction:
		return v / 100
	case r.Kind == Ratio:
		return math.Log(v / r.Placebo)
	}
	return v
}

// untransformed is its inverse.
func (w *world) untransformed(row int, t float64) float64 {
	r := &w.rows[row]
	switch {
	case r.Kind.IsIncidence():
		return math.Exp(t)
	case r.Kind == Change:
		e := evaluator{world: w}
		return t * e.baseline(row)
	case r.Kind == Percent || r.Kind == Direction:
		return 100 * t
	case r.Kind == Ratio:
		return r.Placebo * math.Exp(t)
	}
	return t
}

// fitted is an estimation with what it predicts by.
type fitted struct {
	*evaluator
	post *laplace.Posterior
}

// fit estimates the coordinates from the rows that are to be fitted and that keep lets through. Only lists the coordinates that are free (nil: all); the
// others stay where start has them. Fixed keeps the standard deviations of the errors at those of start.
func (w *world) fit(ctx context.Context, keep func(*Row) bool, start *laplace.Start, fixed bool, only []string) (*fitted, error) {
	e := &evaluator{world: w, ctx: ctx}
	p := laplace.Problem{Tol: 0.02, Gain: 1e-5}
	for i, g := range errorGroups {
		p.Groups = append(p.Groups, laplace.Group{Name: g.name, SD: g.sd, Prior: errorPrior})
		if fixed {
			p.Groups[i] = laplace.Group{Name: g.name, SD: start.SD[i], Fixed: true}
		}
	}
	for k, name := range w.names {
		mean, sd := w.prior[k][0], w.prior[k][1]
		if only != nil && !slices.Contains(only, name) {
			mean, sd = start.X[name], 1e-6
		}
		p.Coords = append(p.Coords, laplace.Coord{Name: name, Mean: mean, Group: len(p.Groups)})
		p.Groups = append(p.Groups, laplace.Group{Name: "prior of " + name, SD: sd, Fixed: true})
	}
	for i := range w.rows {
		if r := &w.rows[i]; r.Fit && r.Role != Outside && keep(r) {
			p.Obs = append(p.Obs, e.observation(i))
		}
	}
	post, err := p.Fit(start)
	if e.err != nil {
		return nil, e.err
	}
	if err != nil {
		return nil, err
	}
	e.at(post.X)
	return &fitted{e, post}, e.err
}

// start is a search that begins at a calibration; the world has to hold the same coordinates.
func (w *world) start(c *biomarker.Calibration) *laplace.Start {
	s := &laplace.Start{X: map[string]float64{}}
	for i, n := range c.Names {
		s.X[n] = c.Mean[i]
	}
	for _, g := range errorGroups {
		s.SD = append(s.SD, c.GroupSD(g.name))
	}
	return s
}

// observation of a row. An upper limit, or none seen, is turned round: the negative is at least the negative limit. A direction is a change of at least
// nothing that way.
func (e *evaluator) observation(row int) laplace.Obs {
	r := &e.rows[row]
	o := laplace.Obs{Name: r.ID, Group: groupOf(r), Scale: 1, Value: e.transformed(row, r.Observed)}
	if !r.Verified {
		o.Scale = unverifiedScale
	}
	sign := 1.0
	if r.Kind == Direction {
		o.AtLeast, o.Value, sign = true, 0, r.Observed
	}
	if r.AtMost || r.Kind.IsIncidence() && r.Observed < leastIncidence {
		sign, o.AtLeast, o.Value = -1, true, -e.transformed(row, max(r.Observed, 2*leastIncidence))
	}
	o.Predict = func(x []float64, g *laplace.Gradient) float64 { return sign * e.predict(row, x, g, sign) }
	return o
}

// predict is the transformed prediction of a row with its gradient times sign.
func (e *evaluator) predict(row int, x []float64, g *laplace.Gradient, sign float64) float64 {
	e.at(x)
	if e.err != nil {
		return math.NaN()
	}
	for _, s := range e.slope[row] {
		g.Add(s.k, sign*s.v)
	}
	return e.base[row]
}

// hash identifies the rows, the plan and the potencies a calibration rests on.
func hash() (string, error) {
	rows, err := results.Hash(library.FS, "labs")
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, x := range []struct {
		fsys fs.FS
		name string
	}{{qualification.FS, "labs.csv"}, {library.FS, "calibration/potency.csv"}, {library.FS, "pharmacodynamics.csv"}, {library.FS, "physiology.csv"}} {
		data, err := fs.ReadFile(x.fsys, x.name)
		if err != nil {
			return "", err
		}
		h.Write(data)
	}
	fmt.Fprint(h, rows)
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// Repeat estimates again from the shipped calibration on, without leaving drugs out: the figures to compare with what ships.
func Repeat(ctx context.Context, lib *evidence.Library) (*biomarker.Calibration, error) {
	rows, err := Plan(lib)
	if err != nil {
		return nil, err
	}
	w, err := newWorld(ctx, lib, rows)
	if err != nil {
		return nil, err
	}
	return w.calibrate(ctx, w.start(biomarker.Shipped()))
}

// calibrate is the estimation from all rows.
func (w *world) calibrate(ctx context.Context, start *laplace.Start) (*biomarker.Calibration, error) {
	full, err := w.fit(ctx, func(*Row) bool { return true }, start, false, nil)
	if err != nil {
		return nil, err
	}
	c := &biomarker.Calibration{Names: w.names, Mean: full.post.X, Cov: full.post.Cov}
	for i, g := range errorGroups {
		c.Errors = append(c.Errors, biomarker.Group{Name: g.name, SD: full.post.SD[i]})
	}
	c.Hash, err = hash()
	return c, err
}

// Calibrate estimates what the product ships, and again without each drug. A drug whose exposure is inferred from its own rows keeps them for that:
// without it, what all drugs share is estimated without its rows, then its exposure alone with them. done is called after each of [Steps] estimations.
func Calibrate(ctx context.Context, lib *evidence.Library, done func()) (*biomarker.Calibration, error) {
	rows, err := Plan(lib)
	if err != nil {
		return nil, err
	}
	w, err := newWorld(ctx, lib, rows)
	if err != nil {
		return nil, err
	}
	c, err := w.calibrate(ctx, nil)
	if err == nil {
		c, err = w.calibrate(ctx, w.start(c)) // the search ends at its tolerance: from there on it comes nearer
	}
	if err != nil {
		return nil, err
	}
	done()
	for _, d := range Drugs(rows) {
		out, err := w.fit(ctx, func(r *Row) bool { return !slices.Contains(r.Drugs(), d) }, w.start(c), true, nil)
		if err == nil && slices.Contains(held, d) {
			without := w.start(c.At(out.post.X))
			out, err = w.fit(ctx, func(*Row) bool { return true }, without, true, []string{exposureOf + d})
		}
		if err != nil {
			return nil, err
		}
		c.HeldOut = append(c.HeldOut, out.heldOut(d)...)
		done()
	}
	return c, nil
}

// heldOut predicts the rows of a drug.
func (f *fitted) heldOut(name string) []biomarker.HeldOut {
	var out []biomarker.HeldOut
	for i := range f.rows {
		r := &f.rows[i]
		if r.Role == Outside || r.Kind == Nadir || !slices.Contains(r.Drugs(), name) {
			continue
		}
		half := Z95 * math.Hypot(f.sd(i, f.post), f.post.SD[groupOf(r)])
		out = append(out, biomarker.HeldOut{
			Row: r.ID, Drug: name, Predicted: f.value(i, 0, f.post.X), Low: f.untransformed(i, f.base[i]-half), High: f.untransformed(i, f.base[i]+half),
		})
	}
	return out
}

// sd is the standard deviation of a transformed prediction that the coordinates' uncertainty makes.
func (e *evaluator) sd(row int, post *laplace.Posterior) float64 {
	_, sd := post.Predict(func(_ []float64, g *laplace.Gradient) float64 {
		for _, s := range e.slope[row] {
			g.Add(s.k, s.v)
		}
		return 0
	})
	return sd
}

// Drugs are those with rows that are fitted, in the order of the plan.
func Drugs(rows []Row) []string {
	var out []string
	for i := range rows {
		if r := &rows[i]; r.Fit && r.Role != Outside {
			for _, d := range r.Drugs() {
				if !slices.Contains(out, d) {
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// Steps is how many estimations [Calibrate] makes.
func Steps(rows []Row) int { return 1 + len(Drugs(rows)) }

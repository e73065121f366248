package potency

import (
	"context"
	"math"
	"runtime"
	"sync"

	"jakstat/jak/receptor"
)

// Left says what was left out when a point was predicted.
type Left string

// What can be left out. Nothing is the fit itself, which is no test.
const (
	Drug     Left = "drug"
	Cytokine Left = "cytokine"
)

// Point is one measurement beside its prediction by a hierarchy that had not seen it: neither any cell measurement of its drug, or none of its
// cytokine.
type Point struct {
	Drug string
	Cell receptor.Cell
	receptor.Prediction
}

// Fold is max(predicted/measured, measured/predicted).
func (p Point) Fold() float64 { return math.Exp(math.Abs(p.Ln - p.Cell.Ln)) }

// Z90 is the normal quantile of a 90 % interval.
const Z90 = 1.6448536269514722

// Inside tells whether the measurement lies in the 90 % interval.
func (p Point) Inside() bool { return math.Abs(p.Ln-p.Cell.Ln) <= Z90*p.SD }

// Width is the 90 % interval's upper end over its lower.
func (p Point) Width() float64 { return math.Exp(2 * Z90 * p.SD) }

// CrossValidate predicts every cell measurement from the others: without the cell data of its drug (whose kinase assays stay), or without
// those of its cytokine. Variances are estimated again each time. Folds run on all processors; done is called as they finish.
func CrossValidate(ctx context.Context, form receptor.Form, drugs []receptor.Evidence, by Left, done func()) ([]Point, error) {
	full, err := Fit(ctx, form, drugs, nil)
	if err != nil {
		return nil, err
	}
	folds := foldsOf(drugs, by)
	points := make([][]Point, len(folds))
	errs := make([]error, len(folds))
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, f := range folds {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots; done() }()
			points[i], errs[i] = f.predict(ctx, form, drugs, full)
		})
	}
	wg.Wait()
	var out []Point
	for i := range folds {
		if errs[i] != nil {
			return nil, errs[i]
		}
		out = append(out, points[i]...)
	}
	return out, nil
}

// fold is a set of measurements that is left out together.
type fold struct {
	holds func(drug string, c receptor.Cell) bool
}

// Folds is how many fits a cross-validation takes.
func Folds(drugs []receptor.Evidence, by Left) int { return len(foldsOf(drugs, by)) }

func foldsOf(drugs []receptor.Evidence, by Left) []fold {
	var out []fold
	seen := map[string]bool{}
	for _, d := range drugs {
		for _, c := range d.Cells {
			name := d.Drug
			if by == Cytokine {
				name = c.Receptor.Cytokine
			}
			if seen[name] {
				continue
			}
			seen[name] = true
			if by == Cytokine {
				out = append(out, fold{func(_ string, c receptor.Cell) bool { return c.Receptor.Cytokine == name }})
			} else {
				out = append(out, fold{func(drug string, _ receptor.Cell) bool { return drug == name }})
			}
		}
	}
	return out
}

func (f fold) predict(ctx context.Context, form receptor.Form, drugs []receptor.Evidence, full *Fitted) ([]Point, error) {
	kept := make([]receptor.Evidence, len(drugs))
	var held []Point
	for i, d := range drugs {
		kept[i] = d
		kept[i].Cells = nil
		for _, c := range d.Cells {
			if f.holds(d.Drug, c) {
				held = append(held, Point{Drug: d.Drug, Cell: c})
			} else {
				kept[i].Cells = append(kept[i].Cells, c)
			}
		}
	}
	fit, err := Fit(ctx, form, kept, full)
	if err != nil {
		return nil, err
	}
	for i, p := range held {
		held[i].Prediction = fit.Model.Predict(fit.Posterior, p.Drug, p.Cell.Receptor, p.Cell.STAT)
	}
	return held, nil
}

package efficacy

import (
	"context"
	"fmt"
	"slices"

	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/disease"
	"jakstat/stat/mixed"
)

// Prediction is the distribution of linear predictors: for shares the probit, for changes the improvement in standard deviations between patients.
// Parameter is the covariance of what the results leave uncertain, Between that of what differs between trials and arms and is new in a new trial. The
// sampling of patients is in neither.
type Prediction = mixed.Prediction

// Posterior predicts arms from the shipped results.
type Posterior struct {
	Data        *Data
	Calibration *Calibration
	full        *mixed.Posterior
	between     []bool
}

// Shipped conditions the shipped calibration on all shipped results; it takes about two seconds.
func Shipped(lib *evidence.Library) (*Posterior, error) {
	d, err := Observe(context.Background(), lib, Observations(results.Shipped()))
	if err != nil {
		return nil, err
	}
	c, err := ShippedCalibration()
	if err != nil {
		return nil, err
	}
	return NewPosterior(d, c)
}

// NewPosterior conditions a calibration on data.
func NewPosterior(d *Data, c *Calibration) (*Posterior, error) {
	if c.SD == nil {
		return nil, fmt.Errorf("efficacy: the calibration is not finished; resume it with jakstat fit efficacy")
	}
	p := &Posterior{Data: d, Calibration: c, between: make([]bool, len(c.SD))}
	for i, g := range disease.Groups {
		p.between[i] = g.Between
	}
	var err error
	p.full, err = p.condition(c.SD, func(*Observation) bool { return true })
	return p, err
}

func (p *Posterior) condition(sd []float64, keep func(*Observation) bool) (*mixed.Posterior, error) {
	m, err := p.Data.model(keep)
	if err != nil {
		return nil, err
	}
	return m.Condition(sd)
}

// Predict returns the distribution of asks. The results of the trials named in without are left out, and the standard deviations are then those estimated
// without their fold of trials when all of them are of one fold.
func (p *Posterior) Predict(asks []disease.Ask, without ...string) (*Prediction, error) {
	post := p.full
	if without = slices.DeleteFunc(slices.Clone(without), func(t string) bool { return !p.has(t) }); len(without) > 0 {
		sd := p.Calibration.SD
		if f := Fold(without[0]); p.Calibration.Folds[f] != nil && !slices.ContainsFunc(without, func(t string) bool { return Fold(t) != f }) {
			sd = p.Calibration.Folds[f]
		}
		var err error
		if post, err = p.condition(sd, func(o *Observation) bool { return !slices.Contains(without, o.Trial) }); err != nil {
			return nil, err
		}
	}
	if err := p.Data.Source.Prepare(context.Background(), asks); err != nil {
		return nil, err
	}
	rows := make([][]mixed.Term, len(asks))
	for i, a := range asks {
		var err error
		if rows[i], err = p.Data.terms(a); err != nil {
			return nil, err
		}
	}
	return post.Predict(rows, p.between)
}

func (p *Posterior) has(trial string) bool {
	return slices.ContainsFunc(p.Data.Observations, func(o Observation) bool { return o.Trial == trial })
}

// Fitted returns the linear predictor of every observation given all results, without what its report has beyond it.
func (p *Posterior) Fitted() []float64 {
	rows := make([][]mixed.Term, len(p.Data.rows))
	for i, r := range p.Data.rows {
		rows[i] = r.Terms[:len(r.Terms)-1] // the last is the report's own
	}
	return p.full.Mean(rows)
}

// HeldOut predicts every observation from the results of all other trials, sampling of patients included: mean and standard deviation of the linear
// predictor as a trial of that size would report it. Standard deviations of groups are those estimated without the trial's fold.
func (p *Posterior) HeldOut() (mean, sd []float64, err error) {
	n := len(p.Data.Observations)
	mean, sd = make([]float64, n), make([]float64, n)
	block := make([]int, n)
	number := map[string]int{}
	for i, o := range p.Data.Observations {
		if number[o.Trial] == 0 {
			number[o.Trial] = 1 + len(number)
		}
		block[i] = number[o.Trial]
	}
	for f, sds := range p.Calibration.Folds {
		if sds == nil {
			return nil, nil, fmt.Errorf("efficacy: the calibration without fold %d is missing; write it with jakstat fit efficacy", f)
		}
		post, err := p.condition(sds, func(*Observation) bool { return true })
		if err != nil {
			return nil, nil, err
		}
		m, s, err := post.HeldOut(block)
		if err != nil {
			return nil, nil, err
		}
		for i, o := range p.Data.Observations {
			if Fold(o.Trial) == f {
				mean[i], sd[i] = m[i], s[i]
			}
		}
	}
	return mean, sd, nil
}

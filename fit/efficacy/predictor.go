package efficacy

import (
	"sync"

	"jakstat/jak/disease"
	"jakstat/trial"
)

// Predictor is the posterior as package trial asks it. It may be asked from several goroutines.
func (p *Posterior) Predictor() trial.Predictor {
	var one sync.Mutex // the source of blockades keeps what it has simulated
	return trial.PredictorFunc(func(asks []disease.Ask, without ...string) (*trial.Prediction, error) {
		one.Lock()
		defer one.Unlock()
		x, err := p.Predict(asks, without...)
		if err != nil {
			return nil, err
		}
		return &trial.Prediction{Mean: x.Mean, Parameter: x.Parameter, Between: x.Between}, nil
	})
}

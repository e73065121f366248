package efficacy

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"jakstat/jak/disease"
)

// Answer is a prediction in the unit of the endpoint, as a trial of that size would report it: per cent of patients, mean change, months.
type Answer struct {
	Median         float64
	Low50, High50  float64
	Low95, High95  float64
	ParameterShare float64 // of the variance of the linear predictor that uncertain parameters make; the rest is differences between trials and arms, and sampling of patients
}

// Questions are the asks behind a list of asks: an endpoint that joins others, or is derived from one, becomes those.
func questions(asks []disease.Ask) (flat []disease.Ask, of [][]int) {
	of = make([][]int, len(asks))
	for i, a := range asks {
		names := []string{a.Endpoint}
		if e, ok := disease.FindEndpoint(a.Endpoint); ok && len(e.Both) > 0 {
			names = e.Both
		}
		for _, n := range names {
			a.Endpoint = n
			of[i] = append(of[i], len(flat))
			flat = append(flat, a)
		}
	}
	return flat, of
}

// Answers predicts asks of arms with these many patients, the results of trials in without left out. Intervals hold parameters, differences between trials
// and arms, sampling of patients and what reports have beyond it. Endpoints that join two scores take the correlation of scores within a patient as 0.6, and
// are sampled (4,000 draws, seeded by their place in the list).
func (p *Posterior) Answers(asks []disease.Ask, patients []float64, without ...string) ([]Answer, error) {
	flat, of := questions(asks)
	pr, err := p.Predict(flat, without...)
	if err != nil {
		return nil, err
	}
	extra := p.Calibration.SD[p.Data.index["verified report"]]
	out := make([]Answer, len(asks))
	for i, a := range asks {
		e, ok := disease.FindEndpoint(a.Endpoint)
		if !ok {
			return nil, fmt.Errorf("no endpoint %q", a.Endpoint)
		}
		if len(of[i]) > 1 || e.Kind == "months" {
			out[i] = p.sampled(e, pr, of[i], patients[i], uint64(i))
			continue
		}
		k := of[i][0]
		mean, param := pr.Mean[k], pr.Parameter.At(k, k)
		v := param + pr.Between.At(k, k) + samplingVariance(e, mean, patients[i]) + extra*extra
		sd := math.Sqrt(v)
		at := func(q float64) float64 { return Value(e, mean+q*sd) }
		out[i] = Answer{
			Median: at(0), Low50: at(-quartile), High50: at(quartile), Low95: at(-limit95), High95: at(limit95), ParameterShare: param / v,
		}
		out[i].order()
	}
	return out, nil
}

// quartile and limit95 are quantiles of the standard normal distribution.
const (
	quartile = 0.6744897501960817
	limit95  = 1.959963984540054
)

// order puts ends of intervals in order, which a falling score turns round.
func (a *Answer) order() {
	if a.Low95 > a.High95 {
		a.Low95, a.High95, a.Low50, a.High50 = a.High95, a.Low95, a.High50, a.Low50
	}
}

// samplingVariance is that of an arm's reported value on the scale of the linear predictor.
func samplingVariance(e disease.Endpoint, mean, n float64) float64 {
	if e.Kind != "pct" {
		return 1 / n
	}
	share := (distuv.UnitNormal.CDF(mean)*n + 0.5) / (n + 1)
	density := distuv.UnitNormal.Prob(distuv.UnitNormal.Quantile(share))
	return share * (1 - share) / n / (density * density)
}

// draws are enough for ends of intervals to a percentage point.
const draws = 4000

func (p *Posterior) sampled(e disease.Endpoint, pr *Prediction, parts []int, n float64, seed uint64) Answer {
	r := rand.New(rand.NewPCG(1, seed))
	values := make([]float64, draws)
	for d := range values {
		shared := r.NormFloat64()
		eta := make([]float64, len(parts))
		for j, k := range parts {
			sd := math.Sqrt(pr.Parameter.At(k, k) + pr.Between.At(k, k))
			eta[j] = pr.Mean[k] + sd*(math.Sqrt(sameScore)*shared+math.Sqrt(1-sameScore)*r.NormFloat64())
		}
		share := distuv.UnitNormal.CDF(eta[0])
		if len(eta) > 1 {
			share = both(eta[0], eta[1], sameScore)
		}
		hits := distuv.Binomial{N: math.Round(n), P: share, Src: r}.Rand() / math.Round(n)
		if e.Kind == "months" {
			const follow = 24 / 4.345 // months to week 24
			hits = follow * math.Ln2 / -math.Log(math.Min(math.Max(hits, 0.5/n), 1-0.5/n))
		} else {
			hits *= 100
		}
		values[d] = hits
	}
	slices.Sort(values)
	at := func(q float64) float64 { return values[int(q*(draws-1))] }
	return Answer{Median: at(0.5), Low50: at(0.25), High50: at(0.75), Low95: at(0.025), High95: at(0.975), ParameterShare: math.NaN()}
}

// both is the probability that two standard normals with correlation rho lie below a and b: Plackett's integral over the correlation by Gauss's rule
// (Drezner & Wesolowsky 1990, J Stat Comput Simul 35:101).
func both(a, b, rho float64) float64 {
	nodes := [5]float64{0.04691007703066802, 0.23076534494715845, 0.5, 0.7692346550528415, 0.9530899229693319}
	weights := [5]float64{0.11846344252809454, 0.23931433524968324, 0.28444444444444444, 0.23931433524968324, 0.11846344252809454}
	sum := 0.0
	for i, x := range nodes {
		r := rho * x
		sum += weights[i] * math.Exp(-(a*a-2*r*a*b+b*b)/(2*(1-r*r))) / math.Sqrt(1-r*r)
	}
	return distuv.UnitNormal.CDF(a)*distuv.UnitNormal.CDF(b) + rho*sum/(2*math.Pi)
}

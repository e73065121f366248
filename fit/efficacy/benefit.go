package efficacy

import (
	"math"
	"slices"
	"strings"

	"jakstat/evidence/results"
	"jakstat/jak/disease"
	"jakstat/rng"
	"jakstat/stat"
)

// Band is a median with its central 95 % interval, per cent of patients or percentage points.
type Band struct{ Median, Low, High float64 }

// Benefit is what an arm gains over placebo in a new trial without end of patients: intervals hold uncertain parameters and what differs between trials
// and arms, not the sampling of patients.
type Benefit struct {
	Response, Placebo Band // per cent of patients
	Difference        Band // percentage points of the same trial
	Trials            int  // trials of the arm's drug in the disease behind the prediction; 0: its blockade, or its class, alone
}

// MainEndpoint is the share of responders that registers a drug for a disease (the primary endpoint of its trials in library/trials/trials.csv), under
// the disease's name in table diseases.csv; "" where the tables have none.
func MainEndpoint(name string) string {
	d, ok := disease.Find(name)
	if !ok {
		return ""
	}
	return map[string]string{
		"RA": "ACR20", "PsA": "ACR20", "JIA": "JIA-ACR30", "axSpA": "ASAS40", "plaque psoriasis": "PASI75", "atopic dermatitis": "EASI75", "ulcerative colitis": "clinical_remission",
		"Crohn disease": "clinical_remission", "alopecia areata": "SALT<=20", "vitiligo": "F-VASI75", "myelofibrosis": "SVR35",
	}[d.Name]
}

// Shares are the endpoints of a disease whose benefit can be told as a difference of shares: shares of responders that its trials report, each read off one score.
// They are in the order of the endpoint table.
func Shares(lib *results.Library, name string) []string {
	d, ok := disease.Find(name)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for _, o := range Observations(lib) {
		if o.Setting.Disease == d.Name {
			seen[o.Ask.Endpoint] = true
		}
	}
	var out []string
	for _, e := range disease.Endpoints() {
		if e.Kind == "pct" && !e.Down && len(e.Both) == 0 && seen[e.Name] {
			out = append(out, e.Name)
		}
	}
	return out
}

// benefitDraws are enough for ends of intervals to half a percentage point.
const benefitDraws = 4000

// Benefits compares arms with placebo in one new trial of a setting, at an endpoint of [Shares] and a week. Medians and intervals come from joint draws; the
// same question gives the same numbers.
func (p *Posterior) Benefits(setting *disease.Setting, endpoint string, week float64, arms []*disease.Arm) ([]Benefit, error) {
	asks := []disease.Ask{{Setting: setting, Arm: &disease.Arm{Name: "placebo", Drug: "placebo"}, Endpoint: endpoint, Week: week}}
	for _, a := range arms {
		asks = append(asks, disease.Ask{Setting: setting, Arm: a, Endpoint: endpoint, Week: week})
	}
	pr, err := p.Predict(asks)
	if err != nil {
		return nil, err
	}
	cov := func(i, j int) float64 { return pr.Parameter.At(i, j) + pr.Between.At(i, j) }
	stream := rng.Key(1, 0, rng.Name("benefit"), 0)
	out := make([]Benefit, len(arms))
	for k, a := range arms {
		i := k + 1
		sd := math.Sqrt(cov(0, 0))
		slope := 0.0
		if sd > 0 {
			slope = cov(i, 0) / sd
		}
		rest := math.Sqrt(max(0, cov(i, i)-slope*slope))
		draws := [3][]float64{}
		for d := range benefitDraws {
			z := stream.Normal(uint64(2 * d))
			placebo := 100 * normal.CDF(pr.Mean[0]+sd*z)
			response := 100 * normal.CDF(pr.Mean[i]+slope*z+rest*stream.Normal(uint64(2*d+1)))
			for j, v := range [3]float64{response, placebo, response - placebo} {
				draws[j] = append(draws[j], v)
			}
		}
		out[k] = Benefit{bandOf(draws[0]), bandOf(draws[1]), bandOf(draws[2]), p.Trials(a.Drug, setting.Disease)}
	}
	return out, nil
}

func bandOf(draws []float64) Band {
	i := stat.Central(draws, 0.95)
	return Band{stat.Median(draws), i.Low, i.High}
}

// Trials counts those of a drug in a disease (as diseases.csv names it) among the observations.
func (p *Posterior) Trials(drug, name string) int {
	var seen []string
	for _, o := range p.Data.Observations {
		if strings.TrimSuffix(o.Ask.Arm.Drug, " IR") == strings.TrimSuffix(drug, " IR") && o.Setting.Disease == name && !slices.Contains(seen, o.Trial) {
			seen = append(seen, o.Trial)
		}
	}
	return len(seen)
}

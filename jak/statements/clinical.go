package statements

import (
	"fmt"
	"maps"
	"math"
	"strings"
	"sync"

	"gonum.org/v1/gonum/mat"

	"jakstat/fit/efficacy"
	"jakstat/jak/disease"
	"jakstat/rng"
)

// clinic is the model of responses, conditioned on the shipped results once.
type clinic struct {
	once      sync.Once
	posterior *efficacy.Posterior
	mu        sync.Mutex // its source of blockades is not safe for concurrent use
	err       error
}

var variableResponses = rng.Name("responses of statements")

// arm is drug, dose in mg and regimen as tables of trials have them.
type arm [3]string

var (
	placeboArm                       = arm{"placebo", "0", "PO"}
	tofa5Arm, tofa10Arm              = arm{"tofacitinib", "5", "BID"}, arm{"tofacitinib", "10", "BID"}
	upa15Arm, upa30Arm, upa45Arm     = arm{"upadacitinib", "15", "QD"}, arm{"upadacitinib", "30", "QD"}, arm{"upadacitinib", "45", "QD"}
	bari4Arm, filgo200Arm            = arm{"baricitinib", "4", "QD"}, arm{"filgotinib", "200", "QD"}
	abro200Arm, deucra6Arm, adaliArm = arm{"abrocitinib", "200", "QD"}, arm{"deucravacitinib", "6", "QD"}, arm{"adalimumab", "40", "Q2W SC"}
)

// patients are the people of a question: their disease, what is particular to them, the endpoint and the week. Year 2018 stands for the middle of the
// trials.
type patients struct {
	disease  string
	traits   map[string]float64
	endpoint string
	week     float64
}

func (p patients) but(trait string, share float64) patients {
	traits := map[string]float64{trait: share}
	maps.Copy(traits, p.traits)
	traits[trait] = share
	p.traits = traits
	return p
}

func (p patients) asks(arms []arm) []disease.Ask {
	setting := &disease.Setting{Trial: "statement", Disease: p.disease, Year: 2018, Traits: p.traits}
	out := make([]disease.Ask, len(arms))
	for i, a := range arms {
		name := strings.Join(a[:], " ")
		if p.traits["mono"] == 0 {
			name += " +MTX"
		} else {
			name += " mono"
		}
		out[i] = disease.Ask{Setting: setting, Arm: &disease.Arm{Name: name, Drug: a[0], Dose: a[1], Regimen: a[2]}, Endpoint: p.endpoint, Week: p.week}
	}
	return out
}

// responses are what trials report on average: a figure a group of patients and arm, with joint draws of the uncertain parameters. What differs from trial to
// trial is left out, since the statements speak of the drugs.
func (w *world) responses(asks ...[]disease.Ask) [][]Figure {
	w.clinic.once.Do(func() { w.clinic.posterior, w.clinic.err = efficacy.Shipped(w.lib) })
	var flat []disease.Ask
	for _, a := range asks {
		flat = append(flat, a...)
	}
	failed := func(err error) [][]Figure {
		out := make([][]Figure, len(asks))
		for i, a := range asks {
			for range a {
				out[i] = append(out[i], exactly(math.NaN(), err.Error()))
			}
		}
		return out
	}
	if w.clinic.err != nil {
		return failed(w.clinic.err)
	}
	w.clinic.mu.Lock()
	pr, err := w.clinic.posterior.Predict(flat)
	w.clinic.mu.Unlock()
	if err != nil {
		return failed(err)
	}
	n := len(flat)
	root, err := factor(pr.Parameter)
	if err != nil {
		return failed(err)
	}
	figures := make([]Figure, n)
	for i := range figures {
		e, _ := disease.FindEndpoint(flat[i].Endpoint)
		d, _ := disease.Find(flat[i].Setting.Disease)
		figures[i].Typical = efficacy.Value(e, pr.Mean[i])
		for _, x := range d.Drives {
			figures[i].Refs = append(figures[i].Refs, x.Driver)
		}
		figures[i].Refs = unique(figures[i].Refs)
		figures[i].Draws = make([]float64, draws)
	}
	z := make([]float64, n)
	for k := range draws {
		s := rng.Key(w.compared.Options.Seed, uint64(k), variableResponses, 0)
		s.Normals(z, 0)
		for i := range figures {
			eta := pr.Mean[i]
			for j := 0; j <= i; j++ {
				eta += root.At(i, j) * z[j]
			}
			e, _ := disease.FindEndpoint(flat[i].Endpoint)
			figures[i].Draws[k] = efficacy.Value(e, eta)
		}
	}
	var out [][]Figure
	for _, a := range asks {
		out = append(out, figures[:len(a)])
		figures = figures[len(a):]
	}
	return out
}

// factor is the lower Cholesky factor of a covariance, with as much on its diagonal as rounding can take from it.
func factor(c *mat.SymDense) (*mat.TriDense, error) {
	n := c.SymmetricDim()
	lifted := mat.NewSymDense(n, nil)
	lifted.CopySym(c)
	for i := range n {
		lifted.SetSym(i, i, lifted.At(i, i)+1e-9)
	}
	var chol mat.Cholesky
	if !chol.Factorize(lifted) {
		return nil, fmt.Errorf("the covariance of the predictions is not positive definite")
	}
	out := mat.NewTriDense(n, mat.Lower, nil)
	chol.LTo(out)
	return out, nil
}

// gains are what arms add to placebo.
func (w *world) gains(p patients, arms ...arm) []Figure {
	f := w.responses(p.asks(append([]arm{placeboArm}, arms...)))[0]
	var out []Figure
	for i := range arms {
		out = append(out, less(f[i+1], f[0]).with(fmt.Sprintf("%s %s mg: %.1f, placebo %.1f (%s, week %g)", arms[i][0], arms[i][1], f[i+1].Typical, f[0].Typical, p.endpoint, p.week)))
	}
	return out
}

// leastGain is the least that arms add to placebo.
func leastGain(p patients, arms ...arm) func(*world) Figure {
	return func(w *world) Figure {
		gains := w.gains(p, arms...)
		var words []string
		for _, g := range gains {
			words = append(words, g.Detail)
		}
		return least(gains...).with(strings.Join(words, "; "))
	}
}

// between is one arm less another among the same patients, or patients of one kind less those of another under one arm.
func between(p patients, a arm, q patients, b arm) func(*world) Figure {
	return func(w *world) Figure {
		f := w.responses(p.asks([]arm{a}), q.asks([]arm{b}))
		x, y := f[0][0], f[1][0]
		return less(x, y).with(fmt.Sprintf("%.1f against %.1f (%s, week %g)", x.Typical, y.Typical, p.endpoint, p.week))
	}
}

var (
	inadequate = map[string]float64{} // methotrexate was not enough
	raACR20    = patients{"RA", inadequate, "ACR20", 12}
	raACR50    = patients{"RA", inadequate, "ACR50", 26}
	raSharp    = patients{"RA", inadequate, "dmTSS", 26}
	ucInduce   = patients{"ulcerative colitis", map[string]float64{"bio": 0.5}, "clinical_remission", 8}
	ucKeep     = patients{"ulcerative colitis", map[string]float64{"maint": 1}, "clinical_remission", 52}
	adSkin     = patients{"atopic dermatitis", nil, "EASI75", 16}
	adItch     = patients{"atopic dermatitis", nil, "PP-NRS4", 12}
	psa        = patients{"PsA", nil, "ACR20", 12}
	pso        = patients{"plaque psoriasis", nil, "PASI75", 16}
)

// fastItch is the share of the difference in itch at week 16 that is there after a week.
func (w *world) fastItch() Figure {
	at := func(week float64) []disease.Ask {
		p := adItch
		p.week = week
		return p.asks([]arm{placeboArm, upa30Arm, abro200Arm})
	}
	f := w.responses(at(1), at(16))
	share := func(i int) Figure {
		return combine(func(v []float64) float64 { return 100 * (v[0] - v[1]) / (v[2] - v[3]) }, f[0][i], f[0][0], f[1][i], f[1][0])
	}
	return least(share(1), share(2)).with(fmt.Sprintf("week 1: upadacitinib 30 mg %.0f %%, abrocitinib 200 mg %.0f %%, placebo %.0f %%; week 16: %.0f, %.0f, %.0f %%",
		f[0][1].Typical, f[0][2].Typical, f[0][0].Typical, f[1][1].Typical, f[1][2].Typical, f[1][0].Typical))
}

// negative turns a fall into a gain.
func negative(compute func(*world) Figure) func(*world) Figure {
	return func(w *world) Figure {
		f := compute(w)
		return combine(func(v []float64) float64 { return -v[0] }, f).with(f.Detail)
	}
}

// mostSharp is the most that arms add to the change of the Sharp score, below zero where all slow destruction.
func mostSharp(arms ...arm) func(*world) Figure {
	return func(w *world) Figure {
		gains := w.gains(raSharp, arms...)
		var words []string
		for _, g := range gains {
			words = append(words, g.Detail)
		}
		return most(gains...).with(strings.Join(words, "; "))
	}
}

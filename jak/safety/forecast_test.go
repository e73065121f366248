package safety

import (
	"math"
	"testing"

	"jakstat/jak/blockade"

	"gonum.org/v1/gonum/stat/distuv"
)

func TestCountsWithoutSpreadArePoisson(t *testing.T) {
	f := Forecast{Ln: math.Log(2.5), SD: 0}
	low, high := f.Counts(400) // 10 expected
	p := distuv.Poisson{Lambda: 10}
	for k := 0.0; ; k++ {
		if p.CDF(k) >= 0.025 {
			near(t, "low", low, k, 0)
			break
		}
	}
	for k := 0.0; ; k++ {
		if p.CDF(k) >= 0.975 {
			near(t, "high", high, k, 0)
			break
		}
	}
	near(t, "probability", f.LogProbability(12, 400), p.LogProb(12), 1e-9)
}

func TestCountsOfLargePoolsAreThoseOfTheRate(t *testing.T) {
	f := Forecast{Ln: math.Log(3), SD: 0.4}
	low, high := f.Counts(1e6)
	near(t, "low", math.Log(low/1e4), math.Log(3)-z95*0.4, 0.02)
	near(t, "high", math.Log(high/1e4), math.Log(3)+z95*0.4, 0.02)
	sum := 0.0
	small := Forecast{Ln: math.Log(3), SD: 0.4}
	for n := range 200 {
		sum += math.Exp(small.LogProbability(float64(n), 100))
	}
	near(t, "sum of probabilities", sum, 1, 1e-6)
}

// options are drugs of known inhibitions.
func options() []Option {
	b := func(x float64) []blockade.Blockade {
		all := map[string]float64{}
		for _, c := range []string{"IL-6", "IL-15", "IFN-gamma", "IFN-alpha/beta", "GM-CSF", "EPO", "TPO"} {
			all[c] = x
		}
		return []blockade.Blockade{{Average: all}}
	}
	return []Option{
		{"none", &Action{}},
		{"TNF", &Action{Class: TNF}},
		{"low", &Action{Class: JAK, Drug: "tofacitinib", Blockades: b(0.2)}},
		{"high", &Action{Class: JAK, Drug: "tofacitinib", Blockades: b(0.6)}},
		{"new", &Action{Class: JAK, Drug: "a drug without pools", Blockades: b(0.2)}},
	}
}

func TestATNFInhibitorAgainstItself(t *testing.T) {
	for _, r := range Shipped().Assess(people(t, "RA"), options()) {
		switch r.Option.Name {
		case "TNF":
			near(t, r.Event.Name+", ratio", r.Ratio.Median, 1, 1e-12)
			near(t, r.Event.Name+", ratio, high", r.Ratio.High, 1, 1e-7)
			near(t, r.Event.Name+", difference", r.Difference.High, 0, 1e-7)
		default:
			if !(r.Rate.Low < r.Average.Low && r.Average.High < r.Rate.High && r.Rate.Low > 0) {
				t.Errorf("%s under %s: pools differ more than their mean: %v, %v", r.Event.Name, r.Option.Name, r.Rate, r.Average)
			}
		}
	}
}

// Rate, ratio and difference agree, and the factors multiply up to the rate.
func TestPartsOfARiskAgree(t *testing.T) {
	risks := Shipped().Assess(people(t, "RA with cardiovascular risk"), options())
	tnf := map[string]float64{}
	for _, r := range risks {
		if r.Option.Name == "TNF" {
			tnf[r.Event.Name] = r.Rate.Median
		}
	}
	for _, r := range risks {
		product := 1.0
		for _, f := range r.Factors() {
			product *= f.Median
			if !(f.Low <= f.Median && f.Median <= f.High) {
				t.Errorf("%s, %s: interval %v", r.Event.Name, f.Name, f.Band)
			}
		}
		near(t, r.Event.Name+", product", product, r.Rate.Median, 1e-9*product)
		near(t, r.Event.Name+", ratio", r.Ratio.Median*tnf[r.Event.Name], r.Rate.Median, 1e-9*product)
		if d := r.Rate.Median - tnf[r.Event.Name]; math.Abs(d) > 1e-9 && math.Abs(r.Difference.Median-d) > 0.5*math.Abs(d)+0.05*tnf[r.Event.Name] {
			t.Errorf("%s under %s: difference %g, rates differ by %g", r.Event.Name, r.Option.Name, r.Difference.Median, d)
		}
	}
}

func TestRisksGoWhereTheyMust(t *testing.T) {
	c := Shipped()
	base := people(t, "RA")
	rate := func(event string, p *Population, option int) Band {
		m, ok := c.Model(event)
		if !ok {
			t.Fatal(event)
		}
		f := m.Forecast(p, options()[option].Action)
		return Band{math.Exp(f.Ln), f.Quantile(-z95), f.Quantile(z95)}
	}
	with := func(set func(*Population)) *Population {
		p := *base
		set(&p)
		return &p
	}
	for _, x := range []struct {
		event string
		set   func(*Population)
	}{
		{"herpes zoster", func(p *Population) { p.X[Age] += 10 }},
		{"herpes zoster", func(p *Population) { p.X[JapanKorea], p.X[EasternEurope] = 0.4, 0 }},
		{"herpes zoster", func(p *Population) { p.X[RecombinantVaccine] = 0 }},
		{"MACE", func(p *Population) { p.X[Smoker] += 0.3 }},
		{"MACE", func(p *Population) { p.X[ASCVD] += 0.2 }},
		{"VTE", func(p *Population) { p.X[PriorVTE] += 0.2 }},
		{"lung cancer", func(p *Population) { p.X[Smoker] += 0.3 }},
		{"serious infection", func(p *Population) { p.X[SteroidsHigh] += 0.3 }},
		{"GI perforation", func(p *Population) { p.X[Diverticulitis] += 0.3 }},
		{"TB", func(p *Population) { p.X[OtherAsia] += 0.3 }},
		{"death", func(p *Population) { p.X[Age] += 10 }},
	} {
		if !(rate(x.event, with(x.set), 2).Median > rate(x.event, base, 2).Median) {
			t.Errorf("%s does not rise", x.event)
		}
	}
	if !(rate("herpes zoster", base, 3).Median > rate("herpes zoster", base, 2).Median) {
		t.Error("more inhibition of interferons does not bring more zoster")
	}
	if a, b := rate("herpes zoster", base, 4), rate("herpes zoster", base, 2); !(a.High/a.Low > b.High/b.Low) {
		t.Error("a drug without pools has no wider interval")
	}
	if a, b := rate("malignancy excl NMSC", with(func(p *Population) { p.Years = 8 }), 2), rate("malignancy excl NMSC", with(func(p *Population) { p.Years = 0.2 }), 2); !(a.Median > b.Median) {
		t.Error("cancers do not wait")
	}
	if a, b := rate("VTE", with(func(p *Population) { p.Years = 8 }), 2), rate("VTE", base, 2); a != b {
		t.Error("thromboses wait")
	}
}

package pk

import (
	"fmt"
	"math"
	"sort"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/rng"
	"jakstat/stat"
)

// deviates are stratified standard normals for n subjects, so that moments settle with few of them.
func deviates(m *Model, n int) []Subject {
	k := m.RandomEffects()
	out := make([]Subject, n)
	for i := range out {
		out[i].Effects = make([]float64, k)
	}
	for d := range k {
		stream := rng.Key(7, 0, rng.Name("deviates"), uint64(d))
		for i, u := range stream.Stratified(n) {
			out[i].Effects[d] = rng.Quantile(u)
		}
	}
	return out
}

// The typical patient is the median one, and the spread of AUC is that of clearance.
func TestSpreadIsTheStatedOne(t *testing.T) {
	for _, c := range []struct {
		drug, model, dose string
		omega             float64 // of clearance, as the model states it
	}{
		{"tofacitinib", "ra", "5 mg bid", 0.22},
		{"upadacitinib", "ra-er", "15 mg qd", 0.37},
		{"fedratinib", "mf", "400 mg qd", math.Sqrt(math.Log1p(0.539 * 0.539))},
	} {
		m := open(t, c.drug, c.model)
		stated := 0.0
		for _, p := range m.Parameters {
			if p.Name == "CL" && p.Omega > 0 || p.Name == "CL0" {
				stated = p.Omega
			}
		}
		subjects := deviates(m, 200)
		times, profiles := day(t, m, c.dose, 0, subjects...)
		logs := make([]float64, len(profiles))
		for i, p := range profiles {
			logs[i] = math.Log(Expose(times, p.Mass[0]).AUC)
		}
		sort.Float64s(logs)
		typical := exposures(t, m, c.dose, Subject{})[0].AUC
		within(t, c.drug+", median AUC", math.Exp((logs[99]+logs[100])/2), typical, 0.03)
		var moments stat.Moments
		for _, v := range logs {
			moments.Add(v)
		}
		within(t, c.drug+", sd of ln AUC", moments.SD(), stated, 0.06)
		within(t, c.drug+", stated sd of ln CL", stated, c.omega, 0.05)
	}
}

// draws must have the covariance of the model: the factor times itself gives it back, and the sample agrees.
func TestCovarianceOfEffects(t *testing.T) {
	for _, c := range []struct {
		drug, model, a, b string
		cov               float64
	}{
		{"fedratinib", "mf", "CL0", "V0", 0.197},
		{"abrocitinib", "ad", "CL0", "V0", math.NaN()}, // given as a correlation of 0.326
	} {
		m := open(t, c.drug, c.model)
		index := map[string]int{}
		for i, n := range m.effects.names {
			index[n] = i
		}
		i, j := index[c.a], index[c.b]
		cov := func(i, j int) float64 {
			s := 0.0
			for k := range m.effects.names {
				s += m.effects.chol[i][k] * m.effects.chol[j][k]
			}
			return s
		}
		want := c.cov
		if math.IsNaN(want) {
			want = 0.326 * math.Sqrt(cov(i, i)*cov(j, j))
		}
		within(t, c.drug+", covariance", cov(i, j), want, 1e-9)
		for _, p := range m.Parameters {
			if k, ok := index[p.Name]; ok {
				within(t, c.drug+", variance of "+p.Name, cov(k, k), p.Omega*p.Omega, 1e-9)
			}
		}
		n := 4000
		sum := 0.0
		for _, s := range deviates(m, n) {
			f := m.draw(s.Effects)
			sum += math.Log(f[c.a]) * math.Log(f[c.b])
		}
		within(t, c.drug+", sample covariance", sum/float64(n), want, 0.1)
	}
}

// A tied effect is its multiple of the other, in the logarithm.
func TestTiedEffects(t *testing.T) {
	m := open(t, "tofacitinib", "uc")
	for _, s := range deviates(m, 20) {
		f := m.draw(s.Effects)
		within(t, "volume factor", f["V0"], math.Pow(f["CL0"], 0.392), 1e-12)
	}
	typical := m.draw(make([]float64, m.RandomEffects()))
	for name, f := range typical {
		if f != 1 {
			t.Errorf("%s has a factor of %g without deviation", name, f)
		}
	}
}

func TestDrawsDoNotDependOnWorkers(t *testing.T) {
	m := open(t, "filgotinib", "ra")
	subjects := deviates(m, 37)
	_, one := day(t, m, "200 mg qd", 1, subjects...)
	for _, workers := range []int{2, 5} {
		_, many := day(t, m, "200 mg qd", workers, subjects...)
		for i := range one {
			for k := range one[i].Equivalent {
				if one[i].Equivalent[k] != many[i].Equivalent[k] {
					t.Fatalf("%d workers: subject %d differs", workers, i)
				}
			}
		}
	}
}

// A user's file: effects that no distribution has, ties to nothing and spreads that are none are mistakes with a place.
func TestRefusedEffects(t *testing.T) {
	file := func(parameters, rest string) string {
		return fmt.Sprintf("drug: x\nanalytes: [{name: x, molar_mass: 300 g/mol, fu: \"0.5\"}]\nmodels:\n  - id: own\n    parameters:\n%s\n%s", parameters, rest)
	}
	ok := "      CL: {value: 10 L/h, cv: 30 %}\n      Vc: {value: 50 L, cv: 20 %}\n      ka: 1 1/h\n"
	for _, c := range []struct{ name, text, want string }{
		{"fine", file(ok, "    correlations: [{between: [CL, Vc], value: 50 %}]\n"), ""},
		{"an effect on a parameter nothing uses", file(ok+"      fspare: {value: \"1\", cv: 30 %}\n", ""), ""},
		{"correlation above one", file(ok, "    correlations: [{between: [CL, Vc], value: \"1.2\"}]\n"), "not those of any distribution"},
		{"covariance too large", file(ok, "    covariances: [{between: [CL, Vc], value: \"0.2\"}]\n"), "not those of any distribution"},
		{"covariance with a unit", file(ok, "    covariances: [{between: [CL, Vc], value: 0.2 L}]\n"), "0.2 L has dimension"},
		{"three names", file(ok, "    covariances: [{between: [CL, Vc, ka], value: \"0.01\"}]\n"), "between two parameters, 3 given"},
		{"no effect", file(ok, "    covariances: [{between: [CL, ka], value: \"0.01\"}]\n"), `"ka" has no random effect`},
		{"misspelt", file(ok, "    covariances: [{between: [CL, Vcc], value: \"0.01\"}]\n"), `did you mean "Vc"?`},
		{"tie to nothing", file("      CL: {value: 10 L/h, cv: 30 %}\n      Vc: {value: 50 L, eta: \"1 Q\"}\n", ""), `eta of Vc is tied to "Q"`},
		{"tie without factor", file("      CL: {value: 10 L/h, cv: 30 %}\n      Vc: {value: 50 L, eta: CL}\n", ""), `write eta: "0.5 CL"`},
		{"spread with a unit", file("      CL: {value: 10 L/h, cv: 3 L}\n      Vc: 50 L\n", ""), "gives no coefficient of variation"},
		{"huge spread", file("      CL: {value: 10 L/h, cv: \"30\"}\n      Vc: 50 L\n", ""), "gives no coefficient of variation"},
		{"row without spread", file("      CL: {value: 10 L/h, cv: pkpar4}\n      Vc: 50 L\n", ""), "gives no coefficient of variation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Read("f.yaml", []byte(c.text), evidence.Default())
			if err != nil {
				t.Fatal(err)
			}
			models, err := d.Models()
			if c.want != "" {
				if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "f.yaml:") {
					t.Errorf("%v, want %q in it", err, c.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			day(t, models[0], "10 mg qd", 1, Subject{Effects: make([]float64, models[0].RandomEffects())})
		})
	}
}

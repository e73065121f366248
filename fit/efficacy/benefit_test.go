package efficacy

import (
	"math"
	"slices"
	"testing"

	"jakstat/evidence/results"
	"jakstat/jak/disease"
	"jakstat/jak/safety"
)

func TestEveryDiseaseHasItsMainEndpointAmongItsShares(t *testing.T) {
	for _, d := range safety.Diseases {
		found, ok := disease.Find(map[string]string{"PsO": "plaque psoriasis", "AD": "atopic dermatitis", "UC": "ulcerative colitis", "CD": "Crohn disease", "AA": "alopecia areata"}[d])
		if !ok {
			found, ok = disease.Find(d)
		}
		if !ok {
			t.Fatalf("no disease %s", d)
		}
		if main := MainEndpoint(found.Name); !slices.Contains(Shares(results.Shipped(), found.Name), main) {
			t.Errorf("%s: %q is none of %q", d, main, Shares(results.Shipped(), found.Name))
		}
	}
	if MainEndpoint("flu") != "" || Shares(results.Shipped(), "flu") != nil {
		t.Error("flu has endpoints")
	}
}

// An arm that blocks nothing gains nothing, more gains more, and the median is where the medians of the linear predictors put it.
func TestBenefitFollowsTheBlockade(t *testing.T) {
	p := posterior(t)
	s := &disease.Setting{Disease: "RA"}
	blocked := []float64{0, 0.2, 0.35, 0.5}
	var arms []*disease.Arm
	for i := range blocked {
		arms = append(arms, &disease.Arm{Name: "a new one", Drug: "a new one", Dose: "1", Regimen: "QD", Blocked: &blocked[i]})
	}
	b, err := p.Benefits(s, "ACR20", 12, arms)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range b {
		if x.Trials != 0 {
			t.Errorf("%d trials of a drug that is not there", x.Trials)
		}
		if i > 0 && !(x.Difference.Median > b[i-1].Difference.Median+2) {
			t.Errorf("blockade %g: %v, %g: %v", blocked[i], x.Difference, blocked[i-1], b[i-1].Difference)
		}
		if !(x.Difference.Low < x.Difference.Median && x.Difference.Median < x.Difference.High && x.Placebo.Low > 0 && x.Response.High < 100) {
			t.Errorf("%+v", x)
		}
		pr, err := p.Predict([]disease.Ask{{Setting: s, Arm: arms[i], Endpoint: "ACR20", Week: 12}, {Setting: s, Arm: &disease.Arm{Name: "placebo", Drug: "placebo"}, Endpoint: "ACR20", Week: 12}})
		if err != nil {
			t.Fatal(err)
		}
		if want := 100 * normal.CDF(pr.Mean[0]); math.Abs(x.Response.Median-want) > 1.2 {
			t.Errorf("response %g, in closed form %g", x.Response.Median, want)
		}
		// The difference of two probits is normal: its sign has a probability in closed form, and its interval must say the same.
		v := func(i, j int) float64 { return pr.Parameter.At(i, j) + pr.Between.At(i, j) }
		z := (pr.Mean[0] - pr.Mean[1]) / math.Sqrt(v(0, 0)+v(1, 1)-2*v(0, 1))
		if told := x.Difference.Low > 0; told != (z > limit95) && math.Abs(z-limit95) > 0.1 {
			t.Errorf("blockade %g: z = %g, interval %v", blocked[i], z, x.Difference)
		}
	}
	if d := b[0].Difference; math.Abs(d.Median) > 1 {
		t.Errorf("blocking nothing gains %v", d)
	}
}

// What trials reported of differences to placebo lies where a new trial of such patients is predicted to. It is no test of foresight, their results are among
// the data (qualify efficacy is that test); it holds scale, sign and width.
func TestBenefitsAreThoseThatTrialsReport(t *testing.T) {
	p := posterior(t)
	type key struct {
		trial string
		week  float64
	}
	placebo := map[key]float64{}
	main := func(o *Observation) bool {
		d, _ := disease.Find(o.Setting.Disease)
		return o.Ask.Endpoint == MainEndpoint(d.Name) && o.Setting.Traits["maint"] == 0 && o.Ask.Week >= 8
	}
	for i := range p.Data.Observations {
		if o := &p.Data.Observations[i]; main(o) && o.Ask.Arm.Drug == "placebo" {
			placebo[key{o.Result.Trial, o.Ask.Week}] = o.Value
		}
	}
	inside, all, sum := 0, 0, 0.0
	for i := range p.Data.Observations {
		o := &p.Data.Observations[i]
		base, ok := placebo[key{o.Result.Trial, o.Ask.Week}]
		if !ok || !main(o) || o.Ask.Arm.ModeOf() != disease.Inhibitor {
			continue
		}
		b, err := p.Benefits(&disease.Setting{Disease: o.Setting.Disease, Traits: o.Setting.Traits}, o.Ask.Endpoint, o.Ask.Week, []*disease.Arm{o.Ask.Arm})
		if err != nil {
			t.Fatal(err)
		}
		all++
		sum += b[0].Difference.Median - (o.Value - base)
		if b[0].Difference.Low <= o.Value-base && o.Value-base <= b[0].Difference.High {
			inside++
		}
		if b[0].Trials == 0 {
			t.Errorf("%s: no trial of %s", o.ID, o.Ask.Arm.Drug)
		}
	}
	t.Logf("%d of %d differences inside, predicted minus reported %.1f points on average", inside, all, sum/float64(all))
	if all < 60 || inside < all*8/10 || math.Abs(sum/float64(all)) > 4 {
		t.Errorf("%d of %d differences inside, predicted minus reported %.1f points on average", inside, all, sum/float64(all))
	}
}

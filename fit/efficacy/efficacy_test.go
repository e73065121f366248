package efficacy

import (
	"bytes"
	"math"
	"sync"
	"testing"

	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/disease"
	"jakstat/library"
)

// shipped is loaded once: it simulates every regimen of the tables.
var shipped = sync.OnceValues(func() (*Posterior, error) { return Shipped(evidence.Default()) })

func posterior(t *testing.T) *Posterior {
	t.Helper()
	p, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestShippedCalibrationIsOfTheShippedResults(t *testing.T) {
	c, err := ShippedCalibration()
	if err != nil {
		t.Fatal(err)
	}
	hash, err := DataHash(library.FS)
	if err != nil {
		t.Fatal(err)
	}
	if c.Hash != hash {
		t.Errorf("fitted to %s, the results are %s: write it again with jakstat fit efficacy --out library/calibration", c.Hash, hash)
	}
	again, err := ReadCalibration(c.CSV())
	if err != nil || !bytes.Equal(again.CSV(), c.CSV()) {
		t.Errorf("a calibration does not survive writing and reading: %v", err)
	}
}

func TestScaleOfObservations(t *testing.T) {
	for _, o := range Observations(results.Shipped()) {
		if back := Value(o.Definition, o.Y); o.Definition.Kind == "change" && math.Abs(back-o.Value) > 1e-9 ||
			o.Definition.Kind == "pct" && math.Abs(back-o.Value) > 100/(o.Patients+1) {
			t.Errorf("%s: %g becomes %g", o.ID, o.Value, back)
		}
		if o.SE <= 0 || o.SE > 2 {
			t.Errorf("%s: sampling error %g", o.ID, o.SE)
		}
	}
}

// Where no result of a trial is known, predictions must not depend on its results: with them changed beyond recognition, the held-out prediction stays.
func TestHeldOutPredictionsDoNotSeeTheTrial(t *testing.T) {
	p := posterior(t)
	const trial = "SELECT-COMPARE"
	var asks []disease.Ask
	for _, o := range p.Data.Observations {
		if o.Trial == trial {
			asks = append(asks, o.Ask)
		}
	}
	before, err := p.Predict(asks, trial)
	if err != nil {
		t.Fatal(err)
	}
	with, err := p.Predict(asks)
	if err != nil {
		t.Fatal(err)
	}
	changed := *p.Data
	changed.rows = append(changed.rows[:0:0], changed.rows...)
	for i, o := range changed.Observations {
		if o.Trial == trial {
			changed.rows[i].Y = -changed.rows[i].Y + 1
		}
	}
	q, err := NewPosterior(&changed, p.Calibration)
	if err != nil {
		t.Fatal(err)
	}
	after, err := q.Predict(asks, trial)
	if err != nil {
		t.Fatal(err)
	}
	differs := false
	for i := range asks {
		if before.Mean[i] != after.Mean[i] {
			t.Errorf("%s: %g, with other results of the trial %g", asks[i].Endpoint, before.Mean[i], after.Mean[i])
		}
		differs = differs || math.Abs(before.Mean[i]-with.Mean[i]) > 0.01
	}
	if !differs {
		t.Error("own results of a trial change nothing when they are used")
	}
	mean, _, err := p.HeldOut()
	if err != nil {
		t.Fatal(err)
	}
	k := 0
	for i, o := range p.Data.Observations {
		if o.Trial == trial {
			if math.Abs(mean[i]-before.Mean[k]) > 1e-6 {
				t.Errorf("%s: held out %g by blocks, %g by leaving out", o.ID, mean[i], before.Mean[k])
			}
			k++
		}
	}
}

// Permuting the results among rows must move the blind predictions: they come from the results and from nowhere else.
func TestBlindPredictionsComeFromTheResults(t *testing.T) {
	p := posterior(t)
	asks, _ := questions(Wanted(results.Shipped()))
	before, err := p.Predict(asks)
	if err != nil {
		t.Fatal(err)
	}
	permuted := *p.Data
	permuted.rows = append(permuted.rows[:0:0], permuted.rows...)
	n := len(permuted.rows)
	for i := range permuted.rows {
		permuted.rows[i].Y = p.Data.rows[(i*611+37)%n].Y
	}
	q, err := NewPosterior(&permuted, p.Calibration)
	if err != nil {
		t.Fatal(err)
	}
	after, err := q.Predict(asks)
	if err != nil {
		t.Fatal(err)
	}
	moved := 0.0
	for i := range asks {
		moved += math.Abs(before.Mean[i]-after.Mean[i]) / float64(len(asks))
		for _, v := range []float64{before.Mean[i], before.Parameter.At(i, i)} {
			if math.IsNaN(v) {
				t.Errorf("%v: no prediction", asks[i])
			}
		}
	}
	if moved < 0.2 {
		t.Errorf("permuted results move blind predictions by %.3f only", moved)
	}
}

func TestDoseRangesAreMonotone(t *testing.T) {
	p := posterior(t)
	ra := &disease.Setting{Trial: "new", Disease: "RA", Year: 2018, Traits: map[string]float64{}}
	pso := &disease.Setting{Trial: "new", Disease: "plaque psoriasis", Year: 2018, Traits: map[string]float64{}}
	ad := &disease.Setting{Trial: "new", Disease: "atopic dermatitis", Year: 2020, Traits: map[string]float64{}}
	for _, c := range []struct {
		setting                 *disease.Setting
		drug, regimen, endpoint string
		doses                   []string
	}{
		{ra, "tofacitinib", "BID PO", "ACR20", []string{"1", "3", "5", "10", "15"}},
		{ra, "upadacitinib", "QD PO", "ACR50", []string{"7.5", "15", "30"}},
		{ra, "baricitinib", "QD PO", "ACR20", []string{"1", "2", "4", "8"}},
		{pso, "deucravacitinib", "QD", "PASI75", []string{"3", "6", "12"}},
		{ad, "abrocitinib", "QD", "EASI75", []string{"100", "200"}},
		{ad, "upadacitinib", "QD", "EASI75", []string{"7.5", "15", "30"}},
	} {
		asks := []disease.Ask{{Setting: c.setting, Arm: &disease.Arm{Name: "placebo", Drug: "placebo", Dose: "0", Regimen: c.regimen}, Endpoint: c.endpoint, Week: 12}}
		for _, d := range c.doses {
			asks = append(asks, disease.Ask{Setting: c.setting, Arm: &disease.Arm{Name: c.drug + d, Drug: c.drug, Dose: d, Regimen: c.regimen}, Endpoint: c.endpoint, Week: 12})
		}
		pr, err := p.Predict(asks)
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(asks); i++ {
			if pr.Mean[i] <= pr.Mean[i-1] {
				t.Errorf("%s %s: dose %s does no more than the one before: %.3f", c.drug, c.endpoint, c.doses[i-1], pr.Mean)
			}
		}
	}
}

package disease

import (
	"context"
	"strconv"
	"strings"

	"jakstat/evidence"
	"jakstat/jak/blockade"
	"jakstat/jak/coverage"
)

// Mode is how an arm's drug acts in the model.
type Mode uint8

// Modes of action.
const (
	None      Mode = iota // placebo, vehicle, or the therapy that everybody has anyhow
	Inhibitor             // through the blockade of the disease's drives
	Empirical             // a coefficient of its own: acts elsewhere, or no concentration is known
)

// inhibitors are the drugs whose concentrations the product can simulate. Peficitinib and decernotinib (no kinetics in the evidence), itacitinib and the
// creams are Janus kinase inhibitors too, but nothing gives their blockade: they act empirically.
var inhibitors = map[string]bool{
	"tofacitinib": true, "upadacitinib": true, "upadacitinib IR": true, "baricitinib": true, "filgotinib": true, "abrocitinib": true, "deucravacitinib": true,
	"deuruxolitinib": true, "ritlecitinib": true, "ruxolitinib": true, "fedratinib": true, "momelotinib": true, "pacritinib": true,
}

// halfDose are daily doses (mg; per cent for creams, mg/g for delgocitinib) at which a drug without kinetics is taken to have half its largest effect, so that
// arms of several doses share a coefficient: about the middle of the doses in trials, an assumption.
var halfDose = map[string]float64{"peficitinib": 75, "decernotinib": 100, "ruxolitinib cream": 0.75, "delgocitinib cream": 20}

// standIn are the doses that stand for ranges, weight-based and titrated doses of the tables.
var standIn = map[string]string{
	"4-8": "4", "<=5 weight-based": "5", "4-mg equivalent": "4", "15 (escalated to 30)": "15", "200 (4 wk) then 50": "50",
	"200 (4 wk) then 30": "30", "15 or 20": "20",
}

// standInRegimen are regimens that stand for pooled arms.
var standInRegimen = map[string][2]string{"400 QD + 200 BID pooled": {"400", "QD"}}

// ModeOf tells how a drug acts.
func (a *Arm) ModeOf() Mode {
	switch {
	case a.Blocked != nil || inhibitors[a.Drug]:
		return Inhibitor
	case a.Drug == "placebo" || a.Drug == "vehicle" || strings.Contains(a.Dose, "continued"):
		return None
	}
	return Empirical
}

// drug is the name under which an inhibitor's departures are kept: all formulations of a drug share them.
func (a *Arm) drug() string { return strings.TrimSuffix(a.Drug, " IR") }

// dosed is the exposure of an empirical drug relative to that where its coefficient counts in full: 1 where only one dose is in use.
func (a *Arm) dosed() float64 {
	half := halfDose[a.Drug]
	if half == 0 {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSuffix(strings.SplitN(a.Dose, " ", 2)[0], "%"), 64)
	if err != nil {
		return 1
	}
	if a.Drug == "decernotinib" && strings.Contains(a.Regimen, "BID") {
		q *= 2
	}
	return 1.5 * q / (q + half)
}

// Source finds blockades of arms. It simulates each regimen once and is not safe for concurrent use.
type Source struct {
	lib   *evidence.Library
	known map[string]*blockade.Blockade // nil: cannot be simulated
}

// NewSource returns a source over the evidence.
func NewSource(lib *evidence.Library) *Source {
	return &Source{lib: lib, known: map[string]*blockade.Blockade{}}
}

func (a *Arm) key(disease string) string {
	return a.Drug + "|" + a.Dose + "|" + a.Regimen + "|" + disease
}

// Prepare simulates the regimens of many asks side by side.
func (s *Source) Prepare(ctx context.Context, asks []Ask) error {
	var keys []string
	var treatments []coverage.Treatment
	for _, a := range asks {
		if a.Arm.ModeOf() != Inhibitor || a.Arm.Blocked != nil {
			continue
		}
		k := a.Arm.key(a.Setting.Disease)
		if _, ok := s.known[k]; ok {
			continue
		}
		s.known[k] = nil
		dose, regimen := a.Arm.Dose, a.Arm.Regimen
		if d := standIn[dose]; d != "" {
			dose = d
		}
		if r, ok := standInRegimen[regimen]; ok {
			dose, regimen = r[0], r[1]
		}
		if t, err := blockade.Open(s.lib, a.Arm.Drug, dose, regimen, a.Setting.Disease); err == nil {
			keys, treatments = append(keys, k), append(treatments, t)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	blocked, err := blockade.Of(ctx, s.lib, treatments...)
	if err != nil {
		return err
	}
	for i, k := range keys {
		s.known[k] = &blocked[i]
	}
	return nil
}

// Blocked is the blockade of the disease's drives by a prepared arm: the weighted mean inhibition (fraction) of the cytokines of which something is known
// for the drug. ok is false where the regimen cannot be simulated.
func (s *Source) Blocked(a Ask) (v float64, ok bool) {
	if a.Arm.Blocked != nil {
		return *a.Arm.Blocked, true
	}
	b := s.known[a.Arm.key(a.Setting.Disease)]
	if b == nil {
		return 0, false
	}
	return shipped().diseases[a.Setting.Disease].Blockade(*b)
}

// Blockade is the weighted mean inhibition of the disease's drives.
func (d *Disease) Blockade(b blockade.Blockade) (v float64, ok bool) {
	sum := 0.0
	for _, x := range d.Drives {
		if in, known := b.In(x.Cytokine); known {
			v += x.Weight * in
			sum += x.Weight
		}
	}
	if sum == 0 {
		return 0, false
	}
	return v / sum, true
}

package disease

import (
	"fmt"
	"math"
	"strings"

	"jakstat/evidence/results"
)

// Traits are what decides, of a trial's patients and conduct, how they respond: shares of patients from 0 to 1, or 0 and 1 for the conduct.
//
//	bio    a biologic has failed                    tcs    topical steroids for all
//	naive  never had methotrexate                   maint  responders, randomised to stay or withdraw
//	mono   no conventional background therapy       nr     non-radiographic spondyloarthritis
//	asia   done in East Asia                        prior  a JAK inhibitor has failed
//	ph2    phase 2                                  teen   adolescents
var Traits = []string{"bio", "naive", "mono", "asia", "ph2", "tcs", "maint", "nr", "prior", "teen"}

// Setting is a trial as far as its arms share it.
type Setting struct {
	Trial     string
	Disease   string             // one of [Diseases]
	Programme string             // the inhibitor whose programme the trial belongs to; its trials share conduct. "" : none
	Year      float64            // of the report; 0: unknown
	Traits    map[string]float64 // by name
	Activity  float64            // mean DAS28-CRP at baseline; 0 or NaN: unknown (the mean of trials is taken)
}

// SettingOf returns the setting of a shipped design (library/disease/settings.csv, which says what of it is stated and what assumed).
func SettingOf(d results.Design) Setting { return shipped().settings[d.Trial] }

// Check returns what is wrong with a setting, nil if nothing.
func (s Setting) Check() error {
	if _, ok := shipped().diseases[s.Disease]; !ok {
		return fmt.Errorf("no disease %q; there are %s", s.Disease, strings.Join(Diseases(), ", "))
	}
	for name, v := range s.Traits {
		known := false
		for _, t := range Traits {
			known = known || t == name
		}
		if !known {
			return fmt.Errorf("no trait %q; there are %s", name, strings.Join(Traits, ", "))
		}
		if !(v >= 0 && v <= 1) {
			return fmt.Errorf("trait %s must lie between 0 and 1, not %g", name, v)
		}
	}
	return nil
}

// Arm is one arm of a trial.
type Arm struct {
	Name    string // as printed; "+MTX" or "mono" in it tells the background where it differs between arms
	Drug    string // "upadacitinib", "placebo", "adalimumab"
	Dose    string // mg as printed
	Regimen string // "QD PO"
	// Blocked, when not nil, is the blockade of the arm's drug instead of that of the named drug's kinetics: the mean inhibition of the
	// disease's drives (fraction), for molecules that are described and not marketed.
	Blocked *float64
}

// Ask is a question to the model: one endpoint of an arm at a week.
type Ask struct {
	Setting  *Setting
	Arm      *Arm
	Endpoint string
	Week     float64
}

// activityMean is about the mean DAS28-CRP at baseline of the trials in the tables; the covariate counts from it.
const activityMean = 5.7

func (s *Setting) activity() (float64, bool) {
	if s.Disease != "RA" || s.Activity == 0 || math.IsNaN(s.Activity) {
		return 0, false
	}
	return s.Activity - activityMean, true
}

// traitsOf are the traits of an arm: the background that its name tells replaces the trial's, the subgroup of an endpoint the mixture.
func (a Ask) traitsOf(e Endpoint) map[string]float64 {
	out := map[string]float64{}
	for k, v := range a.Setting.Traits {
		out[k] = v
	}
	if a.Setting.Disease == "RA" {
		switch name := a.Arm.Name; {
		case a.Arm.Drug == "methotrexate" || a.Arm.withMTX() || strings.Contains(name, "+csDMARD"):
			delete(out, "mono")
		case strings.Contains(name, "mono"):
			out["mono"] = 1
		}
	}
	for k, v := range e.traits {
		out[k] = v
	}
	return out
}

func (a *Arm) withMTX() bool { return strings.Contains(a.Name, "+MTX") }

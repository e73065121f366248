package disease

import (
	"fmt"
	"math"
	"strings"
)

// Term is a coefficient of the linear predictor times its value: coefficients of a group are drawn from one normal distribution and told apart by Key.
type Term struct {
	Group, Key string
	Value      float64
}

// Group is a standard deviation that coefficients share.
type Group struct {
	Name    string
	SD      float64 // where the estimation starts; kept where Fixed
	Fixed   bool    // prior of a coefficient that all rows share, or of so few that nothing could estimate it
	Between bool    // differs from trial to trial or arm to arm, so that a new trial's is drawn anew
	Is      string
}

// Groups are those of [Source.Terms]. Values are in units of the probit of a share, or standard deviations between patients.
var Groups = []Group{
	{"level", 2, true, false, "mean of shares, mean of changes"},
	{"class", 0.7, true, false, "response against remission"},
	{"depth", 1, true, false, "how fast shares fall with the improvement asked for, ln of what remains"},
	{"depth score", 0.3, false, false, "the same, of a score"},
	{"score", 0.3, false, false, "shares of a score, in all diseases"},
	{"score disease", 0.2, false, false, "shares of a score in a disease"},
	{"endpoint", 0.7, false, false, "endpoint, in all diseases"},
	{"endpoint disease", 0.3, false, false, "endpoint in a disease"},
	{"disease", 0.5, false, false, "disease"},
	{"withdrawal", 1, true, false, "responders who were randomised again"},
	{"withdrawal disease", 0.5, false, false, "the same, of a disease"},
	{"withdrawal endpoint", 0.3, false, false, "the same, of an endpoint in a disease"},
	{"report", 0.3, true, false, "another report of an endpoint (label, later cut)"},
	{"trait", 0.3, false, false, "trait of patients or conduct, on all arms"},
	{"trait disease", 0.2, false, false, "the same, in a disease"},
	{"trait score", 0.1, false, false, "the same, on a score"},
	{"activity", 0.1, false, false, "DAS28-CRP at baseline above 5.7"},
	{"activity score", 0.3, false, false, "the same, on a score"},
	{"year", 0.1, false, false, "five years later"},
	{"year disease", 0.1, false, false, "the same, in a disease"},
	{"programme", 0.1, false, false, "programme of an inhibitor in a disease"},
	{"early", 1, true, false, "what placebo lacks at the start"},
	{"early disease", 1, false, false, "the same, in a disease"},
	{"early score", 0.5, false, false, "the same, on a score"},
	{"late", 0.2, false, false, "trend after the reference week, ln of weeks"},
	{"late score", 0.2, false, false, "the same, on a score"},
	{"blockade", 1, true, false, "effect of a blockade of 35 %"},
	{"blockade disease", 0.4, false, false, "the same, in a disease"},
	{"blockade score", 0.2, false, false, "the same, on a score"},
	{"blockade endpoint", 0.1, false, false, "the same, on an endpoint"},
	{"blockade change", 0.2, false, false, "the same, on the mean change of a score"},
	{"drug", 0.2, false, false, "a drug's departure from what its blockade predicts"},
	{"drug score", 0.1, false, false, "the same, on a score"},
	{"unknown blockade", 0.3, true, false, "an inhibitor whose regimen cannot be simulated"},
	{"trait blockade", 0.2, false, false, "trait, on the effect of a blockade"},
	{"trait blockade disease", 0.1, false, false, "the same, in a disease"},
	{"late blockade", 0.2, false, false, "trend of the effect after the reference week"},
	{"late effect score", 0.1, false, false, "the same, on a score"},
	{"comparator disease", 0.7, true, false, "effect of comparators in a disease"},
	{"comparator score", 0.2, false, false, "the same, on a score"},
	{"comparator change", 0.2, false, false, "the same, on the mean change of a score"},
	{"comparator", 0.5, false, false, "a comparator"},
	{"comparator of disease", 0.3, false, false, "a comparator in a disease"},
	{"comparator of score", 0.15, false, false, "the same, on a score"},
	{"trait comparator", 0.2, false, false, "trait, on the effect of a comparator"},
	{"late comparator", 0.2, false, false, "trend of a comparator's effect"},
	{"combination", 0.3, true, false, "an inhibitor with methotrexate in those who never had it"},
	{"drug joint", 0.2, false, false, "a drug's departure in a disease"},
	{"dose joint", 0.1, false, false, "a dose's departure from what its blockade predicts"},
	{"drug skin", 0.2, false, false, "a drug's departure in a disease"},
	{"dose skin", 0.1, false, false, "a dose's departure from what its blockade predicts"},
	{"drug gut", 0.2, false, false, "a drug's departure in a disease"},
	{"dose gut", 0.1, false, false, "a dose's departure from what its blockade predicts"},
	{"drug blood", 0.2, false, false, "a drug's departure in a disease"},
	{"dose blood", 0.1, false, false, "a dose's departure from what its blockade predicts"},
	{"trial score", 0.1, false, true, "trial, on a score"},
	{"arm score", 0.03, false, true, "arm, on a score"},
	{"trial joint", 0.15, false, true, "trial"},
	{"trial endpoint joint", 0.05, false, true, "trial, on an endpoint"},
	{"trial effect joint", 0.1, false, true, "trial, on the effect of active arms"},
	{"arm joint", 0.05, false, true, "arm"},
	{"trial skin", 0.15, false, true, "trial"},
	{"trial endpoint skin", 0.05, false, true, "trial, on an endpoint"},
	{"trial effect skin", 0.1, false, true, "trial, on the effect of active arms"},
	{"arm skin", 0.05, false, true, "arm"},
	{"trial gut", 0.15, false, true, "trial"},
	{"trial endpoint gut", 0.05, false, true, "trial, on an endpoint"},
	{"trial effect gut", 0.1, false, true, "trial, on the effect of active arms"},
	{"arm gut", 0.05, false, true, "arm"},
	{"trial blood", 0.15, false, true, "trial"},
	{"trial endpoint blood", 0.05, false, true, "trial, on an endpoint"},
	{"trial effect blood", 0.1, false, true, "trial, on the effect of active arms"},
	{"arm blood", 0.05, false, true, "arm"},
}

// Constants are the numbers that make the terms nonlinear, estimated by likelihood on a grid (docs/efficacy.md).
const (
	// ReferenceBlockade is where the effect of a blockade counts in full.
	ReferenceBlockade = 0.35
	// Gamma is the exponent of a blockade's effect.
	Gamma = 0.7
	// itchOnset is the time constant (weeks) of itch, which answers sooner than skin.
	itchOnset = 1
	// residualFloor stands for what remains at an improvement of 100 %, of a score that is read in steps.
	residualFloor = 0.04
)

// Terms returns the terms of an ask. Prepare must have seen it. The error names an endpoint or disease that is not known.
func (s *Source) Terms(a Ask) ([]Term, error) {
	e, ok := FindEndpoint(a.Endpoint)
	if !ok {
		return nil, fmt.Errorf("no endpoint %q (jakstat trial endpoints lists them)", a.Endpoint)
	}
	if err := a.Setting.Check(); err != nil {
		return nil, err
	}
	t := &terms{ask: a, endpoint: e, d: shipped().diseases[a.Setting.Disease], traits: a.traitsOf(e)}
	t.level()
	t.people()
	t.course()
	t.treatment(s)
	t.unit()
	return t.out, nil
}

// terms collects the terms of one ask.
type terms struct {
	ask      Ask
	endpoint Endpoint
	d        *Disease
	traits   map[string]float64
	out      []Term
	late     float64 // ln of weeks after the reference
	stays    bool    // maintenance after withdrawal: no course from the start
}

func (t *terms) add(group string, value float64, key ...string) {
	if value != 0 {
		t.out = append(t.out, Term{group, strings.Join(key, "|"), value})
	}
}

// level is where placebo stands at the reference week.
func (t *terms) level() {
	e := t.endpoint
	t.add("level", 1, e.Kind)
	switch {
	case e.Improvement > 0:
		left := math.Log(math.Max(1-e.Improvement/100, 0)+residualFloor) - math.Log(0.5)
		t.add("class", 1, "improvement")
		t.add("depth", left, "")
		t.add("depth score", left, e.Score)
	case e.Kind == "pct":
		t.add("class", 1, e.Class)
	}
	if e.Kind == "pct" {
		t.add("score", 1, e.Score)
		t.add("score disease", 1, e.Score, t.d.Name)
	}
	t.add("endpoint", 1, e.base)
	t.add("disease", 1, t.d.Name)
	// A single-arm run-in before the withdrawal is a course from the start.
	t.stays = t.traits["maint"] > 0 && !strings.Contains(t.ask.Arm.Name, "run-in")
	if t.stays {
		t.add("endpoint disease", 1, e.base, t.d.Name, "withdrawal")
		t.add("withdrawal", 1, "")
		t.add("withdrawal disease", 1, t.d.Name)
		t.add("withdrawal endpoint", 1, t.d.Name, e.base)
	} else {
		t.add("endpoint disease", 1, e.base, t.d.Name)
	}
	if e.report != "" {
		t.add("report", 1, e.Name)
	}
}

// people is what the patients and the conduct of the trial do to all its arms.
func (t *terms) people() {
	for _, x := range Traits {
		v := t.traits[x]
		if x == "maint" {
			continue
		}
		t.add("trait", v, x)
		t.add("trait disease", v, x, t.d.Name)
		t.add("trait score", v, x, t.d.Name, t.endpoint.Score)
	}
	s := t.ask.Setting
	if above, ok := s.activity(); ok {
		t.add("activity", above, "")
		t.add("activity score", above, t.endpoint.Kind, t.endpoint.Score)
	}
	if s.Year != 0 {
		t.add("year", (s.Year-2016)/5, "")
		t.add("year disease", (s.Year-2016)/5, t.d.Name)
	}
	if s.Programme != "" {
		t.add("programme", 1, s.Programme, t.d.Name)
	}
}

// course is how placebo goes over the weeks.
func (t *terms) course() {
	if t.stays {
		return
	}
	lacks := math.Exp(-t.ask.Week / t.d.Placebo)
	t.add("early", lacks, "")
	t.add("early disease", lacks, t.d.Name)
	t.add("early score", lacks, t.d.Name, t.endpoint.Score)
	t.late = math.Log(math.Max(t.ask.Week, 0.75*t.d.ReferenceWeek) / t.d.ReferenceWeek)
	t.add("late", t.late, t.d.Name)
	t.add("late score", t.late, t.d.Name, t.endpoint.Score)
}

// Onset is the share of a treatment's full effect on a score that is there after weeks: 1 − exp(−t/τ). Inhibitors stop itch sooner than skin heals: the
// receptors of IL-4, IL-13 and IL-31 on sensory neurons signal through JAK1. What acts elsewhere takes the time of skin.
func (d *Disease) Onset(mode Mode, score string, weeks float64) float64 {
	tau := d.OnsetWeeks
	if score == "itch" && mode == Inhibitor {
		tau = itchOnset
	}
	return 1 - math.Exp(-weeks/tau)
}

// state names the disease with whether its patients are responders randomised again, whose effects are their own.
func (t *terms) state() string {
	if t.stays {
		return t.d.Name + " withdrawal"
	}
	return t.d.Name
}

// treatment is what the arm's drugs do.
func (t *terms) treatment(s *Source) {
	arm := t.ask.Arm
	onset := 1.0
	if !t.stays {
		onset = t.d.Onset(arm.ModeOf(), t.endpoint.Score, t.ask.Week)
	}
	switch arm.ModeOf() {
	case Inhibitor:
		t.inhibitor(s, onset)
	case Empirical:
		t.comparator(arm.Drug, arm.dosed()*onset)
		t.trend("late comparator", arm.dosed()*onset)
		t.add("trial effect "+t.d.Area, arm.dosed()*onset, t.ask.Setting.Trial)
		for _, x := range Traits {
			if x != "maint" {
				t.add("trait comparator", t.traits[x]*arm.dosed()*onset, x)
			}
		}
	}
	if t.traits["naive"] > 0 && arm.withMTX() {
		t.comparator("methotrexate", onset)
		t.add("combination", 1, t.d.Name)
	}
}

func (t *terms) inhibitor(s *Source, onset float64) {
	arm, score := t.ask.Arm, t.endpoint.Score
	blocked, ok := s.Blocked(t.ask)
	if !ok {
		blocked = ReferenceBlockade
		t.add("unknown blockade", 1, arm.Drug, arm.Dose)
	}
	effect := math.Pow(blocked/ReferenceBlockade, Gamma) * onset
	t.add("blockade", effect, "")
	t.add("blockade disease", effect, t.state())
	t.add("blockade score", effect, t.state(), score)
	t.add("blockade endpoint", effect, t.state(), t.endpoint.base)
	if t.endpoint.Kind == "change" {
		t.add("blockade change", effect, t.state(), score)
	}
	t.add("drug", effect, arm.drug())
	t.add("drug "+t.d.Area, effect, arm.drug(), t.state())
	t.add("drug score", effect, arm.drug(), t.state(), score)
	t.add("dose "+t.d.Area, onset, arm.Drug, arm.Dose, strings.SplitN(arm.Regimen, " ", 2)[0], t.state())
	t.add("trial effect "+t.d.Area, effect, t.ask.Setting.Trial)
	for _, x := range Traits {
		if x != "maint" {
			t.add("trait blockade", t.traits[x]*effect, x)
			t.add("trait blockade disease", t.traits[x]*effect, x, t.d.Name)
		}
	}
	t.trend("late blockade", effect)
}

func (t *terms) trend(group string, effect float64) {
	t.add(group, effect*t.late, t.d.Name)
	t.add("late effect score", effect*t.late, t.d.Name, t.endpoint.Score)
}

func (t *terms) comparator(drug string, effect float64) {
	t.add("comparator disease", effect, t.state())
	t.add("comparator score", effect, t.state(), t.endpoint.Score)
	if t.endpoint.Kind == "change" {
		t.add("comparator change", effect, t.state(), t.endpoint.Score)
	}
	t.add("comparator", effect, drug)
	t.add("comparator of disease", effect, drug, t.state())
	t.add("comparator of score", effect, drug, t.state(), t.endpoint.Score)
}

// unit is what differs from trial to trial and arm to arm.
func (t *terms) unit() {
	trial, arm := t.ask.Setting.Trial, t.ask.Arm.Name
	t.add("trial "+t.d.Area, 1, trial)
	t.add("trial score", 1, trial, t.endpoint.Score)
	t.add("trial endpoint "+t.d.Area, 1, trial, t.endpoint.base)
	t.add("arm "+t.d.Area, 1, trial, arm)
	t.add("arm score", 1, trial, arm, t.endpoint.Score)
}

package trial

import (
	"jakstat/jak/disease"
	"jakstat/population"
)

// Missing says what becomes of values that a patient who left, or was rescued, does not have.
type Missing string

// The rules. By the first, which is the default, who left is no responder, and a change is the last one read.
const (
	NonResponder Missing = "non-responder imputation"
	LastCarried  Missing = "last observation carried forward"
	Observed     Missing = "observed cases"
)

// Arm is one arm with its size.
type Arm struct {
	disease.Arm        // as the model knows it: its Name tells the background
	Label       string // as the file names it
	Background  string
	N           int
	Dropout     Dropout
}

// Dropout is the share of patients who have left by week By, at a constant rate, beside what the calibration trials hold. The zero
// value adds none.
type Dropout struct{ Share, By float64 }

// Endpoint is an endpoint and the weeks at which it is read. Primary is its week as a primary endpoint, 0 otherwise. Margin, a share of patients, makes the
// primary test one of non-inferiority.
type Endpoint struct {
	disease.Endpoint
	Weeks   []float64 // rising
	Primary float64
	Margin  float64
	// Part marks an endpoint that the file does not ask for: it is read for another that joins it with others.
	Part bool
}

// Move takes patients of Arms at Week to the treatment of arm To; by rescue, those who do not meet the endpoint Unless.
type Move struct {
	Week   float64
	Unless int   // index of Plan.Endpoints; -1: all patients
	Arms   []int // indices of Plan.Arms
	To     int   // index of Plan.Arms; -1: no other treatment, the patient stays on the old one
	// Fails counts those who moved as leaving at that week: non-responders by the default rule.
	Fails bool
}

// Plan is a trial ready to simulate.
type Plan struct {
	Path, Name, About, NCT, Phase, Source string
	Who, Background, Severity             string
	Setting                               disease.Setting
	People                                population.Description // its Traits are those randomisation is stratified by
	Arms                                  []Arm
	Control                               int // index of Arms
	Endpoints                             []Endpoint
	Events                                *Events     // nil: none are followed
	Laboratory                            *Laboratory // nil: no values are taken
	Rescue, Switch                        *Move
	Missing                               Missing
	Criteria                              []string // of eligibility, in words; not simulated
	Correlation                           float64
	Memory                                float64 // weeks
	Notes                                 []string
}

// Patients is the number of all arms.
func (p *Plan) Patients() int {
	n := 0
	for _, a := range p.Arms {
		n += a.N
	}
	return n
}

// Resize shares out n patients (at least one an arm) in the ratio of the arms; what is left over goes to the arms that are furthest below their share.
func (p *Plan) Resize(n int) {
	weights := make([]float64, len(p.Arms))
	for i, a := range p.Arms {
		weights[i] = float64(a.N)
	}
	for i, k := range shareOut(max(n, len(p.Arms)), weights) {
		p.Arms[i].N = k
	}
}

// Stratify adds a trait ("prior biologic") to those randomisation is stratified by and results are told by. It is an error where the
// trait is unknown or all or none of the patients have it.
func (p *Plan) Stratify(words string) error {
	return p.stratify(words)
}

// shareOut divides n, at least one each, in the ratio of the weights; the largest remainders get what is left over.
func shareOut(n int, weights []float64) []int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	out := make([]int, len(weights))
	left := n
	for i, w := range weights {
		out[i] = max(1, int(float64(n)*w/sum))
		left -= out[i]
	}
	for ; left != 0; left -= sign(left) {
		at, gap := 0, 0.0
		for i, w := range weights {
			g := float64(sign(left)) * (float64(n)*w/sum - float64(out[i]))
			if (i == 0 || g > gap) && (left > 0 || out[i] > 1) {
				at, gap = i, g
			}
		}
		out[at] += sign(left)
	}
	return out
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// Traits are the shares of patients that have a trait, in the words of the form.
func (p *Plan) Traits() []population.Trait {
	var out []population.Trait
	for _, t := range traits {
		if v := p.Setting.Traits[t.name]; v > 0 {
			out = append(out, population.Trait{Name: t.words, Share: v})
		}
	}
	return out
}

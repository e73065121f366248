package safety

import (
	"context"
	"fmt"
	"strings"

	"jakstat/evidence"
	"jakstat/jak/blockade"
	"jakstat/jak/coverage"
	"jakstat/jak/safety"
)

// given is a drug at a dose that a pool mixes.
type given struct{ drug, dose, regimen string }

// Doses of drugs where a pool says "all", "any" or "routine": those of its programme or its label.
var (
	tofacitinib = []given{{"tofacitinib", "5", "BID"}, {"tofacitinib", "10", "BID"}}
	baricitinib = []given{{"baricitinib", "2", "QD"}, {"baricitinib", "4", "QD"}}
	routine     = map[string][]given{"tofacitinib": tofacitinib[:1], "baricitinib": baricitinib}
	mixtures    = map[string][]given{
		"JAKi": {tofacitinib[0], baricitinib[1]}, "tsDMARD (JAKi)": {tofacitinib[0], baricitinib[1]}, "JAKi (mostly baricitinib)": baricitinib,
		"JAKi (class)": {tofacitinib[0], baricitinib[1], {"upadacitinib", "15", "QD"}},
	}
	whole = map[string][]given{"tofacitinib": tofacitinib, "baricitinib": baricitinib}
)

// Plan is a treatment before it is simulated: a class, and the doses of a JAK inhibitor.
type Plan struct {
	Class safety.Class
	Drug  string
	Doses []given
}

// Key identifies a treatment within a pool.
func (p Plan) Key() string {
	if p.Class != safety.JAK {
		return "class " + string(p.Class)
	}
	return fmt.Sprint(p.Drug, p.Doses)
}

// planOf reads drug, dose and regimen as the tables write them; the error says what is not understood.
func planOf(drug, dose, regimen string) (Plan, error) {
	if f := strings.Fields(drug); len(f) == 5 && f[2] == "mg" { // "tofacitinib 5 mg BID" as a comparator
		drug, dose, regimen = f[0], f[1], f[3]
	}
	if f := strings.Fields(drug); len(f) == 4 && f[2] == "mg" {
		drug, dose, regimen = f[0], f[1], f[3]
	}
	if name, ok := strings.CutSuffix(drug, " BID"); ok {
		drug, regimen = name, "BID"
	}
	dose = strings.TrimSuffix(dose, " BID")
	if c, ok := safety.ClassOf(drug); ok {
		return Plan{Class: c}, nil
	}
	if m, ok := mixtures[drug]; ok {
		return Plan{Class: safety.JAK, Doses: m}, nil
	}
	p := Plan{Class: safety.JAK, Drug: drug}
	words := map[string]map[string][]given{"routine": routine, "any": whole, "all": whole, "all doses (mostly 5-10)": whole}[dose]
	switch {
	case words != nil:
		p.Doses = words[drug]
	case drug == "baricitinib" && dose == "2-4", drug == "tofacitinib" && dose == "5-10":
		p.Doses = whole[drug]
	default:
		for _, d := range strings.Split(dose, "-") {
			p.Doses = append(p.Doses, given{drug, d, regimen})
		}
	}
	if len(p.Doses) == 0 || drug == "various" {
		return p, fmt.Errorf("no treatment is known by %q at %q", drug, dose)
	}
	return p, nil
}

// simulator turns plans into actions and remembers the regimens it has simulated.
type simulator struct {
	lib  *evidence.Library
	done map[given]blockade.Blockade
}

func newSimulator(lib *evidence.Library) *simulator {
	return &simulator{lib: lib, done: map[given]blockade.Blockade{}}
}

func (s *simulator) action(ctx context.Context, p Plan, disease string) (*safety.Action, error) {
	a := &safety.Action{Class: p.Class, Drug: p.Drug}
	for _, g := range p.Doses {
		key := given{g.drug, g.dose, g.regimen + " " + disease}
		b, ok := s.done[key]
		if !ok {
			t, err := blockade.Open(s.lib, g.drug, g.dose, g.regimen, disease)
			if err != nil {
				return nil, err
			}
			all, err := blockade.Of(ctx, s.lib, []coverage.Treatment{t}...)
			if err != nil {
				return nil, err
			}
			b = all[0]
			s.done[key] = b
		}
		a.Blockades = append(a.Blockades, b)
	}
	return a, nil
}

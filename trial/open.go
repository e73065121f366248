package trial

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"

	"jakstat/diag"
	"jakstat/evidence/results"
	"jakstat/jak/disease"
	"jakstat/jak/form"
	"jakstat/jak/pk"
	"jakstat/population"
)

// traits are the words of the form for the traits of package disease; the words of phase give ph2.
var traits = []struct {
	words, name string
	of          func(*PopulationEntry) form.Text
}{
	{"prior biologic", "bio", func(p *PopulationEntry) form.Text { return p.Biologic }},
	{"MTX-naive", "naive", func(p *PopulationEntry) form.Text { return p.Naive }},
	{"monotherapy", "mono", func(p *PopulationEntry) form.Text { return p.Mono }},
	{"Asia", "asia", func(p *PopulationEntry) form.Text { return p.Asia }},
	{"topical steroids", "tcs", func(p *PopulationEntry) form.Text { return p.Steroids }},
	{"randomised withdrawal", "maint", func(p *PopulationEntry) form.Text { return p.Withdrawal }},
	{"non-radiographic", "nr", func(p *PopulationEntry) form.Text { return p.NonRadio }},
	{"prior JAK inhibitor", "prior", func(p *PopulationEntry) form.Text { return p.PriorJAK }},
	{"adolescents", "teen", func(p *PopulationEntry) form.Text { return p.Teen }},
}

// phase2 has a two and no three: "2/3" trials are run like those of phase 3.
func phase2(phase string) bool { return strings.Contains(phase, "2") && !strings.Contains(phase, "3") }

// knownDrugs are those of the tables of results and the shipped models.
var knownDrugs = sync.OnceValue(func() []string {
	seen := map[string]bool{}
	for _, n := range pk.Names() {
		seen[n] = true
	}
	l := results.Shipped()
	for _, r := range slices.Concat(l.Efficacy, l.Wanted) {
		seen[r.Drug] = true
	}
	return slices.Sorted(maps.Keys(seen))
})

// Open reads a trial file and resolves every word of it. The error is a diag.List with all mistakes of the file.
func Open(path string, data []byte) (*Plan, error) {
	f, l := Parse(path, data)
	if f == nil {
		return nil, l.Err()
	}
	r := &reader{file: f, diags: l}
	malformed := slices.ContainsFunc(l, func(d diag.Diagnostic) bool { return d.Code == "trial.form" })
	p := r.plan()
	if malformed { // what could not be read is not missing
		r.diags = slices.DeleteFunc(r.diags, func(d diag.Diagnostic) bool { return d.Code == "trial.missing" })
	}
	r.diags.Sort()
	if err := r.diags.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

func (r *reader) plan() *Plan {
	f := r.file
	p := &Plan{
		Path: f.Path, Name: f.Name.S, About: f.About.S, NCT: f.NCT.S, Phase: f.Phase.S, Source: f.Source.S, Who: f.Population.Who.S, Background: f.Background.S,
		Severity: f.Population.Severity.S,
	}
	if p.Name == "" {
		r.bad(r.top(), "missing", "the trial has no name").Suggestion = "add a line trial: NAME"
	}
	r.setting(p)
	r.people(p)
	r.arms(p)
	r.control(p)
	r.endpoints(p)
	r.events(p)
	r.laboratory(p)
	for _, t := range f.Stratification {
		if err := p.stratify(t.S); err != nil {
			d := r.bad(t.Pos, "stratification", "stratification: %v", err)
			d.Suggestion = diag.DidYouMean(t.S, traitWords())
		}
	}
	p.Rescue = r.move(p, f.Rescue, "rescue")
	p.Switch = r.move(p, f.Switch, "switch")
	p.addParts()
	switch f.Missing.S {
	case "":
		p.Missing = NonResponder
	case string(NonResponder), string(LastCarried), string(Observed):
		p.Missing = Missing(f.Missing.S)
	default:
		r.bad(f.Missing.Pos, "word", "missing: %q is not known", f.Missing.S).Suggestion = diag.DidYouMean(f.Missing.S, []string{string(NonResponder), string(LastCarried), string(Observed)})
	}
	p.Correlation, p.Memory = defaultCorrelation, defaultMemory
	if a := f.Assumptions; a != nil {
		p.Correlation = r.number(a.Correlation, "correlation", "0.6", 0, 1, defaultCorrelation)
		p.Memory = r.number(a.Memory, "memory", "12", 0.1, 10*maxWeek, defaultMemory)
	}
	return p
}

func (r *reader) setting(p *Plan) {
	f := r.file
	s := disease.Setting{Trial: p.Name, Programme: f.Programme.S, Traits: map[string]float64{}}
	if f.Disease.S == "" {
		r.bad(r.top(), "missing", "the trial names no disease").Suggestion = "add a line disease: RA"
	} else if d, ok := disease.Find(f.Disease.S); ok {
		s.Disease = d.Name
	} else {
		r.bad(f.Disease.Pos, "disease", "unknown disease %q", f.Disease.S).Suggestion = diag.DidYouMean(f.Disease.S, disease.Diseases())
	}
	s.Year = r.number(f.Year, "year", "2019", 1990, 2100, 0)
	s.Activity = r.number(f.Population.Activity, "DAS28-CRP", "5.7", 1, 10, 0)
	for _, t := range traits {
		if v := r.share(t.of(&f.Population), t.words, 0); v > 0 {
			s.Traits[t.name] = v
		}
	}
	if phase2(p.Phase) {
		s.Traits["ph2"] = 1
	}
	p.Setting = s
}

var measureForm = regexp.MustCompile(`^(?:median )?(.*[^\d.\s].*?)\s+((?:about )?\d[\d.]*(?:-[\d.]+)?(?:\s*\(SD [\d.]+\))?)$`)

// people reads age, sex and severity. Severity is in words where it is no score followed by a number.
func (r *reader) people(p *Plan) {
	e := &r.file.Population
	d := population.Description{Age: population.Unbounded(math.NaN(), 0), Severity: population.Unbounded(math.NaN(), 0)}
	if e.Age.S != "" {
		mean, sd, ok := spread(e.Age.S)
		if !ok || mean <= 0 || mean > 110 {
			r.bad(e.Age.Pos, "number", "age: %q is not an age", e.Age.S).Suggestion = "write age: 54, or age: 54 (SD 12)"
		}
		if math.IsNaN(sd) {
			sd = min(ageSD, mean/4)
		}
		d.Age = population.Unbounded(mean, sd)
	}
	d.Female = r.share(e.Female, "female", math.NaN())
	first, _, _ := strings.Cut(e.Severity.S, ";")
	if m := measureForm.FindStringSubmatch(strings.TrimSpace(first)); m != nil {
		if mean, sd, ok := spread(m[2]); ok {
			if math.IsNaN(sd) {
				sd = severitySD * mean
			}
			d.Measure, d.Severity = m[1], population.Unbounded(mean, sd)
		}
	}
	if g := r.file.Eligibility; g != nil {
		d.Age.Low, d.Age.High = r.bounds(g.Age, "age")
		d.Severity.Low, d.Severity.High = r.bounds(g.Severity, "severity")
		if g.Severity.S != "" && d.Measure == "" {
			r.bad(g.Severity.Pos, "range", "severity is bounded, but the population gives none").Suggestion = "add severity: EASI 30 (SD 11) to the population"
		}
		p.Criteria = g.Criteria.Strings()
	}
	p.People = d
}

func traitWords() []string {
	out := make([]string, len(traits))
	for i, t := range traits {
		out[i] = t.words
	}
	return out
}

func (p *Plan) stratify(words string) error {
	for _, t := range traits {
		if t.words != words {
			continue
		}
		share := p.Setting.Traits[t.name]
		switch {
		case share <= 0 || share >= 1:
			return fmt.Errorf("%g %% of the patients are %q: all are in one stratum", 100*share, words)
		case slices.ContainsFunc(p.People.Traits, func(x population.Trait) bool { return x.Name == words }):
			return fmt.Errorf("%q is given twice", words)
		case len(p.People.Traits) == maxStrata:
			return fmt.Errorf("more than %d traits", maxStrata)
		}
		p.People.Traits = append(p.People.Traits, population.Trait{Name: words, Share: share})
		return nil
	}
	return fmt.Errorf("%q is no trait; there are %s", words, strings.Join(traitWords(), ", "))
}

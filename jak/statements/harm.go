package statements

import (
	"fmt"
	"math"

	"jakstat/jak/blockade"
	"jakstat/jak/safety"
)

// harm is a case whose hazard a statement asks for.
type harm struct {
	people string // a typical population
	set    func(*safety.Population)
	class  safety.Class
	drug   [3]string // name, dose in mg, regimen, of a JAK inhibitor
}

// Treatments whose harm is asked for.
var (
	none  = harm{}
	tnf   = harm{class: safety.TNF}
	tofa5 = harm{class: safety.JAK, drug: [3]string{"tofacitinib", "5", "BID"}}
	tofaX = harm{class: safety.JAK, drug: [3]string{"tofacitinib", "10", "BID"}}
	bari4 = harm{class: safety.JAK, drug: [3]string{"baricitinib", "4", "QD"}}
	upa15 = harm{class: safety.JAK, drug: [3]string{"upadacitinib", "15", "QD"}}
	upa30 = harm{class: safety.JAK, drug: [3]string{"upadacitinib", "30", "QD"}}
)

const atRisk = "RA with cardiovascular risk"

// in is the treatment in a population, changed by set where that is not nil.
func (h harm) in(people string, set func(*safety.Population)) harm {
	h.people, h.set = people, set
	return h
}

// hazards are the rates of an event per 100 patient-years in several cases, with joint draws. They rest on the receptors of the pathway and on the labels'
// rows of the drugs; the pools behind the hazards stand in library/trials, and the words name them.
func (w *world) hazards(event string, cases ...harm) []Figure {
	m, ok := safety.Shipped().Model(event)
	if !ok {
		panic("statements: no event " + event)
	}
	of := make([]safety.Case, len(cases))
	out := make([]Figure, len(cases))
	for i, c := range cases {
		people, err := safety.Of(safety.Typical()[c.people])
		if err != nil {
			panic("statements: " + err.Error())
		}
		if c.set != nil {
			c.set(&people)
		}
		of[i] = safety.Case{People: &people, Action: w.action(c, people.Disease)}
		f := m.Forecast(of[i].People, of[i].Action)
		out[i] = Figure{Typical: math.Exp(f.Ln), Refs: w.harmRefs(m, c)}
	}
	for i, v := range m.Draws(w.compared.Options.Seed, draws, of...) {
		out[i].Draws = v
	}
	return out
}

// action simulates the inhibition by a treatment.
func (w *world) action(h harm, disease string) *safety.Action {
	a := &safety.Action{Class: h.class, Drug: h.drug[0]}
	if h.class != safety.JAK {
		return a
	}
	t, err := blockade.Open(w.lib, h.drug[0], h.drug[1], h.drug[2], disease)
	if err == nil {
		a.Blockades, err = blockade.Of(w.ctx, w.lib, t)
	}
	if err != nil && w.ctx.Err() == nil {
		panic("statements: " + err.Error())
	}
	return a
}

// harmRefs are the rows of receptors of an event's pathway, and the labels of the drug.
func (w *world) harmRefs(m *safety.Model, h harm) []string {
	var out []string
	pathways := m.Event.Candidates
	if m.Pathway != nil {
		pathways = []safety.Pathway{*m.Pathway}
	}
	for _, p := range pathways {
		for _, c := range p.Cytokines {
			for _, r := range w.lib.Receptors {
				if r.Cytokine == c {
					out = append(out, r.ID)
				}
			}
		}
	}
	drug := h.drug[0]
	if drug == "" {
		drug = "tofacitinib" // whose label warns of what other treatments are compared with
	}
	rows, _ := safety.Labels(w.lib, drug, safety.ReferenceDisease)
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return unique(out)
}

// ratioOf is the ratio of hazards in two cases, in words with its interval and what the evidence says of its form.
func (w *world) ratioOf(event string, a, b harm) Figure {
	f := w.hazards(event, a, b)
	m, _ := safety.Shipped().Model(event)
	r := over(f[0], f[1])
	return r.with(fmt.Sprintf("%s %.2g and %.2g per 100 patient-years; %s", event, f[0].Typical, f[1].Typical, m.Form()))
}

// gain is the logarithm of how much likelier the pathway of an event makes the data than an effect of the class, or than the mean of all cytokines.
func (w *world) gain(event string, overDose bool) Figure {
	m, _ := safety.Shipped().Model(event)
	if m.Pathway == nil {
		return exactly(0, "an effect of the class is used", w.harmRefs(m, none)...)
	}
	v := m.Gain[m.Pathway.Name]
	words := "over an effect of the class"
	if overDose {
		v -= m.Gain[safety.DoseOnly]
		words = "over the mean of all cytokines"
	}
	return exactly(math.Exp(v), m.Pathway.Name+" "+words, w.harmRefs(m, none)...)
}

// peculiar is the factor of a drug beyond its pathway.
func (w *world) peculiar(event string, h harm) Figure {
	m, _ := safety.Shipped().Model(event)
	i, ok := m.At[safety.DrugName(h.drug[0])]
	if !ok {
		return exactly(math.NaN(), "no pool of the drug")
	}
	f := Figure{Typical: math.Exp(m.X[i]), Refs: w.harmRefs(m, h)}
	people, err := safety.Of(safety.Typical()[safety.ReferenceDisease])
	if err != nil {
		panic("statements: " + err.Error())
	}
	with := w.action(h, people.Disease)
	without := *with
	without.Drug = ""
	d := m.Draws(w.compared.Options.Seed, draws, safety.Case{People: &people, Action: with}, safety.Case{People: &people, Action: &without})
	for k := range d[0] {
		f.Draws = append(f.Draws, d[0][k]/d[1][k])
	}
	return f.with(fmt.Sprintf("%s: %.2g times what its pathway says", h.drug[0], f.Typical))
}

// watched is the share of oral JAK inhibitors licensed for immune diseases whose labels in the United States or Europe name laboratory monitoring and a rule
// for interruption.
func (w *world) watched() Figure {
	drugs := []string{"tofacitinib", "baricitinib", "upadacitinib", "filgotinib", "abrocitinib", "ritlecitinib", "deuruxolitinib", "deucravacitinib"}
	with := 0
	var refs []string
	words := ""
	for _, drug := range drugs {
		found := false
		for _, r := range w.lib.Doses {
			if r.Drug == drug && r.Monitoring != "" && r.LabInterruptionRules != "" {
				found = true
				refs = append(refs, r.ID)
				break
			}
		}
		if found {
			with++
		} else {
			words += " " + drug
		}
	}
	if words == "" {
		words = " none"
	}
	return exactly(float64(with)/float64(len(drugs)), "without:"+words, refs...)
}

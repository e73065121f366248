package safety

import (
	"jakstat/jak/blockade"
)

// Class is a kind of treatment, as far as events depend on it.
type Class string

// The classes. None is placebo, methotrexate and other conventional treatment.
const (
	None      Class = ""
	JAK       Class = "JAK inhibitor"
	TNF       Class = "TNF inhibitor"
	IL6       Class = "IL-6 inhibitor"
	Abatacept Class = "abatacept"
	Rituximab Class = "rituximab"
)

// classes are the words of the tables for treatments that are no JAK inhibitors.
var classes = map[string]Class{
	"placebo": None, "methotrexate": None, "csDMARD": None, "placebo/comparator": None,
	"TNFi": TNF, "TNFi (adalimumab/etanercept)": TNF, "adalimumab": TNF, "etanercept": TNF, "infliximab": TNF, "golimumab": TNF,
	"monoclonal anti-TNF": TNF, "soluble TNF receptor": TNF,
	"tocilizumab": IL6, "IL-6 inhibitor": IL6, "IL-6 inhibitors": IL6,
	"abatacept": Abatacept, "T-cell costimulation modulator": Abatacept,
	"rituximab": Rituximab, "B-cell targeted": Rituximab, "B-cell targeted therapy": Rituximab,
}

// ClassOf is the class of a treatment that is no JAK inhibitor, by a word of the tables for it.
func ClassOf(word string) (Class, bool) {
	c, ok := classes[word]
	return c, ok
}

// full is the inhibition of IL-6 by an antibody to its receptor at its usual dose: nearly all, as CRP shows.
const full = 0.95

// Action is what a treatment does, as far as events depend on it.
type Action struct {
	Class Class
	Drug  string // of a JAK inhibitor; empty for a mixture of several
	// Blockades of the doses that a pool mixes; they count alike.
	Blockades []blockade.Blockade
}

// Inhibition is the mean of the average inhibitions of a pathway's cytokines. A cytokine without a known route to an effect of the drug counts as
// not inhibited: such routes are missing for pseudokinase ligands at receptors without TYK2.
func (p *Pathway) Inhibition(a *Action) float64 {
	switch {
	case a.Class == IL6:
		sum := 0.0
		for _, c := range p.Cytokines {
			if c == "IL-6" {
				sum += full
			}
		}
		return sum / float64(len(p.Cytokines))
	case a.Class != JAK || len(a.Blockades) == 0:
		return 0
	}
	sum := 0.0
	for _, b := range a.Blockades {
		for _, c := range p.Cytokines {
			v, _ := b.In(c)
			sum += v
		}
	}
	return sum / float64(len(p.Cytokines)*len(a.Blockades))
}

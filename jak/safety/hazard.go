package safety

import (
	"math"

	"jakstat/stat/laplace"
)

// Names of coordinates. All are logarithms of ratios, Level that of a rate per 100 patient-years.
const (
	Level      = "level"
	ClassName  = "JAK inhibitor"
	diseaseKey = "disease "
	drugKey    = "drug "
)

// DiseaseName and DrugName are the coordinates of what is peculiar to a disease and to a drug.
func DiseaseName(d string) string { return diseaseKey + d }

// DrugName is the coordinate of what a drug does beyond what its pathway or class says.
func DrugName(d string) string { return drugKey + d }

// Reference of the baseline: this disease, women of this age, nothing else.
const (
	ReferenceAge     = 55.0
	ReferenceDisease = "RA"
)

// Hazard is the form of one event's hazard: the pathway through which JAK inhibitors act, or nil for an effect of the class.
type Hazard struct {
	Event   *Event
	Pathway *Pathway
	// At finds the coordinates.
	At map[string]int
}

// Term is one factor of a hazard.
type Term struct {
	Name string
	Kind Kind
	// Ln is the logarithm of the factor, G its derivative by the coordinates.
	Ln float64
	G  laplace.Gradient
	// Unknown says that the calibration has no coordinate for this disease or drug: the factor is 1 with the spread of its kind.
	Unknown bool
	// Inhibition of the pathway, where the factor is that of one.
	Inhibition float64
}

// Kind sorts the factors.
type Kind int

// The kinds of factors.
const (
	Baseline Kind = iota
	OfDisease
	OfCovariate
	OfTreatment
	OfDrug
)

// Terms returns the factors of the hazard at coordinates x. Their product is the rate per 100 patient-years.
func (h *Hazard) Terms(p *Population, a *Action, x []float64) []Term {
	out := []Term{h.simple(Level, Baseline, 1, x)}
	if p.Disease != ReferenceDisease {
		out = append(out, h.simple(DiseaseName(p.Disease), OfDisease, 1, x))
	}
	for c := range numCovariates {
		if t, ok := h.covariate(c, p, x); ok {
			out = append(out, t)
		}
	}
	return append(out, h.treatment(p, a, x)...)
}

// simple is a factor that is by times one coordinate.
func (h *Hazard) simple(name string, kind Kind, by float64, x []float64) Term {
	t := Term{Name: name, Kind: kind}
	i, ok := h.At[name]
	if !ok {
		t.Unknown = true
		return t
	}
	t.Ln = by * x[i]
	t.G.Add(i, by)
	return t
}

// covariate is the factor of a covariate, with those that exclude it; ok is false where the event does not depend on any of them.
func (h *Hazard) covariate(c Covariate, p *Population, x []float64) (t Term, ok bool) {
	if c == Age {
		i, known := h.At[Age.Name()]
		if !known {
			return t, false
		}
		// The mean of exp(b·age) over normally distributed ages, per decade.
		d, s := (p.X[Age]-ReferenceAge)/10, p.X[AgeSD]/10
		t = Term{Name: Age.Name(), Kind: OfCovariate, Ln: x[i]*d + x[i]*x[i]*s*s/2}
		t.G.Add(i, d+x[i]*s*s)
		return t, true
	}
	members, first := group(c)
	if !first || c == AgeSD {
		return t, false
	}
	// The mean over people, each of whom has one of the members or none.
	sum, name := 1.0, ""
	for _, m := range members {
		i, known := h.At[m.Name()]
		if !known {
			continue
		}
		sum += p.X[m] * math.Expm1(x[i])
		if name != "" {
			name += ", "
		}
		name += m.Name()
	}
	if name == "" {
		return t, false
	}
	t = Term{Name: name, Kind: OfCovariate, Ln: math.Log(sum)}
	for _, m := range members {
		if i, known := h.At[m.Name()]; known {
			t.G.Add(i, p.X[m]*math.Exp(x[i])/sum)
		}
	}
	return t, true
}

// treatment returns what the treatment does, as far as it acts in the time.
func (h *Hazard) treatment(p *Population, a *Action, x []float64) []Term {
	if a.Class == None {
		return nil
	}
	r := ramp(h.Event.Lag, p.Years)
	var out []Term
	inhibition := 0.0
	if h.Pathway != nil {
		inhibition = h.Pathway.Inhibition(a)
	}
	switch {
	case h.Pathway != nil && (a.Class == JAK || inhibition > 0):
		t := h.simple(h.Pathway.Name, OfTreatment, r*inhibition, x)
		t.Inhibition = inhibition
		out = append(out, t)
	case a.Class == JAK:
		out = append(out, h.simple(ClassName, OfTreatment, r, x))
	}
	switch {
	case a.Class != JAK:
		out = append(out, h.simple(string(a.Class), OfTreatment, r, x))
	case a.Drug != "":
		out = append(out, h.simple(DrugName(a.Drug), OfDrug, r, x))
	}
	return out
}

// Sum adds terms up to the logarithm of a rate, adds the derivative to g, and says how many of the spreads of unknown things it holds.
func Sum(terms []Term, g *laplace.Gradient) (ln float64, unknownDisease, unknownDrug bool) {
	for _, t := range terms {
		ln += t.Ln
		for k, i := range t.G.I {
			g.Add(i, t.G.V[k])
		}
		unknownDisease = unknownDisease || t.Unknown && t.Kind == OfDisease
		unknownDrug = unknownDrug || t.Unknown && (t.Kind == OfDrug || t.Kind == OfTreatment)
	}
	return ln, unknownDisease, unknownDrug
}

package biomarker

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Criterion is what makes a value count: below or above a limit, a drop from baseline in the lab's unit, or a ratio to it. Zero fields are not
// asked; one that is met suffices.
type Criterion struct {
	Below, Above float64 // in the lab's unit
	Drop         float64 // at least so far below the baseline
	Ratio        float64 // at least so many times the baseline
}

// Upper limits of normal that grades refer to, in the unit of the lab; lower limits are part of the grades.
const (
	ulnCK         = 190.0
	ulnALT        = 40.0
	ulnCreatinine = 1.2
)

// Gradings: limits of grades 1 to 4, each open to the worse side.
var gradings = map[string]map[string][4]Criterion{
	// Woodworth 2007, J Rheumatol 34:1401 (Rheumatology Common Toxicity Criteria 2.0); creatinine and CK by CTCAE 4.03, as the pools of
	// upadacitinib state (Cohen 2021, Ann Rheum Dis 80:304). Limits of a drop are between the printed steps of 0.1 g/dL.
	"omeract": {
		"hemoglobin":  {{Drop: 0.95}, {Drop: 1.45}, {Below: 8, Drop: 2.05}, {Below: 7, Drop: 2.95}},
		"platelets":   {{Below: 140}, {Below: 75}, {Below: 50}, {Below: 20}},
		"neutrophils": {{Below: 2}, {Below: 1.5}, {Below: 1}, {Below: 0.5}},
		"lymphocytes": {{Below: 2}, {Below: 1.5}, {Below: 1}, {Below: 0.5}},
		"ALT":         {{Above: 1.2 * ulnALT}, {Above: 1.5 * ulnALT}, {Above: 3 * ulnALT}, {Above: 8 * ulnALT}},
		"CK":          {{Above: ulnCK}, {Above: 2.5 * ulnCK}, {Above: 5 * ulnCK}, {Above: 10 * ulnCK}},
		"creatinine":  {{Above: ulnCreatinine}, {Above: 1.5 * ulnCreatinine, Ratio: 1.5}, {Above: 3 * ulnCreatinine, Ratio: 3}, {Above: 6 * ulnCreatinine}},
	},
	// NCI CTCAE 3.0, by which the trials in myelofibrosis graded.
	"ctcae": {
		"hemoglobin":  {{Below: 12.5}, {Below: 10}, {Below: 8}, {Below: 6.5}},
		"platelets":   {{Below: 150}, {Below: 75}, {Below: 50}, {Below: 25}},
		"neutrophils": {{Below: 1.8}, {Below: 1.5}, {Below: 1}, {Below: 0.5}},
		"lymphocytes": {{Below: 1}, {Below: 0.8}, {Below: 0.5}, {Below: 0.2}},
		"ALT":         {{Above: ulnALT}, {Above: 2.5 * ulnALT}, {Above: 5 * ulnALT}, {Above: 20 * ulnALT}},
		"CK":          {{Above: ulnCK}, {Above: 2.5 * ulnCK}, {Above: 5 * ulnCK}, {Above: 10 * ulnCK}},
		"creatinine":  {{Above: ulnCreatinine}, {Above: 1.5 * ulnCreatinine}, {Above: 3 * ulnCreatinine}, {Above: 6 * ulnCreatinine}},
	},
}

// Gradings names the scales of grades.
func Gradings() []string { return []string{"omeract", "ctcae"} }

// Limit returns the criterion of a grade (1 to 4) or worse; ok is false where the scale does not grade the lab.
func Limit(grading, lab string, grade int) (c Criterion, ok bool) {
	g, ok := gradings[grading][lab]
	if !ok || grade < 1 || grade > 4 {
		return c, false
	}
	return g[grade-1], true
}

// Met tells whether a measured value meets the criterion, given the measured baseline.
func (c Criterion) Met(value, baseline float64) bool {
	return c.Below > 0 && value < c.Below || c.Above > 0 && value > c.Above || c.Drop > 0 && baseline-value >= c.Drop || c.Ratio > 0 && value >= c.Ratio*baseline
}

// Grade returns the grade of a value (0: none) on a scale; ok is false where the scale does not grade the lab.
func Grade(grading, lab string, value, baseline float64) (grade int, ok bool) {
	g, ok := gradings[grading][lab]
	for i, c := range g {
		if c.Met(value, baseline) {
			grade = i + 1
		}
	}
	return grade, ok
}

// Event is what a trial counts over its visits: worst value of at least a criterion, and not of a worse one; confirmed by the next visit
// where it says so.
type Event struct {
	Lab       string
	Worse     Criterion
	But       *Criterion // counted elsewhere: those who reach this
	Confirmed bool
}

// ParseEvent reads "omeract 3" (worst grade 3), "ctcae 3-4" (3 or worse), or a limit: "< 0.5", "> 120", "drop 2", "ratio 1.33" and several of them joined
// by "or", with "confirmed" before.
func ParseEvent(lab, text string) (Event, error) {
	e := Event{Lab: lab}
	rest, confirmed := strings.CutPrefix(text, "confirmed ")
	e.Confirmed = confirmed
	if f := strings.Fields(rest); len(f) == 2 && gradings[f[0]] != nil {
		from, to, open := strings.Cut(f[1], "-")
		grade, err := strconv.Atoi(from)
		worse, ok := Limit(f[0], lab, grade)
		if err != nil || !ok || open && to != "4" {
			return e, fmt.Errorf("no grade %q of %s in %s", f[1], lab, f[0])
		}
		e.Worse = worse
		if !open && grade < 4 {
			next, _ := Limit(f[0], lab, grade+1)
			e.But = &next
		}
		return e, nil
	}
	for _, part := range strings.Split(rest, " or ") {
		word, number, _ := strings.Cut(strings.TrimSpace(part), " ")
		v, err := strconv.ParseFloat(number, 64)
		field := map[string]*float64{"<": &e.Worse.Below, ">": &e.Worse.Above, "drop": &e.Worse.Drop, "ratio": &e.Worse.Ratio}[word]
		if err != nil || field == nil || !(v > 0) {
			return e, fmt.Errorf("%q is not a limit such as \"< 0.5\", \"drop 2\" or a grade such as \"omeract 3\"", part)
		}
		*field = v
	}
	return e, nil
}

// Variation of the values of a group of people.
const (
	// excursions is the part of visits whose variation is tripled: infections, bleeding, exercise, errors (Tukey's contaminated normal).
	excursions = 0.02
	tripled    = 3
	// persistent is the part of events that the next visit confirms because their cause lasts, beyond chance; a judgement.
	persistent = 0.3
)

// Incidence returns the probability that a person of the setting meets the event at one of the visits, where the lab's value at visits[k] over baseline is
// relative[k] for the typical person. Only people whose baseline lies above entry (0: any) and is no event already by a limit take part. People differ in
// baseline and in how much of the effect they have (half, once, one and a half of its logarithm).
func Incidence(e Event, s Setting, visits []Visit, relative []float64, entry, scale float64) float64 {
	p := incidence(e.Worse, e.Confirmed, e.Lab, s, visits, relative, entry, scale)
	if e.But != nil {
		p -= incidence(*e.But, e.Confirmed, e.Lab, s, visits, relative, entry, scale)
	}
	return max(p, 0)
}

// nodes of Gauss and Hermite for a standard normal, five points (Abramowitz & Stegun 1964, table 25.10).
var hermite = [5][2]float64{{-2.8569700138728, 0.0112574113277}, {-1.3556261799743, 0.2220759220057}, {0, 0.5333333333333}, {1.3556261799743, 0.2220759220057}, {2.8569700138728, 0.0112574113277}}

const peopleNodes = 15 // over ±3.5 standard deviations of ln baseline

func incidence(c Criterion, confirmed bool, lab string, s Setting, visits []Visit, relative []float64, entry, scale float64) float64 {
	l, _ := FindLab(lab)
	cv := s.between(lab)
	b0, sb, sw := s.Baseline[lab], math.Sqrt(math.Log1p(cv*cv)), scale*math.Sqrt(math.Log1p(l.within*l.within))
	firsts := hermite[:]
	if c.Drop == 0 && c.Ratio == 0 {
		firsts = [][2]float64{{0, 1}} // the measured baseline does not matter
	}
	total, weight := 0.0, 0.0
	for i := range peopleNodes {
		z := 7*float64(i)/(peopleNodes-1) - 3.5
		b := b0 * math.Exp(sb*z)
		if b < entry {
			continue
		}
		w := math.Exp(-z * z / 2)
		for _, h := range firsts {
			measured := b * math.Exp(sw*h[0])
			for k, share := range [3]float64{0.25, 0.5, 0.25} {
				none := 1.0
				for v, r := range relative {
					q := c.chance(b*math.Pow(r, 0.5+0.5*float64(k)), measured, sw)
					if confirmed {
						q *= persistent + (1-persistent)*q
					}
					none *= power(1-q, visits[v].Count)
				}
				total += w * h[1] * share * (1 - none)
			}
		}
		weight += w
	}
	if weight == 0 {
		return 0
	}
	return total / weight
}

// power is x to a whole count of 8 at most.
func power(x, count float64) float64 {
	y := 1.0
	for ; count > 0; count-- {
		y *= x
	}
	return y
}

// chance that a value with median m and variation sw between visits meets the criterion.
func (c Criterion) chance(m, baseline, sw float64) float64 {
	low, high := c.Below, math.Inf(1)
	if c.Drop > 0 {
		low = max(low, baseline-c.Drop)
	}
	if c.Above > 0 {
		high = c.Above
	}
	if c.Ratio > 0 {
		high = min(high, c.Ratio*baseline)
	}
	tail := func(s float64) float64 {
		p := 0.0
		if low > 0 {
			p += math.Erfc(-math.Log(low/m)/(s*math.Sqrt2)) / 2
		}
		if !math.IsInf(high, 1) {
			p += math.Erfc(math.Log(high/m)/(s*math.Sqrt2)) / 2
		}
		return p
	}
	return min(1, (1-excursions)*tail(sw)+excursions*tail(tripled*sw))
}

// Visit is a week that stands for Count visits.
type Visit struct{ Week, Count float64 }

// Visits are those of a trial up to a week: at weeks 2, 4 and 8, then every twelve weeks; later ones are lumped, where values move little.
func Visits(last float64) []Visit {
	var out []Visit
	for _, w := range []float64{2, 4, 8} {
		if w <= last {
			out = append(out, Visit{w, 1})
		}
	}
	lump := 1.0
	for from := 0.0; from+12 <= last; lump = min(2*lump, 8) {
		n := min(lump, math.Floor((last-from)/12))
		from += 12 * n
		out = append(out, Visit{from, n})
	}
	return out
}

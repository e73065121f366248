package results

import (
	"strconv"
	"strings"
)

// Typical is the Pool of rows that describe a named population.
const Typical = "typical"

// Pool is the population of a pool of [Rate] rows, or, where Pool is [Typical], a named population that others are like.
type Pool struct {
	Cited
	Pool, Population, Disease, Like string
	Covariates                      []Setting // shares in per cent, age in years; those not given are the ones of Like
	Part, Subset                    string    // pools of one Part are cuts of the same people; Subset names disjoint subsets of them
	PatientYears                    []Setting // of arms whose rows do not say, by drug and dose
	Years                           Number    // mean time under treatment
}

// Setting is a named number of a cell "a=1 b=2".
type Setting struct {
	Name  string
	Value float64
}

// Effect is a ratio by which a covariate changes the rate of an event: that of Contrast units of the covariate. Row names the row or the two rows
// ("rate2/rate1") of other tables that say so; Ratio, Low and High are known where they are not taken from there.
type Effect struct {
	Cited
	Event, Covariate string
	Contrast         float64
	Row              string
	Ratio, Low, High Number
}

// RateChoice says which of two rates of the same people stands for them, where they count differently.
type RateChoice struct {
	Cited
	Row, Instead string
}

func rateChoice(l *Library, c *cells) {
	l.RateChoices = append(l.RateChoices, RateChoice{Cited: c.cited(), Row: c.text("row"), Instead: c.text("instead")})
}

func pool(l *Library, c *cells) {
	l.Pools = append(l.Pools, Pool{
		Cited: c.cited(), Pool: c.text("pool"), Population: c.text("population"), Disease: c.text("disease"), Like: c.text("like"),
		Covariates: c.settings("covariates"), Part: c.text("part"), Subset: c.text("subset"), PatientYears: c.settings("patient_years"), Years: c.number("years"),
	})
}

func effect(l *Library, c *cells) {
	e := Effect{
		Cited: c.cited(), Event: c.text("event"), Covariate: c.text("covariate"), Contrast: c.needed("contrast"), Row: c.text("row"),
		Ratio: c.number("ratio"), Low: c.number("low"), High: c.number("high"),
	}
	if e.Row == "" && !(e.Ratio.Known && e.Low.Known && e.High.Known) {
		c.fail("a row without another row to rest on needs ratio, low and high")
	}
	l.RiskEffects = append(l.RiskEffects, e)
}

// settings reads "a=1 b c=2": words without a number belong to the name that follows.
func (c *cells) settings(column string) []Setting {
	var out []Setting
	name := ""
	for _, word := range strings.Fields(c.text(column)) {
		key, value, ok := strings.Cut(word, "=")
		name = strings.TrimSpace(name + " " + key)
		if !ok {
			continue
		}
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			c.fail("%s: %q is no number", column, word)
		}
		out = append(out, Setting{name, v})
		name = ""
	}
	if name != "" {
		c.fail("%s: %q has no number", column, name)
	}
	return out
}

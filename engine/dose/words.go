package dose

import (
	"sort"
	"strings"

	"jakstat/unit"
)

// frequencies are the words for an interval, in hours; 0 is a single dose. Doses "twice daily" are
// 12 h apart: the clock times people keep are not in a regimen's text.
var frequencies = map[string]float64{
	"once": 0, "single": 0, "stat": 0,
	"qd": 24, "od": 24, "daily": 24, "bid": 12, "bd": 12, "tid": 8, "tds": 8, "qid": 6, "qds": 6,
	"qod": 48, "eod": 48, "weekly": 168, "qw": 168, "fortnightly": 336,
}

// canonicalFrequencies are the words String prints, one for each interval.
var canonicalFrequencies = []string{"qd", "bid", "tid", "qid", "qod", "weekly"}

// ambiguous words are refused with what to write instead.
var ambiguous = map[string]string{
	"biweekly": `"every 2 weeks" or "every 84 h"`, "bimonthly": `"every 8 weeks" or "every 2 weeks"`,
	"monthly": `"every 4 weeks"`, "quarterly": `"every 12 weeks"`, "yearly": `"every 52 weeks"`, "annually": `"every 52 weeks"`,
	"month": `weeks or days: a month has no fixed length`, "months": `weeks or days: a month has no fixed length`, "mo": `weeks or days: a month has no fixed length`,
	"prn": `a fixed interval: doses "as needed" have no times`, "needed": `a fixed interval: doses "as needed" have no times`,
}

// timeUnits are hours per unit as people write them.
var timeUnits = map[string]float64{
	"h": 1, "hr": 1, "hrs": 1, "hour": 1, "hours": 1, "min": 1. / 60, "mins": 1. / 60, "minute": 1. / 60, "minutes": 1. / 60,
	"d": hoursPerDay, "day": hoursPerDay, "days": hoursPerDay,
	"w": hoursPerWeek, "wk": hoursPerWeek, "wks": hoursPerWeek, "week": hoursPerWeek, "weeks": hoursPerWeek,
}

// formulations are kept as written here; words that name a dosage form are kept too.
var formulations = map[string]string{
	"er": "ER", "xr": "XR", "ir": "IR", "sr": "SR", "mr": "MR", "dr": "DR", "pr": "PR",
	"tablet": "tablet", "tablets": "tablet", "capsule": "capsule", "capsules": "capsule",
	"solution": "solution", "suspension": "suspension", "cream": "cream", "ointment": "ointment",
}

// routes are the ways in.
var routes = map[string]string{
	"po": "oral", "oral": "oral", "orally": "oral", "iv": "iv", "intravenous": "iv", "intravenously": "iv",
	"sc": "sc", "subcutaneous": "sc", "subcutaneously": "sc", "topical": "topical", "topically": "topical",
}

// keywords begin a clause or a qualifier; fillers may stand anywhere and mean nothing.
var (
	keywords = []string{
		"load", "loading", "infuse", "then", "for", "until", "from", "over", "every", "hold", "skip", "x", "on", "at", "days", "week",
		"weeks", "day", "dose", "doses", "twice", "times", "steady", "state", "other",
	}
	fillers  = map[string]bool{"of": true, "give": true, "take": true, "dose": true, "infusion": true, "by": true, "mouth": true, "and": true}
	loadings = map[string]bool{"load": true, "loading": true}
	froms    = map[string]bool{"from": true, "starting": true, "start": true, "beginning": true, "on": true}
	untils   = map[string]bool{"until": true, "till": true, "through": true, "thru": true}
	holds    = map[string]bool{"hold": true, "pause": true, "interrupt": true}
	skips    = map[string]bool{"skip": true, "miss": true, "omit": true}
	rangeTo  = map[string]bool{"to": true, "until": true, "through": true, "thru": true}
)

// vocabulary is every word a regimen may contain, for "did you mean".
var vocabulary = func() []string {
	seen := map[string]bool{}
	for _, k := range keywords {
		seen[k] = true
	}
	addKeys(seen, frequencies)
	addKeys(seen, timeUnits)
	addKeys(seen, formulations)
	addKeys(seen, routes)
	addKeys(seen, froms)
	addKeys(seen, untils)
	addKeys(seen, holds)
	addKeys(seen, skips)
	out := make([]string, 0, len(seen))
	for w := range seen {
		if len(w) > 1 {
			out = append(out, w)
		}
	}
	sort.Strings(out)
	return out
}()

func addKeys[V any](seen map[string]bool, m map[string]V) {
	for k := range m {
		seen[k] = true
	}
}

// isWord tells whether a regimen may contain the word apart from units of dose.
func isWord(w string) bool {
	i := sort.SearchStrings(vocabulary, w)
	if i < len(vocabulary) && vocabulary[i] == w {
		return true
	}
	_, bad := ambiguous[w]
	_, interval := intervalWord(w)
	return bad || interval || fillers[w] || w == "x"
}

// doseUnits are read whatever the case, because people write "15 MG"; other units are as in
// package unit.
var doseUnits = map[string]string{
	"mg": "mg", "g": "g", "kg": "kg", "ug": "ug", "µg": "ug", "μg": "ug", "mcg": "ug", "ng": "ng",
	"mol": "mol", "mmol": "mmol", "umol": "umol", "µmol": "umol", "μmol": "umol", "nmol": "nmol", "iu": "IU", "u": "IU",
}

// doseUnit reads the unit of a dose: a mass, an amount or international units, perhaps per kg.
func doseUnit(text string) (u unit.Unit, perKg bool, err error) {
	base := text
	if len(text) > 3 && strings.EqualFold(text[len(text)-3:], "/kg") {
		base, perKg = text[:len(text)-3], true
	}
	if known, ok := doseUnits[strings.ToLower(base)]; ok {
		base = known
	}
	u, err = unit.Parse(base)
	return u, perKg, err
}

// isDoseUnit tells whether the dimension is one of a dose.
func isDoseUnit(u unit.Unit) bool {
	return u.Dim == unit.Of(unit.Mass) || u.Dim == unit.Of(unit.Amount) || u.Dim == unit.Of(unit.Activity)
}

// intervalWord reads "q8h", "q2w", "q3wk", "q12hrs".
func intervalWord(w string) (hours float64, ok bool) {
	if len(w) < 3 || w[0] != 'q' || !isDigit(rune(w[1])) {
		return 0, false
	}
	n := scanNumber([]rune(w), 1)
	toks := lex(w[1:])
	per, ok := timeUnits[w[n:]]
	if !ok || len(toks) == 0 || toks[0].kind != numeral {
		return 0, false
	}
	return toks[0].value * per, true
}

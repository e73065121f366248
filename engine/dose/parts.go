package dose

import "math"

// frequency reads the words of an interval after its first word t: "qd", "q8h", "q 8 h", "every 8 h",
// "every other day", "once daily", "twice a week". The interval is in hours, 0 for a single dose.
func (p *parser) frequency(t token) (every float64, ok bool) {
	if t.kind != word {
		return 0, false
	}
	if h, ok := intervalWord(t.low); ok {
		return p.interval(t, h), true
	}
	switch t.low {
	case "once":
		if h, ok := p.perUnit(1); ok {
			return h, true
		}
		if p.takeWord("every") {
			return p.everyPart(t), true
		}
		return 0, true
	case "twice":
		if h, ok := p.perUnit(2); ok {
			return h, true
		}
		p.fail(t, "dose.word", "%q without a unit", t.text).Suggest("write \"twice daily\" or \"x 2 doses\"")
		return math.NaN(), true
	case "q", "every", "each":
		return p.everyPart(t), true
	case "alternate":
		if p.takeWord("days", "day") {
			return 2 * hoursPerDay, true
		}
		return 0, false
	}
	h, ok := frequencies[t.low]
	return h, ok
}

// perUnit reads "daily", "weekly", "a day", "per week", "each day" after a count.
func (p *parser) perUnit(count float64) (every float64, ok bool) {
	t := p.peek()
	if t.kind != word {
		return 0, false
	}
	per := 0.0
	switch t.low {
	case "daily":
		per = hoursPerDay
		p.next()
	case "weekly":
		per = hoursPerWeek
		p.next()
	case "a", "per", "each", "every":
		u := p.peekAt(1)
		h, isUnit := timeUnits[u.low]
		if u.kind != word || !isUnit {
			return 0, false
		}
		p.next()
		p.next()
		per = h
	default:
		return 0, false
	}
	return p.interval(t, per/count), true
}

// everyPart reads what follows "every" or "q".
func (p *parser) everyPart(t token) float64 {
	if p.takeWord("other") {
		if u := p.next(); u.kind == word && timeUnits[u.low] != 0 {
			return 2 * timeUnits[u.low]
		}
		p.fail(t, "dose.interval", "\"every other\" without a unit").Suggest("write \"every other day\"")
		return math.NaN()
	}
	if h, ok := timeUnits[p.peek().low]; ok && p.at(word) {
		p.next()
		return h
	}
	if h, ok := p.duration(t, "every 12 h"); ok {
		return p.interval(t, h)
	}
	return math.NaN()
}

// interval checks that an interval is positive.
func (p *parser) interval(t token, h float64) float64 {
	if !(h > 0) || h > maxTime {
		p.fail(t, "dose.interval", "the interval %s h is not between 0 and %g h", number(h), float64(maxTime)).Suggest("write \"every 12 h\"")
		return math.NaN()
	}
	return h
}

// setEvery keeps an interval; NaN marks one that was reported.
func (p *parser) setEvery(d *draft, t token, h float64) {
	if d.every != nil {
		p.fail(t, "dose.twice", "a second interval in one course").Suggest("join courses by \"then\" or a comma")
		return
	}
	d.every = &h
}

// maxTime bounds every duration and day, in hours: about 1140 years.
const maxTime = 1e7

// duration reads "12 weeks" and returns hours.
func (p *parser) duration(t token, example string) (hours float64, ok bool) {
	n := p.peek()
	if n.kind == dash && p.peekAt(1).kind == numeral {
		p.next()
		p.next()
		if timeUnits[p.peek().low] != 0 {
			p.next()
		}
		p.fail(n, "dose.duration", "negative duration after %q", t.text).Suggest("write %q", example)
		return 0, false
	}
	if n.kind != numeral {
		p.fail(t, "dose.duration", "no duration after %q", t.text).Suggest("write %q", example)
		return 0, false
	}
	p.next()
	u := p.peek()
	per, isUnit := timeUnits[u.low]
	if u.kind != word || !isUnit {
		if right, bad := ambiguous[u.low]; bad && u.kind == word {
			p.next()
			p.fail(u, "dose.ambiguous", "%q is ambiguous", u.text).Suggest("write %s", right)
			return 0, false
		}
		if u.kind == word && !isWord(u.low) {
			p.next()
			p.fail(u, "dose.duration", "%q is no unit of time", u.text).Suggest("write %q", example)
		} else {
			p.fail(n, "dose.duration", "%s has no unit of time", n.text).Suggest("write %q", example)
		}
		return 0, false
	}
	p.next()
	h := n.value * per
	if !(h > 0) || h > maxTime {
		p.fail(n, "dose.duration", "the duration %s %s is not between 0 and %g h", n.text, u.text, float64(maxTime)).Suggest("write %q", example)
		return 0, false
	}
	return h, true
}

// forPart reads what follows "for" or "x": a duration or a number of doses.
func (p *parser) forPart(d *draft, t token) {
	n, u := p.peek(), p.peekAt(1)
	if n.kind == numeral && (u.low == "doses" || u.low == "dose" || u.low == "times") {
		p.next()
		p.next()
		p.setCount(d, n, n.value)
		return
	}
	if t.low == "x" && n.kind == numeral && (u.kind != word || timeUnits[u.low] == 0) {
		p.next()
		p.setCount(d, n, n.value)
		return
	}
	if h, ok := p.duration(t, "for 12 weeks"); ok {
		if p.ended(d, t) {
			return
		}
		d.length, d.endTok = &h, t
	}
}

func (p *parser) setCount(d *draft, t token, v float64) {
	if v != math.Floor(v) || v < 1 || v > MaxEvents {
		p.fail(t, "dose.count", "%s is not a number of doses", t.text).Suggest("write \"x 10 doses\", at most %d", MaxEvents)
		return
	}
	if p.ended(d, t) {
		return
	}
	d.count, d.endTok = int(v), t
}

func (p *parser) setUntil(d *draft, t token, h float64) {
	if p.ended(d, t) {
		return
	}
	d.until, d.endTok = &h, t
}

// ended complains about a second end of a course.
func (p *parser) ended(d *draft, t token) bool {
	if d.length == nil && d.until == nil && d.count == 0 {
		return false
	}
	p.fail(t, "dose.twice", "a second end of one course").Suggest("use one of \"for\", \"until\" and \"x … doses\"")
	return true
}

// instant reads "day 84", "week 3", "end of week 3" or "36 h". A day or week stands for its
// beginning, or for its end when inclusive.
func (p *parser) instant(t token, inclusive bool) (hours float64, ok bool) {
	if p.takeWord("end") {
		p.takeWord("of")
	}
	p.takeWord("the")
	u := p.peek()
	if u.kind == word && (u.low == "day" || u.low == "days" || u.low == "week" || u.low == "weeks") {
		p.next()
		n, ok := p.ordinal(u)
		if !inclusive {
			n--
		}
		return float64(n) * timeUnits[u.low], ok
	}
	if u.kind == numeral && u.value == 0 {
		p.next()
		if _, isUnit := timeUnits[p.peek().low]; isUnit {
			p.next()
		}
		if inclusive {
			p.fail(u, "dose.duration", "a course cannot end at 0").Suggest("write \"until day 84\"")
		}
		return 0, !inclusive
	}
	return p.duration(t, t.low+" day 2")
}

// ordinal reads a day, week or dose number, counted from 1.
func (p *parser) ordinal(after token) (int, bool) {
	minus := p.at(dash)
	if minus {
		p.next()
	}
	n := p.peek()
	if n.kind != numeral {
		p.fail(after, "dose.day", "no number after %q", after.text).Suggest("write \"%s 14\"", after.text)
		return 1, false
	}
	p.next()
	if minus || n.value != math.Floor(n.value) || n.value < 1 || n.value > maxTime/hoursPerWeek {
		text := n.text
		if minus {
			text = "-" + text
		}
		p.fail(n, "dose.day", "%s %s does not exist", after.text, text).Suggest("days, weeks and doses are whole numbers that count from 1")
		return 1, false
	}
	return int(n.value), true
}

// fromPart reads what follows "from", or a bare "days 1-7".
func (p *parser) fromPart(d *draft, t token) {
	if d.from != nil {
		p.fail(t, "dose.twice", "a second start of one course").Suggest("join courses by \"then\" or a comma")
	}
	u := p.peek()
	h, ok := p.instant(t, false)
	if !ok {
		return
	}
	d.from, d.frTok = &h, t
	if per := timeUnits[u.low]; u.kind == word && (p.at(dash) || p.at(word) && rangeTo[p.peek().low] && !untils[p.peek().low]) {
		mark := p.next()
		p.takeWord("day", "days", "week", "weeks")
		if n, ok := p.ordinal(u); ok {
			p.setUntil(d, mark, float64(n)*per)
		}
	}
}

// hold reads the days after "hold".
func (p *parser) hold() {
	p.takeWord("dose", "doses", "dosing", "treatment")
	p.takeWord("from", "on", "during")
	u := p.peek()
	if u.kind != word || timeUnits[u.low] < hoursPerDay {
		p.fail(u, "dose.hold", "nothing to hold").Suggest("write \"hold days 14-21\"")
		p.skipClause()
		return
	}
	p.next()
	for _, s := range p.spans(u) {
		if timeUnits[u.low] == hoursPerWeek {
			s = Span{7*(s.First-1) + 1, 7 * s.Last}
		}
		p.out.Holds = append(p.out.Holds, s)
	}
}

// skip reads the dose numbers after "skip".
func (p *parser) skip() {
	u := p.peek()
	if u.low != "dose" && u.low != "doses" {
		p.fail(u, "dose.skip", "nothing to skip").Suggest("write \"skip dose 5\"; days are left out with \"hold days 14-21\"")
		p.skipClause()
		return
	}
	p.next()
	p.out.Skips = append(p.out.Skips, p.spans(u)...)
}

// spans reads "5", "14-21", "3, 5 and 7-9". A comma belongs to the list when a bare number follows.
func (p *parser) spans(u token) []Span {
	var out []Span
	for {
		first, ok := p.ordinal(u)
		if !ok {
			p.skipClause()
			return out
		}
		s := Span{first, first}
		if p.at(dash) || p.at(word) && rangeTo[p.peek().low] {
			at := p.next()
			p.takeWord("day", "days", "week", "weeks", "dose", "doses")
			last, ok := p.ordinal(u)
			if ok && last < first {
				p.fail(at, "dose.range", "%s %d-%d runs backwards", u.text, first, last).Suggest("write \"%s %d-%d\"", u.text, last, first)
				ok = false
			}
			if ok {
				s.Last = last
			}
		}
		out = append(out, s)
		if !p.listGoesOn() {
			return out
		}
	}
}

// listGoesOn consumes a separator when a bare number follows it.
func (p *parser) listGoesOn() bool {
	n := 0
	for p.peekAt(n).kind == comma || p.peekAt(n).low == "and" {
		n++
	}
	if n == 0 || p.peekAt(n).kind != numeral {
		return false
	}
	after := p.peekAt(n + 1)
	if after.kind == word && after.low != "and" && !rangeTo[after.low] && after.low != "then" && !holds[after.low] && !skips[after.low] {
		return false
	}
	p.pos += n
	return true
}

// skipClause passes over the rest of a clause that could not be read.
func (p *parser) skipClause() {
	for !p.at(end) && !p.at(comma) && p.peek().low != "then" {
		p.next()
	}
}

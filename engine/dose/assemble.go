package dose

import (
	"math"
	"sort"
	"strings"
)

// assemble turns drafts into courses with absolute times.
func (p *parser) assemble() {
	p.merge()
	if len(p.drafts) == 0 {
		if len(p.errs) == 0 {
			p.fail(p.peek(), "dose.none", "no dose").Suggest("%s", p.example())
		}
		return
	}
	for i := range p.drafts {
		p.inherit(i)
	}
	for i := range p.drafts {
		p.place(i)
	}
	p.out.Holds = join(p.out.Holds)
	p.out.Skips = join(p.out.Skips)
}

// merge attaches a clause without dose and frequency ("15 mg qd, for 12 weeks") to the course before it.
func (p *parser) merge() {
	var out []draft
	for _, d := range p.drafts {
		n := len(out)
		if n == 0 || d.then || d.amount != nil || d.load || d.every != nil && (out[n-1].every != nil || out[n-1].load) {
			out = append(out, d)
			continue
		}
		to := &out[n-1]
		if d.every != nil {
			to.every = d.every
		}
		if d.from != nil {
			if to.from != nil {
				p.fail(d.frTok, "dose.twice", "a second start of one course").Suggest("start a new course with its dose or interval")
			}
			to.from, to.frTok = d.from, d.frTok
		}
		if d.length != nil || d.until != nil || d.count > 0 {
			if !p.ended(to, d.endTok) {
				to.length, to.until, to.count, to.endTok = d.length, d.until, d.count, d.endTok
			}
		}
		if d.over > 0 {
			to.over = d.over
		}
		for _, f := range strings.Fields(d.formulation) {
			to.addForm(f)
		}
		if d.route != "" {
			to.route = d.route
		}
		to.steady = to.steady || d.steady
	}
	p.drafts = out
}

// inherit fills a missing dose from the one given apart or from the course before; the formulation
// and route go with the dose.
func (p *parser) inherit(i int) {
	d := &p.drafts[i]
	if p.given != nil && i == 0 && d.amount != nil && !d.load {
		p.fail(d.tok, "dose.twice", "the regimen gives a dose although the dose %s is given apart", amountText(*p.given.amount, p.given.perKg)).
			Suggest("give the dose once")
	}
	if d.amount == nil {
		from := p.given
		for k := i - 1; k >= 0; k-- {
			if !p.drafts[k].load {
				from = &p.drafts[k]
				break
			}
		}
		switch {
		case from != nil && !d.load && from.amount != nil:
			d.amount, d.perKg = from.amount, from.perKg
			if d.formulation == "" {
				d.formulation = from.formulation
			}
			if d.route == "" {
				d.route = from.route
			}
		case p.doseElsewhere && p.given == nil: // already reported with the dose
		default:
			p.fail(d.tok, "dose.none", "no dose in this course").Suggest("%s", p.example())
		}
	}
	if d.every == nil {
		zero := 0.0
		switch {
		case d.count > 1 || d.length != nil || d.until != nil:
			p.fail(d.endTok, "dose.interval", "the course has an end and no interval").Suggest("say how often: \"qd\", \"every 12 h\"")
			nan := math.NaN()
			d.every = &nan
		default:
			d.every = &zero
		}
	} else if *d.every == 0 && (d.count > 1 || d.length != nil || d.until != nil) {
		p.fail(d.endTok, "dose.interval", "a single dose has no end").Suggest("say how often: \"qd\", \"every 12 h\"")
	}
}

// place fixes the start and end of course i; a course that was reported already is placed as well
// as it can be, so that its neighbours are still checked.
func (p *parser) place(i int) {
	d := p.drafts[i]
	c := Course{Load: d.load, Formulation: d.formulation, Route: d.route, Every: *d.every, Over: d.over, SteadyState: d.steady}
	if d.amount != nil {
		c.Amount, c.PerKg = *d.amount, d.perKg
	}
	broken := math.IsNaN(c.Every)
	switch {
	case d.from != nil:
		c.Start = *d.from
		if i > 0 {
			p.follow(i, c.Start)
		}
	case i > 0:
		start, ok := impliedStart(p.out.Courses[i-1], c.Every)
		if !ok && !broken && !math.IsNaN(p.out.Courses[i-1].Every) {
			p.fail(d.tok, "dose.start", "this course has no start").Suggest("end the one before (\"for 8 weeks\") or write \"from day 15\"")
		}
		c.Start = start
	}
	if d.length != nil && !c.Single() {
		c.For = *d.length
	}
	if d.until != nil && !c.Single() {
		if c.For = *d.until - c.Start; c.For <= 0 {
			p.fail(d.endTok, "dose.range", "the course ends at %s h before it starts at %s h", number(*d.until), number(c.Start)).Suggest("end it later")
		}
	}
	if !c.Single() {
		c.Doses = d.count
	}
	if c.SteadyState && (i > 0 || c.Single()) {
		p.fail(d.tok, "dose.steady", "steady state is for the first course, and needs an interval").Suggest("write \"15 mg qd at steady state\"")
	}
	if !(math.Abs(c.Start) <= maxTime) && !broken {
		p.fail(d.tok, "dose.start", "the course starts at %s h", number(c.Start)).Suggest("courses start within %g h", float64(maxTime))
	}
	p.out.Courses = append(p.out.Courses, c)
}

// follow ends an open course where the next one starts, and refuses an overlap.
func (p *parser) follow(i int, start float64) {
	previous, d := &p.out.Courses[i-1], p.drafts[i]
	switch {
	case math.IsNaN(previous.Every):
	case previous.Open() && start > previous.Start:
		previous.For = start - previous.Start
	case previous.Open() || start < previous.End()-tieTolerance:
		p.fail(d.frTok, "dose.overlap", "this course starts at %s h, before the course ahead of it ends", number(start)).
			Suggest("start it later or end the course ahead of it sooner")
	}
}

// join sorts spans and merges those that touch, so that a regimen has one form.
func join(s []Span) []Span {
	sort.Slice(s, func(i, j int) bool { return s[i].First < s[j].First })
	var out []Span
	for _, x := range s {
		if n := len(out); n > 0 && x.First <= out[n-1].Last+1 {
			out[n-1].Last = max(out[n-1].Last, x.Last)
			continue
		}
		out = append(out, x)
	}
	return out
}

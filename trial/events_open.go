package trial

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/jak/form"
	"jakstat/jak/pk"
	"jakstat/jak/safety"
)

// maxFollowed is the longest trial that events are followed in, years: hazards were estimated from shorter ones.
const maxFollowed = 15

// Events says which adverse events are followed, in whom and for how long.
type Events struct {
	People     *safety.Description
	drawn      *safety.People
	List       []Followed
	Comparator int // index of Plan.Arms
	Combined   []Combined
	Margin     float64 // of the hazard ratio; 0: none
	// Median and Maximum are years: patients enter at a constant rate over 2·(Maximum − Median) years, and who enters first is followed for Maximum.
	Median, Maximum float64
	Dropout         Dropout // By in years
	Pool            string  // of library/trials, whose rates are this trial's own
}

// Followed is an event that is followed. The trial ends when Until patients have had it, of several events when the last has come; 0 does not end it.
type Followed struct {
	*safety.Event
	Primary bool
	Until   int
}

// Combined is arms that are also read as one.
type Combined struct {
	Name string
	Arms []int
}

// hazardDisease are the diseases of trials as jak/safety names them.
var hazardDisease = map[string]string{
	"RA": "RA", "PsA": "PsA", "axSpA": "AS", "ulcerative colitis": "UC", "Crohn disease": "CD", "atopic dermatitis": "AD", "plaque psoriasis": "PsO", "alopecia areata": "AA",
}

// Recruitment is the years over which patients enter.
func (e *Events) Recruitment() float64 { return 2 * (e.Maximum - e.Median) }

// events reads the part of a file that follows adverse events, and the description of the people that it needs.
func (r *reader) events(p *Plan) {
	f, covariates := r.file.Events, r.file.Population.Covariates
	if f == nil {
		if covariates != nil {
			r.bad(covariates.Pos, "events", "covariates are described, but no events are followed").Suggestion = "add events:"
		}
		return
	}
	e := &Events{Comparator: p.Control, Pool: f.Pool.S}
	p.Events = e
	r.years(e, f)
	r.followed(e, f)
	r.groups(p, e, f)
	e.Margin = r.number(f.Margin, "margin", "1.8", 1.01, 20, 0)
	if f.Dropout != nil {
		e.Dropout = Dropout{Share: r.share(f.Dropout.Share, "share", 0), By: r.number(f.Dropout.By, "by", "1", 0.01, maxFollowed, 0)}
		if f.Dropout.Share.S == "" || f.Dropout.By.S == "" {
			at := f.Dropout.Share.Pos
			if at.Line == 0 {
				at = f.Dropout.By.Pos
			}
			r.bad(at, "missing", "dropout of events needs a share and the years by which it has left").Suggestion = "write dropout: {share: 10 %, by: 1}"
		}
	}
	r.covariates(p, e, covariates)
	for i, a := range r.file.Arms {
		r.hazard(p, i, a)
	}
}

func (r *reader) years(e *Events, f *EventsEntry) {
	if f.Years == nil || f.Years.Median.S == "" || f.Years.Maximum.S == "" {
		r.bad(f.Pos, "missing", "events: how long patients are followed is not said").Suggestion = "add years: {median: 3.7, maximum: 6}"
		return
	}
	e.Median, e.Maximum = r.number(f.Years.Median, "median", "3.7", 0.05, maxFollowed, math.NaN()), r.number(f.Years.Maximum, "maximum", "6", 0.05, maxFollowed, math.NaN())
	switch {
	case e.Median > e.Maximum:
		r.bad(f.Years.Median.Pos, "number", "median: %s years is more than the maximum of %s", f.Years.Median.S, f.Years.Maximum.S)
	case 2*e.Median < e.Maximum:
		r.bad(f.Years.Median.Pos, "number", "median: patients who enter at a constant rate are followed for half of the maximum at least").Suggestion = "write at least " + weekText(e.Maximum/2)
	}
}

func (r *reader) followed(e *Events, f *EventsEntry) {
	if len(f.Follow) == 0 {
		r.bad(f.Pos, "missing", "events: none is named").Suggestion = "add follow: with a line - {event: MACE, primary: yes}"
	}
	var names []string
	for _, x := range safety.Events() {
		names = append(names, x.Name)
	}
	for _, x := range f.Follow {
		out := Followed{Primary: r.primaryEvent(x.Primary)}
		var ok bool
		out.Event, ok = safety.Find(x.Event.S)
		switch {
		case x.Event.S == "":
			r.bad(x.Pos, "missing", "an event has no name").Suggestion = "add event: MACE"
			continue
		case !ok:
			d := r.bad(x.Event.Pos, "event", "unknown event %q", x.Event.S)
			if d.Suggestion = diag.DidYouMean(x.Event.S, names); d.Suggestion == "" {
				d.Suggestion = "events are " + strings.Join(names, ", ")
			}
			continue
		case slices.ContainsFunc(e.List, func(o Followed) bool { return o.Event == out.Event }):
			r.bad(x.Event.Pos, "event", "event %s is given twice", out.Name)
		}
		out.Until = r.count(x.Until, "until", 0)
		e.List = append(e.List, out)
	}
}

func (r *reader) primaryEvent(t form.Text) bool {
	switch t.S {
	case "", "no", "false":
	case "yes", "true":
		return true
	default:
		r.bad(t.Pos, "word", "primary: %q is not known", t.S).Suggestion = "write primary: yes"
	}
	return false
}

// groups reads the comparator and which arms are also read as one.
func (r *reader) groups(p *Plan, e *Events, f *EventsEntry) {
	if f.Comparator.S != "" {
		e.Comparator = max(0, r.arm(p, f.Comparator, "comparator"))
	}
	var names []string
	for _, a := range p.Arms {
		names = append(names, a.Label)
	}
	for _, c := range f.Combined {
		out := Combined{Name: c.Name.S}
		switch {
		case c.Name.S == "":
			r.bad(c.Pos, "missing", "combined arms have no name").Suggestion = "add name: both doses"
		case slices.Contains(names, c.Name.S):
			r.bad(c.Name.Pos, "arms", "an arm is already named %q", c.Name.S)
		}
		names = append(names, c.Name.S)
		for _, t := range c.Arms {
			i := r.arm(p, t, "combined")
			switch {
			case i < 0:
			case i == e.Comparator:
				r.bad(t.Pos, "arms", "combined: %q is the comparator", t.S)
			case slices.Contains(out.Arms, i):
				r.bad(t.Pos, "arms", "combined: %q is named twice", t.S)
			default:
				out.Arms = append(out.Arms, i)
			}
		}
		if len(c.Arms) < 2 {
			r.bad(c.Pos, "arms", "combined: two arms at least are put together").Suggestion = "write arms: [A, B]"
		}
		e.Combined = append(e.Combined, out)
	}
}

// covariates reads the people as jak/safety describes them. Disease and years are the trial's own.
func (r *reader) covariates(p *Plan, e *Events, c *CovariateEntry) {
	at := r.file.Events.Pos
	var words []safety.Word
	if c != nil {
		at = c.Pos
		for _, w := range c.Entries {
			if w.Name == safety.DiseaseWord || w.Name == safety.YearsWord {
				r.bad(w.Pos, "events", "covariates: %s is said by the trial itself", w.Name).Suggestion = "leave it out"
				continue
			}
			words = append(words, w)
		}
	}
	// Where the trial does not say disease or years, that is told once; any will do to check the rest.
	years, disease := "1", safety.ReferenceDisease
	if e.Median > 0 {
		years = strconv.FormatFloat(e.Median, 'g', -1, 64)
	}
	if d := p.Setting.Disease; d != "" {
		if disease = hazardDisease[d]; disease == "" {
			r.bad(r.file.Disease.Pos, "events", "no hazards of events are known in %s", d).Suggestion = "they are known in " + strings.Join(safety.Diseases, ", ")
			disease = safety.ReferenceDisease
		}
	}
	words = append(words, safety.Word{Name: safety.YearsWord, Text: years, Pos: at}, safety.Word{Name: safety.DiseaseWord, Text: disease, Pos: r.file.Disease.Pos})
	var found diag.List
	e.People = safety.Describe(words, &found)
	for _, d := range found {
		if d.Pos.Line == 0 { // of the description as a whole
			d.Pos = at
		}
		d.Pos.File = r.file.Path
		if d.Code == "risk.missing" {
			d.Suggestion = "describe each under covariates: of the population, or name one to take the rest from with typical: RA"
		}
		r.diags.Add(d)
	}
	if len(found) > 0 {
		return
	}
	low, high := math.Inf(-1), math.Inf(1)
	if g := r.file.Eligibility; g != nil {
		low, high = p.People.Age.Low, p.People.Age.High
	}
	var ok bool
	if e.drawn, ok = safety.NewPeople(&e.People.Population, low, high); !ok {
		r.bad(at, "range", "no people within the limits of age have a mean of %g years and a standard deviation of %g", e.People.X[safety.Age], e.People.X[safety.AgeSD]).Suggestion = "change age, age-sd, or eligibility"
	}
}

// hazard checks that something is known of what an arm does to events.
func (r *reader) hazard(p *Plan, i int, e ArmEntry) {
	a := &p.Arms[i]
	_, class := safety.ClassOf(a.Drug)
	pos := e.Drug.Pos
	switch {
	case a.Drug == "" || class:
	case a.Blocked != nil:
		r.bad(e.Blockade.Pos, "events", "events under %q are not known from a blockade alone", a.Drug).Suggestion = "follow events in arms with drugs of the library"
	case !slices.Contains(pk.Names(), a.Drug) && slices.Contains(knownDrugs(), a.Drug):
		r.bad(pos, "events", "no hazards are known of events under %q", a.Drug).Suggestion = "hazards are known of placebo, methotrexate, TNFi, tocilizumab, abatacept, rituximab and the inhibitors with a model"
	}
}

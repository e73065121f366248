package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/blockade"
	"jakstat/jak/coverage"
	"jakstat/jak/safety"
	"jakstat/report"
)

// riskView turns risks into text, pictures and a document.
type riskView struct {
	lib          *evidence.Library
	people       *safety.Description
	options      []safety.Option
	risks        []safety.Risk
	only         []string
	patientYears float64
	benefit      *riskBenefit // nil: not asked for
	weigh        string       // event beside the benefit
	command      string
}

// Names of the treatments that stand beside the drugs.
const (
	conventional = "conventional treatment"
	tnfInhibitor = "TNF inhibitor"
)

func newRiskView(lib *evidence.Library, people *safety.Description, ts []coverage.Treatment, blocked []blockade.Blockade, only []string, patientYears float64) *riskView {
	v := &riskView{lib: lib, people: people, only: only, patientYears: patientYears}
	v.options = []safety.Option{{Name: conventional, Action: &safety.Action{}}, {Name: tnfInhibitor, Action: &safety.Action{Class: safety.TNF}}}
	for i, t := range ts {
		name := fmt.Sprintf("%s %s", t.Drug.Name, t.Regimen)
		v.options = append(v.options, safety.Option{Name: name, Action: &safety.Action{Class: safety.JAK, Drug: t.Drug.Name, Blockades: blocked[i : i+1]}})
	}
	for _, r := range safety.Shipped().Assess(&people.Population, v.options) {
		if len(only) == 0 || slices.Contains(only, r.Event.Name) {
			v.risks = append(v.risks, r)
		}
	}
	return v
}

func (v *riskView) models() []*safety.Model {
	var out []*safety.Model
	for _, m := range safety.Shipped().Models {
		if len(v.only) == 0 || slices.Contains(v.only, m.Event.Name) {
			out = append(out, m)
		}
	}
	return out
}

// drugs are the names of the JAK inhibitors, each once.
func (v *riskView) drugs() []string {
	var out []string
	for _, o := range v.options {
		if d := o.Action.Drug; d != "" && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

func (v *riskView) published(drug, event string) []results.Ratio {
	return safety.Published(results.Shipped(), drug, event)
}

// of are the risks of an event, in the order of the options.
func (v *riskView) of(m *safety.Model) []*safety.Risk {
	var out []*safety.Risk
	for i := range v.risks {
		if v.risks[i].Event == m.Event {
			out = append(out, &v.risks[i])
		}
	}
	return out
}

func bandText(b safety.Band) string {
	return fmt.Sprintf("%s (%s to %s)", brief(b.Median), brief(b.Low), brief(b.High))
}

// brief prints a number of which two digits are meant.
func brief(x float64) string {
	if a := math.Abs(x); a >= 10 || a == 0 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2g", x)
}

// rates is the main table: events by treatments.
func (v *riskView) rates() *report.Table {
	t := &report.Table{Title: "Events per 100 patient-years (95 % interval of a group of such people)", RowHeads: 1, Columns: []report.Column{{Name: "event"}}}
	for _, o := range v.options {
		t.Columns = append(t.Columns, report.Column{Name: o.Name, Align: report.Right})
	}
	for _, m := range v.models() {
		row := []string{m.Event.Name}
		for _, r := range v.of(m) {
			row = append(row, bandText(r.Rate))
		}
		t.Add(row...)
	}
	t.Notes = v.extrapolated()
	return t
}

// extrapolated says for which disease and drugs there is no pool of an event: their intervals hold how much diseases and drugs differ.
func (v *riskView) extrapolated() []string {
	by := map[string][]string{}
	var order []string
	for i := range v.risks {
		for _, t := range v.risks[i].Terms {
			if !t.Unknown {
				continue
			}
			if by[t.Name] == nil {
				order = append(order, t.Name)
			}
			if e := v.risks[i].Event.Name; !slices.Contains(by[t.Name], e) {
				by[t.Name] = append(by[t.Name], e)
			}
		}
	}
	var out []string
	for _, name := range order {
		events := strings.Join(by[name], ", ")
		if len(by[name]) == len(v.models()) {
			events = "any event"
		}
		out = append(out, fmt.Sprintf("No pool of %s tells %s: the interval holds how much diseases and drugs differ.", strings.TrimPrefix(strings.TrimPrefix(name, "disease "), "drug "), events))
	}
	return out
}

// against compares each drug with a TNF inhibitor in the same people.
func (v *riskView) against() *report.Table {
	t := &report.Table{Title: "Against a TNF inhibitor in the same people", RowHeads: 2, Columns: []report.Column{
		{Name: "event"},
		{Name: "treatment"},
		{Name: "ratio", Align: report.Right},
		{Name: "difference", Unit: "per 100 patient-years", Align: report.Right},
		{Name: "treated for a year for one event", Wrap: true},
	}}
	for _, m := range v.models() {
		for _, r := range v.of(m) {
			if r.Option.Action.Class != safety.JAK {
				continue
			}
			t.Add(m.Event.Name, r.Option.Name, bandText(r.Ratio), bandText(r.Difference), neededText(r))
		}
	}
	t.Notes = []string{"Differences whose interval holds 0 are not told apart: a number needed would be no number then."}
	return t
}

func neededText(r *safety.Risk) string {
	n := neededOf(r)
	switch n.Direction {
	case "harm":
		return fmt.Sprintf("one more in %.0f (%.0f to %.0f)", *n.People, *n.Low, *n.High)
	case "benefit":
		return fmt.Sprintf("one fewer in %.0f (%.0f to %.0f)", *n.People, *n.Low, *n.High)
	}
	return n.Direction
}

// factorName names a factor for readers.
func factorName(f safety.Factor) string {
	switch f.Kind {
	case safety.Baseline:
		return "reference rate per 100 patient-years"
	case safety.OfTreatment:
		if f.Inhibition > 0 {
			return fmt.Sprintf("%s blocked by %.0f %%", f.Name, 100*f.Inhibition)
		}
	case safety.OfDrug:
		return f.Name + ", beyond that"
	}
	return f.Name
}

// drivers lists what a risk is made of: the factors of the population once, then those of each treatment.
func (v *riskView) drivers() *report.Table {
	t := &report.Table{Title: "What drives the risks: factors that multiply up", RowHeads: 2, Columns: []report.Column{
		{Name: "event"}, {Name: "whose"}, {Name: "factor", Wrap: true}, {Name: "value", Align: report.Right},
	}}
	for _, m := range v.models() {
		for i, r := range v.of(m) {
			for _, f := range r.Factors() {
				own := factorOf(f) == "treatment"
				whose := "population"
				if own {
					whose = r.Option.Name
				}
				if own || i == 0 {
					name := factorName(f)
					if f.Unknown {
						name += " (no pool: 1, with the spread of its kind)"
					}
					t.Add(m.Event.Name, whose, name, bandText(f.Band))
				}
			}
		}
	}
	return t
}

// summary says in one line an event which factors of the population weigh most; drivers has all of them.
func (v *riskView) summary() *report.Table {
	t := &report.Table{Title: "What drives the risks in this population (all factors: --json, --html)", RowHeads: 1, Columns: []report.Column{
		{Name: "event"}, {Name: "reference rate", Unit: "per 100 patient-years", Align: report.Right}, {Name: "population", Align: report.Right}, {Name: "largest factors", Wrap: true},
	}}
	for _, m := range v.models() {
		product := 1.0
		var of []safety.Factor
		reference := ""
		for _, f := range v.of(m)[0].Factors() {
			if f.Kind == safety.Baseline {
				reference = bandText(f.Band)
				continue
			}
			product *= f.Median
			of = append(of, f)
		}
		slices.SortStableFunc(of, func(a, b safety.Factor) int {
			return cmp.Compare(math.Abs(math.Log(b.Median)), math.Abs(math.Log(a.Median)))
		})
		var words []string
		for _, f := range of[:min(3, len(of))] {
			words = append(words, f.Name+" × "+brief(f.Median))
		}
		t.Add(m.Event.Name, reference, "× "+brief(product), strings.Join(words, ", "))
	}
	t.Notes = []string{fmt.Sprintf("The reference is %s, women aged %.0f, never smoked, no steroids, no earlier events, western Europe or North America, conventional treatment.", safety.ReferenceDisease, safety.ReferenceAge)}
	return t
}

// forms says for each event what the treatment acts through, as far as the evidence tells.
func (v *riskView) forms() *report.Table {
	t := &report.Table{Title: "How JAK inhibitors enter", RowHeads: 1, Columns: []report.Column{{Name: "event"}, {Name: "by"}, {Name: "what the evidence says", Wrap: true}}}
	for _, m := range v.models() {
		t.Add(m.Event.Name, m.Form(), formText(m))
	}
	return t
}

func formText(m *safety.Model) string {
	var out string
	switch {
	case len(m.Event.Candidates) == 0:
		out = "no pathway is a candidate"
	case m.Pathway == nil:
		best, gain := "", math.Inf(-1)
		for _, p := range m.Event.Candidates {
			if g := m.Gain[p.Name]; g > gain {
				best, gain = p.Name, g
			}
		}
		out = fmt.Sprintf("%s makes the data %s times as likely as an effect of the class: too little to be used", best, brief(math.Exp(gain)))
	default:
		gain, dose := m.Gain[m.Pathway.Name], m.Gain[safety.DoseOnly]
		out = fmt.Sprintf("%s times as likely as an effect of the class", brief(math.Exp(gain)))
		if over := gain - dose; over >= math.Ln2 {
			out += fmt.Sprintf(", %s times as likely as a mere effect of dose", brief(math.Exp(over)))
		} else {
			out += "; not told from a mere effect of dose"
		}
	}
	if m.Event.Lag > 0 {
		out += fmt.Sprintf("; acts after about %.2g years (a judgement)", m.Event.Lag)
	}
	return out
}

// reported lists what trials and registries say, also where they disagree.
func (v *riskView) reported() *report.Table {
	t := &report.Table{Title: "Reported ratios to TNF inhibitors: trials beside registries", RowHeads: 3, Columns: []report.Column{
		{Name: "event"}, {Name: "drug"}, {Name: "study"}, {Name: "group"}, {Name: "ratio", Align: report.Right}, {Name: "row"}, {Name: "verified"},
	}}
	for _, m := range v.models() {
		for _, drug := range v.drugs() {
			for _, r := range v.published(drug, m.Event.Name) {
				verified := "yes"
				if !r.Verified {
					verified = "◇ no"
				}
				study := r.Study
				if r.Dose != "routine" {
					study += ", " + r.Dose + " mg"
				}
				t.Add(m.Event.Name, drug, study, r.Subgroup, fmt.Sprintf("%s (%s to %s)", r.HR.Text, orDash(r.Low.Text), orDash(r.High.Text)), r.ID, verified)
			}
		}
	}
	return t
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// labels is what the labels say of monitoring, interruption and vaccination.
func (v *riskView) labels() *report.Table {
	t := &report.Table{Title: "What the labels ask for", RowHeads: 2, Columns: []report.Column{
		{Name: "drug"}, {Name: "label"}, {Name: "boxed warning"}, {Name: "monitoring", Wrap: true}, {Name: "do not start, interrupt, stop", Wrap: true}, {Name: "vaccination and screening", Wrap: true}, {Name: "source", Wrap: true},
	}}
	for _, drug := range v.drugs() {
		rows, licensed := safety.Labels(v.lib, drug, v.people.Disease)
		for _, r := range rows {
			label := r.Region + ", " + r.Indication
			if !licensed {
				label += " (not for " + v.people.Disease + ")"
			}
			source := r.Record.Source.Text + " " + r.ID
			if r.How != evidence.Verified {
				source = "◇ " + source
			}
			t.Add(drug, label, orDash(r.BoxedWarning), orDash(r.Monitoring), orDash(r.LabInterruptionRules), orDash(r.Vaccination), source)
		}
	}
	return t
}

// who describes the population.
func (v *riskView) who() string {
	var given, taken []string
	for _, c := range v.people.Given {
		given = append(given, covariateText(c, v.people.X[c]))
	}
	for _, c := range v.people.Taken {
		taken = append(taken, covariateText(c, v.people.X[c]))
	}
	out := fmt.Sprintf("Population: %s, %.3g years under treatment", v.people.Disease, v.people.Years)
	if len(given) > 0 {
		out += "; described: " + strings.Join(given, ", ")
	}
	out += "."
	if len(taken) > 0 {
		out += fmt.Sprintf("\nTaken from the typical population %q: %s.", v.people.Like, strings.Join(taken, ", "))
	}
	return out
}

func covariateText(c safety.Covariate, x float64) string {
	if c.IsShare() {
		return fmt.Sprintf("%s %.3g %%", c.Name(), 100*x)
	}
	return fmt.Sprintf("%s %.3g", c.Name(), x)
}

func (v *riskView) text(w io.Writer, term report.Term) error {
	fmt.Fprintf(w, "%s\n\n", v.who())
	tables := []*report.Table{v.rates()}
	if v.patientYears > 0 {
		tables = append(tables, v.counts())
	}
	if v.benefit != nil {
		tables = append(tables, v.balanceTable())
	}
	for _, t := range append(tables, v.against(), v.summary(), v.forms(), v.reported(), v.labels()) {
		if len(t.Rows) == 0 {
			continue
		}
		if err := t.Text(w, term); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	return nil
}

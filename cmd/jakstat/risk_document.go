package main

import (
	"jakstat/evidence/results"
	"jakstat/jak/safety"
)

const riskSchema = "jakstat.risk/1"

// riskDocument is the machine-readable form of the risks of a population.
type riskDocument struct {
	Schema      string          `json:"schema"`
	Product     string          `json:"product"`
	Notice      string          `json:"notice"`
	Calibration string          `json:"calibration"`
	Population  riskPopulation  `json:"population"`
	Events      []riskEvent     `json:"events"`
	Risks       []riskRow       `json:"risks"`
	Benefit     *riskBenefit    `json:"benefit" doc:"null where it is left out"`
	Published   []riskPublished `json:"published"`
	Labels      []riskLabel     `json:"labels"`
}

type riskPopulation struct {
	Disease    string          `json:"disease"`
	Years      float64         `json:"years"`
	Typical    string          `json:"typical,omitempty"`
	Source     string          `json:"typical_source,omitempty"`
	Covariates []riskCovariate `json:"covariates"`
}

type riskCovariate struct {
	Name    string  `json:"name"`
	Meaning string  `json:"meaning"`
	Value   float64 `json:"value"`
	Taken   bool    `json:"from_typical"`
}

type riskEvent struct {
	Name      string             `json:"name"`
	Form      string             `json:"form"`
	ByPathway bool               `json:"by_pathway"`
	Gain      map[string]float64 `json:"log_likelihood_over_class"`
	Lag       float64            `json:"lag_years"`
}

type riskBand struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

type riskRow struct {
	Event      string       `json:"event"`
	Treatment  string       `json:"treatment"`
	Rate       riskBand     `json:"per_100_patient_years"`
	Average    riskBand     `json:"mean_over_pools"`
	Ratio      riskBand     `json:"ratio_to_tnf_inhibitor"`
	Difference riskBand     `json:"difference_to_tnf_inhibitor"`
	Needed     riskNeeded   `json:"number_needed"`
	Events     *riskCount   `json:"events_in_patient_years"`
	Factors    []riskFactor `json:"factors"`
}

// riskNeeded is people treated for a year for one event more (harm) or fewer (benefit); low and high only when the interval tells which.
type riskNeeded struct {
	Direction string   `json:"direction"`
	People    *float64 `json:"people"`
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
}

type riskCount struct {
	PatientYears float64 `json:"patient_years"`
	Low          float64 `json:"low"`
	High         float64 `json:"high"`
}

type riskFactor struct {
	Name       string   `json:"name"`
	Of         string   `json:"of" doc:"reference (a rate), population or treatment"`
	Factor     riskBand `json:"factor"`
	Inhibition *float64 `json:"inhibition"`
	Unknown    bool     `json:"not_in_the_evidence"`
}

type riskPublished struct {
	Event string   `json:"event"`
	Drug  string   `json:"drug"`
	Study string   `json:"study"`
	Dose  string   `json:"dose_mg" doc:"routine where people took what they were prescribed"`
	Group string   `json:"group"`
	Ratio float64  `json:"ratio_to_tnf_inhibitor"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
	ID    string   `json:"id"`
	Text  string   `json:"source"`
	How   string   `json:"how"`
}

type riskLabel struct {
	Drug         string `json:"drug"`
	Region       string `json:"region"`
	Indication   string `json:"indication"`
	ForDisease   bool   `json:"for_this_disease"`
	BoxedWarning string `json:"boxed_warning"`
	Monitoring   string `json:"monitoring"`
	Interruption string `json:"interruption"`
	Vaccination  string `json:"vaccination_and_screening"`
	ID           string `json:"id"`
	Source       string `json:"source"`
	How          string `json:"how"`
}

func bandOf(b safety.Band) riskBand { return riskBand{b.Median, b.Low, b.High} }

func (v *riskView) document() riskDocument {
	d := riskDocument{
		Schema: riskSchema, Product: "jakstat " + versionText(), Notice: researchNotice, Calibration: safety.Shipped().Hash, Population: v.population(), Benefit: v.benefit,
		Published: []riskPublished{}, Labels: []riskLabel{},
	}
	for _, m := range v.models() {
		d.Events = append(d.Events, riskEvent{m.Event.Name, m.Form(), m.Pathway != nil, m.Gain, m.Event.Lag})
	}
	for i := range v.risks {
		d.Risks = append(d.Risks, v.row(&v.risks[i]))
	}
	for _, m := range v.models() {
		for _, drug := range v.drugs() {
			for _, r := range v.published(drug, m.Event.Name) {
				d.Published = append(d.Published, publishedOf(r, m.Event.Name, drug))
			}
		}
	}
	for _, drug := range v.drugs() {
		rows, licensed := safety.Labels(v.lib, drug, v.people.Disease)
		for _, r := range rows {
			d.Labels = append(d.Labels, riskLabel{
				Drug: drug, Region: r.Region, Indication: r.Indication, ForDisease: licensed, BoxedWarning: r.BoxedWarning, Monitoring: r.Monitoring,
				Interruption: r.LabInterruptionRules, Vaccination: r.Vaccination, ID: r.ID, Source: r.Record.Source.Text, How: r.How.String(),
			})
		}
	}
	return d
}

func (v *riskView) population() riskPopulation { return populationOf(v.people) }

func (v *riskView) row(r *safety.Risk) riskRow {
	out := riskRow{
		Event: r.Event.Name, Treatment: r.Option.Name, Rate: bandOf(r.Rate), Average: bandOf(r.Average), Ratio: bandOf(r.Ratio), Difference: bandOf(r.Difference), Needed: neededOf(r),
	}
	if v.patientYears > 0 {
		low, high := r.Counts(v.patientYears)
		out.Events = &riskCount{v.patientYears, low, high}
	}
	for _, f := range r.Factors() {
		x := riskFactor{Name: factorName(f), Of: factorOf(f), Factor: bandOf(f.Band), Unknown: f.Unknown}
		if f.Inhibition > 0 {
			x.Inhibition = &f.Inhibition
		}
		out.Factors = append(out.Factors, x)
	}
	return out
}

// factorOf says whose a factor is.
func factorOf(f safety.Factor) string {
	switch f.Kind {
	case safety.Baseline:
		return "reference"
	case safety.OfTreatment, safety.OfDrug:
		return "treatment"
	}
	return "population"
}

func neededOf(r *safety.Risk) riskNeeded {
	if r.Option.Action.Class == safety.TNF {
		return riskNeeded{Direction: "reference"}
	}
	n := r.Needed()
	if !n.Told {
		return riskNeeded{Direction: "not told apart"}
	}
	if n.Median < 0 {
		a, b, c := -n.Median, -n.High, -n.Low
		return riskNeeded{"benefit", &a, &b, &c}
	}
	return riskNeeded{"harm", &n.Median, &n.Low, &n.High}
}

func publishedOf(r results.Ratio, event, drug string) riskPublished {
	how := "unverified"
	if r.Verified {
		how = "verified"
	}
	p := riskPublished{Event: event, Drug: drug, Study: r.Study, Dose: r.Dose, Group: r.Subgroup, Ratio: r.HR.Value, ID: r.ID, Text: r.Source, How: how}
	if r.Low.Known {
		p.Low = &r.Low.Value
	}
	if r.High.Known {
		p.High = &r.High.Value
	}
	return p
}

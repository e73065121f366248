package main

import (
	"jakstat/evidence/results"
	"jakstat/jak/safety"
	"jakstat/stat"
	"jakstat/trial"
)

// trialEventsDocument is the JSON form of the events of a simulated trial.
type trialEventsDocument struct {
	Comparator string               `json:"comparator"`
	Margin     *float64             `json:"margin"`
	Pool       string               `json:"pool"`
	Held       bool                 `json:"hazards_without_pool"`
	Population riskPopulation       `json:"population"`
	End        trialBand            `json:"end_years"`
	Followed   trialBand            `json:"followed_years"`
	Reached    float64              `json:"reached"`
	Times      []float64            `json:"times_years"`
	Rates      []trialEventRate     `json:"rates"`
	Ratios     []trialEventRatio    `json:"ratios"`
	Reported   []trialEventReported `json:"reported"`
}

type trialBand struct {
	Median *float64 `json:"median"`
	Low50  *float64 `json:"low_50"`
	High50 *float64 `json:"high_50"`
	Low95  *float64 `json:"low_95"`
	High95 *float64 `json:"high_95"`
}

func trialBandOf(b trial.Band) trialBand {
	return trialBand{finiteOrNil(b.Median), finiteOrNil(b.Central50.Low), finiteOrNil(b.Central50.High), finiteOrNil(b.Central95.Low), finiteOrNil(b.Central95.High)}
}

type trialEventRate struct {
	Event   string      `json:"event"`
	Arm     string      `json:"arm"`
	Primary bool        `json:"primary"`
	Rate    trialBand   `json:"per_100_patient_years"`
	Events  trialBand   `json:"patients_with_event"`
	Years   trialBand   `json:"patient_years"`
	Free    []trialBand `json:"kaplan_meier"`
	Left    []*float64  `json:"at_risk"`
}

type trialEventRatio struct {
	Event         string      `json:"event"`
	Arm           string      `json:"arm"`
	Primary       bool        `json:"primary"`
	HR            trialBand   `json:"hazard_ratio"`
	Low           trialBand   `json:"interval_low"`
	High          trialBand   `json:"interval_high"`
	True          trialBand   `json:"without_sampling"`
	Estimable     int         `json:"replicates_with_estimate"`
	NonInferior   *float64    `json:"not_inferior"`
	NonInferior95 *[2]float64 `json:"not_inferior_95"`
	More          float64     `json:"more_events"`
	Fewer         float64     `json:"fewer_events"`
}

type trialEventReported struct {
	Event  string   `json:"event"`
	Arm    string   `json:"arm"`
	Figure string   `json:"figure"`
	Value  float64  `json:"value"`
	Low    *float64 `json:"low_95"`
	High   *float64 `json:"high_95"`
	Inside bool     `json:"inside"`
	ID     string   `json:"id"`
	How    string   `json:"how"`
}

func (v *trialView) eventsDocument() *trialEventsDocument {
	r := v.result.Events
	if r == nil {
		return nil
	}
	p := v.plan()
	e := p.Events
	d := &trialEventsDocument{
		Comparator: p.Arms[e.Comparator].Label, Pool: e.Pool, Held: r.Held != "", Population: populationOf(e.People), End: trialBandOf(r.End), Followed: trialBandOf(r.Followed),
		Reached: r.Reached, Times: r.Times, Ratios: []trialEventRatio{}, Reported: []trialEventReported{},
	}
	if e.Margin > 0 {
		d.Margin = &e.Margin
	}
	groups := p.Groups()
	for _, x := range r.Rates {
		row := trialEventRate{Event: e.List[x.Event].Name, Arm: groups[x.Group], Primary: e.List[x.Event].Primary, Rate: trialBandOf(x.Rate), Events: trialBandOf(x.N), Years: trialBandOf(x.Years), Free: []trialBand{}, Left: []*float64{}}
		for i, f := range x.Free {
			row.Free, row.Left = append(row.Free, trialBandOf(f)), append(row.Left, finiteOrNil(x.Left[i].Median))
		}
		d.Rates = append(d.Rates, row)
	}
	for _, x := range r.Ratios {
		row := trialEventRatio{
			Event: e.List[x.Event].Name, Arm: groups[x.Group], Primary: e.List[x.Event].Primary, HR: trialBandOf(x.HR), Low: trialBandOf(x.Low), High: trialBandOf(x.High), True: trialBandOf(x.True),
			Estimable: x.Estimable, NonInferior: finiteOrNil(x.NonInferior), More: x.Inferior, Fewer: x.Superior,
		}
		if row.NonInferior != nil {
			row.NonInferior95 = ends(x.NonInferior95)
		}
		d.Ratios = append(d.Ratios, row)
	}
	rates, ratios := v.result.ReportedEvents(results.Shipped())
	add := func(event, group int, figure string, value, low, high results.Number, inside, verified bool, id string) {
		x := trialEventReported{Event: e.List[event].Name, Arm: groups[group], Figure: figure, Value: value.Value, Inside: inside, ID: id, How: "unverified"}
		if verified {
			x.How = "verified"
		}
		if low.Known && high.Known {
			x.Low, x.High = &low.Value, &high.Value
		}
		d.Reported = append(d.Reported, x)
	}
	for _, x := range rates {
		add(x.Event, x.Group, "rate", x.Reported.Per100PY, x.Reported.Low, x.Reported.High, x.Inside(), x.Reported.Verified, x.Reported.ID)
	}
	for _, x := range ratios {
		add(x.Event, x.Group, "hazard ratio", x.Reported.HR, x.Reported.Low, x.Reported.High, x.Inside(), x.Reported.Verified, x.Reported.ID)
	}
	return d
}

func ends(i stat.Interval) *[2]float64 { return &[2]float64{i.Low, i.High} }

// populationOf is a described population in documents.
func populationOf(people *safety.Description) riskPopulation {
	p := riskPopulation{Disease: people.Disease, Years: people.Years, Typical: people.Like}
	if row := safety.Typical()[people.Like]; row != nil {
		p.Source = row.Source
	}
	taken := map[safety.Covariate]bool{}
	for _, c := range people.Taken {
		taken[c] = true
	}
	for _, c := range safety.Covariates() {
		p.Covariates = append(p.Covariates, riskCovariate{c.Name(), c.Meaning(), people.X[c], taken[c]})
	}
	return p
}

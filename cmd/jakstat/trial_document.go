package main

import "jakstat/trial"

// trialDocument is the JSON form of a simulated trial.
type trialDocument struct {
	Schema      string               `json:"schema"`
	Product     string               `json:"product"`
	Command     string               `json:"command"`
	Key         string               `json:"key"`
	Trial       string               `json:"trial"`
	File        string               `json:"file"`
	Disease     string               `json:"disease"`
	Patients    int                  `json:"patients"`
	Replicates  int                  `json:"replicates"`
	Seed        uint64               `json:"seed"`
	Alpha       float64              `json:"alpha"`
	Control     string               `json:"control"`
	Missing     string               `json:"missing"`
	Correlation float64              `json:"correlation"`
	Memory      float64              `json:"memory_weeks"`
	LeftOut     []string             `json:"left_out"`
	KeptBack    bool                 `json:"kept_back"`
	Estimates   []trialEstimate      `json:"estimates"`
	Differences []trialDifference    `json:"differences"`
	Reported    []trialReported      `json:"reported"`
	Notes       []string             `json:"notes"`
	Events      *trialEventsDocument `json:"events,omitempty"`
	Labs        *trialLabsDocument   `json:"laboratory,omitempty"`
}

type trialEstimate struct {
	Arm          string   `json:"arm"`
	Stratum      string   `json:"stratum"`
	Endpoint     string   `json:"endpoint"`
	Week         float64  `json:"week"`
	Primary      bool     `json:"primary"`
	Unit         string   `json:"unit"`
	N            *float64 `json:"n"`
	Median       *float64 `json:"median"`
	Low50        *float64 `json:"low_50"`
	High50       *float64 `json:"high_50"`
	Low95        *float64 `json:"low_95"`
	High95       *float64 `json:"high_95"`
	ExpectedLow  *float64 `json:"expected_low_95"`
	ExpectedHigh *float64 `json:"expected_high_95"`
	Parameters   float64  `json:"sd_parameters"`
	Between      float64  `json:"sd_between"`
	Sampling     float64  `json:"sd_sampling"`
}

type trialDifference struct {
	trialEstimate
	Odds        *float64 `json:"odds_ratio"`
	OddsLow     *float64 `json:"odds_ratio_low_95"`
	OddsHigh    *float64 `json:"odds_ratio_high_95"`
	Success     float64  `json:"assurance"`
	SuccessLow  float64  `json:"assurance_low_95"`
	SuccessHigh float64  `json:"assurance_high_95"`
}

func (v *trialView) estimateOf(e trial.Estimate) trialEstimate {
	x := v.plan().Endpoints[e.Endpoint]
	return trialEstimate{
		Arm: v.plan().Arms[e.Arm].Label, Stratum: allOr(e.Stratum), Endpoint: x.Name, Week: e.Week, Primary: x.Primary == e.Week, Unit: v.unit(e), N: finiteOrNil(e.N), Median: finiteOrNil(e.Median),
		Low50: finiteOrNil(e.Central50.Low), High50: finiteOrNil(e.Central50.High), Low95: finiteOrNil(e.Central95.Low), High95: finiteOrNil(e.Central95.High),
		ExpectedLow: finiteOrNil(e.Expected.Low), ExpectedHigh: finiteOrNil(e.Expected.High), Parameters: e.Parameters, Between: e.Between, Sampling: e.Sampling,
	}
}

func (v *trialView) document() trialDocument {
	p, o := v.plan(), v.result.Options
	d, shipped := trial.Design(p.Name)
	doc := trialDocument{
		Schema: trialRunSchema, Product: "jakstat " + versionText(), Command: v.command, Key: v.result.Key, Trial: p.Name, File: p.Path, Disease: p.Setting.Disease,
		Patients: p.Patients(), Replicates: o.Replicates, Seed: o.Seed, Alpha: o.Alpha, Control: p.Arms[p.Control].Label, Missing: string(p.Missing), Correlation: p.Correlation, Memory: p.Memory,
		LeftOut: append([]string{}, v.without...), KeptBack: shipped && d.Blind, Notes: append([]string{}, p.Notes...), Estimates: []trialEstimate{}, Differences: []trialDifference{}, Reported: v.reported(),
		Events: v.eventsDocument(), Labs: v.labsDocument(),
	}
	for _, e := range v.result.Estimates {
		doc.Estimates = append(doc.Estimates, v.estimateOf(e))
	}
	for _, x := range v.result.Differences {
		doc.Differences = append(doc.Differences, trialDifference{
			trialEstimate: v.estimateOf(x.Estimate), Odds: finiteOrNil(x.Odds), OddsLow: finiteOrNil(x.Odds95.Low), OddsHigh: finiteOrNil(x.Odds95.High),
			Success: x.Success, SuccessLow: x.Success95.Low, SuccessHigh: x.Success95.High,
		})
	}
	return doc
}

func (e *trialEstimate) isChange() bool { return e.Unit == changeUnit }

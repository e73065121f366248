package main

import "jakstat/fit/efficacy"

// efficacyDocument is the machine-readable form of a qualification of efficacy or onset.
type efficacyDocument struct {
	Schema   string             `json:"schema"`
	Product  string             `json:"product"`
	Pass     bool               `json:"pass"`
	Verdict  string             `json:"verdict"`
	Criteria map[string]float64 `json:"criteria"`
	Scores   []efficacyScore    `json:"scores"`
	Rows     []efficacyRow      `json:"rows"`
}

type efficacyScore struct {
	Of         string   `json:"of"` // "all", "disease", "drug", "score", "change", "early"
	Name       string   `json:"name"`
	Rows       int      `json:"rows"`
	HeldOut    float64  `json:"mae_held_out"`
	Bias       float64  `json:"bias_held_out"`
	Fitted     float64  `json:"mae_fitted"`
	Coverage   float64  `json:"coverage_95"`
	Coverage50 float64  `json:"coverage_50"`
	Width      float64  `json:"mean_width_95"`
	Score      float64  `json:"interval_score_95"`
	NaiveRows  int      `json:"naive_rows"`
	Naive      *float64 `json:"mae_naive"`
	There      *float64 `json:"mae_held_out_there"`
}

type efficacyRow struct {
	ID       string   `json:"id"`
	Trial    string   `json:"trial"`
	Disease  string   `json:"disease"`
	Arm      string   `json:"arm"`
	Drug     string   `json:"drug"`
	Week     float64  `json:"week"`
	Endpoint string   `json:"endpoint"`
	Unit     string   `json:"unit"`
	Verified bool     `json:"verified"`
	Reported float64  `json:"reported"`
	HeldOut  float64  `json:"held_out"`
	Low50    float64  `json:"low_50"`
	High50   float64  `json:"high_50"`
	Low95    float64  `json:"low_95"`
	High95   float64  `json:"high_95"`
	Fitted   float64  `json:"fitted"`
	Naive    *float64 `json:"naive"`
	Inside   bool     `json:"inside_95"`
}

func (v efficacyView) document() efficacyDocument {
	d := efficacyDocument{
		Schema: efficacySchema, Product: "jakstat " + versionText(), Pass: v.pass(), Verdict: v.verdict(),
		Criteria: map[string]float64{
			"min_coverage_95": efficacy.MinCoverage, "max_mae_held_out": efficacy.MaxHeldOut, "max_mae_fitted": efficacy.MaxFitted, "min_gain_over_naive": efficacy.MinGain,
		},
	}
	add := func(of string, scores ...efficacy.Score) {
		for _, s := range scores {
			if s.Rows > 0 {
				d.Scores = append(d.Scores, efficacyScore{
					of, s.Name, s.Rows, s.HeldOut, s.Bias, s.Fitted, s.Coverage, s.Coverage50, s.Width, s.IntervalScore, s.NaiveRows, finiteOrNil(s.Naive), finiteOrNil(s.There),
				})
			}
		}
	}
	if v.onset {
		add("early", v.q.Early...)
	} else {
		add("all", v.q.Shares, v.q.Informed, v.q.Uninformed)
		add("disease", v.q.Diseases...)
		add("drug", v.q.Drugs...)
		add("score", v.q.Endpoints...)
		add("change", v.q.Changes...)
	}
	for _, x := range v.points() {
		d.Rows = append(d.Rows, efficacyRow{
			x.ID, x.Trial, x.Setting.Disease, x.Result.Arm, x.Result.Drug, x.Ask.Week, x.Ask.Endpoint, x.Unit, x.Verified, x.Value, x.HeldOut, x.Low50, x.High50,
			x.Low95, x.High95, x.Fitted, finiteOrNil(x.Naive), x.Inside(),
		})
	}
	return d
}

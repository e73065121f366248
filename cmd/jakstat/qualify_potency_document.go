package main

import (
	"math"

	"jakstat/fit/potency"
	"jakstat/jak/receptor"
)

// potencyDocument is the machine-readable form of a potency qualification.
type potencyDocument struct {
	Schema       string             `json:"schema"`
	Product      string             `json:"product"`
	Pass         bool               `json:"pass"`
	Criteria     map[string]float64 `json:"criteria"`
	Gain         float64            `json:"gain"`
	GainVerified float64            `json:"gain_verified_over_drugs"`
	GainRows     float64            `json:"gain_verified_over_rows"`
	// Intervals of 90 % over other drugs and rows.
	GainSpan         [2]float64      `json:"gain_interval"`
	GainVerifiedSpan [2]float64      `json:"gain_verified_over_drugs_interval"`
	Methods          []potencyMethod `json:"methods"`
	Rows             []potencyRow    `json:"rows"`
	Described        []potencyRow    `json:"described"`
}

type potencyMethod struct {
	Name          string       `json:"name"`
	LeftOut       string       `json:"left_out,omitempty"`
	Used          bool         `json:"used"`
	LogLikelihood *float64     `json:"log_likelihood"`
	All           potencyScore `json:"all"`
	Verified      potencyScore `json:"verified"`
}

type potencyScore struct {
	Rows     int      `json:"rows"`
	Drugs    int      `json:"drugs"`
	GMFE     float64  `json:"gmfe"`
	Macro    float64  `json:"gmfe_over_drugs"`
	Within3  float64  `json:"within_3_fold"`
	Coverage *float64 `json:"coverage_90"`
	Width    *float64 `json:"median_width"`
	LogScore *float64 `json:"log_score"`
}

type potencyRow struct {
	LeftOut   string   `json:"left_out,omitempty"`
	Drug      string   `json:"drug"`
	Cytokine  string   `json:"cytokine"`
	STAT      string   `json:"stat"`
	Pair      string   `json:"pair"`
	ID        string   `json:"id"`
	Verified  bool     `json:"verified"`
	Measured  float64  `json:"measured_nM_unbound"`
	Predicted *float64 `json:"predicted_nM_unbound"`
	Low       *float64 `json:"low_nM"`
	High      *float64 `json:"high_nM"`
	Fold      *float64 `json:"fold"`
	Inside    bool     `json:"inside_90"`
}

func scoreOf(s potency.Score) potencyScore {
	return potencyScore{s.Rows, s.Drugs, s.GMFE, s.Macro, s.Within3, finiteOrNil(s.Coverage), finiteOrNil(s.Width), finiteOrNil(s.LogScore)}
}

func rowOf(p potency.Point, left potency.Left) potencyRow {
	return potencyRow{
		LeftOut: string(left), Drug: p.Drug, Cytokine: p.Cell.Receptor.Cytokine, STAT: p.Cell.STAT, Pair: receptor.PairOf(p.Cell.Receptor).String(), ID: p.Cell.ID,
		Verified: p.Cell.Verified, Measured: math.Exp(p.Cell.Ln), Predicted: finiteOrNil(math.Exp(p.Ln)), Low: finiteOrNil(math.Exp(p.Ln - potency.Z90*p.SD)),
		High: finiteOrNil(math.Exp(p.Ln + potency.Z90*p.SD)), Fold: finiteOrNil(p.Fold()), Inside: p.Inside(),
	}
}

func (v potencyView) document() potencyDocument {
	d := potencyDocument{
		Schema: potencySchema, Product: "jakstat " + versionText(), Pass: v.q.Pass, Gain: v.q.Gain, GainVerified: v.q.GainVerified, GainRows: v.q.GainRows,
		GainSpan: [2]float64{v.q.GainSpan.Low, v.q.GainSpan.High}, GainVerifiedSpan: [2]float64{v.q.GainVerifiedSpan.Low, v.q.GainVerifiedSpan.High},
		Criteria: map[string]float64{"min_gain": potency.MinGain, "min_coverage": potency.MinCoverage, "max_median_width": potency.MaxWidth},
	}
	for _, m := range v.q.Methods {
		d.Methods = append(d.Methods, potencyMethod{
			Name: m.Name, LeftOut: string(m.Left), Used: m.Left != "" && m.Form == potency.Form, LogLikelihood: finiteOrNil(m.Evidence), All: scoreOf(m.All), Verified: scoreOf(m.Verified),
		})
	}
	for _, p := range v.q.Points {
		d.Rows = append(d.Rows, rowOf(p, potency.Drug))
	}
	for _, p := range v.q.Cytokines {
		d.Rows = append(d.Rows, rowOf(p, potency.Cytokine))
	}
	for _, p := range v.q.Described {
		d.Described = append(d.Described, rowOf(p.Point, ""))
	}
	return d
}

package main

import "jakstat/fit/labs"

// qualifyLabsDocument is the machine-readable form.
type qualifyLabsDocument struct {
	Schema     string             `json:"schema"`
	Product    string             `json:"product"`
	Pass       bool               `json:"pass"`
	Verdict    string             `json:"verdict"`
	Criteria   map[string]float64 `json:"criteria"`
	Signs      labsShare          `json:"signs"`
	Within     labsShare          `json:"within"`
	Covered    labsShare          `json:"covered"`
	Directions labsShare          `json:"directions"`
	Leaving    labsShare          `json:"leaving"`
	Width      float64            `json:"median_width"`
	Moved      float64            `json:"most_moved"`
	MovedRow   string             `json:"most_moved_row"`
	Outside    int                `json:"outside"`
	Rows       []qualifyLabsRow   `json:"rows"`
}

type labsShare struct {
	Holds int `json:"holds"`
	Of    int `json:"of"`
}

type qualifyLabsRow struct {
	ID        string   `json:"id"`
	Role      string   `json:"role"`
	Kind      string   `json:"kind"`
	Fitted    bool     `json:"fitted"`
	Arm       string   `json:"arm"`
	Disease   string   `json:"disease"`
	Lab       string   `json:"lab"`
	Week      *float64 `json:"week"`
	Unit      string   `json:"unit"`
	Verified  bool     `json:"verified"`
	Observed  *float64 `json:"observed"`
	AtMost    bool     `json:"at_most"`
	Predicted *float64 `json:"predicted"`
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
	Moved     *float64 `json:"moved"`
	Verdict   string   `json:"verdict"`
	Remark    string   `json:"remark,omitempty"`
}

func (v qualifyLabsView) document() qualifyLabsDocument {
	q := v.q
	share := func(s labs.Share) labsShare { return labsShare{s.Holds, s.Of} }
	d := qualifyLabsDocument{
		Schema: qualifyLabsSchema, Product: "jakstat " + versionText(), Pass: q.Pass, Verdict: v.verdict(), Signs: share(q.Signs), Within: share(q.Within), Covered: share(q.Covered), Directions: share(q.Directions), Leaving: share(q.Leaving),
		Width: q.Width, Moved: q.MaxMoved, MovedRow: q.MovedRow, Outside: q.Outside,
		Criteria: map[string]float64{
			"min_signs": labs.MinSigns, "min_within": labs.MinWithin, "tolerance": labs.Tolerance, "min_covered": labs.MinCovered, "min_directions": labs.MinDirections, "max_leaving": labs.MaxLeaving,
		},
	}
	for i := range q.Rows {
		c := &q.Rows[i]
		r := qualifyLabsRow{
			ID: c.ID, Role: string(c.Role), Kind: string(c.Kind), Fitted: c.Fit && c.Role != labs.Outside, Arm: arm(&c.Row), Disease: c.Disease, Lab: c.Lab, Unit: unitOf(c), Verified: c.Verified,
			Observed: finiteOrNil(c.Observed), AtMost: c.AtMost, Predicted: finiteOrNil(c.Predicted), Low: finiteOrNil(c.Low), High: finiteOrNil(c.High), Moved: finiteOrNil(c.Moved),
			Verdict: labsOutcome(c), Remark: c.Remark,
		}
		if c.Role != labs.Outside {
			r.Week = &c.Week
		}
		if c.Kind == labs.Nadir || c.Role == labs.Outside && c.Observed == 0 {
			r.Observed = nil
		}
		d.Rows = append(d.Rows, r)
	}
	return d
}

package pk

import (
	"math"

	"jakstat/evidence"
)

// Summary counts a qualification. GMFE is the geometric mean fold error, exp(mean |ln(predicted/observed)|).
type Summary struct {
	Pass            bool    `json:"pass"`
	Tested          int     `json:"tested"`
	Missed          int     `json:"missed"`
	GMFE            float64 `json:"gmfe"`
	Shown           int     `json:"shown"`
	ShownGMFE       float64 `json:"shown_gmfe"`
	Built           int     `json:"built_from"`
	Outside         int     `json:"outside"`
	UnverifiedShare float64 `json:"unverified_share"`
}

// Summarise counts comparisons and applies the criteria. Nothing tested is not a pass.
func Summarise(rows []Comparison) Summary {
	var s Summary
	var tested, shown float64
	unverified := 0
	for _, c := range rows {
		if c.Row.How != evidence.Verified {
			unverified++
		}
		switch c.Role {
		case Tested:
			s.Tested++
			tested += math.Log(c.Fold)
			if !c.Pass() {
				s.Missed++
			}
		case Shown:
			s.Shown++
			shown += math.Log(c.Fold)
		case BuiltFrom:
			s.Built++
		case Outside:
			s.Outside++
		}
	}
	s.GMFE = math.Exp(tested / math.Max(1, float64(s.Tested)))
	s.ShownGMFE = math.Exp(shown / math.Max(1, float64(s.Shown)))
	s.UnverifiedShare = float64(unverified) / float64(len(rows))
	s.Pass = s.Tested > 0 && float64(s.Missed) <= MissShare*float64(s.Tested)
	return s
}

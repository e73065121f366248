package pathway

import (
	"math"
	"testing"

	"jakstat/evidence"
)

// bounds are the least and largest of evidence rows, ends of ranges included.
func bounds(t *testing.T, ids ...string) (low, high float64) {
	t.Helper()
	low, high = math.Inf(1), math.Inf(-1)
	for _, id := range ids {
		row, _, _ := evidence.Default().Get(id)
		r, ok := row.(*evidence.RateConstant)
		if !ok {
			t.Fatalf("%s is no rate constant", id)
		}
		low, high = min(low, r.Value.Low), max(high, r.Value.High)
	}
	return low, high
}

// Published ranges, evidence where rows 98 to 109 are (courses of four published models, which TestRowsOfPublishedCourses computes again) and
// judgement where the working range of row 93 is.
func TestDynamicsLieWithinPublishedRanges(t *testing.T) {
	peakLow, peakHigh := bounds(t, "rate98", "rate99", "rate100", "rate101")
	restLow, restHigh := bounds(t, "rate102", "rate103", "rate104", "rate105")
	onsetLow, onsetHigh := bounds(t, "rate93") // a judgement; the models themselves: rows 106 to 109, 21 to 47 min
	times := grid(300, 0.25)
	for _, c := range dynamic {
		p := built(t, c, Options{})
		y := course(t, compiled(t, p), times, map[string]float64{"L": saturating})
		main := y["p"+p.STATs[0]]
		at, top := peak(main)
		within := func(what string, v, low, high float64) {
			t.Helper()
			if !(v >= low && v <= high) {
				t.Errorf("%s: %s is %.3g, published %.3g to %.3g", c, what, v, low, high)
			}
		}
		within("time of the pSTAT peak (min)", times[at], peakLow, peakHigh)
		within("pSTAT at 2 h over its peak", main[480]/top, restLow, restHigh)
		m := y[p.Feedback+"_mRNA"]
		_, most := peak(m)
		within("onset of the feedback mRNA (min)", times[reaches(m, most/10)], onsetLow, onsetHigh)
		within("pSTAT peak (% of the STAT)", top, 40, 100) // judgement: a saturating dose turns most of the main STAT
		late, _ := peak(y[p.Feedback+"_protein"])
		if late <= at {
			t.Errorf("%s: the feedback protein peaks before the signal that makes it", c)
		}
	}
}

// Half-lives of single steps against the working ranges, which are judgements over the models.
func TestRatesLieWithinWorkingRanges(t *testing.T) {
	for _, c := range dynamic {
		p := built(t, c, Options{})
		main := p.STATs[0]
		back := 1 / (1/p.Value("kdpn") + 1/p.Value("kexp"))
		for _, x := range []struct {
			what, row string
			value     float64
			slack     float64 // rows behind the range that the range rounds off
		}{
			{"receptor dephosphorylation", "rate88", p.Value("kdeact"), 1},
			{"STAT import", "rate89", p.Value("kimp_" + main), 1.02},
			{"nuclear dephosphorylation plus return", "rate90", back, 1},
			{"SOCS mRNA loss", "rate91", p.Value("kmRNA"), 1.0001},
			{"SOCS protein loss", "rate92", p.Value("kSOCS"), 1.2},
		} {
			low, high := bounds(t, x.row)
			if !(x.value >= low/x.slack && x.value <= high*x.slack) {
				t.Errorf("%s: %s %.4g per min, working range %g to %g", c, x.what, x.value, low, high)
			}
		}
	}
}

// After wash-out of the cytokine and with the kinases off, the signal falls with the half-life of its slowest steps: within the range of the models'
// dephosphorylation rows (Raia 28 min in the cytoplasm, Bachmann 9 min through the nucleus).
func TestSignalDecaysWhenKinasesStop(t *testing.T) {
	for _, c := range dynamic {
		p := built(t, c, Options{})
		prog := compiled(t, p, p.Fragment().Names()...)
		y := course(t, prog, []float64{0, 20}, map[string]float64{"L": saturating})
		set := map[string]float64{"active_JAK1": 0, "active_JAK2": 0}
		for _, s := range p.Fragment().Species() {
			if prog.ParamIndex(s.ID) >= 0 {
				set[s.ID] = y[s.ID][1]
			}
		}
		times := grid(90, 0.5)
		d := course(t, prog, times, set)["p"+p.STATs[0]]
		half := 0.0
		for k := range d {
			if d[k] < d[0]/2 {
				half = times[k]
				break
			}
		}
		if !(half >= 5 && half <= 35) {
			t.Errorf("%s: the signal halves in %g min", c, half)
		}
	}
}

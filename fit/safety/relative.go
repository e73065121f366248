package safety

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"jakstat/evidence/results"
	"jakstat/jak/safety"
)

// Contrast is a hazard ratio between two treatments of one study.
type Contrast struct {
	*results.Ratio
	Event *safety.Event
	// A over B.
	A, B *safety.Action
	// Ln is the logarithm of the ratio, SE its standard error from the interval.
	Ln, SE float64
	// Reason says why the ratio takes no part in estimation; empty when it does.
	Reason string
}

// overall are the subgroups that stand for a whole study.
var overall = []string{"overall", "real-world cohort", "all IMIDs"}

// contrasts reads the hazard ratios. A ratio of a study whose own rates of both treatments are rows says the same twice and is only shown.
func (d *Data) contrasts(ctx context.Context, s *simulator, l *results.Library) error {
	for i := range l.Ratios {
		c := Contrast{Ratio: &l.Ratios[i]}
		var ok bool
		if c.Event, ok = safety.Find(c.Ratio.Event); !ok {
			continue
		}
		a, err := planOf(c.Drug, c.Dose, "BID")
		b, err2 := planOf(c.Comparator, "", "")
		switch {
		case err != nil:
			c.Reason = err.Error()
		case err2 != nil || b.Class == safety.JAK && (len(b.Doses) == 0 || b.Doses[0].dose == ""):
			c.Reason = fmt.Sprintf("no treatment is known by %q", c.Comparator)
		case !slices.Contains(overall, c.Subgroup):
			c.Reason = "a subgroup"
		case strings.Contains(c.Note, "CONTRADICTS published"):
			c.Reason = "superseded by the published version of the same study"
		case !(c.HR.Known && c.Low.Known && c.High.Known && c.Low.Value > 0):
			c.Reason = "no interval"
		case slices.ContainsFunc(d.Contrasts, func(o Contrast) bool {
			return o.Reason == "" && o.Study == c.Study && o.Drug == c.Drug && o.Dose == c.Dose && o.Comparator == c.Comparator && o.Event == c.Event
		}):
			c.Reason = "another version of the same ratio stands before it"
		case d.tells(c.Study, c.Event.Name, a, b):
			c.Reason = "the rates of the same study say it"
		default:
			if c.A, err = s.action(ctx, a, safety.ReferenceDisease); err != nil {
				return err
			}
			if c.B, err = s.action(ctx, b, safety.ReferenceDisease); err != nil {
				return err
			}
			c.Ln, c.SE = math.Log(c.HR.Value), math.Log(c.High.Value/c.Low.Value)/(2*z95)
		}
		d.Contrasts = append(d.Contrasts, c)
	}
	return nil
}

// tells whether a study's own rates compare two treatments. Names of studies and pools agree in their first word ("ORAL Surveillance" in its first two).
func (d *Data) tells(study, event string, a, b Plan) bool {
	var foundA, foundB bool
	for _, r := range d.Rows {
		if r.Compared() && r.Event.Name == event && key(r.Rate.Pool) == key(study) {
			foundA = foundA || r.Plan.Key() == a.Key() || r.Plan.Class == a.Class && a.Drug == r.Plan.Drug
			foundB = foundB || r.Plan.Class == b.Class && b.Drug == r.Plan.Drug
		}
	}
	return foundA && foundB
}

func key(study string) string {
	f := strings.Fields(study)
	return strings.Join(f[:min(2, len(f))], " ")
}

// Effect is what the evidence says of a coefficient of a covariate.
type Effect struct {
	*results.Effect
	Event     *safety.Event
	Covariate safety.Covariate
	// Ln is the logarithm of the ratio for Contrast units (decades of age, else from none to all); SE its standard error.
	Ln, SE float64
}

// effects resolves the rows of the table of effects.
func (d *Data) effects(l *results.Library) error {
	for i := range l.RiskEffects {
		e := Effect{Effect: &l.RiskEffects[i]}
		var ok bool
		if e.Event, ok = safety.Find(e.Effect.Event); !ok {
			return fmt.Errorf("%s: no event %q", e.ID, e.Effect.Event)
		}
		if e.Covariate, ok = safety.FindCovariate(e.Effect.Covariate); !ok {
			return fmt.Errorf("%s: no covariate %q", e.ID, e.Effect.Covariate)
		}
		ratio, low, high, err := resolve(l, e.Row)
		if err != nil {
			return fmt.Errorf("%s: %w", e.ID, err)
		}
		for _, own := range []struct {
			n  results.Number
			at *float64
		}{{e.Ratio, &ratio}, {e.Low, &low}, {e.High, &high}} {
			if own.n.Known {
				*own.at = own.n.Value
			}
		}
		if !(ratio > 0 && low > 0 && high > low) {
			return fmt.Errorf("%s: ratio %g, interval %g to %g", e.ID, ratio, low, high)
		}
		e.Ln, e.SE = math.Log(ratio), math.Log(high/low)/(2*z95)
		d.Effects = append(d.Effects, e)
	}
	return nil
}

// resolve finds ratio and interval of a row of risk factors, or of a rate over that of a larger population that holds it.
func resolve(l *results.Library, row string) (ratio, low, high float64, err error) {
	if row == "" {
		return 0, 0, 0, nil
	}
	if over, under, ok := strings.Cut(row, "/"); ok {
		i := slices.IndexFunc(l.Rates, func(r results.Rate) bool { return r.ID == over })
		j := slices.IndexFunc(l.Rates, func(r results.Rate) bool { return r.ID == under })
		if i < 0 || j < 0 {
			return 0, 0, 0, fmt.Errorf("no rows %s", row)
		}
		a, b := l.Rates[i], l.Rates[j]
		return a.Per100PY.Value / b.Per100PY.Value, a.Low.Value / b.Per100PY.Value, a.High.Value / b.Per100PY.Value, nil
	}
	for _, r := range l.RiskFactors {
		if r.ID != row {
			continue
		}
		from, to, ok := strings.Cut(r.Interval, "-")
		if ok {
			low, _ = strconv.ParseFloat(from, 64)
			high, _ = strconv.ParseFloat(strings.TrimSuffix(to, "%"), 64)
		}
		return r.Value.Value, low, high, nil
	}
	return 0, 0, 0, fmt.Errorf("no row %s", row)
}

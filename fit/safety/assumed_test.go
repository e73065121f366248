package safety

import (
	"math"
	"strings"
	"testing"

	"jakstat/jak/safety"
)

// The effects without a row of the evidence are borrowed from the events that have one; nothing known from elsewhere is inside.
func TestAssumedEffectsAreBorrowed(t *testing.T) {
	t.Parallel()
	d := data(t)
	type sum struct{ ln, n float64 }
	byEvent := map[string]map[*safety.Event]sum{}
	for _, e := range d.Effects {
		if e.Source == "assumed" {
			continue
		}
		name := e.Covariate.Name()
		if byEvent[name] == nil {
			byEvent[name] = map[*safety.Event]sum{}
		}
		s := byEvent[name][e.Event]
		contrast := e.Contrast
		byEvent[name][e.Event] = sum{s.ln + e.Ln/contrast, s.n + 1}
	}
	regions := []string{"eastern-europe", "latin-america", "japan-korea", "other-asia"}
	n := 0
	for _, e := range d.Effects {
		if e.Source != "assumed" {
			continue
		}
		n++
		name := e.Covariate.Name()
		if _, has := byEvent[name][e.Event]; has {
			t.Errorf("%s: %s of %s has a row of the evidence and needs no assumption", e.ID, name, e.Event.Name)
		}
		want, events := 0.0, 0.0
		for event, s := range byEvent[name] {
			if (event.Name == "DVT" || event.Name == "PE") && name == "prior-biologic" {
				continue // the same row as VTE
			}
			want += s.ln / s.n
			events++
		}
		if strings.Contains(strings.Join(regions, " "), name) || events == 0 {
			want, events = 0, 1
		}
		want /= events
		if got := e.Ln; math.Abs(got-want) > 0.06 {
			t.Errorf("%s: the effect of %s on %s is assumed to be %.2f; the other events say %.2f", e.ID, name, e.Event.Name, math.Exp(got), math.Exp(want))
		}
		if e.SE < 0.17 {
			t.Errorf("%s: %s on %s: standard error %.2f is less than the spread between events", e.ID, name, e.Event.Name, e.SE)
		}
	}
	if n == 0 {
		t.Error("no effect is assumed")
	}
}

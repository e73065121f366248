package safety

import (
	"context"
	"fmt"
	"slices"

	"jakstat/evidence/results"
	"jakstat/jak/safety"
)

// Programme is the name under which the tables know the people of a pool; ok is false where there is no such pool.
func Programme(pool string) (part string, ok bool) {
	for _, p := range results.Shipped().Pools {
		if p.Pool == pool {
			return p.Part, true
		}
	}
	return "", false
}

// Without estimates the hazards of events anew from everything but the rates of a programme and the ratios of its studies, as cross-validation does. Standard
// deviations are estimated and pathways chosen again. What was read off its people about risk factors stays. done is called after each event.
func (d *Data) Without(ctx context.Context, programme string, events []string, done func()) (*safety.Calibration, error) {
	out := &safety.Calibration{Hash: "without " + programme}
	known := safety.Events()
	for i := range known {
		e := &known[i]
		if !slices.Contains(events, e.Name) {
			continue
		}
		f, err := d.Choose(ctx, e, d.view(fold{e, Pool, programme}), nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name, err)
		}
		m := f.Model()
		m.Gain = f.Gain
		out.Models = append(out.Models, m)
		done()
	}
	return out, nil
}

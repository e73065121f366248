// Package safety knows how the hazards of adverse events are estimated from the rates of pools, hazard ratios and risk factors, and how well the
// result predicts pools and drugs that were held out. It decides which rows count the same people, so that none is counted twice. It estimates with
// the hazards of jak/safety; it must not know a patient's course or how a result is drawn.
package safety

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"

	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/safety"
	"jakstat/library"
)

// minGain is by how much the logarithm of the marginal likelihood must rise for a pathway to be used in place of an effect of the class: it must make
// the data at least twice as likely.
const minGain = math.Ln2

// control is the mean over the cytokines of the comparison: a pathway that does no better cannot be told from dose.
var control = safety.Pathway{Name: safety.DoseOnly, Cytokines: []string{
	"IL-2", "IL-4", "IL-6", "IL-7", "IL-10", "IL-12", "IL-15", "IL-21", "IL-22", "IL-23", "IFN-alpha/beta", "IFN-gamma", "GM-CSF", "G-CSF", "EPO", "TPO",
}}

// Chosen is the estimate of one event by the form that is used, with what each pathway gains over an effect of the class.
type Chosen struct {
	*Fitted
	Gain map[string]float64
}

// Choose estimates an event by an effect of the class and by each candidate pathway, and takes the best that gains enough; from, when not nil, is where
// estimation starts.
func (d *Data) Choose(ctx context.Context, event *safety.Event, view View, from *Fitted) (*Chosen, error) {
	class, err := d.Fit(ctx, event, nil, view, from)
	if err != nil {
		return nil, err
	}
	out := &Chosen{class, map[string]float64{}}
	best := minGain
	for i := range event.Candidates {
		p := &event.Candidates[i]
		f, err := d.Fit(ctx, event, p, view, from)
		if err != nil {
			return nil, err
		}
		out.Gain[p.Name] = f.Evidence - class.Evidence
		if out.Gain[p.Name] >= best {
			best, out.Fitted = out.Gain[p.Name], f
		}
	}
	return out, nil
}

// Calibrate estimates what the product ships.
func Calibrate(ctx context.Context, lib *evidence.Library) (*safety.Calibration, error) {
	d, err := Load(ctx, lib, results.Shipped())
	if err != nil {
		return nil, err
	}
	c := &safety.Calibration{}
	if c.Hash, err = d.hash(library.FS); err != nil {
		return nil, err
	}
	events := safety.Events()
	for i := range events {
		e := &events[i]
		f, err := d.Choose(ctx, e, View{}, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name, err)
		}
		m := f.Model()
		m.Gain = f.Gain
		if len(e.Candidates) > 0 {
			class, err := d.Fit(ctx, e, nil, View{}, nil)
			if err != nil {
				return nil, err
			}
			dose, err := d.Fit(ctx, e, &control, View{}, nil)
			if err != nil {
				return nil, err
			}
			m.Gain[control.Name] = dose.Evidence - class.Evidence
		}
		c.Models = append(c.Models, m)
	}
	return c, nil
}

// hash identifies tables and simulated inhibitions of a calibration.
func (d *Data) hash(fsys fs.FS) (string, error) {
	tables, err := results.Hash(fsys, "safety_rates", "hazard_ratios", "risk_factors", "pools", "risk_effects", "rate_choices")
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintln(h, tables)
	for _, r := range d.Rows {
		if r.Fitted() {
			fmt.Fprintf(h, "%s %.4g\n", r.ID, control.Inhibition(r.Action))
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// Package blockade knows how much of each cytokine's signal a regimen takes from the typical patient over a day at steady state: one
// number a cytokine, the coin in which blood, disease and safety are paid. It picks the drug's model for a disease and reads the
// regimens of trial tables. It must not know what follows from a blockade, nor intervals: package coverage has those.
package blockade

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
)

// Blockade is the average inhibition over the day (fraction, 0 to 1) of each read-out of the comparison for one regimen at steady state
// in the typical patient. The zero value blocks nothing.
type Blockade struct {
	Treatment string             // "upadacitinib 15 mg qd (ra-er)"
	Average   map[string]float64 // by read-out: "IL-6/pSTAT3"; a read-out without a route to an effect is absent; "ACVR1" is that kinase
	first     map[string]string  // read-out that stands for a cytokine
}

// In returns the average inhibition of a cytokine ("IL-6": its first read-out in the comparison) or of one read-out ("IL-6/pSTAT1").
// ok is false when nothing is known of it for this drug; a zero Blockade blocks nothing of everything.
func (b Blockade) In(name string) (v float64, ok bool) {
	if b.Average == nil {
		return 0, true
	}
	if main, found := b.first[name]; found {
		name = main
	}
	v, ok = b.Average[name]
	return v, ok
}

// Mean returns the mean over cytokines of which something is known; ok is false where nothing is known of any.
func (b Blockade) Mean(names ...string) (v float64, ok bool) {
	n := 0
	for _, name := range names {
		if x, known := b.In(name); known {
			v += x
			n++
		}
	}
	if n == 0 {
		return 0, false
	}
	return v / float64(n), true
}

// Of simulates regimens and returns their blockades in the same order.
func Of(ctx context.Context, lib *evidence.Library, treatments ...coverage.Treatment) ([]Blockade, error) {
	c, err := coverage.Compare(ctx, lib, treatments, coverage.Options{Subjects: 1})
	if err != nil {
		return nil, err
	}
	out := make([]Blockade, len(treatments))
	for i, col := range c.Columns {
		t := col.Treatment
		out[i] = Blockade{
			Treatment: fmt.Sprintf("%s %s (%s)", t.Drug.Name, t.Regimen, t.Model.ID),
			Average:   map[string]float64{}, first: map[string]string{},
		}
	}
	for _, r := range c.Rows {
		cytokine := r.Readout.Receptor.Cytokine
		name := cytokine + "/p" + r.Readout.STAT
		for i, cell := range r.Cells {
			if cell.Effect.Route == receptor.NoRoute {
				continue
			}
			out[i].Average[name] = cell.Average.Typical
			if out[i].first[cytokine] == "" {
				out[i].first[cytokine] = name
			}
		}
	}
	for i := range out {
		addOffTarget(lib, c, i, out[i])
	}
	return out, nil
}

// populations of the drug files by the words of trial tables.
var populations = map[string]string{
	"plaque psoriasis": "psoriasis", "PsO": "psoriasis", "ulcerative colitis": "UC", "atopic dermatitis": "AD", "alopecia areata": "AA",
	"myelofibrosis": "MF", "polycythaemia vera": "MF", "AS (r-axSpA)": "AS", "nr-axSpA": "AS",
}

var cadence = regexp.MustCompile(`(?i)\b(qd|bid|tid|qod|every other day)\b`)

// Open finds the treatment for a row of a table of trials: drug ("upadacitinib", "upadacitinib IR"), dose in mg as printed ("15"), regimen
// ("QD PO", "BID", "BID (IR)") and disease, by which the model is chosen: that of the disease, else the drug's first. Immediate-release
// forms of drugs that are sold as extended release are taken as such. The error says why the regimen cannot be simulated.
func Open(lib *evidence.Library, drugName, mg, regimen, disease string) (coverage.Treatment, error) {
	ir := strings.Contains(regimen, "IR") || strings.HasSuffix(drugName, " IR")
	drugName = strings.TrimSuffix(drugName, " IR")
	word := strings.ToLower(cadence.FindString(regimen))
	switch word {
	case "":
		return coverage.Treatment{}, fmt.Errorf("no repeating regimen in %q", regimen)
	case "every other day":
		word = "qod"
	}
	d, err := pk.Open(drugName, lib)
	if err != nil {
		return coverage.Treatment{}, err
	}
	model, err := ModelFor(d, disease, ir)
	if err != nil {
		return coverage.Treatment{}, err
	}
	return coverage.NewTreatment(lib, drugName, mg+" mg", word, model)
}

// ModelFor returns the id of a drug's model for a disease, as trial tables name it: the model of that population, else the drug's first; of
// immediate-release forms of drugs that are sold as extended release where ir is set.
func ModelFor(d *pk.Drug, disease string, ir bool) (string, error) {
	want := disease
	if p := populations[disease]; p != "" {
		want = p
	}
	models, err := d.Models()
	if err != nil {
		return "", err
	}
	model := ""
	for _, m := range models {
		immediate := m.Formulation == "IR" && models[0].Formulation != "IR"
		if ir == immediate && (m.Population == want || model == "") {
			model = m.ID
		}
		if ir == immediate && m.Population == want {
			break
		}
	}
	return model, nil
}

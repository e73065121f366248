package statements

import (
	"context"
	"fmt"
	"math"
	"sync"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/engagement"
	"jakstat/jak/receptor"
)

// world holds the simulations that the statements look at: the default comparison and some treatments more.
type world struct {
	ctx      context.Context // of the run; computations are called through a table of one form
	lib      *evidence.Library
	compared *coverage.Comparison
	column   map[string]int // "upadacitinib 15 mg"

	mu       sync.Mutex // statements are computed side by side
	averages map[[2]string]Figure
	dished   *dynamics
	engaged  *engagement.Analysis
	clinic   clinic
	blood    laboratory
}

// extra are treatments beyond the default comparison that checks ask for. Those of healthy people carry the word.
var extra = [][4]string{
	{"abrocitinib", "100 mg", "qd", "ad"},
	{"tofacitinib", "5 mg", "bid", "healthy"},
	{"upadacitinib", "3 mg", "bid", "healthy-ir"},
}

func newWorld(ctx context.Context, lib *evidence.Library, seed uint64) (*world, error) {
	treatments, _, err := coverage.Defaults(lib)
	if err != nil {
		return nil, err
	}
	for _, x := range extra {
		t, err := coverage.NewTreatment(lib, x[0], x[1], x[2], x[3])
		if err != nil {
			return nil, err
		}
		treatments = append(treatments, t)
	}
	w := &world{ctx: ctx, lib: lib, column: map[string]int{}, averages: map[[2]string]Figure{}}
	if w.compared, err = coverage.Compare(ctx, lib, treatments, coverage.Options{Seed: seed}); err != nil {
		return nil, err
	}
	for i, c := range w.compared.Columns {
		t := c.Treatment
		name := t.Drug.Name + " " + t.Regimen.Last().Amount.String()
		if len(treatments)-i < len(extra) {
			name += " healthy"
		}
		w.column[name] = i
	}
	return w, nil
}

// col finds a treatment; the names stand in this package only.
func (w *world) col(treatment string) int {
	i, ok := w.column[treatment]
	if !ok {
		panic(fmt.Sprintf("statements: no treatment %q", treatment))
	}
	return i
}

func (w *world) row(readout string) int {
	found := receptor.FindReadouts(w.lib, readout)
	if len(found) > 0 {
		for i, r := range w.compared.Rows {
			if r.Readout.Label() == found[0].Label() {
				return i
			}
		}
	}
	panic(fmt.Sprintf("statements: no read-out %q", readout))
}

func (w *world) cell(treatment, readout string) coverage.Cell {
	return w.compared.Rows[w.row(readout)].Cells[w.col(treatment)]
}

// see looks at a read-out under a treatment; draws see groups of patients and potencies.
func (w *world) see(treatment, readout string, look func(coverage.Draw, *receptor.Effect) float64) Figure {
	f := Figure{Refs: w.refs(treatment, readout)}
	f.Typical, f.Draws = w.compared.Draws(w.row(readout), w.col(treatment), draws, look)
	return f
}

// refs are the rows behind an inhibition: potency, receptor and the pharmacokinetic model.
func (w *world) refs(treatment, readout string) []string {
	out := append([]string{w.compared.Rows[w.row(readout)].Readout.Receptor.ID}, w.cell(treatment, readout).Effect.Refs...)
	for _, p := range w.compared.Columns[w.col(treatment)].Treatment.Model.Parameters {
		out = append(out, p.Refs...)
	}
	return unique(out)
}

// average is the average daily inhibition in percent. A ligand of a pseudokinase that a receptor does not carry takes nothing from it: zero.
func (w *world) average(treatment, readout string) Figure {
	key := [2]string{treatment, readout}
	w.mu.Lock()
	known, ok := w.averages[key]
	w.mu.Unlock()
	if ok {
		return known
	}
	f := w.see(treatment, readout, func(d coverage.Draw, e *receptor.Effect) float64 {
		return 100 * coverage.Summarise(d.Hours, d.Inhibition(e)).Average
	})
	m := w.compared.Columns[w.col(treatment)].Treatment.Molecule
	if math.IsNaN(f.Typical) && m.Mode == binding.JH2 {
		f = exactly(0, "", w.compared.Rows[w.row(readout)].Readout.Receptor.ID)
	}
	w.mu.Lock()
	w.averages[key] = f
	w.mu.Unlock()
	return f
}

// averages of a treatment at several read-outs.
func (w *world) all(treatment string, readouts ...string) []Figure {
	var out []Figure
	for _, r := range readouts {
		out = append(out, w.average(treatment, r))
	}
	return out
}

// each is the averages of several treatments at several read-outs.
func (w *world) each(treatments []string, readouts ...string) []Figure {
	var out []Figure
	for _, t := range treatments {
		out = append(out, w.all(t, readouts...)...)
	}
	return out
}

// listed says each average of a table of treatments and read-outs in words.
func (w *world) listed(treatments []string, readouts ...string) string {
	s := ""
	for _, r := range readouts {
		s += "; " + r + ":"
		for i, t := range treatments {
			if i > 0 {
				s += ","
			}
			s += fmt.Sprintf(" %s %.0f %%", t, w.average(t, r).Typical)
		}
	}
	return s[2:]
}

// ic50 is the total plasma concentration (nM) that halves a read-out.
func (w *world) ic50(treatment, readout string) Figure {
	return w.see(treatment, readout, func(d coverage.Draw, e *receptor.Effect) float64 { return e.IC50 * d.Factor })
}

// constant is the apparent constant (nM unbound) of a kinase at the reference ATP level, estimated from all data of the drug.
func (w *world) constant(treatment string, k binding.Kinase) Figure {
	m := w.compared.Columns[w.col(treatment)].Treatment.Molecule
	p, ok := m.Potency(k)
	if !ok {
		return exactly(math.NaN(), "")
	}
	f := Figure{Typical: p.Ki, Refs: p.Refs}
	for _, v := range coverage.Errors(w.compared.Options.Seed, m.ConstantParts(k), draws) {
		f.Draws = append(f.Draws, p.Ki*math.Exp(v))
	}
	return f
}

package receptor

import (
	"strings"
	"sync"

	"jakstat/evidence"
	"jakstat/jak/binding"
)

// Readout is one row of a comparison: a cytokine at its receptor, read at one STAT.
type Readout struct {
	Receptor *evidence.Receptor
	STAT     string
	Pair     Pair
}

// Group names the kinase pair the row belongs to.
func (r Readout) Group() string { return r.Pair.String() }

// Label is the cytokine with its read-out: "IL-6 · pSTAT3".
func (r Readout) Label() string { return r.Receptor.Cytokine + " · p" + r.STAT }

// separate lists receptors whose read-outs differ in sensitivity, so that each STAT has its own row: at the IL-6 receptor
// pSTAT3 needs about seven times more tofacitinib than pSTAT1 (cell6, cell7).
var separate = map[string]bool{"IL-6": true}

// PairOf returns the kinase pair of a receptor: the first kinase on one chain, the others sharing the second place.
func PairOf(r *evidence.Receptor) Pair {
	var ks []binding.Kinase
	for _, name := range r.JAKs {
		if k, ok := binding.ParseKinase(name); ok {
			ks = append(ks, k)
		}
	}
	return Pair{A: ks[0], B: ks[1:]}
}

// groupOrder is the order of kinase pairs in tables: lymphoid first, blood formation last.
var groupOrder = []string{"JAK1/JAK3", "JAK1/JAK2", "JAK1/JAK2|TYK2", "JAK1/TYK2", "JAK1/TYK2|JAK2", "JAK2/TYK2", "JAK2/TYK2|JAK1", "JAK2/JAK2|TYK2", "JAK2/JAK2"}

var readoutCache sync.Map // *evidence.Library to []Readout

// Readouts returns the rows of a comparison, grouped by kinase pair: every receptor at its main STAT, and the other
// STATs where they have rows of their own. The slice must not be changed.
func Readouts(lib *evidence.Library) []Readout {
	if r, ok := readoutCache.Load(lib); ok {
		return r.([]Readout)
	}
	out := readouts(lib)
	readoutCache.Store(lib, out)
	return out
}

func readouts(lib *evidence.Library) []Readout {
	var out []Readout
	for _, g := range append(append([]string(nil), groupOrder...), "") {
		for _, r := range lib.Receptors {
			p := PairOf(r)
			known := false
			for _, o := range groupOrder {
				known = known || o == p.String()
			}
			if p.String() != g && (g != "" || known) {
				continue
			}
			out = append(out, Readout{Receptor: r, STAT: r.STATs[0], Pair: p})
			if separate[r.Cytokine] {
				for _, s := range r.STATs[1:] {
					out = append(out, Readout{Receptor: r, STAT: s, Pair: p})
				}
			}
		}
	}
	return out
}

// FindReadouts returns the rows of a cytokine; "IL-6/pSTAT1" narrows to one read-out.
func FindReadouts(lib *evidence.Library, name string) []Readout {
	cytokine, stat, _ := strings.Cut(name, "/p")
	full, ok := binding.CanonicalCytokine(lib, cytokine)
	if !ok {
		full, ok = binding.CanonicalCytokine(lib, name)
		stat = ""
	}
	if !ok {
		return nil
	}
	var out []Readout
	for _, r := range Readouts(lib) {
		if r.Receptor.Cytokine == full && (stat == "" || strings.EqualFold(r.STAT, stat)) {
			out = append(out, r)
		}
	}
	return out
}

package binding

import (
	"math"
	"sort"
	"strings"

	"jakstat/evidence"
)

// Constant is the apparent inhibition constant of a ligand on one kinase at cellular ATP (nM, unbound), with where it comes
// from. An unknown constant is +Inf: no binding is assumed, and Known is false.
type Constant struct {
	KiApp    float64
	Known    bool
	AtLeast  bool   // the source gives a lower limit
	Route    string // how it was obtained, in words
	Refs     []string
	Verified bool
	// Converted: brought to the reference ATP level by Cheng-Prusoff.
	Converted bool
	// ATPUnknown: the assay states no ATP level. Such assays run anywhere between the Michaelis constant and 1 mM; KiApp is then the IC50 carried
	// half of that way on a log scale, and LnSD the standard deviation of ln KiApp for a level anywhere on it.
	ATPUnknown bool
	LnSD       float64
	// Koff is the rate of dissociation, 1/h; 0: binding is at equilibrium at any time. KoffMeasured: the file vouches for it.
	Koff         float64
	KoffMeasured bool
}

// Kon is the rate of association at the reference ATP level, 1/(nM·h), so that koff/kon is the apparent constant; 0 at equilibrium.
func (c *Constant) Kon() float64 { return c.Koff / c.KiApp }

// ReferenceATP is the ATP level (mM) all constants are brought to. It is the level of the 1 mM assays, which are used as
// they stand; a cell holds 1 to 5 mM (atp_km.csv), and the anchor on cell data absorbs the common factor.
const ReferenceATP = 1.0

// panelKey groups rows of one assay: ratios between kinases within it are surer than across assays.
type panelKey struct {
	source string
	atp    float64
}

// usable tells whether an enzyme row can become an apparent constant at the reference ATP level, and how good the way is:
// 0 best, 3 an IC50 at an unstated ATP level, which serves only where nothing else does and carries the width of what is unknown. Medians over mixed
// assays and Kd from displacement without ATP are never used.
func usable(e *evidence.Enzyme, mode Mode) (rank int, ok bool) {
	if e.AllAssayMedian() || !e.Value.IsNumber() {
		return 0, false
	}
	if mode == JH2 {
		return 0, e.Domain == "JH2" && e.Measure == "Ki"
	}
	if e.Domain != "JH1" {
		return 0, false
	}
	switch {
	case e.Measure == "IC50" && (!e.ATP.Missing() && e.ATP.Value == ReferenceATP || SaysReferenceATP(e)):
		return 0, true
	case e.Measure == "IC50" && !e.ATP.Missing():
		return 1, true
	case e.Measure == "Ki":
		return 2, true
	case e.Measure == "IC50":
		return 3, true
	}
	return 0, false
}

// SaysReferenceATP tells whether an assay's name states 1 mM although the ATP column is blank; such a row counts as unverified.
func SaysReferenceATP(e *evidence.Enzyme) bool {
	return e.ATP.Missing() && strings.Contains(e.Assay, "1 mM ATP")
}

// Constants collects the four constants of a drug from the library: the panel that covers most kinases by the best
// way first, other rows only for kinases missing there.
func Constants(lib *evidence.Library, drug string, mode Mode) [4]Constant {
	type candidate struct {
		row  *evidence.Enzyme
		kin  Kinase
		rank int
		key  panelKey
	}
	var all []candidate
	cover := map[panelKey]map[Kinase]bool{}
	for _, e := range evidence.Of(lib.Enzymes, drug) {
		k, isJAK := ParseKinase(e.Target)
		rank, ok := usable(e, mode)
		if !isJAK || !ok {
			continue
		}
		if c, chosen := lib.Chosen(e.ID); chosen && c.Chosen != "" && c.Chosen != e.ID && rankOf(lib, c.Chosen, mode) == rank {
			continue // another row of the same standing was chosen over this one
		}
		key := panelKey{source: e.Source.ID, atp: e.ATP.Value}
		if cover[key] == nil {
			cover[key] = map[Kinase]bool{}
		}
		cover[key][k] = true
		all = append(all, candidate{e, k, rank, key})
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a.rank != b.rank {
			return a.rank < b.rank
		}
		if n, m := len(cover[a.key]), len(cover[b.key]); n != m {
			return n > m
		}
		return a.row.How > b.row.How // verified first
	})
	var out [4]Constant
	for k := range out {
		out[k].KiApp = math.Inf(1)
	}
	for _, c := range all {
		if !out[c.kin].Known {
			out[c.kin] = constant(lib, c.row, c.kin, mode)
		}
	}
	return out
}

func rankOf(lib *evidence.Library, id string, mode Mode) int {
	row, _, _ := lib.Get(id)
	if e, ok := row.(*evidence.Enzyme); ok {
		if r, ok := usable(e, mode); ok {
			return r
		}
	}
	return -1
}

// constant converts one row.
func constant(lib *evidence.Library, e *evidence.Enzyme, k Kinase, mode Mode) Constant {
	c := Constant{
		KiApp: e.Value.Value, Known: true, AtLeast: e.Value.Relation == evidence.Greater,
		Refs: []string{e.ID}, Verified: e.How == evidence.Verified,
	}
	if mode == JH2 {
		c.Route = "Ki at the pseudokinase, no competition with ATP"
		return c
	}
	switch {
	case e.Measure == "IC50" && e.ATP.Value == ReferenceATP:
		c.Route = "IC50 at 1 mM ATP, as it stands"
		return c
	case SaysReferenceATP(e):
		c.Route, c.Verified = "IC50 at 1 mM ATP by the assay's name, as it stands", false
		return c
	}
	km, id, verified := MichaelisATP(lib, k)
	c.Refs = append(c.Refs, id)
	if e.Measure == "IC50" && e.ATP.Missing() {
		way := math.Log((1 + ReferenceATP/km) / 2)
		c.KiApp *= math.Exp(way / 2)
		c.Route, c.Verified, c.ATPUnknown, c.LnSD = "IC50 at an unstated ATP level, taken as anywhere between Km and 1 mM", false, true, way/math.Sqrt(12)
		return c
	}
	c.Verified, c.Converted = c.Verified && verified, true
	ki := c.KiApp
	c.Route = "Ki, competition with 1 mM ATP"
	if e.Measure == "IC50" {
		ki = KiFromIC50(c.KiApp, e.ATP.Value, km)
		c.Route = "IC50 at " + e.ATP.Text + " mM ATP, carried to 1 mM by Cheng-Prusoff"
	}
	c.KiApp = KiApp(ki, ReferenceATP, km)
	return c
}

// MichaelisATP returns the kinase's Michaelis constant for ATP in mM, the chosen row of the evidence, and whether it is verified.
func MichaelisATP(lib *evidence.Library, k Kinase) (km float64, id string, verified bool) {
	for _, a := range lib.ATPKms {
		if a.Kinase != k.String() {
			continue
		}
		if c, ok := lib.Chosen(a.ID); ok && c.Chosen != "" && c.Chosen != a.ID {
			continue
		}
		return a.Value.Value / 1000, a.ID, a.How == evidence.Verified // rows are in µM
	}
	panic("binding: the library has no Km for ATP of " + k.String())
}

// CellularATP returns the ATP level of a cell in mM, with its row. It is known to lie between 1 and 5 mM only.
func CellularATP(lib *evidence.Library) (mM float64, id string) {
	for _, a := range lib.ATPKms {
		if strings.HasPrefix(a.Kinase, "cellular ATP") {
			return a.Value.Value / 1000, a.ID // rows are in µM
		}
	}
	panic("binding: the library has no cellular ATP level")
}

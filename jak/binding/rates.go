package binding

import (
	"fmt"
	"math"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/drug"
	"jakstat/unit"
)

var (
	perHour     = unit.Must("1/h")
	association = unit.Must("1/nM/h")

	associationUnbound = unit.Must("1/nM/h/{unbound}")
)

// Contradiction is by how much koff/kon may differ from a constant that is given too: what rounding of three published figures leaves.
const Contradiction = 0.1

// kinase reads what a file says of one kinase. A constant and rates that determine it are held against each other.
func (m *Molecule) kinase(lib *evidence.Library, r *drug.Resolver, k Kinase, e *drug.KinaseEntry, vouched bool, at func(diag.Pos) diag.Pos, diags *diag.List) {
	before := len(*diags)
	bad := func(t drug.Text, format string, args ...any) *diag.Diagnostic {
		diags.Add(diag.New(at(t.Pos), "binding.rate", format, args...))
		return &(*diags)[len(*diags)-1]
	}
	c := Constant{Known: true, Route: RouteGiven, Refs: []string{"own"}, Verified: vouched}
	rates := e.Kon.S != "" || e.Koff.S != ""
	if e.Value.S != "" || !rates {
		t := e.Value
		if t.S == "" {
			t.Pos = e.Pos
		}
		nM, err := concentration(r, t, "unbound")
		diags.AddError(at(e.Pos), "binding.kinase", err)
		if err == nil {
			c.KiApp = nM.MustIn(unboundNM)
		}
	}
	kon := positive(r, e.Kon, association, "1e6 1/M/s", at, diags)
	koff := positive(r, e.Koff, perHour, "0.002 1/s", at, diags)
	slower := m.byATP(lib, r, k, e, at, diags)
	if rates && m.Mode == Irreversible {
		bad(first(e.Koff, e.Kon), "a covalent drug has no rates of coming and going: it stays for the life of the protein").Suggestion = "leave kon and koff out"
	}
	if len(*diags) > before {
		return
	}
	kon /= slower
	switch byRates := koff / kon; {
	case !rates:
	case kon == 0 && c.KiApp == 0: // koff beside what the library knows
		if c = m.Constants[k]; !c.Known {
			bad(e.Koff, "koff without a constant or kon").Suggestion = "add value: 2 nM, or kon: 1e6 1/M/s"
			return
		}
	case koff == 0 && c.KiApp == 0:
		bad(e.Kon, "kon without a constant or koff").Suggestion = "add value: 2 nM, or koff: 0.002 1/s"
		return
	case koff == 0:
		koff = kon * c.KiApp
	case kon > 0 && c.KiApp == 0:
		c.KiApp = byRates
	case kon > 0 && math.Abs(byRates/c.KiApp-1) > Contradiction:
		d := bad(e.Value, "koff/kon is %.3g nM, the constant %.3g nM", byRates, c.KiApp)
		d.Suggestion = "leave one of the three out"
		if slower == 1 && m.Mode == Reversible {
			d.Suggestion += fmt.Sprintf("; all are at 1 mM ATP: a kon to enzyme without ATP needs kon_atp: 0 mM beside it (%s: %.3g times slower then)", k, SlowedByATP(lib, k, 0))
		}
		return
	}
	c.Koff, c.KoffMeasured = koff, koff > 0 && vouched
	m.Constants[k] = c
}

func first(ts ...drug.Text) drug.Text {
	for _, t := range ts {
		if t.S != "" {
			return t
		}
	}
	return drug.Text{}
}

// byATP is by how much association at the reference ATP level is slower than at the level of the file's kon: ATP holds enzyme back from it.
func (m *Molecule) byATP(lib *evidence.Library, r *drug.Resolver, k Kinase, e *drug.KinaseEntry, at func(diag.Pos) diag.Pos, diags *diag.List) float64 {
	if e.KonATP.S == "" {
		return 1
	}
	bad := func(format string, args ...any) *diag.Diagnostic {
		diags.Add(diag.New(at(e.KonATP.Pos), "binding.rate", format, args...))
		return &(*diags)[len(*diags)-1]
	}
	v, err := r.Resolve(e.KonATP, "")
	mM := math.NaN()
	if err == nil {
		mM, err = v.Quantity.In(unit.Must("mM"))
	}
	switch {
	case err != nil:
		diags.AddError(at(e.KonATP.Pos), "binding.rate", err)
	case !(mM >= 0 && mM <= 20):
		bad("%s is no ATP level", v.Quantity).Suggestion = "0 mM without ATP; a cell holds 1 to 5 mM"
	case m.Mode == JH2:
		bad("ATP plays no part in the pseudokinase").Suggestion = "leave kon_atp out"
	case e.Kon.S == "":
		bad("kon_atp without kon").Suggestion = "add kon: 1e6 1/M/s, or leave it out"
	default:
		return SlowedByATP(lib, k, mM)
	}
	return math.NaN()
}

// SlowedByATP is by how much a competitive ligand associates faster at an ATP level (mM) than at [ReferenceATP], where constants hold: ATP keeps
// enzyme from it, and leaves dissociation alone.
func SlowedByATP(lib *evidence.Library, k Kinase, mM float64) float64 {
	km, _, _ := MichaelisATP(lib, k)
	return KiApp(1, ReferenceATP, km) / KiApp(1, mM, km)
}

// positive resolves a rate; 0 when it is absent or wrong, which is then in diags. A concentration in it is unbound whether it says so or not.
func positive(r *drug.Resolver, t drug.Text, want unit.Unit, example string, at func(diag.Pos) diag.Pos, diags *diag.List) float64 {
	if t.S == "" {
		return 0
	}
	x, err := r.Resolve(t, "")
	v := 0.0
	if err == nil {
		q := x.Quantity
		if q.Unit.Dim == associationUnbound.Dim {
			q.Unit.Dim = association.Dim
		}
		if v, err = q.In(want); err == nil && (!(v > 0) || math.IsInf(v, 0)) {
			err = diag.New(diag.Pos{}, "binding.range", "%s is not a positive rate", q)
		}
	}
	if err != nil {
		diags.AddError(at(t.Pos), "binding.rate", err)
		last := &(*diags)[len(*diags)-1]
		if last.Suggestion == "" {
			last.Suggestion = "write for example " + example
		}
		return 0
	}
	return v
}

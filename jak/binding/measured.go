package binding

import (
	"strings"

	"jakstat/evidence"
	"jakstat/unit"
)

// Measured is a half-maximal concentration in cells, brought to total plasma concentration.
type Measured struct {
	ID       string // evidence id, or "own" for a user's file
	Cytokine string
	STAT     string
	Cell     string
	Matrix   string
	Frame    string  // plasma, blood, medium or unbound: what the IC50 was stated in
	IC50     float64 // nM, total in plasma
	Unbound  float64 // nM, unbound
	Limit    evidence.Relation
	Hill     float64
	Verified bool
	Human    bool
	Primary  bool
	Note     string
	Chosen   bool   // a recorded choice prefers this row
	Refused  string // id of the row a recorded choice prefers over this one
}

// frames in which an IC50 can be stated.
var (
	plasmaNM  = unit.Must("nM{plasma}")
	bloodNM   = unit.Must("nM{blood}")
	mediumNM  = unit.Must("nM{medium}")
	unboundNM = unit.Must("nM{unbound}")
)

// ToPlasma brings an IC50 to total plasma concentration (nM): blood through the blood-to-plasma ratio, medium and unbound through fu
// (an assay medium is taken as free of binding protein). ok is false for another frame.
func ToPlasma(q unit.Quantity, fu, bloodPlasma float64) (nM float64, ok bool) {
	for _, f := range []struct {
		u      unit.Unit
		factor float64
	}{{plasmaNM, 1}, {bloodNM, 1 / bloodPlasma}, {mediumNM, 1 / fu}, {unboundNM, 1 / fu}} {
		if v, err := q.In(f.u); err == nil {
			return v * f.factor, true
		}
	}
	return 0, false
}

// aliases maps the cytokine names of potency rows to those of the receptor table.
var aliases = map[string]string{
	"IFN-alpha": "IFN-alpha/beta", "IFN-beta": "IFN-alpha/beta", "IFN-a": "IFN-alpha/beta", "IFN-b": "IFN-alpha/beta", "IFN-g": "IFN-gamma", "IL-4": "IL-4 (type I)",
}

// CanonicalCytokine returns the name of the receptor table for any usual spelling; ok is false for an unknown cytokine.
func CanonicalCytokine(lib *evidence.Library, name string) (string, bool) {
	if full, ok := ExactCytokine(lib, name); ok {
		return full, true
	}
	key := fold(name)
	for _, r := range lib.Receptors {
		if fold(r.Cytokine) == key {
			return r.Cytokine, true
		}
	}
	for a, full := range aliases {
		if fold(a) == key {
			return full, true
		}
	}
	return "", false
}

// ExactCytokine is CanonicalCytokine for the spellings of the evidence tables.
func ExactCytokine(lib *evidence.Library, name string) (string, bool) {
	if a, ok := aliases[name]; ok {
		return a, true
	}
	for _, r := range lib.Receptors {
		if r.Cytokine == name {
			return name, true
		}
	}
	return "", false
}

var greek = strings.NewReplacer("α", "alpha", "β", "beta", "γ", "gamma", "λ", "lambda")

func fold(s string) string {
	s = greek.Replace(strings.ToLower(s))
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// MeasuredPotencies collects the human cell potencies of a drug on named cytokines. Rows on engineered fusions ("none (BCR-JAK1)")
// and mixtures are not cytokine signals and are left out; other species too.
func MeasuredPotencies(lib *evidence.Library, drug string, fu, bloodPlasma float64) []Measured {
	var out []Measured
	for _, c := range evidence.Of(lib.CellPotencies, drug) {
		cytokine, ok := ExactCytokine(lib, c.Cytokine)
		if !ok || c.Species != "human" || !c.Value.IsNumber() || !strings.HasPrefix(c.STAT, "STAT") {
			continue
		}
		plasma, ok := ToPlasma(c.Value.Quantity(), fu, bloodPlasma)
		if !ok {
			continue
		}
		m := Measured{
			ID: c.ID, Cytokine: cytokine, STAT: c.STAT, Cell: c.CellType, Matrix: c.Matrix, IC50: plasma, Unbound: plasma * fu, Limit: c.Value.Relation,
			Frame: frameOf(c.Value.Quantity()), Hill: 1, Verified: c.How == evidence.Verified, Human: true, Primary: c.Cells == "primary", Note: c.Note,
		}
		if c.Hill.IsNumber() {
			m.Hill = c.Hill.Value
		}
		if ch, ok := lib.Chosen(c.ID); ok && ch.Chosen != "" {
			m.Chosen = ch.Chosen == c.ID
			if !m.Chosen {
				m.Refused = ch.Chosen
			}
		}
		out = append(out, m)
	}
	return out
}

// Cytokines lists the names of the receptor table in its order.
func Cytokines(lib *evidence.Library) []string {
	out := make([]string, len(lib.Receptors))
	for i, r := range lib.Receptors {
		out[i] = r.Cytokine
	}
	return out
}

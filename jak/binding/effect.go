package binding

import (
	"fmt"
	"math"
	"strings"

	"jakstat/evidence"
)

// Route says how an effect was obtained.
type Route uint8

// The routes, best first.
const (
	NoRoute     Route = iota // neither a measurement nor the constants needed
	IsMeasured               // an IC50 for this drug, cytokine and read-out
	IsMechanism              // kinase constants through the receptor's pair, anchored on the drug's cell data
)

// String returns "measured", "mechanistic" or "none".
func (r Route) String() string { return [...]string{"none", "measured", "mechanistic"}[r] }

// MarshalText makes JSON carry the word.
func (r Route) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Effect maps a total plasma concentration in parent equivalents (nM) to the inhibition of one read-out.
type Effect struct {
	Route    Route
	IC50     float64 // nM, total plasma; +Inf where half inhibition is never reached
	Unbound  float64 // nM, unbound
	SD       float64 // standard deviation of ln IC50
	Hill     float64
	AtLeast  bool // the IC50 is a lower limit
	Verified bool
	Refs     []string  // evidence behind it
	Row      *Measured // the measurement, when measured
	Covalent *Covalent // time-dependent inhibition; IC50 is then that of the assay
	Borrowed string    // the drug it was measured for, where that is another
	Shift    *Shift    // the anchor, when mechanistic
	Notes    []string

	pair  Pair
	ki    *[numKinases]float64
	scale float64 // unbound concentration over the shift factor, per total concentration
}

// Inhibition at total concentration c (nM) when the IC50 is the typical one times factor. For a covalent effect it is the
// fixed-time inhibition of the assay; courses use [Covalent].
func (e *Effect) Inhibition(c, factor float64) float64 {
	switch e.Route {
	case IsMeasured:
		return Sigmoid(c/(e.IC50*factor), e.Hill)
	case IsMechanism:
		return e.pair.Inhibition(c*e.scale/factor, e.ki)
	}
	return 0
}

// Effects returns what is known of a molecule at a read-out: the effect that a comparison shows, and the other route where both
// exist (nil where not).
func (m *Molecule) Effects(lib *evidence.Library, r Readout) (shown, other *Effect) {
	measured := m.measured(lib, r)
	mechanism := m.mechanism(r)
	switch {
	case measured != nil:
		return measured, mechanism
	case mechanism != nil:
		return mechanism, nil
	}
	return &Effect{Route: NoRoute, Notes: []string{m.whyNone(r)}}, nil
}

func (m *Molecule) whyNone(r Readout) string {
	switch m.Mode {
	case Irreversible:
		return "no measurement at this receptor; how fast JAK3 is lost there cannot be carried over from another cell"
	case JH2:
		return "no measurement at this receptor, which carries no TYK2"
	}
	missing := ""
	for _, k := range append([]Kinase{r.Pair.A}, r.Pair.B...) {
		if !m.Constants[k].Known {
			missing += " " + k.String()
		}
	}
	return "no measurement at this receptor, and no usable enzyme constant for" + missing
}

func (m *Molecule) measured(lib *evidence.Library, r Readout) *Effect {
	row := pick(m.Rows, r.Receptor.Cytokine, r.STAT, separate[r.Receptor.Cytokine])
	if row == nil {
		return nil
	}
	e := &Effect{
		Route: IsMeasured, IC50: row.IC50, Unbound: row.Unbound, Hill: row.Hill, SD: Anchors(lib).Repeat, Row: row,
		AtLeast: row.Limit == evidence.Greater, Verified: row.Verified && m.Borrowed == "", Refs: []string{row.ID}, Borrowed: m.Borrowed,
	}
	if m.Borrowed != "" {
		e.Notes = append(e.Notes, "measured for "+m.Borrowed+", taken for this drug")
	}
	if row.Frame == "medium" {
		e.Notes = append(e.Notes, "assay medium taken as free of binding protein")
	}
	if !row.Primary {
		e.Notes = append(e.Notes, "not measured in primary cells")
	}
	if c, ok := lib.Chosen(row.ID); ok && c.Chosen == row.ID {
		e.Notes = append(e.Notes, "chosen among "+joinIDs(c.Candidates)+": "+c.Reason)
	}
	if row.STAT != r.STAT && row.ID != "own" {
		e.Notes = append(e.Notes, "read at p"+row.STAT)
	}
	if m.Mode == Irreversible {
		m.covalent(lib, e)
	}
	return e
}

func joinIDs(ids []string) string {
	s := ""
	for i, id := range ids {
		if i > 0 {
			s += ", "
		}
		s += id
	}
	return s
}

// covalentContact is the time (h) the inhibitor is in contact with cells before the read-out in the whole-blood assay of
// ritlecitinib: 45 min before and 15 min with IL-15 (cell70). The other rows of the drug state none; the same panel design is
// assumed, and the effect is unverified.
const covalentContact = 1.0

// covalent adds enzyme turnover: inactivation from the fixed-time IC50, resynthesis from the mean lifetime of JAK3, which belongs to the
// protein and holds for every drug that binds it so.
func (m *Molecule) covalent(lib *evidence.Library, e *Effect) {
	for _, k := range lib.BindingKinetics {
		if !strings.HasPrefix(k.Target, JAK3.String()+" protein turnover") || k.Residence.Missing() {
			continue
		}
		c := CovalentFromIC50(e.IC50, covalentContact, k.Residence.Value/60)
		e.Covalent = &c
		e.Verified = false
		e.Refs = append(e.Refs, k.ID)
		e.Notes = append(e.Notes, "covalent: inactivation rate from the IC50 at 1 h of contact, JAK3 resynthesised with a mean lifetime of "+k.Residence.String())
		return
	}
}

// mechanism is the effect by kinase constants, or nil where they do not speak of the pair.
func (m *Molecule) mechanism(r Readout) *Effect {
	if !m.covers(r.Pair) {
		return nil
	}
	ki, shift := m.kiApp(), m.shifts[r.Group()]
	e := &Effect{Route: IsMechanism, Hill: 1, SD: shift.SD, Shift: &shift, pair: r.Pair, ki: ki, scale: m.Fu / shift.Factor, Verified: m.Borrowed == ""}
	e.Unbound = r.Pair.IC50(ki) * shift.Factor
	e.IC50 = e.Unbound / m.Fu
	seen := map[Kinase]bool{}
	unknown, limited := 0.0, false
	for _, k := range append([]Kinase{r.Pair.A}, r.Pair.B...) {
		c := m.Constants[k]
		if !c.Known || seen[k] {
			continue
		}
		seen[k] = true
		e.Refs = append(e.Refs, c.Refs...)
		e.Verified = e.Verified && c.Verified
		limited = limited || c.AtLeast
		unknown = max(unknown, c.LnSD) // one assay, one ATP level: the kinases err together
	}
	e.AtLeast = limited && m.limitMatters(r.Pair)
	if unknown > 0 {
		e.SD = math.Hypot(e.SD, unknown)
		e.Notes = append(e.Notes, "the enzyme assay states no ATP level")
	}
	switch {
	case shift.N == 0:
		e.Notes = append(e.Notes, "no cell data of this drug to anchor on: level from the mean of the others")
	case shift.OnPair > 0:
		e.Notes = append(e.Notes, fmt.Sprintf("anchored on %d cell measurements of this drug, %d of them at this kinase pair", shift.N, shift.OnPair))
	default:
		e.Notes = append(e.Notes, fmt.Sprintf("anchored on %d cell measurements of this drug at other kinase pairs", shift.N))
	}
	switch m.Mode {
	case JH2:
		e.Notes = append(e.Notes, "assumes that this receptor needs TYK2 as those of IFN-α and IL-12 do; not measured")
	case Irreversible:
		e.Notes = append(e.Notes, "from limits of the enzyme assays: inhibition is at most this")
	}
	return e
}

// limitMatters tells whether a pair's IC50 rests on a lower limit of a constant: it would be a quarter higher if that kinase were not bound
// at all. A limit on a kinase that the drug hardly needs says nothing against the figure.
func (m *Molecule) limitMatters(p Pair) bool {
	ki := *m.kiApp()
	for k, c := range m.Constants {
		if c.AtLeast {
			ki[k] = math.Inf(1)
		}
	}
	return p.IC50(&ki) > 1.25*p.IC50(m.kiApp())
}

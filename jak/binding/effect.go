package binding

import (
	"math"

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
		AtLeast: row.Limit == evidence.Greater, Verified: row.Verified, Refs: []string{row.ID},
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

// covalent adds enzyme turnover: inactivation from the fixed-time IC50, resynthesis from the protein's mean lifetime.
func (m *Molecule) covalent(lib *evidence.Library, e *Effect) {
	for _, k := range lib.BindingKinetics {
		if k.Drug != m.Name || k.Residence.Missing() {
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

// atpUnknownSD widens a prediction from assays without a stated ATP level: such assays run anywhere between the Michaelis constant and 1 mM,
// which moves an IC50 by a factor of 13 to 200 (1 + 1 mM/Km, atp_km.csv); a log-uniform factor of that
// range (mean width 30) has this standard deviation.
const atpUnknownSD = 0.98

func (m *Molecule) mechanism(r Readout) *Effect {
	if !m.covers(r.Pair) {
		return nil
	}
	ki := m.kiApp()
	e := &Effect{Route: IsMechanism, Hill: 1, SD: m.Shift.SD, pair: r.Pair, ki: ki, scale: m.Fu / m.Shift.Factor, Verified: true}
	e.Unbound = r.Pair.IC50(ki) * m.Shift.Factor
	e.IC50 = e.Unbound / m.Fu
	seen := map[Kinase]bool{}
	unknown := false
	for _, k := range append([]Kinase{r.Pair.A}, r.Pair.B...) {
		c := m.Constants[k]
		if !c.Known || seen[k] {
			continue
		}
		seen[k] = true
		e.Refs = append(e.Refs, c.Refs...)
		e.Verified = e.Verified && c.Verified
		e.AtLeast = e.AtLeast || c.AtLeast
		if c.ATPUnknown && !unknown {
			unknown = true
			e.SD = math.Hypot(e.SD, atpUnknownSD)
			e.Notes = append(e.Notes, "the enzyme assay states no ATP level")
		}
	}
	if m.Shift.N == 0 {
		e.Notes = append(e.Notes, "no cell data of this drug: level from the mean of all drugs")
	}
	if m.Mode == JH2 {
		e.Notes = append(e.Notes, "assumes that this receptor needs TYK2 as IFN-α and IL-12 receptors do; not measured")
	}
	return e
}

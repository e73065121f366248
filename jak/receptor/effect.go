package receptor

import (
	"fmt"
	"math"
	"strings"

	"jakstat/evidence"
	"jakstat/jak/binding"
)

// Route says how an effect was obtained.
type Route uint8

// The routes, best first.
const (
	NoRoute     Route = iota // neither a measurement nor the constants needed
	IsMeasured               // an IC50 for this drug, cytokine and read-out
	IsMechanism              // kinase constants through the receptor's pair and reserve
)

// String returns "measured", "mechanistic" or "none".
func (r Route) String() string { return [...]string{"none", "measured", "mechanistic"}[r] }

// MarshalText makes JSON carry the word.
func (r Route) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Effect maps a total plasma concentration in parent equivalents (nM) to the inhibition of one read-out.
type Effect struct {
	Route     Route
	IC50      float64 // nM, total plasma; +Inf where half inhibition is never reached
	Unbound   float64 // nM, unbound
	SD        float64 // standard deviation of ln IC50
	Hill      float64
	AtLeast   bool // the IC50 is a lower limit
	Verified  bool
	Refs      []string          // evidence behind it
	Row       *binding.Measured // the measurement, when measured
	Covalent  *binding.Covalent // time-dependent inhibition; IC50 is then that of the assay
	Borrowed  string            // the drug it was measured for, where that is another
	Mechanism *Mechanism        // when mechanistic
	Notes     []string

	table *table
	pair  Pair
	ki    *[binding.NumKinases]float64
	scale float64                     // unbound concentration over what cells need beyond, per total concentration
	koff  [binding.NumKinases]float64 // 1/h; 0: at equilibrium

	clock  *Effect  // the mechanism that a measured effect follows over time, tabulated
	moving []string // what notes say of rates
}

// Mechanism says how a mechanistic IC50 came about.
type Mechanism struct {
	Tau    float64                     // receptor reserve
	Beta   float64                     // exponent of the second place
	Factor float64                     // what cells need of this drug beyond the others
	Weight [binding.NumKinases]float64 // each kinase's share in the control of the signal at the IC50
	Cells  []string                    // cell measurements of the drug that took part
	OnPair int                         // how many of them at receptors of the same pair
}

// Inhibition at total concentration c (nM) when the IC50 is the typical one times factor. For a covalent effect it is the
// fixed-time inhibition of the assay; courses use [Covalent]. For a kinetic one it is that of a lasting concentration; courses use Over.
func (e *Effect) Inhibition(c, factor float64) float64 {
	switch e.Route {
	case IsMeasured:
		return binding.Sigmoid(c/(e.IC50*factor), e.Hill)
	case IsMechanism:
		return e.exact(c * e.scale / factor)
	}
	return 0
}

// exact is the mechanistic inhibition at an unbound concentration.
func (e *Effect) exact(cu float64) float64 {
	return throughReserve(e.pair.Inhibition(cu, e.ki, e.Mechanism.Beta), e.Mechanism.Tau)
}

// Effects returns what is known of a molecule at a read-out: the effect that a comparison shows, and the other route where both
// exist (nil where not).
func (m *Molecule) Effects(lib *evidence.Library, r Readout) (shown, other *Effect) {
	measured := m.measured(lib, r)
	mechanism := m.mechanism(r)
	switch {
	case measured != nil:
		measured.follow(mechanism)
		return measured, mechanism
	case mechanism != nil:
		return mechanism, nil
	}
	return &Effect{Route: NoRoute, Notes: []string{m.whyNone(r)}}, nil
}

func (m *Molecule) whyNone(r Readout) string {
	switch m.Mode {
	case binding.Irreversible:
		return "no measurement at this receptor; how fast JAK3 is lost there cannot be carried over from another cell"
	case binding.JH2:
		return "no measurement at this receptor, which carries no TYK2"
	}
	missing := ""
	for _, k := range append([]binding.Kinase{r.Pair.A}, r.Pair.B...) {
		if !m.Evidence.Speaks(k) {
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
		Route: IsMeasured, IC50: row.IC50, Unbound: row.Unbound, Hill: row.Hill, SD: repeatSD(lib), Row: row,
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
	if m.Mode == binding.Irreversible {
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
		if !strings.HasPrefix(k.Target, binding.JAK3.String()+" protein turnover") || k.Residence.Missing() {
			continue
		}
		c := binding.CovalentFromIC50(e.IC50, covalentContact, k.Residence.Value/60)
		e.Covalent = &c
		e.Verified = false
		e.Refs = append(e.Refs, k.ID)
		e.Notes = append(e.Notes, "covalent: inactivation rate from the IC50 at 1 h of contact, JAK3 resynthesised with a mean lifetime of "+k.Residence.String())
		return
	}
}

// throughReserve is the inhibition of the read-out when the signal is inhibited by i: with E = (1+τ)·S/(1+τ·S) and S = 1 − i,
// 1 − E = i/(1 + τ·(1 − i)) (operational model of Black & Leff 1983, Proc R Soc Lond B 220:141).
func throughReserve(i, tau float64) float64 { return i / (1 + tau*(1-i)) }

// mechanism is the effect by kinase constants, or nil where they do not speak of the pair.
func (m *Molecule) mechanism(r Readout) *Effect {
	if !m.covers(r.Pair) {
		return nil
	}
	p := m.model.Predict(m.post, m.Evidence.Drug, r.Receptor, r.STAT)
	shape := m.model.Shape(r.Receptor, r.STAT, m.post.X)
	mech := &Mechanism{Beta: math.Exp(shape.LnBeta), Tau: 2 * math.Expm1(softplus(shape.Reserve)), Factor: math.Exp(m.model.Effect(m.Evidence.Drug, m.post.X)), Weight: p.Weight}
	for _, c := range m.Evidence.Cells {
		mech.Cells = append(mech.Cells, c.ID)
		if PairOf(c.Receptor).String() == r.Group() {
			mech.OnPair++
		}
	}
	ki := m.ki()
	e := &Effect{Route: IsMechanism, Hill: 1, SD: p.SD, Mechanism: mech, pair: r.Pair, ki: ki, scale: m.Fu / mech.Factor, Verified: m.Borrowed == "" && m.verified(r.Pair)}
	e.Unbound = math.Exp(p.Ln)
	if !r.Pair.Halves(ki) {
		e.Unbound = math.Inf(1)
	}
	e.IC50 = e.Unbound / m.Fu
	seen := map[binding.Kinase]bool{}
	for _, k := range append([]binding.Kinase{r.Pair.A}, r.Pair.B...) {
		if known, ok := m.Potency(k); ok && !seen[k] {
			seen[k] = true
			e.Refs = append(e.Refs, known.Refs...)
		}
	}
	e.AtLeast = m.limitMatters(r.Pair)
	e.Notes = append(e.Notes, m.basis(mech))
	m.move(e)
	switch m.Mode {
	case binding.JH2:
		e.Notes = append(e.Notes, "assumes that this receptor needs TYK2 as those of IFN-α and IL-12 do; not measured")
	case binding.Irreversible:
		e.Notes = append(e.Notes, "from limits of the enzyme assays: inhibition is at most this")
	}
	return e
}

// Mechanistic is the prediction by kinase constants at a read-out; Ln is NaN where they do not speak of it. seen tells whether the cell data of the
// molecule took part.
func (m *Molecule) Mechanistic(r *evidence.Receptor, stat string) (p Prediction, seen bool) {
	if !m.covers(PairOf(r)) || !PairOf(r).Halves(m.ki()) {
		return Prediction{Ln: math.NaN(), SD: math.NaN(), Level: math.NaN()}, false
	}
	return m.model.Predict(m.post, m.Evidence.Drug, r, stat), len(m.Evidence.Cells) > 0
}

// basis says on what cell data a mechanistic figure rests.
func (m *Molecule) basis(mech *Mechanism) string {
	switch n := len(mech.Cells); {
	case n == 0:
		return "no cell data of this drug: level from the mean of the others"
	case mech.OnPair > 0:
		return fmt.Sprintf("with %d cell measurements of this drug, %d of them at this kinase pair", n, mech.OnPair)
	default:
		return fmt.Sprintf("with %d cell measurements of this drug at other kinase pairs", n)
	}
}

// verified tells whether every kinase of a pair has a verified assay or a constant that the user vouches for.
func (m *Molecule) verified(p Pair) bool {
	for _, k := range append([]binding.Kinase{p.A}, p.B...) {
		one := m.Evidence.Given[k] != nil && m.Constants[k].Verified
		for _, a := range m.Evidence.Assays {
			one = one || a.Kinase == k && a.Verified && a.CarrySD == 0
		}
		if !one && m.Evidence.Speaks(k) {
			return false
		}
	}
	return true
}

// limitMatters tells whether a pair's IC50 rests on kinases of which only lower limits are known: it would be a quarter higher if those
// were not bound at all. A limit on a kinase that the drug hardly needs says nothing against the figure.
func (m *Molecule) limitMatters(p Pair) bool {
	ki := *m.ki()
	for _, k := range binding.Kinases() {
		n, limits := 0, 0
		for _, a := range m.Evidence.Assays {
			if a.Kinase == k {
				n++
				if a.AtLeast {
					limits++
				}
			}
		}
		if n > 0 && n == limits {
			ki[k] = math.Inf(1)
		}
	}
	return m.half(p, &ki) > m.half(p, m.ki())+math.Log(1.25)
}

// half is ln of the concentration that halves the signal of a pair before any reserve; +Inf where nothing does.
func (m *Molecule) half(p Pair, ki *[binding.NumKinases]float64) float64 {
	if !p.Halves(ki) {
		return math.Inf(1)
	}
	var ln [binding.NumKinases]float64
	for k := range ln {
		ln[k] = min(math.Log(ki[k]), unbound)
	}
	h, _, _, _, _ := Product.Half(p, &ln, Shape{})
	return h
}

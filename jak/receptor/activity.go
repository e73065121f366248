package receptor

import (
	"fmt"
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/binding"
)

// Site is one kinase, or whatever a stated potency is about: 1/(1 + (cu/Half)^Hill) of its activity is left at unbound concentration cu.
type Site struct {
	Name string
	Half float64 // nM, unbound
	Hill float64
}

// Place is a position in a receptor that one of several sites fills: 1 − Π(1 − site) of it is left, to the power Power.
type Place struct {
	Sites []Site
	Power float64
}

// Activity is what is left of the activity of a kinase, or of a receptor's kinases, as a function of the unbound concentration: the product
// over its places, the form of [Pair.Signal]. It multiplies the rate of a step that those kinases catalyse; a reserve of receptors is not
// part of it, since the model it enters has its own. It holds at equilibrium: binding is taken as fast against that model.
type Activity struct {
	Label    string // "JAK1", "JAK1/JAK2|TYK2", "IC50 30 nM"
	Places   []Place
	Cells    []string // cell measurements of the drug that took part
	Factor   float64  // what cells need of the drug beyond the others, within the halves of the sites; 1: the constants as they stand
	AtLeast  bool     // a constant is a lower limit
	Verified bool
	Refs     []string
	Notes    []string
}

// Left is the fraction of the activity left at unbound concentration cu (nM), 1 without drug.
func (a *Activity) Left(cu float64) float64 {
	left := 1.0
	for _, place := range a.Places {
		fails := 1.0
		for _, s := range place.Sites {
			fails *= binding.Sigmoid(cu/s.Half, s.Hill)
		}
		left *= power(1-fails, place.Power)
	}
	return left
}

// Half is the unbound concentration (nM) that leaves one half; +Inf where none does.
func (a *Activity) Half() float64 {
	lo, hi := 1e-9, 1e12
	if a.Left(hi) > 0.5 {
		return math.Inf(1)
	}
	for range 200 {
		if mid := math.Sqrt(lo * hi); a.Left(mid) > 0.5 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Sqrt(lo * hi)
}

// Stated is the activity by an IC50 (nM, unbound) and a Hill coefficient that the caller answers for.
func Stated(ic50, hill float64) *Activity {
	a := &Activity{Label: fmt.Sprintf("IC50 %.4g nM", ic50), Factor: 1, Places: []Place{{[]Site{{Name: "stated", Half: ic50, Hill: hill}}, 1}}}
	if hill != 1 {
		a.Label += fmt.Sprintf(", Hill %.4g", hill)
	}
	return a
}

// KinaseActivity is the activity of one kinase: by the constant estimated from all assays and the drug's cell data, carried to the ATP level of a
// cell, or, as assayed, by the constant of one panel at 1 mM ATP as it stands.
func (m *Molecule) KinaseActivity(lib *evidence.Library, k binding.Kinase, asAssayed bool) (*Activity, error) {
	return m.activity(lib, k.String(), [][]binding.Kinase{{k}}, 1, asAssayed)
}

// PairActivity is the activity of a receptor's kinases. r, when not nil, is the receptor, whose family gives the exponent of the second
// place; as assayed, or without a receptor, it is 1.
func (m *Molecule) PairActivity(lib *evidence.Library, p Pair, r *Readout, asAssayed bool) (*Activity, error) {
	beta := 1.0
	if r != nil && !asAssayed {
		beta = math.Exp(m.model.Shape(r.Receptor, r.STAT, m.post.X).LnBeta)
	}
	return m.activity(lib, p.String(), [][]binding.Kinase{{p.A}, p.B}, beta, asAssayed)
}

func (m *Molecule) activity(lib *evidence.Library, label string, places [][]binding.Kinase, beta float64, asAssayed bool) (*Activity, error) {
	a := &Activity{Label: label, Verified: m.Borrowed == "", Factor: 1}
	if !asAssayed {
		a.Factor = math.Exp(m.model.Effect(m.Evidence.Drug, m.post.X))
		for _, c := range m.Evidence.Cells {
			a.Cells = append(a.Cells, c.ID)
		}
	}
	seen := map[binding.Kinase]bool{}
	var missing []string
	for i, place := range places {
		p := Place{Power: 1}
		if i > 0 {
			p.Power = beta
		}
		for _, k := range place {
			if m.Mode == binding.Irreversible && k == binding.JAK3 {
				return nil, diag.New(diag.Pos{}, "binding.covalent", "%s binds JAK3 for good: what is left depends on all its past concentrations and on how fast the cell makes JAK3 anew, not on the present concentration", m.Name).
					Suggest("no rate of inactivation has been measured that could be carried into another model")
			}
			c, known := m.constant(lib, k, asAssayed)
			if known {
				p.Sites = append(p.Sites, Site{Name: k.String(), Half: c.half * a.Factor, Hill: 1})
			}
			if seen[k] {
				continue
			}
			seen[k] = true
			if !known {
				missing = append(missing, k.String())
				continue
			}
			a.Refs = append(a.Refs, c.refs...)
			a.Verified = a.Verified && c.verified
			a.AtLeast = a.AtLeast || m.Constants[k].AtLeast
			a.Notes = append(a.Notes, fmt.Sprintf("%s: %.4g nM unbound (%s)", k, c.half, c.route))
		}
		if len(p.Sites) == 0 && m.Mode != binding.JH2 {
			return nil, m.noConstant(missing)
		}
		// What has no constant is not bound, as in the effects of a comparison: a place that it shares keeps going.
		if len(p.Sites) == len(place) {
			a.Places = append(a.Places, p)
		}
	}
	if len(a.Places) == 0 {
		return nil, m.noConstant(missing)
	}
	m.remarks(a, missing, asAssayed)
	return a, nil
}

// siteConstant is the constant of one kinase with where it comes from.
type siteConstant struct {
	half     float64
	refs     []string
	verified bool
	route    string
}

func (m *Molecule) constant(lib *evidence.Library, k binding.Kinase, asAssayed bool) (siteConstant, bool) {
	if asAssayed {
		c := m.Constants[k]
		return siteConstant{c.KiApp, c.Refs, c.Verified, c.Route}, c.Known
	}
	p, ok := m.Potency(k)
	route := fmt.Sprintf("from %d assays, 90 %% within %.2g-fold", len(p.Refs), math.Exp(1.645*p.LnSD))
	if m.Evidence.Given[k] != nil {
		route = binding.RouteGiven
	}
	if m.Mode != binding.JH2 && ok {
		atp, id := binding.CellularATP(lib)
		km, kmID, _ := binding.MichaelisATP(lib, k)
		p.Ki *= binding.KiApp(1, atp, km) / binding.KiApp(1, binding.ReferenceATP, km)
		p.Refs = append(append([]string(nil), p.Refs...), kmID, id)
		route += fmt.Sprintf(", carried to %g mM ATP", atp)
	}
	return siteConstant{p.Ki, p.Refs, m.verified(Pair{A: k}), route}, ok
}

func (m *Molecule) noConstant(missing []string) error {
	var known []string
	for _, k := range binding.Kinases() {
		if m.Evidence.Speaks(k) {
			known = append(known, k.String())
		}
	}
	d := diag.New(diag.Pos{}, "binding.constant", "no usable enzyme constant of %s (%s) for %s", m.Name, m.Mode, strings.Join(missing, ", "))
	if len(known) == 0 {
		return d.Suggest("state an IC50")
	}
	return d.Suggest("there is one for %s; or state an IC50", strings.Join(known, ", "))
}

// remarks adds what a reader of the activity has to know.
func (m *Molecule) remarks(a *Activity, missing []string, asAssayed bool) {
	if !asAssayed {
		a.Notes = append(a.Notes, fmt.Sprintf("in cells the drug needs %.3g times that (%s)", a.Factor, m.basis(&Mechanism{Cells: a.Cells})))
	}
	if a.AtLeast {
		a.Notes = append(a.Notes, "a constant is a lower limit: inhibition is at most this")
	}
	switch m.Mode {
	case binding.JH2:
		a.Notes = append(a.Notes, "binds the pseudokinase: the activity that stays when it is bound is not known and is taken as none")
	case binding.Irreversible:
		a.Notes = append(a.Notes, "its reversible binding to other kinases than JAK3")
	}
	for _, c := range m.Constants {
		if c.Koff > 0 {
			a.Notes = append(a.Notes, "binding is taken as fast against the model: kon and koff of the drug are not used")
			break
		}
	}
	if len(missing) > 0 {
		a.Notes = append(a.Notes, "no constant for "+strings.Join(missing, ", ")+", taken as not bound")
	}
	if m.Borrowed != "" {
		a.Notes = append(a.Notes, "constants of "+m.Borrowed+", taken for this drug")
	}
}

// ParsePair reads a pair as [Pair.String] prints it, or the name of a cytokine, whose receptor it is: r is then its read-out.
func ParsePair(lib *evidence.Library, text string) (p Pair, r *Readout, err error) {
	if first, rest, ok := strings.Cut(text, "/"); ok && (strings.HasPrefix(text, "JAK") || strings.HasPrefix(text, "TYK")) {
		names := append([]string{first}, strings.Split(rest, "|")...)
		for i, name := range names {
			k, known := binding.ParseKinase(strings.TrimSpace(name))
			if !known {
				return p, nil, diag.New(diag.Pos{}, "binding.pair", "%q is no kinase", name).Suggest("write a pair such as JAK1/JAK2|TYK2, or a cytokine")
			}
			if i == 0 {
				p.A = k
			} else {
				p.B = append(p.B, k)
			}
		}
		return p, nil, nil
	}
	rows := FindReadouts(lib, text)
	if len(rows) == 0 {
		return p, nil, diag.New(diag.Pos{}, "binding.cytokine", "unknown cytokine %q", text).Suggest("%s", diag.DidYouMean(text, binding.Cytokines(lib)))
	}
	return rows[0].Pair, &rows[0], nil
}

package binding

import (
	"fmt"
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
)

// Site is one kinase, or whatever a stated potency is about: 1/(1 + (cu/Half)^Hill) of its activity is left at unbound concentration cu.
type Site struct {
	Name string
	Half float64 // nM, unbound
	Hill float64
}

// Activity is what is left of the activity of a kinase, or of a receptor's kinases, as a function of the unbound concentration: the product
// over places of 1 − Π(1 − site) over the sites that share a place, the form of [Pair.Signal]. It multiplies the rate of a step that those
// kinases catalyse. It holds at equilibrium: binding is taken as fast against the model that it enters.
type Activity struct {
	Label    string // "JAK1", "JAK1/JAK2|TYK2", "IC50 30 nM"
	Places   [][]Site
	Shift    *Shift // from enzyme to cell; nil: the constants as they stand
	AtLeast  bool   // a constant is a lower limit
	Verified bool
	Refs     []string
	Notes    []string
}

// Left is the fraction of the activity left at unbound concentration cu (nM), 1 without drug.
func (a *Activity) Left(cu float64) float64 {
	left := 1.0
	for _, place := range a.Places {
		fails := 1.0
		for _, s := range place {
			fails *= Sigmoid(cu/s.Half, s.Hill)
		}
		left *= 1 - fails
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
	a := &Activity{Label: fmt.Sprintf("IC50 %.4g nM", ic50), Places: [][]Site{{{Name: "stated", Half: ic50, Hill: hill}}}}
	if hill != 1 {
		a.Label += fmt.Sprintf(", Hill %.4g", hill)
	}
	return a
}

// KinaseActivity is the activity of one kinase by the drug's constant at 1 mM ATP, carried to cells by the level of the drug's own
// cell data when anchored.
func (m *Molecule) KinaseActivity(lib *evidence.Library, k Kinase, anchored bool) (*Activity, error) {
	return m.activity(lib, k.String(), [][]Kinase{{k}}, anchored)
}

// PairActivity is the activity of a receptor's kinases by the drug's constants at 1 mM ATP, carried to cells by the
// anchor of the pair when anchored.
func (m *Molecule) PairActivity(lib *evidence.Library, p Pair, anchored bool) (*Activity, error) {
	return m.activity(lib, p.String(), [][]Kinase{{p.A}, p.B}, anchored)
}

func (m *Molecule) activity(lib *evidence.Library, label string, places [][]Kinase, anchored bool) (*Activity, error) {
	a := &Activity{Label: label, Verified: m.Borrowed == ""}
	scale := 1.0
	if anchored {
		shift, ok := m.shifts[label]
		if !ok {
			shift = Anchors(lib).predict(m.class(), m.Mode == JH2, m.ratios(lib), label)
		}
		a.Shift, scale = &shift, shift.Factor
	}
	seen := map[Kinase]bool{}
	var missing []string
	for _, place := range places {
		var sites []Site
		for _, k := range place {
			c := m.Constants[k]
			if m.Mode == Irreversible && k == JAK3 {
				return nil, diag.New(diag.Pos{}, "binding.covalent", "%s binds JAK3 for good: what is left depends on all its past concentrations and on how fast the cell makes JAK3 anew, not on the present concentration", m.Name).
					Suggest("no rate of inactivation has been measured that could be carried into another model")
			}
			if c.Known {
				sites = append(sites, Site{Name: k.String(), Half: c.KiApp * scale, Hill: 1})
			}
			if seen[k] {
				continue
			}
			seen[k] = true
			if !c.Known {
				missing = append(missing, k.String())
				continue
			}
			a.Refs = append(a.Refs, c.Refs...)
			a.Verified = a.Verified && c.Verified
			a.AtLeast = a.AtLeast || c.AtLeast
			a.Notes = append(a.Notes, fmt.Sprintf("%s: %.4g nM unbound (%s)", k, c.KiApp, c.Route))
		}
		if len(sites) == 0 && m.Mode != JH2 {
			return nil, m.noConstant(missing)
		}
		// What has no constant is not bound, as in the effects of a comparison: a place that it shares keeps going.
		if len(sites) == len(place) {
			a.Places = append(a.Places, sites)
		}
	}
	if len(a.Places) == 0 {
		return nil, m.noConstant(missing)
	}
	m.remarks(a, missing)
	return a, nil
}

func (m *Molecule) noConstant(missing []string) error {
	var known []string
	for _, k := range m.Known() {
		known = append(known, k.String())
	}
	d := diag.New(diag.Pos{}, "binding.constant", "no usable enzyme constant of %s (%s) for %s", m.Name, m.Mode, strings.Join(missing, ", "))
	if len(known) == 0 {
		return d.Suggest("state an IC50")
	}
	return d.Suggest("there is one for %s; or state an IC50", strings.Join(known, ", "))
}

// remarks adds what a reader of the activity has to know.
func (m *Molecule) remarks(a *Activity, missing []string) {
	if s := a.Shift; s != nil {
		basis := "no cell data of this drug: level from the mean of the others"
		if s.N > 0 {
			basis = fmt.Sprintf("anchored on %d cell measurements of this drug, %d of them at this kinase pair", s.N, s.OnPair)
		}
		a.Notes = append(a.Notes, fmt.Sprintf("from enzyme to cell: constants × %.3g (%s)", s.Factor, basis))
	}
	if a.AtLeast {
		a.Notes = append(a.Notes, "a constant is a lower limit: inhibition is at most this")
	}
	switch m.Mode {
	case JH2:
		a.Notes = append(a.Notes, "binds the pseudokinase: the activity that stays when it is bound is not known and is taken as none")
	case Irreversible:
		a.Notes = append(a.Notes, "its reversible binding to other kinases than JAK3")
	}
	if len(missing) > 0 {
		a.Notes = append(a.Notes, "no constant for "+strings.Join(missing, ", ")+", taken as not bound")
	}
	if m.Borrowed != "" {
		a.Notes = append(a.Notes, "constants of "+m.Borrowed+", taken for this drug")
	}
}

// ParsePair reads a pair as [Pair.String] prints it, or the name of a cytokine, whose receptor it is.
func ParsePair(lib *evidence.Library, text string) (p Pair, cytokine string, err error) {
	if first, rest, ok := strings.Cut(text, "/"); ok && (strings.HasPrefix(text, "JAK") || strings.HasPrefix(text, "TYK")) {
		names := append([]string{first}, strings.Split(rest, "|")...)
		for i, name := range names {
			k, known := ParseKinase(strings.TrimSpace(name))
			if !known {
				return p, "", diag.New(diag.Pos{}, "binding.pair", "%q is no kinase", name).Suggest("write a pair such as JAK1/JAK2|TYK2, or a cytokine")
			}
			if i == 0 {
				p.A = k
			} else {
				p.B = append(p.B, k)
			}
		}
		return p, "", nil
	}
	rows := FindReadouts(lib, text)
	if len(rows) == 0 {
		return p, "", diag.New(diag.Pos{}, "binding.cytokine", "unknown cytokine %q", text).Suggest("%s", diag.DidYouMean(text, Cytokines(lib)))
	}
	return rows[0].Pair, rows[0].Receptor.Cytokine, nil
}

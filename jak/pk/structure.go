package pk

import (
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/jak/drug"
	"jakstat/unit"
)

// expected is the unit a parameter must have, by the field's naming: what a name begins with says
// what it is.
var expected = []struct {
	prefix string
	unit   unit.Unit
	frame  bool // a frameless value is taken per total plasma concentration
}{
	{"CL", unit.Must("L/h/{plasma}"), true},
	{"Q", unit.Must("L/h/{plasma}"), true},
	{"V", unit.Must("L/{plasma}"), true},
	{"IC50", unit.Must("mg/L{plasma}"), true},
	{"ka", unit.Must("1/h"), false},
	{"ktr", unit.Must("1/h"), false},
	{"k0", unit.Must("mg/h"), false},
	{"tlag", unit.Must("h"), false},
	{"D", unit.Must("h"), false},
	{"AK1", unit.Must("mg"), false},
	{"F", unit.One, false},
	{"f", unit.One, false},
	{"Imax", unit.One, false},
	{"transits", unit.One, false},
}

// expectedUnit returns the unit a parameter of that name must have; ok is false for a name that
// promises nothing.
func expectedUnit(name string) (u unit.Unit, frame, ok bool) {
	for _, e := range expected {
		if strings.HasPrefix(name, e.prefix) {
			return e.unit, e.frame, true
		}
	}
	return unit.Unit{}, false, false
}

// inExpectedUnit checks a resolved value against its name and adds the plasma frame where the field leaves it unsaid.
func inExpectedUnit(name string, q unit.Quantity) (unit.Quantity, error) {
	want, frame, ok := expectedUnit(name)
	if !ok {
		return q, nil
	}
	if q.Unit.Dim == want.Dim {
		if q.Unit.Named() {
			return q, nil
		}
		return unit.Quantity{Value: q.Base() / want.Scale, Unit: want}, nil // a computed value in the field's unit
	}
	if frame && q.Unit.Dim == want.Dim.Frameless() {
		q.Unit.Dim = want.Dim
		return unit.Quantity{Value: q.Base() / want.Scale, Unit: want}, nil
	}
	if q.Unit.Dim.Frameless() == want.Dim && want.Dim.Frame().IsZero() {
		return unit.Quantity{Value: q.Base() / want.Scale, Unit: want}, nil
	}
	return q, unit.Mismatch(q, want)
}

// structure collects the equations of one model.
type structure struct {
	b     *model.Builder
	entry drug.ModelEntry
	has   func(name string) bool
	route []model.RouteArm
}

const (
	mg   = "mg"
	mgL  = "mg/L{plasma}"
	mass = 0 // initial amounts
)

func zero(u string) unit.Quantity { return unit.Q(mass, u) }

// disposition adds the parent's compartments. A condition that changes exposure by the factor
// exposure_ratio (an interaction, an organ impairment) divides clearance.
func (s *structure) disposition() {
	b := s.b
	b.Amount("central", "", zero(mg))
	b.Assign("C", mgL, "central/Vc")
	b.Reaction("elimination", "central ->", "CL*C/exposure_ratio")
	if s.has("Q") {
		b.Amount("peripheral", "", zero(mg))
		b.Assign("Cp", mgL, "peripheral/Vp")
		b.Reaction("distribution", "central -> peripheral", "Q*(C - Cp)")
	}
}

// absorption adds the input of the dose: the arms of the route "oral" and the compartments before the central one.
func (s *structure) absorption() {
	arm := func(into, fraction, duration string) {
		a := model.RouteArm{Into: into, Fraction: model.MustParse(fraction)}
		if s.has("tlag") {
			a.Lag = model.MustParse("tlag")
		}
		if duration != "" {
			a.Duration = model.MustParse(duration)
		}
		s.route = append(s.route, a)
	}
	f := "1"
	if s.has("F") {
		f = "F"
	}
	first := s.firstOrderInput()
	switch {
	case s.has("AK1"):
		arm(first, f+"*min(1, AK1/dose)", "")
		arm("central", f+"*max(0, 1 - AK1/dose)", "max(dose - AK1, 0*dose)/k0")
	case s.has("fz"):
		arm("central", f+"*fz", "D2")
		arm(first, f+"*(1 - fz)", "")
	case s.has("D1"):
		arm("central", f, "D1")
	default:
		arm(first, f, "")
	}
}

// firstOrderInput adds depot and transit compartments and returns the one that takes the dose.
func (s *structure) firstOrderInput() string {
	b := s.b
	if !s.has("ka") {
		return "central" // an intravenous dose
	}
	b.Amount("depot", "", zero(mg))
	b.Reaction("absorption", "depot -> central", "ka*depot")
	into := "depot"
	for i := s.transits(); i >= 1; i-- {
		id := transitName(i)
		b.Amount(id, "", zero(mg))
		b.Reaction("transit_"+id, id+" -> "+into, "ktr*"+id)
		into = id
	}
	return into
}

func transitName(i int) string { return "transit" + string(rune('0'+i)) }

// maxTransits keeps a chain within one digit; longer ones are better described by their mean and a delay.
const maxTransits = 9

func (s *structure) transits() int {
	e, ok := s.entry.Parameters.Get("transits")
	if !ok {
		return 0
	}
	q, err := unit.ParseQuantity(e.Value.S)
	if err != nil || q.Value != float64(int(q.Value)) || q.Value < 1 || q.Value > maxTransits {
		return -1
	}
	return int(q.Value)
}

// metabolite adds the equations of a metabolite with a time course of its own. Its parameters carry its prefix.
func (s *structure) metabolite(prefix string, m drug.MetaboliteEntry) {
	b := s.b
	b.Amount(prefix+"central", "", zero(mg))
	b.Assign(prefix+"C", mgL, prefix+"central/"+prefix+"Vc")
	b.Param(prefix+"exposure_ratio", unit.Q(1, "1"))
	b.Reaction(prefix+"elimination", prefix+"central ->", prefix+"CL*"+prefix+"C/"+prefix+"exposure_ratio")
	if _, ok := m.Parameters.Get("Q"); ok {
		b.Amount(prefix+"peripheral", "", zero(mg))
		b.Assign(prefix+"Cp", mgL, prefix+"peripheral/"+prefix+"Vp")
		b.Reaction(prefix+"distribution", prefix+"central -> "+prefix+"peripheral", prefix+"Q*("+prefix+"C - "+prefix+"Cp)")
	}
	if m.Input.S == "elimination" {
		b.Reaction(prefix+"formation", "-> "+prefix+"central", prefix+"fm*CL*C/exposure_ratio")
		return
	}
	// Input with absorption: presystemic formation, at the parent's absorption rate (Namour 2015 for GS-829845).
	b.Amount(prefix+"depot", "", zero(mg))
	b.Reaction(prefix+"formation", prefix+"depot -> "+prefix+"central", "ka*"+prefix+"depot")
	for _, a := range s.route {
		if a.Into == "depot" {
			a.Into = prefix + "depot"
			s.route = append(s.route, a)
			break
		}
	}
}

// check reports structural mistakes that the engine would describe less clearly.
func (s *structure) check(l *diag.List, pos diag.Pos) {
	need := func(when bool, why string, names ...string) {
		if !when {
			return
		}
		for _, n := range names {
			if !s.has(n) {
				l.Add(diag.New(pos, "pk.missing", "model %s: parameter %s is missing%s", s.entry.ID.S, n, why))
			}
		}
	}
	need(true, "", "CL", "Vc")
	need(s.has("Q"), " (Q is given)", "Vp")
	need(s.has("Vp"), " (Vp is given)", "Q")
	need(s.has("fz"), " (fz is given)", "D2", "ka")
	need(s.has("AK1"), " (AK1 is given)", "k0", "ka")
	need(s.has("ktr"), " (ktr is given)", "transits", "ka")
	need(s.has("transits"), " (transits is given)", "ktr", "ka")
	if s.has("transits") && s.transits() < 0 {
		e, _ := s.entry.Parameters.Get("transits")
		l.Add(diag.New(e.Pos, "pk.transits", "transits: %q is not a number of compartments", e.Value.S).Suggest("a whole number from 1 to %d", maxTransits))
	}
	for _, m := range s.entry.Metabolites {
		if m.Input.S == "absorption" && !s.has("ka") {
			l.Add(diag.New(m.Input.Pos, "pk.missing", "metabolite %s enters with absorption, but the model has no ka", m.Analyte.S))
		}
	}
}

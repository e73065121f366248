package binding

import (
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/drug"
	"jakstat/unit"
)

// Mode is how a molecule binds.
type Mode uint8

// The modes the evidence knows.
const (
	Reversible   Mode = iota // competes with ATP in the kinase domain (JH1)
	JH2                      // allosteric, in the pseudokinase domain; ATP plays no part
	Irreversible             // covalent (JAK3 Cys909)
)

// String returns the mode in words.
func (m Mode) String() string {
	return [...]string{"reversible, ATP-competitive", "allosteric, pseudokinase (JH2)", "covalent"}[m]
}

// Molecule is a drug as far as binding needs it.
type Molecule struct {
	Name        string
	Mode        Mode
	Fu          float64 // unbound over total plasma
	BloodPlasma float64 // blood over plasma
	Constants   [4]Constant
	Rows        []Measured
	Borrowed    string // the drug whose potencies these are, where that is another
}

// New gathers a molecule's constants and potencies: a shipped drug's from the library, a user's from the file, which overrides the
// library where it speaks. Errors are a diag.List.
func New(lib *evidence.Library, f *drug.File, fu, bloodPlasma float64) (*Molecule, error) {
	source := f.Drug.S
	if f.PotencyOf.S != "" {
		source = f.PotencyOf.S
	}
	borrowed := f.PotencyOf.S
	if bloodPlasma == 0 {
		bloodPlasma = 1
	}
	m := &Molecule{Name: f.Drug.S, Fu: fu, BloodPlasma: bloodPlasma, Mode: mode(lib, f, source), Borrowed: borrowed}
	m.Constants = Constants(lib, source, m.Mode)
	m.Rows = MeasuredPotencies(lib, source, fu, bloodPlasma)
	var diags diag.List
	m.own(lib, f, &diags)
	if err := diags.Err(); err != nil {
		return nil, err
	}
	return m, nil
}

func mode(lib *evidence.Library, f *drug.File, source string) Mode {
	word := f.Mode.S
	if p := lib.PhysChem(source); word == "" && p != nil {
		word = p.BindingMode
	}
	return ModeFromWords(word)
}

// ModeFromWords reads the binding mode of a drug file or an identity row.
func ModeFromWords(words string) Mode {
	switch {
	case words == "jh2" || strings.Contains(words, "JH2"):
		return JH2
	case strings.HasPrefix(words, "covalent"):
		return Irreversible
	}
	return Reversible
}

// RouteGiven is the route of a constant that stands in the user's file.
const RouteGiven = "given"

// own reads kinases and potencies of the file.
func (m *Molecule) own(lib *evidence.Library, f *drug.File, diags *diag.List) {
	r := &drug.Resolver{Rows: drug.LibraryRows{Library: lib}}
	at := func(p diag.Pos) diag.Pos { p.File = f.Path; return p }
	vouched := func(how drug.Text) bool { return how.S == "verified" || how.S == "" && f.How.S == "verified" }
	for _, p := range f.Kinases {
		k, ok := ParseKinase(p.Name)
		if !ok {
			diags.Add(diag.New(at(p.Pos), "binding.kinase", "unknown kinase %q", p.Name).Suggest("%s", diag.DidYouMean(p.Name, kinaseNames[:])))
			continue
		}
		m.kinase(lib, r, k, &p.KinaseEntry, vouched(p.How), at, diags)
	}
	var rows []Measured
	for _, p := range f.Potencies {
		cytokine, ok := CanonicalCytokine(lib, p.Cytokine.S)
		if !ok {
			diags.Add(diag.New(at(p.Cytokine.Pos), "binding.cytokine", "unknown cytokine %q", p.Cytokine.S).Suggest("%s", diag.DidYouMean(p.Cytokine.S, Cytokines(lib))))
			continue
		}
		q, err := concentration(r, p.IC50, "plasma")
		if err != nil {
			diags.AddError(at(p.IC50.Pos), "binding.ic50", err)
			continue
		}
		hill := 1.0
		if p.Hill.S != "" {
			h, err := unit.ParseQuantity(p.Hill.S)
			if err != nil || !h.Unit.Dim.IsZero() || !(h.Value > 0.1 && h.Value < 10) {
				diags.Add(diag.New(at(p.Hill.Pos), "binding.hill", "hill: %q is not a Hill coefficient", p.Hill.S).Suggest("a number between 0.1 and 10"))
				continue
			}
			hill = h.Value
		}
		plasma, _ := ToPlasma(q, m.Fu, m.BloodPlasma)
		rows = append(rows, Measured{
			ID: "own", Cytokine: cytokine, STAT: p.STAT.S, Cell: p.Cell.S, Matrix: frameOf(q), Frame: frameOf(q), IC50: plasma, Unbound: plasma * m.Fu, Hill: hill,
			Verified: vouched(p.How), Human: true, Primary: true, Chosen: true,
		})
	}
	m.Rows = append(rows, m.Rows...)
}

func frameOf(q unit.Quantity) string {
	for name, u := range map[string]unit.Unit{"plasma": plasmaNM, "blood": bloodNM, "medium": mediumNM, "unbound": unboundNM} {
		if q.Unit.Dim == u.Dim {
			return name
		}
	}
	return ""
}

// concentration resolves a molar concentration; a value without a frame is taken in the default one.
func concentration(r *drug.Resolver, t drug.Text, frame string) (unit.Quantity, error) {
	v, err := r.Resolve(t, "")
	if err != nil {
		return unit.Quantity{}, err
	}
	q := v.Quantity
	want := unit.Must("nM").In(frame)
	if q.Unit.Dim == want.Dim.Frameless() {
		q = unit.Quantity{Value: q.Base() / want.Scale, Unit: want}
	}
	if q.Unit.Dim.Frameless() != want.Dim.Frameless() {
		return q, unit.Mismatch(q, unit.Must("nM")).At(t.Pos)
	}
	if !(q.Value > 0) || math.IsInf(q.Value, 0) {
		return q, diag.New(t.Pos, "binding.range", "%s is not a positive concentration", q)
	}
	return q, nil
}

// Known lists the kinases with a constant.
func (m *Molecule) Known() []Kinase {
	var out []Kinase
	for _, k := range Kinases() {
		if m.Constants[k].Known {
			out = append(out, k)
		}
	}
	return out
}

package pk

import (
	"math"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/engine/result"
	"jakstat/jak/drug"
	"jakstat/unit"
)

// Parameter is one parameter of a model: a typical value with its random effect, or a formula.
type Parameter struct {
	Name     string
	Analyte  string // of a metabolite's parameter; "" for the parent's
	Value    drug.Value
	Formula  string
	Omega    float64 // standard deviation of the log-normal random effect; 0 when none
	TiedTo   string  // its random effect is TieScale times that of this parameter
	TieScale float64
	FittedTo []string
	Refs     []string // evidence ids of value, formula and source
	Verified bool     // every row behind value, spread and formula is
	Note     string
}

// Covariate is a patient characteristic with the model's reference value.
type Covariate struct {
	Name  string
	Value unit.Quantity
}

// Ratio is a metabolite that follows the parent in fixed molar proportion.
type Ratio struct {
	Analyte string
	Value   drug.Value
}

// Oral is the route of every model's dose.
const Oral = "oral"

// Model is a pharmacokinetic model ready to simulate. It is immutable and safe for concurrent use.
type Model struct {
	Drug        *Drug
	ID          string
	Formulation string
	Population  string
	Basis       string // published, exposure, fitted, analogue, own
	Note        string
	Parameters  []Parameter
	Covariates  []Covariate
	Ratios      []Ratio

	fragment *model.Model
	program  *compile.Program
	effects  effects
	refs     map[string]bool
}

// Fragment returns the engine model, for composition and export.
func (m *Model) Fragment() *model.Model { return m.fragment }

// Hash identifies the model: a hash of its drug file and its id.
func (m *Model) Hash() string { return result.Hash([]byte(m.Drug.text + "\x00" + m.ID)) }

// Refs tells whether the model was built from that evidence row: such a row never tests it.
func (m *Model) Refs(id string) bool { return m.refs[id] }

// Verified tells whether every value of the model rests on verified rows only. A model borrowed from another drug never is.
func (m *Model) Verified() bool {
	if m.Basis == "analogue" {
		return false
	}
	for _, p := range m.Parameters {
		if !p.Verified {
			return false
		}
	}
	return true
}

// builder carries the state of building one model.
type builder struct {
	drug     *Drug
	entry    drug.ModelEntry
	resolver *drug.Resolver
	b        *model.Builder
	out      *Model
	diags    diag.List
	covs     map[string]bool
}

// build resolves all values of an entry and compiles its equations. All problems are returned together.
func build(d *Drug, entry drug.ModelEntry, rows drug.Rows) (*Model, error) {
	x := &builder{
		drug: d, entry: entry, resolver: &drug.Resolver{Rows: rows, Names: map[string]drug.Value{}},
		b: model.NewBuilder(d.Name+"_"+entry.ID.S, model.Checked), covs: map[string]bool{},
		out: &Model{
			Drug: d, ID: entry.ID.S, Formulation: entry.Formulation.S, Population: entry.Population.S, Basis: entry.Basis.S, Note: entry.Note.S,
			refs: map[string]bool{},
		},
	}
	if x.out.Basis == "" {
		x.out.Basis = "own"
	}
	x.covariates()
	s := &structure{b: x.b, entry: entry, has: func(name string) bool { _, ok := entry.Parameters.Get(name); return ok }}
	s.check(&x.diags, x.pos(entry.ID.Pos))
	for _, p := range entry.Parameters {
		if p.Name != "transits" {
			x.parameter("", "", p)
		}
	}
	x.b.Param("exposure_ratio", unit.Q(1, "1"))
	s.disposition()
	s.absorption()
	x.b.Output("C", "ng/mL{plasma}", "C")
	x.metabolites(s)
	x.effects()
	x.b.Route(Oral, s.route...)
	if x.diags.HasErrors() {
		return nil, x.failed()
	}
	fragment, err := x.b.Build()
	if err != nil {
		x.diags.AddError(x.pos(entry.ID.Pos), "pk.model", err)
		return nil, x.failed()
	}
	program, err := compile.Compile(fragment, compile.Options{})
	if err != nil {
		x.diags.AddError(x.pos(entry.ID.Pos), "pk.compile", err)
		return nil, x.failed()
	}
	x.out.fragment, x.out.program = fragment, program
	return x.out, nil
}

func (x *builder) pos(p diag.Pos) diag.Pos {
	p.File = x.drug.Path
	return p
}

func (x *builder) failed() error {
	for i := range x.diags {
		x.diags[i].Pos.File = x.drug.Path
	}
	x.diags.Sort()
	return x.diags
}

func (x *builder) add(t diag.Pos, err error) { x.diags.AddError(x.pos(t), "pk.value", err) }

func (x *builder) covariates() {
	for _, c := range x.entry.Reference {
		v, err := x.resolver.Resolve(c.Value, "")
		if err != nil {
			x.add(c.Pos, err)
			continue
		}
		x.covs[c.Name] = true
		x.out.Covariates = append(x.out.Covariates, Covariate{Name: c.Name, Value: v.Quantity})
		x.b.Param(c.Name, v.Quantity)
	}
}

// parameter resolves one entry and adds it to the model under prefix+name.
func (x *builder) parameter(analyte, prefix string, p drug.Parameter) {
	out := Parameter{Name: prefix + p.Name, Analyte: analyte, Formula: p.Formula.S, FittedTo: p.FittedTo.Strings(), Note: p.Note.S}
	out.Refs = append(out.Refs, p.Source.Strings()...)
	out.Refs = append(out.Refs, out.FittedTo...)
	switch {
	case p.Formula.S != "" && p.Value.S != "":
		x.add(p.Pos, diag.New(p.Pos, "pk.parameter", "parameter %s has both a value and a formula", p.Name))
	case p.Formula.S != "":
		x.formula(analyte, prefix, p, &out)
	default:
		x.value(prefix, p, &out)
	}
	out.Verified = p.Formula.S != "" || out.Value.Verified
	for _, id := range out.Refs {
		x.out.refs[id] = true
		if row, err := x.resolver.Rows.Row(id, ""); err == nil && !row.Verified {
			out.Verified = false
		}
	}
	x.out.Parameters = append(x.out.Parameters, out)
}

func (x *builder) value(prefix string, p drug.Parameter, out *Parameter) {
	v, err := x.resolver.Resolve(p.Value, "")
	if err != nil {
		x.add(p.Pos, err)
		return
	}
	q, err := inExpectedUnit(p.Name, v.Quantity)
	if err != nil {
		var l diag.List
		l.AddError(p.Value.Pos, "pk.unit", err)
		l[0].Message = p.Name + ": " + l[0].Message
		x.diags.Add(l[0].At(x.pos(p.Pos)))
		return
	}
	if _, _, ok := expectedUnit(p.Name); ok && !(q.Value > 0) && p.Name != "Imax" {
		x.add(p.Pos, diag.New(p.Value.Pos, "pk.range", "%s = %s must be positive", p.Name, q))
		return
	}
	if len(v.Refs) == 0 { // a literal is as verified as the file says
		v.Verified = p.How.S == "verified" || p.How.S == "" && x.drug.file.How.S == "verified"
	}
	v.Quantity = q
	out.Value = v
	out.Refs = append(out.Refs, v.Refs...)
	x.resolver.Names[p.Name] = v
	x.spread(p, out)
	x.b.Add(&model.Parameter{Info: model.Info{ID: prefix + p.Name, Source: strings.Join(out.Refs, " "), Pos: x.pos(p.Pos)}, Value: q, Constant: true})
}

// spread reads cv or eta.
func (x *builder) spread(p drug.Parameter, out *Parameter) {
	if p.Eta.S != "" {
		scale, name, ok := strings.Cut(strings.TrimSpace(p.Eta.S), " ")
		f, err := strconv.ParseFloat(scale, 64)
		if !ok || err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			x.add(p.Pos, diag.New(p.Eta.Pos, "pk.eta", "eta: %q is not a factor and a parameter", p.Eta.S).Suggest(`write eta: "0.5 CL"`))
			return
		}
		out.TiedTo, out.TieScale = strings.TrimSpace(name), f
		return
	}
	if p.CV.S == "" {
		return
	}
	cv := math.NaN()
	if drug.IsID(p.CV.S) {
		row, err := x.resolver.Rows.Row(p.CV.S, "")
		if err != nil {
			x.add(p.Pos, err)
			return
		}
		cv = row.CV
		out.Refs = append(out.Refs, p.CV.S)
	} else if q, err := unit.ParseQuantity(p.CV.S); err == nil && q.Unit.Dim.IsZero() {
		cv = q.Base()
	}
	if !(cv >= 0 && cv < 5) {
		x.add(p.Pos, diag.New(p.CV.Pos, "pk.cv", "cv: %q gives no coefficient of variation", p.CV.S).Suggest("%s", "write cv: 25 % or the id of a row that states one"))
		return
	}
	out.Omega = cv
	if x.entry.CVConvention.S == "exact" {
		out.Omega = math.Sqrt(math.Log1p(cv * cv))
	}
}

// formula parses an equation, puts evidence values in and prefixes a metabolite's own names.
func (x *builder) formula(analyte, prefix string, p drug.Parameter, out *Parameter) {
	want, _, ok := expectedUnit(p.Name)
	if !ok {
		x.add(p.Pos, diag.New(p.Pos, "pk.parameter", "a formula needs a name that says its unit; %q does not", p.Name).Suggest("names begin with CL, Q, V, ka, ktr, F, f, D, tlag"))
		return
	}
	e, err := model.ParseExprAt(p.Formula.S, x.pos(p.Formula.Pos))
	if err != nil {
		x.add(p.Formula.Pos, err)
		return
	}
	own := map[string]bool{}
	if prefix != "" {
		for _, m := range x.entry.Metabolites {
			if m.Analyte.S == analyte {
				for _, name := range m.Parameters.Names() {
					own[name] = true
				}
			}
		}
	}
	e = e.Map(func(leaf model.Expr) model.Expr {
		name := leaf.Name()
		switch {
		case leaf.Op() != model.OpSymbol:
			return nil
		case drug.IsID(name):
			row, err := x.resolver.Rows.Row(name, "")
			if err != nil {
				x.add(p.Formula.Pos, err)
				return nil
			}
			out.Refs = append(out.Refs, name)
			return model.Lit(row.Quantity).At(leaf.Pos())
		case prefix != "" && name == "CL_parent":
			return model.Sym("CL").At(leaf.Pos())
		case own[name]:
			return model.Sym(prefix + name).At(leaf.Pos())
		}
		return nil
	}, func(f string) string { return f })
	id := prefix + p.Name
	info := model.Info{ID: id, Source: strings.Join(out.Refs, " "), Pos: x.pos(p.Formula.Pos)}
	x.b.Add(&model.Parameter{Info: info, Value: model.Unset(want)},
		&model.Rule{Info: model.Info{Pos: info.Pos}, Kind: model.AssignmentRule, Variable: id, Expr: e})
}

// metabolites adds the analytes beside the parent.
func (x *builder) metabolites(s *structure) {
	for _, m := range x.entry.Metabolites {
		if x.drug.Analyte(m.Analyte.S) == nil {
			x.add(m.Analyte.Pos, diag.New(m.Analyte.Pos, "pk.analyte", "metabolite %q is not among the analytes", m.Analyte.S).
				Suggest("%s", diag.DidYouMean(m.Analyte.S, x.drug.analyteNames())))
			continue
		}
		if m.Ratio.S != "" {
			v, err := x.resolver.Resolve(m.Ratio, "")
			if err == nil && !v.Unit.Dim.IsZero() {
				err = unit.Mismatch(v.Quantity, unit.One)
			}
			if err != nil {
				x.add(m.Ratio.Pos, err)
				continue
			}
			for _, id := range append(v.Refs, m.Source.Strings()...) {
				x.out.refs[id] = true
			}
			v.Quantity = unit.Quantity{Value: v.Base(), Unit: unit.One}
			x.out.Ratios = append(x.out.Ratios, Ratio{Analyte: m.Analyte.S, Value: v})
			continue
		}
		prefix := metabolitePrefix(m.Analyte.S)
		for _, p := range m.Parameters {
			x.parameter(m.Analyte.S, prefix, p)
		}
		s.metabolite(prefix, m)
		x.b.Output(prefix+"C", "ng/mL{plasma}", prefix+"C")
	}
}

// metabolitePrefix turns an analyte's name into the beginning of identifiers: "GS-829845" gives "GS829845_".
func metabolitePrefix(analyte string) string {
	var b strings.Builder
	for _, r := range analyte {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		}
	}
	return b.String() + "_"
}

package engagement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

// Options of a composition.
type Options struct {
	ATP      unit.Quantity // in the cell; the zero quantity: the reference level of the constants
	Lifetime unit.Quantity // mean lifetime of all four kinases; the zero quantity: no turnover
	KiFactor float64       // times every dissociation constant; 0: 1
}

// Part is one drug of a composition.
type Part struct {
	Treatment coverage.Treatment
	// Residence is the time its analytes stay on every kinase; the zero quantity: at equilibrium.
	Residence unit.Quantity
	// OwnRates: they stay on each kinase as long as the drug's file says, and at equilibrium where it says nothing.
	OwnRates bool
	// Covalent is the loss of JAK3 to a covalent drug, on total plasma concentration in parent equivalents; nil for others.
	Covalent *binding.Covalent
}

// Composition is the pharmacokinetics of one or more drugs and the binding of all their active analytes in one model. It is immutable.
type Composition struct {
	Model   *model.Model
	Program *compile.Program
	Ligands []string // of the binding fragment: Cu_<ligand> is an output, nM{unbound}

	parts    []Part
	prefixes []string
}

// identifier turns the name of an analyte into one: "GS-829845" gives "GS829845".
func identifier(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, name)
}

// Compose builds the model. Every active analyte is a ligand of its own, in competition with the others; a metabolite counts in unbound
// equivalents of its parent, as its potency is known relative to the parent's only, and binds with the parent's constants, those in cells. One drug
// keeps the names of its pharmacokinetic model; with several each has its drug's name before them, routes too. Errors
// are a diag.List.
func Compose(lib *evidence.Library, o Options, parts ...Part) (*Composition, error) {
	if !set(o.ATP) {
		o.ATP = unit.Q(binding.ReferenceATP, "mM")
	}
	cell := binding.CellAt(lib, o.ATP)
	if set(o.Lifetime) {
		for _, k := range binding.Kinases() {
			cell.Lifetime[k] = o.Lifetime
		}
	}
	c := &Composition{parts: parts}
	id := "engagement"
	for _, p := range parts {
		id += "_" + identifier(p.Treatment.Drug.Name)
	}
	b := model.NewBuilder(id, model.Checked)
	var ligands []binding.Ligand
	connections := map[string]string{}
	for _, p := range parts {
		t := p.Treatment
		prefix := ""
		if len(parts) > 1 {
			prefix = identifier(t.Drug.Name)
		}
		c.prefixes = append(c.prefixes, prefix)
		b.Include(prefix, t.Model.Fragment(), nil)
		if prefix != "" {
			prefix += "_"
		}
		own := "fu_" + prefix + identifier(t.Drug.Name)
		b.Param(own, t.Drug.Parent().Fu.Quantity)
		for _, s := range t.Model.Terms(t.Condition) {
			l, err := p.ligand(lib, prefix+identifier(s.Analyte), &cell, o.KiFactor)
			if err != nil {
				return nil, err
			}
			ligands = append(ligands, l)
			c.Ligands = append(c.Ligands, l.ID)
			cu := "Cu_" + l.ID
			connections[cu] = cu
			b.Param("weight_"+l.ID, unit.Q(s.Weight, "1"))
			b.Param("molar_mass_"+l.ID, s.MolarMass)
			b.Assign(cu, "nM{unbound}", own+"*weight_"+l.ID+"*"+prefix+s.Course+"/molar_mass_"+l.ID)
			b.Output(cu, "nM{unbound}", cu)
		}
	}
	fragment, err := binding.Fragment(id+"_binding", cell, ligands...)
	if err != nil {
		return nil, err
	}
	b.Include("", fragment, connections)
	if c.Model, err = b.Build(); err != nil {
		return nil, err
	}
	c.Program, err = compile.Compile(c.Model, compile.Options{})
	return c, err
}

func set(q unit.Quantity) bool { return q.Unit.Scale != 0 }

// ligand is one analyte of a part. A covalent drug brings the turnover of JAK3 along.
func (p *Part) ligand(lib *evidence.Library, id string, cell *binding.Cell, factor float64) (binding.Ligand, error) {
	m := p.Treatment.Molecule
	bad := func(format string, args ...any) (binding.Ligand, error) {
		return binding.Ligand{}, diag.List{diag.New(diag.Pos{Where: p.Treatment.Drug.Name}, "engagement.binding", format, args...)}
	}
	switch {
	case m.Mode == binding.Irreversible && p.Covalent == nil:
		return bad("a covalent drug needs its rate of inactivation")
	case m.Mode != binding.Irreversible && p.Covalent != nil:
		return bad("the drug is not covalent")
	case m.Mode == binding.Irreversible && set(p.Residence):
		return bad("a covalent drug has no residence time: it stays for the life of the protein")
	case m.Mode == binding.Irreversible:
		if !set(cell.Lifetime[binding.JAK3]) {
			cell.Lifetime[binding.JAK3] = unit.Q(1/p.Covalent.KDeg, "h")
		}
		return p.Covalent.Ligand(id, 1/m.Fu), nil
	case len(known(m)) == 0:
		return bad("no usable constant is known")
	}
	constants := m.InCells()
	l := binding.NewLigand(lib, id, m.Mode, constants, p.Residence)
	if p.OwnRates {
		l = l.AtRates(constants)
	}
	if factor != 0 {
		for k := range l.Sites {
			l.Sites[k].Ki.Value *= factor
		}
	}
	return l, nil
}

// known lists the kinases with a constant, those bound most strongly first.
func known(m *receptor.Molecule) []binding.Kinase {
	constants := m.InCells()
	var out []binding.Kinase
	for _, k := range binding.Kinases() {
		if constants[k].Known {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b binding.Kinase) int { return cmp.Compare(constants[a].KiApp, constants[b].KiApp) })
	return out
}

// Route is the name of the dosing route of a part, for the target of its dose events.
func (c *Composition) Route(part int) string {
	if p := c.prefixes[part]; p != "" {
		return p + "_oral"
	}
	return "oral"
}

// subject gives the parameters of the typical patient of every part.
func (c *Composition) subject(i int, daily unit.Quantity) pk.Subject {
	t := c.parts[i].Treatment
	s := pk.Subject{Covariates: map[string]unit.Quantity{}, Condition: t.Condition}
	for k, v := range t.Covariates {
		s.Covariates[k] = v
	}
	if t.Model.Uses("daily_dose") {
		s.Covariates["daily_dose"] = daily
	}
	return s
}

// output returns the index of an output that every composition has.
func (c *Composition) output(id string) int {
	i := c.Program.OutputIndex(id)
	if i < 0 {
		panic(fmt.Sprintf("engagement: the model %s has no output %s", c.Program.ModelID, id))
	}
	return i
}

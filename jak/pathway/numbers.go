package pathway

import (
	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/evidence"
	"jakstat/jak/drug"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

// builder carries the state of building one pathway.
type builder struct {
	resolver *drug.Resolver
	b        *model.Builder
	p        *Pathway
	cell     int // in cells
	diags    diag.List
}

// system computes in minutes, picolitres and zeptomoles, so that concentrations are in nM and amounts of one cell near 1.
func system() model.System {
	s := model.Pharmacology()
	s.Time, s.Volume, s.Amount = unit.Must("min"), unit.Must("pL"), unit.Must("zmol")
	return s
}

// numbers resolves every constant that the receptor and the cell need.
func (b *builder) numbers() {
	p, cell := b.p, cells[b.cell]
	for _, c := range shared {
		if c.id == "docking2" && len(p.STATs) == 1 || c.id == "kmutant" && p.Mutation == "" {
			continue
		}
		b.number(c)
	}
	family := p.Receptor.Family
	own, ok := activations[family]
	if !ok {
		own = activations[""]
	}
	for _, c := range own {
		if row := cell.receptor[family]; c.id == "R0" && row != "" {
			c = constant{id: "R0", unit: c.unit, text: row, what: c.what}
		}
		b.number(c)
	}
	for _, s := range p.STATs {
		b.number(perSTAT(imports, s, "kimp_"+s, "1/min", "import of dimers of "+s))
		a := perSTAT(abundances, s, s+"_0", "nM", "latent "+s+" in the cytoplasm")
		if row := cell.stat[s]; row != "" {
			a = constant{id: a.id, unit: a.unit, text: row, what: a.what}
		}
		b.number(a)
	}
	for _, c := range feedbacks[p.Feedback] {
		b.number(c)
	}
}

// perSTAT is the constant of a STAT in a table, or of those without a row.
func perSTAT(table map[string]constant, stat, id, u, what string) constant {
	c, ok := table[stat]
	if !ok {
		c = table[""]
	}
	c.id, c.unit, c.what = id, u, what
	return c
}

// number resolves one constant and adds it to the model.
func (b *builder) number(c constant) {
	u := unit.Must(c.unit)
	x := Parameter{ID: c.id, What: c.what, Judgement: c.judgement}
	v, ok := b.resolve(c, c.text)
	if !ok {
		return
	}
	n, err := v.In(u)
	if err != nil {
		b.diags.AddError(diag.Pos{Where: "pathway constant " + c.id}, "pathway.constant", err)
		return
	}
	x.Value, x.Refs, x.Verified = unit.Quantity{Value: n, Unit: u}, v.Refs, v.Verified
	source := "rows " + joined(v.Refs)
	if c.judgement != "" {
		x.Low, x.High, x.Refs = b.bounds(c, u)
		x.Verified = false
		source = "judgement: " + c.judgement
	}
	b.p.Parameters = append(b.p.Parameters, x)
	b.b.Add(&model.Parameter{Info: model.Info{ID: c.id, Name: c.what, Source: source}, Value: x.Value, Constant: true})
}

func (b *builder) resolve(c constant, text string) (drug.Value, bool) {
	v, err := b.resolver.Resolve(drug.Text{S: text}, "")
	if err != nil {
		b.diags.AddError(diag.Pos{Where: "pathway constant " + c.id}, "pathway.constant", err)
		return v, false
	}
	return v, true
}

// bounds are those of a judgement; a row that is a range gives its own ends.
func (b *builder) bounds(c constant, u unit.Unit) (low, high unit.Quantity, refs []string) {
	ends := [2]unit.Quantity{}
	for i, text := range []string{c.low, c.high} {
		v, ok := b.resolve(c, text)
		if !ok {
			return low, high, nil
		}
		refs = append(refs, v.Refs...)
		q := v.Quantity
		if row, ok := b.row(text); ok && row.Value.Relation == evidence.Range {
			q.Value = [2]float64{row.Value.Low, row.Value.High}[i]
		}
		n, err := q.In(u)
		b.diags.AddError(diag.Pos{Where: "bounds of " + c.id}, "pathway.constant", err)
		ends[i] = unit.Quantity{Value: n, Unit: u}
	}
	if len(refs) == 2 && refs[0] == refs[1] {
		refs = refs[:1]
	}
	return ends[0], ends[1], refs
}

func (b *builder) row(id string) (*evidence.RateConstant, bool) {
	row, _, _ := b.resolver.Rows.(drug.LibraryRows).Get(id)
	r, ok := row.(*evidence.RateConstant)
	return r, ok
}

// volume resolves a volume row of the cell.
func (b *builder) volume(id, row, what string) {
	v, ok := b.resolve(constant{id: id}, row)
	if !ok {
		return
	}
	x := Parameter{ID: id, What: what, Refs: v.Refs, Verified: v.Verified, Value: v.Quantity}
	b.p.Parameters = append(b.p.Parameters, x)
	b.b.Add(&model.Compartment{Info: model.Info{ID: id, Name: what, Source: "rows " + joined(v.Refs)}, Size: v.Quantity, Constant: true})
}

func joined(refs []string) string {
	s := ""
	for i, r := range refs {
		if i > 0 {
			s += " "
		}
		s += r
	}
	return s
}

// signal writes S of the pair over the active fractions: A·(1 − Π(1 − B)).
func signal(p receptor.Pair) string {
	if len(p.B) == 1 {
		return Active(p.A) + " * " + Active(p.B[0])
	}
	fails := ""
	for i, k := range p.B {
		if i > 0 {
			fails += " * "
		}
		fails += "(1 - " + Active(k) + ")"
	}
	return Active(p.A) + " * (1 - " + fails + ")"
}

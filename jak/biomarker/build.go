package biomarker

import (
	"fmt"
	"slices"

	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/evidence"
	"jakstat/unit"
)

// Part is a piece of the model; parts share the drug's presence and the inflammatory signal and nothing else.
type Part uint8

// The parts.
const (
	RedCells Part = iota
	Platelets
	WhiteCells
	Chemistry
	numParts
)

// Parts lists them.
func Parts() []Part { return slices.Clone(everyPart) }

// Model is the model of some parts with the numbers it was built of. It is immutable and safe for concurrent use.
type Model struct {
	Parts      []Part
	Parameters []Parameter
	fragment   *model.Model
	program    *compile.Program
	at         map[string]int // parameter by id
}

// Fragment is the engine model, to compose, run and export. Its inputs are block_IL6 ... block_ACVR1, relief, the state of the disease
// and the person's baselines; doses of the route "drug" make the presence: an infusion of washout·time over the time keeps it at 1.
func (m *Model) Fragment() *model.Model { return m.fragment }

// Build makes the model of parts (none: all) with the estimated numbers of a calibration. The error is a diag.List.
func Build(lib *evidence.Library, c *Calibration, parts ...Part) (*Model, error) {
	if len(parts) == 0 {
		parts = everyPart
	}
	list, err := resolve(lib)
	if err != nil {
		return nil, err
	}
	b := &builder{Builder: model.NewBuilder("laboratory", model.Checked), m: &Model{Parts: slices.Clone(parts), at: map[string]int{}}}
	for _, p := range list {
		i := slices.IndexFunc(fixed, func(c constant) bool { return c.id == p.ID })
		b.parameter(p, fixed[i].parts)
	}
	for _, x := range coordinates {
		u := "1"
		if x.id == "kiron" || x.id == "kgrow" {
			u = "1/d"
		}
		b.parameter(Parameter{ID: x.id, What: x.what, Value: unit.Q(c.Value(x.id), u), Estimated: true}, x.parts)
	}
	b.shared()
	for _, p := range parts {
		[numParts]func(){b.redCells, b.platelets, b.whiteCells, b.chemistry}[p]()
	}
	m := b.m
	if m.fragment, err = b.Builder.Build(); err != nil {
		return nil, err
	}
	if m.program, err = compile.Compile(m.fragment, compile.Options{}); err != nil {
		return nil, err
	}
	for i, p := range m.program.Params {
		m.at[p.ID] = i
	}
	return m, nil
}

type builder struct {
	*model.Builder
	m *Model
}

// has tells whether any of the parts is built; nil stands for all.
func (b *builder) has(parts []Part) bool {
	return parts == nil || slices.ContainsFunc(parts, func(p Part) bool { return slices.Contains(b.m.Parts, p) })
}

func (b *builder) parameter(p Parameter, parts []Part) {
	if b.has(parts) {
		b.m.Parameters = append(b.m.Parameters, p)
		b.Add(p.element())
	}
}

// given is a parameter that describes drug, disease or person.
func (b *builder) given(id, what, u string, value float64) {
	b.Add(&model.Parameter{Info: model.Info{ID: id, Name: what}, Value: unit.Q(value, u), Constant: true})
}

// used are the cytokines that each part looks at.
var used = [numParts][]string{
	RedCells: {"IL-6", "EPO", "ACVR1"}, Platelets: {"IL-6", "TPO"}, WhiteCells: {"IL-6", "G-CSF", "GM-CSF", "IL-7", "IL-15"}, Chemistry: {"IL-6", "IFN-gamma"},
}

func (b *builder) shared() {
	b.State("presence", unit.Q(0, "1"), "-washout * presence")
	b.Input("running", "presence")
	b.Route("drug", model.RouteArm{Into: "presence"})
	b.given("relief", "fall of inflammation by other means", "1", 0)
	for _, c := range Cytokines() {
		if !slices.ContainsFunc(b.m.Parts, func(p Part) bool { return slices.Contains(used[p], c) }) {
			continue
		}
		b.given(block(c), "average daily inhibition of "+c, "1", 0)
		b.Assign("u_"+block(c)[6:], "1", block(c)+" * presence")
	}
	b.Assign("J", "1", "(1 - u_IL6)^eta * (1 - relief * presence)")
	if b.has(append(slices.Clone(red), thrombo...)) {
		b.given("clonal", "part of red cells and platelets made by clones that need no EPO or TPO", "1", 0)
	}
	b.given("inflammation", "hepcidin beyond that of healthy people, over theirs", "1", 0)
}

// output gives a lab in its unit and over the baseline.
func (b *builder) output(id, relative string) {
	l, ok := FindLab(id)
	if !ok {
		panic("biomarker: no lab " + id)
	}
	b.given("baseline_"+l.output(), l.Name+" before treatment", l.Unit, common[id])
	b.Output(l.output(), l.Unit, "baseline_"+l.output()+" * ("+relative+")")
	b.Output(l.relative(), "1", relative)
}

// chain adds n stages that together take the time; the stages are relative to rest. It returns their names.
func (b *builder) chain(id string, n int, time, from string) []string {
	var out []string
	for i := range n {
		s := fmt.Sprintf("%s%d", id, i+1)
		b.State(s, unit.Q(1, "1"), fmt.Sprintf("%d / %s * (%s - %s)", n, time, from, s))
		out, from = append(out, s), s
	}
	return out
}

func mean(of []string) string {
	s := of[0]
	for _, x := range of[1:] {
		s += " + " + x
	}
	return fmt.Sprintf("(%s) / %d", s, len(of))
}

func (b *builder) redCells() {
	b.Assign("hepcidin", "1", "(1 - wACVR1 * u_ACVR1) * (1 + inflammation * J) / (1 + inflammation)")
	b.State("iron", unit.Q(1, "1"), "kiron * (hepcidin^(-kappa) - iron)")
	b.Assign("EPO_rest", "IU/L", "EPO_healthy * exp(EPO_slope * (Hb_healthy - baseline_hemoglobin))")
	var stages []string
	for i := range lifespanStages {
		stages = append(stages, fmt.Sprintf("age%d", i+1))
	}
	b.Assign("red", "1", mean(stages))
	b.Assign("EPO_relative", "1", "exp(EPO_slope * baseline_hemoglobin * (1 - red))")
	b.Assign("EPO_response", "1", "EPO_relative * (EPO_rest + SC50) / (EPO_relative * EPO_rest + SC50)")
	b.Assign("erythropoiesis", "1", "iron * (clonal * (1 - u_EPO)^clone + (1 - clonal) * (1 - u_EPO)^rho * EPO_response)")
	b.chain("precursor", 2, "precursor_time", "erythropoiesis")
	b.chain("reticulocyte", 1, "reticulocyte_time", "precursor2")
	b.chain("age", lifespanStages, "lifespan", "reticulocyte1")
	b.output("hemoglobin", "red")
	b.output("reticulocytes", "reticulocyte1 / red")
}

func (b *builder) platelets() {
	var stages []string
	for i := range plateletStages {
		stages = append(stages, fmt.Sprintf("platelet%d", i+1))
	}
	b.Assign("count", "1", mean(stages))
	b.Assign("TPO_made", "1", "(1 + thrombo * inflammation * J) / (1 + thrombo * inflammation)")
	b.Assign("TPO", "1", "TPO_made / (1 - phi + phi * (1 - u_TPO)^c * count)")
	b.Assign("TPO_signal", "1", "TPO * (1 - u_TPO)^rhoT")
	b.State("grown", unit.Q(1, "1"), "kgrow * (1 - clonal) * grown * ln(TPO_signal)")
	b.Assign("fed", "1", "(1 + six / (1 + (u_IL6 / k6)^h6)) / (1 + six)")
	b.Assign("thrombopoiesis", "1", "grown * fed * (clonal * (1 - u_TPO)^clone + (1 - clonal) * TPO_signal^gamma)")
	b.chain("megakaryocyte", transitStages, "transit_time", "thrombopoiesis")
	b.chain("platelet", plateletStages, "platelet_lifespan", fmt.Sprintf("megakaryocyte%d", transitStages))
	b.output("platelets", "count")
}

// Parts of lymphocytes in blood: T cells are what is left.
const (
	shareNK = 0.11
	shareB  = 0.11
)

func (b *builder) whiteCells() {
	one := unit.Q(1, "1")
	b.Assign("ktr", "1/d", "3 / marrow_time")
	b.Assign("myelopoiesis", "1", "((1 - u_GCSF) * (1 - u_GMCSF))^(csf * feedback) * ((1 + myelo * J) / (1 + myelo))^feedback * neutrophil^(-feedback)")
	b.State("pool", one, "ktr * pool * (myelopoiesis - 1)")
	b.chain("marrow", 3, "marrow_time", "pool")
	b.State("neutrophil", one, "0.6931471805599453 / neutrophil_half_life * (marrow3 - neutrophil)")
	b.State("T_cell", one, "T_loss * ((1 - u_IL7)^seven - T_cell)")
	b.State("NK_cell", one, "NK_loss * ((1 - u_IL15)^fifteen - NK_cell)")
	b.State("B_cell", one, "B_loss * ((1 - u_IL15)^(-bcell) - B_cell)")
	b.output("neutrophils", "neutrophil")
	b.output("NK cells", "NK_cell")
	b.output("B cells", "B_cell")
	b.output("lymphocytes", fmt.Sprintf("(1 + traffic * (1 - J)) * (%.2g * T_cell + %.2g * NK_cell + %.2g * B_cell)", 1-shareNK-shareB, shareNK, shareB))
}

func (b *builder) chemistry() {
	one := unit.Q(1, "1")
	b.State("crp", one, "0.6931471805599453 / CRP_half_life * (J - crp)")
	b.State("cxcl10", one, "CXCL10_loss * (1 - u_IFNgamma - cxcl10)")
	for _, x := range [][3]string{{"ldl", "LDL_loss", "eLDL"}, {"hdl", "HDL_loss", "eHDL"}, {"tg", "TG_loss", "eTG"}, {"creatinine_level", "creatinine_loss", "ecreatinine"}, {"ck", "CK_loss", "eCK"}, {"alt", "ALT_loss", "eALT"}} {
		b.State(x[0], one, fmt.Sprintf("%s * (1 - (1 - %s * u_IL6) * %s)", x[1], x[2], x[0]))
	}
	b.output("CRP", "crp")
	b.output("CXCL10", "cxcl10")
	b.output("LDL-C", "ldl")
	b.output("HDL-C", "hdl")
	b.output("triglycerides", "tg")
	b.output("creatinine", "creatinine_level")
	b.output("CK", "ck")
	b.output("ALT", "alt")
	// A fifth of the triglycerides travels with VLDL cholesterol (Friedewald 1972); what is left is taken as unchanged.
	b.output("total cholesterol", "1 + (baseline_LDL_C * (ldl - 1) + baseline_HDL_C * (hdl - 1) + 0.2 * baseline_triglycerides * (tg - 1)) / baseline_total_cholesterol")
}

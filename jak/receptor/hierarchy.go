package receptor

import (
	"math"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/stat/laplace"
)

// Groups of the hierarchy; standard deviations are in natural logarithms.
const (
	gLevel   = iota // a drug's mean over the kinases: vague
	gKinase         // a kinase's departure from it: vague
	gPanel          // bias that the assays of one drug and source share
	gSlope          // how much of the Cheng–Prusoff factor a panel realises, beyond the mean
	gFamily         // receptor family
	gReadout        // cytokine and STAT within the family
	gDrug           // what cells need of one drug beyond the others: entry, binding to protein, efflux
	gCells          // mean reserve of receptors
	gCarry          // how much of the Cheng–Prusoff factor is realised
	gFusion         // bias of fusion cell lines
	gBeta           // ln exponents of the places
	gAssay          // error of an assay
	gCell           // error of a cell row
	gFusionE        // error of a fusion row
	numGroups
)

// groups are the variance components where they start. Those with a Prior are estimated, pulled towards the start with the weight of that many
// values.
func groups() []laplace.Group {
	g := make([]laplace.Group, numGroups)
	g[gLevel] = laplace.Group{Name: "level of a drug", SD: 5, Fixed: true}
	g[gKinase] = laplace.Group{Name: "kinase within a drug", SD: 2, Fixed: true}
	g[gPanel] = laplace.Group{Name: "panel of assays", SD: 0.7, Prior: 2}
	g[gSlope] = laplace.Group{Name: "share of Cheng-Prusoff in a panel", SD: 0.3, Prior: 2}
	g[gFamily] = laplace.Group{Name: "receptor family", SD: 0.5, Prior: 2}
	g[gReadout] = laplace.Group{Name: "cytokine and STAT", SD: 0.5, Prior: 2}
	g[gDrug] = laplace.Group{Name: "drug in cells", SD: 0.5, Prior: 2}
	g[gCells] = laplace.Group{Name: "cells over enzymes", SD: 0.7, Fixed: true}
	g[gCarry] = laplace.Group{Name: "share of Cheng-Prusoff", SD: 0.25, Fixed: true}
	g[gFusion] = laplace.Group{Name: "fusion cell lines", SD: 0.7, Fixed: true}
	g[gBeta] = laplace.Group{Name: "ln exponents", SD: 0.7, Fixed: true}
	g[gAssay] = laplace.Group{Name: "assay", SD: 0.5, Prior: 2}
	g[gCell] = laplace.Group{Name: "cell measurement", SD: 0.5, Prior: 2}
	g[gFusionE] = laplace.Group{Name: "fusion cell measurement", SD: 0.7, Fixed: true}
	return g
}

// cellsPrior is the prior mean of what cells need beyond enzymes at 1 mM ATP. Cells hold 1 to 5 mM (atp11), so the factor of Cheng and
// Prusoff lies between 1 and about 4.9 and its logarithm on average at 0.8. What ATP does there and what a reserve of
// receptors does cannot be told apart by these data; one coordinate carries both.
const cellsPrior = 0.8

// levelPrior is the prior mean of ln Ki (nM) of a drug: 90 nM, so vague that it hardly pulls.
const levelPrior = 4.5

// unverifiedScale widens the error of a row that was not read at its source: it counts half of a verified one.
const unverifiedScale = math.Sqrt2

// Names of the coordinates that all drugs share.
const (
	nameCells  = "cells over enzymes"
	nameCarry  = "share of Cheng-Prusoff"
	nameFusion = "fusion cell lines"
	nameAlpha  = "ln exponent of the first place"
	nameBeta   = "ln exponent of the second place"
)

// term is a coordinate of the problem, or a known value where i is negative.
type term struct {
	i int
	v float64
}

func known(v float64) term { return term{-1, v} }

func (t term) at(x []float64) float64 {
	if t.i < 0 {
		return t.v
	}
	return x[t.i]
}

func (t term) add(g *laplace.Gradient, d float64) {
	if t.i >= 0 && d != 0 {
		g.Add(t.i, d)
	}
}

// Model is the hierarchy over a set of drugs: what all share is estimated with them, or taken from a calibration.
type Model struct {
	Form    Form
	Problem laplace.Problem

	shared                            *Calibration
	cells, carry, fusion, alpha, beta term
	family, readout                   map[string]term
	drug                              map[string]drugTerms
}

// drugTerms are the coordinates of one drug: ln Ki of kinase k is level[k] + kinase[k].
type drugTerms struct {
	level, kinase [binding.NumKinases]term
	effect        term
}

// panelTerms are the coordinates of a panel: its bias, and how much of the Cheng–Prusoff factor it realises beyond the mean.
type panelTerms struct{ bias, slope term }

func betaKey(family string) string { return "ln exponent, " + family }

func (m *Model) betaOf(family string) term {
	if m.Form != FamilyExponent {
		return m.beta
	}
	t, _ := m.find(m.family, betaKey(family))
	return t
}

// readoutKey names a read-out among the coordinates.
func readoutKey(cytokine, stat string) string { return cytokine + " · p" + stat }

// NewModel lays out the hierarchy for the evidence of several drugs. Everything is unknown.
func NewModel(form Form, drugs []Evidence) *Model { return newModel(form, nil, drugs) }

// NewConditional lays out one drug's own coordinates; what all drugs share is as calibrated.
func NewConditional(c *Calibration, e Evidence) *Model { return newModel(c.Form, c, []Evidence{e}) }

func newModel(form Form, c *Calibration, drugs []Evidence) *Model {
	m := &Model{Form: form, shared: c, family: map[string]term{}, readout: map[string]term{}, drug: map[string]drugTerms{}}
	m.Problem.Groups = groups()
	if c != nil {
		for i := range m.Problem.Groups {
			m.Problem.Groups[i].SD, m.Problem.Groups[i].Fixed = c.SD[i], true
		}
	}
	m.cells = m.common(nameCells, cellsPrior, gCells)
	m.carry = m.common(nameCarry, 1, gCarry)
	m.fusion = m.common(nameFusion, 0, gFusion)
	m.alpha, m.beta = known(0), known(0)
	if form.Powers() && form != FamilyExponent {
		m.alpha = m.common(nameAlpha, 0, gBeta)
		m.beta = m.common(nameBeta, 0, gBeta)
	}
	for _, d := range drugs {
		m.add(d)
	}
	return m
}

// common is a shared coordinate: as calibrated, else unknown.
func (m *Model) common(name string, mean float64, group int) term {
	if m.shared != nil {
		if v, ok := m.shared.Value(name); ok {
			return known(v)
		}
	}
	return m.coord(name, mean, group)
}

func (m *Model) coord(name string, mean float64, group int) term {
	m.Problem.Coords = append(m.Problem.Coords, laplace.Coord{Name: name, Mean: mean, Group: group})
	return term{i: len(m.Problem.Coords) - 1}
}

// add lays out one drug.
func (m *Model) add(d Evidence) {
	var t drugTerms
	level := known(0)
	for _, k := range binding.Kinases() {
		if v := d.Given[k]; v != nil {
			t.level[k], t.kinase[k] = known(*v), known(0)
			continue
		}
		if level.i < 0 {
			level = m.coord(d.Drug, levelPrior, gLevel)
		}
		t.level[k], t.kinase[k] = level, m.coord(d.Drug+" "+k.String(), 0, gKinase)
	}
	group := gDrug
	if d.OwnKind {
		group = gLevel // no class of its kind: its own rows alone carry it
	}
	t.effect = m.coord(d.Drug+" in cells", 0, group)
	m.drug[d.Drug] = t
	panels := map[string]panelTerms{}
	for _, a := range d.Assays {
		m.assay(d.Drug, t, a, panels)
	}
	for _, c := range d.Cells {
		m.know(c)
		m.Problem.Obs = append(m.Problem.Obs, laplace.Obs{Name: c.ID, Value: c.Ln, Group: gCell, Scale: scale(c.Verified), Predict: m.Cell(d.Drug, c.Receptor, c.STAT)})
	}
}

// assay adds the observation of one kinase assay.
func (m *Model) assay(drug string, t drugTerms, a Assay, panels map[string]panelTerms) {
	o := laplace.Obs{Name: a.ID, Value: a.Ln, Group: gAssay, Scale: scale(a.Verified), Extra: a.CarrySD, AtLeast: a.AtLeast}
	level, kinase, carry := t.level[a.Kinase], t.kinase[a.Kinase], m.carry
	bias, slope := m.fusion, known(0)
	if a.Fusion {
		o.Group, carry = gFusionE, known(0)
	} else {
		p, ok := panels[a.Panel]
		if !ok {
			p = panelTerms{m.coord(drug+" by "+a.Panel, 0, gPanel), m.coord(drug+" by "+a.Panel+", share", 0, gSlope)}
			panels[a.Panel] = p
		}
		bias, slope = p.bias, p.slope
	}
	o.Predict = func(x []float64, g *laplace.Gradient) float64 {
		level.add(g, 1)
		kinase.add(g, 1)
		bias.add(g, 1)
		carry.add(g, -a.Carry)
		slope.add(g, -a.Carry)
		return level.at(x) + kinase.at(x) + bias.at(x) - (carry.at(x)+slope.at(x))*a.Carry
	}
	m.Problem.Obs = append(m.Problem.Obs, o)
}

func scale(verified bool) float64 {
	if verified {
		return 1
	}
	return unverifiedScale
}

// know lays out the coordinates of a read-out.
func (m *Model) know(c Cell) {
	if _, ok := m.family[c.Receptor.Family]; !ok {
		m.family[c.Receptor.Family] = m.common(c.Receptor.Family, 0, gFamily)
	}
	if name := betaKey(c.Receptor.Family); m.Form == FamilyExponent {
		if _, ok := m.family[name]; !ok {
			m.family[name] = m.common(name, 0, gBeta)
		}
	}
	key := readoutKey(c.Receptor.Cytokine, c.STAT)
	if _, ok := m.readout[key]; !ok {
		m.readout[key] = m.common(key, 0, gReadout)
	}
}

// find returns the coordinate of a family or read-out; ok is false when nothing is known of it.
func (m *Model) find(in map[string]term, name string) (t term, ok bool) {
	if t, ok = in[name]; ok {
		return t, true
	}
	if m.shared != nil {
		if v, ok := m.shared.Value(name); ok {
			return known(v), true
		}
	}
	return known(0), false
}

// Constants returns ln Ki of the four kinases of a drug at x.
func (m *Model) Constants(drug string, x []float64) (lnK [binding.NumKinases]float64) {
	t := m.drug[drug]
	for k := range lnK {
		lnK[k] = t.level[k].at(x) + t.kinase[k].at(x)
	}
	return lnK
}

// Effect returns what cells need of the drug beyond the others at x, ln.
func (m *Model) Effect(drug string, x []float64) float64 { return m.drug[drug].effect.at(x) }

// Shape returns what all drugs share at a read-out.
func (m *Model) Shape(r *evidence.Receptor, stat string, x []float64) Shape {
	family, _ := m.find(m.family, r.Family)
	readout, _ := m.find(m.readout, readoutKey(r.Cytokine, stat))
	beta := m.betaOf(r.Family)
	return Shape{LnAlpha: m.alpha.at(x), LnBeta: beta.at(x), Reserve: m.cells.at(x) + family.at(x) + readout.at(x)}
}

// Cell predicts ln IC50 (nM, unbound) of a drug at a read-out. A family or read-out of which nothing is known adds nothing.
func (m *Model) Cell(drug string, r *evidence.Receptor, stat string) laplace.Predictor {
	t, pair := m.drug[drug], PairOf(r)
	family, _ := m.find(m.family, r.Family)
	readout, _ := m.find(m.readout, readoutKey(r.Cytokine, stat))
	beta := m.betaOf(r.Family)
	return func(x []float64, g *laplace.Gradient) float64 {
		k := m.Constants(drug, x)
		ln, weight, byReserve, byAlpha, byBeta := m.Form.Half(pair, &k, Shape{LnAlpha: m.alpha.at(x), LnBeta: beta.at(x), Reserve: m.cells.at(x) + family.at(x) + readout.at(x)})
		for i, w := range weight {
			t.level[i].add(g, w)
			t.kinase[i].add(g, w)
		}
		m.cells.add(g, byReserve)
		family.add(g, byReserve)
		readout.add(g, byReserve)
		m.alpha.add(g, byAlpha)
		beta.add(g, byBeta)
		t.effect.add(g, 1)
		return ln + t.effect.at(x)
	}
}

// Prediction is a predicted ln IC50 (nM, unbound). SD is the standard deviation of a measurement of it, Level that of the
// true value. Weight is each kinase's share in the control of the signal there.
type Prediction struct {
	Ln, SD, Level float64
	Weight        [binding.NumKinases]float64
}

// Predict returns the prediction for a drug of the model at a read-out.
func (m *Model) Predict(post *laplace.Posterior, drug string, r *evidence.Receptor, stat string) Prediction {
	ln, sd := post.Predict(m.Cell(drug, r, stat))
	k := m.Constants(drug, post.X)
	_, weight, byReserve, byAlpha, byBeta := m.Form.Half(PairOf(r), &k, m.Shape(r, stat, post.X))
	v := sd * sd
	unknown := 0.0
	if _, ok := m.find(m.family, r.Family); !ok {
		unknown += post.SD[gFamily] * post.SD[gFamily]
		if m.Form == FamilyExponent {
			v += byBeta * byBeta * post.SD[gBeta] * post.SD[gBeta]
		}
	}
	if _, ok := m.find(m.readout, readoutKey(r.Cytokine, stat)); !ok {
		unknown += post.SD[gReadout] * post.SD[gReadout]
	}
	v += byReserve * byReserve * unknown
	if m.shared != nil {
		v += m.shared.variance(map[string]float64{nameCells: byReserve, r.Family: byReserve, readoutKey(r.Cytokine, stat): byReserve, nameAlpha: byAlpha, nameBeta: byBeta, betaKey(r.Family): byBeta})
	}
	return Prediction{Ln: ln, SD: math.Sqrt(v + post.SD[gCell]*post.SD[gCell]), Level: math.Sqrt(v), Weight: weight}
}

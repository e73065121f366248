package evidence

import (
	"math"
	"regexp"
	"sort"
	"strconv"

	"jakstat/unit"
)

// peak returns the highest stated peak concentration of a molecule, total plasma, nM, and its row.
func (l *Library) peak(molecule string) (nM float64, id string) {
	pc := l.PhysChem(molecule)
	if pc == nil || pc.MW.Missing() {
		return 0, ""
	}
	for _, x := range l.PKExposures {
		if x.Analyte != molecule || !x.Value.IsNumber() || len(x.Statistic) < 4 || x.Statistic[:4] != "Cmax" {
			continue
		}
		v := x.Value
		var c float64
		switch {
		case v.Unit.Same(molarConc):
			c = v.Quantity().MustIn(molarConc)
		case v.Unit.Same(massConc):
			c = v.Quantity().MustIn(massConc) / pc.MW.Value * 1000
		default:
			continue
		}
		if c > nM {
			nM, id = c, x.ID
		}
	}
	return nM, id
}

// coverage compares free concentrations: a potency in blood or plasma is multiplied by fu, a
// potency in medium is taken as free.
func (c *checker) coverage() {
	for _, p := range c.CellPotencies {
		pc := c.PhysChem(p.Drug)
		if pc == nil || pc.FU.Missing() {
			continue
		}
		peak, id := c.peak(p.Drug)
		if peak == 0 {
			continue
		}
		half := p.Value.Value * p.Value.Unit.Scale / nanomolar.Scale
		if f := p.Value.Unit.Dim.Frame(); f == unit.Of(unit.Blood) || f == unit.Of(unit.Plasma) {
			half *= pc.FU.Value
		}
		decades := math.Log10(peak * pc.FU.Value / half)
		c.test(math.Abs(decades) <= maxDecades, []string{p.ID, id, pc.ID}, "%s free peak %.3g nM and free IC50 %.3g nM on %s/%s are %.1f decades apart", p.Drug, peak*pc.FU.Value, half, p.Cytokine, p.STAT, math.Abs(decades))
	}
}

// siblings compares potencies of one kind: the same enzyme measure on the same domain, the same
// read-out in the same species.
func (c *checker) siblings() {
	for _, g := range c.potencyGroups() {
		if len(g.rows) < 2 {
			continue
		}
		low, high := math.Inf(1), 0.0
		for _, r := range g.rows {
			x := r.value.scaled(r.value.Value)
			low, high = math.Min(low, x), math.Max(high, x)
		}
		c.test(math.Log10(high/low) <= maxDecades, g.ids(), "%s ranges over %.1f decades", g.name, math.Log10(high/low))
	}
}

func (c *checker) molarMasses() {
	for _, p := range c.PhysChems {
		if p.MW.Missing() {
			continue
		}
		mw := p.MW.Value
		c.test(mw >= minMolarMass && mw <= maxMolarMass, []string{p.ID}, "%s molar mass %g g/mol is outside %g to %g", p.Drug, mw, minMolarMass, maxMolarMass)
	}
}

func (c *checker) fractions() {
	within := func(id, what string, v Value, low, high float64) {
		if v.IsNumber() {
			top := v.High
			if math.IsInf(top, 1) {
				top = v.Low // a lower limit is as high as it is known to be
			}
			c.test(v.Low >= low && top <= high, []string{id}, "%s = %s is outside %g to %g", what, v.Text, low, high)
		}
	}
	for _, p := range c.PKParameters {
		percent := p.Value.Unit.String() == "%" && (symbol(p.Parameter) == "F" || p.Parameter == "protein binding")
		switch {
		case percent:
			within(p.ID, p.Analyte+" "+p.Parameter, p.Value, 0, 100)
		case symbol(p.Parameter) == "fu", len(p.Basis) >= 8 && p.Basis[:8] == "fraction" && p.Basis != "fractional change":
			within(p.ID, p.Analyte+" "+p.Parameter, p.Value, 0, 1)
		}
	}
	for _, p := range c.PhysChems {
		within(p.ID, p.Drug+" fu", p.FU, 0, 1)
	}
	for _, d := range c.DailyInhibitions {
		within(d.ID, d.Drug+" average daily inhibition, %,", d.Value, 0, 100)
		within(d.ID, d.Drug+" time above IC50, h,", d.TimeAbove, 0, 24)
	}
}

func (c *checker) variability() {
	one := func(id, what string, x, limit float64) {
		if x > 0 {
			c.test(x <= limit, []string{id}, "%s has a variability of %.3g %%, above %g %%", what, 100*x, 100*limit)
		}
	}
	for _, p := range c.PKParameters {
		one(p.ID, p.Analyte+" "+p.Parameter, p.IIV, maxIIV)
	}
	for _, p := range c.PKExposures {
		one(p.ID, p.Analyte+" "+p.Statistic, p.CV, maxCV)
	}
	for _, p := range c.Physiology {
		one(p.ID, p.Quantity, p.CV, maxCV)
	}
}

var (
	milligrams = regexp.MustCompile(`([0-9.]+)(?:-([0-9.]+))? mg(?:/g)?`)
	topical    = regexp.MustCompile(`thin layer`)
)

// doses checks that each approved dose names an amount in mg or is applied to skin.
func (c *checker) doses() {
	for _, d := range c.Doses {
		if topical.MatchString(d.ApprovedDose) {
			continue
		}
		found := milligrams.FindAllStringSubmatch(d.ApprovedDose, -1)
		c.test(len(found) > 0, []string{d.ID}, "%s %s: no amount in mg in %q", d.Drug, d.Indication, d.ApprovedDose)
		for _, m := range found {
			for _, s := range m[1:] {
				if x, err := strconv.ParseFloat(s, 64); err == nil {
					c.test(x >= minDose && x <= maxDose, []string{d.ID}, "%s dose %g mg is outside %g to %g mg", d.Drug, x, minDose, maxDose)
				}
			}
		}
	}
	for _, x := range c.PKExposures {
		if !x.DoseMG.Missing() {
			c.test(x.DoseMG.Low >= minDose && x.DoseMG.High <= maxDose, []string{x.ID}, "%s dose %s mg is outside %g to %g mg", x.Drug, x.DoseMG.Text, minDose, maxDose)
		}
	}
}

// member is a row of a group that measures one quantity.
type member struct {
	id    string
	value Value
}

type group struct {
	name string
	rows []member
}

func (g group) ids() []string {
	out := make([]string, len(g.rows))
	for i, r := range g.rows {
		out[i] = r.id
	}
	return out
}

// grouped collects rows by key, in order of first appearance.
type grouped struct {
	index  map[string]int
	groups []group
}

func (g *grouped) add(key, id string, v Value) {
	if !v.IsNumber() {
		return
	}
	if g.index == nil {
		g.index = map[string]int{}
	}
	i, ok := g.index[key]
	if !ok {
		i = len(g.groups)
		g.index[key] = i
		g.groups = append(g.groups, group{name: key})
	}
	g.groups[i].rows = append(g.groups[i].rows, member{id, v})
}

func (l *Library) potencyGroups() []group {
	var g grouped
	for _, e := range l.Enzymes {
		g.add(join(e.Drug, e.Target, e.Domain, e.Measure), e.ID, e.Value)
	}
	for _, p := range l.CellPotencies {
		g.add(join(p.Drug, p.Cytokine+"/"+p.STAT, p.Species), p.ID, p.Value)
	}
	return g.groups
}

// qualifier is what follows a covariate in brackets: dose and drug of the study.
var qualifier = regexp.MustCompile(` \(.*`)

// quantities groups the rows that state one quantity. Assay conditions, sources and populations do
// not divide a group of potencies or pharmacokinetic parameters: where they explain a spread, the
// choice says so. Residual errors belong to their data set and are left out.
func (l *Library) quantities() []group {
	out := l.potencyGroups()
	var g grouped
	for _, p := range l.PKParameters {
		if len(p.Parameter) >= 8 && p.Parameter[:8] == "residual" {
			continue
		}
		g.add(join(p.Analyte, symbol(p.Parameter), kindOf(p.Formulation)), p.ID, p.Value)
	}
	for _, x := range l.PKExposures {
		g.add(join(x.Analyte, x.Formulation, x.DoseMG.Text, x.Regimen, x.Population, x.Statistic), x.ID, x.Value)
	}
	for _, p := range l.Covariates {
		g.add(join(p.Analyte, p.Formulation, qualifier.ReplaceAllString(p.Covariate, ""), p.Effect), p.ID, p.Value)
	}
	for _, a := range l.ATPKms {
		g.add("ATP Km, "+a.Kinase, a.ID, a.Value)
	}
	for _, p := range l.Physiology {
		g.add(p.Quantity, p.ID, p.Value)
	}
	return append(out, g.groups...)
}

// disagreements requires that every row of a group with a spread is a candidate of one choice.
func (c *checker) disagreements() {
	for _, g := range c.quantities() {
		if len(g.rows) < 2 {
			continue
		}
		spread := g.spread()
		if spread <= disagreement {
			c.test(true, nil, "")
			continue
		}
		missing := []string{}
		first := -1
		for _, r := range g.rows {
			i, ok := c.chosen[r.id]
			switch {
			case !ok, first >= 0 && i != first:
				missing = append(missing, r.id)
			default:
				first = i
			}
		}
		sort.Strings(missing)
		c.test(len(missing) == 0, g.ids(), "%s: values %.3g-fold apart, and %v not in one choice", g.name, spread, missing)
	}
}

// spread is the largest ratio between two rows that cannot both hold: between the lower end of one
// and the upper end of the other.
func (g group) spread() float64 {
	s := 1.0
	for _, a := range g.rows {
		for _, b := range g.rows {
			x, y := a.value.scaled(a.value.Low), b.value.scaled(b.value.High)
			switch {
			case x > 0 && y > 0:
				s = math.Max(s, x/y)
			case x < 0 && y < 0 && !math.IsInf(x, 0):
				s = math.Max(s, y/x)
			case x > y && !math.IsInf(x, 0) && (x > 0) != (y > 0):
				s = math.Inf(1)
			}
		}
	}
	return s
}

// scaled brings a bound to coherent base units without the frame, so that potencies in nM and uM
// compare.
func (v Value) scaled(x float64) float64 { return x * v.Unit.Scale }

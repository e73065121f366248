package evidence

import (
	"fmt"
	"math"
	"regexp"
	"sort"
	"strings"

	"jakstat/unit"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// disposition is what one source says about the fate of one analyte in one population.
type disposition struct {
	drug, analyte, population, formulation, name string
	cl                                           float64 // L/h, apparent where apparent is set
	v, q, vp                                     float64 // L, L/h, L; q 0: one compartment
	apparent                                     bool
	clIDs, vIDs                                  []string
}

// halfLife returns ln2/beta of the one- or two-compartment model, h.
func (d disposition) halfLife() float64 {
	k10 := d.cl / d.v
	if d.q == 0 || d.vp == 0 {
		return math.Ln2 / k10
	}
	k12, k21 := d.q/d.v, d.q/d.vp
	s := k10 + k12 + k21
	beta := (s - math.Sqrt(s*s-4*k10*k21)) / 2
	return math.Ln2 / beta
}

// symbol strips the explanation in brackets: "CL/F (CLm/F)" is CL/F, "Vss (IV)" is Vss.
func symbol(parameter string) string {
	s, _, _ := strings.Cut(parameter, " (")
	return s
}

// dispositions collects clearance and volume by model, and for single stated constants by drug,
// analyte and shared population. A model with several clearances (healthy and patients) gives one
// disposition for each.
func (l *Library) dispositions() []disposition {
	type key struct{ drug, analyte, model, population string }
	groups := map[key][]*PKParameter{}
	var order []key
	for _, p := range l.PKParameters {
		if !p.Value.IsNumber() || p.Value.Value <= 0 {
			continue
		}
		k := key{p.Drug, p.Analyte, p.Model, p.Population}
		if p.Model == "" {
			k.population = ""
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], p)
	}
	var out []disposition
	for _, k := range order {
		out = append(out, dispositionsOf(groups[k], k.model != "")...)
	}
	return out
}

func dispositionsOf(rows []*PKParameter, model bool) []disposition {
	var base disposition
	var out []disposition
	var sum float64
	var sumIDs []string
	for _, p := range rows {
		s := symbol(p.Parameter)
		switch {
		case s == "CL_nonrenal/F" || s == "CL_renal/F":
			sum += flowOf(p)
			sumIDs = append(sumIDs, p.ID)
		case model && (s == "Q" || s == "Q/F"):
			base.q = flowOf(p)
		case model && (s == "Vp" || s == "Vp/F"):
			base.vp = litres(p.Value)
			base.vIDs = append(base.vIDs, p.ID)
		}
	}
	for _, p := range rows {
		s := symbol(p.Parameter)
		if s != "CL" && s != "CL/F" {
			continue
		}
		d := base
		d.cl, d.clIDs, d.apparent = flowOf(p), []string{p.ID}, s == "CL/F"
		out = append(out, d.describe(p))
	}
	if len(sumIDs) == 2 {
		d := base
		d.cl, d.clIDs, d.apparent = sum, sumIDs, true
		for _, p := range rows {
			if p.ID == sumIDs[0] {
				out = append(out, d.describe(p))
			}
		}
	}
	for i := range out {
		out[i].volume(rows, model)
	}
	return out
}

func (d disposition) describe(p *PKParameter) disposition {
	d.drug, d.analyte, d.population, d.formulation = p.Drug, p.Analyte, p.Population, p.Formulation
	d.name = p.Model
	if d.name == "" {
		d.name = p.Source.Short()
	}
	return d
}

// volume picks the volume that goes with the clearance: the central one of a two-compartment model,
// else the total one; single constants must share a population and be apparent or absolute alike.
func (d *disposition) volume(rows []*PKParameter, model bool) {
	names := []string{"Vss/F", "V/F", "Vss", "V"}
	if model {
		names = []string{"Vc/F", "Vc", "V/F", "Vss/F", "Vss", "V"}
	}
	for _, n := range names {
		for _, p := range rows {
			if symbol(p.Parameter) != n || strings.HasSuffix(n, "/F") != d.apparent || !model && !shareGroup(d.population, p.Population) {
				continue
			}
			d.v = litres(p.Value)
			d.vIDs = append([]string{p.ID}, d.vIDs...)
			return
		}
	}
}

func flowOf(p *PKParameter) float64 { return p.Value.Quantity().MustIn(litrePerHour) }

func litres(v Value) float64 {
	if v.Unit.Same(litrePerKg) {
		return bodyWeight * v.Quantity().MustIn(litrePerKg)
	}
	return v.Quantity().MustIn(litre)
}

var (
	groupWord  = regexp.MustCompile(`[A-Za-z]+`)
	groupNames = map[string]bool{
		"healthy": true, "RA": true, "PsA": true, "AS": true, "UC": true, "AD": true, "MF": true, "PV": true, "ET": true, "JIA": true,
		"AA": true, "PsO": true, "axSpA": true, "GVHD": true, "vitiligo": true, "all": true,
	}
	child = regexp.MustCompile(`\d ?y\b|children|pediatric|kg`)
)

// shareGroup tells whether two populations name a common disease or are both healthy.
func shareGroup(a, b string) bool {
	in := map[string]bool{}
	for _, w := range groupWord.FindAllString(a, -1) {
		in[w] = groupNames[w]
	}
	for _, w := range groupWord.FindAllString(b, -1) {
		if in[w] {
			return true
		}
	}
	return false
}

// statedHalfLife is a half-life found in a source.
type statedHalfLife struct {
	id, drug, analyte, formulation, population string
	value                                      Value
}

func (l *Library) statedHalfLives() []statedHalfLife {
	var out []statedHalfLife
	for _, p := range l.PKParameters {
		if p.Parameter == "t_half" {
			out = append(out, statedHalfLife{p.ID, p.Drug, p.Analyte, p.Formulation, p.Population, p.Value})
		}
	}
	for _, p := range l.PKExposures {
		if p.Statistic == "t_half" {
			out = append(out, statedHalfLife{p.ID, p.Drug, p.Analyte, p.Formulation, p.Population, p.Value})
		}
	}
	return out
}

// halfLives compares adults only, and leaves out formulations whose half-life is that of absorption.
func (c *checker) halfLives() {
	stated := c.statedHalfLives()
	for _, d := range c.dispositions() {
		if d.v == 0 {
			continue
		}
		for _, s := range stated {
			same := false
			for _, a := range strings.Split(s.analyte, "/") {
				same = same || a == d.analyte
			}
			slow := strings.HasPrefix(s.formulation, "XR") || strings.HasPrefix(s.formulation, "cream")
			if s.drug != d.drug || !same || slow || child.MatchString(s.population) {
				continue
			}
			ids := append(append([]string{s.id}, d.clIDs...), d.vIDs...)
			c.compare(ids, sprintf("%s half-life, %s against %s", d.analyte, d.name, s.population), d.halfLife(), inUnit(s.value, hour), "h")
		}
	}
}

// inUnit converts a value to a unit of its own dimension; the loader guarantees it.
func inUnit(v Value, u unit.Unit) Value {
	f := unit.Quantity{Value: 1, Unit: v.Unit}.MustIn(u)
	v.Value, v.Low, v.High, v.Unit = v.Value*f, v.Low*f, v.High*f, u
	return v
}

// exposures compares parents in adults of the same group and kind of formulation.
func (c *checker) exposures() {
	all := c.dispositions()
	for _, x := range c.PKExposures {
		daily, ok := c.dailyAUC(x)
		if !ok || x.Analyte != x.Drug || child.MatchString(x.Population) {
			continue
		}
		for _, d := range all {
			if d.drug != x.Drug || d.analyte != x.Analyte || !d.apparent || !shareGroup(d.population, x.Population) || kindOf(d.formulation) != kindOf(x.Formulation) {
				continue
			}
			dose := x.DoseMG.Value
			if x.Regimen == "BID" {
				dose *= 2
			}
			ids := append([]string{x.ID}, d.clIDs...)
			c.compare(ids, sprintf("%s AUC at %s mg %s, %s, %s", x.Drug, x.DoseMG.Text, x.Regimen, x.Population, d.name), dose/d.cl*1000, daily, "ng.h/mL")
		}
	}
}

// dailyAUC returns the AUC over a day at steady state, or to infinity after a single dose, in
// ng·h/mL.
func (c *checker) dailyAUC(x *PKExposure) (Value, bool) {
	if !x.Value.IsNumber() || x.DoseMG.Missing() || x.DoseMG.Relation != Equal {
		return Value{}, false
	}
	times := 1.0
	switch {
	case x.Statistic == "AUC24" && (x.Regimen == "QD" || x.Regimen == "BID"), x.Statistic == "AUCinf" && x.Regimen == "single":
	case x.Statistic == "AUC0-12" && x.Regimen == "BID":
		times = 2
	default:
		return Value{}, false
	}
	v := x.Value
	if v.Unit.Same(molarAUC) {
		mw := c.PhysChem(x.Drug)
		if mw == nil || mw.MW.Missing() {
			return Value{}, false
		}
		v = scale(v, mw.MW.Value/1000)
		v.Unit = massAUC
	}
	return scale(inUnit(v, massAUC), times), true
}

func scale(v Value, f float64) Value {
	v.Value, v.Low, v.High = v.Value*f, v.Low*f, v.High*f
	return v
}

func kindOf(formulation string) string {
	k, _, _ := strings.Cut(formulation, " ")
	return k
}

func (c *checker) volumes() {
	for _, p := range c.PKParameters {
		if !p.Value.IsNumber() || !p.Value.Unit.Same(litre) && !p.Value.Unit.Same(litrePerKg) {
			continue
		}
		v := litres(p.Value)
		c.test(v >= minVolume && v <= maxVolume, []string{p.ID}, "%s %s %s = %.4g L is outside %g to %g L", p.Analyte, p.Population, p.Parameter, v, minVolume, maxVolume)
	}
}

// clearances turns plasma clearance into blood clearance through B:P (1 where unknown) and apparent
// into absolute through the largest stated bioavailability; where none is stated the apparent value
// itself must stay below flow.
func (c *checker) clearances() {
	flow := c.Reference("ref1").Value.Quantity().MustIn(flowUnit) + c.Reference("ref2").Value.Quantity().MustIn(flowUnit)
	for _, p := range c.PKParameters {
		if s := symbol(p.Parameter); s != "CL" && s != "CL/F" || !p.Value.IsNumber() {
			continue
		}
		cl, f, bp := flowOf(p), 1.0, 1.0
		if symbol(p.Parameter) == "CL/F" {
			f = c.bioavailability(p.Drug)
		}
		if pc := c.PhysChem(p.Analyte); pc != nil && !pc.BP.Missing() {
			bp = pc.BP.Value
		}
		blood := cl * f / bp
		c.test(blood <= flow, []string{p.ID}, "%s %s blood clearance %.4g L/h (CL %.4g, F %.2g, B:P %.2g) is above liver plus kidney flow %.4g L/h", p.Analyte, p.Population, blood, cl, f, bp, flow)
	}
}

func (l *Library) bioavailability(drug string) float64 {
	var found []float64
	for _, p := range l.PKParameters {
		if p.Drug == drug && p.Parameter == "F" && p.Value.IsNumber() {
			found = append(found, p.Value.Value)
		}
	}
	if len(found) == 0 {
		return 1
	}
	sort.Float64s(found)
	return found[len(found)-1]
}

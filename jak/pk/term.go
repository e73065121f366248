package pk

import (
	"fmt"

	"jakstat/engine/compile"
	"jakstat/engine/sim"
	"jakstat/unit"
)

// Term is an active analyte's term in the equivalent concentration of the parent: Weight·(course)/MolarMass, total in plasma.
type Term struct {
	Analyte   string
	Course    string        // symbol of its mass concentration in the model's fragment
	Weight    float64       // parent equivalents per molar concentration of the course
	MolarMass unit.Quantity // g/mol, of the course
}

// Terms lists those of the active analytes, the parent first; they add up to [Profile].Equivalent, as [Model.Shares] do by course. A metabolite that
// follows the parent in fixed proportion has the parent's course.
func (m *Model) Terms(condition *Condition) []Term {
	parent := m.Drug.Parent()
	out := []Term{{Analyte: parent.Name, Course: "C", Weight: 1, MolarMass: parent.MolarMass.Quantity}}
	follow := m.followers()
	for _, r := range m.Ratios {
		if a := m.Drug.Analyte(r.Analyte); a.Active {
			out = append(out, Term{a.Name, "C", a.Weight.Value * r.Value.Value * condition.follower(a.Name, parent.Name, follow), parent.MolarMass.Quantity})
		}
	}
	for _, name := range m.Courses()[1:] {
		if a := m.Drug.Analyte(name); a.Active {
			out = append(out, Term{name, metabolitePrefix(name) + "C", a.Weight.Value, a.massOr(parent)})
		}
	}
	return out
}

// followers is the equivalents per parent of all metabolites in fixed proportion.
func (m *Model) followers() float64 {
	share := 0.0
	for _, r := range m.Ratios {
		if a := m.Drug.Analyte(r.Analyte); a.Active {
			share += a.Weight.Value * r.Value.Value
		}
	}
	return share
}

// massOr is the molar mass that an analyte's weight refers to: a weight between analytes of known molar mass compares molar
// concentrations, else mass concentrations.
func (a *Analyte) massOr(parent *Analyte) unit.Quantity {
	if a.MolarMass.Value == 0 {
		return parent.MolarMass.Quantity
	}
	return a.MolarMass.Quantity
}

// Settings are the parameters of a subject in a program that includes the model's fragment under a prefix ("" for none).
func (m *Model) Settings(p *compile.Program, prefix string, s Subject) ([]sim.Setting, error) {
	if prefix != "" {
		prefix += "_"
	}
	if p.ParamIndex(prefix+"exposure_ratio") < 0 {
		panic(fmt.Sprintf("pk: the program %s does not include model %s as %q", p.ModelID, m.ID, prefix))
	}
	return m.settings(p, prefix, s)
}

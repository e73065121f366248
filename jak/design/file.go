package design

import (
	"math"
	"strconv"

	"jakstat/jak/binding"
	"jakstat/jak/drug"
)

// modeWords are the words of the drug file for the modes.
var modeWords = map[binding.Mode]string{binding.Reversible: "reversible", binding.JH2: "jh2", binding.Irreversible: "covalent"}

// File is the molecule as a drug file, whose own values are the word of whoever wrote them down. cv is the between-subject coefficient of
// variation of clearance and volume together, a fraction; 0 leaves it out.
func (m *Molecule) File(cv float64) *drug.File {
	f := &drug.File{Drug: text(m.Name), Mode: text(modeWords[m.Mode]), How: text("unverified")}
	f.Analytes = []drug.AnalyteEntry{{
		Name: text(m.Name), MolarMass: Plain(m.MolarMass, "g/mol"), Fu: Plain(m.Fu, ""), BloodPlasma: Plain(m.BloodPlasma, ""),
	}}
	clf, vf := Plain(m.CLF, "L/h"), Plain(m.VF, "L")
	if cv > 0 {
		clf.CV, vf.Eta = text(number(100*cv)+" %"), text("1 CL")
	}
	f.Models = []drug.ModelEntry{{
		ID: text("design"), Population: text("typical"), Basis: text("own"), Note: text("one compartment; CL and Vc are apparent, CL/F and V/F"),
		Parameters: drug.Parameters{{Name: "CL", Entry: clf}, {Name: "Vc", Entry: vf}, {Name: "ka", Entry: Plain(m.Ka, "1/h")}},
	}}
	for _, k := range binding.Kinases() {
		if !math.IsInf(m.Ki[k], 1) {
			m.kinase(f.Kinases.Of(k.String()), k)
		}
	}
	return f
}

// kinase writes the constant and the rate of a kinase.
func (m *Molecule) kinase(e *drug.KinaseEntry, k binding.Kinase) {
	e.Value = Plain(m.Ki[k], "nM{unbound}").Value
	if m.Koff[k] > 0 {
		e.Koff = Plain(m.Koff[k], "1/h").Value
	}
}

func text(s string) drug.Text { return drug.Text{S: s} }

// Plain is an entry of a drug file with a value and nothing else.
func Plain(v float64, unit string) drug.Entry {
	s := number(v)
	if unit != "" {
		s += " " + unit
	}
	return drug.Entry{Value: text(s)}
}

// number prints a value to twelve digits: more would show what conversion of units leaves (999.9999999999999 nM).
func number(v float64) string { return strconv.FormatFloat(v, 'g', 12, 64) }

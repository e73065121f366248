package sbml

import (
	"math"
	"slices"
)

// TimeUnit is the unit of time that a file declares.
type TimeUnit struct {
	Seconds  float64 // 0 when nothing is declared
	Declared string  // as it stands in the file: "timeUnits=minute" or "unit time"
	// Hints are the units of time (s) of the unit definitions that hold one, as in 1/min: what the file's author computed in, when they
	// agree. Rising, without repetition.
	Hints []float64
}

// TimeUnit tells what a number of the model's time is. Level 3 declares it by the attribute timeUnits, Levels 1 and 2 by a definition of
// the unit "time". Without that definition Levels 1 and 2 mean seconds; a file that leaves it out mostly has not thought of it, so
// that Seconds is then 0 and the caller has to ask.
func (d *Document) TimeUnit() TimeUnit {
	var out TimeUnit
	for _, u := range d.Units {
		for _, p := range u.Parts {
			if s := p.size(); p.Kind == "second" && p.Exponent != 0 && !slices.Contains(out.Hints, s) {
				out.Hints = append(out.Hints, s)
			}
		}
	}
	slices.Sort(out.Hints)
	name := d.Defaults["timeUnits"]
	if d.Level < 3 {
		name = "time"
	}
	u, ok := d.Units[name]
	switch {
	case name == "second":
		out.Seconds = 1
	case ok && len(u.Parts) == 1 && u.Parts[0].Kind == "second" && u.Parts[0].Exponent == 1 && u.Parts[0].Offset == 0:
		out.Seconds = u.Parts[0].size()
	}
	if !(out.Seconds > 0) || math.IsInf(out.Seconds, 0) {
		return TimeUnit{Hints: out.Hints}
	}
	out.Declared = "unit " + name
	if d.Level >= 3 {
		out.Declared = "timeUnits=" + name
	}
	return out
}

// size is how many base units one unit of the part is, its exponent left aside.
func (p UnitPart) size() float64 { return p.Multiplier * math.Pow(10, p.Scale) }

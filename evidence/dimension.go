package evidence

import (
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// Units whose dimension a quantity must have. Pharmacokinetic concentrations are total in plasma, so
// that volumes and clearances carry the frame in the denominator and dose over volume comes out as
// a total plasma concentration.
var (
	litre        = unit.Must("L/{plasma}")
	litrePerKg   = unit.Must("L/kg/{plasma}")
	litrePerHour = unit.Must("L/h/{plasma}")
	hour         = unit.Must("h")
	perHour      = unit.Must("1/h")
	massAUC      = unit.Must("ng.h/mL{plasma}")
	molarAUC     = unit.Must("nM.h{plasma}")
	massConc     = unit.Must("ng/mL{plasma}")
	molarConc    = unit.Must("nM{plasma}")
	nanomolar    = unit.Must("nM")
	freeMolar    = unit.Must("nM{unbound}")
	bloodMolar   = unit.Must("nM{blood}")
	mediumMolar  = unit.Must("nM{medium}")
	freeFraction = unit.Must("{unbound/plasma}")
	flowUnit     = unit.Must("L/h")
)

// parameterUnits holds the dimension of the parameters whose names fix it.
var parameterUnits = map[string][]unit.Unit{
	"CL": {litrePerHour}, "CL/F": {litrePerHour}, "CL_renal": {litrePerHour}, "CL_nonrenal": {litrePerHour},
	"CL_renal/F": {litrePerHour}, "CL_nonrenal/F": {litrePerHour}, "Q": {litrePerHour}, "Q/F": {litrePerHour},
	"V": {litre, litrePerKg}, "V/F": {litre, litrePerKg}, "V/F total": {litre}, "Vss": {litre, litrePerKg}, "Vss/F": {litre, litrePerKg},
	"Vc": {litre, litrePerKg}, "Vc/F": {litre, litrePerKg}, "Vp": {litre, litrePerKg}, "Vp/F": {litre, litrePerKg},
	"ka": {perHour}, "ka IR": {perHour}, "ka ER": {perHour}, "ktr": {perHour}, "t_half": {hour}, "tlag": {hour}, "tmax": {hour}, "D1": {hour},
	"fu": {freeFraction}, "F": {unit.One}, "fe_renal": {unit.One}, "fa": {unit.One},
}

// statisticUnits returns the dimension an exposure statistic must have, nil for any.
func statisticUnits(statistic string) []unit.Unit {
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(statistic, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("ratio", "relation", "accumulation"):
		return []unit.Unit{unit.One}
	case has("AUC"):
		return []unit.Unit{massAUC, molarAUC}
	case has("Cmax", "Cmin", "Cavg", "Css", "conc"):
		return []unit.Unit{massConc, molarConc}
	case has("t_half", "tmax"):
		return []unit.Unit{hour}
	}
	return nil
}

// dimension requires that a value has the dimension of one of the units.
func (r *row) dimension(what string, v *Value, allowed ...unit.Unit) {
	if v.Missing() || len(allowed) == 0 {
		return
	}
	for _, u := range allowed {
		if v.Unit.Same(u) {
			return
		}
	}
	d := r.fail("unit", "evidence.dimension", "%s in %s has dimension %s", clip(what), v.Unit, v.Unit.Dim)
	names := make([]string, len(allowed))
	for i, u := range allowed {
		names[i] = u.String()
	}
	d.Suggestion = "give it in " + strings.Join(names, " or ")
	*v = Value{}
}

// checkConstants requires the reference values that the checks need.
func (l *Library) checkConstants(errs *diag.List) {
	for _, id := range []string{"ref1", "ref2"} {
		e, _ := l.byID[id].(*ReferenceValue)
		if e == nil {
			errs.Add(diag.New(diag.Pos{File: root + "reference_values.csv"}, "evidence.reference", "reference value %s is missing", id).Suggest("ref1 is liver blood flow, ref2 kidney blood flow"))
		} else if !e.Value.Unit.Same(flowUnit) {
			errs.Add(diag.New(e.Pos, "evidence.dimension", "%s is given in %s", e.Quantity, e.Value.Unit).Suggest("give it in L/h or mL/min"))
		}
	}
}

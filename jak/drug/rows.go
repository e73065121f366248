package drug

import (
	"math"

	"jakstat/diag"
	"jakstat/evidence"
)

// LibraryRows looks values up in an evidence library.
type LibraryRows struct{ *evidence.Library }

// Row implements [Rows]: the number of a row (the middle of a range) in its unit. Of an identity row field picks the
// figure: "molar_mass" (also when field is ""), "fu" or "blood_plasma".
func (l LibraryRows) Row(id, field string) (Row, error) {
	typed, rec, ok := l.Get(id)
	if !ok {
		return Row{}, diag.New(diag.Pos{}, "value.id", "there is no evidence row %q", id).Suggest("`jakstat evidence list` shows the ids")
	}
	row := Row{CV: math.NaN(), Verified: rec.How == evidence.Verified, Source: rec.Source.Short()}
	var v evidence.Value
	switch r := typed.(type) {
	case *evidence.PKParameter:
		v = r.Value
		if r.IIV > 0 {
			row.CV = r.IIV
		}
	case *evidence.PKExposure:
		v = r.Value
		if r.CV > 0 {
			row.CV = r.CV
		}
	case *evidence.Covariate:
		v = r.Value
	case *evidence.CellPotency:
		v = r.Value
	case *evidence.Enzyme:
		v = r.Value
	case *evidence.ATPKm:
		v = r.Value
	case *evidence.BindingKinetics:
		v = r.Residence
	case *evidence.ReferenceValue:
		v = r.Value
	case *evidence.Physiology:
		v = r.Value
	case *evidence.Pharmacodynamic:
		v = r.Value
	case *evidence.RateConstant:
		v = r.Value
	case *evidence.PhysChem:
		switch field {
		case "fu":
			v, row.Verified = r.FU, r.FUHow == evidence.Verified
		case "blood_plasma":
			v, row.Verified = r.BP, r.BPHow == evidence.Verified
		default:
			v, row.Verified = r.MW, r.MWHow == evidence.Verified
		}
	}
	if !v.IsNumber() {
		return Row{}, diag.New(diag.Pos{}, "value.id", "evidence row %s has no number (%s)", id, v)
	}
	row.Quantity = v.Quantity()
	return row, nil
}

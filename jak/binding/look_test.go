package binding

import (
	"fmt"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/drug"
)

func TestLook(t *testing.T) {
	lib := evidence.Default()
	a := Anchors(lib)
	fmt.Printf("%+v\n", a)
	for _, p := range lib.PhysChems {
		if p.FU.Missing() {
			continue
		}
		bp := 1.0
		if !p.BP.Missing() {
			bp = p.BP.Value
		}
		m, err := New(lib, &drug.File{Drug: drug.Text{S: p.Drug}}, p.FU.Value, bp)
		if err != nil {
			t.Error(err)
			continue
		}
		fmt.Printf("%s %s fu=%g shift=%.3g sd=%.2f n=%d\n", p.Drug, m.Mode, m.Fu, m.Shift.Factor, m.Shift.SD, m.Shift.N)
		for _, k := range Kinases() {
			if c := m.Constants[k]; c.Known {
				fmt.Printf("   %s %.4g %s %v %v\n", k, c.KiApp, c.Route, c.Refs, c.Verified)
			}
		}
		for _, r := range Readouts(lib) {
			e, o := m.Effects(lib, r)
			if e.Route == IsMeasured {
				fmt.Printf("   %-22s measured %.4g nM plasma (unbound %.3g) %v", r.Label(), e.IC50, e.Unbound, e.Refs)
				if o != nil {
					fmt.Printf("  mechanistic %.4g", o.IC50)
				}
				fmt.Println()
			}
		}
	}
}

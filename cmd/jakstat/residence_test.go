package main

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"jakstat/unit"
)

// Text, CSV and JSON hold the same figures, and each says that residence times are assumed.
func TestResidenceOutputsAgree(t *testing.T) {
	args := []string{"residence", "baricitinib", "--kinases", "JAK1,JAK2", "--residence", "30 min,24 h", "--atp", "2 mM"}
	var d residenceDocument
	decode(t, succeed(t, append(args, "--json")...), &d)
	header, rows := records(t, succeed(t, append(args, "--csv")...))
	if len(d.Rows) != 3 || len(rows) != 6 || d.ATP != 2 || d.Rows[0].Residence != nil || *d.Rows[1].Residence != 0.5 || d.Lifetime != nil {
		t.Fatalf("%d rows, %d lines, ATP %g", len(d.Rows), len(rows), d.ATP)
	}
	text := succeed(t, args...)
	for _, s := range []string{text, d.Basis} {
		if !strings.Contains(s, "Sensitivity analysis") || !strings.Contains(s, "none is measured") {
			t.Errorf("it is not said what this is: %s", s)
		}
	}
	for i, r := range d.Rows {
		for j, x := range r.Kinases {
			line := rows[2*i+j]
			at := func(name string) string { return line[header[name]] }
			if at("kinase") != x.Kinase || at("role") != x.Role || at("residence") != r.Words {
				t.Fatalf("line %q", line)
			}
			if wantBasis := map[bool]string{true: "equilibrium", false: "assumed residence time"}[r.Residence == nil]; at("basis") != wantBasis {
				t.Errorf("basis %q", at("basis"))
			}
			for name, want := range map[string]float64{
				"occupancy peak [%]": 100 * x.Occupancy.Peak, "occupancy trough [%]": 100 * x.Occupancy.Trough, "inhibition average [%]": 100 * x.Inhibition.Average,
				"same trough, doses every [h]": r.Longer.Every, "occupancy average at that interval [%]": 100 * r.Longer.Kinases[j].Occupancy.Average,
			} {
				if got, err := strconv.ParseFloat(at(name), 64); err != nil || math.Abs(got-want) > 1e-3*want {
					t.Errorf("%s of %s at %s is %q, in JSON %g", name, x.Kinase, r.Words, at(name), want)
				}
			}
			if !strings.Contains(text, tenth(x.Occupancy.Trough)) {
				t.Errorf("the text lacks the trough %s", tenth(x.Occupancy.Trough))
			}
			if len(x.Course) != len(d.Time) || (x.Kon == nil) != (r.Residence == nil) {
				t.Errorf("%d points for %d times, kon %v", len(x.Course), len(d.Time), x.Kon)
			}
		}
	}
	if !(d.Rows[2].Longer.Every > d.Rows[0].Longer.Every) {
		t.Errorf("doses every %g h with a day on the kinase, %g at equilibrium", d.Rows[2].Longer.Every, d.Rows[0].Longer.Every)
	}
}

// The usual dose, the same dose spelt out, and a file of one's own.
func TestResidenceTreatments(t *testing.T) {
	usual, spelt := residenceOf(t, "tofacitinib"), residenceOf(t, "tofacitinib", "--dose", "5mg", "--regimen", "q12h", "--model", "ra")
	if a, b := usual.Rows[1].Kinases[0].Occupancy, spelt.Rows[1].Kinases[0].Occupancy; a != b {
		t.Errorf("%+v by default, %+v spelt out", a, b)
	}
	renal := residenceOf(t, "tofacitinib", "--condition", "renal severe")
	if !(renal.Rows[1].Kinases[0].Occupancy.Average > usual.Rows[1].Kinases[0].Occupancy.Average) {
		t.Error("a renal condition changes nothing")
	}
	own := residenceOf(t, ownDrug, "--dose", "20 mg", "--regimen", "qd")
	if len(own.Rows[1].Kinases) == 0 || own.Drug == "" {
		t.Errorf("%+v", own)
	}
	weighed := residenceOf(t, "upadacitinib", "--dose", "0.2 mg/kg", "--regimen", "qd", "--covariate", "WT=75 kg")
	plain := residenceOf(t, "upadacitinib", "--dose", "15 mg", "--regimen", "qd", "--covariate", "WT=75 kg")
	if weighed.Rows[1].Kinases[0].Occupancy != plain.Rows[1].Kinases[0].Occupancy {
		t.Error("a dose per kg is another dose")
	}
	if h := inHours(unit.Q(90, "min")); *h != 1.5 {
		t.Errorf("90 min are %g h", *h)
	}
}

func residenceOf(t *testing.T, args ...string) residenceDocument {
	t.Helper()
	var d residenceDocument
	decode(t, succeed(t, append(append([]string{"residence"}, args...), "--residence", "3 h", "--json")...), &d)
	return d
}

package drug

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/unit"
)

// table is evidence made up for these tests.
type table map[string]Row

func (m table) Row(id, field string) (Row, error) {
	r, ok := m[id+field]
	if !ok {
		return Row{}, fmt.Errorf("no row %s", id+field)
	}
	return r, nil
}

var rows = table{
	"pkpar1":  {Quantity: unit.Q(26.3, "L/h"), Verified: true},
	"pkpar2":  {Quantity: unit.Q(116, "L"), Verified: false},
	"pkexp17": {Quantity: unit.Q(504, "ng.h/mL{plasma}"), Verified: true},
	"chem1fu": {Quantity: unit.Q(0.6, "{unbound/plasma}"), Verified: true},
	"cell1":   {Quantity: unit.Q(28, "nM{blood}"), Verified: true},
	"pkpar9":  {Quantity: unit.Q(1.25, "{blood/plasma}"), Verified: true},
}

func resolver() *Resolver {
	return &Resolver{Rows: rows, Names: map[string]Value{
		"CL":  {Quantity: unit.Q(20, "L/h"), Refs: []string{"pkpar7"}, Verified: true},
		"Vc":  {Quantity: unit.Q(100, "L"), Refs: nil, Verified: false},
		"kel": {Quantity: unit.Q(0.25, "1/h"), Verified: false},
	}}
}

func TestResolve(t *testing.T) {
	for _, c := range []struct {
		text, field string
		value       float64
		unit        string
		refs        string
		verified    bool
	}{
		{"26.3 L/h", "", 26.3, "L/h", "", false},
		{" 15mg ", "", 15, "mg", "", false},
		{"0.74", "", 0.74, "1", "", false},
		{"25 %", "", 0.25, "1", "", false},
		{"pkpar1", "", 26.3, "L/h", "pkpar1", true},
		{"chem1", "fu", 0.6, "{unbound/plasma}", "chem1", true},
		{"[10 mg] / pkexp17", "", 10 / 504.0 * 1000, "L/h/{plasma}", "pkexp17", true},
		{"pkpar2 / pkpar1", "", 116 / 26.3, "h", "pkpar1 pkpar2", false},
		{"CL / Vc", "", 0.2, "1/h", "pkpar7", false},
		{"CL * [1 h] + Vc", "", 120, "L", "pkpar7", false},
		{"Vc - CL * [1 h] - [5 L]", "", 75, "L", "pkpar7", false},
		{"[6] / [2] / [3]", "", 1, "1", "", false},
		{"[1] - [2] + [3]", "", 2, "1", "", false},
		{"([1] + ([2] + [3])) * [4]", "", 24, "1", "", false},
		{"[1 mg] + [500 ug]", "", 1.5, "mg", "", false},
		{"ln([2]) * [1 h]", "", math.Ln2, "h", "", false},
		{"exp(ln([3]) - ln([2]))", "", 1.5, "1", "", false},
		{"sqrt([16 L] * [1 L])", "", 4, "L", "", false},
		{"cell1 / pkpar9", "", 22.4, "nM{plasma}", "cell1 pkpar9", true},
		{"cell1 / pkpar9 * [0.5 {unbound/plasma}]", "", 11.2, "nM{unbound}", "cell1 pkpar9", true},
		{"[22.4 nM{plasma}] * pkpar9", "", 28, "nM{blood}", "pkpar9", true},
	} {
		t.Run(c.text, func(t *testing.T) {
			v, err := resolver().Resolve(Text{S: c.text}, c.field)
			if err != nil {
				t.Fatal(err)
			}
			got, err := v.In(unit.Must(c.unit))
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(got-c.value) > 1e-12*math.Abs(c.value) {
				t.Errorf("%.15g %s, want %.15g", got, c.unit, c.value)
			}
			if r := strings.Join(v.Refs, " "); r != c.refs || v.Verified != c.verified {
				t.Errorf("refs %q verified %v, want %q %v", r, v.Verified, c.refs, c.verified)
			}
		})
	}
}

func TestResolveErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "ends too early"},
		{"26.3 L/hr/kgg", "kgg"},
		{"12 monkeys", "monkeys"},
		{"CLL / Vc", `unknown name "CLL"; did you mean "CL"?`},
		{"pkpar999", "no row pkpar999"},
		{"CL + Vc", "L"},
		{"pkexp17 + [3 ng.h/mL]", "concentration frames differ"},
		{"pkexp17 + [3 nM.h{plasma}]", "convert through a molar mass"},
		{"10 mg / pkexp17", "mg / pkexp17"},
		{"CL / 3", `quantities stand in brackets`},
		{"[10 mg / pkexp17", "missing ]"},
		{"[ten mg]", "does not start with a number"},
		{"(CL + CL", `missing ')'`},
		{"CL CL", `unexpected "CL"`},
		{"CL)", `unexpected ")"`},
		{"CL *", "ends too early"},
		{"ln(CL)", "L/h"},
		{"ln([1], [2])", "ln takes 1 arguments, 2 given"},
		{"lnn([1])", `unknown function "lnn"; did you mean "ln"?`},
		{"cell1 * pkpar9 + [1 nM{plasma}]", "concentration frames differ"},
		{"[1] / [0]", "is not a finite number"},
		{"ln([-1])", "is not a finite number"},
		{"[1e300] * [1e300]", "is not a finite number"},
		{"ka_tmax([5 h], kel)", "tmax must lie below 1/kel = 4 h"},
		{"ka_tmax([0 h], kel)", "no absorption rate"},
		{"ka_tmax(kel, kel)", "h"},
		{strings.Repeat("(", 1000) + "[1]" + strings.Repeat(")", 1000), "nested too deeply"},
		{strings.Repeat("ln(", 1000) + "[1]" + strings.Repeat(")", 1000), "nested too deeply"},
		{"CL·Vc", "unexpected"},
	} {
		name := c.text
		if len(name) > 40 {
			name = name[:40]
		}
		t.Run(name, func(t *testing.T) {
			v, err := resolver().Resolve(Text{S: c.text, Pos: diag.Pos{Line: 7, Col: 3}}, "")
			var d diag.Diagnostic
			if !errors.As(err, &d) {
				t.Fatalf("%q gives %v and no diagnostic (%v)", c.text, v.Quantity, err)
			}
			if d.Pos.Line != 7 || d.Pos.Col != 3 {
				t.Errorf("the mistake is placed at %v", d.Pos)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q lacks %q", err.Error(), c.want)
			}
		})
	}
}

// The rate constant must put the peak of the one-compartment model where it was asked for.
func TestKaTmax(t *testing.T) {
	for _, kel := range []float64{0.01, 0.1, 0.693, 3} {
		for _, share := range []float64{0.999, 0.9, 0.5, 0.1, 0.01, 1e-4} {
			tmax := share / kel
			v, err := resolver().Resolve(Text{S: fmt.Sprintf("ka_tmax([%.17g h], [%.17g 1/h])", tmax, kel)}, "")
			if err != nil {
				t.Fatal(err)
			}
			ka := v.MustIn(unit.Must("1/h"))
			if !(ka > kel) {
				t.Fatalf("ka %g is not above kel %g", ka, kel)
			}
			if got := math.Log(ka/kel) / (ka - kel); math.Abs(got-tmax) > 1e-6*tmax {
				t.Errorf("ka %g with kel %g peaks at %g h, asked for %g h", ka, kel, got, tmax)
			}
		}
	}
	v, err := resolver().Resolve(Text{S: "ka_tmax([60 min], [4 1/day])"}, "")
	if err != nil || math.Abs(math.Log(v.Value*6)/(v.Value-1.0/6)-1) > 1e-9 {
		t.Errorf("minutes and days: %v, %v", v.Quantity, err)
	}
}

// Every kind of row of the real library that a drug file can cite resolves to its number in its unit.
func TestLibraryRows(t *testing.T) {
	lib := evidence.Default()
	r := &Resolver{Rows: LibraryRows{Library: lib}}
	for _, c := range []struct{ text, field, want string }{
		{"pkpar1", "", "26.3 L/h/{plasma}"},
		{"chem1", "", "312.38 g/mol"},
		{"chem1", "fu", "0.6 {unbound/plasma}"},
		{"chem2", "blood_plasma", "1.14 {blood/plasma}"},
		{"cell1", "", "28 nM{blood}"},
		{"enz16", "", "15.1 nM{unbound}"},
		{"pkexp17", "", "504 ng.h/mL{plasma}"},
		{"kin2", "", "303 min"},
	} {
		v, err := r.Resolve(Text{S: c.text}, c.field)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		q, err := unit.ParseQuantity(c.want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := v.In(q.Unit)
		if err != nil || got != q.Value {
			t.Errorf("%s %s is %v, want %s", c.text, c.field, v.Quantity, c.want)
		}
		_, rec, _ := lib.Get(c.text)
		if c.field == "" && v.Verified != (rec.How == evidence.Verified) && c.text != "chem1" {
			t.Errorf("%s: verified %v", c.text, v.Verified)
		}
	}
	for text, want := range map[string]string{"pkpar99999": "there is no evidence row", "chem18": "has no number"} {
		_, err := r.Resolve(Text{S: text}, "")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestIsID(t *testing.T) {
	for word, want := range map[string]bool{"pkpar1": true, "cell12": true, "enz3": true, "pkpar": false, "CL": false, "pkpar1a": false, "xpkpar1": false, "PKPAR1": false} {
		if IsID(word) != want {
			t.Errorf("IsID(%q) = %v", word, !want)
		}
	}
}

// FuzzResolve: any text is either a finite quantity or a diagnostic at its place.
func FuzzResolve(f *testing.F) {
	for _, s := range []string{"26.3 L/h", "[10 mg] / pkexp17", "ka_tmax(pkpar2, CL / Vc)", "ln([2]) * sqrt([4])", "((", "[", "1e999", "CL - - CL", "[1 {plasma}]*[2 {plasma}]", "pkpar1 * chem1", "[1 m]/[1 m]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := resolver().Resolve(Text{S: s, Pos: diag.Pos{Line: 2, Col: 5}}, "")
		if err == nil {
			if math.IsNaN(v.Value) || math.IsInf(v.Value, 0) {
				t.Fatalf("%q gives %v", s, v.Quantity)
			}
			return
		}
		var d diag.Diagnostic
		if !errors.As(err, &d) || d.Pos.Line != 2 || d.Pos.Col != 5 {
			t.Fatalf("%q: %v is not a diagnostic at its place", s, err)
		}
	})
}

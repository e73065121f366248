package evidence

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"jakstat/unit"
)

func TestParseValue(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		text             string
		relation         Relation
		value, low, high float64
	}{
		{"26.3", Equal, 26.3, 26.3, 26.3},
		{" -0.452 ", Equal, -0.452, -0.452, -0.452},
		{"6.3e5", Equal, 6.3e5, 6.3e5, 6.3e5},
		{"1e-5", Equal, 1e-5, 1e-5, 1e-5},
		{"9-14", Range, 11.5, 9, 14},
		{"0.010-0.044", Range, 0.027, 0.01, 0.044},
		{"-0.173 to -0.065", Range, -0.119, -0.173, -0.065},
		{"1e-3-1e-2", Range, 0.0055, 0.001, 0.01},
		{"<0.01", Less, 0.01, 0, 0.01},
		{"<=2", Less, 2, 0, 2},
		{">0.80", Greater, 0.8, 0.8, inf},
		{">=340", Greater, 340, 340, inf},
		{"~60", About, 60, 60, 60},
		{"~0.5 (printed 'approximately half')", About, 0.5, 0.5, 0.5},
		{"qualitative", Words, 0, 0, 0},
		{"2-compartment, mixture absorption", Words, 0, 0, 0},
		{"53/30/11/6", Words, 0, 0, 0},
		{"1290 to 332", Words, 0, 0, 0},
	} {
		v, err := ParseValue(c.text, unit.One)
		near := func(a, b float64) bool { return a == b || math.Abs(a-b) < 1e-12 }
		if err != nil || v.Relation != c.relation || !near(v.Value, c.value) || !near(v.Low, c.low) || !near(v.High, c.high) {
			t.Errorf("%q = %v %v %v..%v, %v; want %v %v %v..%v", c.text, v.Relation, v.Value, v.Low, v.High, err, c.relation, c.value, c.low, c.high)
		}
		if v.Text != strings.TrimSpace(c.text) {
			t.Errorf("%q lost its text: %q", c.text, v.Text)
		}
	}
}

func TestParseValueErrors(t *testing.T) {
	for text, want := range map[string]string{
		"12,5": "not a number", "1.2.3": "not a number", "1e999": "not a number", "--3": "not a number", "<": "not a number",
		"14-9": "write 9-14", strings.Repeat("x", 300): "300 characters",
	} {
		if v, err := ParseValue(text, unit.One); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q = %v, %v; want an error with %q", text, v, err, want)
		}
	}
	if v, err := ParseValue("  ", unit.One); err != nil || !v.Missing() || v.IsNumber() {
		t.Errorf("blank = %+v, %v; want missing", v, err)
	}
}

func TestParts(t *testing.T) {
	for text, want := range map[string][]float64{"53/30/11/6": {53, 30, 11, 6}, "60 parent / 25 / 11": {60, 25, 11}, "26/x": nil, "12": nil, "qualitative": nil} {
		v, err := ParseValue(text, unit.Must("%"))
		if err != nil {
			t.Fatal(err)
		}
		got := v.Parts()
		if len(got) != len(want) {
			t.Errorf("%q: %v, want %v", text, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%q: %v, want %v", text, got, want)
			}
		}
	}
}

func TestValueJSONHasNoInfinity(t *testing.T) {
	v, _ := ParseValue(">10000", unit.Must("nM{unbound}"))
	b, err := json.Marshal(v)
	want := `{"text":"\u003e10000","relation":"\u003e","value":10000,"low":10000,"unit":"nM{unbound}"}`
	if err != nil || string(b) != want {
		t.Errorf("got  %s, %v\nwant %s", b, err, want)
	}
}

func FuzzParseValue(f *testing.F) {
	for _, s := range []string{"26.3", "9-14", "<0.01", ">=5", "~1 (about)", "-1 to -0.5", "53/30", "1e-3-1e-2", "--", "e-e", "qualitative"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseValue(s, unit.One)
		if err != nil || v.Missing() {
			return
		}
		if math.IsNaN(v.Value) || math.IsInf(v.Value, 0) || v.Low > v.High || v.IsNumber() && (v.Value < v.Low || v.Value > v.High) {
			t.Fatalf("%q = %+v", s, v)
		}
		again, err := ParseValue(v.Text, unit.One)
		if err != nil || again != v {
			t.Fatalf("%q reads as %+v, its text as %+v, %v", s, v, again, err)
		}
		if _, err := json.Marshal(v); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
	})
}

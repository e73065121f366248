package sbmlsuite

import (
	"math"
	"strings"
	"testing"
)

func TestReadResults(t *testing.T) {
	r, err := ReadResults("r.csv", []byte("Time, \"S1\" ,S2\r\n0,1.,2.5e-005\r\n\r\n0.5,nan,INF\r\n1,-Inf,.5\r\n"), []string{"S2", "S1"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(r.Names, " ") != "time S1 S2" || len(r.Rows) != 3 || r.Lines[2] != 5 || r.Column("S2") != 2 || r.Column("x") != -1 {
		t.Errorf("%+v", r)
	}
	if r.Rows[0][1] != 1 || r.Rows[0][2] != 2.5e-5 || !math.IsNaN(r.Rows[1][1]) || !math.IsInf(r.Rows[1][2], 1) || !math.IsInf(r.Rows[2][1], -1) {
		t.Errorf("%v", r.Rows)
	}
	var b strings.Builder
	if err := r.Write(&b); err != nil || b.String() != "time,S1,S2\n0,1,2.5e-05\n0.5,NaN,INF\n1,-INF,0.5\n" {
		t.Errorf("%q %v", b.String(), err)
	}
	same, err := ReadResults("r.csv", []byte("TIME,time,Time\n0,1,2\n"), []string{"Time", "time"})
	if err != nil || !same.Timed || same.Column("time") != 1 || same.Column("Time") != 2 || same.Column("TIME") != -1 {
		t.Errorf("variables called time: %+v %v", same, err)
	}
	flux, err := ReadResults("r.csv", []byte("1,2\n"), []string{"J", "K"})
	if err != nil || flux.Timed || flux.Column("K") != 1 {
		t.Errorf("%+v %v", flux, err)
	}
	bare, err := ReadResults("r.csv", []byte("0,1\n1,2\n"), []string{"X"})
	if err != nil || bare.Names[1] != "X" || !bare.Timed || len(bare.Rows) != 2 {
		t.Errorf("%+v %v", bare, err)
	}
}

func TestResultsMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "no rows",
		"time,A\n":             "no rows",
		"time,A\n0,1,2\n":      "r.csv:2: error: 3 values for 2 columns",
		"time,A\n0,1\n1,x\n":   `r.csv:3: error: A: "x" is not a number`,
		"time,A\n0,0x1p3\n":    "is not a number",
		"time,A\n0,infinity\n": "is not a number",
		"time,A,A\n0,1,1\n":    `r.csv:1: error: column "A" twice`,
		"time,,A\n0,1,1\n":     "column 2 has no name",
		"time,B\n0,1\n":        `r.csv:1: error: no column for the variable "A"`,
		"time,A\n" + strings.Repeat("1;2\n", 5000): "1 values for 2 columns",
	} {
		r, err := ReadResults("r.csv", []byte(text), []string{"A"})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: %v %v", text, r, err)
			continue
		}
		if n := strings.Count(err.Error(), "\n"); n > 2*maxMistakes {
			t.Errorf("%.30q: %d messages", text, n)
		}
	}
}

func FuzzReadResults(f *testing.F) {
	f.Add("time,A\n0,1\n1,NaN\n")
	f.Add("0,-INF\n1e400,2\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ReadResults("f", []byte(text), []string{"A"})
		if (r == nil) == (err == nil) {
			t.Fatal("neither results nor an error, or both")
		}
		if err != nil {
			return
		}
		var b strings.Builder
		if err := r.Write(&b); err != nil {
			t.Fatal(err)
		}
		again, err := ReadResults("f", []byte(b.String()), []string{"A"})
		if err != nil || len(again.Rows) != len(r.Rows) {
			t.Fatalf("written results cannot be read: %v", err)
		}
		for i, row := range r.Rows {
			for k, v := range row {
				if w := again.Rows[i][k]; v != w && !(v != v && w != w) {
					t.Fatalf("%v became %v", v, w)
				}
			}
		}
	})
}

func TestWithin(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		want, got float64
		ok        bool
	}{
		{100, 100.011, true},
		{100, 100.02, false},
		{-100, -100.011, true},
		{100, -100, false},
		{0, 1e-3, true},
		{0, 1.1e-3, false},
		{nan, nan, true},
		{nan, 0, false},
		{0, nan, false},
		{inf, inf, true},
		{inf, -inf, false},
		{-inf, -inf, true},
		{inf, 1e308, false},
		{1e308, inf, false},
		{nan, inf, false},
	} {
		if Within(c.want, c.got, 1e-3, 1e-4) != c.ok {
			t.Errorf("%g against %g: not %v", c.got, c.want, c.ok)
		}
	}
}

func TestCompare(t *testing.T) {
	s := &Settings{Duration: 1, Absolute: 1e-3, Relative: 1e-3}
	table := func(text string) *Results {
		r, err := ReadResults("t", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	want := table("time,A,B\n0,1,NaN\n1,2,10\n")
	for text, worst := range map[string]string{
		"time,A,B\n0,1,NaN\n1,2.001,10.01\n":  "",
		"time,B,C,A\n0,NaN,7,1\n1,10,7,2\n":   "", // order and further columns do not count
		"time,A,B\n0,1,NaN\n1,2.1,10.1\n":     "2 of 6 values differ, worst A at t = 1: 2.1, expected 2",
		"time,A,B\n0,1,0\n1,2.1,10\n":         "2 of 6 values differ, worst B at t = 0: 0, expected NaN",
		"time,A,B\n0,1,NaN\n1.01,2,10\n":      "1 of 6 values differ, worst time at t = 1: 1.01, expected 1",
		"time,A,B\n0,1,NaN\n1.0000001,2,10\n": "",
		"time,A,B\n0,1,NaN\n1,2,10\n2,2,10\n": "error: 3 rows where 2 are expected",
		"time,A\n0,1\n1,2\n":                  `error: no column "B"`,
		"time,A,B\n0,1,NaN\n1,2,INF\n":        "1 of 6 values differ, worst B at t = 1: INF, expected 10",
	} {
		d, err := Compare(want, table(text), s)
		got := ""
		switch {
		case err != nil:
			got = "error: " + err.Error()
		case d != nil:
			got = d.String()
		}
		if got != worst {
			t.Errorf("%q: %q, not %q", text, got, worst)
		}
	}
	one := table("A,B\n1,2\n")
	d, err := Compare(one, table("A,B\n1,3\n"), &Settings{Duration: math.NaN(), Absolute: 1e-3, Relative: 1e-3})
	if err != nil || d == nil || d.String() != "1 of 2 values differ, worst B: 3, expected 2" {
		t.Error(d, err)
	}
}

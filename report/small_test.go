package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "IL-6": 4, "東京": 4, "IFN-γ": 5, "e\u0301": 1, "●": 1, "µM": 2, "😀": 2, "한글": 4} {
		if got := Width(s); got != want {
			t.Errorf("Width(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestPadAndCutKeepTheWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("ab γ東京●e\u0301"))).Draw(t, "s")
		w := rapid.IntRange(1, 12).Draw(t, "w")
		if got := Width(cut(s, w)); got > w {
			t.Fatalf("cut to %d gives %d cells", w, got)
		}
		for _, a := range []Align{Left, Right, Center} {
			if got := Width(pad(s, w, a)); got != max(w, Width(s)) {
				t.Fatalf("pad to %d gives %d cells", w, got)
			}
		}
	})
}

func TestTableAlignsAndWraps(t *testing.T) {
	tab := &Table{Title: "T", Columns: []Column{{Name: "name"}, {Name: "dose", Unit: "mg", Align: Right}, {Name: "why", Wrap: true}}, Marks: []Mark{{Key: "?", Glyph: "?", Label: "unverified"}}, RowHeads: 1}
	tab.AddCells(TableCell{Text: "東京"}, TableCell{Text: "12.5", Mark: "?"}, TableCell{Text: "a long reason that needs more than one line, https://example.org/a"})
	tab.Add("b", "5", "short")
	for name, got := range map[string][]byte{
		"table.txt.golden":  render(t, func(w io.Writer) error { return tab.Text(w, Term{Width: 48}) }),
		"table.csv.golden":  render(t, tab.CSV),
		"table.md.golden":   render(t, tab.Markdown),
		"table.html.golden": render(t, tab.HTML),
	} {
		golden(t, name, got)
	}
	tab.Add("too", "few")
	if err := tab.CSV(io.Discard); err == nil || !strings.Contains(err.Error(), "row 3 has 2 cells, 3 columns") {
		t.Errorf("error is %v", err)
	}
}

func TestShort(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1: "1", 0.5: "0.5", 12.345: "12.3", 999.6: "1000", 1234.5: "1234", 0.00123: "0.00123", 1e-9: "1e-09", 2.5e8: "2.5e+08", -3.14159: "-3.14", 100: "100"} {
		if got := short(v); got != want {
			t.Errorf("short(%v) = %s, want %s", v, got, want)
		}
	}
}

// An axis covers its data, keeps order, and its ticks lie on it.
func TestScaleCoversData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := rapid.Bool().Draw(t, "log")
		a := rapid.Float64Range(-1e6, 1e6).Draw(t, "a")
		b := rapid.Float64Range(-1e6, 1e6).Draw(t, "b")
		if log {
			a, b = math.Pow(10, a/2e5), math.Pow(10, b/2e5)
		}
		lo, hi := math.Min(a, b), math.Max(a, b)
		if hi-lo < 1e-6*math.Max(math.Abs(hi), math.Abs(lo)) {
			t.Skip("no range")
		}
		unit := rapid.SampledFrom([]string{"", "h"}).Draw(t, "unit")
		sc := newScale(Axis{Log: log, Unit: unit}, lo, hi, 10, 110, 5)
		for _, v := range []float64{lo, hi} {
			if p, ok := sc.at(v); !ok || p < 10-1e-6 || p > 110+1e-6 {
				t.Fatalf("%v lies at %v, off the axis %v to %v", v, p, sc.min, sc.max)
			}
		}
		if len(sc.ticks) < 2 || len(sc.ticks) > 16 {
			t.Fatalf("%d ticks for %v to %v", len(sc.ticks), lo, hi)
		}
		for i, v := range sc.ticks {
			p, ok := sc.at(v)
			if !ok || p < 10-1e-3 || p > 110+1e-3 {
				t.Fatalf("tick %v at %v", v, p)
			}
			if i > 0 && (v <= sc.ticks[i-1] || sc.tickText(v) == sc.tickText(sc.ticks[i-1])) {
				t.Fatalf("ticks %v and %v read %s and %s", sc.ticks[i-1], v, sc.tickText(sc.ticks[i-1]), sc.tickText(v))
			}
		}
	})
}

func TestZeroHasNoSign(t *testing.T) {
	sc := newScale(Axis{}, 0, 1, 110, 10, 3)
	for _, v := range []float64{math.Copysign(0, -1), -1e-17, 0} {
		if got := sc.tickText(v); strings.HasPrefix(got, "-") {
			t.Errorf("tick %g reads %q", v, got)
		}
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "out.svg")
	write := func(s string, err error) func(io.Writer) error {
		return func(w io.Writer) error {
			fmt.Fprint(w, s)
			return err
		}
	}
	if err := WriteFile(file, write("first", nil)); err != nil {
		t.Fatal(err)
	}
	boom := errors.New("boom")
	err := WriteFile(file, write(strings.Repeat("half", 5000), boom))
	if !errors.Is(err, boom) || !strings.Contains(err.Error(), file) {
		t.Errorf("error is %v", err)
	}
	if got, _ := os.ReadFile(file); string(got) != "first" {
		t.Errorf("a failed write left %d bytes", len(got))
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(file, write("second", nil)); err != nil {
		t.Fatal(err)
	}
	if st, _ := os.Stat(file); st.Mode().Perm() != 0o600 {
		t.Errorf("mode became %v", st.Mode())
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%d files left behind", len(entries)-1)
	}
	for _, bad := range []string{dir, filepath.Join(dir, "no", "such", "place.svg")} {
		if err := WriteFile(bad, write("x", nil)); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("%s: error is %v", bad, err)
		}
	}
}

func TestColorFromEnvironment(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		goos string
		want ColorMode
	}{
		{map[string]string{"TERM": "xterm-256color"}, "linux", Color256},
		{map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "linux", TrueColor},
		{map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "linux", NoColor},
		{map[string]string{"TERM": "dumb", "COLORTERM": "truecolor"}, "linux", NoColor},
		{map[string]string{"TERM": "vt100"}, "linux", NoColor},
		{map[string]string{}, "linux", NoColor},
		{map[string]string{}, "windows", NoColor},
		{map[string]string{"WT_SESSION": "x"}, "windows", TrueColor},
	} {
		if got := colorFromEnv(func(k string) string { return c.env[k] }, c.goos); got != c.want {
			t.Errorf("%v on %s: %v, want %v", c.env, c.goos, got, c.want)
		}
	}
	if got := DetectTerm(&bytes.Buffer{}); got != (Term{}) {
		t.Errorf("a buffer is %+v", got)
	}
}

func FuzzEscape(f *testing.F) {
	f.Add(hostile)
	f.Add("\xff\xfe<")
	f.Fuzz(func(t *testing.T, s string) {
		wellFormed(t, []byte(`<a b="`+esc(s)+`">`+esc(s)+linked(s)+"</a>"))
	})
}

// On a logarithmic axis each decade has the same room in a terminal.
func TestSparklineOfALogarithmicAxis(t *testing.T) {
	s := Series{Name: "s", X: []float64{1, 10, 100, 1000}, Y: []float64{0, 1, 2, 3}}
	y := newScale(Axis{}, 0, 3, 0, 1, 4)
	if got := sparkline(s, y, 8, true); got != "▁▁▃▃▃▆▆█" {
		t.Errorf("logarithmic %s", got)
	}
	if got := sparkline(s, y, 8, false); got != "▆▆▆▆▆▆▆█" {
		t.Errorf("linear %s", got)
	}
	if s.X[3] != 1000 {
		t.Error("the series itself was changed")
	}
}

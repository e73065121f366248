package report

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

func TestContrastByDefinition(t *testing.T) {
	black, white := RGB{}, RGB{255, 255, 255}
	if c := Contrast(black, white); math.Abs(c-21) > 1e-9 {
		t.Errorf("black on white is %v, WCAG says 21", c)
	}
	// #767676 on white is the textbook pair that just reaches 4.5:1.
	if c := Contrast(RGB{0x76, 0x76, 0x76}, white); c < 4.5 || c > 4.6 {
		t.Errorf("#767676 on white is %v", c)
	}
}

// Vision as Machado, Oliveira and Fernandes (2009), table 1, severity 1.0, on linear RGB.
var deficiencies = map[string][9]float64{
	"normal": {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protan": {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deutan": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritan": {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

func seenAs(c RGB, m [9]float64) [3]float64 {
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	in := [3]float64{lin(c.R), lin(c.G), lin(c.B)}
	var out [3]float64
	for i := range out {
		for j := range in {
			out[i] += m[3*i+j] * in[j]
		}
		out[i] = math.Max(0, math.Min(1, out[i]))
	}
	return out
}

func luminance(v [3]float64) float64 { return 0.2126*v[0] + 0.7152*v[1] + 0.0722*v[2] }

// A sequential ramp must darken at every step, for every kind of colour vision.
func TestRampDarkensForEveryEye(t *testing.T) {
	for name, m := range deficiencies {
		last := math.Inf(1)
		for i := range 101 {
			l := luminance(seenAs(Ramp(float64(i)/100), m))
			if l >= last {
				t.Errorf("%s: %d %% (%s) is not darker than the step before", name, i, Ramp(float64(i)/100).Hex())
			}
			last = l
		}
	}
}

// The lightness of a tenth of the scale must be a visible step (CIE L* differs by at least 5).
func TestRampStepsAreVisible(t *testing.T) {
	lstar := func(c RGB) float64 { return 116*math.Cbrt(c.Luminance()) - 16 }
	for i := range 10 {
		a, b := Ramp(float64(i)/10), Ramp(float64(i+1)/10)
		if d := lstar(a) - lstar(b); d < 5 {
			t.Errorf("from %d %% to %d %% the lightness falls by %.1f only", 10*i, 10*(i+1), d)
		}
	}
}

func TestTextInCellsIsReadable(t *testing.T) {
	for i := range 1001 {
		bg := Ramp(float64(i) / 1000)
		if c := Contrast(bg, bg.Ink()); c < 4.5 {
			t.Errorf("text on %s has contrast %.2f", bg.Hex(), c)
		}
	}
}

// The page's colours, read from its style sheet.
func cssColors(t *testing.T, block string) map[string]RGB {
	t.Helper()
	out := map[string]RGB{}
	for _, part := range strings.Split(block, ";") {
		name, value, ok := strings.Cut(part, ":#")
		if !ok || len(value) < 6 {
			continue
		}
		var v [3]uint8
		for i := range v {
			for _, ch := range value[2*i : 2*i+2] {
				v[i] = v[i]<<4 + uint8(strings.IndexRune("0123456789abcdef", ch))
			}
		}
		out[name[strings.LastIndex(name, "-")+1:]] = RGB{v[0], v[1], v[2]}
	}
	return out
}

func themes(t *testing.T) (light, dark map[string]RGB) {
	lines := strings.SplitN(pageCSS, "\n", 3)
	light, dark = cssColors(t, lines[0]), cssColors(t, lines[1])
	if len(light) < 18 || len(dark) < 18 {
		t.Fatalf("style sheet begins with %d light and %d dark colours", len(light), len(dark))
	}
	return light, dark
}

func TestThemesReachTheirContrast(t *testing.T) {
	light, dark := themes(t)
	for name, th := range map[string]map[string]RGB{"light": light, "dark": dark} {
		for fg, min := range map[string]float64{
			"ink": 7, "muted": 4.5, "link": 4.5, "axis": 3, "warnline": 3,
			"s0": 3, "s1": 3, "s2": 3, "s3": 3, "s4": 3, "s5": 3, "s6": 3, "s7": 3,
		} {
			if c := Contrast(th[fg], th["bg"]); c < min {
				t.Errorf("%s: %s on the background has contrast %.2f, wants %v", name, fg, c, min)
			}
		}
		for _, bg := range []string{"warn", "card", "blank"} {
			if c := Contrast(th["ink"], th[bg]); c < 4.5 {
				t.Errorf("%s: ink on %s has contrast %.2f", name, bg, c)
			}
		}
		if c := Contrast(th["muted"], th["blank"]); c < 4.5 {
			t.Errorf("%s: muted on blank has contrast %.2f", name, c)
		}
	}
}

// Pictures carry their own colours for other viewers; the page must repeat them.
func TestStyleSheetRepeatsTheColours(t *testing.T) {
	light, dark := themes(t)
	for name, c := range map[string]RGB{"ink": inkColor, "muted": mutedColor, "grid": gridColor, "axis": axisColor, "blank": blankColor, "bg": bgColor} {
		if light[name] != c {
			t.Errorf("%s is %s in the style sheet and %s in the program", name, light[name].Hex(), c.Hex())
		}
	}
	for i, s := range seriesColors {
		if n := "s" + digit(i); light[n] != s.light || dark[n] != s.dark {
			t.Errorf("series %d: style sheet %s %s, program %s %s", i, light[n].Hex(), dark[n].Hex(), s.light.Hex(), s.dark.Hex())
		}
	}
}

func TestSeriesDifferBesidesColour(t *testing.T) {
	seen := map[[2]string]int{}
	for i := range 20 {
		_, dash, marker := Series{}.look(i)
		if j, ok := seen[[2]string{dash, marker}]; ok {
			t.Errorf("series %d and %d have the same dash and marker", j, i)
		}
		seen[[2]string{dash, marker}] = i
	}
}

// The page of the explorer paints its heat map in the browser; a picture taken from here must look the same.
func TestTheWebPageHasTheSameRamp(t *testing.T) {
	source, err := os.ReadFile("../web/src/colour.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(source), "const ramp: readonly Rgb[] = [\n")
	list, _, ended := strings.Cut(rest, "\n];")
	if !found || !ended {
		t.Fatal("../web/src/colour.ts has no ramp")
	}
	var want []string
	for _, c := range rampAnchors {
		want = append(want, fmt.Sprintf("  [0x%02x, 0x%02x, 0x%02x],", c.R, c.G, c.B))
	}
	if got := strings.Split(list, "\n"); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the page has\n%s\nthe reports have\n%s", list, strings.Join(want, "\n"))
	}
}

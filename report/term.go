package report

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/term"
)

// ColorMode says how many colours a terminal shows.
type ColorMode uint8

const (
	// NoColor writes plain text: shades and glyphs carry the picture.
	NoColor ColorMode = iota
	// Color256 uses the 6x6x6 cube of xterm.
	Color256
	// TrueColor uses 24-bit escape sequences.
	TrueColor
)

// Term describes where text goes. The zero value is a file or a pipe: no colour, no width limit.
type Term struct {
	// Width is the number of columns; 0 means unlimited.
	Width int
	// Color is what may be written; escape sequences are never written with NoColor.
	Color ColorMode
}

// DetectTerm looks at w. Anything that is not a terminal is the zero Term. NO_COLOR (not empty) and
// TERM=dumb switch colour off; COLORTERM says whether 24-bit colour is understood.
func DetectTerm(w io.Writer) Term {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return Term{}
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80
		if n, convErr := strconv.Atoi(os.Getenv("COLUMNS")); convErr == nil && n > 0 {
			width = n
		}
	}
	return Term{Width: width, Color: colorFromEnv(os.Getenv, runtime.GOOS)}
}

func colorFromEnv(env func(string) string, goos string) ColorMode {
	name := env("TERM")
	switch {
	case env("NO_COLOR") != "", name == "dumb":
		return NoColor
	case env("COLORTERM") == "truecolor", env("COLORTERM") == "24bit", env("WT_SESSION") != "":
		return TrueColor
	case name == "":
		// A classic Windows console without virtual-terminal processing prints escapes as rubbish.
		return NoColor
	case strings.Contains(name, "direct"):
		return TrueColor
	case strings.Contains(name, "256"), goos == "windows":
		return Color256
	case strings.HasPrefix(name, "xterm"), strings.HasPrefix(name, "screen"), strings.HasPrefix(name, "tmux"):
		return Color256
	}
	return NoColor
}

// paint wraps text in a background and a readable foreground colour.
func (t Term) paint(bg RGB, text string) string {
	fg := bg.Ink()
	switch t.Color {
	case TrueColor:
		return fmt.Sprintf("\x1b[48;2;%d;%d;%dm\x1b[38;2;%d;%d;%dm%s\x1b[0m", bg.R, bg.G, bg.B, fg.R, fg.G, fg.B, text)
	case Color256:
		return fmt.Sprintf("\x1b[48;5;%dm\x1b[38;5;%dm%s\x1b[0m", xterm256(bg), xterm256(fg), text)
	}
	return text
}

func (t Term) bold(s string) string { return t.sgr("1", s) }
func (t Term) dim(s string) string  { return t.sgr("2", s) }

func (t Term) sgr(code, s string) string {
	if t.Color == NoColor || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// xterm256 finds the nearest entry of xterm's colour cube or grey ramp.
func xterm256(c RGB) int {
	levels := [6]int{0, 95, 135, 175, 215, 255}
	near := func(v uint8) int {
		best := 0
		for i, l := range levels {
			if abs(l-int(v)) < abs(levels[best]-int(v)) {
				best = i
			}
		}
		return best
	}
	r, g, b := near(c.R), near(c.G), near(c.B)
	// Only greys go to the grey ramp: a deep blue would lose its hue there for a little lightness.
	if max(c.R, c.G, c.B)-min(c.R, c.G, c.B) > 12 {
		return 16 + 36*r + 6*g + b
	}
	cube := dist(c, levels[r], levels[g], levels[b])
	grey := min(max((int(c.R)+int(c.G)+int(c.B))/3-3, 0)/10, 23)
	if v := 8 + 10*grey; dist(c, v, v, v) < cube {
		return 232 + grey
	}
	return 16 + 36*r + 6*g + b
}

func dist(c RGB, r, g, b int) int {
	dr, dg, db := int(c.R)-r, int(c.G)-g, int(c.B)-b
	return dr*dr + dg*dg + db*db
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

package report

import (
	"fmt"
	"math"
)

// RGB is a colour in sRGB, 8 bits per channel.
type RGB struct{ R, G, B uint8 }

// Hex returns #rrggbb.
func (c RGB) Hex() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Luminance is the relative luminance of WCAG 2.2, 0 (black) to 1 (white).
func (c RGB) Luminance() float64 {
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

// Contrast is the WCAG 2.2 contrast ratio of two colours, 1 to 21.
func Contrast(a, b RGB) float64 {
	la, lb := a.Luminance(), b.Luminance()
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

// Ink returns the text colour, black or white, that reads better on c. One of them always reaches
// 4.5:1; a softer black would not.
func (c RGB) Ink() RGB {
	dark, light := RGB{}, RGB{0xff, 0xff, 0xff}
	if Contrast(c, dark) >= Contrast(c, light) {
		return dark
	}
	return light
}

// rampAnchors run from little (pale) to much (deep): lightness falls all the way, so the order
// survives every kind of colour blindness and a black-and-white print. The steps are even in
// CIE lightness; the hue turns from straw through teal to indigo, which keeps neighbours apart.
var rampAnchors = []RGB{
	{0xfb, 0xf8, 0xe3},
	{0xd9, 0xec, 0xc4},
	{0xa6, 0xd8, 0xbd},
	{0x6b, 0xbf, 0xbe},
	{0x41, 0x9f, 0xb9},
	{0x2c, 0x7d, 0xac},
	{0x2a, 0x5b, 0x96},
	{0x27, 0x3c, 0x76},
	{0x1a, 0x20, 0x4e},
}

// Ramp returns the sequential colour for x in [0, 1]; values outside are clamped, NaN is grey.
func Ramp(x float64) RGB {
	if math.IsNaN(x) {
		return RGB{0xd0, 0xd3, 0xd8}
	}
	p := math.Max(0, math.Min(1, x)) * float64(len(rampAnchors)-1)
	i := min(int(p), len(rampAnchors)-2)
	f := p - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + f*(float64(b)-float64(a)))) }
	a, b := rampAnchors[i], rampAnchors[i+1]
	return RGB{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B)}
}

// seriesColors follow Okabe and Ito (2008), each shifted just enough to reach 3:1 against the
// background it is drawn on; light and dark hold the same hues in the same order.
var seriesColors = []struct{ light, dark RGB }{
	{RGB{0x00, 0x72, 0xb2}, RGB{0x56, 0xb4, 0xe9}},
	{RGB{0xd5, 0x5e, 0x00}, RGB{0xff, 0x9d, 0x4d}},
	{RGB{0x00, 0x85, 0x61}, RGB{0x2f, 0xc8, 0x9c}},
	{RGB{0xb0, 0x4a, 0x86}, RGB{0xe3, 0x9b, 0xc4}},
	{RGB{0x24, 0x29, 0x33}, RGB{0xe8, 0xea, 0xee}},
	{RGB{0x8a, 0x6d, 0x00}, RGB{0xf0, 0xe4, 0x42}},
	{RGB{0x2f, 0x83, 0xb8}, RGB{0x8f, 0xd3, 0xff}},
	{RGB{0x9c, 0x3d, 0x1e}, RGB{0xff, 0xb8, 0x8a}},
}

// dashes and markers go round with the colours, at different periods, so that two series that share
// a colour never share the rest.
var (
	dashes  = []string{"", "7 4", "2 3", "9 3 2 3", "12 4", "4 2 1 2 1 2"}
	markers = []string{"●", "◆", "▲", "■", "○", "◇", "△"}
)

// Colours of the page itself; the style sheet repeats them, and a test keeps the two equal.
var (
	inkColor   = RGB{0x1a, 0x1f, 0x29}
	mutedColor = RGB{0x55, 0x5d, 0x6b}
	gridColor  = RGB{0xdd, 0xe1, 0xe7}
	axisColor  = RGB{0x7d, 0x85, 0x93}
	bgColor    = RGB{0xff, 0xff, 0xff}
	blankColor = RGB{0xef, 0xf1, 0xf4}
)

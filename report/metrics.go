package report

// asciiWidths are the advance widths of Helvetica in thousandths of an em, from space to tilde
// (Adobe Font Metrics for the PostScript base fonts). System fonts are close enough to lay out by.
var asciiWidths = [...]uint16{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

// textWidth estimates the drawn width of s in pixels. The reserve of 15 % covers system fonts that
// run wider than Helvetica (DejaVu Sans does by that much); bold runs another 8 % wider.
func textWidth(s string, size float64, bold bool) float64 {
	sum := 0
	for _, r := range s {
		switch {
		case r >= ' ' && int(r-' ') < len(asciiWidths):
			sum += int(asciiWidths[r-' '])
		case runeWidth(r) == 0:
		case runeWidth(r) == 2:
			sum += 1000
		default:
			sum += 600
		}
	}
	w := float64(sum) / 1000 * size * 1.15
	if bold {
		w *= 1.08
	}
	return w
}

// cutPx shortens s to a drawn width, ending in … when something was lost.
func cutPx(s string, width, size float64, bold bool) string {
	if textWidth(s, size, bold) <= width {
		return s
	}
	runes := []rune(s)
	for n := len(runes) - 1; n > 0; n-- {
		if t := string(runes[:n]) + "…"; textWidth(t, size, bold) <= width {
			return t
		}
	}
	return "…"
}

package receptor

import (
	"sort"
	"strings"

	"jakstat/evidence"
	"jakstat/jak/binding"
)

// pick returns the row that serves a read-out, or nil: the recorded choice first, then verified before unverified, whole blood after
// dosing before spiked blood before isolated cells before cell lines, and lower rows of the table last. A limit ("<50")
// is never a value. With several read-outs at one receptor (IL-6) the STAT must match.
func pick(rows []binding.Measured, cytokine, stat string, statMatters bool) *binding.Measured {
	var fit []binding.Measured
	for _, m := range rows {
		if m.Cytokine != cytokine || m.Limit == evidence.Less || statMatters && m.STAT != stat {
			continue
		}
		fit = append(fit, m)
	}
	if len(fit) == 0 {
		return nil
	}
	sort.SliceStable(fit, func(i, j int) bool { return standing(&fit[i], stat) < standing(&fit[j], stat) })
	return &fit[0]
}

// standing orders rows; smaller is better.
func standing(m *binding.Measured, stat string) int {
	s := 0
	if !m.Chosen {
		s += 16
	}
	if m.Refused != "" {
		s += 32
	}
	if m.STAT != stat {
		s += 64
	}
	if !m.Verified {
		s += 8
	}
	switch {
	case strings.Contains(m.Matrix, "ex vivo"):
	case strings.Contains(m.Matrix, "whole blood"):
		s++
	case m.Primary:
		s += 2
	default:
		s += 3
	}
	return s
}

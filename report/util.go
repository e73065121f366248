package report

import "strings"

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

func orNum(v, fallback float64) float64 {
	if v <= 0 {
		return fallback
	}
	return v
}

// join leaves empty parts out.
func join(sep string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

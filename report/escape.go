package report

import (
	"strings"
	"unicode"
)

// esc makes a string safe as XML and HTML text and inside double-quoted attributes. Characters that
// XML 1.0 forbids become U+FFFD, so that no label can make a file ill-formed.
func esc(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&#34;")
		case '\'':
			b.WriteString("&#39;")
		case '\n', '\t':
			b.WriteRune(r)
		default:
			if r < 0x20 || (r >= 0x7f && r <= 0x9f) || r == 0xfffe || r == 0xffff {
				r = unicode.ReplacementChar
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plain makes a string safe for one terminal line: control characters, which could move the cursor
// or hide text, and direction overrides become visible or blank.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// safeHref returns the link if it leads to the web, to mail or into the page, and "" otherwise.
func safeHref(h string) string {
	for _, p := range []string{"https://", "http://", "mailto:", "#"} {
		if len(h) > len(p) && strings.EqualFold(h[:len(p)], p) {
			return h
		}
	}
	return ""
}

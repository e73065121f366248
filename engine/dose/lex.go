package dose

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// tokenKind classifies the pieces of a regimen's text.
type tokenKind uint8

const (
	end tokenKind = iota
	numeral
	word
	dash
	comma // "," ";" or a line break
	stray // a character no regimen contains
)

// token is one piece; col counts characters from 1.
type token struct {
	kind  tokenKind
	text  string // as written
	low   string // lower case
	value float64
	col   int
}

// numberWords are read as numbers, so that "for two weeks" works.
var numberWords = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}

// lex splits text into tokens. A word may contain digits and slashes after its first letter ("q8h",
// "mg/kg"); a number takes an exponent only when digits follow ("1e3").
func lex(text string) []token {
	rs := []rune(text)
	var out []token
	for i := 0; i < len(rs); {
		r, start := rs[i], i
		t := token{col: i + 1}
		switch {
		case r == '\n':
			i++
			t.kind = comma
		case unicode.IsSpace(r):
			i++
			continue
		case r == '.' && strings.TrimSpace(string(rs[i+1:])) == "":
			i++
			continue
		case r == ',' || r == ';':
			i++
			t.kind = comma
		case strings.ContainsRune("-–—−‐‑", r):
			i++
			t.kind = dash
		case r == '×':
			i++
			t.kind, t.low = word, "x"
		case isDigit(r) || r == '.' && i+1 < len(rs) && isDigit(rs[i+1]):
			i = scanNumber(rs, i)
			t.kind = numeral
			v, err := strconv.ParseFloat(string(rs[start:i]), 64)
			if err != nil {
				v = math.Inf(1)
			}
			t.value = v
		case unicode.IsLetter(r):
			i = scanWord(rs, i)
			t.kind = word
			t.low = strings.ReplaceAll(strings.ToLower(string(rs[start:i])), ".", "")
			if frequencies[t.low] == 0 {
				t.low = ""
			}
		default:
			i++
			t.kind = stray
		}
		t.text = string(rs[start:i])
		if t.low == "" {
			t.low = strings.ToLower(t.text)
		}
		if v, ok := numberWords[t.low]; ok {
			t.kind, t.value = numeral, v
		}
		out = append(out, t)
	}
	return append(out, token{kind: end, col: len(rs) + 1})
}

// scanWord takes letters, digits and slashes, a point before a digit ("q1.5h"), and the points of
// "b.i.d.".
func scanWord(rs []rune, i int) int {
	dotted := false
	for i < len(rs) {
		switch r := rs[i]; {
		case unicode.IsLetter(r) || isDigit(r) || r == '/':
		case r == '.' && i+1 < len(rs) && isDigit(rs[i+1]):
		case r == '.' && i+1 < len(rs) && unicode.IsLetter(rs[i+1]):
			dotted = true
		case r == '.' && dotted:
			return i + 1
		default:
			return i
		}
		i++
	}
	return i
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func scanNumber(rs []rune, i int) int {
	for i < len(rs) && (isDigit(rs[i]) || rs[i] == '.' && i+1 < len(rs) && isDigit(rs[i+1])) {
		i++
	}
	if i < len(rs) && (rs[i] == 'e' || rs[i] == 'E') {
		j := i + 1
		if j < len(rs) && (rs[j] == '+' || rs[j] == '-') {
			j++
		}
		if j < len(rs) && isDigit(rs[j]) {
			for i = j; i < len(rs) && isDigit(rs[i]); {
				i++
			}
		}
	}
	return i
}

package diag

import (
	"sort"
	"strings"
)

// Nearest returns the candidate closest to word by edit distance with transpositions
// (Damerau-Levenshtein, optimal string alignment), ignoring case and the marks between letters
// (il6 is IL-6); ok is false when nothing is near enough to be a plausible slip: one edit for
// every three letters, at least one. Ties are broken alphabetically, so that the answer does not
// depend on the order of candidates.
func Nearest(word string, candidates []string) (best string, ok bool) {
	sorted := append([]string(nil), candidates...)
	sort.Strings(sorted)
	w := letters(word)
	limit := max(1, len([]rune(w))/3)
	bestDistance := limit + 1
	for _, c := range sorted {
		d := distance(w, letters(c))
		if d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best, best != "" && bestDistance <= limit
}

// letters is a word without case and without the marks between its letters; a word of marks alone
// stays as it is.
func letters(word string) string {
	word = strings.ToLower(word)
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_ ", r) {
			return -1
		}
		return r
	}, word)
	if bare == "" {
		return word
	}
	return bare
}

// DidYouMean returns `did you mean "x"?` for the nearest candidate, or the candidates themselves
// when they are few, or "".
func DidYouMean(word string, candidates []string) string {
	if best, ok := Nearest(word, candidates); ok {
		return `did you mean "` + best + `"?`
	}
	if len(candidates) > 0 && len(candidates) <= 24 {
		sorted := append([]string(nil), candidates...)
		sort.Strings(sorted)
		return "known: " + strings.Join(sorted, ", ")
	}
	return ""
}

// maxWord bounds the work spent on a hostile word: nothing that long is a slip of the pen.
const maxWord = 64

func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > maxWord || len(y) > maxWord {
		return 1 << 20
	}
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(x)][len(y)]
}

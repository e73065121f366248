package sbmlsuite

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
)

// Level is a level and version of SBML.
type Level struct{ Level, Version int }

// String writes a level as file names do: l3v2.
func (l Level) String() string { return fmt.Sprintf("l%dv%d", l.Level, l.Version) }

// Compare orders levels, older ones first.
func (l Level) Compare(o Level) int {
	if l.Level != o.Level {
		return l.Level - o.Level
	}
	return l.Version - o.Version
}

// parseLevel reads "2.4", "l2v4" or "L2V4".
func parseLevel(text string) (Level, bool) {
	t := strings.ToLower(text)
	major, minor, ok := strings.Cut(t, ".")
	if rest, found := strings.CutPrefix(t, "l"); found {
		major, minor, ok = strings.Cut(rest, "v")
	}
	if !ok || len(major) != 1 || len(minor) != 1 || major[0] < '1' || major[0] > '9' || minor[0] < '1' || minor[0] > '9' {
		return Level{}, false
	}
	return Level{int(major[0] - '0'), int(minor[0] - '0')}, true
}

// Levels chooses among the model files of a case.
type Levels struct {
	newest bool
	only   []Level
}

// ParseLevels reads "all", "newest" (one file a case) or a list such as "l2v4,l3v2".
func ParseLevels(text string) (Levels, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "all":
		return Levels{}, nil
	case "newest":
		return Levels{newest: true}, nil
	}
	var out Levels
	var diags diag.List
	words := list(text)
	for _, w := range words {
		l, ok := parseLevel(w)
		if !ok {
			diags.Add(diag.New(diag.Pos{}, "sbmlsuite.levels", "%q is not a level and version", w).Suggest("write all, newest, or a list such as l2v4,l3v2"))
		}
		out.only = append(out.only, l)
	}
	if len(words) == 0 {
		diags.Add(diag.New(diag.Pos{}, "sbmlsuite.levels", "no levels").Suggest("write all, newest, or a list such as l2v4,l3v2"))
	}
	return out, diags.Err()
}

// Of returns the chosen files, oldest level first.
func (l Levels) Of(files []File) []File {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return a.Level.Compare(b.Level) })
	switch {
	case l.newest && len(files) > 1:
		return files[len(files)-1:]
	case l.only != nil:
		return slices.DeleteFunc(files, func(f File) bool { return !slices.Contains(l.only, f.Level) })
	}
	return files
}

// Selection chooses cases by number.
type Selection struct {
	ranges [][2]int
	texts  []string
}

// ParseSelection reads "00001-00100,00950"; an empty text chooses all.
func ParseSelection(text string) (Selection, error) {
	var out Selection
	var diags diag.List
	for _, w := range list(text) {
		first, last, isRange := strings.Cut(w, "-")
		if !isRange {
			last = first
		}
		low, ok := caseNumber(strings.TrimSpace(first))
		high, okHigh := caseNumber(strings.TrimSpace(last))
		switch {
		case !ok || !okHigh:
			diags.Add(diag.New(diag.Pos{}, "sbmlsuite.cases", "%q is not a case or a range of cases", w).Suggest("write for example 00001-00100,00950"))
		case low > high:
			diags.Add(diag.New(diag.Pos{}, "sbmlsuite.cases", "%q ends before it begins", w).Suggest("write %s-%s", strings.TrimSpace(last), strings.TrimSpace(first)))
		}
		out.ranges, out.texts = append(out.ranges, [2]int{low, high}), append(out.texts, w)
	}
	if strings.TrimSpace(text) != "" && len(out.ranges) == 0 && len(diags) == 0 {
		diags.Add(diag.New(diag.Pos{}, "sbmlsuite.cases", "no cases in %q", text).Suggest("write for example 00001-00100,00950"))
	}
	return out, diags.Err()
}

// caseNumber reads digits; nine of them fit any int.
func caseNumber(text string) (int, bool) {
	if text == "" || len(text) > 9 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// Has tells whether a case is chosen.
func (s Selection) Has(id string) bool {
	n, ok := caseNumber(id)
	return len(s.ranges) == 0 || ok && slices.ContainsFunc(s.ranges, func(r [2]int) bool { return r[0] <= n && n <= r[1] })
}

// Idle returns the parts of the selection that choose none of the cases.
func (s Selection) Idle(ids []string) []string {
	var out []string
	for i, r := range s.ranges {
		one := Selection{ranges: [][2]int{r}}
		if !slices.ContainsFunc(ids, one.Has) {
			out = append(out, s.texts[i])
		}
	}
	return out
}

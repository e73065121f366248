package house

import (
	"fmt"
	"strings"
)

// MaxLines is the longest a source file may be, unless it is a table.
const MaxLines = 400

// tableMark, near the top of a file, says that it is one idea repeated and which.
const tableMark = "// table:"

// CheckSizes finds files that hold more than one idea, by their length. Tests are free.
func CheckSizes(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Go(false) {
		n := strings.Count(f.Text, "\n")
		if n <= MaxLines || isTable(f.Text) {
			continue
		}
		out = append(out, Finding{f.Path, fmt.Sprintf("%d lines; split it by idea below %d, or, if it is a data table, say so near the top: %s what it lists", n, MaxLines, tableMark)})
	}
	return out
}

func isTable(text string) bool {
	for i, line := range strings.SplitN(text, "\n", 31) {
		if i == 30 {
			break
		}
		if rest, ok := strings.CutPrefix(line, tableMark); ok && strings.TrimSpace(rest) != "" {
			return true
		}
	}
	return false
}

package house

import (
	"fmt"
	"regexp"
	"strings"
)

// The words are put together here so that this file does not contain them.
var (
	machinePath = regexp.MustCompile(`(^|[^\w.~-])/(wo` + `rk|tm` + `p|ho` + `me|ro` + `ot)/`)
	unfinished  = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)
)

// CheckWords finds paths of somebody's machine and notes to oneself in code, scripts and documents.
func CheckWords(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Files {
		for i, line := range strings.Split(f.Text, "\n") {
			at := fmt.Sprintf("%s:%d", f.Path, i+1)
			if m := machinePath.FindString(line); m != "" {
				out = append(out, Finding{at, fmt.Sprintf("%q is a path of one machine", strings.TrimSpace(m))})
			}
			if m := unfinished.FindString(line); m != "" {
				out = append(out, Finding{at, fmt.Sprintf("%q: finish it or write it into the tracker", m)})
			}
		}
	}
	return out
}

package receptor

import (
	"strings"
	"testing"

	"jakstat/evidence"
)

// Every receptor has a row, in groups that hang together.
func TestEveryReceptorHasARow(t *testing.T) {
	lib := evidence.Default()
	rows := Readouts(lib)
	seen, group, groups := map[string]int{}, "", map[string]bool{}
	for _, r := range rows {
		seen[r.Receptor.Cytokine]++
		if r.Group() != group {
			if group = r.Group(); groups[group] {
				t.Errorf("group %s is torn apart", group)
			}
			groups[group] = true
		}
		if r.STAT == "" || !strings.HasPrefix(r.Label(), r.Receptor.Cytokine+" · pSTAT") {
			t.Errorf("label %q", r.Label())
		}
	}
	for _, r := range lib.Receptors {
		want := 1
		if r.Cytokine == "IL-6" {
			want = 2
		}
		if seen[r.Cytokine] != want {
			t.Errorf("%s has %d rows, want %d", r.Cytokine, seen[r.Cytokine], want)
		}
		if got := FindReadouts(lib, r.Cytokine); len(got) != want {
			t.Errorf("%s is found %d times", r.Cytokine, len(got))
		}
	}
	for name, want := range map[string]int{"il6": 2, "IL-6/pSTAT1": 1, "IL-6/pstat3": 1, "IFN-α": 1, "ifng": 1, "IFN-gamma": 1, "GM-CSF": 1, "gmcsf": 1, "IL-99": 0, "": 0} {
		if got := FindReadouts(lib, name); len(got) != want {
			t.Errorf("%q finds %d rows, want %d", name, len(got), want)
		}
	}
}

package receptor

import (
	"testing"

	"jakstat/evidence"
	"jakstat/jak/binding"
)

func TestPickRules(t *testing.T) {
	row := func(id string, change func(*binding.Measured)) binding.Measured {
		m := binding.Measured{ID: id, Cytokine: "X", STAT: "STAT5", Matrix: "whole blood", Verified: true, Primary: true}
		change(&m)
		return m
	}
	same := func(*binding.Measured) {}
	for _, c := range []struct {
		name   string
		a, b   binding.Measured // b must win wherever it stands
		strict bool
	}{
		{"a chosen row", row("a", func(m *binding.Measured) { m.Matrix = "whole blood (ex vivo after dosing)" }), row("b", func(m *binding.Measured) { m.Chosen, m.Verified, m.Primary, m.Matrix = true, false, false, "cell line" }), false},
		{"over a refused one", row("a", func(m *binding.Measured) { m.Refused = "z" }), row("b", func(m *binding.Measured) { m.Verified = false }), false},
		{"the STAT asked for", row("a", func(m *binding.Measured) { m.STAT, m.Chosen = "STAT1", true }), row("b", func(m *binding.Measured) { m.Verified = false }), false},
		{"verified", row("a", func(m *binding.Measured) { m.Verified, m.Matrix = false, "whole blood (ex vivo after dosing)" }), row("b", func(m *binding.Measured) { m.Matrix = "PBMC" }), false},
		{"after dosing", row("a", same), row("b", func(m *binding.Measured) { m.Matrix = "whole blood (ex vivo after dosing)" }), false},
		{"blood before isolated cells", row("a", func(m *binding.Measured) { m.Matrix = "PBMC" }), row("b", same), false},
		{"primary cells before lines", row("a", func(m *binding.Measured) { m.Matrix, m.Primary = "cell line", false }), row("b", func(m *binding.Measured) { m.Matrix = "PBMC" }), false},
		{"never an upper limit", row("a", func(m *binding.Measured) { m.Limit, m.Chosen = evidence.Less, true }), row("b", func(m *binding.Measured) { m.Verified, m.Primary, m.Matrix = false, false, "cell line" }), false},
		{"never another STAT where it matters", row("a", func(m *binding.Measured) { m.STAT = "STAT1" }), row("b", func(m *binding.Measured) { m.Refused, m.Verified = "z", false }), true},
	} {
		for _, rows := range [][]binding.Measured{{c.a, c.b}, {c.b, c.a}} {
			if got := pick(rows, "X", "STAT5", c.strict); got == nil || got.ID != "b" {
				t.Errorf("%s: picked %+v", c.name, got)
			}
		}
	}
	if got := pick([]binding.Measured{row("a", func(m *binding.Measured) { m.Limit = evidence.Less })}, "X", "STAT5", false); got != nil {
		t.Error("an upper limit alone is no value")
	}
	if got := pick([]binding.Measured{row("a", func(m *binding.Measured) { m.STAT = "STAT1" })}, "X", "STAT5", true); got != nil {
		t.Error("another STAT was taken where the STAT matters")
	}
	if got := pick([]binding.Measured{row("a", same), row("b", same)}, "X", "STAT5", false); got == nil || got.ID != "a" {
		t.Error("of equals the first of the table is taken")
	}
	if got := pick([]binding.Measured{row("a", same)}, "Y", "STAT5", false); got != nil {
		t.Error("a row on another cytokine was taken")
	}
}

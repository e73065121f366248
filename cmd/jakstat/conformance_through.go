package main

import (
	"context"
	"math"
	"strings"

	"jakstat/format/sbml"
	"jakstat/format/sbmlsuite"
)

// throughTarget reads --through; nil without it.
func throughTarget(text string) (*sbml.Target, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	t, err := sbml.ParseTarget(text)
	return &t, err
}

// throughWriter writes a model, reads what was written and computes its values; direct are those of the file as it is, nil when there
// are none.
func (s *suite) throughWriter(ctx context.Context, doc *sbml.Document, direct *sbmlsuite.Results, content *sbmlsuite.Content, r *fileResult) *sbmlsuite.Results {
	r.Stage = "writer"
	data, _, err := sbml.WriteAs(doc, *s.through)
	if err != nil {
		r.refused(outcomeNotWritten, r.Stage, err)
		return nil
	}
	again, err := sbml.Read(r.File+" as "+s.through.String(), data)
	if err != nil {
		r.refused(outcomeError, r.Stage, err)
		return nil
	}
	table := s.values(ctx, again, content, r)
	same := table != nil && direct != nil && sameBits(table.Rows, direct.Rows)
	r.Identical = &same
	return table
}

func sameBits(a, b [][]float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if len(a[i]) != len(b[i]) {
			return false
		}
		for j := range a[i] {
			if math.Float64bits(a[i][j]) != math.Float64bits(b[i][j]) {
				return false
			}
		}
	}
	return true
}

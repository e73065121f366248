package ssa

import (
	"fmt"
	"math"
	"slices"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/vm"
)

// change is what one reaction adds to a state.
type change struct {
	state int32
	by    float64
}

// network is the stoichiometry of a program with one set of parameters, and which rates each reaction changes: the dependency graph.
type network struct {
	changes [][]change
	uses    [][]change // amounts that a reaction takes, positive
	affects [][]int32  // reactions whose rates may change, rising
	watched []bool     // of each reaction: it changes what triggers or clocks depend on
	counted []bool     // of each state: a number of molecules, which reactions change
	// readers are the reactions whose rate depends on a state.
	readers [][]int32
}

// newNetwork checks that every stoichiometry is a whole number.
func newNetwork(p *compile.Program, m *vm.Single) (*network, error) {
	j := p.Jumps
	values := make([]float64, len(j.Change.Out))
	m.Changes(values)
	n := &network{counted: make([]bool, len(p.States)), readers: make([][]int32, len(p.States))}
	var l diag.List
	whole := func(r *compile.Jump, list []compile.Change) (out []change) {
		for _, c := range list {
			v := values[c.Result]
			if v != math.Trunc(v) || math.IsInf(v, 0) {
				l.Add(diag.New(diag.Pos{Where: "reaction " + r.ID}, "ssa.stoichiometry", "it changes %s by %g molecules, which is no whole number", p.States[c.State].ID, v))
			}
			if v != 0 {
				out = append(out, change{int32(c.State), v})
			}
		}
		return out
	}
	for i := range j.Reactions {
		r := &j.Reactions[i]
		n.changes, n.uses = append(n.changes, whole(r, r.Changes)), append(n.uses, whole(r, r.Uses))
		watched := false
		for _, c := range n.changes[i] {
			n.counted[c.state] = true
			watched = watched || j.Watched[c.state]
		}
		n.watched = append(n.watched, watched)
		for _, s := range r.Depends {
			n.readers[s] = append(n.readers[s], int32(i))
		}
	}
	for _, list := range n.changes {
		var hit []int32
		for _, c := range list {
			hit = append(hit, n.readers[c.state]...)
		}
		slices.Sort(hit)
		n.affects = append(n.affects, slices.Compact(hit))
	}
	return n, l.Err()
}

// molecules checks that a state which reactions change holds a number of molecules.
func (n *network) molecules(p *compile.Program, s int, v float64) string {
	if !n.counted[s] || v >= 0 && v == math.Trunc(v) && v <= maxCount {
		return ""
	}
	return fmt.Sprintf("%s is %g, which is no number of molecules: the species of a reaction are counted in whole numbers from 0 to 2^53", p.States[s].ID, v)
}

// maxCount bounds numbers of molecules: beyond it adding one changes nothing.
const maxCount = 1 << 53

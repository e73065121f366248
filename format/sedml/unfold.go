package sedml

import (
	"fmt"
	"math"

	"jakstat/diag"
)

// Step is one simulation of a task. Steps of one chain follow each other: each begins where the one before it has left
// the model.
type Step struct {
	Task *Task // the single task that is carried out
	Sets []Set // changes of models before it, in order
	Keys []Key // values of the ranges around it, outermost first
}

// Key is the value of a range in a step.
type Key struct {
	Range string
	Value float64
}

// Set gives a symbol of a model another value.
type Set struct {
	Model  *Model
	Symbol string
	// Attribute is the attribute of the model that the target names (initialAmount, value, ...); "" when it names an element.
	Attribute string
	Pos       diag.Pos

	math   *computation
	ranges map[string]float64
}

// Needs lists the symbols of a model whose values the computation takes.
func (s *Set) Needs(m *Model) []string {
	var out []string
	for _, x := range s.math.variables {
		if x.Model == m {
			out = append(out, x.Symbol)
		}
	}
	return out
}

// Value computes the value; current tells what symbols of models are at that moment.
func (s *Set) Value(current func(m *Model, symbol string) (float64, error)) (float64, error) {
	v, err := s.math.value(s.ranges, func(x *Variable) (float64, error) { return current(x.Model, x.Symbol) })
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		err = fmt.Errorf("the value of %s is not finite", s.Symbol)
	}
	if err != nil {
		return 0, diag.New(s.Pos, "sedml.set", "%s", err)
	}
	return v, nil
}

// maxUnfolded bounds the simulations of a task; a variable, so that a test need not fill it.
var maxUnfolded = 200_000

// Unfold lists the simulations that a task consists of, in chains that do not depend on each other. A repeated task that resets
// its models begins a new chain with every iteration.
func (t *Task) Unfold() ([][]Step, error) {
	u := &unfolding{}
	u.task(t, nil, nil, nil, true)
	if u.err != nil {
		return nil, u.err
	}
	return u.chains, nil
}

type unfolding struct {
	chains [][]Step
	count  int
	err    error
}

// task adds the steps of a task: all are the changes around it, which a reset makes again, pending those not made yet.
func (u *unfolding) task(t *Task, all, pending []Set, keys []Key, reset bool) {
	if u.err != nil {
		return
	}
	if t.Repeat == nil {
		if u.count++; u.count > maxUnfolded {
			u.err = diag.New(t.Pos, "sedml.size", "task %s is simulated more than %d times", t.ID, maxUnfolded)
			return
		}
		if reset {
			u.chains = append(u.chains, nil)
			pending = all
		}
		last := len(u.chains) - 1
		u.chains[last] = append(u.chains[last], Step{Task: t, Sets: pending, Keys: keys})
		return
	}
	rep := t.Repeat
	for i := range rep.length() {
		ranges, err := rep.at(i)
		if err != nil {
			u.err = err
			return
		}
		var own []Set
		for _, s := range rep.sets {
			own = append(own, Set{Model: s.model, Symbol: s.symbol, Attribute: s.path.attr, Pos: s.at.pos, math: s.math, ranges: ranges})
		}
		inner := append(append([]Key(nil), keys...), Key{rep.main.id, ranges[rep.main.id]})
		for _, v := range rep.ranges {
			if v != rep.main {
				inner = append(inner, Key{v.id, ranges[v.id]})
			}
		}
		fresh := reset && i == 0 || rep.Reset
		outer := append(append([]Set(nil), all...), own...)
		if i > 0 {
			pending = nil
		}
		left := append(append([]Set(nil), pending...), own...)
		for k, s := range rep.Subtasks {
			if k > 0 {
				fresh, left = false, nil
			}
			u.task(s, outer, left, inner, fresh)
		}
	}
}

// at gives the values of all ranges in an iteration.
func (rep *Repeat) at(i int) (map[string]float64, error) {
	out := map[string]float64{}
	for _, v := range rep.ranges {
		if v.from == nil {
			out[v.id] = v.values[i]
			continue
		}
		x, err := v.from.value(out, func(x *Variable) (float64, error) {
			return 0, fmt.Errorf("variable %s of model %s in a functional range is not supported; use parameters and ranges", x.ID, x.Model.ID)
		})
		if err != nil {
			return nil, diag.New(v.at.pos, "sedml.range", "range %s: %s", v.id, err)
		}
		out[v.id] = x
	}
	return out, nil
}

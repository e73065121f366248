package sedml

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"jakstat/diag"
)

// valueRange is the values that an iteration goes through.
type valueRange struct {
	id     string
	values []float64    // of uniform and vector ranges
	of     *valueRange  // of functional ranges: the range whose values they are computed from
	from   *computation // of functional ranges
	at     *node
}

// setValue changes a model in every iteration.
type setValue struct {
	model *Model
	path  *path
	at    *node
	math  *computation
	// Symbol is what the target is called by a simulation; it is found when models are loaded.
	symbol string
}

// maxRange bounds the values of one range.
const maxRange = 200_000

// tasks reads single tasks first, since repeated tasks may name any other.
func (r *reader) tasks(list []*node) {
	for _, n := range list {
		t := &Task{ID: r.text(n, "id"), Name: r.text(n, "name"), Pos: n.pos}
		switch n.name {
		case "task":
			t.Model, _ = refer(r, n, "modelReference", r.doc.Models, modelID)
			t.Simulation, _ = refer(r, n, "simulationReference", r.doc.Simulations, simulationID)
		case "repeatedTask":
			t.Repeat = &Repeat{}
		default:
			r.fail(n, "unsupported", "<%s> %s is not supported: task and repeatedTask are", clip(n.name), t.ID)
			continue
		}
		r.doc.Tasks = append(r.doc.Tasks, t)
	}
	for _, n := range list {
		if t, ok := byID(r.doc.Tasks, r.text(n, "id"), taskID); ok && n.name == "repeatedTask" && t.Repeat != nil && t.Repeat.Subtasks == nil {
			r.repeat(n, t.Repeat)
		}
	}
	for _, t := range r.doc.Tasks {
		if t.contains(t, 0) {
			r.diags.Add(diag.New(t.Pos, "sedml.reference", "repeated task %s repeats itself, or others more than %d levels deep", t.ID, maxDepth))
			return
		}
	}
}

// contains tells whether a task is among those that t repeats.
func (t *Task) contains(x *Task, depth int) bool {
	if t.Repeat == nil {
		return false
	}
	if depth > maxDepth {
		return true
	}
	return slices.ContainsFunc(t.Repeat.Subtasks, func(s *Task) bool { return s == x || s.contains(x, depth+1) })
}

// maxDepth bounds repeated tasks of repeated tasks.
const maxDepth = 12

func (r *reader) repeat(n *node, rep *Repeat) {
	rep.Reset = r.flag(n, "resetModel", false)
	for _, x := range r.list(n, "listOfRanges") {
		if v := r.valueRange(x, rep); v != nil {
			rep.ranges = append(rep.ranges, v)
		}
	}
	id := func(v *valueRange) string { return v.id }
	rep.main, _ = refer(r, n, "range", rep.ranges, id)
	if rep.main != nil {
		for _, v := range rep.ranges {
			if v.from == nil && len(v.values) < rep.length() {
				r.fail(v.at, "range", "range %s has %d values, fewer than the %d iterations", v.id, len(v.values), rep.length())
			}
		}
	}
	for _, c := range r.list(n, "listOfChanges") {
		if c.name != "setValue" {
			r.fail(c, "unsupported", "<%s> in a repeated task is not supported: setValue is", clip(c.name))
			continue
		}
		s := &setValue{at: c, path: r.target(c)}
		s.model, _ = refer(r, c, "modelReference", r.doc.Models, modelID)
		var names []string
		for _, v := range rep.ranges {
			names = append(names, v.id)
		}
		if r.text(c, "range") != "" {
			refer(r, c, "range", rep.ranges, id)
		}
		s.math = r.computation(c, names)
		rep.sets = append(rep.sets, s)
	}
	type ordered struct {
		task  *Task
		order float64
	}
	var subtasks []ordered
	for _, c := range r.list(n, "listOfSubTasks") {
		t, ok := refer(r, c, "task", r.doc.Tasks, taskID)
		if ok {
			subtasks = append(subtasks, ordered{t, r.number(c, "order", false, 0)})
		}
		if len(r.list(c, "listOfChanges")) > 0 {
			r.fail(c, "unsupported", "changes in <subTask> are not supported: put them in the repeated task")
		}
	}
	slices.SortStableFunc(subtasks, func(a, b ordered) int { return cmp.Compare(a.order, b.order) })
	for _, s := range subtasks {
		rep.Subtasks = append(rep.Subtasks, s.task)
	}
	if len(rep.Subtasks) == 0 {
		r.fail(n, "missing", "<repeatedTask> repeats no task")
	}
}

// length is the number of iterations.
func (rep *Repeat) length() int {
	main := rep.main
	for range maxDepth {
		if main == nil || main.from == nil {
			break
		}
		main = main.of
	}
	if main == nil {
		return 0
	}
	return len(main.values)
}

func (r *reader) valueRange(n *node, rep *Repeat) *valueRange {
	v := &valueRange{id: r.id(n), at: n}
	switch n.name {
	case "uniformRange":
		r.uniform(n, v)
	case "vectorRange":
		for _, c := range r.elements(n) {
			if c.name != "value" {
				continue
			}
			x := &node{name: "value", attrs: []attr{{name: "text", value: strings.TrimSpace(string(c.text))}}, pos: c.pos}
			v.values = append(v.values, r.number(x, "text", true, 0))
		}
	case "functionalRange":
		// Its names are those of all ranges that stand before it, so that values can be computed in this order.
		var names []string
		for _, x := range rep.ranges {
			names = append(names, x.id)
		}
		v.of, _ = refer(r, n, "range", rep.ranges, func(v *valueRange) string { return v.id })
		v.from = r.computation(n, names)
		return v
	default:
		r.fail(n, "unsupported", "<%s> %s is not supported: uniformRange, vectorRange and functionalRange are", clip(n.name), v.id)
		return nil
	}
	if len(v.values) == 0 {
		r.fail(n, "range", "range %s has no values", v.id)
	}
	return v
}

// uniform reads a range of equal steps or equal ratios.
func (r *reader) uniform(n *node, v *valueRange) {
	start, end := r.number(n, "start", true, 0), r.number(n, "end", true, 0)
	name := "numberOfSteps"
	if r.text(n, name) == "" && r.text(n, "numberOfPoints") != "" {
		name = "numberOfPoints"
	}
	steps := r.whole(n, name, maxRange)
	switch kind := r.text(n, "type"); kind {
	case "", "linear":
		v.values = Spaced(start, end, steps+1, false)
	case "log", "log10":
		if !(start > 0 && end > 0) {
			r.fail(n, "range", "range %s from %g to %g is logarithmic; both ends must be above 0", v.id, start, end)
			v.values = []float64{1}
			return
		}
		v.values = Spaced(start, end, steps+1, true)
	default:
		r.fail(n, "range", "a range of type %q, neither linear nor log", clip(kind))
		v.values = []float64{start}
	}
}

// Spaced returns n values from start to end, both included, in equal steps or, when logarithmic, equal ratios. One value is start.
func Spaced(start, end float64, n int, logarithmic bool) []float64 {
	out := make([]float64, n)
	for i := range out {
		f := float64(i) / float64(max(n-1, 1))
		if logarithmic {
			out[i] = start * math.Pow(end/start, f)
		} else {
			out[i] = start + f*(end-start)
		}
	}
	out[0] = start
	if n > 1 {
		out[n-1] = end
	}
	return out
}

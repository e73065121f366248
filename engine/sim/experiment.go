package sim

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/engine/experiment"
	"jakstat/engine/model"
	"jakstat/engine/ode"
	"jakstat/unit"
)

// Bound is an experiment bound to a model: one program for all its conditions. It is immutable and safe for concurrent use.
type Bound struct {
	Model   *model.Model // the model with the events of the steps, which exports as it runs
	Program *compile.Program
	Options ode.Options // as in [ModelRun]

	experiment *experiment.Experiment
	stepped    []string
	steps      int
	outputs    []int // of the observables
}

// Bind finds the targets and outputs of an experiment in a model and adds an event for each place in the order of steps: at the time step<k>_time
// the targets take the values step<k>_<target>. The error is a diag.List.
func Bind(m *model.Model, e *experiment.Experiment) (*Bound, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	b := &Bound{experiment: e}
	var l diag.List
	all, stepped := e.Targets()
	b.stepped = stepped
	for _, target := range all {
		if kind, _ := m.Lookup(target); kind != model.KindParameter {
			l.Add(diag.New(diag.Pos{Where: "experiment " + e.ID}, "experiment.target", "model %s has no parameter %q to set", m.ID(), target).
				Suggest("%s", diag.DidYouMean(target, m.Names())))
		}
	}
	if err := l.Err(); err != nil {
		return nil, err
	}
	for _, c := range e.Conditions {
		b.steps = max(b.steps, len(c.Steps))
	}
	var err error
	if b.Model, err = b.staged(m); err != nil {
		return nil, err
	}
	if b.Program, err = compile.Compile(b.Model, compile.Options{}); err != nil {
		return nil, err
	}
	for _, o := range e.Observables {
		i := b.Program.OutputIndex(o.Output)
		if i < 0 {
			var known []string
			for _, x := range b.Program.Outputs {
				known = append(known, x.ID)
			}
			l.Add(diag.New(diag.Pos{Where: "experiment " + e.ID}, "experiment.output", "model %s has no output %q", m.ID(), o.Output).Suggest("%s", diag.DidYouMean(o.Output, known)))
		}
		b.outputs = append(b.outputs, i)
	}
	return b, l.Err()
}

func stepTime(k int) string { return fmt.Sprintf("step%d_time", k+1) }

func stepValue(k int, target string) string { return fmt.Sprintf("step%d_%s", k+1, target) }

// staged is the model with the events of the steps.
func (b *Bound) staged(m *model.Model) (*model.Model, error) {
	if b.steps == 0 {
		return m, nil
	}
	out := model.NewBuilder(m.ID(), m.Mode())
	out.SetSystem(m.System())
	out.Include("", m, nil)
	for k := range b.steps {
		out.Param(stepTime(k), unit.Q(0, "min"))
		e := &model.Event{
			Info: model.Info{ID: fmt.Sprintf("step%d", k+1), Name: "step of the experiment"}, Trigger: model.MustParse("time >= " + stepTime(k)), Persistent: true,
			UseValuesFromTriggerTime: true, InitialTrue: true,
		}
		for _, target := range b.stepped {
			_, i := m.Lookup(target)
			out.Param(stepValue(k, target), m.Parameters()[i].Value)
			e.Assignments = append(e.Assignments, model.EventAssignment{Variable: target, Expr: model.Sym(stepValue(k, target))})
		}
		out.Add(e)
	}
	return out.Build()
}

// Run carries out one condition of the experiment, see [Bound.Perform].
func (b *Bound) Run(ctx context.Context, condition int, extra ...Setting) ([][]float64, error) {
	return b.Perform(ctx, b.experiment.Conditions[condition], extra...)
}

// Perform carries out a condition that has targets and steps like one of the experiment's, with values of its own, and returns the observables (in the order of the experiment, in the display unit of their outputs) at its
// times. A step at or before the first moment counts as a setting. Extra settings go before those of the condition.
func (b *Bound) Perform(ctx context.Context, c experiment.Condition, extra ...Setting) ([][]float64, error) {
	if err := b.fits(c); err != nil {
		return nil, err
	}
	now := map[string]unit.Quantity{}
	for _, s := range c.Settings {
		now[s.Target] = s.Value
	}
	times := make([]float64, len(b.experiment.Times))
	for i, q := range b.experiment.Times {
		times[i] = b.Model.Value(q)
	}
	start, end := 0.0, 0.0
	if len(times) > 0 {
		start, end = min(start, times[0]), max(end, times[len(times)-1])
	}
	if len(c.Steps) > 0 {
		start = min(start, b.Model.Value(c.Steps[0].Time))
	}
	rests := c.Rest != (unit.Quantity{}) && c.Rest.Value > 0
	if rests {
		start -= b.Model.Value(c.Rest)
	}
	r := ModelRun{Program: b.Program, Start: start, End: end, Times: times, Options: b.Options, Settings: append([]Setting(nil), extra...)}
	set := func(id string, q unit.Quantity) error {
		p := b.Program.Params[b.Program.ParamIndex(id)]
		v, err := q.In(p.Unit)
		if err != nil {
			return diag.New(diag.Pos{Where: "condition " + c.ID}, "experiment.unit", "%s: %v", id, err)
		}
		r.Settings = append(r.Settings, Setting{Param: b.Program.ParamIndex(id), Value: v / p.Scale})
		return nil
	}
	var l diag.List
	initial := map[string]unit.Quantity{}
	for id, q := range now {
		initial[id] = q
	}
	for k := range b.steps {
		at := end + 1 + float64(k) // a step that the condition does not have comes after its end
		if k < len(c.Steps) {
			for _, s := range c.Steps[k].Settings {
				now[s.Target] = s.Value
			}
			if at = b.Model.Value(c.Steps[k].Time); at <= start {
				for id, q := range now {
					initial[id] = q
				}
				at = end + 1 + float64(k)
			}
		}
		r.Settings = append(r.Settings, Setting{Param: b.Program.ParamIndex(stepTime(k)), Value: at})
		for _, id := range b.stepped {
			q, ok := now[id]
			if !ok {
				q = b.unset(id)
			}
			l.AddError(diag.Pos{}, "experiment.unit", set(stepValue(k, id), q))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(initial)) {
		l.AddError(diag.Pos{}, "experiment.unit", set(id, initial[id]))
	}
	if err := l.Err(); err != nil {
		return nil, err
	}
	course, err := Solve(ctx, r)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(b.outputs))
	for i, o := range b.outputs {
		out[i] = course.Values[o]
	}
	return out, nil
}

// fits tells whether the program has a place for everything a condition does.
func (b *Bound) fits(c experiment.Condition) error {
	var l diag.List
	bad := func(format string, args ...any) {
		l.Add(diag.New(diag.Pos{Where: "condition " + c.ID}, "experiment.condition", format, args...))
	}
	if len(c.Steps) > b.steps {
		bad("%d steps; the conditions of the experiment have at most %d", len(c.Steps), b.steps)
	}
	for _, s := range c.Settings {
		if b.Program.ParamIndex(s.Target) < 0 {
			bad("%q cannot be set", s.Target)
		}
	}
	for _, step := range c.Steps {
		for _, s := range step.Settings {
			if !slices.Contains(b.stepped, s.Target) {
				bad("%q is changed by no step of the experiment", s.Target)
			}
		}
	}
	return l.Err()
}

// unset is the value that the model itself gives a target.
func (b *Bound) unset(id string) unit.Quantity {
	_, i := b.Model.Lookup(id)
	q := b.Model.Parameters()[i].Value
	if math.IsNaN(q.Value) {
		q.Value = 0
	}
	return q
}

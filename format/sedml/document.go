package sedml

import (
	"jakstat/diag"
	"jakstat/engine/model"
)

// Document is an experiment as its file describes it. References between its parts have been checked.
type Document struct {
	Level, Version int
	Models         []*Model
	Simulations    []*Simulation
	Tasks          []*Task
	Generators     []*Generator
	Reports        []*Report
	Plots          []*Plot
	// Warnings are findings that do not change what is computed.
	Warnings diag.List

	file string
}

// Model is a model with changes to be made on its text, in order. Source is a file relative to that of the experiment, or "#" and
// the ID of another model, whose changed text is meant.
type Model struct {
	ID, Name, Source string
	Pos              diag.Pos

	changes []*change
}

// SimulationKind tells simulations apart.
type SimulationKind string

// The kinds of simulations.
const (
	TimeCourse SimulationKind = "uniformTimeCourse"
	OneStep    SimulationKind = "oneStep"
)

// Simulation is a setting of a solver.
type Simulation struct {
	ID, Name string
	Kind     SimulationKind
	// Initial is where a time course begins, OutputStart to OutputEnd the part that is reported, in Steps equal steps.
	Initial, OutputStart, OutputEnd float64
	Steps                           int
	Step                            float64 // of OneStep
	Algorithm                       Algorithm
	Pos                             diag.Pos
}

// Times are the times that a time course reports.
func (s *Simulation) Times() []float64 {
	out := make([]float64, s.Steps+1)
	for i := range out {
		out[i] = s.OutputStart + float64(i)*(s.OutputEnd-s.OutputStart)/float64(max(s.Steps, 1))
	}
	out[s.Steps] = s.OutputEnd
	return out
}

// Task is a single simulation of a model, or a repeated task when it has ranges.
type Task struct {
	ID, Name   string
	Model      *Model
	Simulation *Simulation
	Repeat     *Repeat
	Pos        diag.Pos
}

// Repeat is what a repeated task does over the values of its ranges.
type Repeat struct {
	Reset    bool
	Subtasks []*Task // in order
	ranges   []*valueRange
	main     *valueRange
	sets     []*setValue
}

// Variable is a number that an experiment takes from a task or a model: Symbol is the SBML identifier, or "" for time.
type Variable struct {
	ID     string
	Symbol string
	Task   *Task  // nil in computations on models
	Model  *Model // nil when the task has one model only
	Pos    diag.Pos

	target *node
	path   *path
}

// Generator computes what outputs show from variables and parameters.
type Generator struct {
	ID, Name  string
	Variables []*Variable
	Math      model.Expr
	Pos       diag.Pos

	parameters map[string]float64
}

// Column is a column of a report.
type Column struct {
	ID, Name, Label string
	Data            *Generator
}

// Report is a table.
type Report struct {
	ID, Name string
	Columns  []Column
	Pos      diag.Pos
}

// Curve is a line of a plot.
type Curve struct {
	ID, Name string
	X, Y     *Generator
	Points   bool // markers and no line
}

// Plot is a picture with two axes.
type Plot struct {
	ID, Name       string
	LogX, LogY     bool
	XLabel, YLabel string
	Curves         []Curve
	Pos            diag.Pos
}

func byID[T any](list []T, id string, of func(T) string) (found T, ok bool) {
	for _, x := range list {
		if of(x) == id {
			return x, true
		}
	}
	return found, false
}

// Package bench knows the experiment file: the YAML form in which a bench scientist writes what is stimulated, with which cytokine, under which
// inhibitors, and what is read when. It carries the experiment out on the receptor's pathway and reads potency, slope and the
// kinases behind them off the result.
//
// Inhibitors act at equilibrium with the kinases at every moment, through the constants of jak/binding at 1 mM ATP: as enzymes give them, or on
// request as assays and cell data together do. Only a covalent inhibitor, and one whose file gives kon and koff, have a course of their own. The package must not know pharmacokinetics, patients, or how a result is drawn.
package bench

import (
	"github.com/goccy/go-yaml/ast"

	"jakstat/diag"
	"jakstat/jak/form"
)

// File is an experiment as written.
type File struct {
	Path       string
	Title      form.Text       `yaml:"bench"`
	About      form.Text       `yaml:"about"`
	Cell       form.Text       `yaml:"cell"`
	Mutation   form.Text       `yaml:"mutation"`
	Matrix     form.Text       `yaml:"matrix"`    // medium (default) or whole blood
	Constants  form.Text       `yaml:"constants"` // enzyme (default) or cells
	Stimulus   *StimulusEntry  `yaml:"stimulus"`
	Receptor   form.Text       `yaml:"receptor"` // the cytokine whose receptor is read, where nothing is stimulated
	Drugs      []DrugEntry     `yaml:"drugs"`
	Background []DrugEntry     `yaml:"background"`
	Readouts   form.Texts      `yaml:"readouts"`
	Times      TimesEntry      `yaml:"times"`
	Measured   []MeasuredEntry `yaml:"measured"`
}

// StimulusEntry is the cytokine.
type StimulusEntry struct {
	Pos           diag.Pos
	Cytokine      form.Text      `yaml:"cytokine"`
	Concentration form.Texts     `yaml:"concentration"`
	Dilution      *DilutionEntry `yaml:"dilution"`
	From          form.Text      `yaml:"from"`
	Until         form.Text      `yaml:"until"`
}

// DrugEntry is an inhibitor: one concentration, a list or a dilution series; from when (before the cytokine: pre-incubation) until when.
type DrugEntry struct {
	Pos           diag.Pos
	Drug          form.Text      `yaml:"drug"`
	Concentration form.Texts     `yaml:"concentration"`
	Dilution      *DilutionEntry `yaml:"dilution"`
	From          form.Text      `yaml:"from"`
	Until         form.Text      `yaml:"until"`
}

// DilutionEntry is a dilution series from the top down.
type DilutionEntry struct {
	Pos    diag.Pos
	Top    form.Text `yaml:"top"`
	Factor form.Text `yaml:"factor"`
	Points form.Text `yaml:"points"`
}

// MeasuredEntry is what was found at the bench: a half-maximal concentration, or a value at a concentration and time.
type MeasuredEntry struct {
	Pos           diag.Pos
	Readout       form.Text `yaml:"readout"`
	Drug          form.Text `yaml:"drug"`
	IC50          form.Text `yaml:"ic50"`
	Concentration form.Text `yaml:"concentration"`
	Time          form.Text `yaml:"time"`
	Value         form.Text `yaml:"value"`
	Source        form.Text `yaml:"source"`
}

// TimesEntry is a list of times, or a grid.
type TimesEntry struct {
	Pos  diag.Pos
	List form.Texts
	Grid *GridEntry
}

// GridEntry is a regular grid of times.
type GridEntry struct {
	From  form.Text `yaml:"from"`
	To    form.Text `yaml:"to"`
	Every form.Text `yaml:"every"`
}

// Read accepts a time, a list of times, or a mapping with from, to and every.
func (e *TimesEntry) Read(node ast.Node, l *diag.List) {
	e.Pos = form.Place(node)
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		e.Grid = &GridEntry{}
		form.Fill(node, e.Grid, l)
	default:
		e.List.Read(node, l)
	}
}

var kind = form.Kind{
	Code: "bench", Name: "bench file", First: "add bench: TITLE, stimulus:, readouts: and times:; examples/il6-tofacitinib.yaml shows the form", One: "one file, one experiment",
}

// Parse reads the form of a bench file; what its words mean is checked by [Open]. Mistakes come all together as a diag.List.
func Parse(path string, data []byte) (*File, diag.List) {
	f := &File{Path: path}
	ok, l := form.Read(path, data, kind, f)
	if !ok {
		return nil, l
	}
	return f, l
}

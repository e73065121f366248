package bench

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/form"
	"jakstat/jak/pathway"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
)

// Matrix is what the cells are in; concentrations of a bench are nominal in it.
type Matrix string

// The matrices. Medium is taken as free of binding protein.
const (
	Medium     Matrix = "medium"
	WholeBlood Matrix = "whole blood"
)

// Constants says at what level a drug's kinase constants are taken.
type Constants string

// The levels: the best enzyme assay of each kinase at 1 mM ATP, nothing fitted to cells; or what jak/receptor estimates from all assays and cell data of
// the drug, brought to the level of cells (see anchor.go). Such a prediction is no test of the mechanism: cell data took part.
const (
	Enzyme Constants = "enzyme"
	Cells  Constants = "cells"
)

// Stimulus is a cytokine in the bath from From to Until (min; +Inf: to the end). NM are its concentrations (nM).
type Stimulus struct {
	Cytokine    string
	NM          []float64
	From, Until float64
}

// Inhibitor is a drug in the bath. NM are nominal concentrations (nM) in the order of the file.
type Inhibitor struct {
	Name        string
	Molecule    *receptor.Molecule
	NM          []float64
	From, Until float64
	Mass        float64 // g/mol
	// Constants are those of the four kinases at the level the plan asks for (nM, unbound).
	Constants [binding.NumKinases]binding.Constant
	// Free is the unbound concentration over the nominal one.
	Free float64
	// Covalent is the loss of JAK3 by unbound concentration, where the drug binds so; nil otherwise.
	Covalent *binding.Covalent
}

// Measured is a figure of the bench beside which the prediction is shown. Value is percent of control, or NaN where IC50 is given.
type Measured struct {
	Readout, Drug int     // indices of the plan; Drug -1: none
	Time          int     // index of the plan
	IC50          float64 // nM nominal; NaN where a value is given
	NM            float64
	Value         float64
	Source        string
}

// Plan is an experiment ready to run.
type Plan struct {
	Path, Title, About string
	Matrix             Matrix
	Constants          Constants
	Pathway            *pathway.Pathway
	Stimulus           *Stimulus // nil: a mutant without cytokine
	Drugs              []Inhibitor
	Background         []Inhibitor
	Readouts           []pathway.Readout
	Times              []float64 // min, rising
	Measured           []Measured
	Notes              []string

	lib   *evidence.Library
	level float64 // of cells over enzymes at this receptor; 0 not worked out
}

// Open reads a bench file and resolves every word of it. The error is a diag.List with all mistakes of the file.
func Open(lib *evidence.Library, path string, data []byte) (*Plan, error) {
	f, l := Parse(path, data)
	if f == nil {
		return nil, l.Err()
	}
	r := &reader{file: f, lib: lib, diags: l}
	malformed := slices.ContainsFunc(l, func(d diag.Diagnostic) bool { return d.Code == "bench.form" })
	p := r.plan()
	if malformed { // what could not be read is not missing
		r.diags = slices.DeleteFunc(r.diags, func(d diag.Diagnostic) bool { return d.Code == "bench.missing" })
	}
	r.diags.Sort()
	if err := r.diags.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

func (r *reader) plan() *Plan {
	f := r.file
	p := &Plan{Path: f.Path, Title: f.Title.S, About: f.About.S, lib: r.lib}
	if p.Title == "" {
		r.bad(top(f), "missing", "the experiment has no title").Suggestion = "add a line bench: TITLE"
	}
	switch strings.ToLower(f.Matrix.S) {
	case "", "medium", "culture medium":
		p.Matrix = Medium
	case "blood", "whole blood":
		p.Matrix = WholeBlood
	default:
		r.bad(f.Matrix.Pos, "word", "matrix: %q is not known", f.Matrix.S).Suggestion = diag.DidYouMean(f.Matrix.S, []string{string(Medium), string(WholeBlood)})
	}
	switch strings.ToLower(f.Constants.S) {
	case "", string(Enzyme):
		p.Constants = Enzyme
	case string(Cells):
		p.Constants = Cells
	default:
		r.bad(f.Constants.Pos, "word", "constants: %q is not known", f.Constants.S).Suggestion = diag.DidYouMean(f.Constants.S, []string{string(Enzyme), string(Cells)})
	}
	r.pathway(p)
	r.stimulus(p)
	p.Drugs = r.inhibitors(p, f.Drugs, "drugs")
	p.Background = r.inhibitors(p, f.Background, "background")
	for i, d := range f.Background {
		if len(p.Background) > i && len(p.Background[i].NM) > 1 {
			r.bad(d.Pos, "series", "background: %s has %d concentrations", d.Drug.S, len(p.Background[i].NM)).Suggestion = "give one; series belong under drugs"
		}
	}
	if len(f.Drugs) > maxDrugs {
		r.bad(f.Drugs[maxDrugs].Pos, "series", "%d drugs; at most %d curves fit one figure", len(f.Drugs), maxDrugs)
	}
	p.Times = r.times()
	r.readouts(p)
	r.shape(p)
	r.measured(p)
	return p
}

// pathway finds the receptor: that of the cytokine, or the one named where a mutant signals alone.
func (r *reader) pathway(p *Plan) {
	f := r.file
	cytokine := f.Receptor
	switch {
	case f.Stimulus != nil && f.Receptor.S != "":
		r.bad(f.Receptor.Pos, "receptor", "receptor: is given beside stimulus:").Suggestion = "the cytokine names the receptor; keep receptor: for mutants without stimulus"
		return
	case f.Stimulus != nil:
		cytokine = f.Stimulus.Cytokine
		if cytokine.S == "" {
			r.bad(f.Stimulus.Pos, "missing", "the stimulus names no cytokine").Suggestion = "add cytokine: IL-6"
			return
		}
	case f.Receptor.S == "":
		r.bad(top(f), "missing", "nothing is stimulated").Suggestion = "add stimulus: with cytokine and concentration, or receptor: EPO and mutation: JAK2 V617F"
		return
	case f.Mutation.S == "":
		r.bad(f.Receptor.Pos, "missing", "the receptor of %s is silent without cytokine", f.Receptor.S).Suggestion = "add a stimulus, or a mutation"
	}
	o := pathway.Options{Cell: f.Cell.S, Mutation: f.Mutation.S}
	name, ok := binding.CanonicalCytokine(r.lib, cytokine.S)
	if !ok {
		r.bad(cytokine.Pos, "cytokine", "unknown cytokine %q", cytokine.S).Suggestion = diag.DidYouMean(cytokine.S, binding.Cytokines(r.lib))
		name, o.Mutation = "EPO", "" // any receptor lets the cell be checked
	}
	if _, err := pathway.Build(r.lib, name, pathway.Options{Cell: o.Cell}); err != nil {
		r.add(f.Cell.Pos, "cell", err)
		o.Cell = ""
	}
	w, err := pathway.Build(r.lib, name, o)
	r.add(f.Mutation.Pos, "mutation", err)
	if ok {
		p.Pathway = w
	}
}

func (r *reader) stimulus(p *Plan) {
	e := r.file.Stimulus
	if e == nil {
		return
	}
	name := e.Cytokine.S
	if p.Pathway != nil {
		name = p.Pathway.Receptor.Cytokine
	}
	p.Stimulus = &Stimulus{Cytokine: name, NM: r.series(e.Pos, e.Concentration, e.Dilution, "stimulus", r.cytokineConversion(name))}
	p.Stimulus.From, p.Stimulus.Until = r.span(e.From, e.Until, "stimulus")
}

// span is the time something is in the bath.
func (r *reader) span(from, until form.Text, field string) (start, end float64) {
	start, end = r.time(from, field+", from", 0), r.time(until, field+", until", math.Inf(1))
	if !(end > start) {
		r.bad(until.Pos, "time", "%s ends at %s, before it begins at %.4g min", field, until.S, start).Suggestion = "write a later until:"
	}
	return start, end
}

func (r *reader) inhibitors(p *Plan, entries []DrugEntry, field string) []Inhibitor {
	var out []Inhibitor
	for _, e := range entries {
		x := Inhibitor{Name: e.Drug.S}
		c := conversion{of: e.Drug.S}
		if e.Drug.S == "" {
			r.bad(e.Pos, "missing", "%s: an entry names no drug", field).Suggestion = "add drug: tofacitinib"
		} else {
			r.molecule(p, &x, e.Drug)
			c.mass = x.Mass
		}
		x.NM = r.series(e.Pos, e.Concentration, e.Dilution, field+", "+e.Drug.S, c)
		x.From, x.Until = r.span(e.From, e.Until, field+", "+e.Drug.S)
		out = append(out, x)
	}
	return out
}

// molecule opens the drug and works out how much of it is free.
func (r *reader) molecule(p *Plan, x *Inhibitor, t form.Text) {
	name := t.S
	if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(r.file.Path), filepath.FromSlash(name))
		}
	}
	d, err := pk.Open(name, r.lib)
	if err != nil {
		r.add(t.Pos, "drug", err)
		return
	}
	parent := d.Parent()
	m, err := receptor.New(r.lib, d.File(), parent.Fu.Value, parent.BloodPlasma.Value)
	if err != nil {
		r.add(t.Pos, "drug", err)
		return
	}
	x.Name, x.Molecule, x.Mass, x.Free = d.Name, m, parent.MolarMass.Value, 1
	x.Constants = m.Constants
	if p.Constants == Cells && p.Pathway != nil {
		r.anchor(p, x)
	}
	if p.Matrix == WholeBlood {
		x.Free = m.Fu / m.BloodPlasma
	}
	if m.Mode == binding.Irreversible {
		r.covalent(p, x)
	}
	if p.Pathway != nil {
		p.Notes = append(p.Notes, unknown(p.Pathway.Pair, x)...)
	}
	for k, c := range x.Constants {
		if c.Koff > 0 {
			p.Notes = append(p.Notes, fmt.Sprintf("%s: stays on %s for %.3g min on average, by the rates of its file", x.Name, binding.Kinase(k), 60/c.Koff))
		}
	}
}

// covalent takes the inactivation of JAK3 from the drug's own measurement at a receptor that carries it; IL-15 has one.
func (r *reader) covalent(p *Plan, x *Inhibitor) {
	for _, readout := range receptor.FindReadouts(r.lib, "IL-15") {
		if e, _ := x.Molecule.Effects(r.lib, readout); e.Covalent != nil {
			x.Covalent = &binding.Covalent{KInact: e.Covalent.KInact / x.Molecule.Fu, KDeg: e.Covalent.KDeg}
			p.Notes = append(p.Notes, x.Name+": loss of JAK3 from its IC50 at IL-15 ("+strings.Join(e.Refs, ", ")+"), as if half the kinase were half the signal")
			return
		}
	}
	p.Notes = append(p.Notes, x.Name+": no inactivation rate of JAK3 is known; JAK3 counts as not bound")
}

// unknown says which kinases of a receptor a drug has no constant for.
func unknown(pair receptor.Pair, x *Inhibitor) []string {
	if x.Molecule.Mode == binding.Irreversible {
		return []string{x.Name + ": only JAK3 counts as bound; for the other kinases there are lower limits"}
	}
	var out []string
	for i, k := range append([]binding.Kinase{pair.A}, pair.B...) {
		if i > 0 && k == pair.A {
			continue
		}
		switch c := x.Constants[k]; {
		case !c.Known:
			out = append(out, fmt.Sprintf("%s: no constant for %s, which counts as not bound", x.Name, k))
		case c.AtLeast:
			out = append(out, fmt.Sprintf("%s: its constant for %s is a lower limit, so inhibition may be less", x.Name, k))
		}
	}
	return out
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"jakstat/engine/model"
	"jakstat/jak/inhibit"
	"jakstat/report"
)

// wordy is the length from which an ID counts as made by a machine, and the element's name stands for it.
const wordy = 24

// spelling gives what a reader should see instead of an ID. Several species of one name are told apart by their compartments.
type spelling map[string]string

func newSpelling(m *model.Model) spelling {
	out := spelling{}
	count := map[string]int{}
	for _, s := range m.Species() {
		count[s.Name]++
	}
	for _, c := range m.Compartments() {
		if len(c.ID) > wordy && c.Name != "" {
			out[c.ID] = c.Name
		}
	}
	for _, s := range m.Species() {
		if len(s.ID) > wordy && s.Name != "" {
			if out[s.ID] = s.Name; count[s.Name] > 1 {
				out[s.ID] = s.Name + " in " + out.word(s.Compartment)
			}
		}
	}
	for _, p := range m.Parameters() {
		if len(p.ID) > wordy && p.Name != "" {
			out[p.ID] = p.Name
		}
	}
	return out
}

func (s spelling) word(id string) string {
	if name, ok := s[id]; ok {
		return name
	}
	return id
}

// expr prints an expression with the names that are one word; others stay IDs, which are what the command line takes.
func (s spelling) expr(e model.Expr) string {
	return e.Map(func(n model.Expr) model.Expr {
		if n.Op() != model.OpSymbol {
			return nil
		}
		return model.Sym(strings.ReplaceAll(s.word(n.Name()), " in ", "_"))
	}, func(f string) string { return f }).String()
}

// equation writes a reaction with names where IDs say nothing.
func (s spelling) equation(r model.Reaction) string {
	r.Reactants, r.Products = slices.Clone(r.Reactants), slices.Clone(r.Products)
	for _, list := range [][]model.SpeciesRef{r.Reactants, r.Products} {
		for i := range list {
			list[i].Species = s.word(list[i].Species)
		}
	}
	return inhibit.Equation(r)
}

// rate prints the rate of a reaction with the values of its local parameters.
func (s spelling) rate(r model.Reaction) string {
	if r.Rate == nil {
		return "no kinetic law"
	}
	out := s.expr(r.Rate)
	var locals []string
	for _, p := range r.Locals {
		locals = append(locals, fmt.Sprintf("%s = %.6g", p.ID, p.Value.Value))
	}
	if len(locals) > 0 {
		out += "; " + strings.Join(locals, ", ")
	}
	return out
}

// reactionTable lists the reactions of a model.
func reactionTable(m *model.Model) *report.Table {
	t := &report.Table{RowHeads: 1, Columns: []report.Column{
		{Name: "reaction"}, {Name: "line", Align: report.Right}, {Name: "name", Wrap: true}, {Name: "equation", Wrap: true}, {Name: "rate", Wrap: true},
	}}
	s := newSpelling(m)
	for _, r := range m.Reactions() {
		name := r.Name
		if name == r.ID {
			name = ""
		}
		t.Add(r.ID, fmt.Sprint(r.Pos.Line), name, s.equation(r), s.rate(r))
	}
	if len(t.Rows) == 0 {
		t.Notes = append(t.Notes, "The model has no reactions: rules alone have no rate that could be scaled.")
	}
	return t
}

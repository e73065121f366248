package coverage

import (
	"slices"
	"strings"
	"sync"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/pk"
)

// Shelf keeps the shipped drugs that were opened, so that many treatments with one drug share what does not depend on the dose: its file,
// its equations and its estimated potency. It may be used from several goroutines. Drug files of users have no place on it: it holds
// shipped names only, and so stays small whatever is asked.
type Shelf struct {
	lib   *evidence.Library
	mu    sync.Mutex
	known map[[2]string]Treatment // by drug and model, without doses
}

// NewShelf returns an empty shelf.
func NewShelf(lib *evidence.Library) *Shelf {
	return &Shelf{lib: lib, known: map[[2]string]Treatment{}}
}

// Treatment is [NewTreatment] for a shipped drug. Errors are a diag.List with everything that is wrong.
func (s *Shelf) Treatment(name, amount, regimen, model string) (Treatment, error) {
	var diags diag.List
	reg, err := dose.ParseDoseAndRegimen(amount, regimen)
	diags.AddError(diag.Pos{Where: "dose of " + name}, "dose", err)
	t, err := s.Open(name, model)
	diags.AddError(diag.Pos{}, "drug", err)
	if reg != nil && t.Model != nil {
		t.Regimen = reg
		_, err = t.Model.SteadyState(reg)
		diags.AddError(diag.Pos{Where: "regimen of " + name}, "regimen", err)
	}
	return t, diags.Err()
}

// Open is the function [Open] for a shipped drug.
func (s *Shelf) Open(name, model string) (Treatment, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if names := pk.Names(); !slices.Contains(names, name) {
		return Treatment{}, diag.List{diag.New(diag.Pos{Where: "drug"}, "drug.unknown", "no drug %q", name).Suggest("%s", diag.DidYouMean(name, names))}
	}
	key := [2]string{name, strings.ToLower(strings.TrimSpace(model))}
	s.mu.Lock()
	t, ok := s.known[key]
	s.mu.Unlock()
	if ok {
		return t, nil
	}
	t, err := Open(s.lib, name, key[1])
	if err != nil {
		return Treatment{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[key] = t // by two callers at once: both are right
	return t, nil
}

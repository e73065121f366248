// Package evidence holds cited values: value, unit, statistic, assay, population, source and
// verification, with their loading and their checks.
//
// It knows what was published and how far that can be trusted. It must not know simulation: no
// model, solver or prediction. A row without unit, source or verification does not load; sources
// that disagree keep a row each and the choice between them is a row too ([Choice]); figures that
// look implausible fail [Library.Check] unless a waiver row explains them.
package evidence

import (
	"regexp"
	"sort"
	"strings"
	"sync"

	"jakstat/diag"
	"jakstat/library"
)

// Library is a set of evidence tables. It must not be changed after [Load].
type Library struct {
	PhysChems        []*PhysChem
	PKParameters     []*PKParameter
	PKExposures      []*PKExposure
	Covariates       []*Covariate
	Doses            []*Dose
	Enzymes          []*Enzyme
	ATPKms           []*ATPKm
	CellPotencies    []*CellPotency
	DailyInhibitions []*DailyInhibition
	BindingKinetics  []*BindingKinetics
	Receptors        []*Receptor
	Drivers          []*Driver
	Physiology       []*Physiology
	Pharmacodynamics []*Pharmacodynamic
	KineticModels    []*KineticModel
	RateConstants    []*RateConstant
	References       []*ReferenceValue

	Sources map[string]*Source
	Choices []Choice
	Waivers []Waiver

	byID    map[string]Entry
	entries []Entry
	chosen  map[string]int // record id to the index of its choice
}

var embedded = sync.OnceValues(func() (*Library, error) { return Load(library.FS) })

// Default returns the embedded library, loaded on first use. It panics if that library does not
// load, which a test of this package excludes.
func Default() *Library {
	l, err := embedded()
	if err != nil {
		panic("evidence: the embedded library does not load: " + err.Error())
	}
	return l
}

var idPattern = regexp.MustCompile(`^[a-z]+[0-9]+$`)

func (l *Library) add(e Entry, r *row) {
	rec := e.Rec()
	if rec.ID == "" {
		return
	}
	if !idPattern.MatchString(rec.ID) {
		r.fail("id", "evidence.id", "%q is not an id", clip(rec.ID)).Suggestion = `ids are lower-case letters and a number, as in "pkpar12"`
	}
	if first, twice := l.byID[rec.ID]; twice {
		r.fail("id", "evidence.id", "id %q is taken by %s", clip(rec.ID), first.Rec().Pos).Suggestion = "ids are unique over all tables"
		return
	}
	l.byID[rec.ID] = e
	l.entries = append(l.entries, e)
}

// Get returns the typed row with an id (a *PKParameter, *Enzyme and so on) and its common part.
func (l *Library) Get(id string) (any, *Record, bool) {
	e, ok := l.byID[id]
	if !ok {
		return nil, nil, false
	}
	return e, e.Rec(), true
}

// Entries returns all rows of all tables, tables in their order, rows in file order. The slice must
// not be changed.
func (l *Library) Entries() []Entry { return l.entries }

// Tables returns the names of the record tables in their order.
func Tables() []string {
	out := make([]string, len(tables))
	for i, t := range tables {
		out[i] = t.name
	}
	return out
}

// Drugs returns the molecules with an identity row, active metabolites included, sorted.
func (l *Library) Drugs() []string {
	out := make([]string, 0, len(l.PhysChems))
	for _, p := range l.PhysChems {
		out = append(out, p.Drug)
	}
	sort.Strings(out)
	return out
}

// PhysChem returns the identity row of a molecule, or nil.
func (l *Library) PhysChem(drug string) *PhysChem {
	for _, p := range l.PhysChems {
		if p.Drug == drug {
			return p
		}
	}
	return nil
}

// Metabolites returns the molecules with an identity row that occur as analytes of a drug: under
// their own name (GS-829845) or under the drug's name and theirs (abrocitinib M1).
func (l *Library) Metabolites(drug string) []string {
	var out []string
	for _, p := range l.PhysChems {
		if p.Drug == drug {
			continue
		}
		if strings.HasPrefix(p.Drug, drug+" ") || l.isAnalyte(drug, p.Drug) {
			out = append(out, p.Drug)
		}
	}
	return out
}

func (l *Library) isAnalyte(drug, name string) bool {
	for _, p := range l.PKParameters {
		if p.Drug == drug && p.Analyte == name {
			return true
		}
	}
	return false
}

// Reference returns the reference value with an id ("ref1") or panics: the program names only ids
// that its library has.
func (l *Library) Reference(id string) *ReferenceValue {
	for _, v := range l.References {
		if v.ID == id {
			return v
		}
	}
	panic("evidence: no reference value " + id)
}

// UnknownDrug returns the diagnostic for a drug name that the library does not have, with the
// nearest spelling.
func (l *Library) UnknownDrug(name, where string) diag.Diagnostic {
	return diag.New(diag.Pos{Where: where}, "evidence.drug", "unknown drug %q", clip(name)).Suggest("%s", diag.DidYouMean(name, l.Drugs()))
}

package evidence

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"

	"jakstat/diag"
	"jakstat/unit"
)

// root is the directory the embedded files come from; it makes positions point at the repository.
const root = "library/"

// table is one CSV file: its columns and what to do with a row.
type table struct {
	name    string
	columns []string
	load    func(l *Library, r *row) Entry // nil Entry for rows that are no records
}

// tail are the columns that end every table of records.
var tail = []string{"source", "locator", "how", "note"}

func records[T any, P interface {
	*T
	Entry
	load(*row)
}](name string, slice func(*Library) *[]P, columns ...string,
) table {
	return table{name, append(append([]string{"id"}, columns...), tail...), func(l *Library, r *row) Entry {
		p := P(new(T))
		p.load(r)
		s := slice(l)
		*s = append(*s, p)
		return p
	}}
}

// tables in the order of lists and exports.
var tables = []table{
	records("physchem", func(l *Library) *[]*PhysChem { return &l.PhysChems },
		"drug", "mw_g_mol", "mw_how", "fu_plasma", "fu_how", "blood_plasma_ratio", "bp_how", "binding_mode", "class", "smiles"),
	records("pk_parameters", func(l *Library) *[]*PKParameter { return &l.PKParameters },
		"drug", "formulation", "analyte", "population", "model", "parameter", "value", "unit", "basis", "iiv_pct", "iiv_kind"),
	records("pk_exposure", func(l *Library) *[]*PKExposure { return &l.PKExposures },
		"drug", "formulation", "analyte", "dose_mg", "regimen", "population", "statistic", "value", "unit", "cv_pct", "kind"),
	records("pk_covariates", func(l *Library) *[]*Covariate { return &l.Covariates },
		"drug", "formulation", "analyte", "covariate", "effect", "target", "form", "reference", "reference_unit", "value", "unit", "interval", "interval_pct"),
	records("doses", func(l *Library) *[]*Dose { return &l.Doses },
		"drug", "brand", "indication", "region", "approved_dose", "regimen", "dose_adjustments", "approval_year", "approval_year_how",
		"boxed_warning", "lab_interruption_rules", "monitoring", "vaccination_screening"),
	records("enzyme_potency", func(l *Library) *[]*Enzyme { return &l.Enzymes },
		"drug", "target", "domain", "measure", "value", "unit", "atp_mM", "assay"),
	records("atp_km", func(l *Library) *[]*ATPKm { return &l.ATPKms }, "kinase", "value", "unit"),
	records("cell_potency", func(l *Library) *[]*CellPotency { return &l.CellPotencies },
		"drug", "cytokine", "receptor_jaks", "stat", "cell_type", "species", "cells", "matrix", "value", "unit", "hill"),
	records("daily_inhibition", func(l *Library) *[]*DailyInhibition { return &l.DailyInhibitions },
		"drug", "formulation", "dose", "regimen", "cytokine", "cell_type", "value", "unit", "time_above_ic50", "time_unit"),
	records("binding_kinetics", func(l *Library) *[]*BindingKinetics { return &l.BindingKinetics },
		"drug", "target", "kon_per_uM_s", "koff_per_s", "residence_time_min", "temperature"),
	records("receptors", func(l *Library) *[]*Receptor { return &l.Receptors },
		"cytokine", "family", "receptor_chains", "jak_a", "jak_b", "jak_c", "stats", "main_cells", "biology"),
	records("disease_drivers", func(l *Library) *[]*Driver { return &l.Drivers }, "disease", "cytokine", "role", "strength"),
	records("physiology", func(l *Library) *[]*Physiology { return &l.Physiology }, "quantity", "value", "unit", "cv_pct"),
	records("pharmacodynamics", func(l *Library) *[]*Pharmacodynamic { return &l.Pharmacodynamics },
		"drug", "dose", "biomarker", "time", "effect", "value", "unit"),
	records("kinetic_models", func(l *Library) *[]*KineticModel { return &l.KineticModels },
		"model", "stimulus", "system", "structure", "species_reactions", "data", "biomodels"),
	records("rate_constants", func(l *Library) *[]*RateConstant { return &l.RateConstants }, "model", "process", "quantity", "value", "unit"),
	records("reference_values", func(l *Library) *[]*ReferenceValue { return &l.References }, "quantity", "value", "unit"),
}

var (
	bibliography = table{"bibliography", []string{"id", "kind", "authors", "year", "title", "doi", "pmid", "pmcid", "text"}, loadSource}
	choices      = table{"choices", []string{"topic", "kind", "candidates", "chosen", "reason"}, loadChoice}
	waivers      = table{"waivers", []string{"id", "check", "reason"}, loadWaiver}
)

// Load reads a library from CSV files at the root of fsys. It validates structure: columns, units,
// numbers, sources, verification, unique ids, references between files. Plausibility is the matter
// of [Library.Check]. The error is a [diag.List] of everything wrong in all files, each with file,
// line and column; no library is returned then.
func Load(fsys fs.FS) (*Library, error) {
	l := &Library{Sources: map[string]*Source{}, byID: make(map[string]Entry, 2048), chosen: map[string]int{}}
	var errs diag.List
	units := map[string]unit.Unit{}
	all := append(append([]table{bibliography}, tables...), choices, waivers)
	for _, t := range all {
		data, err := fs.ReadFile(fsys, t.name+".csv")
		if err != nil {
			errs.Add(diag.New(diag.Pos{File: root + t.name + ".csv"}, "evidence.file", "cannot read the file: %v", reason(err)).
				Suggest("a library has %d files; see library/README.md", len(all)))
			continue
		}
		readTable(l, t, data, units, &errs)
	}
	l.checkReferences(&errs)
	l.checkConstants(&errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return l, nil
}

func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// readTable reads one file; a malformed line ends the reading of that file, since what follows
// cannot be trusted.
func readTable(l *Library, t table, data []byte, units map[string]unit.Unit, errs *diag.List) {
	path := root + t.name + ".csv"
	in := csv.NewReader(bytes.NewReader(data))
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		errs.Add(malformed(path, err))
		return
	}
	rd := &reader{
		csv: in, path: path, table: t.name, columns: header, index: make(map[string]int, len(header)),
		sources: l.Sources, units: units, errs: errs,
	}
	if !rd.header(t.columns, header) {
		return
	}
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			errs.Add(malformed(path, err))
			return
		}
		line, _ := in.FieldPos(0)
		r := &row{reader: rd, cells: cells, line: line}
		if len(cells) != len(header) {
			errs.Add(diag.New(diag.Pos{File: path, Line: line, Where: "row " + clip(cells[0])}, "evidence.columns",
				"%d cells where the header has %d", len(cells), len(header)).Suggest("put a text that holds a comma in double quotes"))
			continue
		}
		if e := t.load(l, r); e != nil {
			l.add(e, r)
		}
	}
}

func malformed(path string, err error) diag.Diagnostic {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return diag.New(diag.Pos{File: path, Line: p.Line, Col: p.Column}, "evidence.csv", "malformed CSV: %v", p.Err).
			Suggest("double every quote inside a quoted text")
	}
	if err == io.EOF {
		return diag.New(diag.Pos{File: path, Line: 1}, "evidence.csv", "the file is empty").Suggest("the first line holds the column names")
	}
	return diag.New(diag.Pos{File: path}, "evidence.csv", "cannot read the file: %v", err)
}

// header checks the column names: each once, none unknown, none missing, in any order except that
// the first column names the row.
func (rd *reader) header(want, have []string) bool {
	known := map[string]bool{}
	for _, c := range want {
		known[c] = true
	}
	ok := true
	bad := func(i int, format string, args ...any) *diag.Diagnostic {
		line, col := 1, 0
		if i >= 0 {
			line, col = rd.csv.FieldPos(i)
		}
		rd.errs.Add(diag.New(diag.Pos{File: rd.path, Line: line, Col: col, Where: "header"}, "evidence.columns", format, args...))
		ok = false
		return &(*rd.errs)[len(*rd.errs)-1]
	}
	for i, c := range have {
		if _, twice := rd.index[c]; twice {
			bad(i, "column %q appears twice", clip(c)).Suggestion = "remove one"
		} else if !known[c] {
			bad(i, "unknown column %q", clip(c)).Suggestion = diag.DidYouMean(c, want)
		}
		rd.index[c] = i
	}
	for _, c := range want {
		if _, has := rd.index[c]; !has {
			bad(-1, "column %q is missing", c).Suggestion = "add it to the header"
		}
	}
	if ok && have[0] != want[0] {
		bad(0, "the first column is %q", have[0]).Suggestion = "put \"" + want[0] + "\" first"
	}
	return ok
}

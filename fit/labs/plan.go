// Package labs knows how the drug-independent numbers of the laboratory model are estimated from what trials reported, and how well the
// result predicts each row, drugs that were left out included. It must not know how a result is drawn, nor the equations, which are those of
// jak/biomarker.
package labs

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/biomarker"
	"jakstat/qualification"
)

// Role says what a row is for.
type Role string

// The roles.
const (
	Tested  Role = "tested"
	Shown   Role = "shown"
	Outside Role = "outside"
)

// Kind says how a row is compared.
type Kind string

// The kinds.
const (
	Change    Kind = "change"    // from baseline, in the row's unit
	Percent   Kind = "percent"   // change from baseline in per cent
	Log       Kind = "log"       // change of the natural logarithm
	Ratio     Kind = "ratio"     // value over the placebo arm's
	Incidence Kind = "incidence" // per cent of people with an event
	PerYear   Kind = "rate"      // the same per 100 patient-years
	Direction Kind = "direction" // sign of the change: 1, -1 or 0
	Nadir     Kind = "nadir"     // week of the lowest value: a range
)

// IsChange tells whether the row reports a change from baseline.
func (k Kind) IsChange() bool { return k == Change || k == Percent || k == Log || k == Ratio }

// IsIncidence tells whether the row reports how many people have an event.
func (k Kind) IsIncidence() bool { return k == Incidence || k == PerYear }

// Part is one drug of an arm; several doses are averaged over.
type Part struct {
	Drug    string
	Doses   []string // mg
	Regimen string
}

// Row is one line of the plan with its observation.
type Row struct {
	ID       string
	Role     Role
	Fit      bool
	Kind     Kind
	Lab      string
	Disease  string
	Parts    []Part // none: placebo
	Week     float64
	Stop     float64 // week of the last dose, 0: none
	Event    biomarker.Event
	Range    [2]float64 // of a nadir
	Observed float64    // in Unit; a direction as 1, -1 or 0
	AtMost   bool       // the observation is an upper limit
	Placebo  float64    // change in the placebo arm, 0 where not given
	Half     float64    // half of the last printed digit
	Unit     string
	Pool     string
	Verified bool
	Remark   string
}

// Drugs are the JAK inhibitors and comparators of the row, once each.
func (r *Row) Drugs() []string {
	var out []string
	for _, p := range r.Parts {
		if !slices.Contains(out, p.Drug) {
			out = append(out, p.Drug)
		}
	}
	return out
}

const planFile = "qualification/labs.csv"

var planColumns = []string{"row", "role", "fit", "kind", "lab", "disease", "drug", "doses", "regimen", "week", "event", "remark"}

// Plan reads qualification/labs.csv and joins it with the rows it names. The error is a diag.List.
func Plan(lib *evidence.Library) ([]Row, error) {
	data, err := fs.ReadFile(qualification.FS, "labs.csv")
	if err != nil {
		return nil, err
	}
	return readPlan(data, lib, results.Shipped())
}

func readPlan(data []byte, lib *evidence.Library, shipped *results.Library) ([]Row, error) {
	in := csv.NewReader(bytes.NewReader(data))
	in.FieldsPerRecord = len(planColumns)
	records, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	var diags diag.List
	if len(records) == 0 || !slices.Equal(records[0], planColumns) {
		diags.Add(diag.New(diag.Pos{File: planFile, Line: 1, Col: 1}, "labs.plan", "the columns must be %s", strings.Join(planColumns, ",")))
		return nil, diags.Err()
	}
	labs := map[string]results.Lab{}
	for _, l := range shipped.Labs {
		labs[l.ID] = l
	}
	var out []Row
	for i, record := range records[1:] {
		p := &planRow{record: record, fail: func(format string, args ...any) {
			diags.Add(diag.New(diag.Pos{File: planFile, Line: i + 2, Col: 1}, "labs.plan", format, args...))
		}}
		row := p.row()
		if l, ok := labs[row.ID]; ok {
			observe(&row, l)
		} else if base, _, _ := strings.Cut(row.ID, "-"); !p.direct(&row, lib, base) {
			p.fail("there is no row %s", row.ID)
		}
		out = append(out, row)
	}
	return out, diags.Err()
}

// planRow is one record being read.
type planRow struct {
	record []string
	fail   func(string, ...any)
}

func (p *planRow) text(column string) string { return p.record[slices.Index(planColumns, column)] }

func (p *planRow) row() Row {
	r := Row{
		ID: p.text("row"), Role: Role(p.text("role")), Fit: p.text("fit") == "yes", Kind: Kind(p.text("kind")), Lab: p.text("lab"), Disease: p.text("disease"), Remark: p.text("remark"),
	}
	if !slices.Contains([]Role{Tested, Shown, Outside}, r.Role) {
		p.fail("role must be tested, shown or outside, not %q", r.Role)
	}
	if r.Role == Outside {
		r.Parts = p.parts()
		return r
	}
	if _, ok := biomarker.FindLab(r.Lab); !ok {
		p.fail("the model has no lab %q", r.Lab)
	}
	var err error
	if r.Week, err = strconv.ParseFloat(p.text("week"), 64); err != nil {
		p.fail("week must be a number, not %q", p.text("week"))
	}
	r.Parts = p.parts()
	switch event := p.text("event"); {
	case r.Kind.IsIncidence():
		if r.Event, err = biomarker.ParseEvent(r.Lab, event); err != nil {
			p.fail("%v", err)
		}
	case r.Kind == Nadir:
		low, high, _ := strings.Cut(event, "-")
		a, err1 := strconv.ParseFloat(low, 64)
		b, err2 := strconv.ParseFloat(high, 64)
		if err1 != nil || err2 != nil {
			p.fail("a nadir needs a range of weeks, not %q", event)
		}
		r.Range = [2]float64{a, b}
	case r.Kind == Direction:
		r.Observed = p.number(event)
	case strings.HasPrefix(event, "stop "):
		r.Stop = p.number(strings.TrimPrefix(event, "stop "))
	case !r.Kind.IsChange():
		p.fail("kind %q is not known", r.Kind)
	}
	return r
}

func (p *planRow) number(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		p.fail("%q is not a number", text)
	}
	return v
}

// parts reads "drug+drug", "5;10+15" and "BID+QD".
func (p *planRow) parts() []Part {
	if p.text("drug") == "placebo" {
		return nil
	}
	drugs, doses, regimens := strings.Split(p.text("drug"), "+"), strings.Split(p.text("doses"), "+"), strings.Split(p.text("regimen"), "+")
	if len(doses) != len(drugs) || len(regimens) != len(drugs) {
		p.fail("%d drugs, %d lists of doses and %d regimens do not go together", len(drugs), len(doses), len(regimens))
		return nil
	}
	var out []Part
	for i, d := range drugs {
		out = append(out, Part{Drug: d, Doses: strings.Split(doses[i], ";"), Regimen: regimens[i]})
	}
	return out
}

// direct is a row of pharmacodynamics: its figure stands in the plan where the row's own is a word or several.
func (p *planRow) direct(r *Row, lib *evidence.Library, id string) bool {
	row, _, ok := lib.Get(id)
	if !ok {
		return false
	}
	pd, ok := row.(*evidence.Pharmacodynamic)
	if !ok {
		return false
	}
	r.Verified, r.Unit, r.Pool = pd.How == evidence.Verified, "%", pd.Source.Short()
	if r.Kind == Percent {
		r.Observed = p.number(p.text("event"))
		r.Half = 0.5
	}
	return true
}

// observe takes what the row of trials says.
func observe(r *Row, l results.Lab) {
	r.Verified, r.Unit, r.Pool = l.Verified, l.Unit, l.Pool
	text, limit := strings.CutPrefix(l.Value.Text, "<")
	r.AtMost = limit
	v, err := strconv.ParseFloat(strings.TrimPrefix(text, "~"), 64)
	if low, high, ok := strings.Cut(text, " to "); ok && err != nil {
		a, err1 := strconv.ParseFloat(low, 64)
		b, err2 := strconv.ParseFloat(high, 64)
		if err1 == nil && err2 == nil {
			v, err = (a+b)/2, nil
		}
	}
	if err == nil {
		r.Observed = v
	}
	r.Half = halfDigit(text)
	if l.Placebo.Known {
		r.Placebo = l.Placebo.Value
	}
}

// halfDigit is half of the last printed digit: what rounding hides.
func halfDigit(text string) float64 {
	_, decimals, _ := strings.Cut(strings.TrimSpace(text), ".")
	h := 0.5
	for range decimals {
		h /= 10
	}
	return h
}

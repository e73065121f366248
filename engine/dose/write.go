package dose

import (
	"bufio"
	"io"
	"math"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// NewTable makes a table of events, without observed values or covariates, in the unit of its first
// dose. It fails when doses have no common unit.
func NewTable(name string, events []Event) (*Table, error) {
	t := &Table{Name: name, AmountUnit: milligram}
	var errs diag.List
	first := true
	for _, e := range events {
		if e.EVID.Gives() {
			if first {
				t.AmountUnit, t.PerKg, first = e.Amount.Unit, e.PerKg, false
			}
			if e.PerKg != t.PerKg {
				errs.Add(diag.New(rowPos(e), "dose.unit", "doses with and without \"/kg\" in one table").Suggest("resolve them with a weight first"))
			}
			if _, err := e.Amount.In(t.AmountUnit); err != nil {
				errs.AddError(rowPos(e), "dose.unit", err)
			} else {
				e.Rate = rescale(e.Rate, e.Amount.Unit, t.AmountUnit)
				e.Amount = unit.Quantity{Value: rescale(e.Amount.Value, e.Amount.Unit, t.AmountUnit), Unit: t.AmountUnit}
			}
		}
		t.Records = append(t.Records, Record{Event: e, DV: math.NaN(), MDV: true})
	}
	return t, errs.Err()
}

// rescale converts between units whose ratio is a power of ten or the like without the rounding of
// that ratio: 0.2 g is 200 mg and not 200.00000000000003.
func rescale(v float64, from, to unit.Unit) float64 {
	up, down := from.Scale/to.Scale, to.Scale/from.Scale
	if up >= 1 {
		if whole := math.Round(up); math.Abs(up-whole) < 1e-12*whole {
			up = whole
		}
		return v * up
	}
	if whole := math.Round(down); math.Abs(down-whole) < 1e-12*whole {
		down = whole
	}
	return v / down
}

// WriteTable writes a table that [ReadTable] reads back to the same records: commas, hours, the unit of
// the doses in the header, and only the columns in use.
func WriteTable(w io.Writer, t *Table) error {
	b := bufio.NewWriter(w)
	cols := writeColumns(t)
	names := make([]string, 0, len(cols)+len(t.Covariates))
	for _, c := range cols {
		names = append(names, c.name)
	}
	for _, c := range t.Covariates {
		names = append(names, quote(c))
	}
	writeLine(b, names)
	cells := make([]string, len(names))
	for _, r := range t.Records {
		for i, c := range cols {
			cells[i] = c.cell(r)
		}
		for i := range t.Covariates {
			cells[len(cols)+i] = missingOr(r.Values[i])
		}
		writeLine(b, cells)
	}
	return b.Flush()
}

func writeLine(b *bufio.Writer, cells []string) {
	b.WriteString(strings.Join(cells, ",")) // an error stays in b until Flush
	b.WriteByte('\n')
}

type writeColumn struct {
	name string
	cell func(Record) string
	used func(Record) bool // nil: always
}

func writeColumns(t *Table) []writeColumn {
	gives := func(f func(Record) string) func(Record) string {
		return func(r Record) string {
			if r.EVID.Gives() {
				return f(r)
			}
			return "."
		}
	}
	whole := func(v int) string { return strconv.Itoa(v) }
	all := []writeColumn{
		{"ID", func(r Record) string { return quote(r.ID) }, func(r Record) bool { return r.ID != "" }},
		{"TIME(h)", func(r Record) string { return number(r.Time) }, nil},
		{"EVID", func(r Record) string { return whole(int(r.EVID)) }, nil},
		{"AMT(" + amountUnitText(t.AmountUnit, t.PerKg) + ")", gives(func(r Record) string { return number(r.Amount.Value) }), nil},
		{"RATE", gives(rateCell), func(r Record) bool { return rateCell(r) != "." }},
		{"DUR", gives(durCell), func(r Record) bool { return r.Input == ByDuration }},
		{"II", gives(func(r Record) string { return number(r.II) }), func(r Record) bool { return r.II != 0 }},
		{"ADDL", gives(func(r Record) string { return whole(r.ADDL) }), func(r Record) bool { return r.ADDL != 0 }},
		{"SS", gives(func(r Record) string { return whole(int(r.SS)) }), func(r Record) bool { return r.SS != NotSteady }},
		{"CMT", func(r Record) string { return missingText(r.Target.String()) }, func(r Record) bool { return r.Target != Target{} }},
		{"DV", func(r Record) string { return missingOr(r.DV) }, func(r Record) bool { return !math.IsNaN(r.DV) }},
		{"MDV", func(r Record) string { return whole(map[bool]int{true: 1}[r.MDV]) }, func(r Record) bool {
			return r.MDV != (r.EVID != EVIDObservation || math.IsNaN(r.DV))
		}},
		{"DVID", func(r Record) string { return missingText(r.DVID) }, func(r Record) bool { return r.DVID != "" }},
	}
	var cols []writeColumn
	for _, c := range all {
		used := c.used == nil
		for i := 0; i < len(t.Records) && !used; i++ {
			used = c.used(t.Records[i])
		}
		if used {
			cols = append(cols, c)
		}
	}
	return cols
}

func rateCell(r Record) string {
	switch r.Input {
	case ByRate, ConstantForever:
		return number(r.Rate)
	case ModelRate:
		return "-1"
	case ModelDuration:
		return "-2"
	default:
		return "."
	}
}

func durCell(r Record) string {
	if r.Input == ByDuration {
		return number(r.Duration)
	}
	return "."
}

func missingOr(v float64) string {
	if math.IsNaN(v) {
		return "."
	}
	return number(v)
}

func missingText(s string) string {
	if s == "" {
		return "."
	}
	return quote(s)
}

// quote protects text that a reader would take for a separator or a comment.
func quote(s string) string {
	if s == "C" || strings.HasPrefix(s, "#") || strings.ContainsAny(s, ",\"") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

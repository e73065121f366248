package dose

import (
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// column is what a table column means.
type column uint8

const (
	covariate column = iota
	colID
	colTIME
	colEVID
	colAMT
	colRATE
	colDUR
	colII
	colADDL
	colTOTAL
	colSS
	colCMT
	colDV
	colMDV
	colDVID
	colComment // a leading column C that marks comment lines
	numColumns
)

// columnNames maps upper-case names to meanings. TINF is mrgsolve's name of DUR, TOTAL its count of
// doses (ADDL + 1), YTYPE Monolix's name of DVID.
var columnNames = map[string]column{
	"ID": colID, "TIME": colTIME, "EVID": colEVID, "AMT": colAMT, "RATE": colRATE, "DUR": colDUR, "TINF": colDUR, "II": colII,
	"ADDL": colADDL, "TOTAL": colTOTAL, "SS": colSS, "CMT": colCMT, "DV": colDV, "MDV": colMDV, "DVID": colDVID, "YTYPE": colDVID,
}

// clockColumns carry dates or clock times, which are refused: they depend on a calendar.
var clockColumns = map[string]bool{"DATE": true, "DAT1": true, "DAT2": true, "DAT3": true, "CLOCK": true}

// commonCovariates are never taken for a misspelt dosing column.
var commonCovariates = map[string]bool{
	"AGE": true, "WT": true, "HT": true, "SEX": true, "SEXF": true, "RACE": true, "BMI": true, "BSA": true, "CRCL": true, "EGFR": true,
	"ALB": true, "ALT": true, "AST": true, "BILI": true, "CRP": true, "TAD": true, "OCC": true, "CENS": true, "LIMIT": true, "LLOQ": true,
	"DOSE": true, "ARM": true, "STUD": true, "STUDY": true, "TRT": true, "FED": true, "FOOD": true, "FORM": true, "DAY": true, "VISIT": true,
}

// header is the meaning of each field of a line.
type header struct {
	names   []string // as written, without unit
	columns []column
	index   [numColumns]int // field of each dosing column, -1 when absent
	time    [numColumns]unit.Unit
	amount  unit.Unit
	perKg   bool
	rate    float64 // factor from the RATE column to amount units per hour
}

var (
	hour      = unit.Must("h")
	milligram = unit.Must("mg")
)

// hours is the factor from the unit of a time column to hours.
func (h *header) hours(c column) float64 {
	return unit.Quantity{Value: 1, Unit: h.time[c]}.MustIn(hour)
}

// readHeader reads the column names with their units, "TIME(d)" or "AMT[mg]".
func readHeader(fields []string, pos func(int) diag.Pos, opts Options, errs *diag.List) header {
	h := header{columns: make([]column, len(fields)), names: make([]string, len(fields)), amount: opts.AmountUnit, perKg: opts.PerKg}
	for i := range h.index {
		h.index[i] = -1
	}
	for _, c := range []column{colTIME, colDUR, colII} {
		h.time[c] = opts.TimeUnit
	}
	units := make([]string, len(fields))
	for i, f := range fields {
		h.names[i], units[i] = splitUnit(f)
		up := strings.ToUpper(h.names[i])
		c, known := columnNames[up]
		switch {
		case i == 0 && up == "C":
			c = colComment
		case h.names[i] == "":
			errs.Add(diag.New(pos(i), "dose.column", "column %d has no name", i+1))
		case clockColumns[up]:
			errs.Add(diag.New(pos(i), "dose.clock", "column %s holds calendar or clock times, which are not read", f).Suggest("give TIME as hours since the first dose"))
		case known && h.index[c] >= 0:
			errs.Add(diag.New(pos(i), "dose.column", "columns %s and %s mean the same", h.names[h.index[c]], h.names[i]).Suggest("keep one"))
			c = covariate
		case !known:
			if likely, ok := misspelt(up); ok {
				errs.Add(diag.New(pos(i), "dose.column", "column %s is read as a covariate", f).Suggest("did you mean %q?", likely).AsWarning())
			}
			for k := range i {
				if h.columns[k] == covariate && h.names[k] == h.names[i] {
					errs.Add(diag.New(pos(i), "dose.column", "two columns are called %s", f))
				}
			}
		}
		h.columns[i] = c
		if c != covariate {
			h.index[c] = i
		}
	}
	if h.index[colTIME] < 0 {
		errs.Add(diag.New(pos(0), "dose.column", "no column TIME among %s", strings.Join(h.names, ", ")).Suggest("name it TIME, or TIME(d) with its unit"))
	}
	if h.index[colADDL] >= 0 && h.index[colTOTAL] >= 0 {
		errs.Add(diag.New(pos(h.index[colTOTAL]), "dose.column", "columns ADDL and TOTAL say the same").Suggest("keep one: TOTAL = ADDL + 1"))
	}
	h.readUnits(units, pos, errs)
	return h
}

// readUnits applies the units of the header. DUR and II follow TIME, RATE follows AMT and TIME,
// unless they have their own.
func (h *header) readUnits(units []string, pos func(int) diag.Pos, errs *diag.List) {
	bad := func(i int, format string, args ...any) {
		errs.Add(diag.New(pos(i), "dose.unit", format, args...).Suggest(`units look like TIME(h), TIME(d), AMT(mg), AMT(mg/kg), RATE(mg/h)`))
	}
	for _, c := range []column{colTIME, colDUR, colII} {
		i := h.index[c]
		if c != colTIME {
			h.time[c] = h.time[colTIME]
		}
		if i < 0 || units[i] == "" {
			continue
		}
		u, err := unit.Parse(units[i])
		switch {
		case err != nil:
			errs.AddError(pos(i), "unit.unknown", err)
		case u.Dim != hour.Dim:
			bad(i, "%s in %s, which is no time", h.names[i], units[i])
		default:
			h.time[c] = u
		}
	}
	if i := h.index[colAMT]; i >= 0 && units[i] != "" {
		u, perKg, err := doseUnit(units[i])
		switch {
		case err != nil:
			errs.AddError(pos(i), "unit.unknown", err)
		case !isDoseUnit(u):
			bad(i, "AMT in %s, which is no dose", units[i])
		default:
			h.amount, h.perKg = u, perKg
		}
	}
	h.rate = 1 / h.hours(colTIME)
	if i := h.index[colRATE]; i >= 0 && units[i] != "" {
		want := h.amount.Div(hour)
		text := units[i]
		if h.perKg {
			text = strings.Replace(text, "/kg", "", 1)
		}
		u, err := unit.Parse(text)
		switch {
		case err != nil:
			errs.AddError(pos(i), "unit.unknown", err)
		case u.Dim != want.Dim || h.perKg == (text == units[i]):
			bad(i, "RATE in %s does not fit AMT in %s", units[i], amountUnitText(h.amount, h.perKg))
		default:
			h.rate = unit.Quantity{Value: 1, Unit: u}.MustIn(want)
		}
	}
}

func amountUnitText(u unit.Unit, perKg bool) string {
	if perKg {
		return u.String() + "/kg"
	}
	return u.String()
}

// splitUnit separates "TIME(h)" and "TIME[h]"; the unit of a covariate stays part of its name.
func splitUnit(field string) (name, units string) {
	for _, b := range []string{"()", "[]"} {
		if i := strings.IndexByte(field, b[0]); i > 0 && strings.HasSuffix(field, b[1:]) {
			n := strings.TrimSpace(field[:i])
			if c, ok := columnNames[strings.ToUpper(n)]; ok && (c == colTIME || c == colAMT || c == colRATE || c == colDUR || c == colII) {
				return n, strings.TrimSpace(field[i+1 : len(field)-1])
			}
		}
	}
	return field, ""
}

// misspelt finds the dosing column a name was probably meant to be.
func misspelt(name string) (string, bool) {
	if commonCovariates[name] || len(name) < 3 {
		return "", false
	}
	var known []string
	for k := range columnNames {
		if len(k) >= 3 && k[0] == name[0] && max(len(k)-len(name), len(name)-len(k)) <= 1 {
			known = append(known, k)
		}
	}
	return diag.Nearest(name, known)
}

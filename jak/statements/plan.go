package statements

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"strings"

	"jakstat/qualification"
)

// Plan is one statement with its checks as set down beforehand.
type Plan struct {
	ID, Text string
	Modules  []string // packages that embody it
	Waits    string   // what of it nothing computes yet, and which packages that waits for
	Recorded Verdict
	Checks   []Criterion
}

// Criterion is a check before its number: the claim, the quantity that decides, and the range in which it holds.
type Criterion struct {
	ID       string
	Role     Role
	Claim    string
	Quantity string
	Unit     string
	Range    Range
	Compared []string // evidence rows of observations it is compared with
	Recorded Outcome
}

// Files of the plan in qualification.
const (
	StatementFile = "statements.csv"
	CheckFile     = "statement_checks.csv"
)

// Plans reads the shipped plan.
func Plans() ([]Plan, error) { return read(qualification.FS) }

// read reads the two tables; the error names file and line.
func read(fsys fs.FS) ([]Plan, error) {
	rows, err := table(fsys, StatementFile, "id,text,module,waits,recorded")
	if err != nil {
		return nil, err
	}
	var out []Plan
	at := map[string]int{}
	for i, r := range rows {
		if _, twice := at[r[0]]; twice || r[0] == "" || r[1] == "" {
			return nil, fmt.Errorf("%s, line %d: a new id and a text are needed", StatementFile, i+2)
		}
		at[r[0]] = len(out)
		out = append(out, Plan{ID: r[0], Text: r[1], Modules: strings.Fields(r[2]), Waits: r[3], Recorded: Verdict(r[4])})
	}
	rows, err = table(fsys, CheckFile, "check,role,claim,quantity,unit,min,max,compared,recorded")
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		c, err := criterion(r)
		id, _, _ := strings.Cut(r[0], ".")
		k, ok := at[id]
		if err == nil && !ok {
			err = fmt.Errorf("no statement %q", id)
		}
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", CheckFile, i+2, err)
		}
		out[k].Checks = append(out[k].Checks, c)
	}
	for _, p := range out {
		if len(p.Checks) == 0 && p.Waits == "" {
			return nil, fmt.Errorf("%s: %s has no check and does not say what it waits for", StatementFile, p.ID)
		}
	}
	return out, nil
}

func criterion(r []string) (Criterion, error) {
	c := Criterion{ID: r[0], Role: Role(r[1]), Claim: r[2], Quantity: r[3], Unit: r[4], Compared: strings.Fields(r[7]), Recorded: Outcome(r[8])}
	if c.Role != Core && c.Role != Part && c.Role != Published {
		return c, fmt.Errorf("role %q is none of core, part and published", r[1])
	}
	if c.Role == Published && len(c.Compared) == 0 {
		return c, fmt.Errorf("%s names no observation", c.ID)
	}
	var err error
	if c.Range.Min, err = bound(r[5]); err != nil {
		return c, err
	}
	if c.Range.Max, err = bound(r[6]); err != nil {
		return c, err
	}
	if r[5] == "" && r[6] == "" {
		return c, fmt.Errorf("%s has no criterion", c.ID)
	}
	return c, nil
}

func bound(s string) (float64, error) {
	if s == "" {
		return math.NaN(), nil
	}
	return strconv.ParseFloat(s, 64)
}

func table(fsys fs.FS, name, header string) ([][]string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != header {
		return nil, fmt.Errorf("%s: the header must be %s", name, header)
	}
	return rows[1:], nil
}

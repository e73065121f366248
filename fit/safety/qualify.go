package safety

import (
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"math"
	"strconv"

	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/safety"
	"jakstat/qualification"
	"jakstat/stat"
)

// Check is a criterion set beforehand with its figure.
type Check struct {
	Name, Quantity, Remark string
	Min, Max               float64 // NaN: no bound
	Value                  float64
	N                      int // what the figure is made of
}

// Pass tells whether the figure keeps the bounds.
func (c *Check) Pass() bool {
	return !math.IsNaN(c.Value) && !(c.Value < c.Min) && !(c.Value > c.Max)
}

// Score is how well a set of predictions did.
type Score struct {
	Name          string
	Rows, Inside  int
	Width         float64 // median
	LogScore      float64 // mean
	Moved, Beyond float64 // largest and share: |ln| of prediction without over with the row, in intervals
}

// Qualification is the comparison of predicted with observed rates.
type Qualification struct {
	Points, Drugs []Point // the programme, or the drug, left out
	Pairs         []Pair
	Checks        []Check
	ByEvent       []Score // programme left out
	All, Once     Score   // all rows, and those that count every person once
	Rule          Score   // of the rule without covariates and treatments, on the rows of All
	ByDrug        Score   // drug left out
	Outside       []*Row  // rates that cannot be compared
	Contrasts     []Contrast
	Pass          bool
}

// Qualify runs both cross-validations and applies the criteria. done is called after each of Steps estimations.
func (d *Data) Qualify(ctx context.Context, done func()) (*Qualification, error) {
	q := &Qualification{Contrasts: d.Contrasts}
	var err error
	if q.Points, err = d.CrossValidate(ctx, Pool, done); err != nil {
		return nil, err
	}
	if q.Drugs, err = d.CrossValidate(ctx, Drug, done); err != nil {
		return nil, err
	}
	for _, r := range d.Rows {
		if !r.Compared() {
			q.Outside = append(q.Outside, r)
		}
	}
	q.scores(d)
	q.Pairs = pairs(q.Points, "herpes zoster")
	return q, q.judge(qualification.FS)
}

// Steps is how many estimations Qualify runs.
func (d *Data) Steps() int { return d.Folds(Pool) + d.Folds(Drug) }

// Open reads the shipped tables.
func Open(ctx context.Context, lib *evidence.Library) (*Data, error) {
	return Load(ctx, lib, results.Shipped())
}

func (q *Qualification) scores(d *Data) {
	q.All = score("all", q.Points)
	var once, rule []Point
	by := map[string][]Point{}
	for _, p := range q.Points {
		if p.Fitted() {
			once = append(once, p)
		}
		by[p.Event.Name] = append(by[p.Event.Name], p)
		rule = append(rule, newPoint(p.Row, d.naive(p.Row), p.Left, p.Full))
	}
	q.Once, q.Rule, q.ByDrug = score("every person once", once), score("rule", rule), score("drug left out", q.Drugs)
	for _, e := range safety.Events() {
		if len(by[e.Name]) > 0 {
			q.ByEvent = append(q.ByEvent, score(e.Name, by[e.Name]))
		}
	}
}

// naive predicts a row by mean and spread of the rates of its event in all other programmes.
func (d *Data) naive(row *Row) safety.Forecast {
	var m stat.Moments
	for _, r := range d.Rows {
		if r.Fitted() && r.Event == row.Event && r.Part() != row.Part() {
			m.Add(math.Log(100 * (r.N + 0.5) / r.PY))
		}
	}
	return safety.Forecast{Ln: m.Mean(), SD: m.SD()}
}

func score(name string, points []Point) Score {
	s := Score{Name: name, Rows: len(points)}
	var widths, logs []float64
	for _, p := range points {
		if p.Inside() {
			s.Inside++
		}
		widths, logs = append(widths, p.Width()), append(logs, p.LogProbability(p.N, p.PY))
		moved := math.Abs(p.Ln-p.Full.Ln) / (z95 * p.SD)
		s.Moved = max(s.Moved, moved)
		if moved > 1 {
			s.Beyond += 1 / float64(len(points))
		}
	}
	s.Width, s.LogScore = stat.Median(widths), stat.Mean(logs)
	return s
}

// Coverage is the share inside the intervals.
func (s *Score) Coverage() float64 { return float64(s.Inside) / float64(s.Rows) }

// judge reads the criteria and fills in the figures.
func (q *Qualification) judge(fsys fs.FS) error {
	rows, err := criteria(fsys)
	if err != nil {
		return err
	}
	q.Pass = true
	for _, c := range rows {
		switch c.Name {
		case "coverage":
			c.Value, c.N = q.All.Coverage(), q.All.Rows
		case "coverage once":
			c.Value, c.N = q.Once.Coverage(), q.Once.Rows
		case "width":
			c.Value, c.N = q.All.Width, q.All.Rows
		case "score":
			c.Value, c.N = q.All.LogScore-q.Rule.LogScore, q.All.Rows
		case "one drug":
			c.Value, c.N = q.ByDrug.Moved, q.ByDrug.Rows
		case "zoster age", "zoster region", "zoster drug":
			c.Value, c.N = agreement(q.Pairs, c.Name[len("zoster "):])
		default:
			return fmt.Errorf("%s: no check %q", CriteriaFile, c.Name)
		}
		q.Checks = append(q.Checks, c)
		q.Pass = q.Pass && c.Pass()
	}
	return nil
}

// CriteriaFile is the table of criteria in qualification.
const CriteriaFile = "safety.csv"

func criteria(fsys fs.FS) ([]Check, error) {
	f, err := fsys.Open(CriteriaFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.FieldsPerRecord = 6
	rows, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	var out []Check
	for _, r := range rows[1:] {
		c := Check{Name: r[0], Quantity: r[1], Remark: r[5], Min: math.NaN(), Max: math.NaN()}
		for i, at := range []*float64{&c.Min, &c.Max} {
			if text := r[3+i]; text != "" {
				if *at, err = strconv.ParseFloat(text, 64); err != nil {
					return nil, fmt.Errorf("%s: %s: %w", CriteriaFile, r[0], err)
				}
			}
		}
		out = append(out, c)
	}
	return out, nil
}

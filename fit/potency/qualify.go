package potency

import (
	"context"
	"math"

	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/receptor"
	"jakstat/stat"
)

// Criteria of the potency qualification, set before any run: drugs that are left out must be predicted so much better than by the better of the
// naive rules, in the logarithm of the fold error averaged over drugs; so many measurements must lie inside 90 % intervals, whose median width must not be
// larger.
const (
	MinGain     = 0.20
	MinCoverage = 0.80
	MaxWidth    = 30.0
)

// Method is a way of predicting with its scores on all rows and on verified ones.
type Method struct {
	Name          string
	Form          receptor.Form
	Left          Left // "" for a rule
	All, Verified Score
	// Evidence is the logarithm of the marginal likelihood of the form on all data, NaN for a rule.
	Evidence float64
}

// Described is a row of a kind of drug that is too rare to be left out: the fit knows the drug's other rows, or nothing can be said.
type Described struct {
	Point
	Mode binding.Mode
	// Known: the figure rests on the row itself, so that it tests nothing.
	Known bool
}

// Qualification is the comparison of predicted with measured potency.
type Qualification struct {
	Points    []Point // drugs left out, by the form that is used
	Cytokines []Point // cytokines left out, by the form that is used
	Methods   []Method
	Described []Described
	Gain      float64 // on all rows, macro-averaged, over the better naive rule
	// GainVerified is the same on verified rows, and GainRows on verified rows without averaging over drugs. They are shown, not judged: four drugs
	// have verified rows, one of them 18 of 26.
	GainVerified, GainRows float64
	// GainSpan and GainVerifiedSpan are 90 % intervals of Gain and GainVerified over other drugs and rows, the naive rule being the better one here.
	GainSpan, GainVerifiedSpan stat.Interval
	Pass                       bool
}

// Qualify runs every form and rule. done is called after each of Steps folds.
func Qualify(ctx context.Context, lib *evidence.Library, done func()) (*Qualification, error) {
	drugs := Drugs(lib)
	q := &Qualification{}
	rules := map[string][]Point{}
	for _, r := range Rules() {
		points := ByRule(lib, r, drugs)
		rules[string(r)] = points
		q.Methods = append(q.Methods, method(string(r), points))
	}
	for _, form := range receptor.Forms() {
		full, err := Fit(ctx, form, drugs, nil)
		if err != nil {
			return nil, err
		}
		for _, by := range []Left{Drug, Cytokine} {
			points, err := CrossValidate(ctx, form, drugs, by, done)
			if err != nil {
				return nil, err
			}
			m := method(form.String(), points)
			m.Form, m.Left, m.Evidence = form, by, full.Posterior.Evidence
			q.Methods = append(q.Methods, m)
			switch {
			case form == Form && by == Drug:
				q.Points = points
			case form == Form:
				q.Cytokines = points
			}
		}
	}
	q.judge(rules)
	var err error
	q.Described, err = describe(lib)
	return q, err
}

// Steps is how many folds Qualify runs.
func Steps(lib *evidence.Library) int {
	drugs := Drugs(lib)
	return len(receptor.Forms()) * (Folds(drugs, Drug) + Folds(drugs, Cytokine))
}

func method(name string, points []Point) Method {
	return Method{
		Name: name, All: ScoreOf(points, func(Point) bool { return true }), Verified: ScoreOf(points, func(p Point) bool { return p.Cell.Verified }), Evidence: math.NaN(),
	}
}

// judge applies the criteria. The naive rule to beat is, in each figure, the one that does better there.
func (q *Qualification) judge(rules map[string][]Point) {
	var used Method
	for _, m := range q.Methods {
		if m.Left == Drug && m.Form == Form {
			used = m
		}
	}
	gain := func(of func(Method) float64) (float64, string) {
		best, name := math.Inf(1), ""
		for _, m := range q.Methods {
			if v := of(m); (m.Name == string(NaiveAssay) || m.Name == string(NaiveATP)) && v < best {
				best, name = v, m.Name
			}
		}
		return 1 - math.Log(of(used))/math.Log(best), name
	}
	var naive string
	q.GainRows, _ = gain(func(m Method) float64 { return m.Verified.GMFE })
	q.Gain, naive = gain(func(m Method) float64 { return m.All.Macro })
	q.GainSpan = gainInterval(q.Points, rules[naive], func(Point) bool { return true })
	q.GainVerified, naive = gain(func(m Method) float64 { return m.Verified.Macro })
	q.GainVerifiedSpan = gainInterval(q.Points, rules[naive], func(p Point) bool { return p.Cell.Verified })
	q.Pass = q.Gain >= MinGain && used.All.Coverage >= MinCoverage && used.All.Width <= MaxWidth
}

// describe shows the kinds of which there is one drug each.
func describe(lib *evidence.Library) ([]Described, error) {
	var out []Described
	for _, p := range lib.PhysChems {
		mode := binding.ModeFromWords(p.BindingMode)
		if mode == binding.Reversible || p.FU.Missing() {
			continue
		}
		b := molecule(lib, p, mode)
		for _, row := range b.Rows {
			if row.Limit != evidence.Equal {
				continue
			}
			for _, r := range lib.Receptors {
				if r.Cytokine != row.Cytokine {
					continue
				}
				d := Described{Mode: mode, Point: Point{Drug: p.Drug, Cell: receptor.Cell{ID: row.ID, Receptor: r, STAT: row.STAT, Ln: math.Log(row.Unbound), Verified: row.Verified}}}
				m, err := receptor.Of(lib, b)
				if err != nil {
					return nil, err
				}
				d.Prediction, d.Known = m.Mechanistic(r, row.STAT)
				out = append(out, d)
			}
		}
	}
	return out, nil
}

package sbmlsuite

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strings"

	"jakstat/stat"
)

// Expectation is what a stochastic case expects of one variable, or of its logarithm: values by row of the results.
type Expectation struct {
	Variable string
	Log      bool
	Mean     []float64
	// SD is nil where the results do not give it.
	SD []float64
	// TestMean and TestSD say which of them the settings ask for.
	TestMean, TestSD bool
}

// Name is the variable as the columns have it.
func (e *Expectation) Name() string {
	if e.Log {
		return "ln(" + e.Variable + ")"
	}
	return e.Variable
}

// Expectations reads the columns that the settings of a stochastic case name; the error is a diag.List.
func (t *Content) Expectations(c Case) ([]Expectation, error) {
	r := &reader{name: path.Join(c.Dir, c.ID+"-settings.txt")}
	s, line := t.Settings, t.Settings.Lines["output"]
	var out []Expectation
	for _, column := range s.Output {
		name, isMean := strings.CutSuffix(column, "-mean")
		name, isSD := strings.CutSuffix(name, "-sd")
		if isMean == isSD {
			r.fail(line, "settings", "output: %q is neither a mean nor a standard deviation", column).Suggestion = "write for example X-mean"
			continue
		}
		variable := name
		if inner, ok := strings.CutPrefix(name, "ln("); ok && strings.HasSuffix(inner, ")") {
			variable = strings.TrimSuffix(inner, ")")
		}
		if !slices.Contains(s.Variables, variable) {
			r.fail(line, "settings", "output: %q is not of a variable", column)
			continue
		}
		i := slices.IndexFunc(out, func(e Expectation) bool { return e.Name() == name })
		if i < 0 {
			i = len(out)
			e := Expectation{Variable: variable, Log: name != variable, Mean: t.Expected.values(name + "-mean"), SD: t.Expected.values(name + "-sd")}
			if e.Mean == nil {
				r.fail(line, "settings", "output: the results have no column %q", name+"-mean")
			}
			out = append(out, e)
		}
		out[i].TestMean = out[i].TestMean || isMean
		out[i].TestSD = out[i].TestSD || isSD
		if isSD && out[i].SD == nil {
			r.fail(line, "settings", "output: the results have no column %q", column)
		}
	}
	if len(out) == 0 && len(r.diags) == 0 {
		r.fail(line, "settings", "output names no column")
	}
	for key, interval := range map[string][2]float64{"meanRange": s.MeanRange, "sdRange": s.SDRange} {
		if math.IsNaN(interval[0]) {
			r.fail(s.Lines[key], "settings", "%s is empty, but the case is a %s", key, t.Description.TestType)
		}
	}
	return out, r.diags.Err()
}

// values is a column, nil when there is none.
func (t *Results) values(name string) []float64 {
	i := t.Column(name)
	if i < 0 {
		return nil
	}
	out := make([]float64, len(t.Rows))
	for k, row := range t.Rows {
		out[k] = row[i]
	}
	return out
}

// Exceedance is one statistic outside its range.
type Exceedance struct {
	Column string
	Row    int
	Time   float64
	// Statistic is Z or Y of the suite; infinite where a certain value differs.
	Statistic float64
	// Corrected is Y with the standard error that the observed kurtosis gives; NaN for a mean.
	Corrected float64
	// Explained: Corrected lies within the range.
	Explained bool
}

// String words the exceedance.
func (x Exceedance) String() string {
	if !strings.HasSuffix(x.Column, "-sd") {
		return fmt.Sprintf("%s at t = %g: Z = %.2f", x.Column, x.Time, x.Statistic)
	}
	return fmt.Sprintf("%s at t = %g: Y = %.2f, %.2f with the observed kurtosis", x.Column, x.Time, x.Statistic, x.Corrected)
}

// Verdict is the comparison of the statistics of many runs with what is expected.
type Verdict struct {
	Runs, Compared int
	Exceedances    []Exceedance
}

// certain is how closely a value that has no spread must agree.
const certain = 1e-9

// Judge compares: of(i)[k] has the moments of expectation i at row k. The mean is tested by Z = √n(mean − μ)/σ, with the observed standard
// deviation where the results give none (the location of a Cauchy distribution has no other test); the standard deviation by Y = √(n/2)(S²/σ² − 1).
// The second assumes a normal distribution, so that a value outside the range is also judged by the observed kurtosis. A logarithm of what
// is not positive is not compared where the results fill in 0 with no spread.
func Judge(expected []Expectation, times []float64, s *Settings, of func(i int) []stat.CentralMoments) *Verdict {
	v := &Verdict{}
	for i := range expected {
		e := &expected[i]
		for k := range e.Mean {
			m := &of(i)[k]
			v.Runs = m.N()
			if e.Log && !finite(m.Mean()) && e.Mean[k] == 0 && (e.SD == nil || e.SD[k] == 0) {
				continue
			}
			n, mean, variance := float64(m.N()), m.Mean(), m.Var()
			sigma2 := variance
			if e.SD != nil {
				sigma2 = float64(e.SD[k] * e.SD[k])
			}
			x := Exceedance{Row: k, Time: times[k], Corrected: math.NaN()}
			if e.TestMean {
				v.Compared++
				x.Column = e.Name() + "-mean"
				switch off := mean - e.Mean[k]; {
				case sigma2 > 0:
					x.Statistic = math.Sqrt(n/sigma2) * off
				case math.Abs(off) <= certain*math.Max(1, math.Abs(e.Mean[k])):
					x.Statistic = 0
				default:
					x.Statistic = math.Inf(1)
				}
				if !within(x.Statistic, s.MeanRange) {
					v.Exceedances = append(v.Exceedances, x)
				}
			}
			if e.TestSD {
				v.Compared++
				x.Column = e.Name() + "-sd"
				x.Statistic, x.Corrected = 0, 0
				switch {
				case sigma2 > 0:
					x.Statistic = math.Sqrt(n/2) * (variance/sigma2 - 1)
					x.Corrected = (variance/sigma2 - 1) / m.VarSE()
				case !(math.Sqrt(variance) <= certain*math.Max(1, math.Abs(e.Mean[k]))):
					x.Statistic, x.Corrected = math.Inf(1), math.Inf(1)
				}
				if !within(x.Statistic, s.SDRange) {
					x.Explained = within(x.Corrected, s.SDRange)
					v.Exceedances = append(v.Exceedances, x)
				}
			}
		}
	}
	return v
}

func within(x float64, interval [2]float64) bool { return interval[0] < x && x < interval[1] }

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// tolerated is how many values of one column may lie outside their range by chance: the suite's README calls 0 or 1 great, and asks to look
// at 2 or 3 whether they are consistent and at the same times.
const tolerated = 3

// Confirmed returns the exceedances of a larger run that chance does not explain, given those of a smaller run with other seeds: more than
// three of one column, or one at the time where the smaller run had one too. Those that the kurtosis explains do not count.
func (v *Verdict) Confirmed(before *Verdict) []Exceedance {
	by := map[string][]Exceedance{}
	for _, x := range v.Exceedances {
		if !x.Explained {
			by[x.Column] = append(by[x.Column], x)
		}
	}
	var out []Exceedance
	for _, x := range v.Exceedances {
		list := by[x.Column]
		again := slices.ContainsFunc(before.Exceedances, func(y Exceedance) bool { return x.Column == y.Column && x.Row == y.Row && !y.Explained })
		if !x.Explained && (len(list) > tolerated || again || math.IsInf(x.Statistic, 0)) {
			out = append(out, x)
		}
	}
	return out
}

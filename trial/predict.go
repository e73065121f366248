package trial

import (
	"fmt"
	"math"
	"slices"

	"jakstat/jak/disease"
)

// Matrix is a symmetric matrix that can be read, such as gonum's mat.SymDense.
type Matrix interface{ At(i, j int) float64 }

// Prediction is the normal distribution of the linear predictors of asks: for shares of patients the probit of the rate, for changes the improvement
// in standard deviations between patients. Parameter is the covariance of what the model does not know, Between that of how trials and arms
// differ. The sampling of patients is in neither.
type Prediction struct {
	Mean               []float64
	Parameter, Between Matrix
}

// Predictor says what arms will show. The results of the trials named in without must not take part.
type Predictor interface {
	Predict(asks []disease.Ask, without ...string) (*Prediction, error)
}

// PredictorFunc is a function as a Predictor.
type PredictorFunc func(asks []disease.Ask, without ...string) (*Prediction, error)

// Predict calls the function.
func (f PredictorFunc) Predict(asks []disease.Ask, without ...string) (*Prediction, error) {
	return f(asks, without...)
}

// root is a factor of a covariance of k draws: element i is the sum of row i times the draws.
type root struct {
	n, k int
	rows []float64 // n rows of k
}

// newRoot factors a covariance of n variables by Cholesky's method with the largest remaining variance first (Higham 1990, "Analysis of the Cholesky
// decomposition of a semi-definite matrix"), so that variables which move together exactly, as those of one endpoint in two arms may, need no
// draws of their own. The error says that the matrix is no covariance.
func newRoot(m Matrix, n int) (*root, error) {
	left := make([]float64, n) // variance not yet explained
	largest := 0.0
	for i := range n {
		left[i] = m.At(i, i)
		if !finite(left[i]) || left[i] < 0 {
			return nil, fmt.Errorf("trial: the variance of prediction %d is %g", i, left[i])
		}
		largest = max(largest, left[i])
	}
	var columns [][]float64
	for len(columns) < n {
		p := 0
		for i := range left {
			if left[i] > left[p] {
				p = i
			}
		}
		if left[p] <= 1e-10*largest || left[p] == 0 {
			break
		}
		c := make([]float64, n)
		d := math.Sqrt(left[p])
		for i := range c {
			v := m.At(i, p)
			for _, o := range columns {
				v -= float64(o[i] * o[p])
			}
			c[i] = v / d
			left[i] = max(0, left[i]-float64(c[i]*c[i]))
		}
		left[p] = 0
		columns = append(columns, c)
	}
	r := &root{n: n, k: len(columns), rows: make([]float64, n*len(columns))}
	for k, c := range columns {
		for i, v := range c {
			r.rows[i*r.k+k] = v
		}
	}
	return r, nil
}

// add adds the draws' sum to each of x.
func (r *root) add(x, draws []float64) {
	for i := range x {
		for k, v := range r.rows[i*r.k : (i+1)*r.k] {
			x[i] += float64(v * draws[k])
		}
	}
}

// cell is an endpoint at a week; a plan's cells are numbered by endpoint, then week.
type cell struct {
	endpoint int
	week     float64
}

func (p *Plan) cells() []cell {
	var out []cell
	for i, e := range p.Endpoints {
		for _, w := range e.Weeks {
			out = append(out, cell{i, w})
		}
	}
	return out
}

// stratum is a set of traits that a patient has (bit i: People.Traits[i]) and how many have just these.
type stratum struct {
	traits uint64
	share  float64
	label  string
}

func (p *Plan) strata() []stratum {
	out := []stratum{{share: 1}}
	for i, t := range p.People.Traits {
		var next []stratum
		for _, s := range out {
			join := ""
			if s.label != "" {
				join = ", "
			}
			next = append(next, stratum{s.traits, s.share * (1 - t.Share), s.label + join + "no " + t.Name}, stratum{s.traits | 1<<i, s.share * t.Share, s.label + join + t.Name})
		}
		out = next
	}
	return out
}

// asks are the questions of a plan: what every treatment gives in every stratum at every cell. A treatment is that of an arm from the start, or, from
// len(Arms) on, that of a move's arm from its week.
type asks struct {
	list  []disease.Ask
	index [][]int // [treatment*strata + stratum][cell] number of the ask, -1: never asked
}

// ask lists the questions. Arms are taken in the order of their names, so that the draws do not depend on their order in the file.
func (p *Plan) ask(cells []cell, strata []stratum) asks {
	var a asks
	settings := make([]*disease.Setting, len(strata))
	for i, s := range strata {
		settings[i] = p.settingOf(s)
	}
	moves := p.moves()
	a.index = make([][]int, (len(p.Arms)+len(moves))*len(strata))
	known := map[string]int{}
	fill := func(treatment, arm int, after float64) {
		for si, setting := range settings {
			row := make([]int, len(cells))
			for c, x := range cells {
				row[c] = -1
				week := x.week - after
				if week <= 0 || len(p.Endpoints[x.endpoint].Both) > 0 { // the latter follows from its parts
					continue
				}
				key := fmt.Sprintf("%d|%d|%d|%g", arm, si, x.endpoint, week)
				n, ok := known[key]
				if !ok {
					n = len(a.list)
					known[key] = n
					a.list = append(a.list, disease.Ask{Setting: setting, Arm: &p.Arms[arm].Arm, Endpoint: p.Endpoints[x.endpoint].Name, Week: week})
				}
				row[c] = n
			}
			a.index[treatment*len(strata)+si] = row
		}
	}
	for _, arm := range p.byName() {
		fill(arm, arm, 0)
	}
	for i, m := range moves {
		if m.To >= 0 {
			fill(len(p.Arms)+i, m.To, m.Week)
		}
	}
	return a
}

// settingOf is the trial as if all patients were of a stratum.
func (p *Plan) settingOf(s stratum) *disease.Setting {
	out := p.Setting
	out.Traits = map[string]float64{}
	for k, v := range p.Setting.Traits {
		out.Traits[k] = v
	}
	for i, t := range p.People.Traits {
		for _, known := range traits {
			if known.words == t.Name {
				out.Traits[known.name] = float64(s.traits >> i & 1)
			}
		}
	}
	return &out
}

// moves are rescue and switch in the order of their weeks; a rescue at the week of a switch comes first.
func (p *Plan) moves() []*Move {
	var out []*Move
	for _, m := range []*Move{p.Rescue, p.Switch} {
		if m != nil {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b *Move) int {
		switch {
		case a.Week < b.Week:
			return -1
		case a.Week > b.Week:
			return 1
		}
		return 0
	})
	return out
}

// byName is the arms in the order of their names.
func (p *Plan) byName() []int {
	out := make([]int, len(p.Arms))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(a, b int) int {
		if p.Arms[a].Label < p.Arms[b].Label {
			return -1
		}
		return 1
	})
	return out
}

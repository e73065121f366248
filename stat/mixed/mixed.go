// Package mixed estimates linear models whose every coefficient is random: coefficients with independent normal priors of mean zero,
// standard deviations shared by groups, observations with normal errors that may be correlated within clusters. The standard deviations
// are estimated by maximising the marginal likelihood (Harville 1977, J Am Stat Assoc 72:320; as Gaussian process: Rasmussen & Williams
// 2006, ch. 5), predictions and held-out predictions are exact given them. It must not know what a coefficient or an observation means.
package mixed

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Term is one coefficient times its value in one row: coefficients of a group share a standard deviation and are told apart by Key.
type Term struct {
	Group int
	Key   string
	Value float64
}

// Group is a standard deviation shared by coefficients. Fixed groups keep SD; others start there, and are pulled to it by a log-normal prior whose
// standard deviation is Pull (0: no prior).
type Group struct {
	Name  string
	SD    float64
	Pull  float64
	Fixed bool
}

// Row is an observation: Y with sampling error SE. Rows of one Cluster have correlated sampling errors (see [Data.Correlation]); 0 is no cluster.
type Row struct {
	Y, SE   float64
	Cluster int
	Terms   []Term
}

// Data is what is observed. Correlation gives the correlation of the sampling errors of two rows of one cluster, 1 for i = j.
type Data struct {
	Groups      []Group
	Rows        []Row
	Correlation func(i, j int) float64
}

// entry is one row's part in one coefficient.
type entry struct {
	row   int
	value float64
}

// Model is the data made ready: the sampling errors as a matrix and the rows of each coefficient.
type Model struct {
	data  Data
	coefs [][]entry // of all groups, group after group
	group []int     // of each coefficient
	index []map[string]int
	noise *mat.SymDense
	y     *mat.VecDense
}

// New checks the data and makes a model. Errors: an empty data set, a term of an unknown group, an error that is not positive.
func New(d Data) (*Model, error) {
	n := len(d.Rows)
	if n == 0 {
		return nil, errors.New("mixed: no rows")
	}
	m := &Model{data: d, noise: mat.NewSymDense(n, nil), y: mat.NewVecDense(n, nil), index: make([]map[string]int, len(d.Groups))}
	for g := range m.index {
		m.index[g] = map[string]int{}
	}
	clusters := map[int][]int{}
	for i, r := range d.Rows {
		if !(r.SE > 0) || math.IsInf(r.SE, 0) || math.IsNaN(r.Y) || math.IsInf(r.Y, 0) {
			return nil, fmt.Errorf("mixed: row %d: value %g with error %g", i, r.Y, r.SE)
		}
		m.y.SetVec(i, r.Y)
		m.noise.SetSym(i, i, r.SE*r.SE)
		for _, t := range r.Terms {
			if t.Group < 0 || t.Group >= len(d.Groups) {
				return nil, fmt.Errorf("mixed: row %d: no group %d", i, t.Group)
			}
			k, ok := m.index[t.Group][t.Key]
			if !ok {
				k = len(m.coefs)
				m.index[t.Group][t.Key] = k
				m.coefs = append(m.coefs, nil)
				m.group = append(m.group, t.Group)
			}
			if c := m.coefs[k]; len(c) > 0 && c[len(c)-1].row == i {
				c[len(c)-1].value += t.Value
			} else {
				m.coefs[k] = append(c, entry{i, t.Value})
			}
		}
		if r.Cluster != 0 {
			for _, j := range clusters[r.Cluster] {
				m.noise.SetSym(i, j, d.Correlation(i, j)*r.SE*d.Rows[j].SE)
			}
			clusters[r.Cluster] = append(clusters[r.Cluster], i)
		}
	}
	return m, nil
}

// SDs returns the starting standard deviations.
func (m *Model) SDs() []float64 {
	out := make([]float64, len(m.data.Groups))
	for i, g := range m.data.Groups {
		out[i] = g.SD
	}
	return out
}

// covariance is that of the observations.
func (m *Model) covariance(sd []float64) *mat.SymDense {
	n := m.y.Len()
	v := mat.NewSymDense(n, nil)
	v.CopySym(m.noise)
	raw := v.RawSymmetric()
	for k, c := range m.coefs {
		s2 := sd[m.group[k]] * sd[m.group[k]]
		for a, e := range c {
			row := raw.Data[e.row*raw.Stride:]
			for _, f := range c[a:] { // entries are in the order of rows: upper triangle
				row[f.row] += s2 * e.value * f.value
			}
		}
	}
	return v
}

// Coefficients is the number of coefficients of a group that the rows touch.
func (m *Model) Coefficients(group int) int { return len(m.index[group]) }

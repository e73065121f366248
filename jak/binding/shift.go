package binding

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Shift carries a molecule's enzyme constants to its cells at receptors of one kinase pair: multiply a mechanistic IC50 by
// Factor. SD is the standard deviation of ln IC50 of such a prediction, all uncertainty of the anchor included. N rows of the drug stand
// behind it, OnPair of them at receptors of the same pair.
type Shift struct {
	Factor float64
	SD     float64
	N      int
	OnPair int
	Refs   []string
}

// vague is the prior standard deviation of the level of a drug that has no class of its own kind (JH2): its rows alone carry it.
const vague = 10.0

// predict returns the best linear unbiased prediction of a pair's log-ratio given the drug's rows (Searle, Casella & McCulloch
// 1992, ch. 7): the rows on the same pair count most, the drug's other rows next, the class mean where there are none.
func (a AnchorModel) predict(c class, ownKind bool, rows []ratio, pair string) Shift {
	mean, drug2 := a.Mean[c], a.Drug*a.Drug+a.MeanVar[c]
	if ownKind {
		mean, drug2 = 0, vague*vague
	}
	pair2, row2 := a.Pair*a.Pair, a.Row*a.Row
	n := len(rows)
	s := Shift{N: n}
	level, explained := mean, 0.0
	if n > 0 {
		v, cov, y := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
		for i, r := range rows {
			s.Refs = append(s.Refs, r.id)
			y.SetVec(i, r.log-mean)
			c := drug2
			if r.pair == pair {
				c += pair2
				s.OnPair++
			}
			cov.SetVec(i, c)
			for j := 0; j <= i; j++ {
				e := drug2
				if r.pair == rows[j].pair {
					e += pair2
				}
				if i == j {
					e += row2
				}
				v.SetSym(i, j, e)
			}
		}
		var chol mat.Cholesky
		var w mat.VecDense
		if chol.Factorize(v) && chol.SolveVecTo(&w, cov) == nil {
			level += mat.Dot(&w, y)
			explained = mat.Dot(&w, cov)
		}
	}
	s.Factor = math.Exp(level)
	s.SD = math.Sqrt(max(0, drug2+pair2-explained) + row2)
	return s
}

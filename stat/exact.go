package stat

import (
	"math"
	"math/big"
	"math/bits"
)

// ExactSum adds float64 values, and squares of them, without any rounding, after the small
// superaccumulator of Neal 2015 (arXiv:1505.05571): a fixed-point number wide enough for every product, in limbs of
// 32 bits held in 64, so that carries can wait. Addition being exact, order and grouping do not matter. The
// zero value is 0.
type ExactSum struct {
	limb    [numLimbs]int64 // limb i weighs 2^(32·i − bias)
	pending int             // additions since the carries were last settled
	nan     bool
	inf     [2]bool // −Inf and +Inf were added
}

const (
	// bias places the lowest bit of the square of the smallest denormal, 2^−2148.
	bias = 2148
	// numLimbs reaches the square of the largest number, 2^2048, and 64 bits of count above it.
	numLimbs = (bias+2048+64)/32 + 1
	// maxPending keeps a limb below 2^63: each addition contributes less than 2^32.
	maxPending = 1 << 30
)

// Add adds x.
func (s *ExactSum) Add(x float64) {
	m, e, ok := s.split(x)
	if ok {
		s.place(m, e+bias, x < 0)
	}
}

// AddSquare adds x².
func (s *ExactSum) AddSquare(x float64) {
	m, e, ok := s.split(math.Abs(x))
	if ok {
		hi, lo := bits.Mul64(m, m)
		s.place(lo, 2*e+bias, false)
		s.place(hi, 2*e+64+bias, false)
	}
}

// AddProduct adds w·x.
func (s *ExactSum) AddProduct(w, x float64) {
	if math.IsNaN(w*x) || math.IsInf(w, 0) || math.IsInf(x, 0) {
		s.split(w * x)
		return
	}
	m, e, _ := s.split(w)
	n, f, _ := s.split(x)
	hi, lo := bits.Mul64(m, n)
	negative := (w < 0) != (x < 0)
	s.place(lo, e+f+bias, negative)
	s.place(hi, e+f+64+bias, negative)
}

// split returns |x| = m·2^e; ok is false for what is not finite, which is remembered.
func (s *ExactSum) split(x float64) (m uint64, e int, ok bool) {
	b := math.Float64bits(x)
	m, e = b&(1<<52-1), int(b>>52&0x7ff)
	switch e {
	case 0x7ff:
		if m != 0 {
			s.nan = true
		} else {
			s.inf[1-b>>63] = true
		}
		return 0, 0, false
	case 0:
		return m, -1074, true
	default:
		return m | 1<<52, e - 1075, true
	}
}

// place adds ±m·2^(at − bias).
func (s *ExactSum) place(m uint64, at int, negative bool) {
	if m == 0 {
		return
	}
	i, shift := at/32, uint(at%32)
	lo := m << shift
	hi := m >> (64 - shift) // 0 for shift 0
	a, b, c := int64(lo&math.MaxUint32), int64(lo>>32), int64(hi)
	if negative {
		a, b, c = -a, -b, -c
	}
	s.limb[i] += a
	s.limb[i+1] += b
	if c != 0 {
		s.limb[i+2] += c
	}
	if s.pending++; s.pending >= maxPending {
		s.settle()
	}
}

// settle moves carries up, leaving limbs in [0, 2³²) below a signed top.
func (s *ExactSum) settle() {
	carry := int64(0)
	for i := range s.limb {
		v := s.limb[i] + carry
		if i == len(s.limb)-1 {
			s.limb[i] = v
			break
		}
		carry = v >> 32
		s.limb[i] = v & math.MaxUint32
	}
	s.pending = 1
}

// Merge adds what t holds; t keeps its value.
func (s *ExactSum) Merge(t *ExactSum) {
	other := *t
	other.settle()
	s.settle()
	for i, v := range other.limb {
		s.limb[i] += v
	}
	s.pending = 2
	s.nan = s.nan || other.nan
	s.inf[0], s.inf[1] = s.inf[0] || other.inf[0], s.inf[1] || other.inf[1]
}

// Value returns the sum, rounded once.
func (s *ExactSum) Value() float64 {
	if v, ok := s.special(); ok {
		return v
	}
	return quotient(s.integer(), 1, bias)
}

// special returns NaN or an infinity when one was added.
func (s *ExactSum) special() (float64, bool) {
	switch {
	case s.nan || s.inf[0] && s.inf[1]:
		return math.NaN(), true
	case s.inf[0]:
		return math.Inf(-1), true
	case s.inf[1]:
		return math.Inf(1), true
	}
	return 0, false
}

// integer is the exact finite sum times 2^bias.
func (s *ExactSum) integer() *big.Int {
	settled := *s
	settled.settle()
	sum := new(big.Int)
	for i := len(settled.limb) - 1; i >= 0; i-- {
		sum.Lsh(sum, 32)
		sum.Add(sum, big.NewInt(settled.limb[i]))
	}
	return sum
}

// quotient returns num/den·2^−scale, rounded once (twice for a denormal quotient).
func quotient(num *big.Int, den int64, scale int) float64 {
	q := new(big.Float).SetInt(num) // exact: the precision follows the integer
	if den != 1 {
		q = new(big.Float).SetPrec(53).Quo(q, new(big.Float).SetInt64(den))
	}
	v, _ := q.SetMantExp(q, -scale).Float64()
	return v
}

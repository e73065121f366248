package receptor

import (
	"math"

	"jakstat/jak/binding"
)

// Form is a way to combine the kinases of a receptor into its signal.
type Form uint8

// The forms that are compared; see Half.
const (
	First            Form = iota // the first kinase of the table alone: S = A_a
	MostSensitive                // the kinase that the drug blocks best: the naive rule
	Product                      // both places are needed: S = A_a · B
	Exponents                    // S = A_a^α · B^β, exponents shared by all drugs and receptors
	ReserveExponents             // the same, read through a reserve
	FamilyExponent               // S = A_a · B^β read through a reserve, β by receptor family
	Reserve                      // S as Product, read through a reserve: E = (1+τ)·S/(1+τ·S), τ by family and read-out
	numForms
)

var formNames = [numForms]string{"first kinase alone", "most sensitive kinase", "product of both places", "product with shared exponents", "product with shared exponents and reserve", "product with an exponent by family and reserve", "product with receptor reserve"}

// String names the form in words.
func (f Form) String() string { return formNames[f] }

// Forms lists all of them.
func Forms() []Form {
	return []Form{First, MostSensitive, Product, Exponents, ReserveExponents, FamilyExponent, Reserve}
}

// Powers tells whether the form has exponents.
func (f Form) Powers() bool { return f == Exponents || f == ReserveExponents || f == FamilyExponent }

// Reserved tells whether the signal is read through a reserve.
func (f Form) Reserved() bool { return f == Reserve || f == ReserveExponents || f == FamilyExponent }

// Shape holds what all drugs share at one receptor read-out.
type Shape struct {
	LnAlpha float64 // logarithm of the exponent of the first place, where the form has one
	LnBeta  float64 // logarithm of the exponent of the second place
	Reserve float64 // r of the receptor's reserve: τ = 2(exp(softplus r) − 1) in Reserve; elsewhere a plain shift of ln IC50
}

// Half is the logarithm of the concentration that halves the read-out of a pair, given the logarithms of the apparent constants of the
// four kinases. Weight[k] is its derivative by ln K of kinase k, which is also that kinase's share in the control of
// the signal there (the weights sum to 1); byReserve, byAlpha and byBeta are the derivatives by the shape.
//
// With B = 1 − Π(1 − A_b) over the kinases of the second place (they stand in for each other), S(c) = 1/2 is solved, or
// S(c) = 1/(2 + τ) with a reserve, since E = 1/2 there. All forms are homogeneous of degree one in the constants, hence the sum.
func (f Form) Half(p Pair, lnK *[binding.NumKinases]float64, s Shape) (ln float64, weight [binding.NumKinases]float64, byReserve, byAlpha, byBeta float64) {
	switch f {
	case First:
		weight[p.A] = 1
		return lnK[p.A] + s.Reserve, weight, 1, 0, 0
	case MostSensitive:
		best := p.A
		for _, k := range p.B {
			if lnK[k] < lnK[best] {
				best = k
			}
		}
		weight[best] = 1
		return lnK[best] + s.Reserve, weight, 1, 0, 0
	}
	alpha, beta, target, shift := 1.0, 1.0, math.Ln2, s.Reserve
	if f.Powers() {
		alpha, beta = math.Exp(s.LnAlpha), math.Exp(s.LnBeta)
	}
	if f.Reserved() {
		r := softplus(s.Reserve) // ln(1 + τ/2), so that no reserve is the lower limit
		target, shift = math.Ln2+r, 0
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, k := range append([]binding.Kinase{p.A}, p.B...) {
		lo, hi = min(lo, lnK[k]), max(hi, lnK[k])
	}
	lo, hi = lo-math.Ln2*3-math.Log(1+alpha+beta)-2, hi+target/alpha+5
	x := (lo + hi) / 2
	var g signal
	for range 80 {
		g = evaluate(p, lnK, alpha, beta, x)
		d := -g.lnS - target // rises with x
		if d > 0 {
			hi = x
		} else {
			lo = x
		}
		next := x - d/g.slope
		if !(next > lo && next < hi) {
			next = (lo + hi) / 2
		}
		if math.Abs(next-x) < 1e-12 {
			break
		}
		x = next
	}
	for k := range weight {
		weight[k] = g.byK[k] / g.slope
	}
	byReserve = 1
	if f.Reserved() {
		byReserve = logistic(s.Reserve) / g.slope
	}
	if f.Powers() {
		byAlpha, byBeta = alpha*g.lnA/g.slope, beta*g.lnB/g.slope
	}
	return x + shift, weight, byReserve, byAlpha, byBeta
}

// signal is ln S at one concentration with its derivatives.
type signal struct {
	lnS, lnA, lnB float64
	byK           [binding.NumKinases]float64 // derivative of ln S by ln K
	slope         float64                     // −derivative of ln S by ln c = Σ byK
}

func evaluate(p Pair, lnK *[binding.NumKinases]float64, alpha, beta, x float64) signal {
	var g signal
	a := logistic(lnK[p.A] - x)
	q := 1.0
	for _, k := range p.B {
		q *= 1 - logistic(lnK[k]-x)
	}
	g.lnB = math.Log1p(-q)
	g.lnA = math.Log(a)
	g.lnS = alpha*g.lnA + beta*g.lnB
	g.byK[p.A] += alpha * (1 - a)
	for _, k := range p.B {
		g.byK[k] += beta * q * logistic(lnK[k]-x) / (1 - q)
	}
	for _, v := range g.byK {
		g.slope += v
	}
	return g
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func softplus(x float64) float64 {
	if x > 30 {
		return x
	}
	return math.Log1p(math.Exp(x))
}

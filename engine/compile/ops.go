package compile

import (
	"math"

	"jakstat/engine/fpmath"
)

// Op is an instruction code. Operands A, B, C and the destination D are slots unless said otherwise;
// truth values are 1 and 0, anything but 0 (NaN included) is true.
type Op uint8

// The instructions. The comment defines the result exactly: every operation rounds once, none is
// fused.
const (
	Add       Op = iota // A + B
	Sub                 // A - B
	Mul                 // A · B
	Div                 // A / B
	Neg                 // -A
	Mul3                // (A · B) · C, rounded twice
	Sum                 // Args[A : A+B+C]: the first B slots added left to right, then the next C subtracted
	Abs                 // |A|
	Sqrt                // √A
	Exp                 // e^A
	Expm1               // e^A - 1
	Log                 // ln A
	Log10               // log10 A
	Log1p               // ln(1 + A)
	Pow                 // A ^ B as Power defines it
	NthRoot             // the A-th root of B
	Floor               // ⌊A⌋
	Ceil                // ⌈A⌉
	Quotient            // trunc(A / B)
	Rem                 // A - B·trunc(A/B), exact
	Factorial           // A!, NaN unless A is a whole number >= 0
	Min                 // the smaller of A and B
	Max                 // the larger of A and B
	Sin                 // sin A
	Cos                 // cos A
	Tan                 // tan A
	Sinh                // sinh A
	Cosh                // cosh A
	Tanh                // tanh A
	Asin                // arcsin A
	Acos                // arccos A
	Atan                // arctan A
	Asinh               // arsinh A
	Acosh               // arcosh A
	Atanh               // artanh A
	Lt                  // A < B
	Le                  // A <= B
	Eq                  // A == B
	Ne                  // A != B
	And                 // A and B
	Or                  // A or B
	Xor                 // A xor B
	Not                 // not A
	Select              // B if A else C
	numOps

	// Leaves of the graph; they are never instructions.
	leafConst
	leafParam
	leafTime
	leafState
	leafInput
	leafDelayed
	leafDose
	leafDraw
)

var opNames = [numOps]string{
	"add", "sub", "mul", "div", "neg", "mul3", "sum", "abs", "sqrt", "exp", "expm1", "log", "log10", "log1p", "pow", "root", "floor", "ceil",
	"quot", "rem", "fact", "min", "max", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh", "atanh",
	"lt", "le", "eq", "ne", "and", "or", "xor", "not", "select",
}

// String returns the mnemonic.
func (o Op) String() string {
	if o < numOps {
		return opNames[o]
	}
	return "?"
}

// Arity returns the number of slot operands; -1 for Sum.
func (o Op) Arity() int {
	switch o {
	case Sum:
		return -1
	case Mul3, Select:
		return 3
	case Add, Sub, Mul, Div, Pow, NthRoot, Quotient, Rem, Min, Max, Lt, Le, Eq, Ne, And, Or, Xor:
		return 2
	}
	return 1
}

// commutes tells whether operands may be swapped without changing the result.
func (o Op) commutes() bool {
	switch o {
	case Add, Mul, Min, Max, Eq, Ne, And, Or, Xor:
		return true
	}
	return false
}

// Power is a^b, with a few exponents done exactly alike whether they are literals (which the
// compiler expands) or parameters: 2, 3 and 4 are products, -1 a quotient, 0.5 a square root.
func Power(a, b float64) float64 {
	switch b {
	case 2:
		return float64(a * a)
	case 3:
		return float64(float64(a*a) * a)
	case 4:
		s := float64(a * a)
		return float64(s * s)
	case -1:
		return 1 / a
	case 0.5:
		return math.Sqrt(a)
	}
	return fpmath.Pow(a, b)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Apply computes one instruction (Sum excepted). It is the definition of the instruction set: constant folding and every
// executor agree with it to the bit.
func Apply(op Op, a, b, c float64) float64 {
	switch op {
	case Add:
		return a + b
	case Sub:
		return a - b
	case Mul:
		return float64(a * b)
	case Div:
		return a / b
	case Neg:
		return -a
	case Mul3:
		return float64(float64(a*b) * c)
	case Abs:
		return math.Abs(a)
	case Sqrt:
		return math.Sqrt(a)
	case Exp:
		return fpmath.Exp(a)
	case Expm1:
		return fpmath.Expm1(a)
	case Log:
		return fpmath.Log(a)
	case Log10:
		return fpmath.Log10(a)
	case Log1p:
		return fpmath.Log1p(a)
	case Pow:
		return Power(a, b)
	case NthRoot:
		return fpmath.Root(a, b)
	case Floor:
		return math.Floor(a)
	case Ceil:
		return math.Ceil(a)
	case Quotient:
		return math.Trunc(a / b)
	case Rem:
		return math.Mod(a, b)
	case Factorial:
		return factorial(a)
	case Min:
		return math.Min(a, b)
	case Max:
		return math.Max(a, b)
	case Lt:
		return truth(a < b)
	case Le:
		return truth(a <= b)
	case Eq:
		return truth(a == b)
	case Ne:
		return truth(a != b)
	case And:
		return truth(a != 0 && b != 0)
	case Or:
		return truth(a != 0 || b != 0)
	case Xor:
		return truth((a != 0) != (b != 0))
	case Not:
		return truth(a == 0)
	case Select:
		if a != 0 {
			return b
		}
		return c
	}
	return applyTrig(op, a)
}

func applyTrig(op Op, a float64) float64 {
	switch op {
	case Sin:
		return fpmath.Sin(a)
	case Cos:
		return fpmath.Cos(a)
	case Tan:
		return fpmath.Tan(a)
	case Sinh:
		return fpmath.Sinh(a)
	case Cosh:
		return fpmath.Cosh(a)
	case Tanh:
		return fpmath.Tanh(a)
	case Asin:
		return fpmath.Asin(a)
	case Acos:
		return fpmath.Acos(a)
	case Atan:
		return fpmath.Atan(a)
	case Asinh:
		return fpmath.Asinh(a)
	case Acosh:
		return fpmath.Acosh(a)
	case Atanh:
		return fpmath.Atanh(a)
	}
	panic("compile: no instruction " + op.String())
}

// factorials are exact up to 22! and correctly rounded products beyond.
var factorials = func() (f [171]float64) {
	f[0] = 1
	for i := 1; i < len(f); i++ {
		f[i] = f[i-1] * float64(i)
	}
	return f
}()

func factorial(a float64) float64 {
	switch {
	case !(a >= 0) || a != math.Trunc(a):
		return math.NaN()
	case a >= float64(len(factorials)):
		return math.Inf(1)
	}
	return factorials[int(a)]
}

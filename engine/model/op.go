package model

// Op is the operation of an expression node.
type Op uint8

// The operations. The comment gives the operands; n means any number.
const (
	OpNumber    Op = iota // literal, with an optional unit
	OpSymbol              // reference to a model element or a bound variable by ID
	OpTime                // the simulation time
	OpAvogadro            // Avogadro's number, 6.02214076e23 1/mol
	OpPi                  // π
	OpE                   // e
	OpTrue                // logical true
	OpFalse               // logical false
	OpDraw                // arguments of a [Distribution]: a random number
	OpCall                // call of a user function: n
	OpDelay               // x, lag: the value of x at time - lag
	OpRateOf              // symbol: its time derivative
	OpPiecewise           // value, condition, ..., [otherwise]

	OpAdd // n
	OpSub // a, b
	OpMul // n
	OpDiv // a, b
	OpNeg // a
	OpPow // a, b

	OpEq  // n: each neighbouring pair
	OpNeq // a, b
	OpLt  // n
	OpLeq // n
	OpGt  // n
	OpGeq // n

	OpAnd     // n
	OpOr      // n
	OpXor     // n
	OpNot     // a
	OpImplies // a, b

	OpAbs       // a
	OpSqrt      // a
	OpRoot      // degree, a
	OpExp       // a
	OpLn        // a
	OpLog10     // a
	OpLog       // base, a
	OpFloor     // a
	OpCeil      // a
	OpFactorial // a
	OpMin       // n
	OpMax       // n
	OpQuotient  // a, b: trunc(a/b)
	OpRem       // a, b: a - b·trunc(a/b)
	OpExpm1     // a: exp(a) - 1
	OpLog1p     // a: ln(1 + a)

	OpSin
	OpCos
	OpTan
	OpSec
	OpCsc
	OpCot
	OpSinh
	OpCosh
	OpTanh
	OpSech
	OpCsch
	OpCoth
	OpArcsin
	OpArccos
	OpArctan
	OpArcsec
	OpArccsc
	OpArccot
	OpArcsinh
	OpArccosh
	OpArctanh
	OpArcsech
	OpArccsch
	OpArccoth

	numOps
)

const many = 255 // maximal arity of an n-ary operation

// opInfo gives the function-call spelling of an operation, its arity range, and for infix
// operators the symbol and binding strength.
type opInfo struct {
	name     string
	min, max uint8
	infix    string
	prec     uint8
}

// Binding strengths of infix operators, weakest first.
const (
	precOr = iota + 1
	precAnd
	precRelational
	precAdd
	precMul
	precNeg
	precPow
	precAtom
)

var ops = [numOps]opInfo{
	OpNumber: {name: "number"}, OpSymbol: {name: "symbol"}, OpTime: {name: "time"}, OpAvogadro: {name: "avogadro"}, OpPi: {name: "pi"},
	OpE: {name: "exponentiale"}, OpTrue: {name: "true"}, OpFalse: {name: "false"}, OpCall: {name: "call", max: many},
	OpDraw:  {name: "draw", max: many},
	OpDelay: {"delay", 2, 2, "", 0}, OpRateOf: {"rateOf", 1, 1, "", 0}, OpPiecewise: {"piecewise", 0, many, "", 0},
	OpAdd: {"plus", 0, many, "+", precAdd}, OpSub: {"minus", 2, 2, "-", precAdd}, OpMul: {"times", 0, many, "*", precMul},
	OpDiv: {"divide", 2, 2, "/", precMul}, OpNeg: {"neg", 1, 1, "-", precNeg}, OpPow: {"pow", 2, 2, "^", precPow},
	OpEq: {"eq", 2, many, "==", precRelational}, OpNeq: {"neq", 2, 2, "!=", precRelational}, OpLt: {"lt", 2, many, "<", precRelational},
	OpLeq: {"leq", 2, many, "<=", precRelational}, OpGt: {"gt", 2, many, ">", precRelational}, OpGeq: {"geq", 2, many, ">=", precRelational},
	OpAnd: {"and", 0, many, "&&", precAnd}, OpOr: {"or", 0, many, "||", precOr}, OpXor: {"xor", 0, many, "", 0},
	OpNot: {"not", 1, 1, "!", precNeg}, OpImplies: {"implies", 2, 2, "", 0},
	OpAbs: {"abs", 1, 1, "", 0}, OpSqrt: {"sqrt", 1, 1, "", 0}, OpRoot: {"root", 2, 2, "", 0}, OpExp: {"exp", 1, 1, "", 0}, OpLn: {"ln", 1, 1, "", 0},
	OpLog10: {"log10", 1, 1, "", 0}, OpLog: {"log", 2, 2, "", 0}, OpFloor: {"floor", 1, 1, "", 0}, OpCeil: {"ceil", 1, 1, "", 0},
	OpFactorial: {"factorial", 1, 1, "", 0}, OpMin: {"min", 1, many, "", 0}, OpMax: {"max", 1, many, "", 0},
	OpQuotient: {"quotient", 2, 2, "", 0}, OpRem: {"rem", 2, 2, "", 0}, OpExpm1: {"expm1", 1, 1, "", 0}, OpLog1p: {"log1p", 1, 1, "", 0},
	OpSin: {"sin", 1, 1, "", 0}, OpCos: {"cos", 1, 1, "", 0}, OpTan: {"tan", 1, 1, "", 0}, OpSec: {"sec", 1, 1, "", 0}, OpCsc: {"csc", 1, 1, "", 0},
	OpCot: {"cot", 1, 1, "", 0}, OpSinh: {"sinh", 1, 1, "", 0}, OpCosh: {"cosh", 1, 1, "", 0}, OpTanh: {"tanh", 1, 1, "", 0},
	OpSech: {"sech", 1, 1, "", 0}, OpCsch: {"csch", 1, 1, "", 0}, OpCoth: {"coth", 1, 1, "", 0},
	OpArcsin: {"arcsin", 1, 1, "", 0}, OpArccos: {"arccos", 1, 1, "", 0}, OpArctan: {"arctan", 1, 1, "", 0}, OpArcsec: {"arcsec", 1, 1, "", 0},
	OpArccsc: {"arccsc", 1, 1, "", 0}, OpArccot: {"arccot", 1, 1, "", 0}, OpArcsinh: {"arcsinh", 1, 1, "", 0}, OpArccosh: {"arccosh", 1, 1, "", 0},
	OpArctanh: {"arctanh", 1, 1, "", 0}, OpArcsech: {"arcsech", 1, 1, "", 0}, OpArccsch: {"arccsch", 1, 1, "", 0}, OpArccoth: {"arccoth", 1, 1, "", 0},
}

// String returns the spelling of the operation as a function.
func (o Op) String() string { return ops[o].name }

// byName finds operations spelt as functions, and constants spelt as words.
var byName = func() map[string]Op {
	m := map[string]Op{}
	for op := OpTime; op < numOps; op++ {
		if op != OpCall && op != OpDraw {
			m[ops[op].name] = op
		}
	}
	for alias, op := range map[string]Op{
		"asin": OpArcsin, "acos": OpArccos, "atan": OpArctan, "asinh": OpArcsinh, "acosh": OpArccosh, "atanh": OpArctanh,
		"ceiling": OpCeil, "power": OpPow,
	} {
		m[alias] = op
	}
	return m
}()

// constants are the operations spelt as words without parentheses.
var constants = map[string]bool{"time": true, "avogadro": true, "pi": true, "exponentiale": true, "true": true, "false": true}

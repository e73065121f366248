package vm

import (
	"jakstat/engine/compile"
	"jakstat/engine/fpmath"
)

// run1 executes code for a single lane. The frequent instructions are spelt out; the others are
// compile.Apply.
func run1(code []compile.Instr, s []float64, args []int32) {
	for i := range code {
		in := &code[i]
		switch in.Op {
		case compile.Add:
			s[in.D] = s[in.A] + s[in.B]
		case compile.Sub:
			s[in.D] = s[in.A] - s[in.B]
		case compile.Mul:
			s[in.D] = float64(s[in.A] * s[in.B])
		case compile.Div:
			s[in.D] = s[in.A] / s[in.B]
		case compile.Neg:
			s[in.D] = -s[in.A]
		case compile.Mul3:
			s[in.D] = float64(float64(s[in.A]*s[in.B]) * s[in.C])
		case compile.Sum:
			plus := args[in.A : in.A+in.B]
			minus := args[in.A+in.B : in.A+in.B+in.C]
			sum := s[plus[0]]
			for _, a := range plus[1:] {
				sum += s[a]
			}
			for _, a := range minus {
				sum -= s[a]
			}
			s[in.D] = sum
		case compile.Exp:
			s[in.D] = fpmath.Exp(s[in.A])
		case compile.Log:
			s[in.D] = fpmath.Log(s[in.A])
		case compile.Pow:
			s[in.D] = compile.Power(s[in.A], s[in.B])
		case compile.Select:
			if s[in.A] != 0 {
				s[in.D] = s[in.B]
			} else {
				s[in.D] = s[in.C]
			}
		default:
			s[in.D] = compile.Apply(in.Op, s[in.A], s[in.B], s[in.C])
		}
	}
}

// runLanes executes code for n lanes.
func runLanes(code []compile.Instr, s []float64, args []int32, n int) {
	for i := range code {
		in := &code[i]
		d := s[int(in.D)*n:][:n]
		if in.Op == compile.Sum {
			sumLanes(d, s, args[in.A:in.A+in.B], args[in.A+in.B:in.A+in.B+in.C])
			continue
		}
		a := s[int(in.A)*n:][:n]
		b := s[int(in.B)*n:][:n]
		switch in.Op {
		case compile.Add:
			for l := range d {
				d[l] = a[l] + b[l]
			}
		case compile.Sub:
			for l := range d {
				d[l] = a[l] - b[l]
			}
		case compile.Mul:
			for l := range d {
				d[l] = float64(a[l] * b[l])
			}
		case compile.Div:
			for l := range d {
				d[l] = a[l] / b[l]
			}
		case compile.Neg:
			for l := range d {
				d[l] = -a[l]
			}
		case compile.Mul3:
			c := s[int(in.C)*n:][:n]
			for l := range d {
				d[l] = float64(float64(a[l]*b[l]) * c[l])
			}
		case compile.Exp:
			for l := range d {
				d[l] = fpmath.Exp(a[l])
			}
		case compile.Log:
			for l := range d {
				d[l] = fpmath.Log(a[l])
			}
		case compile.Pow:
			for l := range d {
				d[l] = compile.Power(a[l], b[l])
			}
		default:
			c := s[int(in.C)*n:][:n]
			for l := range d {
				d[l] = compile.Apply(in.Op, a[l], b[l], c[l])
			}
		}
	}
}

// sumLanes adds in place: the destination of a Sum is none of its operands.
func sumLanes(d, s []float64, plus, minus []int32) {
	n := len(d)
	copy(d, s[int(plus[0])*n:])
	for _, x := range plus[1:] {
		a := s[int(x)*n:][:n]
		for l := range d {
			d[l] += a[l]
		}
	}
	for _, x := range minus {
		a := s[int(x)*n:][:n]
		for l := range d {
			d[l] -= a[l]
		}
	}
}

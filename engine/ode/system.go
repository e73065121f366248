package ode

import "jakstat/engine/linalg"

// System is what a stepper integrates: n equations over L lanes. Its functions must treat lanes
// independently, must not allocate, and cannot fail: what has no value is NaN, which makes the step
// of that lane shorter or ends the lane. They are also called with the values of lanes that are
// idle; those results are not used.
type System interface {
	Size() (n, lanes int)
	// RHS evaluates f: t has length L, y and dy have length n·L.
	RHS(t, y, dy []float64)
}

// JacobianSystem is a System with exact first derivatives, as implicit methods need them.
type JacobianSystem interface {
	System
	// Pattern is the structure of ∂f/∂y. It must not change.
	Pattern() *linalg.Pattern
	// Jacobian fills jac (length NNZ·L) in the order of the pattern.
	Jacobian(t, y, jac []float64)
	// TimeDerivative fills ft (length n·L) with ∂f/∂t at fixed y.
	TimeDerivative(t, y, ft []float64)
}

// MassSystem is a System with M other than the identity. Mass returns the diagonal of M, shared by
// all lanes, length n; a zero marks an algebraic equation; nil is the identity.
type MassSystem interface {
	Mass() []float64
}

// RootSystem is a System with functions whose sign changes are to be located.
type RootSystem interface {
	// Roots is the number of functions.
	Roots() int
	// RootFunctions fills g (length Roots·L).
	RootFunctions(t, y, g []float64)
}

// TimeRootSystem is a RootSystem that may tell that its functions depend on time alone. The states that they are then called with
// mean nothing, which saves finding them.
type TimeRootSystem interface {
	RootSystem
	RootsOfTime() bool
}

// Package ode solves initial value problems M·y' = f(t, y) over lanes of independent problems, M
// being diagonal, constant and possibly singular (index-1 differential-algebraic equations).
//
// It knows floats only: right-hand sides, Jacobians, steps, errors, roots of given functions and
// codes for what went wrong. It must not know models, units, events, doses or pharmacology; whoever
// binds a model calls [Solver.Jump] at a discontinuity and gives components their names.
//
// The parts, one type and file each: [System] is the problem; a [Method] is a table of coefficients
// with its citation and makes a stepper; the controller turns error estimates into step sizes, or a
// stepper of several orders does so itself; dense
// output interpolates inside a step; the root finder locates sign changes on the dense output;
// [Result] says how a lane ended and what to try.
//
// Every array is slot-major: component i of lane l is at [i*lanes+l]. Each lane has its own time,
// step size and acceptance, and no operation mixes lanes, so that the numbers of a lane have the
// same bits whatever the other lanes do and however many there are.
package ode

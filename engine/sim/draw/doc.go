// Package draw draws the random numbers that the expressions of a model ask for.
//
// It knows how to draw from each distribution that a model can name, truncated ones included, and where in a program such numbers stand.
// Each is keyed by seed, replicate, place in the model and how often it has been drawn there, so that no order of work changes it. It must
// not know when a simulator draws, nor solvers or file formats.
package draw

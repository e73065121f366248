// Package design knows molecules that do not exist yet: their description in a few numbers, which numbers are absurd, how much of a signal such
// a molecule takes away over the day at steady state by closed formulas, which of many molecules meet a wish, and which property matters.
//
// The formulas are those of a drug file with one compartment and first-order absorption, and of a molecule without cell data
// ([receptor.Response]); the full simulation of jak/coverage gives the same figures, with intervals. It must not know how a
// result is drawn.
package design

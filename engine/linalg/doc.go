// Package linalg solves sparse linear systems that keep their pattern while their values change,
// for one or several lanes at once.
//
// It knows patterns, pivot orders, LU factors and lanes. It must not know what a matrix stands
// for: no time, step size, model or pharmacology.
//
// The life of a matrix family has three stages. [NewPattern] fixes where entries are. [Analyze]
// looks at one set of values, chooses pivots (few fill-ins, none too small) and freezes them in a
// [Plan], which is immutable and may be shared. [LU] holds the factors of one matrix per lane;
// [LU.Refactor] and [LU.Solve] follow the frozen plan and neither allocate nor branch on values,
// so that the numbers of a lane depend on that lane alone.
//
// Arrays are slot-major: value k of lane l is at [k*lanes+l].
package linalg

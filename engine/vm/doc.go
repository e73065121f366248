// Package vm executes compiled programs: the plain executor, and the oracle of faster ones.
//
// A [Machine] runs one program over L lanes (subjects) in structure-of-arrays form: value i of lane l stands at
// [i*L+l]. Nothing inside allocates, calls back or fails; a lane never influences another, so that grouping never
// changes a result, and every instruction does what compile.Apply does, to the bit.
//
// It must not know models, solvers or file formats.
package vm

// Package compile turns a model into a program: flat three-address code over slots.
//
// All equations become one hash-consed expression graph, so that a subexpression is computed once
// in a section whoever needs it, and everything that depends on parameters alone is computed once
// per parameter set (section Const). Reactions become right-hand sides, assignment rules are ordered
// by use, user functions are inlined, the Jacobian and ∂f/∂t are derived symbolically with their
// sparsity. Comparisons that involve states or time become root functions.
//
// Simplifications, all of which keep IEEE results:
//
//   - constants are folded with the executor's own arithmetic ([Apply]);
//   - x·1, x/1, x-0, x^1, -(-x) are x; x+0 is x (exact but for the sign of zero); x^0 is 1, also for NaN
//     (IEEE 754 pow);
//   - a constant exponent of 2, 3, 4, -1 or 0.5 is written out as [Power] computes it.
//
// Zero times x is not folded (x may be infinite), sums are not reordered. Only derivatives drop
// terms that are zero by structure.
//
// Conventions: a species is integrated as its amount, whatever its symbol means, so that doses, inputs
// and events act on amounts and totals are conserved when compartments change; other variables are
// integrated as their value. Initial expressions see time 0. floor, ceil, abs, min and max make no root functions.
//
// Fast reactions ([Fast]) make the species they change algebraic states; the totals they conserve are hidden states after the others.
//
// The package must not know any file format, solver or drug.
package compile

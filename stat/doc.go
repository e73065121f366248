// Package stat knows numbers about numbers: summaries, exact sums that merge in any order, intervals
// for proportions and rates, scores of predictions, fold errors and calibration.
//
// It must not know what the numbers mean: no model, drug, unit or trial. Numerical emptiness (no
// values, a variance of one value) gives NaN, as in gonum; a wrong argument that only a program can pass panics.
//
// Sums, means and variances of [Moments] are correctly rounded from exact sums, so that they have the
// same bits whatever the order of the values and the number of workers, on every platform. What
// goes through logarithms or special functions agrees across platforms to about 1 part in 10¹⁵, and not to the
// last bit, because math.Log does not.
package stat

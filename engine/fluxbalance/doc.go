// Package fluxbalance finds steady-state fluxes that are best for a linear objective: the greatest or least c·v with S·v = 0 and
// lower ≤ v ≤ upper (Orth, Thiele and Palsson, Nat Biotechnol 2010;28:245).
//
// It knows balances, bounds and objectives as numbers. It must not know what a flux stands for: no species, file format, time or
// pharmacology.
//
// The linear program goes to the simplex method of gonum, which wants min c·x, A·x = b, x ≥ 0, with independent rows and no empty
// columns; [Problem.Solve] brings it to that form (form.go) and checks the answer against the original problem. The matrices are
// dense, which is right for models of some hundred reactions; larger ones are refused.
//
// Fluxes need not be unique: when several are equally good, one corner of the set of optima is returned. The value of the objective
// is always unique.
package fluxbalance

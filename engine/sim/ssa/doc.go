// Package ssa simulates a compiled model as a jump process: reactions happen at random times and change whole numbers of molecules.
//
// It knows [jakstat/engine/compile.Jumps], the exact methods of Gillespie and of Gibson and Bruck, tau-leaping, events by the queue of
// package event, and the statistics of many runs. Between reactions and events every rate is constant; what a rate rule moves it moves linearly
// in time, so that the time at which a trigger changes is computed and not searched for. What has no such form the compiler has
// refused by name. The package must not know solvers of differential equations, file formats or any drug.
//
// Every random number is keyed by seed, replicate and purpose. No result depends on the number of workers, and no course on the times at
// which it is looked at, except that tau-leaping ends a leap at each of them.
package ssa

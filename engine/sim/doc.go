// Package sim binds one compiled model, dosing events and lanes of subjects, and returns what was observed.
//
// It knows programs, timelines, solvers and how they meet: doses become jumps and input rates, steady state is found
// before the first dose of an SS record, observations come from dense output, so that no result depends on the grid. It must not know
// any drug, nor any file format.
//
// [Run] and [Stream] do that for many subjects and dosing timelines. [Solve] does one run of any program: its own events by the queue
// of package event, switches, algebraic rules and delays. Neither steps over a discontinuity it can locate.
//
// A subject's numbers do not depend on which lane, worker or group it ran in.
package sim

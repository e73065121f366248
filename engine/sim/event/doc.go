// Package event is the event queue of SBML Level 3 Version 2 (section 4.11), independent of what it acts on.
//
// It knows triggers as truth values, delays, priorities, persistence and the order of execution at one time; a [Model] evaluates and
// assigns. It must not know solvers, programs or file formats, nor find the times at which triggers change: its caller calls
// [Queue.Update] at those times and at [Queue.Due].
package event

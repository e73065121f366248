// Package inhibit knows how a drug enters a kinetic model of somebody else: the drug's pharmacokinetic model beside it, and the rate of
// a reaction that kinases catalyse multiplied by what the free concentration leaves of their activity.
//
// The combined model is one engine model; the drug acts on the other model and nothing acts back. Doses come into a run from
// outside, so that neither model needs an event for them. What is in the body at the start of the run is worked out beforehand by
// the pharmacokinetic model alone.
//
// The package must not know any file format, nor how a result is drawn.
package inhibit

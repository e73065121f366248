// Package safety knows how often adverse events happen to a described population under a treatment: a hazard is a baseline from covariates
// times what the treatment does, either through the pathways it blocks, where the evidence supports that, or as an effect of its class. It
// reads the parameters from library/calibration, with their covariance, so that every risk has an interval and says what drives it.
//
// It must not know how parameters are estimated (fit/safety does that), nor how a result is drawn, and it never speaks of a single person:
// covariates are shares of a population.
package safety

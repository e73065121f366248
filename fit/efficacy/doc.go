// Package efficacy estimates how much of each term of package jak/disease patients' responses need, from the arms that trials reported, and
// predicts arms from them: a linear mixed model on probits of responder rates and on mean changes in standard deviations between patients,
// over all diseases at once, so that diseases with few trials borrow from others. What is shipped is the standard deviations of the groups
// (library/calibration/efficacy.csv, with the hash of the results they were fitted to); coefficients follow from them and the shipped results
// whenever the package is asked. It knows results; it must not know how a trial is simulated or a figure drawn.
//
// Every number is predicted in three ways: fitted (from all results), held out (from the results of all other trials, with standard deviations
// that were estimated without a fifth of the trials, the one's among them), and new (a trial that is not in the tables).
package efficacy

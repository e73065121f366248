// Package disease knows what of a trial's arm decides how many patients respond: the cytokines that drive a disease, how much of them the
// arm's drug takes away, how fast, what comparators and placebo do, who the patients are, and what an endpoint measures. It turns an arm,
// endpoint and week into named terms of a linear predictor (the probit of a responder rate, or an improvement in standard deviations
// between patients). It must not know results of trials, nor the size of any coefficient: package fit/efficacy estimates those, package trial
// simulates patients with them.
//
// The pharmacology is in two places. The blockade of a disease is the mean average daily inhibition of its driving cytokines, weighted by the
// strength that library/disease_drivers.csv gives each (dominant 3, major 2, contributing 1; library/disease/drives.csv). The effect of a
// blockade b on the linear predictor is (b/0.35)^γ times coefficients that all inhibitors share, times 1 − exp(−t/τ) for onset. Drugs depart from what all
// share by random coefficients: what the blockade does not explain. Comparators that do not act through Janus kinases have empirical coefficients.
package disease

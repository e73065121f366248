// Package engagement knows how much of each kinase a dose holds over time (target engagement): it joins a drug's pharmacokinetics
// (jak/pk) with the binding of its analytes (jak/binding) in one engine model with doses, and asks how the time a drug stays on its
// kinase changes occupancy over the day.
//
// It must not know cytokines or diseases, nor how a result is drawn, and it holds no number about a drug: constants are those with which the
// comparison computes (jak/receptor). No dissociation rate of a marketed JAK inhibitor is measured, so residence times are assumptions of the
// caller and every result on them is a sensitivity analysis.
package engagement

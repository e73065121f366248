// Package pk knows the pharmacokinetics of each drug: which compartments, absorption and metabolites a model has,
// its typical values, random effects and covariates, and how exposure is read off a course.
//
// Models are content over the public engine: a drug file (jak/drug) becomes an engine model with checked units. The package must
// not know binding, cytokines or disease, and it holds no number of its own: every value comes from a drug file or an
// evidence row.
//
// Amounts are in mg of the dose, concentrations in mg/L of the analyte, total in plasma. Parameters of oral models are
// apparent (per bioavailability F of the formulation named); those of metabolites are apparent per parent dose.
package pk

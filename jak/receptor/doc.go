// Package receptor knows what is left of a cytokine receptor's signal when its kinases are inhibited: the pair of kinases of each receptor, the
// form that combines them, the reserve through which a read-out sees them, and how potencies in cells follow from kinase assays and from other cell
// data by a hierarchy over drugs. Two routes lead to an inhibition and both are kept: measured (an IC50 for that drug, cytokine and
// read-out) and mechanistic (kinase constants through pair and reserve). It maps concentrations to inhibitions and must not know
// pharmacokinetics or time; estimating what all drugs share is the business of fit/potency.
package receptor

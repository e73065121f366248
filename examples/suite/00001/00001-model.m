(*

category:      Test
synopsis:      First-order conversion of A to B, both as amounts.
componentTags: Compartment, Species, Reaction, Parameter
testTags:      Amount
testType:      TimeCourse
levels:        2.4, 3.2
generatedBy:   Analytic
packagesPresent:

A becomes B at the rate V*k*A with k = 0.5; V = 1, A = 2 at the start. A(t) = 2 exp(-k t).
Written for the examples of jakstat; not a case of the SBML Test Suite.

*)

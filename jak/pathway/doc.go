// Package pathway knows the dynamics of cytokine signalling: cytokine binding, activation of the receptor by its kinases, STAT
// phosphorylation with competition for the receptor, dimerisation, nuclear import, target genes, SOCS/CIS feedback, phosphatases,
// nuclear export, and the signal of JAK2 and MPL mutants without cytokine.
//
// One structure serves every receptor of the evidence; kinases, STATs and feedback protein follow from the receptor's row, numbers
// from rate constants of published models ([Pathway.Parameters] gives each with its source, or calls it a judgement and says
// within which bounds). The package must not know drugs, concentrations of inhibitors or files: an inhibitor enters through the parameters
// active_JAK1, active_JAK2, active_JAK3 and active_TYK2, the fractions of kinase activity left, 1 unless composed with a fragment
// that determines them.
//
// # Equations
//
// Receptor (nM in the cytoplasm): R free, RL with cytokine, RA active; mutants add RC, active without cytokine.
//
//	R ⇌ RL          kon·L, koff = kon·KD
//	RL → RA         kact·S            S = A_a·(1 − Π(1 − A_b)): trans-phosphorylation needs a kinase on either chain
//	RA → RL, RA → R kdeact, koff
//	synthesis kturn·R0 into R; every form is lost with kturn
//
// STATs of one receptor, each with docking constant K_j = K/a_j:
//
//	S → P           kphos·a_j·RA·A_a·S/(1 + Σ S_i/K_i)/(1 + kinh·SOCS)
//	P → S           kdp, cytoplasmic phosphatases
//	P + P ⇌ D       kdim, kundim
//	D → Dn          kimp
//	Dn → 2 Sn       kdpn, nuclear phosphatases
//	S ⇌ Sn          klat, kexp
//
// A_a is the kinase on the chain where STATs dock, the first of the receptor's row. Genes see the part x of the STAT that is in nuclear dimers,
// through x^h/(K^h + x^h): the mRNA of a reporter at once, that of SOCS/CIS after five transit steps.
//
// # Where receptor reserve comes from
//
// Without feedback the receptor at rest of its own follows the operational form E = (1+τ)S/(1+τS) with τ₁ = kact/(kdeact + koff + kturn):
// activation outruns what ends it. The cycle of the STAT follows the same form with τ₂ = kphos·RA·T, T being the time a STAT stays phosphorylated.
// In series the reserves multiply, 1+τ = (1+τ₁)(1+τ₂). RA carries the occupancy L/(L+KD), so that τ₂ falls with the dose of cytokine
// (τ = τmax·L/(L+K)) and the EC50 of a cytokine lies below its KD. An early read-out has part of that reserve only, because neither step has
// come to rest. [Pathway.Reserve] works both out.
package pathway

// Package biomarker knows how the laboratory values of a patient follow from the cytokines that a drug blocks: red cells and
// reticulocytes, platelets, neutrophils, lymphocytes with NK and B cells, CRP, CXCL10, lipids, and, empirically, creatinine, creatine
// kinase and ALT. It builds one engine model of turnover and transit with feedback, runs it for the typical and for virtual patients,
// grades the results and reads the laboratory rules of labels. It must not know pharmacokinetics (an inhibition is given),
// events, scores of disease, trials or how a result is drawn.
//
// One set of numbers serves all drugs: physiology from evidence rows, judgements with bounds, and a few coordinates estimated from
// laboratory results (library/calibration/labs.csv, by fit/labs).
//
// # Equations
//
// Everything is relative to the person's own value before treatment, which is 1 and at rest. u_X = block_X·presence is the inhibition of
// cytokine X; presence follows infusions of the route "drug" and is 1 under steady treatment. J is what is left of the inflammatory signal:
//
//	J       = (1 − u_IL6)^eta · (1 − relief·presence)     blocking IL-6 also lowers the disease that makes it: eta > 1
//
// Red cells (delay by precursors and reticulocytes, lifespans gamma distributed by a chain of n):
//
//	hepcidin = (1 − wACVR1·u_ACVR1) · (1 + inflammation·J)/(1 + inflammation)
//	iron'    = kiron·(hepcidin^(−kappa) − iron)
//	epo      = exp(slope·Hb0·(1 − red))                    EPO over its own baseline E0; E0 follows from Hb0 by the same slope
//	made     = iron·(clonal·(1 − u_EPO)^clone + (1 − clonal)·(1 − u_EPO)^rho·epo·(E0 + SC50)/(epo·E0 + SC50))
//	made → precursors (2) → reticulocytes → chain of n; red is the mean of the chain
//
// Clones with JAK2, MPL or CALR mutants signal without EPO and TPO, and do not ask for them.
// Platelets (TPO is cleared through MPL, which needs JAK2; progenitors adapt until the signal is at rest):
//
//	tpo    = ((1 + thrombo·inflammation·J)/(1 + thrombo·inflammation)) / (1 − phi + phi·(1 − u_TPO)^c·platelets)
//	signal = tpo·(1 − u_TPO)^rhoT
//	grown' = kgrow·(1 − clonal)·grown·ln signal
//	fed    = (1 + six/(1 + (u_IL6/k6)^h6))/(1 + six)
//	made   = grown·fed·(clonal·(1 − u_TPO)^clone + (1 − clonal)·signal^gamma) → transit (3) → chain of 4; platelets is its mean
//
// Neutrophils (Friberg 2002, J Clin Oncol 20:4713, with the post-mitotic time and the half-life in blood of healthy people):
//
//	pool'  = ktr·pool·(((1 − u_GCSF)·(1 − u_GMCSF))^(csf·feedback) · ((1 + myelo·J)/(1 + myelo))^feedback · neutrophils^(−feedback) − 1)
//
// Others: x' = k·(target − x) or x' = k·(1 − f·x) with
//
//	T cells (1 − u_IL7)^seven, NK cells (1 − u_IL15)^fifteen, B cells (1 − u_IL15)^(−bcell), CRP J, CXCL10 1 − u_IFNg,
//	all lymphocytes times 1 + traffic·(1 − J): fewer leave the blood for inflamed tissue
//	lost part f = 1 − e·u_IL6 of LDL, HDL, triglycerides, creatinine (secretion by the tubule), CK, ALT (empirical)
//
// [Steady] gives the values at rest in closed form; red cells by the one root of a monotone function.
package biomarker

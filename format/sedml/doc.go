// Package sedml reads simulation experiments in the Simulation Experiment Description Markup Language, Level 1 Versions 1 to 4, and
// says what has to be simulated.
//
// It knows the elements of SED-ML, the part of XPath that points into models, the changes of models on their XML text, the
// KiSAO terms of solvers, how repeated tasks unfold into single simulations ([Document.Unfold]), and how data generators make
// numbers of their results ([Document.Evaluate]). Mathematics is read by [jakstat/format/sbml].
//
// What changes the meaning of an experiment and is not supported is an error with the element's name and line. What only looks (styles,
// notes, annotations) is left out.
//
// The package must not simulate, must not open files (callers give the text of models), and must not know any drug. Source:
// SED-ML Level 1 Version 4 (2021), https://sed-ml.org/specifications.html, and the Versions before it.
package sedml

// Package sbml reads models of the Systems Biology Markup Language, Levels 1 to 3, into the
// engine's model form, writes them as Level 2 or 3, and tells how two of them differ.
//
// It knows the specifications of SBML Core (L1V1 to L3V2) with their defaults, the subset of MathML
// they allow, the infix formulas of Level 1, the package comp, versions 1 and 2 of the package fbc ([Flux])
// and the random numbers of the package distrib. [Read] works in three steps:
// the text becomes a bounded tree of elements with positions (no document types, no entities beyond
// the five of XML), submodels are flattened on that tree, and the elements become those of
// [jakstat/engine/model] in Raw mode: numbers stand as written.
//
// Whatever changes what a model means and is not supported is an error with the element's name and
// line. What means nothing to a simulation (notes, annotations, names, SBO terms, types, packages that declare
// themselves not required) is left out, packages and unknown attributes with a warning.
//
// Mathematics that Level 3 Version 2 allows to be missing is treated as that version says: the
// construct has no effect. Every such place is a warning.
//
// [WriteAs] goes the other way, from a [Document]: what Read gave, or what [NewDocument] makes of a model that was built in the
// program. It says what a target has no construct for in the target's own words where that computes the same (a stoichiometry by a
// rule or a parameter, a conversion factor in a stoichiometry, min by piecewise), and otherwise refuses with the element's name.
//
// The package must not simulate, and must not know any drug.
package sbml

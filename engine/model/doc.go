// Package model is the model's intermediate form: compartments, species, parameters, functions,
// rules, reactions, events, constraints, dosing routes and outputs, with their units.
//
// A [Model] is built by a [Builder] and immutable afterwards. The form carries what SBML can say
// (variable stoichiometry, algebraic rules, delays, events with priorities) and two conveniences of
// pharmacology: a [Route] turns a dose into boluses and zero-order inputs, an [Output] names what a
// simulation reports.
//
// Units come in two modes. In a [Checked] model every symbol has a unit, every sum, comparison,
// assignment and rate is checked (concentration frames included), and all values are converted on
// entry into one coherent [System] (h, L, mg, nmol, item, IU unless chosen otherwise), so that
// equations need no conversion factors: CL in mL/min and V in L just work. In a [Raw] model the
// numbers stand as written, as in SBML.
//
// The package must not know any file format, any solver or any drug.
package model

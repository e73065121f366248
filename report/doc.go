// Package report draws: tables, heat maps, line charts, interval plots and bars as SVG, terminal
// text and HTML, and one self-contained page that holds them.
//
// It knows labels, numbers, colours, widths and files. It must not know any science: no drug, no
// kinase, no unit conversion, no model. Callers hand over neutral structures with text already
// worded and numbers already computed, and every figure can also be read as a [Table].
//
// Three promises hold for every figure. Nothing is said by colour alone: a number, a glyph, a dash
// or a hatch always says it too. Every string is escaped, so a hostile label stays a label. The same
// input gives the same bytes.
package report

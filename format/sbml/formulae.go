package sbml

import (
	"jakstat/diag"
	"jakstat/engine/model"
)

// ReadMath reads one <math> element that stands in a document of another format: MathML as SBML Level 3 Version 2 uses it, over the
// given names and functions (name to number of arguments). The text begins at a position of a file, which all positions are
// counted from. The error is a diag.List.
func ReadMath(text []byte, at diag.Pos, names []string, functions map[string]int) (model.Expr, error) {
	root, err := parse(at.File, text)
	if err != nil {
		var l diag.List
		l.AddError(at, "sbml.xml", err)
		for i := range l {
			l[i].Pos.Line += max(at.Line-1, 0)
		}
		return nil, l
	}
	root.move(max(at.Line-1, 0))
	r := newReader(at.File)
	r.doc.Level, r.doc.Version = 3, 2
	for _, n := range names {
		r.symbols[n] = model.KindParameter
	}
	for n, arity := range functions {
		r.functions[n] = function{arity: arity}
	}
	e := r.math(&element{name: "document", children: []*element{root}, pos: root.pos}, scope{})
	if e == nil && !r.diags.HasErrors() {
		r.fail(root, "sbml.math", "<%s> holds no mathematics", clip(root.name))
	}
	return e, r.diags.Err()
}

// move shifts the lines of an element and all below it.
func (e *element) move(lines int) {
	e.pos.Line += lines
	for _, c := range e.children {
		c.move(lines)
	}
}

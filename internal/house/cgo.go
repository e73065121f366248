package house

// CheckCgo finds import "C": one binary, cross-compiled, without a C compiler.
func CheckCgo(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Go(true) {
		for _, spec := range f.AST.Imports {
			if spec.Path.Value == `"C"` {
				out = append(out, Finding{t.At(spec.Pos()), "cgo is not used: the product builds without a C compiler"})
			}
		}
	}
	return out
}

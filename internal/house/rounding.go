package house

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/token"
	"go/types"
	"math"
	"strings"
	"sync"
)

// NumericPackages are those whose results must agree bit for bit on all platforms.
var NumericPackages = []string{
	"engine/fpmath", "engine/linalg", "engine/ode/...", "engine/vm", "engine/jit", "engine/sim/...",
}

// CheckRounding finds floating-point products that the compiler may fuse with a later addition: it
// does so on arm64, ppc64, s390x and riscv64 and not on amd64, also across statements, and the last
// bit then depends on the machine. float64(a*b) rounds (Go specification, "Floating-point
// operators"); math.FMA fuses everywhere.
//
// Flagged are a*b ± c, c ± a*b, x += a*b, x -= a*b, the same with a negated product, and a sum that
// may read a local variable while it holds an unrounded product. Products with a constant power of
// two are exact (above the subnormal range) and pass.
func CheckRounding(t *Tree, patterns []string) []Finding {
	var out []Finding
	im := newSourceImporter(t)
	dirs, files := t.Packages(false)
	for _, d := range dirs {
		if !coversAny(patterns, d) {
			continue
		}
		info := im.check(d)
		for _, f := range files[d] {
			for _, decl := range f.AST.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
					r := rounding{tree: t, info: info, held: map[types.Object][]token.Pos{}}
					ast.Inspect(fn.Body, r.note)
					ast.Inspect(fn.Body, r.visit)
					out = append(out, r.out...)
				}
			}
		}
	}
	return out
}

type rounding struct {
	tree *Tree
	info *types.Info
	// held are local variables that were assigned an unrounded product, and where.
	held  map[types.Object][]token.Pos
	loops []ast.Node
	out   []Finding
}

// note collects the variables that hold products.
func (r *rounding) note(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		r.loops = append(r.loops, n)
	case *ast.AssignStmt:
		switch n.Tok {
		case token.MUL_ASSIGN:
			if r.float(n.Lhs[0]) {
				r.hold(n.Lhs[0])
			}
		case token.ASSIGN, token.DEFINE:
			if len(n.Lhs) == len(n.Rhs) {
				for i, rhs := range n.Rhs {
					if r.product(rhs) {
						r.hold(n.Lhs[i])
					}
				}
			}
		}
	case *ast.ValueSpec:
		for i, v := range n.Values {
			if i < len(n.Names) && r.product(v) {
				r.hold(n.Names[i])
			}
		}
	}
	return true
}

func (r *rounding) hold(x ast.Expr) {
	if id, ok := ast.Unparen(x).(*ast.Ident); ok {
		if obj := r.object(id); obj != nil {
			r.held[obj] = append(r.held[obj], id.Pos())
		}
	}
}

func (r *rounding) object(id *ast.Ident) types.Object {
	if obj := r.info.Defs[id]; obj != nil {
		return obj
	}
	return r.info.Uses[id]
}

// visit flags sums.
func (r *rounding) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if (n.Op == token.ADD || n.Op == token.SUB) && r.float(n) {
			r.flag(n.X)
			r.flag(n.Y)
		}
	case *ast.AssignStmt:
		if (n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN) && r.float(n.Lhs[0]) {
			r.flag(n.Rhs[0])
			r.flag(n.Lhs[0])
		}
	}
	return true
}

func (r *rounding) flag(x ast.Expr) {
	if r.product(x) {
		r.out = append(r.out, Finding{r.tree.At(x.Pos()), "a product is added without rounding: write float64(a*b), or math.FMA where it should fuse"})
		return
	}
	for {
		u, ok := ast.Unparen(x).(*ast.UnaryExpr)
		if !ok || u.Op != token.SUB {
			break
		}
		x = u.X
	}
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok {
		return
	}
	if at, ok := r.reaching(id); ok {
		r.out = append(r.out, Finding{r.tree.At(x.Pos()), fmt.Sprintf("%s holds a product that was not rounded (line %d) and is added here: write float64(a*b) there", id.Name, r.tree.Fset.Position(at).Line)})
	}
}

// reaching finds a product in the variable that a sum at id may read: one assigned before it in the
// text, or in an earlier turn of a loop that the variable outlives.
func (r *rounding) reaching(id *ast.Ident) (token.Pos, bool) {
	obj := r.object(id)
	if obj == nil {
		return 0, false
	}
	inside := func(loop ast.Node, p token.Pos) bool { return loop.Pos() <= p && p < loop.End() }
	for _, at := range r.held[obj] {
		if at < id.Pos() {
			return at, true
		}
		for _, l := range r.loops {
			if inside(l, at) && inside(l, id.Pos()) && !inside(l, obj.Pos()) {
				return at, true
			}
		}
	}
	return 0, false
}

// product tells whether x is a float product, negated or not, that nothing rounds. Constants are
// exact before they are rounded once.
func (r *rounding) product(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.UnaryExpr:
		return x.Op == token.SUB && r.product(x.X)
	case *ast.BinaryExpr:
		return x.Op == token.MUL && r.float(x) && r.info.Types[x].Value == nil && !r.powerOfTwo(x.X) && !r.powerOfTwo(x.Y)
	}
	return false
}

func (r *rounding) powerOfTwo(x ast.Expr) bool {
	v := r.info.Types[x].Value
	if v == nil {
		return false
	}
	f, _ := constant.Float64Val(constant.ToFloat(v))
	m, _ := math.Frexp(math.Abs(f))
	return m == 0.5
}

func (r *rounding) float(x ast.Expr) bool {
	tv, ok := r.info.Types[x]
	if !ok || tv.Type == nil {
		if id, isID := x.(*ast.Ident); isID && r.object(id) != nil {
			return isFloat(r.object(id).Type())
		}
		return false
	}
	return isFloat(tv.Type)
}

func isFloat(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsFloat|types.IsComplex) != 0
	case *types.Interface:
		// A type parameter may stand for a float.
		_, ok := t.(*types.TypeParam)
		return ok
	}
	return false
}

// sourceImporter type-checks packages of the module from the tree and takes the rest from the
// toolchain. Type errors are ignored: the compiler reports them better, and what is known suffices.
type sourceImporter struct {
	tree  *Tree
	files map[string][]*File
	done  map[string]*types.Package
	infos map[string]*types.Info
}

// toolchain asks the go command for each package once, since that takes a process every time.
var toolchain = sync.OnceValue(importer.Default)

func newSourceImporter(t *Tree) *sourceImporter {
	_, files := t.Packages(false)
	return &sourceImporter{t, files, map[string]*types.Package{}, map[string]*types.Info{}}
}

func (im *sourceImporter) Import(path string) (*types.Package, error) {
	dir, inside := strings.CutPrefix(path, Module+"/")
	if !inside {
		return toolchain().Import(path)
	}
	if im.done[dir] == nil {
		im.check(dir)
	}
	if p := im.done[dir]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

func (im *sourceImporter) check(dir string) *types.Info {
	if info, ok := im.infos[dir]; ok {
		return info
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	im.infos[dir] = info
	var asts []*ast.File
	for _, f := range im.files[dir] {
		asts = append(asts, f.AST)
	}
	conf := types.Config{Importer: im, Error: func(error) {}}
	im.done[dir], _ = conf.Check(Module+"/"+dir, im.tree.Fset, asts, info)
	return info
}

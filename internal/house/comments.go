package house

import (
	"fmt"
	"go/ast"
	"strings"
)

// selfEvident are methods whose meaning their interface fixes; they may go without a comment.
var selfEvident = map[string]bool{
	"Error": true, "Unwrap": true, "Is": true, "As": true, "String": true, "GoString": true,
	"Len": true, "Less": true, "Swap": true, "Push": true, "Pop": true,
	"MarshalText": true, "UnmarshalText": true, "MarshalJSON": true, "UnmarshalJSON": true, "UnmarshalYAML": true, "MarshalYAML": true,
	"Write": true, "Read": true, "Close": true,
}

// CheckPackageComments wants one package comment per package that begins the usual way and says what
// the package must not know. Commands say what they are for instead.
func CheckPackageComments(t *Tree) []Finding {
	var out []Finding
	dirs, files := t.Packages(false)
	for _, d := range dirs {
		text, at := "", files[d][0].Path
		name := files[d][0].AST.Name.Name
		for _, f := range files[d] {
			if f.AST.Doc != nil {
				text += f.AST.Doc.Text() + "\n"
				at = f.Path
			}
		}
		switch {
		case strings.TrimSpace(text) == "":
			out = append(out, Finding{at, fmt.Sprintf("package %s has no package comment: say what it knows and what it must not know", d)})
		case name != "main" && !strings.HasPrefix(text, "Package "+name+" "):
			out = append(out, Finding{at, fmt.Sprintf("the package comment begins with %q, not \"Package %s ...\"", firstWords(text), name)})
		case name != "main" && !saysMustNot(text):
			out = append(out, Finding{at, fmt.Sprintf("the comment of package %s does not say what it must not know", d)})
		}
	}
	return out
}

func saysMustNot(text string) bool {
	low := strings.ToLower(strings.Join(strings.Fields(text), " "))
	for _, s := range []string{"must not", "must never", "never know", "knows nothing else"} {
		if strings.Contains(low, s) {
			return true
		}
	}
	return false
}

func firstWords(s string) string {
	w := strings.Fields(s)
	return strings.Join(w[:min(3, len(w))], " ")
}

// CheckDocComments wants a comment on every exported type, function, method, constant and variable.
// One comment may serve a parenthesised group of constants or variables.
func CheckDocComments(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Go(false) {
		if f.AST.Name.Name == "main" {
			continue
		}
		for _, d := range f.AST.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if !d.Name.IsExported() || d.Doc != nil {
					continue
				}
				name := d.Name.Name
				if d.Recv != nil {
					if !ast.IsExported(receiver(d)) || selfEvident[name] {
						continue
					}
					name = receiver(d) + "." + name
				}
				out = append(out, Finding{t.At(d.Pos()), name + " is exported and has no comment"})
			case *ast.GenDecl:
				for _, s := range d.Specs {
					out = append(out, undocumented(t, d, s)...)
				}
			}
		}
	}
	return out
}

func undocumented(t *Tree, d *ast.GenDecl, s ast.Spec) []Finding {
	var names []*ast.Ident
	has := d.Doc != nil
	switch s := s.(type) {
	case *ast.TypeSpec:
		names = []*ast.Ident{s.Name}
		// A group's comment does not describe each of its types.
		has = s.Doc != nil || s.Comment != nil || (d.Doc != nil && len(d.Specs) == 1)
	case *ast.ValueSpec:
		names = s.Names
		has = has || s.Doc != nil || s.Comment != nil
	}
	var out []Finding
	for _, n := range names {
		if n.IsExported() && !has {
			out = append(out, Finding{t.At(n.Pos()), n.Name + " is exported and has no comment"})
		}
	}
	return out
}

// receiver is the name of the type a method belongs to.
func receiver(d *ast.FuncDecl) string {
	x := d.Recv.List[0].Type
	for {
		switch v := x.(type) {
		case *ast.StarExpr:
			x = v.X
		case *ast.IndexExpr:
			x = v.X
		case *ast.IndexListExpr:
			x = v.X
		case *ast.Ident:
			return v.Name
		default:
			return ""
		}
	}
}

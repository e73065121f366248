package form

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"jakstat/diag"
)

// Limits of a file. The YAML parser needs time in the square of length and nesting; within these limits that is well under a
// second, and they are ten times what any such file needs.
const (
	// MaxFile is the size of the largest file that is read, in bytes.
	MaxFile    = 64 << 10
	maxNesting = 16
)

// syntax parses the text of a file into its one mapping. Only the plain part of YAML is admitted: anchors and aliases let a small file
// stand for an endless one, and a second document would be left out in silence.
func syntax(data []byte, what Kind) (ast.Node, error) {
	if len(data) > MaxFile {
		return nil, diag.New(diag.Pos{}, "form.size", "a %s of %d bytes; at most %d are read", what.Name, len(data), MaxFile)
	}
	tokens := lexer.Tokenize(string(data))
	if err := admit(tokens); err != nil {
		return nil, err
	}
	f, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, positioned(err)
	}
	var body ast.Node
	for _, d := range f.Docs {
		switch {
		case d.Body == nil || d.Body.Type() == ast.NullType:
		case body != nil:
			return nil, diag.New(Place(d.Body), "form.form", "a second document begins here").Suggest("%s", what.One)
		default:
			body = d.Body
		}
	}
	if body == nil {
		return nil, diag.New(diag.Pos{Line: 1}, "form.missing", "the file is empty").Suggest("%s", what.First)
	}
	return body, nil
}

// admit refuses what such a file has no use for, and nesting without end.
func admit(tokens token.Tokens) error {
	var l diag.List
	depth, dashes, line := 0, 0, 0
	for _, t := range tokens {
		pos := diag.Pos{Line: t.Position.Line, Col: t.Position.Column}
		if t.Position.Line != line {
			line, dashes = t.Position.Line, 0
		}
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType, token.MappingKeyType, token.DirectiveType:
			l.Add(diag.New(pos, "form.form", "%q: anchors, aliases, tags, directives and complex keys are not read", t.Value).
				Suggest("write the value out; a text that begins with one of & * ! ? %% stands in quotes"))
		case token.MappingStartType, token.SequenceStartType:
			depth++
		case token.MappingEndType, token.SequenceEndType:
			depth--
		case token.SequenceEntryType:
			dashes++
		}
		if depth > maxNesting || dashes > maxNesting {
			l.Add(diag.New(pos, "form.form", "more than %d brackets or dashes inside each other", maxNesting))
			break
		}
	}
	if len(l) > MaxReported {
		l = append(l[:MaxReported], diag.New(l[MaxReported].Pos, "form.form", "%d more of the kind", len(l)-MaxReported))
	}
	return l.Err()
}

// MaxReported keeps the list of one kind of mistake readable.
const MaxReported = 20

// positioned turns an error of the YAML library into a diagnostic with its line and column.
func positioned(err error) error {
	var y yaml.Error
	if !errors.As(err, &y) {
		return diag.New(diag.Pos{}, "form.yaml", "%s", err)
	}
	pos := diag.Pos{}
	if t := y.GetToken(); t != nil && t.Position != nil {
		pos.Line, pos.Col = t.Position.Line, t.Position.Column
	}
	return diag.New(pos, "form.yaml", "%s", y.GetMessage())
}

// Place is where a node begins.
func Place(node ast.Node) diag.Pos {
	switch n := node.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return Place(n.Values[0])
		}
	case *ast.MappingValueNode:
		return Place(n.Key)
	case nil:
		return diag.Pos{}
	}
	t := node.GetToken()
	if t == nil || t.Position == nil {
		return diag.Pos{}
	}
	return diag.Pos{Line: t.Position.Line, Col: t.Position.Column}
}

// Reader is a part of a form that reads itself; mistakes go to the list and reading goes on.
type Reader interface {
	Read(node ast.Node, l *diag.List)
}

// Pairs returns the entries of a mapping, or reports that the node is none.
func Pairs(node ast.Node, l *diag.List) []*ast.MappingValueNode {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	l.Add(diag.New(Place(node), "form.form", "keys with values are needed here, found a %s", Of(node)))
	return nil
}

// Of is the name of what stands at a node, for messages.
func Of(node ast.Node) string { return strings.ToLower(node.Type().String()) }

// fill reads a node into a field of the form: a reader, a list, or a struct whose fields carry their key as a tag.
func fill(node ast.Node, v reflect.Value, l *diag.List) {
	if node == nil || node.Type() == ast.NullType && v.Kind() != reflect.Struct {
		return
	}
	if r, ok := v.Addr().Interface().(Reader); ok {
		r.Read(node, l)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(node, v.Elem(), l)
	case reflect.Slice:
		seq, ok := node.(*ast.SequenceNode)
		if !ok {
			l.Add(diag.New(Place(node), "form.form", "a list is needed here, found a %s", Of(node)).Suggest("begin each entry with a dash"))
			return
		}
		for _, n := range seq.Values {
			item := reflect.New(v.Type().Elem()).Elem()
			fill(n, item, l)
			v.Set(reflect.Append(v, item))
		}
	case reflect.Struct:
		Fields(node, v, l)
	default:
		panic(fmt.Sprintf("form: the form has a %s", v.Type()))
	}
}

// Fields reads a mapping into a struct. A field Pos takes the place of the mapping.
func Fields(node ast.Node, v reflect.Value, l *diag.List) {
	if p := v.FieldByName("Pos"); p.IsValid() {
		p.Set(reflect.ValueOf(Place(node)))
	}
	index := map[string]int{}
	var names []string
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("yaml"); name != "" {
			index[name] = i
			names = append(names, name)
		}
	}
	seen := map[string]diag.Pos{}
	for _, p := range Pairs(node, l) {
		key, pos := p.Key.GetToken().Value, Place(p.Key)
		i, ok := index[key]
		if !ok {
			l.Add(diag.New(pos, "form.key", "unknown key %q", key).Suggest("%s", diag.DidYouMean(key, names)))
			continue
		}
		if Twice(seen, key, pos, l) {
			continue
		}
		fill(p.Value, v.Field(i), l)
	}
}

// Twice reports a key that has been given before.
func Twice(seen map[string]diag.Pos, key string, pos diag.Pos, l *diag.List) bool {
	if first, ok := seen[key]; ok {
		l.Add(diag.New(pos, "form.duplicate", "%q is given twice, first in line %d", key, first.Line))
		return true
	}
	seen[key] = pos
	return false
}

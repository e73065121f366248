// Package form reads YAML files that people write into Go structs, with line and column of every word: unknown and doubled keys,
// wrong shapes and mistakes of syntax come as positioned messages, all of a file at once.
//
// It knows scalars, lists, mappings and their places. It must not know what any file is about: packages that own a form
// declare its structs with yaml tags and check what the words mean.
package form

import (
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"jakstat/diag"
)

// Text is a scalar with its place in the file.
type Text struct {
	S   string
	Pos diag.Pos // line and column; the file name is filled in by the reader
}

// Read keeps the scalar as written, whatever YAML type it looks like.
func (t *Text) Read(node ast.Node, l *diag.List) {
	t.Pos = Place(node)
	switch n := node.(type) {
	case *ast.StringNode:
		t.S = n.Value
	case *ast.LiteralNode:
		t.S = strings.TrimSpace(n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		t.S = node.GetToken().Value
	case *ast.NullNode:
		t.S = ""
	default:
		l.Add(diag.New(t.Pos, "form.form", "a single value is needed here, found a %s", Of(node)))
	}
}

// Texts is a list of scalars; a single scalar stands for a list of one.
type Texts []Text

// Read accepts a scalar or a sequence of scalars.
func (ts *Texts) Read(node ast.Node, l *diag.List) {
	nodes := []ast.Node{node}
	if seq, ok := node.(*ast.SequenceNode); ok {
		nodes = seq.Values
	}
	for _, n := range nodes {
		var t Text
		t.Read(n, l)
		*ts = append(*ts, t)
	}
}

// Strings returns the scalars without their places.
func (ts Texts) Strings() []string {
	out := make([]string, len(ts))
	for i, t := range ts {
		out[i] = t.S
	}
	return out
}

// Kind is a kind of file: the first part of its message codes ("drug"), its name in messages, and what would be right for a file that is empty
// or holds several documents.
type Kind struct{ Code, Name, First, One string }

// Read reads a file into a struct. ok is false where there was nothing to fill it from. The messages carry the file's path.
func Read(path string, data []byte, what Kind, into any) (ok bool, l diag.List) {
	finish := func() {
		for i := range l {
			l[i].Pos.File = path
			if rest, generic := strings.CutPrefix(l[i].Code, "form."); generic {
				l[i].Code = what.Code + "." + rest
			}
		}
		l.Sort()
	}
	// The YAML library is fuzzed upstream but still panics on rare malformed input; a user's typing
	// error must not look like a crash.
	defer func() {
		if r := recover(); r != nil {
			ok, l = false, diag.List{diag.New(diag.Pos{}, "form.yaml", "not readable as YAML: %v", r)}
			finish()
		}
	}()
	body, err := syntax(data, what)
	if err != nil {
		l.AddError(diag.Pos{}, "form.yaml", err)
		finish()
		return false, l
	}
	fill(body, reflect.ValueOf(into).Elem(), &l)
	finish()
	return true, l
}

// Fill reads a node into a struct, for parts of a form that choose between shapes.
func Fill(node ast.Node, into any, l *diag.List) { fill(node, reflect.ValueOf(into).Elem(), l) }

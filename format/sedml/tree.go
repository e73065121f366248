package sedml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"jakstat/diag"
)

// Limits of a document; experiments are small, models are read again by their own reader.
const (
	maxNesting  = 600
	maxElements = 3 << 20
)

// node is an element of a document that may be changed and written again: prefixes, declarations and text stay as they are. Comments
// and processing instructions are left out.
type node struct {
	prefix, name string
	attrs        []attr
	children     []*node
	text, tail   []byte // before the first child, behind the element
	parent       *node
	pos          diag.Pos
}

type attr struct{ prefix, name, value string }

// parse reads a document. The error is a diagnostic with its line.
func parse(file string, data []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		switch strings.ToLower(label) {
		case "utf-8", "us-ascii", "ascii":
			return in, nil
		}
		return nil, errors.New("only UTF-8 and US-ASCII are read, not " + clip(label))
	}
	var root, open *node
	depth, elements := 0, 0
	for {
		line, col := d.InputPos()
		pos := diag.Pos{File: file, Line: line, Col: col}
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var s *xml.SyntaxError
			if errors.As(err, &s) {
				return nil, diag.New(diag.Pos{File: file, Line: s.Line}, "sedml.xml", "not well-formed XML: %s", clip(s.Msg))
			}
			return nil, diag.New(pos, "sedml.xml", "not well-formed XML: %s", clip(err.Error()))
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, diag.New(pos, "sedml.xml", "a document type declaration; entities are not expanded")
		case xml.StartElement:
			n := &node{prefix: t.Name.Space, name: t.Name.Local, parent: open, pos: pos}
			for i, a := range t.Attr {
				for _, b := range t.Attr[:i] {
					if a.Name == b.Name {
						return nil, diag.New(pos, "sedml.xml", "attribute %q of <%s> is given twice", clip(a.Name.Local), clip(n.name))
					}
				}
				n.attrs = append(n.attrs, attr{a.Name.Space, a.Name.Local, a.Value})
			}
			elements++
			switch depth++; {
			case depth > maxNesting:
				return nil, diag.New(pos, "sedml.nesting", "element <%s> is nested more than %d levels deep", clip(n.name), maxNesting)
			case elements > maxElements:
				return nil, diag.New(pos, "sedml.size", "more than %d elements", maxElements)
			case open != nil:
				open.children = append(open.children, n)
			case root != nil:
				return nil, diag.New(pos, "sedml.xml", "a second root element <%s>", clip(n.name))
			default:
				root = n
			}
			open = n
		case xml.EndElement:
			if open == nil || open.prefix != t.Name.Space || open.name != t.Name.Local {
				return nil, diag.New(pos, "sedml.xml", "</%s> closes nothing that is open", clip(t.Name.Local))
			}
			depth--
			open = open.parent
		case xml.CharData:
			switch {
			case open == nil && strings.TrimSpace(strings.TrimPrefix(string(t), "\ufeff")) != "":
				return nil, diag.New(pos, "sedml.xml", "text outside the root element")
			case open == nil:
			case len(open.children) > 0:
				last := open.children[len(open.children)-1]
				last.tail = append(last.tail, t...)
			default:
				open.text = append(open.text, t...)
			}
		}
	}
	switch {
	case root == nil:
		return nil, diag.New(diag.Pos{File: file, Line: 1}, "sedml.xml", "the file holds no XML element")
	case open != nil:
		return nil, diag.New(open.pos, "sedml.xml", "<%s> is not closed", clip(open.name))
	}
	return root, nil
}

// space returns the namespace that a prefix stands for here.
func (n *node) space(prefix string) string {
	if prefix == "xml" {
		return "http://www.w3.org/XML/1998/namespace"
	}
	for ; n != nil; n = n.parent {
		for _, a := range n.attrs {
			if prefix == "" && a.prefix == "" && a.name == "xmlns" || prefix != "" && a.prefix == "xmlns" && a.name == prefix {
				return a.value
			}
		}
	}
	return ""
}

// ns is the namespace of an element.
func (n *node) ns() string { return n.space(n.prefix) }

// attr returns an attribute without a prefix.
func (n *node) attr(name string) (string, bool) {
	for _, a := range n.attrs {
		if a.prefix == "" && a.name == name {
			return a.value, true
		}
	}
	return "", false
}

func (n *node) set(name, value string) {
	for i, a := range n.attrs {
		if a.prefix == "" && a.name == name {
			n.attrs[i].value = value
			return
		}
	}
	n.attrs = append(n.attrs, attr{"", name, value})
}

// child returns the first child of a name in the element's own namespace, or nil.
func (n *node) child(name string) *node {
	for _, c := range n.children {
		if c.name == name && c.ns() == n.ns() {
			return c
		}
	}
	return nil
}

// detach takes an element out of its parent.
func (n *node) detach() {
	p := n.parent
	for i, c := range p.children {
		if c == n {
			p.children = append(p.children[:i:i], p.children[i+1:]...)
			break
		}
	}
	n.parent = nil
}

// graft returns a copy of an element that can stand in another document: it carries the declarations that were in scope.
func (n *node) graft() *node {
	c := n.copy()
	declared := map[string]bool{}
	for _, a := range c.attrs {
		if a.prefix == "xmlns" || a.prefix == "" && a.name == "xmlns" {
			declared[a.name] = true
		}
	}
	for p := n.parent; p != nil; p = p.parent {
		for _, a := range p.attrs {
			if (a.prefix == "xmlns" || a.prefix == "" && a.name == "xmlns") && !declared[a.name] {
				declared[a.name] = true
				c.attrs = append(c.attrs, a)
			}
		}
	}
	return c
}

func (n *node) copy() *node {
	c := *n
	c.parent, c.attrs, c.children = nil, append([]attr(nil), n.attrs...), make([]*node, len(n.children))
	for i, x := range n.children {
		c.children[i] = x.copy()
		c.children[i].parent = &c
	}
	return &c
}

// write gives the text of an element. Line breaks are added so that no element comes before its line in the file it was read from:
// what the model's reader then says of a line is true of the file.
func (n *node) write() []byte {
	w := writer{line: 1}
	w.element(n)
	return w.Bytes()
}

type writer struct {
	bytes.Buffer
	line int
}

func (w *writer) element(n *node) {
	for ; w.line < n.pos.Line; w.line++ {
		w.WriteByte('\n')
	}
	name := n.name
	if n.prefix != "" {
		name = n.prefix + ":" + n.name
	}
	w.WriteString("<" + name)
	for _, a := range n.attrs {
		w.WriteByte(' ')
		if a.prefix != "" {
			w.WriteString(a.prefix + ":")
		}
		w.WriteString(a.name + `="` + escape.Replace(a.value) + `"`)
	}
	w.WriteByte('>')
	w.chars(n.text)
	for _, c := range n.children {
		w.element(c)
		w.chars(c.tail)
	}
	w.WriteString("</" + name + ">")
}

func (w *writer) chars(s []byte) {
	w.line += bytes.Count(s, []byte("\n"))
	w.WriteString(escape.Replace(string(s)))
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#xD;")

// clip shortens what a file says for a message.
func clip(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}

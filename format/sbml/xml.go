package sbml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"jakstat/diag"
)

// Limits of a document. Genome-scale models have tens of megabytes and some dozens of levels; an
// expression written by a program as a chain of binary operations may have hundreds.
const (
	MaxBytes   = 128 << 20
	maxNesting = 600
	maxAttrs   = 64   // of one element
	maxJoined  = 4096 // bytes of text that comments break into pieces
)

// maxElements bounds the memory of the tree; a variable, so that a test need not fill it.
var maxElements = 3 << 20

// element is one node of the document. Mixed content is kept as in a token stream: text stands before the
// first child, tail behind the element.
type element struct {
	space, name string
	attrs       []xml.Attr
	children    []*element
	text, tail  string
	pos         diag.Pos
}

// parse reads a document into a tree. Notes and annotations mean nothing to a simulation and are
// skipped. The error is a diagnostic with line and column.
func parse(file string, data []byte) (*element, error) {
	at := diag.Pos{File: file, Line: 1}
	if len(data) > MaxBytes {
		return nil, diag.New(at, "sbml.size", "a document of %d bytes; at most %d are read", len(data), MaxBytes)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors begin UTF-8 with a byte order mark
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = charset
	var stack []*element
	var root *element
	skipping := 0 // depth inside notes and annotations
	elements := 0
	for {
		line, col := d.InputPos()
		pos := diag.Pos{File: file, Line: line, Col: col}
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, syntaxError(file, d, err)
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, diag.New(pos, "sbml.xml", "a document type declaration; entities are not expanded").Suggest("remove <!%s>", clip(firstWord(string(t))))
		case xml.StartElement:
			if len(stack)+skipping >= maxNesting {
				return nil, diag.New(pos, "sbml.nesting", "element <%s> is nested more than %d levels deep", clip(t.Name.Local), maxNesting)
			}
			if skipping > 0 || skipped(t.Name.Local, stack) {
				skipping++
				continue
			}
			if root != nil && len(stack) == 0 {
				return nil, diag.New(pos, "sbml.xml", "a second root element <%s>", clip(t.Name.Local))
			}
			if elements++; elements > maxElements {
				return nil, diag.New(pos, "sbml.size", "more than %d elements", maxElements)
			}
			e := &element{space: t.Name.Space, name: t.Name.Local, pos: pos}
			if err := e.setAttrs(t.Attr); err != nil {
				return nil, err
			}
			if len(stack) == 0 {
				root = e
			} else {
				p := stack[len(stack)-1]
				p.children = append(p.children, e)
			}
			stack = append(stack, e)
		case xml.EndElement:
			if skipping > 0 {
				skipping--
				continue
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if skipping > 0 {
				continue
			}
			text := strings.TrimSpace(string(t))
			if text == "" {
				continue
			}
			if len(stack) == 0 {
				return nil, diag.New(pos, "sbml.xml", "text %q outside the root element", clip(text))
			}
			p := stack[len(stack)-1]
			to := &p.text
			if n := len(p.children); n > 0 {
				to = &p.children[n-1].tail
			}
			if *to != "" && len(*to)+len(text) > maxJoined {
				return nil, diag.New(pos, "sbml.size", "text of <%s> in pieces of more than %d bytes together", clip(p.name), maxJoined)
			}
			*to += text
		}
	}
	if root == nil {
		return nil, diag.New(at, "sbml.xml", "the file holds no XML element")
	}
	return root, nil
}

// skipped tells whether an element carries nothing for a simulation. Inside mathematics "annotation" belongs to
// semantics and is dealt with there.
func skipped(name string, stack []*element) bool {
	return len(stack) > 0 && (name == "notes" || name == "annotation") && stack[len(stack)-1].space != mathSpace
}

func (e *element) setAttrs(attrs []xml.Attr) error {
	if len(attrs) > maxAttrs {
		return diag.New(e.pos, "sbml.size", "element <%s> has %d attributes; at most %d are read", clip(e.name), len(attrs), maxAttrs)
	}
	for i, a := range attrs {
		for _, b := range attrs[:i] {
			if a.Name == b.Name {
				return diag.New(e.pos, "sbml.xml", "attribute %q of <%s> is given twice", clip(a.Name.Local), clip(e.name))
			}
		}
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			if e.name != "sbml" { // the root's declarations tell which packages are used
				continue
			}
		}
		e.attrs = append(e.attrs, a)
	}
	return nil
}

func syntaxError(file string, d *xml.Decoder, err error) error {
	line, col := d.InputPos()
	msg := err.Error()
	var s *xml.SyntaxError
	if errors.As(err, &s) {
		line, col, msg = s.Line, 0, s.Msg
	}
	return diag.New(diag.Pos{File: file, Line: line, Col: col}, "sbml.xml", "not well-formed XML: %s", clip(msg))
}

// charset converts the encodings that SBML files are found in besides UTF-8.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "us-ascii", "ascii":
		return in, nil
	case "iso-8859-1", "latin1", "latin-1":
		return &latin1{in: in}, nil
	}
	return nil, fmt.Errorf("encoding %q is not read (UTF-8, US-ASCII and ISO-8859-1 are)", clip(label))
}

// latin1 turns bytes into the code points they are numbered as.
type latin1 struct {
	in   io.Reader
	rest []byte
}

// Read implements io.Reader.
func (l *latin1) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		var buf [512]byte
		n, err := l.in.Read(buf[:])
		if n == 0 {
			return 0, err
		}
		l.rest = l.rest[:0]
		for _, b := range buf[:n] {
			l.rest = utf8.AppendRune(l.rest, rune(b))
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

func firstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return f[0]
	}
	return ""
}

// clip shortens what a file says for a message.
func clip(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

// child returns the first child of that name in the element's own namespace, or nil.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name && c.space == e.space {
			return c
		}
	}
	return nil
}

// attr returns an attribute without a prefix.
func (e *element) attr(name string) (string, bool) { return e.attrIn("", name) }

func (e *element) attrIn(space, name string) (string, bool) {
	for i := range e.attrs {
		if e.attrs[i].Name.Local == name && e.attrs[i].Name.Space == space {
			return e.attrs[i].Value, true
		}
	}
	return "", false
}

// content returns all text below an element.
func (e *element) content() string {
	var b strings.Builder
	e.writeText(&b)
	return strings.TrimSpace(b.String())
}

func (e *element) writeText(b *strings.Builder) {
	b.WriteString(e.text)
	for _, c := range e.children {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		c.writeText(b)
		b.WriteByte(' ')
		b.WriteString(c.tail)
	}
}

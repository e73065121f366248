package sedml

import (
	"fmt"
	"strconv"
	"strings"
)

// path is an XPath of the part that points into models: steps by element name with predicates on attributes or by position, and at
// the end perhaps an attribute.
type path struct {
	text  string
	steps []step
	attr  string // "" points to elements
}

type step struct {
	deep         bool // behind "//"
	prefix, name string
	where        []condition
	position     int // 0: any
}

type condition struct{ attr, value string }

// parsePath reads an XPath. What it does not know is named in the error.
func parsePath(text string) (*path, error) {
	p := &path{text: text}
	rest := strings.TrimSpace(text)
	if !strings.HasPrefix(rest, "/") {
		return nil, fmt.Errorf("XPath %q does not begin with /", clip(text))
	}
	for rest != "" {
		if p.attr != "" {
			return nil, fmt.Errorf("XPath %q goes on behind an attribute", clip(text))
		}
		if !strings.HasPrefix(rest, "/") {
			return nil, fmt.Errorf("XPath %q: %q is not supported", clip(text), clip(rest))
		}
		var s step
		rest, s.deep = strings.CutPrefix(rest[1:], "/")
		var attribute bool
		if rest, attribute = strings.CutPrefix(rest, "@"); attribute {
			name := word(rest)
			rest = rest[len(name):]
			if name == "" || s.deep {
				return nil, fmt.Errorf("XPath %q: an attribute without a name", clip(text))
			}
			p.attr = name
			continue
		}
		name := word(rest)
		rest = rest[len(name):]
		if name == "" && strings.HasPrefix(rest, "*") {
			name, rest = "*", rest[1:]
		}
		if strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "::") || name == "" {
			return nil, fmt.Errorf("XPath %q: only element names, predicates on attributes and positions are supported", clip(text))
		}
		s.name = name
		if before, after, ok := strings.Cut(name, ":"); ok {
			s.prefix, s.name = before, after
		}
		for strings.HasPrefix(rest, "[") {
			end, err := s.predicate(rest[1:])
			if err != nil {
				return nil, fmt.Errorf("XPath %q: %w", clip(text), err)
			}
			rest = rest[1+end:]
		}
		p.steps = append(p.steps, s)
	}
	if len(p.steps) == 0 {
		return nil, fmt.Errorf("XPath %q names no element", clip(text))
	}
	return p, nil
}

// word is the longest beginning that may be a qualified name.
func word(s string) string {
	for i, r := range s {
		switch {
		case r == '_' || r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127:
		case r == ':' && !strings.HasPrefix(s[i:], "::"):
		default:
			return s[:i]
		}
	}
	return s
}

// predicate reads what stands between brackets and returns its length with the closing one: a position, or attribute
// tests joined by "and".
func (s *step) predicate(text string) (int, error) {
	at := 0
	skip := func() {
		for at < len(text) && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r') {
			at++
		}
	}
	for {
		skip()
		rest := text[at:]
		if n := len(rest) - len(strings.TrimLeft(rest, "0123456789")); n > 0 {
			v, err := strconv.Atoi(rest[:n])
			if err != nil || v < 1 {
				return 0, fmt.Errorf("position %s", clip(rest[:n]))
			}
			s.position = v
			at += n
		} else if strings.HasPrefix(rest, "@") {
			name := word(rest[1:])
			at += 1 + len(name)
			skip()
			if at >= len(text) || text[at] != '=' {
				return 0, fmt.Errorf("the test of @%s is not of the form @%s='value'", clip(name), clip(name))
			}
			at++
			skip()
			if at >= len(text) || text[at] != '\'' && text[at] != '"' {
				return 0, fmt.Errorf("the value of @%s is not in quotes", clip(name))
			}
			quote := text[at]
			end := strings.IndexByte(text[at+1:], quote)
			if end < 0 {
				return 0, fmt.Errorf("the value of @%s is not closed", clip(name))
			}
			s.where = append(s.where, condition{name, text[at+1 : at+1+end]})
			at += end + 2
		} else {
			return 0, fmt.Errorf("the predicate [%s is not supported", clip(text))
		}
		skip()
		if strings.HasPrefix(text[at:], "]") {
			return at + 1, nil
		}
		if !strings.HasPrefix(text[at:], "and ") {
			return 0, fmt.Errorf("the predicate [%s is not supported", clip(text))
		}
		at += len("and ")
	}
}

// anySBML tells the namespaces of SBML Core. Experiments often declare another level or none at all; the name is what counts.
func anySBML(space string) bool {
	return strings.HasPrefix(space, "http://www.sbml.org/sbml/level") && (strings.HasSuffix(space, "/core") || strings.Count(space, "/") <= 5)
}

// find returns the elements of a document that the path points to; prefixes mean what they mean where the path stands.
func (p *path) find(root, where *node) []*node {
	top := &node{children: []*node{root}}
	at := []*node{top}
	for _, s := range p.steps {
		space := where.space(s.prefix)
		var next []*node
		seen := map[*node]bool{} // "//" leads to one element in several ways
		walked := map[*node]bool{}
		for _, n := range at {
			found := 0
			var look func(n *node)
			look = func(n *node) {
				for _, c := range n.children {
					if s.matches(c, space) && !seen[c] {
						seen[c] = true
						if found++; s.position == 0 || s.position == found {
							next = append(next, c)
						}
					}
					if s.deep && !walked[c] {
						walked[c] = true
						look(c)
					}
				}
			}
			look(n)
		}
		at = next
	}
	return at
}

func (s *step) matches(n *node, space string) bool {
	if s.name != "*" && s.name != n.name {
		return false
	}
	if own := n.ns(); s.prefix != "" && space != own && !(anySBML(own) && (space == "" || anySBML(space))) {
		return false
	}
	for _, c := range s.where {
		local := c.attr
		if _, after, ok := strings.Cut(local, ":"); ok {
			local = after
		}
		ok := false
		for _, a := range n.attrs {
			ok = ok || a.name == local && a.value == c.value && a.prefix != "xmlns"
		}
		if !ok {
			return false
		}
	}
	return true
}

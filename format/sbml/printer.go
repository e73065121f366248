package sbml

import (
	"bytes"
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// printer writes elements with indentation. What it writes depends on its calls alone.
type printer struct {
	b     bytes.Buffer
	depth int // open elements
	// deepest is the greatest number of elements inside each other since it was last set to 0.
	deepest int
}

// maxIndent bounds the indentation, which would make the size of deep expressions grow with the square of their depth.
const maxIndent = 24

func (p *printer) indent() {
	for range min(p.depth, maxIndent) {
		p.b.WriteString("  ")
	}
}

// start writes a start tag up to its end; attrs are names and values in turn, in order.
func (p *printer) start(name string, attrs []string) {
	p.b.WriteByte('<')
	p.b.WriteString(name)
	for i := 0; i+1 < len(attrs); i += 2 {
		p.b.WriteByte(' ')
		p.b.WriteString(attrs[i])
		p.b.WriteString(`="`)
		p.text(attrs[i+1])
		p.b.WriteByte('"')
	}
}

// open begins an element that holds others.
func (p *printer) open(name string, attrs ...string) {
	p.indent()
	p.start(name, attrs)
	p.b.WriteString(">\n")
	p.depth++
	p.deepest = max(p.deepest, p.depth)
}

func (p *printer) close(name string) {
	p.depth--
	p.indent()
	p.b.WriteString("</" + name + ">\n")
}

// leaf writes an element that holds nothing.
func (p *printer) leaf(name string, attrs ...string) {
	p.indent()
	p.start(name, attrs)
	p.b.WriteString("/>\n")
}

// line writes ready markup on a line of its own.
func (p *printer) line(markup string) {
	p.indent()
	p.b.WriteString(markup)
	p.b.WriteByte('\n')
}

// text writes characters with the escapes of XML; what XML cannot hold becomes U+FFFD.
func (p *printer) text(s string) {
	_ = xml.EscapeText(&p.b, []byte(s)) // a bytes.Buffer takes everything
}

// within writes an element with the given content; without content, just the element.
func (p *printer) within(name string, attrs []string, hasContent bool, content func()) {
	if !hasContent {
		p.leaf(name, attrs...)
		return
	}
	p.open(name, attrs...)
	content()
	p.close(name)
}

// attributes collects names and values; those without a value are left out.
type attributes []string

func (a *attributes) text(name, value string) {
	if value = strings.TrimSpace(value); value != "" {
		*a = append(*a, name, value)
	}
}

func (a *attributes) flag(name string, value bool) {
	*a = append(*a, name, strconv.FormatBool(value))
}

// number leaves out NaN, which stands for a value that is not given.
func (a *attributes) number(name string, value float64) {
	if !math.IsNaN(value) {
		*a = append(*a, name, formatDouble(value))
	}
}

// formatDouble writes a number of XML Schema's type double: the shortest text that reads as the same number.
func formatDouble(v float64) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "INF"
	case math.IsInf(v, -1):
		return "-INF"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

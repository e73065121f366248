package report

import "io"

// Figure is a picture that can also be read: every figure of this package has all four forms.
type Figure interface {
	// Check reports what would make the picture wrong: mismatched lengths, undefined marks.
	Check() error
	// SVG writes a standalone file with title and description.
	SVG(w io.Writer) error
	// Text draws for a terminal; the zero Term gives plain text.
	Text(w io.Writer, t Term) error
	// Table returns the same numbers as rows.
	Table() *Table

	heading() (title, subtitle string)
	// fragment writes the picture for a page, without its heading. id is unique within the page.
	fragment(b *htmlBuf, id string)
	// twins returns the tables that stand behind the picture on a page.
	twins() []*Table
}

var (
	_ Figure = (*HeatMap)(nil)
	_ Figure = (*LineChart)(nil)
	_ Figure = (*Multiples)(nil)
	_ Figure = (*IntervalPlot)(nil)
	_ Figure = (*Bars)(nil)
	_ Figure = (*Region)(nil)
	_ Figure = (*Crosses)(nil)
)

// frame writes a standalone SVG: size, title, description, background, then body.
func frame(w io.Writer, width, height float64, title, desc string, body func(*svg)) error {
	s := &svg{}
	s.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	s.begin("svg", "xmlns", "http://www.w3.org/2000/svg", "width", num(width), "height", num(height),
		"viewBox", "0 0 "+num(width)+" "+num(height), "role", "img", "aria-labelledby", "title desc", "font-family", svgFont)
	s.WriteString(`<title id="title">` + esc(title) + "</title>\n")
	s.WriteString(`<desc id="desc">` + esc(desc) + "</desc>\n")
	s.el("rect", "width", num(width), "height", num(height), "fill", bgColor.Hex())
	body(s)
	s.end()
	_, err := io.WriteString(w, s.String())
	return err
}

// drawHeading writes title and wrapped subtitle from y=0 down and returns the height used.
func (s *svg) drawHeading(x, width float64, title, subtitle string) float64 {
	y := 12.0
	for _, l := range wrapBy(title, width, func(t string) float64 { return textWidth(t, 17, true) }) {
		y += 20
		s.text(x, y, inkText.at(17).strong(), l)
	}
	for _, l := range wrapBy(subtitle, width, func(t string) float64 { return textWidth(t, 12.5, false) }) {
		y += 17
		s.text(x, y, mutedText.at(12.5), l)
	}
	return y + 12
}

func headingHeight(width float64, title, subtitle string) float64 {
	return (&svg{}).drawHeading(0, width, title, subtitle)
}

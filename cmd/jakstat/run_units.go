package main

import (
	"fmt"
	"io"

	"jakstat/diag"
	"jakstat/format/sbml"
)

// unitRemarks says on the error stream how many places of a file disagree in their units, or with list where each is.
func unitRemarks(w io.Writer, found diag.List, list bool) {
	switch {
	case list:
		for _, d := range found {
			fmt.Fprintln(w, "jakstat:", printable(d.Error()))
		}
		if len(found) == 0 {
			fmt.Fprintln(w, "jakstat: no inconsistent units found")
		}
	case len(found) == 1:
		fmt.Fprintln(w, "jakstat: the units of the file disagree in 1 place; --units tells where")
	case len(found) > 1:
		fmt.Fprintf(w, "jakstat: the units of the file disagree in %d places; --units tells where\n", len(found))
	}
}

// unitFindings are the findings of the unit check as the documents carry them.
func unitFindings(doc *sbml.Document) []string {
	out := []string{}
	for _, d := range doc.CheckUnits() {
		out = append(out, d.Error())
	}
	return out
}

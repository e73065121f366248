package sedml

import (
	"slices"

	"jakstat/diag"
)

// Continued is the text of a model in a form that can be started from any state: what initial assignments compute has a number instead,
// everything that has a value carries it as an attribute, and no event fires at the start. The error is a diagnostic.
func (x *Experiment) Continued(m *Model) ([]byte, error) {
	root := x.texts.trees[m].copy()
	if level, _ := root.attr("level"); level == "1" {
		return nil, diag.New(m.Pos, "sedml.unsupported", "model %s is in SBML Level 1 and cannot go on from the state of another simulation", m.ID)
	}
	for _, a := range root.attrs {
		if a.prefix == "xmlns" && a.name == "comp" {
			return nil, diag.New(m.Pos, "sedml.unsupported", "model %s is composed of submodels and cannot go on from the state of another simulation", m.ID)
		}
	}
	points := map[string]bool{} // compartments without extent; they stand before species
	concentration := func(n *node) bool {
		only, _ := n.attr("hasOnlySubstanceUnits")
		c, _ := n.attr("compartment")
		return only != "true" && only != "1" && !points[c]
	}
	var walk func(n *node)
	walk = func(n *node) {
		n.children = slices.DeleteFunc(n.children, func(c *node) bool { return c.name == "listOfInitialAssignments" && anySBML(c.ns()) })
		for _, c := range n.children {
			walk(c)
		}
		fill := func(name, value string) {
			if _, ok := n.attr(name); !ok {
				n.set(name, value)
			}
		}
		_, identified := n.attr("id")
		switch n.name {
		case "compartment":
			if d, _ := n.attr("spatialDimensions"); d == "0" {
				id, _ := n.attr("id")
				points[id] = true
				return
			}
			fill("size", "1")
		case "parameter":
			fill("value", "0")
		case "species":
			n.attrs = slices.DeleteFunc(n.attrs, func(a attr) bool { return a.name == "initialAmount" || a.name == "initialConcentration" })
			if concentration(n) {
				n.set("initialConcentration", "0")
			} else {
				n.set("initialAmount", "0")
			}
		case "speciesReference":
			if identified {
				fill("stoichiometry", "1")
			}
		case "trigger":
			if _, ok := n.attr("initialValue"); ok {
				n.set("initialValue", "true")
			}
		}
	}
	walk(root)
	return root.write(), nil
}

package sbml

import (
	"strings"

	"jakstat/engine/model"
)

// distribSpace is package "distributions", version 1: random numbers in mathematics, and what is known of the uncertainty of values. The
// second does not take part in a simulation and is left out with a warning at each place.
const distribSpace = "http://www.sbml.org/sbml/level3/version1/distrib/version1"

// random reads the call of a distribution, named behind "distrib/" in the URL of its symbol.
func (r *reader) random(e, op *element, name string, args []model.Expr) model.Expr {
	if !r.declares(distribSpace) {
		return r.badMath(op, "%s is a random number of package distrib, which the file does not declare", name)
	}
	d, ok := model.DistributionByName(name)
	if !ok {
		return r.badMath(op, "no distribution %q in package distrib (there are %s)", clip(name), strings.Join(model.DistributionNames(), ", "))
	}
	if err := d.CheckArity(len(args)); err != nil {
		return r.badMath(op, "%s", err)
	}
	return model.Draw(d, args...).At(e.pos)
}

func (r *reader) declares(uri string) bool {
	for _, p := range r.doc.Packages {
		if p.URI == uri {
			return true
		}
	}
	return false
}

// uncertainties warns of each list of uncertainties below e, once the model has been read.
func (r *reader) uncertainties(e *element) {
	if e.space == distribSpace && e.name == "listOfUncertainties" {
		what := "<" + e.name + ">"
		if u := e.child("uncertainty"); u != nil {
			for _, p := range u.children {
				if kind, ok := p.attrIn(distribSpace, "type"); ok {
					what = kind
					break
				}
			}
		}
		r.warn(e, "sbml.distrib", "what the file says of the uncertainty of a value (%s) is not used: a simulation takes the value itself", clip(what))
		return
	}
	for _, c := range e.children {
		r.uncertainties(c)
	}
}

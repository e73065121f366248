package engagement

import (
	"jakstat/engine/compile"
	"jakstat/engine/model"
	"jakstat/unit"
)

// inMinutes is a composition whose model computes in minutes.
func inMinutes(c *Composition) (*Composition, error) {
	b := model.NewBuilder("minutes", model.Checked)
	s := model.Pharmacology()
	s.Time = unit.Must("min")
	b.SetSystem(s)
	b.Include("", c.Model, nil)
	m, err := b.Build()
	if err != nil {
		return nil, err
	}
	p, err := compile.Compile(m, compile.Options{})
	out := *c
	out.Model, out.Program = m, p
	return &out, err
}

package main

import (
	"math"

	"jakstat/jak/bench"
)

// benchDocument is the JSON form of an experiment's result.
type benchDocument struct {
	Schema     string           `json:"schema"`
	Product    string           `json:"product"`
	Command    string           `json:"command"`
	File       string           `json:"file"`
	Title      string           `json:"title"`
	Shape      bench.Shape      `json:"shape"`
	Matrix     bench.Matrix     `json:"matrix"`
	Constants  bench.Constants  `json:"constants"`
	Cytokine   string           `json:"cytokine"`
	Kinases    string           `json:"kinases"`
	Cell       string           `json:"cell"`
	Mutation   string           `json:"mutation"`
	Times      []float64        `json:"times"`
	Readouts   []benchReadout   `json:"readouts"`
	Basal      [][]float64      `json:"basal"`
	Control    [][]float64      `json:"control"`
	Curves     []benchCurve     `json:"curves"`
	Measured   []benchMeasured  `json:"measured"`
	Notes      []string         `json:"notes"`
	Parameters []benchParameter `json:"parameters"`
	Dishes     int              `json:"dishes"`
}

type benchReadout struct {
	Name string `json:"name"`
	What string `json:"what"`
	Unit string `json:"unit"`
}

type benchCurve struct {
	Label          string         `json:"label"`
	Drug           string         `json:"drug"`
	Concentrations []float64      `json:"concentrations"`
	Values         [][][]float64  `json:"values"`
	Potencies      []benchPotency `json:"potencies"`
}

type benchPotency struct {
	Readout    string           `json:"readout"`
	Time       float64          `json:"time"`
	Half       *float64         `json:"half"`
	NotReached bool             `json:"notReached"`
	Hill       *float64         `json:"hill"`
	Kinases    []benchShare     `json:"kinases"`
	Library    *benchComparison `json:"library"`
	Static     *benchComparison `json:"static"`
}

type benchShare struct {
	Name    string   `json:"kinase"`
	Active  float64  `json:"active"`
	Alone   *float64 `json:"alone"`
	Without *float64 `json:"without"`
}

type benchComparison struct {
	NM       *float64 `json:"nM"`
	Row      string   `json:"row"`
	What     string   `json:"what"`
	Verified bool     `json:"verified"`
	AtLeast  bool     `json:"atLeast"`
}

type benchMeasured struct {
	Readout   string   `json:"readout"`
	Drug      string   `json:"drug"`
	Time      float64  `json:"time"`
	Quantity  string   `json:"quantity"`
	NM        *float64 `json:"nM"`
	Measured  float64  `json:"measured"`
	Predicted *float64 `json:"predicted"`
	Source    string   `json:"source"`
}

type benchParameter struct {
	ID        string   `json:"id"`
	Value     float64  `json:"value"`
	Unit      string   `json:"unit"`
	What      string   `json:"what"`
	Refs      []string `json:"refs"`
	Verified  bool     `json:"verified"`
	Judgement string   `json:"judgement"`
}

func comparison(c *bench.Comparison) *benchComparison {
	if c == nil {
		return nil
	}
	return &benchComparison{finiteOrNil(c.NM), c.Row, c.What, c.Verified, c.AtLeast}
}

func (v *benchView) document() benchDocument {
	r, p := v.result, v.plan()
	drug := func(i int) string {
		if i < 0 {
			return ""
		}
		return p.Drugs[i].Name
	}
	d := benchDocument{
		Schema: benchSchema, Product: "jakstat " + versionText(), Command: v.command, File: p.Path, Title: p.Title, Shape: r.Shape, Matrix: p.Matrix, Constants: p.Constants,
		Cytokine: p.Pathway.Receptor.Cytokine, Kinases: p.Pathway.Pair.String(), Cell: p.Pathway.Cell, Mutation: p.Pathway.Mutation, Times: p.Times,
		Basal: r.Basal, Control: r.Control, Curves: []benchCurve{}, Measured: []benchMeasured{}, Notes: append([]string{}, p.Notes...), Dishes: r.Dishes,
	}
	for _, x := range p.Readouts {
		d.Readouts = append(d.Readouts, benchReadout{x.Name, x.What, x.Unit})
	}
	for _, c := range r.Curves {
		x := benchCurve{Label: c.Label, Drug: drug(c.Drug), Concentrations: c.NM, Values: c.Values, Potencies: []benchPotency{}}
		for _, y := range c.Potency {
			z := benchPotency{
				Readout: p.Readouts[y.Readout].Name, Time: p.Times[y.Time], Half: finiteOrNil(y.Half), NotReached: math.IsInf(y.Half, 1), Hill: finiteOrNil(y.Hill),
				Kinases: []benchShare{}, Library: comparison(y.Library), Static: comparison(y.Static),
			}
			for _, k := range y.Kinases {
				z.Kinases = append(z.Kinases, benchShare{k.Kinase.String(), k.Active, finiteOrNil(k.Alone), finiteOrNil(k.Without)})
			}
			x.Potencies = append(x.Potencies, z)
		}
		d.Curves = append(d.Curves, x)
	}
	for _, m := range r.Measured {
		x := benchMeasured{Readout: p.Readouts[m.Readout].Name, Drug: drug(m.Drug), Time: p.Times[m.Time], Quantity: "IC50", Measured: m.IC50, Predicted: finiteOrNil(m.Predicted), Source: m.Source}
		if math.IsNaN(m.IC50) {
			x.Quantity, x.Measured, x.NM = "percent of control", m.Value, finiteOrNil(m.NM)
		}
		d.Measured = append(d.Measured, x)
	}
	for _, x := range p.Pathway.Parameters {
		d.Parameters = append(d.Parameters, benchParameter{x.ID, x.Value.Value, x.Value.Unit.String(), x.What, append([]string{}, x.Refs...), x.Verified, x.Judgement})
	}
	return d
}

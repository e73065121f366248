package sedml

import "strings"

// generator reads what outputs show.
func (r *reader) generator(n *node) {
	if n.name != "dataGenerator" {
		r.fail(n, "element", "<%s> is no data generator", clip(n.name))
		return
	}
	g := &Generator{ID: r.text(n, "id"), Name: r.text(n, "name"), Pos: n.pos, parameters: map[string]float64{}}
	var names []string
	for _, v := range r.list(n, "listOfVariables") {
		x := &Variable{ID: r.id(v), Pos: v.pos, target: v}
		x.Task, _ = refer(r, v, "taskReference", r.doc.Tasks, taskID)
		if r.text(v, "modelReference") != "" {
			x.Model, _ = refer(r, v, "modelReference", r.doc.Models, modelID)
		}
		symbol, target := r.text(v, "symbol"), r.text(v, "target")
		switch {
		case r.text(v, "term") != "" || len(r.list(v, "listOfAppliedDimensions")) > 0:
			r.fail(v, "unsupported", "variable %s asks for an analysis or a reduction of dimensions, which is not supported", clip(x.ID))
		case target != "" && symbol == "":
			x.path = r.target(v)
		case target != "":
			r.fail(v, "unsupported", "variable %s has both symbol %q and a target", clip(x.ID), clip(symbol))
		case !isTime(symbol):
			r.fail(v, "unsupported", "variable %s: symbol %q is not supported: urn:sedml:symbol:time is", clip(x.ID), clip(symbol))
		}
		g.Variables, names = append(g.Variables, x), append(names, x.ID)
	}
	names = append(names, r.parameters(n, g.parameters)...)
	g.Math = r.math(n, names)
	r.doc.Generators = append(r.doc.Generators, g)
}

// isTime tells the spellings of the symbol for time; Version 4 uses a term of KiSAO.
func isTime(symbol string) bool {
	if symbol == "urn:sedml:symbol:time" {
		return true
	}
	term, ok := kisao(symbol)
	return ok && term == 832
}

// output reads a report or a plot.
func (r *reader) output(n *node) {
	id, name := r.text(n, "id"), r.text(n, "name")
	switch n.name {
	case "report":
		x := &Report{ID: id, Name: name, Pos: n.pos}
		for _, c := range r.list(n, "listOfDataSets") {
			g, _ := refer(r, c, "dataReference", r.doc.Generators, generatorID)
			label := r.text(c, "label")
			if label == "" {
				label = r.text(c, "id")
			}
			x.Columns = append(x.Columns, Column{ID: r.text(c, "id"), Name: r.text(c, "name"), Label: label, Data: g})
		}
		if len(x.Columns) == 0 {
			r.fail(n, "missing", "report %s has no data", id)
		}
		r.doc.Reports = append(r.doc.Reports, x)
	case "plot2D":
		r.plot(n, &Plot{ID: id, Name: name, Pos: n.pos})
	case "figure":
		r.warn(n, "unsupported", "<figure> %s, an arrangement of plots, is not drawn; its plots are", id)
	default:
		r.fail(n, "unsupported", "<%s> %s is not supported: report and plot2D are", clip(n.name), id)
	}
}

func (r *reader) plot(n *node, p *Plot) {
	axis := func(name string) (label string, log bool) {
		a := n.child(name)
		if a == nil {
			return "", false
		}
		return r.text(a, "name"), strings.HasPrefix(r.text(a, "type"), "log")
	}
	p.XLabel, p.LogX = axis("xAxis")
	p.YLabel, p.LogY = axis("yAxis")
	for _, c := range r.list(n, "listOfCurves") {
		if c.name != "curve" {
			r.fail(c, "unsupported", "<%s> in plot %s is not supported: curve is", clip(c.name), p.ID)
			continue
		}
		x := Curve{ID: r.text(c, "id"), Name: r.text(c, "name")}
		x.X, _ = refer(r, c, "xDataReference", r.doc.Generators, generatorID)
		x.Y, _ = refer(r, c, "yDataReference", r.doc.Generators, generatorID)
		switch kind := r.text(c, "type"); kind {
		case "", "line":
		case "points":
			x.Points = true
		default:
			r.fail(c, "unsupported", "a curve of type %q is not supported: line and points are", clip(kind))
		}
		// Up to Version 3 each curve says what its axes are.
		p.LogX, p.LogY = p.LogX || r.flag(c, "logX", false), p.LogY || r.flag(c, "logY", false)
		if x.Name == "" && x.Y != nil {
			if x.Name = x.Y.Name; x.Name == "" {
				x.Name = x.Y.ID
			}
		}
		p.Curves = append(p.Curves, x)
	}
	if len(p.Curves) == 0 {
		r.fail(n, "missing", "plot %s has no curves", p.ID)
	}
	r.doc.Plots = append(r.doc.Plots, p)
}

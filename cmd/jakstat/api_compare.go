package main

import (
	"context"
	"strings"

	"jakstat/diag"
	"jakstat/jak/coverage"
	"jakstat/server"
)

// compareRoutes are the pages of concentration and inhibition.
func (a *api) compareRoutes(s *server.Server) {
	page := func(path, id, summary string, formats ...server.Format) server.Route {
		return server.Route{Path: path, ID: id, Tag: tagExplore, Summary: summary, Formats: formats, Compute: true, Fixed: true}
	}
	server.Get(s, page("/compare", "compare", "Which cytokines each treatment blocks, how much and for how long", server.JSON, server.CSV), a.compare)
	server.Get(s, page("/simulate", "simulate", "Concentration and inhibition over the day at steady state, or over days from the first dose", server.JSON, server.CSV), a.simulate)
	server.Get(s, page("/pathway", "pathway", "Cytokines, receptors, kinases, STATs, cells and diseases, with what a treatment blocks", server.JSON, server.CSV), a.pathway)
	server.Get(s, page("/figures/heatmap", "figure-heatmap", "The heat map of a comparison", server.SVG, server.CSV), a.heatMap)
	server.Get(s, page("/figures/course", "figure-course", "Concentration and inhibition over the day, drawn", server.SVG, server.CSV), a.courseFigure)
}

// CompareQuery are the parameters of the verb compare.
type CompareQuery struct {
	TreatmentQuery
	Crowd
	Only    []string `query:"only" maxItems:"60" doc:"Cytokines to show, separated by commas, as in IL-6/pSTAT3,IL-15,EPO; default: all"`
	Measure string   `query:"measure" enum:"average,trough,hours" default:"average" doc:"What a heat map shows"`
}

// view carries the comparison out.
func (q *CompareQuery) view(ctx context.Context, a *api) (*compareView, error) {
	var diags diag.List
	ts, missing, err := q.open(a)
	diags.AddError(diag.Pos{}, "api", err)
	q.check(&diags)
	checkReadouts(a.lib, "only", q.Only, &diags)
	for i := range diags {
		diags[i].Pos.Where = strings.Replace(diags[i].Pos.Where, "--", "query.", 1)
	}
	if err := diags.Err(); err != nil {
		return nil, err
	}
	c, err := coverage.Compare(ctx, a.lib, ts, q.options())
	if err != nil {
		return nil, err
	}
	o := compareOptions{only: names{list: q.Only, set: len(q.Only) > 0}}
	if o.only.set {
		c.Keep(o.keep(a.lib))
	}
	return newCompareView(a.lib, c, missing, q.command(), q.Measure), nil
}

// command is the same on the command line.
func (q *CompareQuery) command() string {
	s := "jakstat compare" + q.flags()
	if len(q.Only) > 0 {
		s += " --only " + quoteArg(strings.Join(q.Only, ","))
	}
	if q.Measure != "" && q.Measure != "average" {
		s += " --measure=" + q.Measure
	}
	return s + q.arguments()
}

func (a *api) compare(ctx context.Context, q *CompareQuery) (server.Page[coverage.Document], error) {
	v, err := q.view(ctx, a)
	if err != nil {
		return server.Page[coverage.Document]{}, err
	}
	return server.Page[coverage.Document]{Document: v.document(), Table: v.long(), Command: v.command + " --json"}, nil
}

func (a *api) heatMap(ctx context.Context, q *CompareQuery) (server.Page[none], error) {
	v, err := q.view(ctx, a)
	if err != nil {
		return server.Page[none]{}, err
	}
	h := v.heatMap()
	return server.Page[none]{Figure: h, Table: h.Table()}, nil
}

// courseQuery adds what a figure over the day draws.
type courseQuery struct {
	CompareQuery
	Show string `query:"show" enum:"inhibition,concentration" default:"inhibition" doc:"What is drawn over the day"`
}

func (a *api) courseFigure(ctx context.Context, q *courseQuery) (server.Page[none], error) {
	v, err := q.view(ctx, a)
	if err != nil {
		return server.Page[none]{}, err
	}
	m := v.courses()
	if q.Show == "concentration" {
		m = v.concentrations()
	}
	return server.Page[none]{Figure: m, Table: m.Table()}, nil
}

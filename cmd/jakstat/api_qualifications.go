package main

import (
	"context"

	"jakstat/fit/efficacy"
	"jakstat/fit/labs"
	"jakstat/fit/potency"
	fitsafety "jakstat/fit/safety"
	"jakstat/jak/pk"
	"jakstat/report"
	"jakstat/server"
)

// qualificationRoutes compare predictions with observations, in the order of the chain. Each is computed once, when first asked for.
func (a *api) qualificationRoutes(stop context.Context, s *server.Server) {
	list := &qualificationsDocument{Schema: "jakstat.qualifications/1"}
	server.Get(s, server.Route{Path: "/qualifications", ID: "list-qualifications", Tag: tagChecks, Summary: "The comparisons of predictions with observations that there are", Fixed: true},
		func(context.Context, *none) (server.Page[qualificationsDocument], error) {
			return server.Page[qualificationsDocument]{Document: *list, Command: "jakstat qualify --help"}, nil
		})

	exposures := newShared(stop, func(ctx context.Context) ([]pk.Comparison, error) { return pk.Qualify(ctx, a.lib) })
	qualification(s, list, "pk", "Model against every exposure in the evidence, with fold errors", exposures, func(rows []pk.Comparison) (qualifyDocument, *report.Table) {
		o := qualifyPKOptions{all: true}
		return o.document(rows, pk.Summarise(rows)), o.table(rows)
	})

	potencies := newShared(stop, func(ctx context.Context) (*potency.Qualification, error) {
		return potency.Qualify(ctx, a.lib, func() {})
	})
	qualification(s, list, "potency", "Predicted against measured IC50 in cells, each drug and each cytokine left out in turn", potencies,
		func(q *potency.Qualification) (potencyDocument, *report.Table) {
			v := potencyView{q}
			return v.document(), v.rows()
		})
	server.Get(s, server.Route{Path: "/figures/potency", ID: "figure-potency", Tag: tagChecks, Summary: "Predicted beside measured potency, drawn", Formats: []server.Format{server.SVG, server.CSV}, Compute: true, Fixed: true},
		func(ctx context.Context, _ *none) (server.Page[none], error) {
			q, err := potencies.get(ctx)
			if err != nil {
				return server.Page[none]{}, err
			}
			v := potencyView{q}
			return server.Page[none]{Figure: v.picture(), Table: v.rows()}, nil
		})

	rates := newShared(stop, func(context.Context) (*efficacy.Qualification, error) { return qualifiedEfficacy(a.lib) })
	response := func(onset bool) func(*efficacy.Qualification) (efficacyDocument, *report.Table) {
		return func(q *efficacy.Qualification) (efficacyDocument, *report.Table) {
			v := efficacyView{q: q, onset: onset}
			return v.document(), v.rows()
		}
	}
	qualification(s, list, "efficacy", "Predicted against reported results of trials, each trial left out in turn", rates, response(false))
	qualification(s, list, "onset", "Predicted against reported responses of the first weeks, each trial left out in turn", rates, response(true))

	values := newShared(stop, func(ctx context.Context) (*labs.Qualification, error) { return labs.Qualify(ctx, a.lib) })
	qualification(s, list, "labs", "Predicted against reported laboratory values, one set of numbers for all drugs", values, func(q *labs.Qualification) (qualifyLabsDocument, *report.Table) {
		v := qualifyLabsView{q}
		return v.document(), v.rows(true)
	})

	events := newShared(stop, func(ctx context.Context) (*fitsafety.Qualification, error) { return qualifiedSafety(ctx, a.lib) })
	qualification(s, list, "safety", "Predicted against observed event rates of pools, each programme and each drug left out in turn", events, func(q *fitsafety.Qualification) (safetyDocument, *report.Table) {
		v := safetyView{q}
		return v.document(), v.rows()
	})

	list.Qualifications = append(list.Qualifications, qualificationDocument{"statements", "What the field says, simulated, with a verdict", server.Prefix + "/statements", "jakstat statements"})
}

// qualification serves what f computes as a document and as rows, and adds it to the list.
func qualification[Q, D any](s *server.Server, list *qualificationsDocument, name, about string, f *shared[Q], show func(Q) (D, *report.Table)) {
	path, command := "/qualifications/"+name, "jakstat qualify "+name
	server.Get(s, server.Route{Path: path, ID: "qualification-" + name, Tag: tagChecks, Summary: about, Formats: []server.Format{server.JSON, server.CSV}, Compute: true, Fixed: true},
		func(ctx context.Context, _ *none) (server.Page[D], error) {
			q, err := f.get(ctx)
			if err != nil {
				return server.Page[D]{}, err
			}
			document, rows := show(q)
			return server.Page[D]{Document: document, Table: rows, Command: command + " --json"}, nil
		})
	list.Qualifications = append(list.Qualifications, qualificationDocument{name, about, server.Prefix + path, command})
}

type qualificationsDocument struct {
	Schema         string                  `json:"schema"`
	Qualifications []qualificationDocument `json:"qualifications"`
}

type qualificationDocument struct {
	Name    string `json:"name"`
	About   string `json:"about"`
	Address string `json:"address"`
	Command string `json:"command"`
}

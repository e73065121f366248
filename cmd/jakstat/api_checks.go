package main

import (
	"context"
	"sync"

	"jakstat/evidence"
	"jakstat/fit/potency"
	"jakstat/jak/pk"
	"jakstat/jak/statements"
	"jakstat/server"
)

const tagChecks = "checks"

// shared is a figure of the program itself that takes seconds: it is computed once, when first asked for, however many ask and whether or not
// the first still waits.
type shared[T any] struct {
	mu   sync.Mutex
	stop context.Context // ends the computation with the program
	f    func(context.Context) (T, error)
	done chan struct{} // nil: not begun
	v    T
	err  error
}

func (s *shared[T]) get(ctx context.Context) (T, error) {
	s.mu.Lock()
	if s.done == nil {
		done := make(chan struct{})
		s.done = done
		go func() {
			defer close(done)
			s.v, s.err = s.f(s.stop)
		}()
	}
	done := s.done
	s.mu.Unlock()
	select {
	case <-done:
		return s.v, s.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// checkRoutes are the pages that say how far the product can be trusted.
func (a *api) checkRoutes(ctx context.Context, s *server.Server) {
	both := []server.Format{server.JSON, server.CSV}
	route := func(path, id, summary string) server.Route {
		return server.Route{Path: path, ID: id, Tag: tagChecks, Summary: summary, Formats: both, Compute: true, Fixed: true}
	}
	said := &shared[*statements.Result]{stop: ctx, f: func(ctx context.Context) (*statements.Result, error) {
		return statements.Run(ctx, a.lib, statementSeed)
	}}
	server.Get(s, route("/statements", "list-statements", "What the field says of JAK inhibitors, simulated, with the evidence and a verdict"),
		func(ctx context.Context, _ *none) (server.Page[statementsDocument], error) {
			r, err := said.get(ctx)
			if err != nil {
				return server.Page[statementsDocument]{}, err
			}
			v := statementsView{lib: a.lib, r: r, command: "jakstat statements"}
			return server.Page[statementsDocument]{Document: v.document(), Table: v.checks(r.Statements), Command: "jakstat statements --json"}, nil
		})
	server.Get(s, server.Route{Path: "/qualifications", ID: "list-qualifications", Tag: tagChecks, Summary: "The comparisons of predictions with observations that there are", Fixed: true},
		func(context.Context, *none) (server.Page[qualificationsDocument], error) { return qualifications() })
	exposures := &shared[[]pk.Comparison]{stop: ctx, f: func(ctx context.Context) ([]pk.Comparison, error) { return pk.Qualify(ctx, a.lib) }}
	server.Get(s, route("/qualifications/pk", "qualification-pk", "Model against every exposure in the evidence"),
		func(ctx context.Context, _ *none) (server.Page[qualifyDocument], error) {
			rows, err := exposures.get(ctx)
			if err != nil {
				return server.Page[qualifyDocument]{}, err
			}
			o := qualifyPKOptions{all: true}
			return server.Page[qualifyDocument]{Document: o.document(rows, pk.Summarise(rows)), Table: o.table(rows), Command: "jakstat qualify pk --json"}, nil
		})
	potencies := &shared[*potency.Qualification]{stop: ctx, f: func(ctx context.Context) (*potency.Qualification, error) {
		return potency.Qualify(ctx, a.lib, func() {})
	}}
	server.Get(s, route("/qualifications/potency", "qualification-potency", "Predicted against measured IC50 in cells, each drug and each cytokine left out in turn"),
		func(ctx context.Context, _ *none) (server.Page[potencyDocument], error) {
			q, err := potencies.get(ctx)
			if err != nil {
				return server.Page[potencyDocument]{}, err
			}
			v := potencyView{q}
			return server.Page[potencyDocument]{Document: v.document(), Table: v.rows(), Command: "jakstat qualify potency --json"}, nil
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
	server.Get(s, route("/evidence-check", "check-evidence", "Tests of the library for implausible values"),
		func(context.Context, *none) (server.Page[checkDocument], error) {
			return server.Page[checkDocument]{Document: checkDocument{checkSchema, evidence.Default().Check()}, Command: "jakstat evidence check --json"}, nil
		})
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

func qualifications() (server.Page[qualificationsDocument], error) {
	return server.Page[qualificationsDocument]{Document: qualificationsDocument{Schema: "jakstat.qualifications/1", Qualifications: []qualificationDocument{
		{"pk", "Model against every exposure in the evidence, with fold errors", server.Prefix + "/qualifications/pk", "jakstat qualify pk"},
		{"potency", "Predicted against measured IC50 in cells, each drug and each cytokine left out in turn", server.Prefix + "/qualifications/potency", "jakstat qualify potency"},
		{"statements", "What the field says, simulated, with a verdict", server.Prefix + "/statements", "jakstat statements"},
	}}, Command: "jakstat qualify --help"}, nil
}

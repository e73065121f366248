package main

import (
	"context"
	"sync"

	"jakstat/evidence"
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

// newShared computes with f, at most until stop ends.
func newShared[T any](stop context.Context, f func(context.Context) (T, error)) *shared[T] {
	return &shared[T]{stop: stop, f: f}
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
	said := newShared(ctx, func(ctx context.Context) (*statements.Result, error) {
		return statements.Run(ctx, a.lib, statementSeed)
	})
	server.Get(s, route("/statements", "list-statements", "What the field says of JAK inhibitors, simulated, with the evidence and a verdict"),
		func(ctx context.Context, _ *none) (server.Page[statementsDocument], error) {
			r, err := said.get(ctx)
			if err != nil {
				return server.Page[statementsDocument]{}, err
			}
			v := statementsView{lib: a.lib, r: r, command: "jakstat statements"}
			return server.Page[statementsDocument]{Document: v.document(), Table: v.checks(r.Statements), Command: "jakstat statements --json"}, nil
		})
	a.qualificationRoutes(ctx, s)
	server.Get(s, route("/evidence-check", "check-evidence", "Tests of the library for implausible values"),
		func(context.Context, *none) (server.Page[checkDocument], error) {
			return server.Page[checkDocument]{Document: checkDocument{checkSchema, evidence.Default().Check()}, Command: "jakstat evidence check --json"}, nil
		})
}

package server

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"

	"jakstat/server/jobs"
	"jakstat/server/store"
)

// Server answers requests for pages. Register all pages before the first request.
type Server struct {
	conf    Config
	mux     *http.ServeMux
	api     huma.API
	tokens  tokens
	limiter *limiter
	gate    *gate
	cache   *cache
	metrics *metrics
	jobs    *jobs.Runner
	kept    store.Store
	streams chan struct{}

	commands   sync.Map // of jobs, by id
	remembered atomic.Int64
	ready      atomic.Bool
	stop       context.Context // ends event streams
	stopped    context.CancelFunc
}

// New returns a server without pages.
func New(c Config) *Server {
	c = c.withDefaults()
	s := &Server{
		conf: c, mux: http.NewServeMux(), tokens: newTokens(c.Tokens), limiter: newLimiter(c.Rate, c.Burst, c.Clients), gate: newGate(c.Slots, c.Queue, c.Each),
		cache: newCache(c.Cache), streams: make(chan struct{}, c.Streams),
	}
	s.stop, s.stopped = context.WithCancel(context.Background())
	s.metrics = newMetrics(s)
	s.api = newAPI(s.mux, c)
	s.service()
	s.static()
	return s
}

// Ready says that the server can do its work; until then /readyz says that it cannot.
func (s *Server) Ready() { s.ready.Store(true) }

// service registers the addresses that speak of the server itself.
func (s *Server) service() {
	text := func(w http.ResponseWriter, status int, body string) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body + "\n")) // the client may be gone
	}
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { text(w, http.StatusOK, "alive") })
	s.mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !s.ready.Load() || s.stop.Err() != nil {
			text(w, http.StatusServiceUnavailable, "not ready")
			return
		}
		text(w, http.StatusOK, "ready")
	})
	s.mux.Handle("GET /metrics", s.metrics.handler())
	for _, prefix := range []string{"", Prefix} {
		s.mux.HandleFunc("GET "+prefix+"/openapi.json", s.description("application/json", func() ([]byte, error) { return s.api.OpenAPI().MarshalJSON() }))
		s.mux.HandleFunc("GET "+prefix+"/openapi.yaml", s.description("application/yaml", func() ([]byte, error) { return s.api.OpenAPI().YAML() }))
	}
}

// description answers with the OpenAPI description.
func (s *Server) description(kind string, encode func() ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, err := encode()
		if err != nil {
			p, _ := problemOf(err)
			p.write(w, r)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(data) // the client may be gone
	}
}

// OpenAPI returns the description of the interface as JSON.
func (s *Server) OpenAPI() ([]byte, error) { return s.api.OpenAPI().MarshalJSON() }

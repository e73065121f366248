package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// visit is what is known of a request.
type visit struct {
	id      string
	client  string
	format  Format   // by the suffix of the address
	accept  []string // the Accept fields
	request *http.Request
	status  int
	bytes   int64
	pattern string // of the page, for metrics
	control *http.ResponseController
}

// unhurried lifts the limit on the time to send a body, which has been read: while a page is made the server listens for the end of the
// connection, and the limit would look like it.
func (v *visit) unhurried() {
	_ = v.control.SetReadDeadline(time.Time{}) // a connection without deadlines has none to lift
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, ok := ctx.Value(visitKey{}).(*visit)
	if !ok {
		panic("server: a page outside a request")
	}
	return v
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	v *visit
}

// WriteHeader is part of http.ResponseWriter.
func (w recorder) WriteHeader(status int) {
	if w.v.status == 0 {
		w.v.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write is part of http.ResponseWriter.
func (w recorder) Write(p []byte) (int, error) {
	if w.v.status == 0 {
		w.v.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.v.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Handler is the whole server: every request is named, checked, limited, answered and logged.
func (s *Server) Handler() http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		v := &visit{id: newID(), client: addressOf(r)}
		out := recorder{w, v}
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		v.request, v.control = r, http.NewResponseController(w)
		secure(out.Header())
		out.Header().Set("X-Request-Id", v.id)
		done := s.metrics.begin()
		defer func() {
			if what := recover(); what != nil {
				s.conf.Log.Error("panic", "request", v.id, "what", fmt.Sprint(what), "stack", string(debug.Stack()))
				s.metrics.panics.Inc()
				if v.status == 0 {
					NewProblem(http.StatusInternalServerError, "a defect of the server; its log says more").write(out, r)
				} else { // what was promised cannot be kept: end the connection, so that the client notices
					defer panic(http.ErrAbortHandler)
				}
			}
			done(v, r.Method, time.Since(began))
			s.conf.Log.Info("request", "request", v.id, "client", v.client, "method", r.Method, "path", r.URL.Path, "status", v.status, "bytes", v.bytes,
				"ms", math.Round(time.Since(began).Seconds()*1e6)/1e3)
		}()
		if p := s.admit(v, r, cross); p != nil {
			s.metrics.refused.WithLabelValues(http.StatusText(p.Status)).Inc()
			if p.Status == http.StatusUnauthorized {
				out.Header().Set("WWW-Authenticate", `Basic realm="jakstat", charset="UTF-8", Bearer realm="jakstat"`)
			}
			p.write(out, r)
			return
		}
		s.route(out, r, v)
	})
}

// admit refuses a request that is malformed, too large, not allowed or one too many.
func (s *Server) admit(v *visit, r *http.Request, cross *http.CrossOriginProtection) *Problem {
	if len(r.RequestURI) > s.conf.MaxURL {
		return NewProblem(http.StatusRequestURITooLong, fmt.Sprintf("an address has at most %d bytes", s.conf.MaxURL))
	}
	if n := headerBytes(r.Header); n > s.conf.MaxHead {
		return NewProblem(http.StatusRequestHeaderFieldsTooLarge, fmt.Sprintf("header fields have at most %d bytes together", s.conf.MaxHead))
	}
	if !s.conf.AnyHost && !loopbackHost(hostOf(r)) {
		return NewProblem(http.StatusMisdirectedRequest, fmt.Sprintf("this server is asked as localhost, not as %q", hostOf(r)))
	}
	if !open(r.URL.Path) {
		client, ok := s.tokens.client(r)
		v.client = client
		if !ok {
			if wait, free := s.limiter.allow("unknown "+client, time.Now()); !free { // guesses are counted
				return tooMany(wait)
			}
			return NewProblem(http.StatusUnauthorized, "this server needs a token: send Authorization: Bearer TOKEN")
		}
	}
	if wait, ok := s.limiter.allow(v.client, time.Now()); !ok {
		return tooMany(wait)
	}
	if r.ContentLength > s.conf.MaxBody {
		return NewProblem(http.StatusRequestEntityTooLarge, fmt.Sprintf("a body has at most %d bytes", s.conf.MaxBody))
	}
	if err := cross.Check(r); err != nil {
		return NewProblem(http.StatusForbidden, "a page of another site may not ask this")
	}
	return nil
}

func tooMany(wait time.Duration) *Problem {
	p := NewProblem(http.StatusTooManyRequests, "this client asks too often")
	p.retry = max(1, int(math.Ceil(wait.Seconds())))
	return p
}

// route finds the page and makes it within the time of an answer.
func (s *Server) route(w http.ResponseWriter, r *http.Request, v *visit) {
	if strings.HasPrefix(r.URL.Path, Prefix+"/") && !strings.HasPrefix(r.URL.Path, Prefix+"/openapi.") {
		base, format := splitTwin(r.URL.Path)
		if format != "" {
			u := *r.URL
			u.Path, u.RawPath = base, ""
			q := *r
			q.URL = &u
			r, v.format = &q, format
		}
	}
	v.accept = r.Header.Values("Accept")
	r.Header.Del("Accept") // formats are chosen here; problems have one form only
	r.Body = http.MaxBytesReader(w, r.Body, s.conf.MaxBody)
	if r.ContentLength != 0 {
		_ = v.control.SetReadDeadline(time.Now().Add(s.conf.Body)) // a connection without deadlines (tests) needs none
	}
	h, pattern := s.mux.Handler(r)
	v.pattern = pattern
	if pattern == "" {
		refuseRoute(w, r, h)
		return
	}
	if !strings.HasSuffix(pattern, streamSuffix) {
		ctx, cancel := context.WithTimeout(r.Context(), s.conf.Timeout)
		defer cancel()
		r = r.WithContext(ctx)
		// A client that reads slowly holds no connection for ever. Where the writer has no deadline (tests), nothing is lost.
		_ = v.control.SetWriteDeadline(time.Now().Add(s.conf.Timeout + s.conf.Body))
	}
	v.request = r
	s.mux.ServeHTTP(w, r)
}

// streamSuffix ends the pattern of addresses that send events for as long as there are any.
const streamSuffix = "/events"

// refuseRoute says in the form of a problem what the multiplexer says as text: there is no such page, or not with that method, or it stands
// elsewhere.
func refuseRoute(w http.ResponseWriter, r *http.Request, h http.Handler) {
	probe := &statusProbe{header: http.Header{}}
	h.ServeHTTP(probe, r)
	switch {
	case probe.status == http.StatusMethodNotAllowed:
		w.Header().Set("Allow", probe.header.Get("Allow"))
		NewProblem(http.StatusMethodNotAllowed, r.Method+" is not possible here; possible: "+probe.header.Get("Allow")).write(w, r)
	case probe.header.Get("Location") != "":
		w.Header().Set("Location", probe.header.Get("Location"))
		w.WriteHeader(probe.status)
	default:
		NewProblem(http.StatusNotFound, "there is no page "+fmt.Sprintf("%q", short(r.URL.Path))).write(w, r)
	}
}

// statusProbe keeps the status and the fields of an answer and drops its body.
type statusProbe struct {
	header http.Header
	status int
}

func (p *statusProbe) Header() http.Header         { return p.header }
func (p *statusProbe) Write(b []byte) (int, error) { return len(b), nil }
func (p *statusProbe) WriteHeader(status int)      { p.status = status }

// open tells whether an address may be asked without a token: what watches a server has none.
func open(path string) bool { return path == "/healthz" || path == "/readyz" }

// secure sets the fields that keep a browser from doing more than the page needs: nothing comes from elsewhere, nobody frames it.
func secure(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "+
		"manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

func hostOf(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		return host
	}
	return strings.Trim(r.Host, "[]")
}

func headerBytes(h http.Header) int {
	n := 0
	for name, values := range h {
		for _, v := range values {
			n += len(name) + len(v) + 4
		}
	}
	return n
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

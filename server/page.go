package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"jakstat/report"
)

// Page is what an address answers with.
type Page[D any] struct {
	Document D                     // the JSON form: a struct
	Table    *report.Table         // the CSV form; nil: none
	Figure   Figure                // the SVG form; nil: none
	Lines    func(io.Writer) error // the CSV form where there is no table; nil: none
	Command  string                // the same on the command line; empty where there is no such verb
	Status   int                   // 0: 200
	Location string                // of what was made, if anything
}

// Figure draws itself.
type Figure interface{ SVG(w io.Writer) error }

// Route describes a page.
type Route struct {
	Path    string // below /api/v1
	ID      string // unique, for generated clients
	Tag     string
	Summary string
	About   string
	Formats []Format // what it can be had in, the default first; nil: JSON
	// Compute says that making it takes computing time: such pages take turns.
	Compute bool
	// Fixed says that the same address always gives the same page as long as the program runs, so that it may be kept.
	Fixed  bool
	Status int // of success; 0: 200
	// Body are the media types of a request's body that is not JSON.
	Body []string
}

// Prefix is where the pages of this version of the interface stand.
const Prefix = "/api/v1"

// answer is an encoded page.
type answer struct {
	Type     string `header:"Content-Type"`
	ETag     string `header:"ETag"`
	Cache    string `header:"Cache-Control"`
	Location string `header:"Location"`
	Link     string `header:"Link"`
	Status   int
	Body     []byte
}

// Get registers a page. Q holds its parameters as fields with huma's tags (query, path, doc, default, minimum, ...); f makes the page or says
// what is wrong with the parameters as a diag.List or a *Problem.
func Get[Q, D any](s *Server, r Route, f func(context.Context, *Q) (Page[D], error)) {
	register(s, http.MethodGet, r, f)
}

// Post registers an address that takes a body.
func Post[Q, D any](s *Server, r Route, f func(context.Context, *Q) (Page[D], error)) {
	register(s, http.MethodPost, r, f)
}

// Delete registers an address that ends something.
func Delete[Q, D any](s *Server, r Route, f func(context.Context, *Q) (Page[D], error)) {
	register(s, http.MethodDelete, r, f)
}

func register[Q, D any](s *Server, method string, r Route, f func(context.Context, *Q) (Page[D], error)) {
	if r.Formats == nil {
		r.Formats = []Format{JSON}
	}
	op := s.operation(method, r, reflect.TypeFor[D]())
	huma.Register(s.api, op, func(ctx context.Context, q *Q) (*answer, error) {
		v := visitOf(ctx)
		v.unhurried()
		format, problem := choose(v, r.Formats)
		if problem != nil {
			return nil, problem.of(ctx)
		}
		key := ""
		if r.Fixed && method == http.MethodGet {
			key = string(format) + " " + v.request.URL.Path + "?" + v.request.URL.Query().Encode()
			if known, ok := s.cache.get(key); ok {
				return known.for304(v.request), nil
			}
		}
		a, err := s.produce(ctx, r, format, func(ctx context.Context) (encoded, error) {
			page, err := f(ctx, q)
			return encoded{page.Status, page.Location, page.Command, func(w io.Writer) error { return page.write(w, format) }}, err
		})
		if err != nil {
			return nil, s.failed(ctx, err)
		}
		if key != "" {
			a.ETag, a.Cache = etag(a.Body), "no-cache"
			s.cache.put(key, a)
			return a.for304(v.request), nil
		}
		a.Cache = "no-store"
		return a, nil
	})
}

// encoded is a page that can be written.
type encoded struct {
	status            int
	location, command string
	write             func(io.Writer) error
}

// produce computes and encodes a page; nothing is sent before all of it is there.
func (s *Server) produce(ctx context.Context, r Route, format Format, f func(context.Context) (encoded, error)) (*answer, error) {
	if r.Compute {
		leave, err := s.gate.enter(ctx, visitOf(ctx).client)
		if err != nil {
			return nil, err
		}
		defer leave()
	}
	page, err := f(ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := page.write(&b); err != nil {
		return nil, fmt.Errorf("encoding: %w", err)
	}
	status := page.status
	if status == 0 {
		status = max(r.Status, http.StatusOK)
	}
	return &answer{Type: format.header(), Status: status, Location: page.location, Body: b.Bytes()}, nil
}

// write encodes a page.
func (p *Page[D]) write(w io.Writer, f Format) error {
	switch {
	case f == CSV && p.Table != nil:
		return p.Table.CSV(w)
	case f == CSV && p.Lines != nil:
		return p.Lines(w)
	case f == SVG && p.Figure != nil:
		return p.Figure.SVG(w)
	case f != JSON:
		return NewProblem(http.StatusNotAcceptable, "this page can be had as JSON only")
	}
	data, err := plainJSON(p.Document)
	if err != nil {
		return err
	}
	if n := len(data); p.Command != "" && n > 2 && data[n-1] == '}' {
		command, err := plainJSON(p.Command)
		if err != nil {
			return err
		}
		data = append(append(append(data[:n-1], `,"command":`...), command...), '}')
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// plainJSON leaves < and > as they are: no answer is ever taken for HTML.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// for304 leaves the body out where the client has it already.
func (a *answer) for304(r *http.Request) *answer {
	if a.ETag == "" || !matches(r.Header.Get("If-None-Match"), a.ETag) {
		return a
	}
	return &answer{ETag: a.ETag, Cache: a.Cache, Status: http.StatusNotModified}
}

// failed words an error and logs what the client is not told.
func (s *Server) failed(ctx context.Context, err error) error {
	p, internal := problemOf(err)
	if internal {
		s.conf.Log.ErrorContext(ctx, "page failed", "request", visitOf(ctx).id, "error", err)
	}
	if p.retry > 0 {
		return huma.ErrorWithHeaders(p.of(ctx), http.Header{"Retry-After": {strconv.Itoa(p.retry)}})
	}
	return p.of(ctx)
}

// operation describes a page for OpenAPI.
func (s *Server) operation(method string, r Route, document reflect.Type) huma.Operation {
	content := map[string]*huma.MediaType{}
	defer nullable(s.api.OpenAPI().Components.Schemas, document, map[reflect.Type]bool{}) // once it is described
	for _, f := range r.Formats {
		switch f {
		case JSON:
			content[string(JSON)] = &huma.MediaType{Schema: &huma.Schema{AllOf: []*huma.Schema{
				s.api.OpenAPI().Components.Schemas.Schema(document, true, r.ID),
				{Type: huma.TypeObject, Properties: map[string]*huma.Schema{"command": {Type: huma.TypeString, Description: "The same on the command line"}}},
			}}}
		default:
			content[string(f)] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
		}
	}
	status := max(r.Status, http.StatusOK)
	errs := []int{http.StatusNotAcceptable, http.StatusTooManyRequests, http.StatusServiceUnavailable}
	if len(s.conf.Tokens) > 0 {
		errs = append(errs, http.StatusUnauthorized)
	}
	if method == http.MethodPost {
		errs = append(errs, http.StatusRequestEntityTooLarge)
	}
	op := huma.Operation{
		OperationID: r.ID, Method: method, Path: Prefix + r.Path, Tags: []string{r.Tag}, Summary: r.Summary, Description: r.About,
		DefaultStatus: status, Errors: errs, RejectUnknownQueryParameters: true, MaxBodyBytes: s.conf.MaxBody, BodyReadTimeout: s.conf.Body,
		Responses: map[string]*huma.Response{strconv.Itoa(status): {Description: "The page", Content: content}},
	}
	if len(r.Body) > 0 {
		op.SkipValidateBody = true // the page reads the bytes itself
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
		for _, kind := range r.Body {
			op.RequestBody.Content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
		}
	}
	return op
}

func newAPI(mux humago.Mux, c Config) huma.API {
	h := huma.DefaultConfig(c.Title, c.Product)
	h.Info.Description = c.About
	h.OpenAPIPath, h.DocsPath, h.SchemasPath = "", "", "" // the description has its own addresses; a documentation page would load from elsewhere
	h.AllowAdditionalPropertiesByDefault = true           // a document may get new members; what is sent here says where it is strict
	h.CreateHooks = nil                                   // no $schema in documents: they carry their own
	if len(c.Tokens) > 0 {
		h.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}, "password": {Type: "http", Scheme: "basic"}}
		h.Security = []map[string][]string{{"token": {}}, {"password": {}}}
	}
	return humago.New(mux, h)
}

package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"jakstat/diag"
)

// Problem is an error document of RFC 9457. Errors lists every mistake of a request at once.
type Problem struct {
	Type     string    `json:"type" doc:"About the kind of problem; about:blank where the title says it"`
	Title    string    `json:"title" doc:"What kind of problem"`
	Status   int       `json:"status" doc:"The HTTP status"`
	Detail   string    `json:"detail,omitempty" doc:"What happened this time"`
	Instance string    `json:"instance,omitempty" doc:"The request in the server's log"`
	Errors   []Mistake `json:"errors,omitempty" doc:"Every mistake of the request"`

	retry int // seconds after which the same request may succeed
}

// Mistake is one thing that is wrong with a request, where, and what would be right.
type Mistake struct {
	Message    string `json:"message"`
	Location   string `json:"location,omitempty" doc:"query.treatment, body, a field of a file"`
	Value      any    `json:"value,omitempty"`
	Code       string `json:"code,omitempty" doc:"Stable name of the mistake"`
	Suggestion string `json:"suggestion,omitempty" doc:"What would be right"`
	File       string `json:"file,omitempty"`
	Line       int    `json:"line,omitempty"`
	Col        int    `json:"col,omitempty"`
}

// Error is part of error.
func (p *Problem) Error() string { return strconv.Itoa(p.Status) + " " + p.Title + ": " + p.Detail }

// GetStatus makes huma answer with the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457, whatever else was asked for.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// NewProblem returns a problem whose title is that of its status.
func NewProblem(status int, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

func init() {
	// huma asks this hook for every error of its own, so that requests it refuses are answered in the same form.
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		if status == http.StatusInternalServerError && msg == "cannot read request body" { // it broke off or is malformed: not the server's fault
			status, errs = http.StatusBadRequest, nil
		}
		p := NewProblem(status, msg)
		for _, err := range errs {
			var l diag.List
			var d *huma.ErrorDetail
			switch {
			case err == nil:
			case errors.As(err, &d):
				p.Errors = append(p.Errors, Mistake{Message: d.Message, Location: d.Location, Value: short(d.Value)})
			case errors.As(err, &l):
				p.Errors = append(p.Errors, mistakes(l)...)
			case status < http.StatusInternalServerError:
				p.Errors = append(p.Errors, Mistake{Message: err.Error()})
			}
		}
		return p
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		p := huma.NewError(status, msg, errs...).(*Problem).of(ctx.Context())
		var names []string
		for _, x := range ctx.Operation().Parameters {
			names = append(names, x.Name)
		}
		for i, m := range p.Errors {
			if name, ok := strings.CutPrefix(m.Location, "query."); ok && m.Message == "unknown query parameter" {
				p.Errors[i].Code = "api.parameter"
				p.Errors[i].Suggestion = diag.DidYouMean(name, names)
			}
		}
		return p
	}
}

// short echoes a value that a person can recognise and leaves out what would only fill the answer.
func short(v any) any {
	const most = 200
	switch x := v.(type) {
	case string:
		if len(x) > most {
			return x[:most] + "…"
		}
		return x
	case float64, int, int64, bool:
		return x
	}
	return nil
}

// problemOf words an error for the client. What is wrong with the request is told in full; what is wrong with the server is told to the log
// only, and internal is true.
func problemOf(err error) (p *Problem, internal bool) {
	var own *Problem
	var list diag.List
	var one diag.Diagnostic
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &own):
		return own, false
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = diag.List{one}
	case errors.As(err, &tooLarge):
		return NewProblem(http.StatusRequestEntityTooLarge, "at most "+strconv.FormatInt(tooLarge.Limit, 10)+" bytes are read"), false
	case errors.Is(err, context.DeadlineExceeded):
		p = NewProblem(http.StatusServiceUnavailable, "the computation took longer than an answer may; ask for less, or start a job")
		p.retry = 10
		return p, false
	case errors.Is(err, context.Canceled):
		return NewProblem(http.StatusServiceUnavailable, "the request was given up"), false
	default:
		return NewProblem(http.StatusInternalServerError, "a defect of the server; its log says more"), true
	}
	p = NewProblem(http.StatusUnprocessableEntity, "the request cannot be carried out as it stands")
	p.Errors = mistakes(list)
	return p, false
}

func mistakes(list diag.List) []Mistake {
	var out []Mistake
	for _, d := range list {
		if d.Severity != diag.Error {
			continue
		}
		out = append(out, Mistake{
			Message: d.Message, Location: d.Pos.Where, Code: d.Code, Suggestion: d.Suggestion, File: d.Pos.File, Line: d.Pos.Line, Col: d.Pos.Col,
		})
	}
	return out
}

// write answers a request with the problem.
func (p *Problem) write(w http.ResponseWriter, r *http.Request) {
	p = p.of(r.Context())
	h := w.Header()
	h.Set("Content-Type", problemType)
	h.Set("Cache-Control", "no-store")
	h.Del("Content-Length")
	if p.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retry))
	}
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_ = json.NewEncoder(w).Encode(p) // the client may be gone
	}
}

// of names the request that the problem belongs to.
func (p *Problem) of(ctx context.Context) *Problem {
	q := *p
	if v, ok := ctx.Value(visitKey{}).(*visit); ok && q.Instance == "" {
		q.Instance = "urn:jakstat:request:" + v.id
	}
	return &q
}

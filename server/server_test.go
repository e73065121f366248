package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"jakstat/diag"
	"jakstat/report"
)

// sum is a page that adds numbers; it stands for the pages of the product.
type sumQuery struct {
	Add   []int  `query:"add,explode" maxItems:"5" doc:"Numbers"`
	Break string `query:"break" enum:"panic,error,list,hang,problem" doc:"How the page fails"`
}

type sumDocument struct {
	Schema string `json:"schema"`
	Sum    int    `json:"sum"`
	Text   string `json:"text"`
}

type words struct {
	Text    string `query:"text" default:"none"`
	RawBody []byte
}

type square struct{}

func (square) SVG(w io.Writer) error {
	_, err := io.WriteString(w, `<svg xmlns="http://www.w3.org/2000/svg"/>`)
	return err
}

// testServer has the pages sum and echo.
func testServer(t *testing.T, c Config) *Server {
	t.Helper()
	c.Title, c.Product = "test", "test 1"
	s := New(c)
	Get(s, Route{Path: "/sum", ID: "sum", Tag: "test", Summary: "Sum", Formats: []Format{JSON, CSV, SVG}, Compute: true, Fixed: true}, sumPage)
	Post(s, Route{Path: "/echo", ID: "echo", Tag: "test", Summary: "Echo", Body: []string{"text/plain"}, Status: http.StatusCreated}, func(_ context.Context, q *words) (Page[sumDocument], error) {
		return Page[sumDocument]{Document: sumDocument{Text: string(q.RawBody)}}, nil
	})
	return s
}

func sumPage(ctx context.Context, q *sumQuery) (Page[sumDocument], error) {
	out := Page[sumDocument]{Document: sumDocument{Schema: "test/1", Text: "<&>"}, Figure: square{}, Command: "sum"}
	switch q.Break {
	case "panic":
		panic("the roof is gone")
	case "error":
		return out, errors.New("secret of the house")
	case "list":
		return out, diag.List{diag.New(diag.Pos{Where: "query.add"}, "test.add", "too much").Suggest("less"), diag.New(diag.Pos{File: "f.xml", Line: 3, Col: 7}, "test.file", "bad")}
	case "hang":
		<-ctx.Done()
		return out, ctx.Err()
	case "problem":
		return out, NewProblem(http.StatusNotFound, "gone")
	}
	out.Table = &report.Table{Columns: []report.Column{{Name: "sum"}}}
	for _, n := range q.Add {
		out.Document.Sum += n
	}
	out.Table.Add(fmt.Sprint(out.Document.Sum))
	return out, nil
}

// ask makes a request of a loopback client, with header fields as name, value, ...
func ask(s *Server, method, target, body string, fields ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "localhost:8765"
	r.RemoteAddr = "127.0.0.1:1234"
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i] == "Host" {
			r.Host = fields[i+1]
		}
		r.Header.Set(fields[i], fields[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestAPageInItsFormats(t *testing.T) {
	s := testServer(t, Config{})
	for _, c := range []struct{ target, accept, kind, body string }{
		{"/api/v1/sum?add=1&add=2", "", "application/json", `{"schema":"test/1","sum":3,"text":"<&>","command":"sum"}` + "\n"},
		{"/api/v1/sum.json?add=1", "text/csv", "application/json", `{"schema":"test/1","sum":1,"text":"<&>","command":"sum"}` + "\n"},
		{"/api/v1/sum.csv?add=4", "", "text/csv; charset=utf-8; header=present", "sum\n4\n"},
		{"/api/v1/sum?add=4", "text/csv", "text/csv; charset=utf-8; header=present", "sum\n4\n"},
		{"/api/v1/sum?add=4", "text/html, text/csv;q=0.5, */*;q=0.1", "text/csv; charset=utf-8; header=present", "sum\n4\n"},
		{"/api/v1/sum.svg", "", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg"/>`},
	} {
		for range 2 { // fresh, and kept
			w := ask(s, "GET", c.target, "", "Accept", c.accept)
			if w.Code != 200 || w.Header().Get("Content-Type") != c.kind || w.Body.String() != c.body {
				t.Errorf("%s (%s): %d %s\n%s", c.target, c.accept, w.Code, w.Header().Get("Content-Type"), w.Body)
			}
			if w.Header().Get("ETag") == "" {
				t.Errorf("%s: no ETag", c.target)
			}
		}
	}
}

// Every refusal is a problem document that says what is wrong; nothing of the inside gets out.
func TestRefusals(t *testing.T) {
	s := testServer(t, Config{MaxBody: 1000, MaxURL: 300, MaxHead: 600, Timeout: 50 * time.Millisecond})
	for _, c := range []struct {
		method, target, body string
		fields               []string
		status               int
		want                 string
	}{
		{"GET", "/api/v1/nothing", "", nil, 404, "no page"},
		{"GET", "/nothing.js", "", nil, 404, "no page"},
		{"PUT", "/api/v1/sum", "", nil, 405, "possible: GET, HEAD"},
		{"GET", "/api/v1/sum?ad=1", "", nil, 422, `did you mean \"add\"?`},
		{"GET", "/api/v1/sum?add=x", "", nil, 422, "query.add"},
		{"GET", "/api/v1/sum?add=1&add=1&add=1&add=1&add=1&add=1", "", nil, 422, "query.add"},
		{"GET", "/api/v1/sum?break=nicely", "", nil, 422, "query.break"},
		{"GET", "/api/v1/sum", "", []string{"Accept", "text/html"}, 406, "application/json, text/csv, image/svg+xml"},
		{"GET", "/api/v1/sum.svg.csv", "", nil, 404, "no page"},
		{"GET", "/api/v1/sum?break=panic", "", nil, 500, "its log says more"},
		{"GET", "/api/v1/sum?break=error", "", nil, 500, "its log says more"},
		{"GET", "/api/v1/sum?break=list", "", nil, 422, `{"message":"bad","code":"test.file","file":"f.xml","line":3,"col":7}`},
		{"GET", "/api/v1/sum?break=list", "", nil, 422, `"suggestion":"less"`},
		{"GET", "/api/v1/sum?break=hang", "", nil, 503, "longer than an answer may"},
		{"GET", "/api/v1/sum?break=problem", "", nil, 404, "gone"},
		{"GET", "/api/v1/sum?x=" + strings.Repeat("y", 300), "", nil, 414, "300 bytes"},
		{"GET", "/api/v1/sum", "", []string{"X-Long", strings.Repeat("y", 600)}, 431, "600 bytes"},
		{"POST", "/api/v1/echo", strings.Repeat("y", 1001), []string{"Content-Type", "text/plain"}, 413, "1000 bytes"},
		{"GET", "/api/v1/sum", "", []string{"Host", "attacker.example"}, 421, "asked as localhost"},
		{"POST", "/api/v1/echo", "x", []string{"Origin", "https://attacker.example", "Content-Type", "text/plain"}, 403, "another site"},
		{"POST", "/api/v1/echo", "x", []string{"Sec-Fetch-Site", "cross-site", "Content-Type", "text/plain"}, 403, "another site"},
	} {
		w := ask(s, c.method, c.target, c.body, c.fields...)
		name := c.method + " " + c.target[:min(len(c.target), 60)]
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != problemType {
			t.Errorf("%s: no problem document: %s %s", name, w.Header().Get("Content-Type"), w.Body)
			continue
		}
		if w.Code != c.status || p.Status != c.status || p.Title != http.StatusText(c.status) || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d, not %d with %q: %s", name, w.Code, c.status, c.want, w.Body)
		}
		if !strings.HasPrefix(p.Instance, "urn:jakstat:request:") || w.Header().Get("X-Request-Id") == "" {
			t.Errorf("%s: the request has no name: %s", name, w.Body)
		}
		for _, inside := range []string{"secret", "roof", "goroutine", ".go:"} {
			if strings.Contains(w.Body.String(), inside) {
				t.Errorf("%s: %q got out: %s", name, inside, w.Body)
			}
		}
	}
	if w := ask(s, "GET", "/api/v1/sum?add=2", ""); w.Code != 200 {
		t.Errorf("after all this a plain request gets %d: %s", w.Code, w.Body)
	}
}

func TestABodyIsRead(t *testing.T) {
	s := testServer(t, Config{})
	w := ask(s, "POST", "/api/v1/echo", "Ω <b>", "Content-Type", "text/plain")
	if w.Code != 201 || !strings.Contains(w.Body.String(), `"Ω <b>"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestABodyWithoutALengthIsBounded(t *testing.T) {
	s := testServer(t, Config{MaxBody: 1000})
	r := httptest.NewRequest("POST", "/api/v1/echo", io.LimitReader(neverEnding('x'), 1<<40))
	r.Host, r.ContentLength = "localhost", -1
	r.Header.Set("Content-Type", "text/plain")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	if w.Code != 413 || w.Header().Get("Content-Type") != problemType {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

type neverEnding byte

func (b neverEnding) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(b)
	}
	return len(p), nil
}

func TestTokens(t *testing.T) {
	s := testServer(t, Config{Tokens: []Token{{"ann", "correct-horse-battery"}, {"ben", "another-secret-token"}}, AnyHost: true, Burst: 5, Rate: 0.001})
	basic := func(password string) string {
		r := httptest.NewRequest("GET", "/", nil)
		r.SetBasicAuth("anything", password)
		return r.Header.Get("Authorization")
	}
	for _, c := range []struct {
		target, authorization string
		status                int
	}{
		{"/api/v1/sum", "", 401},
		{"/metrics", "", 401},
		{"/openapi.json", "", 401},
		{"/api/v1/sum", "Bearer wrong", 401},
		{"/api/v1/sum", "Bearer correct-horse-battery", 200},
		{"/api/v1/sum", basic("another-secret-token"), 200},
		{"/api/v1/sum", basic("wrong"), 401},
		{"/healthz", "", 200},
		{"/api/v1/sum", "Bearer correct-horse-batter", 429}, // guesses are counted
		{"/api/v1/sum", "Bearer correct-horse-battery", 200},
	} {
		w := ask(s, "GET", c.target, "", "Authorization", c.authorization, "Host", "jakstat.example")
		if w.Code != c.status {
			t.Errorf("%s with %q: %d, not %d", c.target, c.authorization, w.Code, c.status)
		}
		if (w.Code == 401) != (w.Header().Get("WWW-Authenticate") != "") {
			t.Errorf("%s: WWW-Authenticate %q with %d", c.target, w.Header().Get("WWW-Authenticate"), w.Code)
		}
	}
}

func TestEachClientHasItsOwnRate(t *testing.T) {
	s := testServer(t, Config{Rate: 0.001, Burst: 3})
	from := func(address string) int {
		r := httptest.NewRequest("GET", "/api/v1/sum", nil)
		r.Host, r.RemoteAddr = "localhost", address
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if (w.Code == 429) != (w.Header().Get("Retry-After") != "") {
			t.Errorf("Retry-After %q with %d", w.Header().Get("Retry-After"), w.Code)
		}
		return w.Code
	}
	for i, want := range []int{200, 200, 200, 429, 429} {
		if got := from("10.0.0.1:1000"); got != want {
			t.Errorf("request %d: %d", i+1, got)
		}
	}
	if got := from("10.0.0.2:1000"); got != 200 {
		t.Errorf("another client: %d", got)
	}
	for i, want := range []int{200, 200, 200, 429} { // one network of 64 bits is one client
		if got := from(fmt.Sprintf("[2001:db8::%d]:1", i)); got != want {
			t.Errorf("IPv6 request %d: %d", i+1, got)
		}
	}
}

func TestSecurityFields(t *testing.T) {
	s := testServer(t, Config{Static: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}})
	for _, target := range []string{"/", "/api/v1/sum", "/nothing.js", "/metrics"} {
		h := ask(s, "GET", target, "").Header()
		csp := h.Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(csp, rule) {
				t.Errorf("%s: %q lacks %s", target, csp, rule)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") || strings.Contains(csp, "*") {
			t.Errorf("%s: %q lets something in", target, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", target, h)
		}
	}
}

func TestNotModified(t *testing.T) {
	s := testServer(t, Config{})
	first := ask(s, "GET", "/api/v1/sum?add=1", "")
	tag := first.Header().Get("ETag")
	for _, c := range []struct {
		target, field string
		status        int
	}{
		{"/api/v1/sum?add=1", tag, 304},
		{"/api/v1/sum?add=1", `"x", W/` + tag, 304},
		{"/api/v1/sum?add=2", tag, 200},
		{"/api/v1/sum.csv?add=1", tag, 200},
	} {
		w := ask(s, "GET", c.target, "", "If-None-Match", c.field)
		if w.Code != c.status || c.status == 304 && w.Body.Len() > 0 {
			t.Errorf("%s with %s: %d and %d bytes", c.target, c.field, w.Code, w.Body.Len())
		}
	}
}

func TestFilesOfTheWebPage(t *testing.T) {
	long := strings.Repeat("let x = 1;\n", 500)
	s := testServer(t, Config{Static: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>start")}, "app.js": {Data: []byte(long)}, "a/b.svg": {Data: []byte("<svg/>")}}})
	for _, c := range []struct{ target, kind, body string }{
		{"/", "text/html; charset=utf-8", "<!doctype html>start"},
		{"/compare/anything", "text/html; charset=utf-8", "<!doctype html>start"},
		{"/app.js", "text/javascript; charset=utf-8", long},
		{"/a/b.svg", "image/svg+xml", "<svg/>"},
	} {
		w := ask(s, "GET", c.target, "")
		if w.Code != 200 || w.Header().Get("Content-Type") != c.kind || w.Body.String() != c.body {
			t.Errorf("%s: %d %s", c.target, w.Code, w.Header().Get("Content-Type"))
		}
	}
	w := ask(s, "GET", "/app.js", "", "Accept-Encoding", "br, gzip")
	if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 500 {
		t.Errorf("%s, %d bytes", w.Header().Get("Content-Encoding"), w.Body.Len())
	}
	if w := ask(s, "GET", "/app.js", "", "Accept-Encoding", "gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
		t.Error("compressed for a client that does not take it")
	}
	for _, target := range []string{"/../server.go", "/a", "/a/", "/a/%2e%2e/%2e%2e/x.js", "/app.js/x.js"} {
		if w := ask(s, "GET", target, ""); w.Code == 200 && !strings.Contains(w.Body.String(), "doctype") {
			t.Errorf("%s: %s", target, w.Body)
		}
	}
}

func TestHealthAndMetrics(t *testing.T) {
	s := testServer(t, Config{})
	if w := ask(s, "GET", "/readyz", ""); w.Code != 503 {
		t.Errorf("ready before it said so: %d", w.Code)
	}
	s.Ready()
	for _, target := range []string{"/healthz", "/readyz"} {
		if w := ask(s, "GET", target, ""); w.Code != 200 {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	for i := range 50 { // labels do not grow with what is asked
		ask(s, fmt.Sprintf("M%d", i), fmt.Sprintf("/x%d.js", i), "")
	}
	ask(s, "GET", "/api/v1/sum?add=1", "")
	text := ask(s, "GET", "/metrics", "").Body.String()
	if !strings.Contains(text, `jakstat_http_requests_total{method="GET",page="GET /api/v1/sum",status="200"} 1`) {
		t.Errorf("the request is not counted:\n%s", text)
	}
	if n := strings.Count(text, "jakstat_http_requests_total{"); n > 8 {
		t.Errorf("%d lines of requests", n)
	}
	for _, name := range []string{"go_goroutines", "process_resident_memory_bytes", "jakstat_cache_bytes", "jakstat_info"} {
		if !strings.Contains(text, "\n"+name) {
			t.Errorf("no %s", name)
		}
	}
}

func TestTheDescriptionIsOpenAPI31(t *testing.T) {
	s := testServer(t, Config{Tokens: []Token{{"a", "a-token-of-some-length"}}})
	data, err := s.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		OpenAPI  string
		Security []map[string][]string
		Paths    map[string]map[string]struct {
			OperationID string
			Responses   map[string]struct {
				Content map[string]struct{ Schema map[string]any }
			}
		}
	}
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	sum := d.Paths["/api/v1/sum"]["get"]
	if d.OpenAPI != "3.1.0" || sum.OperationID != "sum" || len(d.Security) != 2 {
		t.Errorf("%s %q %v", d.OpenAPI, sum.OperationID, d.Security)
	}
	if c := sum.Responses["200"].Content; c["application/json"].Schema["allOf"] == nil || c["text/csv"].Schema == nil || c["image/svg+xml"].Schema == nil {
		t.Errorf("the page is described as %v", c)
	}
	for _, status := range []string{"401", "406", "422", "429", "500", "503"} {
		if sum.Responses[status].Content["application/problem+json"].Schema == nil {
			t.Errorf("status %s is not described as a problem: %v", status, sum.Responses[status].Content)
		}
	}
	for _, target := range []string{"/openapi.json", "/openapi.yaml", "/api/v1/openapi.json", "/api/v1/openapi.yaml"} {
		if w := ask(s, "GET", target, "", "Authorization", "Bearer a-token-of-some-length"); w.Code != 200 || !strings.Contains(w.Body.String(), "3.1.0") {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

func TestLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:1": true, "127.8.9.1:1": true, "[::1]:1": true, "localhost:1": true, "0.0.0.0:1": false, ":80": false, "10.0.0.1:1": false, "example.org:1": false, "x": false,
	} {
		if Loopback(address) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}

package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAccepted(t *testing.T) {
	all := []Format{JSON, CSV, SVG}
	for _, c := range []struct {
		accept string
		want   Format
		ok     bool
	}{
		{"", JSON, true},
		{"*/*", JSON, true},
		{"text/csv", CSV, true},
		{"text/*", CSV, true},
		{"image/*;q=0.5, text/csv;q=0.4", SVG, true},
		{"text/csv;q=0, */*", JSON, true},
		{"application/json;q=0, */*;q=0.1", CSV, true}, // the specific range outweighs the general one
		{"text/html", "", false},
		{"application/json;q=0", "", false},
		{"text/csv;q=nan, application/json;q=0.3", CSV, true},
		{";;;,,,", "", false},
		{"text/csv; header=present", CSV, true},
	} {
		got, ok := accepted([]string{c.accept}, all)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%q: %s, %v; want %s, %v", c.accept, got, ok, c.want, c.ok)
		}
	}
}

func TestSplitTwin(t *testing.T) {
	for _, c := range []struct {
		address, base string
		format        Format
	}{
		{"/api/v1/compare", "/api/v1/compare", ""},
		{"/api/v1/compare.csv", "/api/v1/compare", CSV},
		{"/api/v1/figures/heatmap.svg", "/api/v1/figures/heatmap", SVG},
		{"/api/v1/evidence/cell30.json", "/api/v1/evidence/cell30", JSON},
		{"/api/v1/x.xml", "/api/v1/x.xml", ""},
		{"/.csv", "/", CSV},
	} {
		if base, f := splitTwin(c.address); base != c.base || f != c.format {
			t.Errorf("%s: %s as %s", c.address, base, f)
		}
	}
}

// Whatever is asked, the answer is a page or a problem, and never a defect.
func FuzzRequests(f *testing.F) {
	for _, seed := range [][4]string{
		{"GET", "/api/v1/sum?add=1&add=2", "", "*/*"},
		{"GET", "/api/v1/sum.csv?add=%zz", "", "text/csv"},
		{"POST", "/api/v1/echo", "text", ""},
		{"GET", "/api/v1/sum?add=99999999999999999999", "", "a/b;q=2"},
		{"DELETE", "//api//v1/../sum.json?;&=", "", "\xff"},
		{"HEAD", "/a/%2e%2e/b", "", ""},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	s := New(Config{Title: "t", Product: "t", Rate: 1e9, Burst: 1 << 30})
	Get(s, Route{Path: "/sum", ID: "sum", Tag: "t", Summary: "s", Formats: []Format{JSON, CSV}, Fixed: true}, sumPage)
	f.Fuzz(func(t *testing.T, method, target, body, accept string) {
		r, err := http.NewRequest(method, "http://localhost"+target, strings.NewReader(body))
		if err != nil {
			return // no client could send it
		}
		r.RequestURI, r.RemoteAddr = target, "127.0.0.1:1"
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%s %q: %d %s", method, target, w.Code, w.Body)
		}
		if kind := w.Header().Get("Content-Type"); w.Code >= 400 && kind != problemType {
			t.Errorf("%s %q: %d as %q", method, target, w.Code, kind)
		}
	})
}

// The cache never holds more than it may, and what it gives back is what was put in.
func TestTheCacheIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCache(int64(rapid.IntRange(1, 20_000).Draw(t, "most")))
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			key := fmt.Sprint(rapid.IntRange(0, 20).Draw(t, "key"))
			if a, ok := c.get(key); ok && a.ETag != key {
				t.Fatalf("%s gave the answer of %s", key, a.ETag)
			}
			c.put(key, &answer{ETag: key, Body: make([]byte, rapid.IntRange(0, 3000).Draw(t, "size"))})
			sum := int64(0)
			for k, e := range c.byKey {
				sum += keptBytes(k, e.Value.(*kept).a)
			}
			if sum != c.bytes || c.bytes > c.most || c.order.Len() != len(c.byKey) {
				t.Fatalf("%d bytes are held and %d counted, of at most %d; %d in order, %d by key", sum, c.bytes, c.most, c.order.Len(), len(c.byKey))
			}
		}
	})
}

func TestTheCacheForgetsWhatWasUsedLongestAgo(t *testing.T) {
	size := keptBytes("a", &answer{Body: make([]byte, 1000)})
	c := newCache(4*size + size/2)
	for _, key := range []string{"a", "b", "c", "d"} {
		c.put(key, &answer{Body: make([]byte, 1000)})
	}
	c.get("a")
	c.put("e", &answer{Body: make([]byte, 1000)})
	for key, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true, "e": true} {
		if _, ok := c.get(key); ok != want {
			t.Errorf("%s: %v", key, ok)
		}
	}
}

// However many clients come, the limiter remembers a bounded number, and no client gets more than its rate.
func TestTheLimiterIsBoundedAndFair(t *testing.T) {
	l := newLimiter(10, 5, 50)
	now := time.Now()
	for i := range 5000 {
		l.allow(fmt.Sprint("client ", i), now.Add(time.Duration(i)*time.Millisecond))
		if len(l.by) > 50 {
			t.Fatalf("%d clients are remembered", len(l.by))
		}
	}
	at := now.Add(time.Hour)
	allowed := 0
	for i := range 1000 { // 100 a second for ten seconds
		if _, ok := l.allow("busy", at.Add(time.Duration(i)*10*time.Millisecond)); ok {
			allowed++
		}
	}
	if allowed < 100 || allowed > 106 {
		t.Errorf("%d of 1000 requests in ten seconds, at a rate of 10 a second and 5 at once", allowed)
	}
}

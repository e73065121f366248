package server

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// asset is a file of the web page, compressed once.
type asset struct {
	kind, etag  string
	plain, gzip []byte
}

// static registers the files of the web page. An address without a suffix is the page itself, whose script reads the address.
func (s *Server) static() {
	assets := map[string]asset{}
	if s.conf.Static != nil {
		if err := fs.WalkDir(s.conf.Static, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(s.conf.Static, name)
			if err == nil {
				assets["/"+name] = newAsset(name, data)
			}
			return err
		}); err != nil {
			panic("server: the embedded web page cannot be read: " + err.Error())
		}
	}
	s.mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		name := path.Clean(r.URL.Path)
		a, ok := assets[name]
		if !ok && path.Ext(name) == "" && !strings.HasPrefix(r.URL.Path, "/api") {
			a, ok = assets["/index.html"]
		}
		if !ok {
			NewProblem(http.StatusNotFound, "there is no page at this address").write(w, r)
			return
		}
		a.serve(w, r)
	})
}

func newAsset(name string, data []byte) asset {
	a := asset{kind: mime.TypeByExtension(path.Ext(name)), etag: etag(data), plain: data}
	switch path.Ext(name) { // what a system's table of types may lack
	case ".js":
		a.kind = "text/javascript; charset=utf-8"
	case ".css":
		a.kind = "text/css; charset=utf-8"
	case ".html":
		a.kind = "text/html; charset=utf-8"
	case ".svg":
		a.kind = "image/svg+xml"
	case ".webmanifest":
		a.kind = "application/manifest+json"
	}
	if a.kind == "" {
		a.kind = "application/octet-stream"
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic("server: " + err.Error())
	}
	_, _ = z.Write(data) // to memory
	_ = z.Close()
	if b.Len() < len(data) {
		a.gzip = b.Bytes()
	}
	return a
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", a.etag)
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	if matches(r.Header.Get("If-None-Match"), a.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.plain
	if a.gzip != nil && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = a.gzip
	}
	_, _ = w.Write(body) // the client may be gone
}

func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.ReplaceAll(params, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

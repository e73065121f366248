package server

import (
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Format is a media type that a page can be had in.
type Format string

// The formats. A page always has the first; the others where it has a table or a figure.
const (
	JSON Format = "application/json"
	CSV  Format = "text/csv"
	SVG  Format = "image/svg+xml"
)

// header is the Content-Type of an answer.
func (f Format) header() string {
	if f == CSV {
		return "text/csv; charset=utf-8; header=present"
	}
	return string(f)
}

var suffixes = map[string]Format{".json": JSON, ".csv": CSV, ".svg": SVG}

// splitTwin takes the suffix of a format off an address: /api/v1/compare.csv is /api/v1/compare in CSV.
func splitTwin(address string) (base string, f Format) {
	ext := path.Ext(address)
	f, ok := suffixes[ext]
	if !ok {
		return address, ""
	}
	return strings.TrimSuffix(address, ext), f
}

// accepted picks the first of the offered formats that the Accept fields of a request rate best; ok is false when they exclude all of them.
// No field accepts everything (RFC 9110, 12.5.1).
func accepted(fields []string, offered []Format) (best Format, ok bool) {
	text := strings.TrimSpace(strings.Join(fields, ","))
	if text == "" {
		return offered[0], true
	}
	rating := 0.0
	for _, f := range offered {
		if q := quality(text, f); q > rating {
			best, rating = f, q
		}
	}
	return best, rating > 0
}

// quality is the weight that an Accept field gives to a format, by its most specific range.
func quality(accept string, f Format) float64 {
	kind, _, _ := strings.Cut(string(f), "/")
	q, specific := 0.0, -1
	for _, part := range strings.Split(accept, ",") {
		media, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		rank := -1
		switch media {
		case string(f):
			rank = 2
		case kind + "/*":
			rank = 1
		case "*/*":
			rank = 0
		}
		if rank <= specific {
			continue
		}
		specific, q = rank, 1
		if text, ok := params["q"]; ok {
			if v, err := strconv.ParseFloat(text, 64); err == nil && v >= 0 && v <= 1 {
				q = v
			}
		}
	}
	return q
}

// choose is the format of an answer: by the suffix of the address, else by what the client accepts.
func choose(v *visit, offered []Format) (Format, *Problem) {
	names := make([]string, len(offered))
	for i, f := range offered {
		names[i] = string(f)
		if v.format == f {
			return f, nil
		}
	}
	if v.format == "" {
		if f, ok := accepted(v.accept, offered); ok {
			return f, nil
		}
	}
	return "", NewProblem(http.StatusNotAcceptable, "this page can be had as "+strings.Join(names, ", "))
}

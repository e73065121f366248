package server

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// nullable makes the description say of every member that is a pointer to a struct that it may be null, which huma leaves out.
func nullable(r huma.Registry, t reflect.Type, seen map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return
	}
	seen[t] = true
	if s := r.SchemaFromRef(r.Schema(t, true, "").Ref); s != nil {
		membersOf(r, s, t, seen)
	}
}

func membersOf(r huma.Registry, s *huma.Schema, t reflect.Type, seen map[reflect.Type]bool) {
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
			continue
		case f.Anonymous && name == "":
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct {
				membersOf(r, s, inner, seen)
			}
			continue
		case !f.IsExported():
			continue
		}
		if p := s.Properties[name]; p != nil && p.Ref != "" && f.Type.Kind() == reflect.Pointer && !strings.Contains(options, "omitempty") {
			s.Properties[name] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}, Description: f.Tag.Get("doc")}
		}
		nullable(r, f.Type, seen)
	}
}

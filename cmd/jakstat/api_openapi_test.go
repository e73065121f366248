package main

import (
	"encoding/json"
	goflag "flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// description is the OpenAPI description of the server with all pages.
func description(t *testing.T) map[string]any {
	t.Helper()
	data, err := explorer().OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var d map[string]any
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// The addresses that there are, for a reader, and so that none goes or changes unnoticed. Refresh with -rewrite.
func TestTheAddressesAreTheOnesKnown(t *testing.T) {
	var b strings.Builder
	paths := description(t)["paths"].(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		methods := paths[path].(map[string]any)
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			op := methods[method].(map[string]any)
			var names []string
			list, _ := op["parameters"].([]any)
			for _, p := range list {
				names = append(names, p.(map[string]any)["name"].(string))
			}
			fmt.Fprintf(&b, "%s %s (%s)\n    %s\n", strings.ToUpper(method), path, strings.Join(names, ", "), op["summary"])
		}
	}
	const golden = "testdata/addresses.golden"
	if goflag.Lookup("rewrite").Value.String() == "true" {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the addresses are\n%s", b.String())
	}
}

// fitting checks a document against a schema of the description; only the keywords that decide its shape are looked at.
type fitting struct {
	components map[string]any
	wrong      []string
}

func (f *fitting) fail(path, format string, args ...any) {
	if len(f.wrong) < 10 {
		f.wrong = append(f.wrong, path+": "+fmt.Sprintf(format, args...))
	}
}

func (f *fitting) check(schema map[string]any, value any, path string) {
	if ref, ok := schema["$ref"].(string); ok {
		named, ok := f.components[strings.TrimPrefix(ref, "#/components/schemas/")].(map[string]any)
		if !ok {
			f.fail(path, "%s is not described", ref)
			return
		}
		f.check(named, value, path)
		return
	}
	if parts, ok := schema["allOf"].([]any); ok {
		for _, part := range parts[:1] { // the other is the command
			f.check(part.(map[string]any), value, path)
		}
		return
	}
	if choices, ok := schema["anyOf"].([]any); ok {
		for _, c := range choices {
			one := fitting{components: f.components}
			if one.check(c.(map[string]any), value, path); len(one.wrong) == 0 {
				return
			}
		}
		f.fail(path, "it is none of %v", choices)
		return
	}
	if rule := schema["type"]; rule != nil {
		types, ok := rule.([]any)
		if !ok {
			types = []any{rule}
		}
		if !slices.ContainsFunc(types, func(r any) bool { return kind(value, r) }) {
			f.fail(path, "%T is none of %v", value, types)
			return
		}
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, value) {
		f.fail(path, "%v is none of %v", value, enum)
	}
	switch x := value.(type) {
	case []any:
		if items, ok := schema["items"].(map[string]any); ok {
			for i, e := range x {
				f.check(items, e, fmt.Sprintf("%s[%d]", path, i))
			}
		}
	case map[string]any:
		f.object(schema, x, path)
	}
}

func (f *fitting) object(schema, value map[string]any, path string) {
	known, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, ok := value[name.(string)]; !ok {
			f.fail(path, "%v is missing", name)
		}
	}
	for name, v := range value {
		if rule, ok := known[name].(map[string]any); ok {
			f.check(rule, v, path+"."+name)
			continue
		}
		switch more := schema["additionalProperties"].(type) {
		case map[string]any:
			f.check(more, v, path+"."+name)
		default: // more is allowed, because fields may be added; those that are there now are described
			if known != nil && (path != "" || name != "command") {
				f.fail(path, "%q is not described", name)
			}
		}
	}
}

// Clients are generated from the description: what a page sends has the shape that it says.
func TestPagesHaveTheShapeThatOpenAPISays(t *testing.T) {
	d := description(t)
	components := d["components"].(map[string]any)["schemas"].(map[string]any)
	for path, target := range map[string]string{
		"/drugs":                   "/drugs",
		"/cytokines":               "/cytokines",
		"/compare":                 "/compare" + q("subjects", "0"),
		"/simulate":                "/simulate" + q("treatment", "ritlecitinib:50 mg qd", "subjects", "0"),
		"/pathway":                 "/pathway" + q("treatment", "deucravacitinib:6 mg qd", "treatment", "ritlecitinib:50 mg qd", "subjects", "2"),
		"/evidence":                "/evidence",
		"/evidence/{id}":           "/evidence/cell30",
		"/qualifications":          "/qualifications",
		"/qualifications/pk":       "/qualifications/pk",
		"/qualifications/efficacy": "/qualifications/efficacy",
		"/qualifications/labs":     "/qualifications/labs",
		"/evidence-check":          "/evidence-check",
		"/trials":                  "/trials",
		"/trials/{id}":             "/trials/select-compare",
		"/populations":             "/populations",
		"/risk":                    "/risk" + q("typical", "AD", "patient_years", "100", "treatment", "filgotinib:200 mg qd", "treatment", "abrocitinib:100 mg qd"),
		"/labs":                    "/labs" + q("treatment", "tofacitinib:5 mg bid", "weeks", "4", "subjects", "4"),
	} {
		op := d["paths"].(map[string]any)["/api/v1"+path].(map[string]any)["get"].(map[string]any)
		content := op["responses"].(map[string]any)["200"].(map[string]any)["content"].(map[string]any)
		var doc any
		if err := json.Unmarshal(fetch(t, "GET", target, "").Body.Bytes(), &doc); err != nil {
			t.Fatalf("%s: %v", target, err)
		}
		f := fitting{components: components}
		f.check(content["application/json"].(map[string]any)["schema"].(map[string]any), doc, "")
		for _, wrong := range f.wrong {
			t.Errorf("%s%s", target, wrong)
		}
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// schemas are the published JSON Schema files by name.
func schemas(t *testing.T) map[string]map[string]any {
	t.Helper()
	files, err := filepath.Glob("../../schemas/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no schemas", err)
	}
	out := map[string]map[string]any{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var s map[string]any
		if err := json.Unmarshal(data, &s); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out[filepath.Base(file)] = s
	}
	return out
}

// validator checks a document against the part of JSON Schema that the published files use. It is stricter than the standard: an object
// with properties may have no others, so that a new field of an output has to enter its schema.
type validator struct {
	files map[string]map[string]any
	wrong []string
}

func (v *validator) fail(path, format string, args ...any) {
	if len(v.wrong) < 20 {
		v.wrong = append(v.wrong, path+": "+fmt.Sprintf(format, args...))
	}
}

func (v *validator) check(root, schema map[string]any, value any, path string) {
	for _, keyword := range slices.Sorted(maps.Keys(schema)) {
		rule := schema[keyword]
		switch keyword {
		case "$schema", "$id", "$defs", "title", "description", "properties", "required":
		case "$ref":
			name := rule.(string)
			if def, ok := strings.CutPrefix(name, "#/$defs/"); ok {
				v.check(root, root["$defs"].(map[string]any)[def].(map[string]any), value, path)
			} else {
				v.check(v.files[name], v.files[name], value, path)
			}
		case "const":
			if value != rule {
				v.fail(path, "%v is not %v", value, rule)
			}
		case "enum":
			if !slices.Contains(rule.([]any), value) {
				v.fail(path, "%v is none of %v", value, rule)
			}
		case "type":
			if types, ok := rule.([]any); !ok && kind(value, rule) || ok && slices.ContainsFunc(types, func(r any) bool { return kind(value, r) }) {
				continue
			}
			v.fail(path, "%T is not %v", value, rule)
		case "minimum":
			if x, ok := value.(float64); ok && x < rule.(float64) {
				v.fail(path, "%g is below %v", x, rule)
			}
		case "maximum":
			if x, ok := value.(float64); ok && x > rule.(float64) {
				v.fail(path, "%g is above %v", x, rule)
			}
		case "items":
			list, _ := value.([]any)
			for i, x := range list {
				v.check(root, rule.(map[string]any), x, fmt.Sprintf("%s[%d]", path, i))
			}
		case "additionalProperties":
			object, _ := value.(map[string]any)
			for _, name := range slices.Sorted(maps.Keys(object)) {
				v.check(root, rule.(map[string]any), object[name], path+"."+name)
			}
		default:
			v.fail(path, "the schema uses %q, which this test does not know", keyword)
		}
	}
	if object, ok := value.(map[string]any); ok && schema["properties"] != nil {
		v.properties(root, schema, object, path)
	}
}

func (v *validator) properties(root, schema, object map[string]any, path string) {
	known := schema["properties"].(map[string]any)
	for _, name := range schema["required"].([]any) {
		if _, ok := object[name.(string)]; !ok {
			v.fail(path, "%v is missing", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if rule, ok := known[name].(map[string]any); ok {
			v.check(root, rule, object[name], path+"."+name)
		} else {
			v.fail(path, "%q is not in the schema", name)
		}
	}
}

// kind tells whether a decoded value has a JSON Schema type.
func kind(value, name any) bool {
	switch x := value.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case float64:
		return name == "number" || name == "integer" && x == float64(int64(x))
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	return false
}

func TestOutputsFollowThePublishedSchemas(t *testing.T) {
	files := schemas(t)
	used := map[string]bool{"manifest.json": true, "bench-file.json": true, "trial-file.json": true} // within the others; of inputs, in TestBenchFilesFollowTheirSchema and TestTrialFilesFollowTheirSchema
	for _, c := range []struct{ schema, line string }{
		{"compare.json", "compare --json --subjects 4"},
		{"compare.json", `compare "../../examples/mydrug.yaml:20 mg:qd" "tofacitinib:5 mg:bid" --json --subjects 4`},
		{"compare.json", "explain upadacitinib IL-7 --json"},
		{"compare.json", `design ../../examples/mydrug.yaml --dose "20 mg" --regimen qd --json --subjects 4`},
		{"compare.json", `design ../../examples/mydrug.yaml --koff JAK1=0.1/h,JAK2=3/h --dose "20 mg" --regimen qd --json --subjects 4`},
		{"design-search.json", "design search --want IL-6/pSTAT3>=50% --spare EPO<=25% --molecules 200 --json"},
		{"design-search.json", "design search --want IL-11>=80% --spare LIF<=10% --molecules 200 --json"},
		{"design-sensitivity.json", "design sensitivity --points 128 --json"},
		{"simulate.json", "simulate abrocitinib 200 mg qd --days 1 --step 6 --json"},
		{"simulate.json", "simulate baricitinib --dosing ../../examples/doses.csv --days 2 --step 6 --json"},
		{"simulate.json", "simulate deucravacitinib 6 mg qd --days 1 --step 6 --readout EPO,IL-23 --subjects 0 --json"},
		{"residence.json", `residence filgotinib --residence "1 h,24 h" --lifetime 30 --json`},
		{"residence.json", `residence deucravacitinib --residence "24 h" --json`},
		{"qualify-pk.json", "qualify pk --json"},
		{"qualify-potency.json", "qualify potency --json"},
		{"qualify-safety.json", "qualify safety --json"},
		{"qualify-all.json", "qualify all --json"},
		{"risk.json", "risk --typical RA --json"},
		{"risk.json", "risk ruxolitinib:20mg:bid --typical CD --patient-years 300 --only TB,death --json"},
		{"qualify-labs.json", "qualify labs --json"},
		{"labs.json", `labs "tofacitinib:5 mg:bid" "momelotinib:200 mg:qd" --disease MF --weeks 8 --subjects 12 --json`},
		{"labs.json", `labs "deucravacitinib:6 mg:qd" --weeks 4 --subjects 0 --json`},
		{"qualify-efficacy.json", "qualify efficacy --json"},
		{"qualify-efficacy.json", "qualify onset --json"},
		{"predict.json", "predict --blind --json"},
		{"statements.json", "statements S1 s16 S20 --json"},
		{"evidence.json", "evidence list --drug tofacitinib --json"},
		{"evidence.json", "evidence export --format json"},
		{"evidence-check.json", "evidence check --json"},
		{"trial-list.json", "trial list --json"},
		{"trial-list.json", "trial list --disease RA --drug upadacitinib --find acr50 --json"},
		{"trial-show.json", "trial show ../../examples/trial-mytrial.yaml --json"},
		{"trial-show.json", "trial show EQUATOR --json"},
		{"trial-run.json", "trial run ../../examples/trial-mytrial.yaml --replicates 20 --json"},
		{"trial-run.json", "trial run EQUATOR --replicates 20 --with-own-results --json"},
		{"trial-run.json", "trial run REACH3 --replicates 20 --json"},
		{"trial-compare.json", "trial compare EQUATOR --replicates 20 --json"},
		{"trial-power.json", "trial power SELECT-MONOTHERAPY --draws 100 --json"},
		{"trial-power.json", "trial power SELECT-CHOICE --endpoint dDAS28-CRP --draws 100 --json"},
		{"run.json", "run ../../examples/il6-toy.xml --duration 10 --steps 3 --json"},
		{"bench.json", "bench run ../../examples/il6-tofacitinib.yaml --json"},
		{"bench.json", "bench run ../../examples/ifng-washout.yaml --json"},
		{"run.json", "run ../../examples/il6-toy.xml --duration 10 --steps 3 --json --explain-solver"},
		{"inhibit.json", "inhibit ../../examples/il6-toy.xml --reaction phosphorylation --receptor IL-6 --drug upadacitinib --dose 15mg --regimen qd --steps 3 --json"},
		{"inhibit.json", "inhibit ../../examples/il6-toy.xml --reaction phosphorylation --kinase TYK2 --drug deucravacitinib --concentration 5nM --steps 3 --json"},
		{"inhibit.json", "inhibit ../../examples/il6-toy.xml --reaction phosphorylation --ic50 5nM --concentration 5nM --steps 3 --json"},
		{"scan.json", "run ../../examples/il6-toy.xml --duration 10 --steps 3 --scan k_on=1:2:2 --scan IL6=1,2 --json"},
		{"experiment.json", "run ../../examples/il6-scan.sedml --json"},
		{"run-stochastic.json", "run ../../examples/gene-toy.xml --duration 10 --steps 3 --method ssa --json"},
		{"run-stochastic.json", "run ../../examples/gene-toy.xml --duration 10 --steps 3 --method tau-leap --runs 5 --json"},
		{"flux.json", "flux ../../examples/flux-toy.xml --json"},
		{"conformance-sbml.json", "conformance sbml ../../examples/suite --json"},
		{"conformance-sbml.json", "conformance sbml ../../examples/suite --through l2v3 --json"},
		{"model-info.json", "model info ../../examples/il6-toy.xml --json"},
		{"model-info.json", "model info ../../examples/flux-toy.xml --json"},
		{"model-info.json", "model info --drug filgotinib --json"},
		{"model-diff.json", "model diff ../../examples/il6-toy.xml ../../examples/il6-toy.xml --json"},
	} {
		used[c.schema] = true
		var document any
		if err := json.Unmarshal([]byte(judged(t, words(c.line)...)), &document); err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		v := validator{files: files}
		v.check(files[c.schema], files[c.schema], document, "$")
		for _, w := range v.wrong {
			t.Errorf("%s: %s", c.line, w)
		}
	}
	for name := range files {
		if !used[name] {
			t.Errorf("no output is checked against %s", name)
		}
	}
}

func TestTheValidatorFindsMistakes(t *testing.T) {
	schema := map[string]any{
		"type": "object", "required": []any{"a"}, "properties": map[string]any{
			"a": map[string]any{"type": []any{"number", "null"}, "minimum": 0.0, "maximum": 1.0},
			"b": map[string]any{"enum": []any{"x", "y"}}, "c": map[string]any{"type": "array", "items": map[string]any{"type": "integer"}},
		},
	}
	for text, right := range map[string]bool{
		`{"a": 0.5, "b": "x", "c": [1, 2]}`: true, `{"a": null}`: true,
		`{}`: false, `{"a": 2}`: false, `{"a": "1"}`: false, `{"a": 1, "b": "z"}`: false, `{"a": 1, "c": [1.5]}`: false, `{"a": 1, "d": 1}`: false, `[]`: false,
	} {
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		v := validator{}
		v.check(schema, schema, value, "$")
		if right != (len(v.wrong) == 0) {
			t.Errorf("%s: %q", text, v.wrong)
		}
	}
}

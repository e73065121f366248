package sbmlsuite

import (
	"regexp"
	"slices"
	"strings"
)

// Test types of the suite.
const (
	TimeCourse           = "TimeCourse"
	FluxBalance          = "FluxBalanceSteadyState"
	StochasticTimeCourse = "StochasticTimeCourse"
	// Distribution cases draw random numbers at discrete times.
	Distribution = "StatisticalDistribution"
)

// Stochastic tells whether results of a test type are statistics over many runs.
func Stochastic(testType string) bool {
	return testType == StochasticTimeCourse || testType == Distribution
}

// Description is the head of a case's description file.
type Description struct {
	Category, Synopsis, TestType, GeneratedBy string
	ComponentTags, TestTags                   []string
	// Packages are the SBML packages present; empty for core models.
	Packages []string
	Levels   []Level
}

// Tags are all tags, component tags first.
func (d *Description) Tags() []string { return append(slices.Clone(d.ComponentTags), d.TestTags...) }

var (
	neededKeys   = []string{"componentTags", "testType", "levels"}
	describeKeys = []string{"category", "synopsis", "componentTags", "testTags", "testType", "levels", "generatedBy", "packagesPresent"}
	keyLine      = regexp.MustCompile(`^\s*([A-Za-z]+)\s*:(.*)$`)
)

// ReadDescription reads a description: "key: value" lines behind the first "(*", a value going on over further lines. The first
// blank line after the tags, test type and levels that is not followed by another key begins the prose, which is not read. The error is a diag.List.
func ReadDescription(name string, data []byte) (*Description, error) {
	r := &reader{name: name}
	values, at := head(r, lines(data))
	for _, key := range neededKeys {
		if len(r.diags) == 0 && at[key] == 0 {
			r.fail(0, "description", "no line %q", key+":")
		}
	}
	d := &Description{
		Category: values["category"], Synopsis: values["synopsis"], TestType: values["testType"], GeneratedBy: values["generatedBy"],
		ComponentTags: list(values["componentTags"]), TestTags: list(values["testTags"]), Packages: list(values["packagesPresent"]),
	}
	for _, text := range list(values["levels"]) {
		l, ok := parseLevel(text)
		if !ok {
			r.fail(at["levels"], "description", "levels: %q is not a level and version", text).Suggestion = "write for example 2.4"
		}
		d.Levels = append(d.Levels, l)
	}
	if types := []string{TimeCourse, FluxBalance, StochasticTimeCourse, Distribution}; at["testType"] != 0 && !slices.Contains(types, d.TestType) {
		r.fail(at["testType"], "description", "unknown test type %q", d.TestType).Suggestion = "there are " + strings.Join(types, ", ")
	}
	if err := r.diags.Err(); err != nil {
		return nil, err
	}
	return d, nil
}

// head collects the values by key and the line of each.
func head(r *reader, text []string) (values map[string]string, at map[string]int) {
	values, at = map[string]string{}, map[string]int{}
	open, blank, key := false, false, ""
	for i, l := range text {
		if !open {
			_, l, open = strings.Cut(l, "(*")
			if !open {
				continue
			}
		}
		l, _, closed := strings.Cut(l, "*)")
		m := keyLine.FindStringSubmatch(l)
		switch {
		case strings.TrimSpace(l) == "":
			blank = true
		case m != nil && slices.Contains(describeKeys, m[1]):
			key, blank = m[1], false
			if at[key] != 0 {
				r.fail(i+1, "description", "%q again; the first is in line %d", key, at[key])
			}
			values[key], at[key] = strings.TrimSpace(m[2]), i+1
		case key == "":
			r.fail(i+1, "description", "%q before the first key", strings.TrimSpace(l)).Suggestion = "the comment begins with lines such as testType: TimeCourse"
			return values, at
		case blank && !slices.ContainsFunc(neededKeys, func(key string) bool { return at[key] == 0 }):
			return values, at // prose begins
		default:
			values[key] = strings.TrimSpace(values[key] + " " + strings.TrimSpace(l))
		}
		if closed {
			return values, at
		}
	}
	if !open {
		r.fail(0, "description", "no comment (* ... *)")
	}
	return values, at
}

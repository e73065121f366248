package sbml

import (
	"slices"
	"strings"
	"testing"
)

func TestTimeUnit(t *testing.T) {
	const minute = `<unit kind="second" multiplier="60" exponent="1" scale="0"/>`
	const perMinute = `<unitDefinition id="permin"><listOfUnits><unit kind="second" multiplier="60" exponent="-1" scale="0"/></listOfUnits></unitDefinition>`
	define := func(id, units string) string {
		return `<unitDefinition id="` + id + `"><listOfUnits>` + units + `</listOfUnits></unitDefinition>`
	}
	level2 := func(units string) string {
		return `<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="m"><listOfUnitDefinitions>` + units + `</listOfUnitDefinitions></model></sbml>`
	}
	level3 := func(attribute, units string) string {
		return `<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m"` + attribute + `><listOfUnitDefinitions>` + units + `</listOfUnitDefinitions></model></sbml>`
	}
	for _, c := range []struct {
		name, text string
		seconds    float64
		declared   string
		hints      []float64
	}{
		{"level 2 defines time", level2(define("time", minute) + perMinute), 60, "unit time", []float64{60}},
		{"level 2, scale", level2(define("time", `<unit kind="second" multiplier="3.6" scale="3"/>`)), 3600, "unit time", []float64{3600}},
		{"level 2 without", level2(perMinute), 0, "", []float64{60}},
		{"level 2, both in use", level2(perMinute + define("persec", `<unit kind="second" exponent="-1"/>`)), 0, "", []float64{1, 60}},
		{"level 2, time is a length", level2(define("time", `<unit kind="metre"/>`)), 0, "", nil},
		{"level 2, time is a rate", level2(define("time", `<unit kind="second" exponent="-1"/>`)), 0, "", []float64{1}},
		{"level 3, second", level3(` timeUnits="second"`, perMinute), 1, "timeUnits=second", []float64{60}},
		{"level 3, definition", level3(` timeUnits="min"`, define("min", minute)), 60, "timeUnits=min", []float64{60}},
		{"level 3 without", level3("", define("time", minute)), 0, "", []float64{60}},
		{"level 3, dimensionless", level3(` timeUnits="dimensionless"`, perMinute), 0, "", []float64{60}},
	} {
		d, err := Read("m.xml", []byte(strings.ReplaceAll(c.text, "<listOfUnitDefinitions></listOfUnitDefinitions>", "")))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if u := d.TimeUnit(); u.Seconds != c.seconds || u.Declared != c.declared || !slices.Equal(u.Hints, c.hints) {
			t.Errorf("%s: %+v", c.name, u)
		}
	}
}

package dose

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// TestScripts runs the readable cases of testdata. Commands:
//
//	regimen [until=HOURS]     one regimen: its canonical text and the doses it gives
//	apart dose="15 mg"        the same with the dose given apart
//	errors                    one regimen a line: everything wrong with each
//	table                     an event table: its records, or everything wrong with it, and its warnings
//	expand                    an event table with ADDL written out
//	timeline [lag=H] [f=F] [duration=H] [rate=R] [grid=H,H,...]   what happens, in order, subject by subject
//	write                     an event table as it is written back
//
// Refresh with: go test ./engine/dose -rewrite, and read the diff.
func TestScripts(t *testing.T) {
	datadriven.Walk(t, "testdata/scripts", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "regimen":
				r, err := ParseRegimen(d.Input)
				return describe(t, d, r, err)
			case "apart":
				r, err := ParseDoseAndRegimen(stringArg(d, "dose"), d.Input)
				return describe(t, d, r, err)
			case "errors":
				var b strings.Builder
				for _, line := range strings.Split(d.Input, "\n") {
					if _, err := ParseRegimen(line); err != nil {
						fmt.Fprintln(&b, err)
					} else {
						fmt.Fprintf(&b, "no error in %q\n", line)
					}
				}
				return b.String()
			case "table", "expand", "timeline", "write":
				return runTable(t, d)
			default:
				t.Fatalf("unknown command %q", d.Cmd)
				return ""
			}
		})
	})
}

func describe(t *testing.T, d *datadriven.TestData, r *Regimen, err error) string {
	if err != nil {
		return err.Error() + "\n"
	}
	events, err := r.Events(floatArg(t, d, "until", math.Inf(1)))
	if err != nil {
		return r.String() + "\n" + err.Error() + "\n"
	}
	return r.String() + "\n" + Text(events)
}

func runTable(t *testing.T, d *datadriven.TestData) string {
	tab, err := ReadTable(strings.NewReader(d.Input+"\n"), "table.csv", Options{})
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	for _, w := range tab.Warnings {
		fmt.Fprintln(&b, w)
	}
	switch d.Cmd {
	case "table":
		b.WriteString(Text(tab.Events()))
		for _, c := range tab.Covariates {
			fmt.Fprintf(&b, "%s:", c)
			for _, r := range tab.Records {
				fmt.Fprintf(&b, " %s", number(tab.Covariate(r, c)))
			}
			b.WriteString("\n")
		}
	case "expand":
		out, err := Expand(tab.Events())
		if err != nil {
			return err.Error() + "\n"
		}
		b.WriteString(Text(out))
	case "write":
		if err := WriteTable(&b, tab); err != nil {
			return err.Error() + "\n"
		}
	case "timeline":
		given := Delivery{
			Lag: floatArg(t, d, "lag", 0), F: floatArg(t, d, "f", 1),
			Duration: floatArg(t, d, "duration", 0), Rate: floatArg(t, d, "rate", 0),
		}
		for _, subject := range BySubject(tab.Events()) {
			changes, err := Timeline(append(subject, grid(t, d, subject[0].ID)...), func(Event) Delivery { return given })
			if err != nil {
				return err.Error() + "\n"
			}
			b.WriteString(TimelineText(changes))
		}
	}
	return b.String()
}

func grid(t *testing.T, d *datadriven.TestData, id string) []Event {
	var times []float64
	for _, s := range strings.Fields(stringArg(d, "grid")) {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, v)
	}
	return Observe(id, times...)
}

func stringArg(d *datadriven.TestData, name string) string {
	for _, a := range d.CmdArgs {
		if a.Key == name {
			return strings.Join(a.Vals, " ")
		}
	}
	return ""
}

func floatArg(t *testing.T, d *datadriven.TestData, name string, otherwise float64) float64 {
	s := stringArg(d, name)
	if s == "" {
		return otherwise
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

package trial

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jakstat/evidence/results"
	"jakstat/jak/disease"
)

var update = flag.Bool("update", false, "write the files of library/trials anew from the tables")

// rowsOf are the results of a trial, or what of it is to be predicted.
func rowsOf(name string) []results.Result {
	l := results.Shipped()
	return slices.DeleteFunc(slices.Concat(l.Efficacy, l.Wanted), func(r results.Result) bool { return r.Trial != name })
}

// The files say what the tables say, letter by letter, and there are no others.
func TestShippedFilesAreThoseOfTheTables(t *testing.T) {
	const dir = "../library/trials/"
	want := map[string]bool{}
	for _, d := range results.Shipped().Designs {
		file := FileName(d.Trial)
		if want[file] {
			t.Errorf("two trials share the file %s", file)
		}
		want[file] = true
		data := FromTables(d, rowsOf(d.Trial))
		if *update {
			if err := os.WriteFile(dir+file, data, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(dir + file)
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s is not what the tables say (%v); write it anew with -update and read the difference", file, err)
		}
	}
	files, err := filepath.Glob(dir + "*.yaml")
	if err != nil || len(files) != len(want)+len(safetyTrials) || len(want) != 135 {
		t.Errorf("%d files for %d trials and %d that follow events, 135 are known (%v)", len(files), len(want), len(safetyTrials), err)
	}
	for _, name := range safetyTrials {
		if p, err := Shipped(name); err != nil || p.Name != name || p.Events == nil || len(p.Endpoints) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every file opens; its arms, sizes, weeks and endpoints are those of the rows, and the model sees the trial as the tables of settings do.
func TestShippedFilesOpen(t *testing.T) {
	primary := 0
	for _, d := range results.Shipped().Designs {
		p, err := Shipped(d.Trial)
		if err != nil {
			t.Errorf("%s: %v", d.Trial, err)
			continue
		}
		s := disease.SettingOf(d)
		if p.Setting.Trial != s.Trial || p.Setting.Disease != s.Disease || p.Setting.Programme != s.Programme || p.Setting.Year != s.Year ||
			p.Setting.Activity != s.Activity || !maps.Equal(p.Setting.Traits, s.Traits) {
			t.Errorf("%s: the file gives\n%+v, the tables\n%+v", d.Trial, p.Setting, s)
		}
		for _, r := range rowsOf(d.Trial) {
			i := slices.IndexFunc(p.Arms, func(a Arm) bool { return a.Label == r.Arm })
			if i < 0 {
				t.Errorf("%s: no arm %s", r.ID, r.Arm)
				continue
			}
			a := p.Arms[i]
			if a.Name != r.Arm || a.Drug != r.Drug || a.Dose != strings.TrimPrefix(r.Dose, "0") && a.Dose != r.Dose || a.Regimen != r.Regimen || r.N.Known && a.N != int(r.N.Value) {
				t.Errorf("%s: arm %+v", r.ID, a)
			}
			if e, known := disease.FindEndpoint(r.Endpoint); !known || e.Kind == "months" {
				continue
			}
			if !slices.ContainsFunc(p.Endpoints, func(e Endpoint) bool { return e.Name == r.Endpoint && slices.Contains(e.Weeks, r.Week) }) {
				t.Errorf("%s: %s at week %g is not read", r.ID, r.Endpoint, r.Week)
			}
		}
		if slices.ContainsFunc(p.Endpoints, func(e Endpoint) bool { return e.Primary > 0 }) {
			primary++
		}
	}
	t.Logf("a primary endpoint is known of %d trials", primary)
	if primary < 90 {
		t.Errorf("a primary endpoint is known of %d trials only", primary)
	}
}

// No figure of a result is in a file: its values may change and the file stays.
func TestFilesHoldNoResults(t *testing.T) {
	for _, d := range results.Shipped().Designs {
		rows := rowsOf(d.Trial)
		before := FromTables(d, rows)
		for i := range rows {
			rows[i].Value, rows[i].Interval = -12345, "x"
		}
		if !bytes.Equal(before, FromTables(d, rows)) {
			t.Errorf("%s: the file depends on results", d.Trial)
		}
	}
}

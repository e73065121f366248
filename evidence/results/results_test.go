package results

import (
	"strings"
	"testing"
	"testing/fstest"

	"jakstat/library"
)

func TestShippedTablesLoad(t *testing.T) {
	l, err := Load(library.FS)
	if err != nil {
		t.Fatal(err)
	}
	for name, n := range map[string][2]int{
		"designs": {len(l.Designs), 135}, "efficacy": {len(l.Efficacy), 1250}, "courses": {len(l.Courses), 580}, "wanted": {len(l.Wanted), 626},
		"labs": {len(l.Labs), 243}, "rates": {len(l.Rates), 452}, "ratios": {len(l.Ratios), 81}, "risk factors": {len(l.RiskFactors), 118},
	} {
		if n[0] != n[1] {
			t.Errorf("%s: %d rows, %d are shipped", name, n[0], n[1])
		}
	}
	designs := map[string]bool{}
	for _, d := range l.Designs {
		designs[d.Trial] = d.Blind
	}
	for _, r := range l.Efficacy {
		if blind, ok := designs[r.Trial]; !ok || blind {
			t.Errorf("%s: the trial %q is not one whose results are given", r.ID, r.Trial)
		}
	}
	for _, r := range l.Wanted {
		if blind, ok := designs[r.Trial]; !ok || !blind {
			t.Errorf("%s: the trial %q is not one to predict", r.ID, r.Trial)
		}
	}
}

func TestEveryMistakeIsNamedAtOnce(t *testing.T) {
	files := fstest.MapFS{}
	for _, tab := range tables {
		files["trials/"+tab.name+".csv"] = &fstest.MapFile{Data: []byte(strings.Join(tab.columns, ",") + "\n")}
	}
	files["trials/timecourse.csv"].Data = append(files["trials/timecourse.csv"].Data,
		"tc1,A,arm,drug,5,twelve,ACR20,x,,read,\ntc1,A,arm,drug,5,12,ACR20,33,Smith 2020,verified,\n"...)
	files["trials/labs.csv"].Data = []byte("id,lab\n")
	_, err := Load(files)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"library/trials/timecourse.csv:2", "week must be a number", "value must be a number", "needs a source", "verified or unverified",
		"timecourse.csv:3", "used twice", "library/trials/labs.csv:1", "the columns must be",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
}

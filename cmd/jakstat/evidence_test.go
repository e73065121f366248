package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jakstat/report"
)

// evidence runs one evidence command and returns what it wrote.
func evidenceOutput(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	c := newEvidenceCommand()
	c.SilenceErrors, c.SilenceUsage = true, true
	c.SetOut(&out)
	c.SetArgs(args)
	err := c.Execute()
	return out.String(), err
}

func TestEvidenceShowReadsLikeADataSheet(t *testing.T) {
	out, err := evidenceOutput(t, "show", "Tofacitinib")
	if err != nil {
		t.Fatal(err)
	}
	last := -1
	for _, want := range []string{
		"TOFACITINIB", "Identity", "312.38 g/mol", "Model vong2021_uc: UC (n=1096), IR", "26.3 L/h ± 22.2 %", "doi:10.1002/cpdd.899",
		"Exposure", "263.4 ng·h/mL", "Potency on kinases", "Potency in cells", "Approved doses", "Disagreements", "tofacitinib IL-6/pSTAT3", "→ 119 nM [cell30]●",
	} {
		i := strings.Index(out, want)
		if i < last {
			t.Errorf("%q is missing or out of order", want)
		}
		last = i
	}
	for i, line := range strings.Split(out, "\n") {
		if w := report.Width(line); w > sheetWidth+20 {
			t.Errorf("line %d is %d wide: %s", i+1, w, line)
		}
		if strings.Contains(line, "{plasma}") {
			t.Errorf("line %d shows a frame: %s", i+1, line)
		}
	}
	for _, row := range []string{"[pkexp1]", "[enz16]"} {
		if !lineHas(out, row, "◇") {
			t.Errorf("%s is not marked as unverified", row)
		}
	}
}

func lineHas(text, a, b string) bool {
	for _, line := range strings.Split(text, "\n") {
		if strings.Contains(line, a) && strings.Contains(line, b) {
			return true
		}
	}
	return false
}

func TestEvidenceShowRow(t *testing.T) {
	out, err := evidenceOutput(t, "show", "pkpar251")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"◇ unverified", "library/pk_parameters.csv:252", "value: 103", "Ojjaara US prescribing information. [ojjaara_uspi]", "pkpar229 is used"} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}

func TestEvidenceEveryDrugHasASheet(t *testing.T) {
	for _, d := range []string{"filgotinib", "GS-829845", "povorcitinib", "abrocitinib", "deuruxolitinib"} {
		if out, err := evidenceOutput(t, "show", d, "--notes"); err != nil || !strings.Contains(out, strings.ToUpper(d)) {
			t.Errorf("%s: %v", d, err)
		}
	}
}

func TestEvidenceErrorsSuggest(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"show tofacitnib", `did you mean "tofacitinib"?`},
		{"show cell999", "evidence list"},
		{"show", "an argument is missing"},
		{"list --drug barictinib", `did you mean "baricitinib"?`},
		{"list --table doeses", `did you mean "doses"?`},
		{"list --json --csv", "two formats"},
		{"export --format jsn", `did you mean "json"?`},
	} {
		out, err := evidenceOutput(t, strings.Fields(c.args)...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %s", c.args, err, c.want)
		}
		if out != "" && !strings.HasPrefix(out, "Usage") {
			t.Errorf("%s wrote %q before failing", c.args, out)
		}
	}
}

func TestEvidenceListFilters(t *testing.T) {
	out, err := evidenceOutput(t, "list", "--table", "cell_potency", "--drug", "ruxolitinib", "--unverified", "--csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != 4 { // IL-6, TPO and Ba/F3 V617F
		t.Fatalf("%d lines, %v:\n%s", len(rows), err, out)
	}
	out, err = evidenceOutput(t, "list", "--table", "atp_km", "--json")
	var parsed struct {
		Schema string
		Rows   []struct {
			ID, How string
			Value   struct{ Value float64 }
		}
	}
	if err != nil || json.Unmarshal([]byte(out), &parsed) != nil || len(parsed.Rows) != 11 || parsed.Rows[0].Value.Value != 40 || parsed.Rows[0].How != "verified" {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = evidenceOutput(t, "list", "--table", "atp_km")
	if err != nil || !strings.Contains(out, "11 rows: 6 ● verified, 5 ◇ unverified") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestEvidenceCheckPasses(t *testing.T) {
	out, err := evidenceOutput(t, "check")
	if err != nil || !strings.Contains(out, " 0 failed") || !strings.Contains(out, "Explained exceptions") || !strings.Contains(out, "24 % unverified") {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = evidenceOutput(t, "check", "--json")
	var r struct {
		Rows            int
		Failed          int
		UnverifiedShare float64 `json:"unverified_share"`
		Comparisons     []struct{ Fold float64 }
	}
	if err != nil || json.Unmarshal([]byte(out), &r) != nil || r.Rows != 1452 || r.Failed != 0 || r.UnverifiedShare <= 0 || len(r.Comparisons) == 0 {
		t.Errorf("%v: %+v", err, r)
	}
}

func TestEvidenceExportIsWholeOrNothing(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "library.json")
	if _, err := evidenceOutput(t, "export", "--format", "json", "-o", file); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil || !json.Valid(data) {
		t.Errorf("%v, valid %v", err, json.Valid(data))
	}
	if _, err := evidenceOutput(t, "export", "-o", filepath.Join(dir, "none", "library.csv")); err == nil {
		t.Error("wrote into a directory that does not exist")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%d files left, %v", len(left), err)
	}
}

package evidence

import (
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"jakstat/library"
	"jakstat/unit"
)

// rows is the number of records of each file: a lost or doubled row is a fault.
var rows = map[string]int{
	"physchem": 22, "pk_parameters": 258, "pk_exposure": 176, "pk_covariates": 212, "doses": 87, "enzyme_potency": 147, "atp_km": 11,
	"cell_potency": 81, "daily_inhibition": 14, "binding_kinetics": 4, "receptors": 38, "disease_drivers": 53, "physiology": 121,
	"pharmacodynamics": 77, "kinetic_models": 15, "rate_constants": 114, "reference_values": 22,
}

func TestEmbeddedLibraryLoads(t *testing.T) {
	l, err := Load(library.FS)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, e := range l.Entries() {
		r := e.Rec()
		count[r.Table]++
		if digits := strings.TrimLeft(r.ID, "abcdefghijklmnopqrstuvwxyz"); digits != strconv.Itoa(count[r.Table]) {
			t.Errorf("%s is row %d of %s: ids follow the file", r.ID, count[r.Table], r.Table)
		}
		if r.Source == nil || r.Source.Text == "" {
			t.Errorf("%s has no citation", r.ID)
		}
		if got, rec, ok := l.Get(r.ID); !ok || got != any(e) || rec != r {
			t.Errorf("Get(%s) does not return its row", r.ID)
		}
	}
	for table, n := range rows {
		if count[table] != n {
			t.Errorf("%s has %d rows, want %d", table, count[table], n)
		}
	}
	if len(count) != len(rows) {
		t.Errorf("%d tables, want %d", len(count), len(rows))
	}
	if used := usedSources(l); len(used) != len(l.Sources) {
		for id := range l.Sources {
			if !used[id] {
				t.Errorf("source %s is cited by no row", id)
			}
		}
	}
}

func usedSources(l *Library) map[string]bool {
	used := map[string]bool{}
	for _, e := range l.Entries() {
		used[e.Rec().Source.ID] = true
	}
	return used
}

// TestSpotValues pins rows that others refer to by id, with the digits of their sources.
func TestSpotValues(t *testing.T) {
	l := Default()
	for _, c := range []struct {
		id, subject, quantity, value, unit, source string
		how                                        Verification
	}{
		{"pkpar1", "tofacitinib", "CL/F", "26.3", "L/h/{plasma}", "vong2021", Verified},
		{"pkpar116", "filgotinib", "Vc/F", "21.758", "L/{plasma}", "jcc2020_s725", Verified},
		{"pkpar203", "fedratinib", "CL/F", "13.0", "L/h/{plasma}", "ogasawara2019", Verified},
		{"pkpar251", "momelotinib", "CL/F", "103", "L/h/{plasma}", "ojjaara_uspi", Unverified},
		{"pkexp1", "5 mg BID, healthy", "AUC24", "263.4", "ng.h/mL{plasma}", "xeljanz_uspi", Unverified},
		{"pkexp89", "GS-829845", "AUC24", "83.2", "ug.h/mL{plasma}", "jyseleca_smpc", Unverified},
		{"pkexp99", "15 mg BID", "AUC0-12", "2716", "nM.h{plasma}", "opzelura_ch", Verified},
		{"pkcov1", "ketoconazole", "AUC ratio", "2.03", "1", "tofa_ddi_accp2012", Verified},
		{"enz20", "JAK1", "Ki", "0.68", "nM{unbound}", "", Verified},
		{"enz45", "TYK2", "IC50", "4690", "nM{unbound}", "parmentier2018", Verified},
		{"enz33", "1 mM ATP", "IC50", "4.0", "nM{unbound}", "clark2014", Unverified},
		{"cell30", "IL-6/STAT3", "IC50", "119", "nM{plasma}", "mohamed2020", Verified},
		{"cell12", "GM-CSF/STAT5", "IC50", "1377", "nM{blood}", "meyer2010", Verified},
		{"cell46", "mouse", "IC50", "69", "nM{medium}", "sobotta2017", Verified},
		{"cell81", "IL-31", "IC50", "36-249", "nM{medium}", "gonzales2014", Unverified},
		{"atp4", "TYK2", "Km for ATP", "40", "uM", "tanimoto2015", Verified},
		{"phys18", "", "EPO endogenous baseline", "13.9", "IU/L", "perezruixo2008", Verified},
		{"rate76", "", "", "", "", "", Verified},
		{"ref1", "", "liver blood flow", "1450", "mL/min", "davies1993", Unverified},
	} {
		e, rec, ok := l.Get(c.id)
		if !ok {
			t.Errorf("no row %s", c.id)
			continue
		}
		line := e.(Entry).Line()
		if !strings.Contains(line.Subject, c.subject) || !strings.Contains(line.Quantity, c.quantity) || rec.How != c.how ||
			c.value != "" && (line.Value.Text != c.value || line.Value.Unit.String() != c.unit) || c.source != "" && rec.Source.ID != c.source {
			t.Errorf("%s is %q %q %q %q from %s, %s; want %+v", c.id, line.Subject, line.Quantity, line.Value.Text, line.Value.Unit, rec.Source.ID, rec.How, c)
		}
	}
	p := l.PKParameters[0]
	if p.Model != "vong2021_uc" || p.IIV != 0.222 || p.IIVKind != "sqrt omega2" || !strings.Contains(p.Locator, "nlmixr2lib") || !strings.Contains(p.Note, "CrCL 108.7") {
		t.Errorf("pkpar1 = %+v", p)
	}
	if c := l.Covariates[19]; c.Form != "power" || c.Target != "CL/F" || c.Reference.Value != 108.7 || c.Interval.Low != 0.279 || c.IntervalPct != 95 {
		t.Errorf("pkcov20 = %+v", c)
	}
	if c := l.Covariates[87]; c.Drug != "filgotinib" || c.Analyte != "GS-829845" {
		t.Errorf("pkcov88 = %+v", c)
	}
}

// TestFramesAreConsistent: dose over volume is a total plasma concentration by plain algebra, dose
// over clearance an AUC, fu times it a free concentration.
func TestFramesAreConsistent(t *testing.T) {
	l := Default()
	dose := unit.Q(5, "mg")
	conc := dose.Div(l.PKParameters[1].Value.Quantity())
	if _, err := conc.In(unit.Must("ng/mL{plasma}")); err != nil {
		t.Error(err)
	}
	auc := dose.Div(l.PKParameters[0].Value.Quantity())
	if v, err := auc.In(l.PKExposures[0].Value.Unit); err != nil || math.Abs(v-190.114) > 1e-3 {
		t.Errorf("AUC = %v, %v", v, err)
	}
	free := l.PhysChem("tofacitinib").FU.Quantity().Mul(conc)
	if _, err := free.In(unit.Must("ng/mL{unbound}")); err != nil {
		t.Error(err)
	}
	for _, c := range l.CellPotencies {
		want := unit.Of(unit.Medium)
		switch {
		case c.Matrix == "whole blood":
			want = unit.Of(unit.Blood)
		case strings.Contains(c.Matrix, "after"):
			want = unit.Of(unit.Plasma)
		}
		if c.Value.Unit.Dim.Frame() != want {
			t.Errorf("%s in %s is in %s", c.ID, c.Matrix, c.Value.Unit)
		}
	}
}

// TestTextIsTheProductsOwn keeps working notes of whoever collected the figures out of the library.
func TestTextIsTheProductsOwn(t *testing.T) {
	foreign := regexp.MustCompile(`(?i)\b(session|recalled|recall|remembered|this compilation|not visible|text seen|consistency file|not shown)\b`)
	names, err := fs.Glob(library.FS, "*.csv")
	if err != nil || len(names) < len(rows)+3 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, n := range names {
		data, err := fs.ReadFile(library.FS, n)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(data), "\n") {
			if m := foreign.FindString(line); m != "" {
				t.Errorf("%s:%d says %q", n, i+1, m)
			}
		}
	}
}

func TestDrugs(t *testing.T) {
	l := Default()
	if got := l.Drugs(); len(got) != 22 || got[0] != "GS-829845" || got[len(got)-1] != "upadacitinib" {
		t.Errorf("%d drugs: %v", len(got), got)
	}
	if got := l.Metabolites("abrocitinib"); strings.Join(got, ",") != "abrocitinib M1,abrocitinib M2" {
		t.Errorf("abrocitinib: %v", got)
	}
	if got := l.Metabolites("filgotinib"); strings.Join(got, ",") != "GS-829845" {
		t.Errorf("filgotinib: %v", got)
	}
	if got := Of(l.DailyInhibitions, "baricitinib"); len(got) != 5 {
		t.Errorf("%d rows of daily inhibition name baricitinib, alone or with others; want 5", len(got))
	}
	if d := l.UnknownDrug("tofacitnib", ""); !strings.Contains(d.Error(), `did you mean "tofacitinib"?`) {
		t.Error(d)
	}
}

func TestChoices(t *testing.T) {
	l := Default()
	for id, want := range map[string]string{
		"cell7": "cell30", "cell3": "cell32", "enz46": "enz45", "atp6": "atp2", "pkpar251": "pkpar229", "cell61": "cell62", "pkpar210": "pkpar203", "phys18": "phys23", "pkcov97": "pkcov96",
	} {
		if c, ok := l.Chosen(id); !ok || c.Chosen != want || c.Reason == "" {
			t.Errorf("%s: %+v, %v; want %s", id, c, ok, want)
		}
	}
	if c, ok := l.Chosen("pkpar1"); !ok || c.Kind != "population" || c.Chosen != "" {
		t.Errorf("pkpar1: %+v, %v", c, ok)
	}
	if _, ok := l.Chosen("pkpar2"); ok {
		t.Error("pkpar2 is contradicted by nothing")
	}
}

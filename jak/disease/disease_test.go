package disease

import (
	"context"
	"math"
	"testing"

	"jakstat/evidence"
	"jakstat/evidence/results"
)

func TestTablesAgreeWithTheTrials(t *testing.T) {
	lib := results.Shipped()
	for _, rows := range [][]results.Result{lib.Efficacy, lib.Courses, lib.Wanted} {
		for _, r := range rows {
			e, ok := FindEndpoint(r.Endpoint)
			if !ok {
				t.Errorf("%s: no endpoint %q", r.ID, r.Endpoint)
				continue
			}
			pct := r.Unit == "pct"
			if (e.Kind == "pct") != pct && e.Kind != "months" {
				t.Errorf("%s: %s is of kind %s, its unit %s", r.ID, r.Endpoint, e.Kind, r.Unit)
			}
			if e.Kind == "change" && (e.SD <= 0 || e.SDFrom == "") {
				t.Errorf("%s: a mean change needs a standard deviation and where it comes from", e.Name)
			}
		}
	}
	for _, d := range lib.Designs {
		s := SettingOf(d)
		if err := s.Check(); err != nil || s.Trial != d.Trial {
			t.Errorf("%s: %v", d.Trial, err)
		}
		if _, ok := Find(d.Disease); !ok {
			t.Errorf("%s: no disease %q", d.Trial, d.Disease)
		}
	}
	drivers := map[string]string{}
	for _, d := range evidence.Default().Drivers {
		drivers[d.ID] = d.Strength
	}
	weight := map[string]float64{}
	for _, name := range Diseases() {
		d, _ := Find(name)
		if len(d.Drives) == 0 {
			t.Errorf("%s has no drives", name)
		}
		for _, x := range d.Drives {
			weight[name+x.Driver] += x.Weight
			if drivers[x.Driver] == "" {
				t.Errorf("%s: no row %s of drivers", name, x.Driver)
			}
		}
		for _, x := range d.Drives {
			want := map[string]float64{"dominant": 3, "major": 2, "contributing": 1}[drivers[x.Driver]]
			if math.Abs(weight[name+x.Driver]-want) > 0.002 {
				t.Errorf("%s: %s counts %.3g, its strength %q says %g", name, x.Driver, weight[name+x.Driver], drivers[x.Driver], want)
			}
		}
	}
}

func terms2(t *testing.T, s *Source, a Ask) map[string]float64 {
	t.Helper()
	if err := s.Prepare(context.Background(), []Ask{a}); err != nil {
		t.Fatal(err)
	}
	list, err := s.Terms(a)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, g := range Groups {
		known[g.Name] = true
	}
	out := map[string]float64{}
	for _, x := range list {
		if !known[x.Group] {
			t.Errorf("no group %q", x.Group)
		}
		out[x.Group] += x.Value
	}
	return out
}

func TestTerms(t *testing.T) {
	s := NewSource(evidence.Default())
	ra := &Setting{Trial: "new", Disease: "RA", Traits: map[string]float64{"bio": 1}}
	ask := func(drug, dose, regimen string, week float64) Ask {
		return Ask{Setting: ra, Arm: &Arm{Name: drug + dose, Drug: drug, Dose: dose, Regimen: regimen}, Endpoint: "ACR20", Week: week}
	}
	placebo := terms2(t, s, ask("placebo", "0", "PO", 12))
	for _, g := range []string{"blockade", "comparator", "drug", "trait blockade"} {
		if placebo[g] != 0 {
			t.Errorf("placebo has the term %s", g)
		}
	}
	if placebo["trait"] != 1 || placebo["level"] != 1 || placebo["arm joint"] != 1 {
		t.Errorf("terms of placebo: %v", placebo)
	}
	low, high, early := terms2(t, s, ask("tofacitinib", "5", "BID PO", 12)), terms2(t, s, ask("tofacitinib", "10", "BID PO", 12)), terms2(t, s, ask("tofacitinib", "10", "BID PO", 2))
	if !(high["blockade"] > low["blockade"] && low["blockade"] > 0 && early["blockade"] < high["blockade"] && early["early"] > high["early"]) {
		t.Errorf("blockade of 5 mg %g, of 10 mg %g, after two weeks %g", low["blockade"], high["blockade"], early["blockade"])
	}
	if high["trait blockade"] != high["blockade"] {
		t.Error("a trait of all patients multiplies the whole effect")
	}
	if a := terms2(t, s, ask("adalimumab", "40", "Q2W SC", 12)); a["comparator"] <= 0 || a["blockade"] != 0 {
		t.Errorf("terms of adalimumab: %v", a)
	}
	half, full := 0.175, 0.35
	molecule := ask("mine", "", "", 1000)
	molecule.Arm.Blocked = &full
	if v := terms2(t, s, molecule)["blockade"]; math.Abs(v-1) > 1e-9 {
		t.Errorf("a blockade of 35 %% counts in full, not %g", v)
	}
	molecule.Arm.Blocked = &half
	if v := terms2(t, s, molecule)["blockade"]; math.Abs(v-math.Pow(0.5, Gamma)) > 1e-9 {
		t.Errorf("half of it: %g", v)
	}
}

func TestSubgroupsAndReports(t *testing.T) {
	e, ok := FindEndpoint("clinical_remission_TNFi-failure")
	if !ok || e.base != "clinical_remission" || e.traits["bio"] != 1 {
		t.Errorf("%+v", e)
	}
	e, ok = FindEndpoint("SALT<=20_label")
	if !ok || e.base != "SALT<=20" || e.report == "" {
		t.Errorf("%+v", e)
	}
	if _, ok := FindEndpoint("ACR21"); ok {
		t.Error("nobody measures ACR21")
	}
	s := NewSource(evidence.Default())
	for _, a := range []Ask{
		{Setting: &Setting{Disease: "RA"}, Arm: &Arm{Drug: "placebo"}, Endpoint: "ACR21"},
		{Setting: &Setting{Disease: "gout"}, Arm: &Arm{Drug: "placebo"}, Endpoint: "ACR20"},
		{Setting: &Setting{Disease: "RA", Traits: map[string]float64{"bio": 50}}, Arm: &Arm{Drug: "placebo"}, Endpoint: "ACR20"},
		{Setting: &Setting{Disease: "RA", Traits: map[string]float64{"tall": 1}}, Arm: &Arm{Drug: "placebo"}, Endpoint: "ACR20"},
	} {
		if _, err := s.Terms(a); err == nil {
			t.Errorf("%v: error %v", a, err)
		}
	}
}

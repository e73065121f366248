package safety

import (
	"strings"
	"testing"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/evidence/results"
)

func words(text string) []Word {
	var out []Word
	for _, entry := range strings.Split(text, ";") {
		name, value, _ := strings.Cut(entry, "=")
		out = append(out, Word{strings.TrimSpace(name), strings.TrimSpace(value), diag.Pos{Where: name}})
	}
	return out
}

func TestDescribe(t *testing.T) {
	var l diag.List
	d := Describe(words("typical=RA; age=66; smoker=40%; ex-smoker=no; prior-biologic=yes; years=5"), &l)
	if err := l.Err(); err != nil {
		t.Fatal(err)
	}
	typical := people(t, "RA")
	if d.X[Age] != 66 || d.X[Smoker] != 0.4 || d.X[ExSmoker] != 0 || d.X[PriorBiologic] != 1 || d.Years != 5 || d.X[Male] != typical.X[Male] || d.Disease != "RA" || d.Like != "RA" {
		t.Errorf("%+v", d)
	}
	if len(d.Given) != 4 || len(d.Given)+len(d.Taken) != len(Covariates()) {
		t.Errorf("%d given, %d taken", len(d.Given), len(d.Taken))
	}
}

func TestEveryMistakeOfADescriptionIsToldAtOnce(t *testing.T) {
	for text, want := range map[string][]string{
		"age=66": {"not described: age-sd, male", "no disease", "no time under treatment", "recombinant-vaccine"},
		"typical=RA; age=6; male=1.3; smoker=30; age-sd=x; years=0": {`age "6"`, `male "1.3"`, `smoker "30"`, "30%", `age-sd "x"`, `"0" is no time`},
		"typical=ra":                                            {`no population is named "ra"`, "RA with cardiovascular risk"},
		"typical=RA; disease=AD":                                {`AD, but the typical population "RA" has RA`},
		"typical=RA; disease=gout; weight=70":                   {`no disease "gout"`, "PsO", `unknown covariate "weight"`},
		"typical=RA; smoker=60%; ex-smoker=50%; age=50; age=51": {"smoker, ex-smoker together are 110 %", "age is given twice"},
		"typical=RA; live-vaccine=-3%; ascvd=101%":              {`live-vaccine "-3%"`, `ascvd "101%"`},
	} {
		var l diag.List
		Describe(words(text), &l)
		for _, w := range want {
			if err := l.Err(); err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q is missing in %v", text, w, err)
			}
		}
	}
}

func TestPopulationFile(t *testing.T) {
	var l diag.List
	w := ReadFile("p.yaml", []byte("typical: RA\nage: 61\nsmoker: 30%\nsmoker: 40%\nage-sd: [1, 2]\n"), &l)
	if err := l.Err(); err == nil || !strings.Contains(err.Error(), "p.yaml:4") || !strings.Contains(err.Error(), "p.yaml:5") {
		t.Errorf("%v", err)
	}
	if len(w) < 3 || w[1].Name != "age" || w[1].Text != "61" || w[1].Pos.File != "p.yaml" || w[1].Pos.Line != 2 {
		t.Errorf("%+v", w)
	}
}

func FuzzPopulationFile(f *testing.F) {
	f.Add("typical: RA\nage: 61\n")
	f.Add("disease: RA\nsmoker: 120%\nfoo: [\n")
	f.Fuzz(func(t *testing.T, text string) {
		var l diag.List
		w := ReadFile("p.yaml", []byte(text), &l)
		d := Describe(w, &l)
		if l.HasErrors() {
			return
		}
		for _, r := range Shipped().Assess(&d.Population, []Option{{"TNF", &Action{Class: TNF}}}) {
			if !(r.Rate.Low > 0 && r.Rate.Low <= r.Rate.Median && r.Rate.Median <= r.Rate.High) {
				t.Errorf("%s: %v", r.Event.Name, r.Rate)
			}
		}
	})
}

func TestEveryPopulationOfTheEvidenceCanBeRead(t *testing.T) {
	l := results.Shipped()
	for i := range l.Pools {
		p, err := Of(&l.Pools[i])
		if err != nil {
			t.Error(err)
			continue
		}
		if p.X[Age] < 18 || p.X[AgeSD] <= 0 {
			t.Errorf("%s: age %g ± %g", l.Pools[i].ID, p.X[Age], p.X[AgeSD])
		}
		for _, g := range exclusive {
			sum := 0.0
			for _, c := range g {
				sum += p.X[c]
			}
			if sum > 1+1e-9 {
				t.Errorf("%s: %s and the like are %g together", l.Pools[i].ID, g[0].Name(), sum)
			}
		}
		if l.Pools[i].Pool == results.Typical && len(l.Pools[i].Covariates) != len(Covariates()) {
			t.Errorf("%s: %d of %d covariates", l.Pools[i].Population, len(l.Pools[i].Covariates), len(Covariates()))
		}
	}
}

func TestLabelsOfADisease(t *testing.T) {
	lib := evidence.Default()
	rows, licensed := Labels(lib, "upadacitinib", "UC")
	if !licensed || len(rows) != 3 {
		t.Errorf("%d regions, %v", len(rows), licensed)
	}
	for _, r := range rows {
		if !strings.HasPrefix(r.Indication, "UC") || r.Drug != "upadacitinib" {
			t.Errorf("%s: %s", r.ID, r.Indication)
		}
	}
	if rows, licensed := Labels(lib, "ruxolitinib", "RA"); licensed || len(rows) != 3 {
		t.Errorf("ruxolitinib has no label for RA: %d rows, %v", len(rows), licensed)
	}
	if rows, _ := Labels(lib, "abrocitinib", "AD"); len(rows) != 3 {
		t.Errorf("%d rows", len(rows))
	}
	if rows, _ := Labels(lib, "deucravacitinib", "PsO"); len(rows) != 3 {
		t.Errorf("%d rows", len(rows))
	}
}

func TestTrialsAndRegistriesAreBothShown(t *testing.T) {
	studies := map[string]bool{}
	for _, r := range Published(results.Shipped(), "tofacitinib", "MACE") {
		studies[strings.Fields(r.Study)[0]] = true
	}
	for _, s := range []string{"ORAL", "STAR-RA", "RABBIT"} {
		if !studies[s] {
			t.Errorf("%s is missing", s)
		}
	}
}

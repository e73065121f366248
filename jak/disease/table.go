package disease

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"jakstat/library"
)

// Endpoint is what a trial reports of an arm at a week.
type Endpoint struct {
	Name        string
	Score       string  // the score it is read off: "ACR", "DAS28-CRP"
	Kind        string  // "pct": share of patients; "change": mean change
	Class       string  // of a share that is no percentage improvement: "resp" response, "rem" remission, "prog" no progression
	Improvement float64 // per cent improvement that makes a responder; 0 where the endpoint is none
	Down        bool    // a smaller value is better: for "pct" an event to avoid, for "change" a fall is an improvement
	SD          float64 // of the change between patients, in the units of the change; 0 for shares
	SDFrom      string  // where SD comes from
	Both        []string
	Definition  string

	base   string             // the endpoint in the table
	traits map[string]float64 // that the endpoint's subgroup fixes
	report string             // an own report of the same endpoint: "[label]"
}

// Disease is one disease of the tables: the names it goes by in trials, and its times.
type Disease struct {
	Name          string
	Names         []string
	Area          string  // joint, skin, gut or blood: trials of an area differ alike
	ReferenceWeek float64 // of trends over time
	OnsetWeeks    float64 // weeks, time constant of a treatment's effect on the main scores
	Placebo       float64 // weeks, time constant of the placebo course
	Note          string
	Drives        []Drive
}

// Drive is a cytokine that drives a disease.
type Drive struct {
	Cytokine string  // as package blockade names it
	Driver   string  // row of disease_drivers.csv
	Weight   float64 // dominant 3, major 2, contributing 1, shared among the cytokines that a row names
	Note     string
}

type tables struct {
	endpoints map[string]Endpoint
	names     []string
	diseases  map[string]*Disease
	settings  map[string]Setting
	order     []string
}

// shipped reads library/disease; the tests check that it can.
var shipped = sync.OnceValue(func() *tables {
	t, err := read(library.FS)
	if err != nil {
		panic(err)
	}
	return t
})

func read(fsys fs.FS) (*tables, error) {
	t := &tables{endpoints: map[string]Endpoint{}, diseases: map[string]*Disease{}, settings: map[string]Setting{}}
	var failed error
	each := func(name string, columns string, row func(get func(string) string, number func(string) float64)) {
		f, err := fsys.Open("disease/" + name)
		if err != nil {
			failed = err
			return
		}
		defer f.Close()
		records, err := csv.NewReader(f).ReadAll()
		if err != nil || len(records) == 0 || strings.Join(records[0], ",") != columns {
			failed = fmt.Errorf("library/disease/%s: the columns must be %s (%v)", name, columns, err)
			return
		}
		for i, r := range records[1:] {
			get := func(column string) string { return r[slices.Index(records[0], column)] }
			row(get, func(column string) float64 {
				text := get(column)
				if text == "" {
					return 0
				}
				v, err := strconv.ParseFloat(text, 64)
				if err != nil {
					failed = fmt.Errorf("library/disease/%s:%d: %s must be a number, not %q", name, i+2, column, text)
				}
				return v
			})
		}
	}
	each("endpoints.csv", "endpoint,score,kind,class,improvement_pct,direction,sd,sd_from,both,definition", func(get func(string) string, number func(string) float64) {
		e := Endpoint{
			Name: get("endpoint"), Score: get("score"), Kind: get("kind"), Class: get("class"), Improvement: number("improvement_pct"),
			Down: get("direction") == "down", SD: number("sd"), SDFrom: get("sd_from"), Definition: get("definition"),
		}
		e.base = e.Name
		if both := get("both"); both != "" {
			e.Both = strings.Split(both, " & ")
		}
		t.endpoints[e.Name] = e
		t.names = append(t.names, e.Name)
	})
	each("diseases.csv", "disease,names,area,reference_week,onset_weeks,placebo_weeks,note", func(get func(string) string, number func(string) float64) {
		d := &Disease{
			Name: get("disease"), Names: strings.Split(get("names"), "|"), Area: get("area"), ReferenceWeek: number("reference_week"),
			OnsetWeeks: number("onset_weeks"), Placebo: number("placebo_weeks"), Note: get("note"),
		}
		t.diseases[d.Name] = d
		t.order = append(t.order, d.Name)
	})
	each("drives.csv", "disease,cytokine,driver,weight,note", func(get func(string) string, number func(string) float64) {
		d := t.diseases[get("disease")]
		if d == nil {
			failed = fmt.Errorf("library/disease/drives.csv: no disease %q", get("disease"))
			return
		}
		d.Drives = append(d.Drives, Drive{Cytokine: get("cytokine"), Driver: get("driver"), Weight: number("weight"), Note: get("note")})
	})
	each("settings.csv", "trial,disease,programme,year,das28_crp,"+strings.Join(Traits, ",")+",note", func(get func(string) string, number func(string) float64) {
		s := Setting{Trial: get("trial"), Disease: get("disease"), Programme: get("programme"), Year: number("year"), Activity: number("das28_crp"), Traits: map[string]float64{}}
		for _, x := range Traits {
			if v := number(x); v != 0 {
				s.Traits[x] = v
			}
		}
		t.settings[s.Trial] = s
	})
	return t, failed
}

// Endpoints returns all endpoints in the order of library/disease/endpoints.csv.
func Endpoints() []Endpoint {
	t := shipped()
	out := make([]Endpoint, len(t.names))
	for i, n := range t.names {
		out[i] = t.endpoints[n]
	}
	return out
}

// subgroups are endings of endpoint names that speak of a part of the patients, with the share of it that has failed a biologic.
var subgroups = []struct {
	ending string
	bio    float64
}{
	{"_TNFi-naive", 0}, {"_TNF-naive", 0}, {" [no bio-failure]", 0}, {"_TNFi-failure", 1}, {"_TNF-IR", 1}, {"_TNF-exposed", 1}, {" [bio-failure]", 1},
}

// reports are endings that name another report of the same endpoint.
var reports = []string{" [label]", " [LTE]", " [FDA advisory]", " [80-wk report]", "_label", "_EADV2024"}

// FindEndpoint returns the endpoint of a name as tables of trials have it: "ACR20", "clinical_remission_TNFi-failure", "SALT<=20_label".
func FindEndpoint(name string) (Endpoint, bool) {
	t := shipped()
	if e, ok := t.endpoints[name]; ok {
		return e, true
	}
	for _, s := range subgroups {
		if base, cut := strings.CutSuffix(name, s.ending); cut {
			e, ok := t.endpoints[base]
			e.Name, e.traits = name, map[string]float64{"bio": s.bio}
			return e, ok
		}
	}
	for _, r := range reports {
		if base, cut := strings.CutSuffix(name, r); cut {
			e, ok := t.endpoints[base]
			e.Name, e.report = name, r
			return e, ok
		}
	}
	return Endpoint{}, false
}

// Find returns the disease that goes by a name in trials ("AS (r-axSpA)" is axSpA).
func Find(name string) (*Disease, bool) {
	t := shipped()
	if d := t.diseases[name]; d != nil {
		return d, true
	}
	for _, n := range t.order {
		if d := t.diseases[n]; slices.Contains(d.Names, name) {
			return d, true
		}
	}
	return nil, false
}

// Diseases returns the names of all diseases.
func Diseases() []string { return shipped().order }

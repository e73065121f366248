package main

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jakstat/jak/coverage"
)

// example files as seen from this directory.
const (
	ownDrug  = "../../examples/mydrug.yaml"
	ownDoses = "../../examples/doses.csv"
)

// decode reads JSON into a struct that has to know every field.
func decode(t *testing.T, text string, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		t.Fatal("more than one document")
	}
}

// records reads CSV whose lines all have as many fields as the header.
func records(t *testing.T, text string) (header map[string]int, rows [][]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(all) < 2 {
		t.Fatalf("%d lines, %v", len(all), err)
	}
	header = map[string]int{}
	for i, name := range all[0] {
		if _, twice := header[name]; twice || name == "" {
			t.Errorf("column %d is called %q", i+1, name)
		}
		header[name] = i
	}
	return header, all[1:]
}

func TestCompareCSVHoldsTheNumbersOfItsJSON(t *testing.T) {
	args := []string{"compare", "tofacitinib:5 mg:bid", "ritlecitinib:50 mg:qd", "deucravacitinib:6 mg:qd", ownDrug + ":20 mg:qd", "--subjects", "6"}
	var d coverage.Document
	decode(t, succeed(t, append(args, "--json")...), &d)
	header, rows := records(t, succeed(t, append(args, "--csv")...))
	if len(rows) != len(d.Rows)*len(d.Columns) || len(d.Columns) != 4 {
		t.Fatalf("%d lines for %d read-outs and %d drugs", len(rows), len(d.Rows), len(d.Columns))
	}
	known := 0
	for i, r := range d.Rows {
		for k, x := range r.Values {
			row := rows[i*len(d.Columns)+k]
			at := func(name string) string { return row[header[name]] }
			where := fmt.Sprint(r.Cytokine, " p", r.STAT, " ", d.Columns[k].Drug)
			if at("cytokine") != r.Cytokine || at("read-out") != "p"+r.STAT || at("drug") != d.Columns[k].Drug || at("route") != x.Route || at("kinase pair") != r.Pair {
				t.Fatalf("%s: line %q", where, row)
			}
			if x.Average == nil {
				if at("average [%]") != "" || x.Route != "none" {
					t.Errorf("%s: route %s, average %q", where, x.Route, at("average [%]"))
				}
				continue
			}
			known++
			for name, want := range map[string]float64{
				"average [%]": 100 * x.Average.Typical, "low [%]": 100 * x.Average.Low, "high [%]": 100 * x.Average.High,
				"trough [%]": 100 * x.Trough.Typical, "above IC50 [h/d]": x.HoursAbove.Typical,
			} {
				got, err := strconv.ParseFloat(at(name), 64)
				if err != nil || math.Abs(got-want) > 1e-3*math.Abs(want)+1e-6 {
					t.Errorf("%s: %s is %q, in JSON %g", where, name, at(name), want)
				}
			}
		}
	}
	if known < 100 {
		t.Errorf("only %d figures compared", known)
	}
}

func TestOnlyKeepsTheNumbers(t *testing.T) {
	var all, some coverage.Document
	decode(t, succeed(t, "compare", "tofacitinib:5mg:bid", "--subjects", "4", "--json"), &all)
	decode(t, succeed(t, "compare", "tofacitinib:5mg:bid", "--subjects", "4", "--json", "--only", "IL-6/pSTAT1, EPO", "--only", "il-2"), &some)
	if len(some.Rows) != 3 {
		t.Fatalf("%d rows", len(some.Rows))
	}
	for _, r := range some.Rows {
		for _, a := range all.Rows {
			if a.Cytokine == r.Cytokine && a.STAT == r.STAT && *a.Values[0].Average != *r.Values[0].Average {
				t.Errorf("%s: %v alone, %v among all", r.Cytokine, *r.Values[0].Average, *a.Values[0].Average)
			}
		}
	}
}

func TestSimulateCSVHoldsTheNumbersOfItsJSON(t *testing.T) {
	args := []string{"simulate", "baricitinib", "--dosing", ownDoses, "--days", "8", "--step", "6", "--readout", "IL-6/pSTAT3"}
	var d simulateDocument
	decode(t, succeed(t, append(args, "--json")...), &d)
	header, rows := records(t, succeed(t, append(args, "--csv")...))
	if len(d.Subjects) != 2 || len(d.Time) != 33 || len(rows) != 2*33 || d.Manifest.Subjects != 0 {
		t.Fatalf("%d subjects, %d times, %d lines", len(d.Subjects), len(d.Time), len(rows))
	}
	for i, s := range d.Subjects {
		for k := range d.Time {
			row := rows[i*len(d.Time)+k]
			for name, want := range map[string]float64{
				"TIME [h]": d.Time[k], "baricitinib [ng/mL]": s.Mass[0].Typical[k], "total equivalents [nM]": s.Total.Typical[k],
				"IL-6 · pSTAT3 [%]": 100 * s.Inhibition[0].Course.Typical[k],
			} {
				got, err := strconv.ParseFloat(row[header[name]], 64)
				if err != nil || math.Abs(got-want) > 1e-3*math.Abs(want)+1e-5 || row[0] != s.ID {
					t.Errorf("ID %s, %g h: %s is %q, in JSON %g", row[0], d.Time[k], name, row[header[name]], want)
				}
			}
		}
	}
}

func TestQualifyAndEvidenceCSV(t *testing.T) {
	var d qualifyDocument
	decode(t, succeed(t, "qualify", "pk", "--json"), &d)
	if _, rows := records(t, succeed(t, "qualify", "pk", "--csv")); len(rows) != len(d.Rows) || !d.Summary.Pass {
		t.Errorf("%d lines for %d rows", len(rows), len(d.Rows))
	}
	var library struct {
		Rows []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(succeed(t, "evidence", "export", "--format", "json")), &library); err != nil {
		t.Fatal(err)
	}
	if _, rows := records(t, succeed(t, "evidence", "export")); len(rows) != len(library.Rows) {
		t.Errorf("%d lines for %d rows", len(rows), len(library.Rows))
	}
}

// TestWaysToSayTheSame demands equal numbers from command lines that mean the same.
func TestWaysToSayTheSame(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"plain.csv": "ID,TIME,EVID,AMT,II,ADDL\n1,0,1,15,24,6\n",
		"lines.csv": "ID;TIME(d);EVID;AMT(ug);DV\n1;0;1;15000;.\n1;0,5;0;.;12\n",
		"wt.csv":    "ID,TIME,EVID,AMT,II,ADDL,WT\n1,0,1,15,24,6,60\n",
		"perkg.csv": "ID,TIME,EVID,AMT(mg/kg),II,ADDL,WT\n1,0,1,0.25,24,6,60\n",
	} {
		if name == "lines.csv" {
			text = strings.ReplaceAll(text, "0,5", "0.5")
			for day := 1; day < 7; day++ {
				text += fmt.Sprintf("1;%d;1;15000;.\n", day)
			}
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, same := range [][]string{
		{
			"simulate upadacitinib 15 mg qd", "simulate upadacitinib 15mg qd", `simulate upadacitinib "15 mg" qd`, `simulate Upadacitinib "15 mg qd"`, "simulate upadacitinib 15 mg q24h for 1 week",
			"simulate upadacitinib --dosing plain.csv", "simulate upadacitinib --dosing lines.csv", "simulate upadacitinib 15 mg qd --model RA", "simulate upadacitinib 15 mg qd --seed 1",
		},
		{
			`simulate upadacitinib 15 mg qd --covariate "WT=60 kg"`, `simulate upadacitinib 0.25 mg/kg qd --covariate "wt=60000 g"`, "simulate upadacitinib --dosing wt.csv",
			"simulate upadacitinib --dosing perkg.csv", `simulate upadacitinib --dosing plain.csv --covariate "WT=60 kg"`,
		},
		{
			`compare "tofacitinib:6 mg:bid" --covariate "WT=60 kg"`, `compare "tofacitinib:0.1 mg/kg:bid" --covariate "WT=60 kg"`, `compare tofacitinib:6mg:bid:ra --covariate WT=60kg`,
			`compare tofacitinib:6000ug:bid:RA --covariate WT=60kg`,
		},
	} {
		var first [][]string
		for i, line := range same {
			_, rows := records(t, succeed(t, append(words(line), "--subjects", "4", "--csv")...))
			for _, r := range rows {
				r[4] = strings.ReplaceAll(r[4], "6000 ug", "6 mg")
			}
			if i == 0 {
				first = rows
			}
			if !slices.EqualFunc(first, rows, near) {
				t.Errorf("%s\nand\n%s\ndiffer", same[0], line)
			}
		}
	}
}

// near compares lines of a table; conversions of units may move the last of four digits.
func near(a, b []string) bool {
	return slices.EqualFunc(a, b, func(x, y string) bool {
		p, errX := strconv.ParseFloat(x, 64)
		q, errY := strconv.ParseFloat(y, 64)
		return x == y || errX == nil && errY == nil && math.Abs(p-q) <= 2e-3*math.Abs(p)
	})
}

// repeatable are command lines that print or write everything the product can.
var repeatable = []string{
	`compare "tofacitinib:5 mg:bid" "upadacitinib:15 mg:qd" ` + ownDrug + `:20mg:qd --subjects 8 --seed 7 --svg a.svg --html a.html`,
	`compare "tofacitinib:5 mg:bid" --subjects 8 --json`,
	`compare tofacitinib:5mg:bid upadacitinib:15mg:qd baricitinib:4mg:qd filgotinib:200mg:qd abrocitinib:200mg:qd --subjects 4 --measure trough`,
	`compare "tofacitinib:5 mg:bid" "ritlecitinib:50 mg:qd" --subjects 8 --csv --measure hours --svg a.svg`,
	`simulate filgotinib 200 mg qd --days 3 --subjects 8 --svg a.svg --html a.html`,
	`simulate ` + ownDrug + ` load 40 mg then 20 mg qd from day 2 --days 4 --subjects 8 --seed 3 --html a.html --json`,
	`simulate ` + ownDrug + ` --dosing ` + ownDoses + ` --days 3 --html a.html --svg a.svg --csv`,
	`explain upadacitinib IL-7 --dose "30 mg:qd"`,
	`statements S14 S16 --html a.html --svg a.svg --json`,
	`explain ` + ownDrug + ` IL-6 --dose "20 mg:qd:ER"`,
}

// leftovers runs a line in an empty directory and returns what it printed and wrote.
func leftovers(t *testing.T, line string) (printed string, files map[string]string) {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	line = strings.ReplaceAll(line, "../../examples", here+"/../../examples")
	dir := t.TempDir()
	for _, name := range []string{"a.svg", "a.html"} {
		line = strings.ReplaceAll(line, " "+name, " "+dir+"/"+name)
	}
	printed = succeed(t, words(line)...)
	files = map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(dir + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = strings.ReplaceAll(string(data), dir, "")
	}
	return strings.ReplaceAll(printed, dir, ""), files
}

// TestOutputsRepeatAndAreWhole: the same seed gives the same bytes, pictures are well-formed, pages load nothing.
func TestOutputsRepeatAndAreWhole(t *testing.T) {
	for _, line := range repeatable {
		a, filesA := leftovers(t, line)
		b, filesB := leftovers(t, line)
		if a != b {
			t.Errorf("%s: printed differently", line)
		}
		for name := range filesA {
			if filesA[name] != filesB[name] {
				t.Errorf("%s: %s differs", line, name)
			}
		}
		if want := strings.Count(line, " a."); len(filesA) != want {
			t.Errorf("%s: %d files, want %d", line, len(filesA), want)
		}
		if strings.Contains(a, "\x1b") {
			t.Errorf("%s: escape codes, and no terminal", line)
		}
		if svg, ok := filesA["a.svg"]; ok {
			checkSVG(t, line, svg)
		}
		if page, ok := filesA["a.html"]; ok {
			checkPage(t, line, page)
		}
	}
	one := succeed(t, words("compare tofacitinib:5mg:bid --subjects 8 --json")...)
	two := succeed(t, words("compare tofacitinib:5mg:bid --subjects 8 --json --seed 2")...)
	if one == two {
		t.Error("the seed changes nothing")
	}
}

func checkSVG(t *testing.T, line, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	elements, root := 0, ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if e, ok := token.(xml.StartElement); ok {
			if elements == 0 {
				root = e.Name.Local
			}
			elements++
		}
	}
	if root != "svg" || elements < 20 {
		t.Errorf("%s: %d elements in %q", line, elements, root)
	}
}

func checkPage(t *testing.T, line, page string) {
	t.Helper()
	if found := loads(page); found != "" {
		t.Errorf("%s: the page loads %q", line, found)
	}
	if !strings.HasPrefix(strings.ToLower(page), "<!doctype html>") || !strings.Contains(page, "Not for treating a patient") {
		t.Errorf("%s: no page, or without its notice", line)
	}
}

// loader matches a tag that makes a browser load something; links that a reader may follow are not meant.
var loader = regexp.MustCompile(`^(script|img|iframe|link|source|video|audio|object|embed|use|image)\b.*\b(src|href|data|srcset)\s*=\s*["']?\s*(https?:)?//`)

// loads returns what in a page makes a browser ask another machine; "" is nothing.
func loads(page string) string {
	page = strings.ToLower(page)
	for _, word := range []string{"@import", "url(http", "url(//", `url("http`, `url("//`, "url('http", "url('//", "fetch(", "xmlhttprequest", "websocket", "sendbeacon"} {
		if strings.Contains(page, word) {
			return word
		}
	}
	for _, tag := range strings.Split(page, "<") {
		tag, _, _ = strings.Cut(tag, ">")
		if strings.Contains(tag, "//") && loader.MatchString(tag) {
			return tag
		}
	}
	return ""
}

func TestLoads(t *testing.T) {
	for text, found := range map[string]bool{
		`<script src="https://x.org/a.js">`: true, `<link rel=stylesheet href=//x.org/a.css>`: true, `a{background:url(http://x.org)}`: true, `fetch("a")`: true,
		`<a href="https://doi.org/10.1/x">`: false, `<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/>`: false,
	} {
		if (loads(text) != "") != found {
			t.Errorf("%s: loads something: %v", text, !found)
		}
	}
}

func TestTheManifestRepeatsTheRun(t *testing.T) {
	for _, line := range []string{
		`compare "tofacitinib:0.1 mg/kg:bid" --covariate "WT=60 kg" --covariate "AGE=40 y" --condition "renal severe" --subjects 4 --seed 9 --only "IL-4 (type I),EPO" --json`,
		`simulate upadacitinib load 30 mg then 15 mg qd from day 2 --days 2 --step 6 --subjects 4 --covariate "CRCL=45 mL/min" --json`,
	} {
		first := succeed(t, words(line)...)
		var d struct{ Manifest struct{ Command string } }
		if err := json.Unmarshal([]byte(first), &d); err != nil {
			t.Fatal(err)
		}
		again := words(d.Manifest.Command)
		if second := succeed(t, append(again[1:], "--json")...); second != first {
			t.Errorf("%s\nis repeated by\n%s\nwith another result", line, d.Manifest.Command)
		}
	}
}

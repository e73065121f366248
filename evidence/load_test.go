package evidence

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"jakstat/diag"
	"jakstat/library"
)

// copyOf returns the embedded library as files that a test may change.
func copyOf(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(library.FS, "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		data, err := fs.ReadFile(library.FS, n)
		if err != nil {
			t.Fatal(err)
		}
		out[n] = &fstest.MapFile{Data: data}
	}
	return out
}

// edit replaces one occurrence and fails the test when the text is not there.
func edit(t testing.TB, files fstest.MapFS, name, old, replacement string) {
	t.Helper()
	text := string(files[name].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not contain %q", name, old)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, replacement, 1))}
}

func TestLoadErrorsNameThePlaceAndTheRemedy(t *testing.T) {
	for _, c := range []struct{ name, file, old, replacement, want string }{
		{"no unit", "pk_parameters.csv", "CL/F,26.3,L/h/{plasma},", "CL/F,26.3,,", `library/pk_parameters.csv:2:69 (row pkpar1, column unit): error: a value without a unit; write "1" for a dimensionless number`},
		{"unknown unit", "pk_parameters.csv", "CL/F,26.3,L/h/{plasma},", "CL/F,26.3,L/hr/{plasma},", `library/pk_parameters.csv:2:69 (row pkpar1, column unit): error: unknown unit "hr" in "L/hr/{plasma}"; did you mean "h"?`},
		{"no verification", "atp_km.csv", ",verified,", ",,", "atp_km.csv:2:"},
		{"wrong verification", "atp_km.csv", ",verified,", ",verifed,", `(row atp1, column how): error: how "verifed" is not known; did you mean "verified"?`},
		{"no source", "atp_km.csv", ",tanimoto2015,", ",,", "(row atp1, column source): error: source is blank"},
		{"unknown source", "atp_km.csv", ",tanimoto2015,", ",tanimoto2051,", `source "tanimoto2051" is not in bibliography.csv; did you mean "tanimoto2015"?`},
		{"number slip", "atp_km.csv", ",40,uM", `,"4,0",uM`, `(row atp1, column value): error: "4,0" is not a number`},
		{"words for a number", "atp_km.csv", ",40,uM", ",forty,uM", `"forty" is not a number`},
		{"same id twice", "atp_km.csv", "\natp2,", "\natp1,", `id "atp1" is taken by library/atp_km.csv:2`},
		{"odd id", "atp_km.csv", "\natp1,", "\nATP-1,", `"ATP-1" is not an id`},
		{"unknown column", "atp_km.csv", "id,kinase", "id,kinese", `unknown column "kinese"; did you mean "kinase"?`},
		{"missing column", "atp_km.csv", "id,kinase", "id,kinese", `column "kinase" is missing`},
		{"cells", "atp_km.csv", ",40,uM,", ",40,uM,x,", "cells where the header has"},
		{"quote", "atp_km.csv", ",40,uM", `,4"0,uM`, "malformed CSV"},
		{"unknown choice", "choices.csv", "cell7;cell8;cell30", "cell7;cell8;cell300", `no row has the id "cell300"`},
		{"chosen outside", "choices.csv", "cell7;cell8;cell30,cell30,", "cell7;cell8;cell30,cell31,", `chosen row "cell31" is not among the candidates`},
		{"two choices", "choices.csv", "cell3;cell32,cell32", "cell3;cell7,cell3", "cell7 is a candidate of"},
		{"unknown waiver", "waivers.csv", "dose7,dose,", "dose700,dose,", `no row has the id "dose700"`},
		{"unknown check", "waivers.csv", "dose7,dose,", "dose7,dosage,", `check "dosage" is not known; did you mean "dose"?`},
		{"kinase", "receptors.csv", ",JAK1,TYK2,", ",JAK1,TYK3,", `jak_b "TYK3" is not known`},
		{"two sources one paper", "bibliography.csv", "10.1002/cpdd.899", "10.5414/CP203516", "is that of source"},
		{"percentage", "pk_exposure.csv", ",263.4,ng.h/mL{plasma},15,", ",263.4,ng.h/mL{plasma},-15,", `cv_pct "-15" is not a positive percentage`},
		{"volume without its frame", "pk_parameters.csv", "Vc/F,115.8,L/{plasma}", "Vc/F,115.8,L", `Vc/F in L has dimension length^3; give it in L/{plasma} or L/kg/{plasma}`},
		{"clearance as a volume", "pk_parameters.csv", "CL/F,26.3,L/h/{plasma}", "CL/F,26.3,L/{plasma}", "give it in L/h/{plasma}"},
		{"exposure in the wrong frame", "pk_exposure.csv", "AUC24,263.4,ng.h/mL{plasma}", "AUC24,263.4,ng.h/mL{unbound}", "AUC24 in ng.h/mL{unbound}"},
		{"potency as a mass", "cell_potency.csv", ",119,nM{plasma}", ",119,ng/mL{plasma}", "IC50 in ng/mL{plasma}"},
		{"liver flow missing", "reference_values.csv", "ref1,", "ref9,", "reference value ref1 is missing"},
		{"half a verification", "physchem.csv", ",312.38,verified,", ",312.38,,", `mw_how "" is not known`},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := copyOf(t)
			edit(t, files, c.file, c.old, c.replacement)
			l, err := Load(files)
			if err == nil || l != nil {
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got\n%v\nwant %s", err, c.want)
			}
		})
	}
}

func TestAllErrorsOfAllFilesAreReported(t *testing.T) {
	files := copyOf(t)
	edit(t, files, "atp_km.csv", ",40,uM", ",forty,uM")
	edit(t, files, "receptors.csv", ",JAK1,TYK2,", ",JAK1,TYK3,")
	delete(files, "physiology.csv")
	_, err := Load(files)
	var list diag.List
	if !errors.As(err, &list) {
		t.Fatalf("%T is not a diag.List", err)
	}
	for _, want := range []string{"atp_km.csv:2", "receptors.csv:2", "physiology.csv: error: cannot read the file"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}

func TestColumnsMayStandInAnyOrder(t *testing.T) {
	files := copyOf(t)
	old := string(files["atp_km.csv"].Data)
	var b strings.Builder
	b.WriteString("id,how,kinase,value,unit,source,locator,note\n")
	n := strings.Count(old, "\n") - 1
	for i := range n {
		b.WriteString("atp" + string(rune('a'+i)) + ",verified,JAK1,40,uM,tanimoto2015,,\n")
	}
	files["atp_km.csv"] = &fstest.MapFile{Data: []byte(strings.NewReplacer("atpa,", "atp1,", "atpb,", "atp2,", "atpc,", "atp3,", "atpd,", "atp4,", "atpe,", "atp5,", "atpf,", "atp6,", "atpg,", "atp7,", "atph,", "atp8,", "atpi,", "atp9,", "atpj,", "atp10,", "atpk,", "atp11,").Replace(b.String()))}
	l, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if a := l.ATPKms[0]; a.Kinase != "JAK1" || a.How != Verified || a.Value.Value != 40 {
		t.Errorf("%+v", a)
	}
}

// smallCopy keeps two rows of each table and the sources they cite: a library that loads fast.
func smallCopy(t testing.TB) fstest.MapFS {
	files := copyOf(t)
	cited := ""
	for n, file := range files {
		lines := strings.SplitAfter(string(file.Data), "\n")
		switch n {
		case "bibliography.csv":
		case "choices.csv", "waivers.csv":
			files[n] = &fstest.MapFile{Data: []byte(lines[0])}
		default:
			files[n] = &fstest.MapFile{Data: []byte(strings.Join(lines[:min(3, len(lines))], ""))}
			cited += string(files[n].Data)
		}
	}
	kept := ""
	for i, line := range strings.SplitAfter(string(files["bibliography.csv"].Data), "\n") {
		id, _, _ := strings.Cut(line, ",")
		if i == 0 || strings.Contains(cited, ","+id+",") {
			kept += line
		}
	}
	files["bibliography.csv"] = &fstest.MapFile{Data: []byte(kept)}
	if _, err := Load(files); err != nil {
		t.Fatal(err)
	}
	return files
}

// FuzzLoad puts arbitrary bytes in the place of one table. Loading must end without panic, and an
// error must say which file it is about.
func FuzzLoad(f *testing.F) {
	files := smallCopy(f)
	names := []string{"pk_parameters.csv", "cell_potency.csv", "bibliography.csv", "choices.csv", "waivers.csv", "atp_km.csv"}
	for i, n := range names {
		f.Add(uint8(i), []byte("id,kinase,value,unit,source,locator,how,note\natp1,JAK1,40,uM,tanimoto2015,,verified,\n"))
		head, _, _ := strings.Cut(string(files[n].Data), "\n")
		f.Add(uint8(i), []byte(head+"\n"))
		f.Add(uint8(i), files[n].Data[:min(len(files[n].Data), 600)])
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		name := names[int(which)%len(names)]
		mixed := fstest.MapFS{}
		for n, file := range files {
			mixed[n] = file
		}
		mixed[name] = &fstest.MapFile{Data: data}
		l, err := Load(mixed)
		if err != nil {
			var list diag.List
			if !errors.As(err, &list) || len(list) == 0 {
				t.Fatalf("%T: %v", err, err)
			}
			for _, d := range list {
				if d.Pos.File == "" || d.Code == "" || d.Message == "" {
					t.Fatalf("without place or code: %+v", d)
				}
			}
			return
		}
		l.Check()
	})
}

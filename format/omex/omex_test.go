package omex

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"jakstat/diag"
)

// packed makes an archive from pairs of name and content.
func packed(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(pairs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func list(contents ...string) string {
	return `<?xml version="1.0"?><omexManifest xmlns="http://identifiers.org/combine.specifications/omex-manifest"><content location="." format="http://identifiers.org/combine.specifications/omex"/>` +
		strings.Join(contents, "\n") + `</omexManifest>`
}

func entry(location, format, more string) string {
	return `<content location="` + location + `" format="http://identifiers.org/combine.specifications/` + format + `" ` + more + `/>`
}

func TestTheFileToBeginWith(t *testing.T) {
	for _, c := range []struct {
		name     string
		manifest string
		want     string // or the error
	}{
		{"the only one", list(entry("./a.sedml", "sed-ml", ""), entry("m.xml", "sbml", "")), "a.sedml"},
		{"with a version", list(entry("a.sedml", "sed-ml.level-1.version-4", "")), "a.sedml"},
		{"the master", list(entry("a.sedml", "sed-ml", ""), entry("b/c.sedml", "sed-ml", `master="true"`)), "b/c.sedml"},
		{"two without a master", list(entry("a.sedml", "sed-ml", ""), entry("b/c.sedml", "sed-ml", "")), "several files of format sed-ml"},
		{"two masters", list(entry("a.sedml", "sed-ml", `master="true"`), entry("b/c.sedml", "sed-ml", `master="true"`)), "several files of format sed-ml"},
		{"none", list(entry("m.xml", "sbml", `master="true"`)), "lists no file of format sed-ml"},
	} {
		a, err := Open("x.omex", packed(t, "manifest.xml", c.manifest, "a.sedml", "<a/>", "b/c.sedml", "<c/>", "m.xml", "<m/>"))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got, err := a.Main("sed-ml")
		if got != c.want && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
	a, err := Open("x.omex", packed(t, "manifest.xml", list(), "b/c.sedml", "<c/>"))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := a.Read("b/./c.sedml"); err != nil || string(text) != "<c/>" {
		t.Errorf("%s, %v", text, err)
	}
	for _, name := range []string{"../c", "/c", "b/../../c", "c.sedml", `b\c.sedml`, "C:c", ""} {
		if _, err := a.Read(name); err == nil {
			t.Errorf("%q was read", name)
		}
	}
}

func TestHostileArchives(t *testing.T) {
	defer func(n int) { maxFiles = n }(maxFiles)
	maxFiles = 20
	good := list(entry("a.sedml", "sed-ml", ""))
	var link bytes.Buffer
	z := zip.NewWriter(&link)
	h := &zip.FileHeader{Name: "a.sedml"}
	h.SetMode(os.ModeSymlink | 0o777)
	w, err := z.CreateHeader(h)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, "/etc/passwd")
	w, err = z.Create("manifest.xml")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, good)
	z.Close()
	crowd := []string{"manifest.xml", good}
	for i := range maxFiles {
		crowd = append(crowd, fmt.Sprint("f", i), "")
	}
	torn := packed(t, "manifest.xml", good, "a.sedml", strings.Repeat("x", 1000))
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"no archive", []byte("PK\x03\x04 and nothing"), "not a COMBINE archive"},
		{"torn", torn[:len(torn)/2], "not a COMBINE archive"},
		{"no manifest", packed(t, "a.sedml", "<a/>"), "no manifest.xml"},
		{"leads out", packed(t, "manifest.xml", good, "../a.sedml", "<a/>"), "does not lead out"},
		{"absolute", packed(t, "manifest.xml", good, "/a.sedml", "<a/>"), "does not begin with /"},
		{"windows", packed(t, "manifest.xml", good, `..\a.sedml`, "<a/>"), "drive"},
		{"a drive", packed(t, "manifest.xml", good, `C:/a.sedml`, "<a/>"), "drive"},
		{"control characters", packed(t, "manifest.xml", good, "a\x1b.sedml", "<a/>"), "not plain text"},
		{"twice", packed(t, "manifest.xml", good, "a.sedml", "<a/>", "./a.sedml", "<b/>"), "two files"},
		{"a link", link.Bytes(), "no plain file"},
		{"a crowd", packed(t, crowd...), "files; at most"},
		{"a manifest of another kind", packed(t, "manifest.xml", "<a/>"), "no <omexManifest>"},
		{"broken manifest", packed(t, "manifest.xml", "<omexManifest>"), "not well-formed"},
		{"a manifest with entities", packed(t, "manifest.xml", `<!DOCTYPE a [<!ENTITY b "c">]><omexManifest/>`), "document type"},
		{"a missing file", packed(t, "manifest.xml", good), `no file "a.sedml"`},
		{"a location outside", packed(t, "manifest.xml", list(entry("../a", "sed-ml", ""))), "does not lead out"},
	} {
		_, err := Open("x.omex", c.data)
		var l diag.List
		if !errors.As(err, &l) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", c.name, err, c.want)
		}
	}
}

// A file of some kilobytes that unpacks to more than is read is refused while unpacking.
func TestBombsAreRefused(t *testing.T) {
	defer func(n int64) { maxFile = n }(maxFile)
	maxFile = 4 << 20
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("manifest.xml")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, list(entry("a.sedml", "sed-ml", "")))
	w, err = z.Create("a.sedml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range maxFile>>20 + 1 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := Open("x.omex", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Read("a.sedml"); err == nil || !strings.Contains(err.Error(), "unpacks to more than") {
		t.Errorf("%d bytes: %v", b.Len(), err)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(packed(f, "manifest.xml", list(entry("a.sedml", "sed-ml", "")), "a.sedml", "<a/>"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Open("x.omex", data)
		if err != nil {
			var l diag.List
			if !errors.As(err, &l) || len(l) == 0 {
				t.Fatalf("the error is no list: %v", err)
			}
			return
		}
		if main, err := a.Main("sed-ml"); err == nil {
			_, _ = a.Read(main)
		}
	})
}

package result

import (
	"testing"
	"testing/fstest"
)

func TestHashFilesSeesNamesContentsAndPattern(t *testing.T) {
	base := fstest.MapFS{"a.csv": {Data: []byte("1")}, "d/b.csv": {Data: []byte("2")}, "x.txt": {Data: []byte("3")}}
	h := func(m fstest.MapFS) string {
		s, err := HashFiles(m, "*.csv")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	want := h(base)
	for name, m := range map[string]fstest.MapFS{
		"content": {"a.csv": {Data: []byte("9")}, "d/b.csv": {Data: []byte("2")}},
		"name":    {"c.csv": {Data: []byte("1")}, "d/b.csv": {Data: []byte("2")}},
		"moved":   {"a.csv": {Data: []byte("12")}, "d/b.csv": {Data: []byte("")}},
	} {
		if h(m) == want {
			t.Errorf("a change of %s does not change the hash", name)
		}
	}
	base["x.txt"] = &fstest.MapFile{Data: []byte("other")}
	if h(base) != want || len(want) != 16 {
		t.Errorf("files outside the pattern must not count; hash %q", want)
	}
}

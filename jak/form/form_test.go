package form

import (
	"strings"
	"testing"

	"jakstat/diag"
)

type note struct {
	Pos   diag.Pos
	Title Text   `yaml:"title"`
	Tags  Texts  `yaml:"tags"`
	Next  *note  `yaml:"next"`
	All   []note `yaml:"all"`
}

var kindOfNote = Kind{Code: "note", Name: "note file", First: "add title:", One: "one file, one note"}

func TestRead(t *testing.T) {
	var n note
	ok, l := Read("n.yaml", []byte("title: 0x10\ntags: [a, 1.50]\nnext:\n  title: >-\n    two\n    words\nall:\n  - title: x\n  - {tags: y}\n"), kindOfNote, &n)
	if !ok || len(l) > 0 {
		t.Fatal(l)
	}
	if n.Title.S != "0x10" || strings.Join(n.Tags.Strings(), " ") != "a 1.50" || n.Next.Title.S != "two words" || n.Next.Pos.Line != 4 {
		t.Errorf("%+v, next %+v", n, n.Next)
	}
	if len(n.All) != 2 || n.All[1].Tags[0].S != "y" || n.All[1].Tags[0].Pos.Line != 9 || n.All[1].Tags[0].Pos.Col != 12 {
		t.Errorf("%+v", n.All)
	}
}

// Mistakes come together, in the order of the file, under the code of its kind.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		text string
		ok   bool
		want []string
	}{
		{"title: [a]\ntitle: b\ntilte: c\nall: x\nnext: 3\n", true, []string{
			"n.yaml:1:8: error: a single value is needed here, found a sequence [note.form]",
			`n.yaml:2:1: error: "title" is given twice, first in line 1 [note.duplicate]`,
			`n.yaml:3:1: error: unknown key "tilte"; did you mean "title"? [note.key]`,
			"n.yaml:4:6: error: a list is needed here, found a string; begin each entry with a dash [note.form]",
			"n.yaml:5:7: error: keys with values are needed here, found a integer [note.form]",
		}},
		{"", false, []string{"n.yaml:1: error: the file is empty; add title: [note.missing]"}},
		{"title: a\n---\ntitle: b\n", false, []string{"a second document begins here; one file, one note [note.form]"}},
		{strings.Repeat("x", MaxFile+1), false, []string{"a note file of 65537 bytes"}},
		{"title: &a b\n", false, []string{"anchors, aliases"}},
	} {
		var n note
		ok, l := Read("n.yaml", []byte(c.text), kindOfNote, &n)
		if ok != c.ok || len(l) != len(c.want) {
			t.Errorf("%.40q: ok %v, %d mistakes:\n%v", c.text, ok, len(l), l)
			continue
		}
		for i, w := range c.want {
			if !strings.Contains(l[i].Error(), w) {
				t.Errorf("want %q, got %q", w, l[i].Error())
			}
		}
	}
}

package drug

import (
	"io/fs"
	"os"
	"reflect"
	"testing"

	"jakstat/diag"
	"jakstat/library"
)

// Places differ after writing, and nothing else may.
func forget(v reflect.Value) {
	if v.Type() == reflect.TypeFor[diag.Pos]() {
		v.SetZero()
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			forget(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			forget(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			forget(v.Elem())
		}
	}
}

func TestWritingKeepsEveryDrugFile(t *testing.T) {
	files, err := fs.Glob(library.FS, "drugs/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	texts := map[string][]byte{}
	for _, name := range files {
		if texts[name], err = fs.ReadFile(library.FS, name); err != nil {
			t.Fatal(err)
		}
	}
	if texts["mydrug"], err = os.ReadFile("../../examples/mydrug.yaml"); err != nil {
		t.Fatal(err)
	}
	for name, text := range texts {
		a, err := Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Parse(name, a.YAML())
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, a.YAML())
			continue
		}
		forget(reflect.ValueOf(a).Elem())
		forget(reflect.ValueOf(b).Elem())
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s changes when written:\n%s", name, b.YAML())
		}
	}
}

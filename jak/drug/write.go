package drug

import (
	"fmt"
	"reflect"

	"github.com/goccy/go-yaml"
)

// YAML writes the file in its form; reading the text gives the same content, without comments and places.
func (f *File) YAML() []byte {
	text, err := yaml.MarshalWithOptions(written(reflect.ValueOf(f).Elem()), yaml.IndentSequence(true))
	if err != nil {
		panic("drug: a file cannot be written: " + err.Error()) // it holds nothing but texts
	}
	return text
}

// written turns a part of the form into what the YAML library writes, nil where nothing is set. Keys keep the order of the form.
func written(v reflect.Value) any {
	switch x := v.Interface().(type) {
	case Text:
		if x.S == "" {
			return nil
		}
		return x.S
	case Texts:
		if len(x) == 0 {
			return nil
		}
		return x.Strings()
	case Entry:
		if reflect.DeepEqual(x, Entry{Value: x.Value, Pos: x.Pos}) { // nothing but a value
			return written(reflect.ValueOf(x.Value))
		}
	case KinaseEntry:
		if reflect.DeepEqual(x, KinaseEntry{Value: x.Value, Pos: x.Pos}) {
			return written(reflect.ValueOf(x.Value))
		}
	case Kinases:
		return mapping(len(x), func(i int) (string, any) { return x[i].Name, written(reflect.ValueOf(x[i].KinaseEntry)) })
	case Parameters:
		return mapping(len(x), func(i int) (string, any) { return x[i].Name, written(reflect.ValueOf(x[i].Entry)) })
	case Conditions:
		return mapping(len(x), func(i int) (string, any) {
			if c := x[i]; len(c.Ratios) == 1 && c.Ratios[0].Name == "" {
				return c.Name, written(reflect.ValueOf(c.Ratios[0].Entry))
			}
			return x[i].Name, written(reflect.ValueOf(x[i].Ratios))
		})
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return written(v.Elem())
	case reflect.Slice:
		if v.Len() == 0 {
			return nil
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i] = written(v.Index(i))
		}
		return list
	case reflect.Struct:
		var out yaml.MapSlice
		for i := range v.NumField() {
			key := v.Type().Field(i).Tag.Get("yaml")
			if key == "" {
				continue
			}
			if value := written(v.Field(i)); value != nil {
				out = append(out, yaml.MapItem{Key: key, Value: value})
			}
		}
		if out == nil {
			return nil
		}
		return out
	}
	panic(fmt.Sprintf("drug: the form has a %s", v.Type()))
}

func mapping(n int, item func(i int) (string, any)) any {
	if n == 0 {
		return nil
	}
	out := make(yaml.MapSlice, n)
	for i := range out {
		out[i].Key, out[i].Value = item(i)
	}
	return out
}

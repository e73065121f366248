package drug

import (
	"reflect"

	"github.com/goccy/go-yaml/ast"

	"jakstat/diag"
	"jakstat/jak/form"
)

// KinaseEntry is the binding of a molecule to one kinase: the apparent constant at the reference ATP level, rates, or both. In the file a plain
// scalar stands for an entry with a constant only.
type KinaseEntry struct {
	Value  Text  `yaml:"value"`
	Kon    Text  `yaml:"kon"`     // association, 1/M/s
	Koff   Text  `yaml:"koff"`    // dissociation, 1/s
	KonATP Text  `yaml:"kon_atp"` // the ATP level kon was measured at; the reference level when left out
	Source Texts `yaml:"source"`
	How    Text  `yaml:"how"`
	Note   Text  `yaml:"note"`
	Pos    diag.Pos
}

// Read accepts a scalar or a mapping.
func (e *KinaseEntry) Read(node ast.Node, l *diag.List) {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		form.Fields(node, reflect.ValueOf(e).Elem(), l)
	default:
		e.Value.Read(node, l)
		e.Pos = e.Value.Pos
	}
}

// Kinase is a named entry.
type Kinase struct {
	Name string
	KinaseEntry
}

// Kinases keeps the order of the file.
type Kinases []Kinase

// Read reads a mapping of kinases to entries.
func (ks *Kinases) Read(node ast.Node, l *diag.List) {
	seen := map[string]diag.Pos{}
	for _, v := range form.Pairs(node, l) {
		k := Kinase{Name: v.Key.GetToken().Value}
		if form.Twice(seen, k.Name, form.Place(v.Key), l) {
			continue
		}
		k.Read(v.Value, l)
		if k.Pos.Line == 0 {
			k.Pos = form.Place(v.Key)
		}
		*ks = append(*ks, k)
	}
}

// Of returns the entry of a kinase for changing, added at the end when there is none.
func (ks *Kinases) Of(name string) *KinaseEntry {
	for i := range *ks {
		if (*ks)[i].Name == name {
			return &(*ks)[i].KinaseEntry
		}
	}
	*ks = append(*ks, Kinase{Name: name})
	return &(*ks)[len(*ks)-1].KinaseEntry
}

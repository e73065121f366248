package sbml

// Change is one difference between two documents. Added and removed elements have no property; Before and After are then what the
// element says, in one line.
type Change struct {
	Kind, ID string
	What     ChangeKind
	Property string
	// Before and After are "" for what one of the documents does not say.
	Before, After string
}

// ChangeKind tells what happened to an element.
type ChangeKind string

// What happens to elements.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// Diff tells how document b differs from a, element by element as [Listing] gives them: in the order of a, then what only b has. The
// order of elements, levels, modifiers, notes and annotations make no difference; names and units do.
func Diff(a, b *Document) []Change {
	left, right := Listing(a), Listing(b)
	type key struct {
		kind, id string
		n        int // elements of one kind and name, such as two equal constraints, are compared in order
	}
	index := func(list []Entry) (keys []key, at map[key]*Entry) {
		at = map[key]*Entry{}
		for i := range list {
			k := key{list[i].Kind, list[i].ID, 0}
			if k.kind == "model" {
				k.id = ""
			}
			for at[k] != nil {
				k.n++
			}
			at[k] = &list[i]
			keys = append(keys, k)
		}
		return keys, at
	}
	leftKeys, before := index(left)
	rightKeys, after := index(right)
	var out []Change
	for _, k := range leftKeys {
		x, y := before[k], after[k]
		if y == nil {
			out = append(out, Change{Kind: k.kind, ID: k.id, What: Removed, Before: x.line()})
			continue
		}
		if x.ID != y.ID {
			out = append(out, Change{Kind: k.kind, ID: x.ID, What: Changed, Property: "id", Before: x.ID, After: y.ID})
		}
		for _, name := range names(x, y) {
			if v, w := x.get(name), y.get(name); v != w {
				out = append(out, Change{Kind: k.kind, ID: x.ID, What: Changed, Property: name, Before: v, After: w})
			}
		}
	}
	for _, k := range rightKeys {
		if before[k] == nil {
			out = append(out, Change{Kind: k.kind, ID: k.id, What: Added, After: after[k].line()})
		}
	}
	return out
}

func (e *Entry) get(name string) string {
	for _, p := range e.Properties {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// line says an element in one line.
func (e *Entry) line() string {
	out := ""
	for _, p := range e.Properties {
		if p.Usual {
			continue
		}
		if out != "" {
			out += "; "
		}
		out += p.Name + " " + p.Value
	}
	return out
}

// names are the properties that either of two elements has.
func names(x, y *Entry) []string {
	var out []string
	for _, p := range x.Properties {
		out = append(out, p.Name)
	}
	for _, p := range y.Properties {
		if x.get(p.Name) == "" {
			out = append(out, p.Name)
		}
	}
	return out
}

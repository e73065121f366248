package house

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// covers tells whether a pattern of the table stands for the package.
func covers(pattern, pkg string) bool {
	if base, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == base || strings.HasPrefix(pkg, base+"/")
	}
	return pattern == pkg
}

func coversAny(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return covers(p, pkg) })
}

// find returns the line for a package: an exact one before a pattern.
func find(table []place, pkg string) *place {
	for i := range table {
		if table[i].Path == pkg {
			return &table[i]
		}
	}
	for i := range table {
		if covers(table[i].Path, pkg) {
			return &table[i]
		}
	}
	return nil
}

// CheckFloors holds every import against the tables. Test files may also look sideways on their own
// floor, never up.
func CheckFloors(t *Tree, table []place, visitors []visitor) []Finding {
	var out []Finding
	unknown := map[string]bool{}
	for _, f := range t.Go(true) {
		pkg := f.Package()
		from := find(table, pkg)
		if from == nil {
			if !unknown[pkg] {
				unknown[pkg] = true
				out = append(out, Finding{f.Path, fmt.Sprintf("package %s has no floor: add its line to Floors in internal/house/floors_table.go", pkg)})
			}
			continue
		}
		for _, spec := range f.AST.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			if msg := judge(table, visitors, from, pkg, imp, f.Test()); msg != "" {
				out = append(out, Finding{t.At(spec.Pos()), msg})
			}
		}
	}
	return out
}

func judge(table []place, visitors []visitor, from *place, pkg, imp string, test bool) string {
	own, inside := strings.CutPrefix(imp, Module+"/")
	if !inside {
		return judgeVisitor(visitors, pkg, imp, test)
	}
	to := find(table, own)
	switch {
	case own == pkg:
		return ""
	case to == nil:
		return fmt.Sprintf("%s has no floor: add its line to Floors in internal/house/floors_table.go", own)
	case test:
		if to.Floor > from.Floor {
			return fmt.Sprintf("%s (floor %d) is tested with %s (floor %d), which stands below it", pkg, from.Floor, own, to.Floor)
		}
		return ""
	case from.Only != nil:
		if !coversAny(from.Only, own) {
			return fmt.Sprintf("%s must not import %s: %s", pkg, own, from.Why)
		}
		return ""
	case coversAny(from.Never, own):
		why := from.Why
		if why == "" {
			why = "data are visible from floor 1 up"
		}
		return fmt.Sprintf("%s must not import %s: %s", pkg, own, why)
	case to.Floor > from.Floor:
		return fmt.Sprintf("%s (floor %d) must not import %s (floor %d): imports go up the list only", pkg, from.Floor, own, to.Floor)
	case to.Floor == from.Floor && !coversAny(from.Beside, own):
		return fmt.Sprintf("%s must not import %s: they share floor %d and the order within it does not allow it", pkg, own, from.Floor)
	}
	return ""
}

func judgeVisitor(visitors []visitor, pkg, imp string, test bool) string {
	first, _, _ := strings.Cut(imp, "/")
	if !strings.Contains(first, ".") {
		return "" // standard library
	}
	for _, v := range visitors {
		if imp != v.Path && !strings.HasPrefix(imp, v.Path+"/") {
			continue
		}
		switch {
		case test, coversAny(v.In, pkg):
			return ""
		case v.In == nil:
			return fmt.Sprintf("%s is for test files only", imp)
		}
		return fmt.Sprintf("%s may appear only in %s", imp, strings.Join(v.In, ", "))
	}
	return fmt.Sprintf("%s is not a chosen module: give the reason in RATIONALE.md and add it to Visitors in internal/house/floors_table.go", imp)
}

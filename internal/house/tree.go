package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// Module is the module path of go.mod.
const Module = "jakstat"

// Finding is one breach of a rule; Place is a path with a line where there is one.
type Finding struct{ Place, Message string }

func (f Finding) String() string { return f.Place + ": " + f.Message }

// File is a source file: Path is slash-separated and relative to the root; AST is nil unless it is Go.
type File struct {
	Path string
	Text string
	AST  *ast.File
}

// Test tells whether the file belongs to the tests.
func (f *File) Test() bool { return strings.HasSuffix(f.Path, "_test.go") }

// Package is the directory, relative to the root; "." for the root itself.
func (f *File) Package() string { return path.Dir(f.Path) }

// Tree is the set of files a check looks at.
type Tree struct {
	Fset  *token.FileSet
	Files []*File
}

// Go returns the Go files, with or without tests.
func (t *Tree) Go(tests bool) []*File {
	var out []*File
	for _, f := range t.Files {
		if f.AST != nil && (tests || !f.Test()) {
			out = append(out, f)
		}
	}
	return out
}

// At prints the position of a node.
func (t *Tree) At(p token.Pos) string {
	q := t.Fset.Position(p)
	return fmt.Sprintf("%s:%d", q.Filename, q.Line)
}

// Packages groups the Go files by directory, in order.
func (t *Tree) Packages(tests bool) (dirs []string, files map[string][]*File) {
	files = map[string][]*File{}
	for _, f := range t.Go(tests) {
		files[f.Package()] = append(files[f.Package()], f)
	}
	for d := range files {
		dirs = append(dirs, d)
	}
	sort.Strings(dirs)
	return dirs, files
}

// FromMap parses fabricated files: path to text.
func FromMap(src map[string]string) (*Tree, error) {
	t := &Tree{Fset: token.NewFileSet()}
	names := make([]string, 0, len(src))
	for n := range src {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		if err := t.add(n, src[n]); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Tree) add(name, text string) error {
	f := &File{Path: name, Text: text}
	if strings.HasSuffix(name, ".go") {
		a, err := parser.ParseFile(t.Fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		f.AST = a
	}
	t.Files = append(t.Files, f)
	return nil
}

// docs are the kinds of file that people read or run besides Go.
var docs = map[string]bool{".go": true, ".md": true, ".css": true, ".js": true, ".html": true, ".sh": true, ".ts": true, ".mjs": true, "": true}

// Load reads the module below root. Test data, other modules, hidden directories except .ci, and
// build output are left out.
func Load(root string) (*Tree, error) {
	t := &Tree{Fset: token.NewFileSet()}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		name := d.Name()
		if d.IsDir() {
			if rel == "." {
				return nil
			}
			if name == "testdata" || name == "dist" || name == "node_modules" || name == "tmp" || strings.HasPrefix(name, ".") && name != ".ci" {
				return filepath.SkipDir
			}
			if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || strings.HasPrefix(name, ".") || !docs[filepath.Ext(name)] || rel == "LICENSE" || rel == Module {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		return t.add(rel, string(text))
	})
	return t, err
}

// Package result holds what a simulation hands on beside its numbers: the manifest that makes a result reproducible.
//
// It knows hashes, units, solver, tolerances, seed and version as data. It must not know any model, solver or drug: callers
// fill the manifest in.
package result

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"sort"
)

// Schema identifies the form of a manifest. It changes when a field changes its meaning; new fields may be added.
const Schema = "jakstat.manifest/1"

// Manifest says how a result came about. Its JSON names are published and stable.
type Manifest struct {
	Schema   string            `json:"schema"`
	Product  string            `json:"product"`  // name and version
	Command  string            `json:"command"`  // the command line that repeats it
	Evidence string            `json:"evidence"` // hash of the evidence library
	Models   map[string]string `json:"models"`   // hash of each model by its name
	Solver   string            `json:"solver"`
	RTol     float64           `json:"rtol"`
	ATol     float64           `json:"atol"`
	Seed     uint64            `json:"seed"`
	Subjects int               `json:"subjects"`
	Units    map[string]string `json:"units"` // unit of each quantity of the result
}

// Hash returns a short hash of a text: 16 hexadecimal digits of its SHA-256.
func Hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// HashFiles returns a short hash of the files of a tree that match the pattern (path.Match on the base name), in order of their
// paths, names included.
func HashFiles(fsys fs.FS, pattern string) (string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if ok, _ := path.Match(pattern, path.Base(name)); err == nil && ok && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	sort.Strings(names)
	h := sha256.New()
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", err
		}
		h.Write([]byte(name))
		h.Write([]byte{0})
		h.Write(data)
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}

package main

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"jakstat/diag"
	"jakstat/format/omex"
	"jakstat/format/sbml"
	"jakstat/format/sedml"
)

// isExperiment tells by the content whether a file describes an experiment: SED-ML, or an archive of it. What cannot be read is left to
// the reader of models, which says why.
func isExperiment(file string) bool {
	if st, err := os.Stat(file); err != nil || !st.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, 1<<16))
	return err == nil && (omex.Is(head) || sedml.Is(head))
}

// source is where an experiment and its models come from: a directory, or an archive.
type source struct {
	name string // of the experiment, for messages
	read func(name string) ([]byte, error)
}

// readExperiment reads an experiment and its models.
func readExperiment(file string) (*sedml.Experiment, *source, error) {
	in, text, err := openExperiment(file)
	if err != nil {
		return nil, nil, err
	}
	doc, err := sedml.Read(in.name, text)
	if err != nil {
		return nil, nil, err
	}
	x, err := doc.Load(in.read)
	return x, in, err
}

func openExperiment(file string) (*source, []byte, error) {
	data, err := readBytes(file, omex.MaxBytes)
	if err != nil {
		return nil, nil, err
	}
	if !omex.Is(data) {
		return &source{name: file, read: func(name string) ([]byte, error) {
			if !filepath.IsLocal(filepath.FromSlash(name)) {
				return nil, fmt.Errorf("%q does not lie beside the experiment or in a folder below it", name)
			}
			return readModelText(filepath.Join(filepath.Dir(file), filepath.FromSlash(name)), "a model is an SBML file (.xml)")
		}}, data, nil
	}
	a, err := omex.Open(file, data)
	if err != nil {
		return nil, nil, err
	}
	main, err := a.Main("sed-ml")
	if err != nil {
		return nil, nil, err
	}
	text, err := a.Read(main)
	return &source{name: file + " › " + main, read: func(name string) ([]byte, error) {
		if !strings.HasPrefix(name, "/") { // which the archive refuses
			name = path.Join(path.Dir(main), name)
		}
		return a.Read(name)
	}}, text, err
}

// readBytes reads a file that need not be text.
func readBytes(file string, most int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, diag.New(diag.Pos{File: file}, "cli.file", "cannot be read: %v", reason(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return nil, diag.New(diag.Pos{File: file}, "cli.file", "cannot be read: %v", reason(err))
	case int64(len(data)) > most:
		return nil, diag.New(diag.Pos{File: file}, "cli.file", "the file is larger than %d MB", most>>20)
	}
	return data, nil
}

// readSBML reads the text of a model of an experiment.
func (in *source) readSBML(x *sedml.Experiment, m *sedml.Model, text []byte) (*sbml.Document, error) {
	name := m.Source
	if strings.HasPrefix(name, "#") {
		name = in.name + " › model " + m.ID
	}
	doc, err := sbml.ReadWith(name, text, func(external string) ([]byte, error) {
		return in.read(path.Join(path.Dir(x.Base(m)), external))
	})
	if err != nil {
		return nil, err
	}
	return doc, inFile(name, noTimeCourse(doc))
}

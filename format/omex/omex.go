// Package omex reads COMBINE archives: zip files with a manifest that says what each file is and which one to begin with.
//
// It knows the manifest (OMEX, Version 1), the rules for names in an archive, and the bounds within which an archive is read.
// Everything stays in memory: no file is ever written, so no name in an archive leads anywhere. It must not know what the files
// mean beyond their format, must not simulate, and must not know any drug. Source: Bergmann et al. 2014,
// doi:10.1186/s12859-014-0369-z.
package omex

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"jakstat/diag"
)

// Limits of an archive. A file of some kilobytes may unpack to more than a machine holds, so sizes are counted while unpacking,
// whatever the archive says of itself.
const (
	MaxBytes = 256 << 20 // of the archive
	maxTotal = 512 << 20 // of all files that are read
)

// Variables, so that a test need not fill them: the bounds of one unpacked file and of the number of files.
var (
	maxFile  int64 = 128 << 20
	maxFiles       = 10_000
)

// Archive is an opened archive.
type Archive struct {
	name     string
	files    map[string]*zip.File
	contents []Content
	read     int64
}

// Content is an entry of the manifest.
type Content struct {
	Location string // cleaned, without "./"
	Format   string
	Master   bool
	Pos      diag.Pos
}

// Is tells whether data begin as a zip file does.
func Is(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

const manifest = "manifest.xml"

// Open reads the directory and the manifest of an archive. The name stands in messages. The error is a diag.List.
func Open(name string, data []byte) (*Archive, error) {
	var diags diag.List
	bad := func(format string, args ...any) {
		diags.Add(diag.New(diag.Pos{File: name}, "omex.archive", format, args...))
	}
	if len(data) > MaxBytes {
		bad("an archive of %d bytes; at most %d are read", len(data), MaxBytes)
		return nil, diags.Err()
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are checked below, with the name in the message
		bad("not a COMBINE archive: %v", err)
		return nil, diags.Err()
	}
	if len(z.File) > maxFiles {
		bad("%d files; at most %d are read", len(z.File), maxFiles)
		return nil, diags.Err()
	}
	a := &Archive{name: name, files: map[string]*zip.File{}}
	for _, f := range z.File {
		switch at, err := clean(f.Name); {
		case strings.HasSuffix(f.Name, "/") && err == nil:
		case err != nil:
			bad("file %q: %v", clip(f.Name), err)
		case !f.Mode().IsRegular():
			bad("%q is no plain file", clip(f.Name))
		case a.files[at] != nil:
			bad("two files %q", clip(f.Name))
		default:
			a.files[at] = f
		}
	}
	if a.files[manifest] == nil {
		bad("the archive has no %s", manifest)
	}
	if err := diags.Err(); err != nil {
		return nil, err
	}
	text, err := a.Read(manifest)
	if err == nil {
		err = a.manifest(text)
	}
	if err != nil {
		diags.AddError(diag.Pos{File: name}, "omex.manifest", err)
		return nil, diags.Err()
	}
	return a, nil
}

// clean returns the one spelling of a name in an archive: relative, with slashes, without dots.
func clean(name string) (string, error) {
	switch {
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "", errors.New("the name is not plain text")
	case strings.ContainsAny(name, `\:`):
		return "", errors.New(`a name has no \ and no drive`)
	case strings.HasPrefix(name, "/"):
		return "", errors.New("a name does not begin with /")
	case slices.Contains(strings.Split(name, "/"), ".."):
		return "", errors.New("a name does not lead out of the archive")
	}
	if c := path.Clean(name); c != "." {
		return c, nil
	}
	return "", errors.New("it names the archive itself")
}

// Read unpacks a file. The name is cleaned. The error is a diagnostic.
func (a *Archive) Read(name string) ([]byte, error) {
	pos := diag.Pos{File: a.name}
	at, err := clean(name)
	if err != nil {
		return nil, diag.New(pos, "omex.file", "file %q: %v", clip(name), err)
	}
	f := a.files[at]
	if f == nil {
		var known []string
		for k := range a.files {
			known = append(known, k)
		}
		d := diag.New(pos, "omex.file", "the archive has no file %q", clip(name))
		if hint := diag.DidYouMean(clip(at), known); hint != "" {
			d = d.Suggest("%s", hint)
		}
		return nil, d
	}
	in, err := f.Open()
	if err != nil {
		return nil, diag.New(pos, "omex.file", "file %q cannot be unpacked: %v", clip(name), err)
	}
	defer in.Close()
	most := min(maxFile, maxTotal-a.read)
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	switch {
	case int64(len(data)) > most:
		return nil, diag.New(pos, "omex.size", "file %q unpacks to more than %d bytes (files %d, all together %d at most)", clip(name), most, maxFile, maxTotal)
	case err != nil:
		return nil, diag.New(pos, "omex.file", "file %q cannot be unpacked: %v", clip(name), err)
	}
	a.read += int64(len(data))
	return data, nil
}

func (a *Archive) manifest(text []byte) error {
	var diags diag.List
	file := a.name + " › " + manifest
	d := xml.NewDecoder(bytes.NewReader(text))
	root := true
	for {
		line, col := d.InputPos()
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		pos := diag.Pos{File: file, Line: line, Col: col}
		if err != nil {
			return diag.New(pos, "omex.manifest", "not well-formed XML: %s", clip(err.Error()))
		}
		if _, ok := t.(xml.Directive); ok {
			return diag.New(pos, "omex.manifest", "a document type declaration; entities are not expanded")
		}
		e, ok := t.(xml.StartElement)
		switch {
		case !ok:
			continue
		case root && e.Name.Local != "omexManifest":
			return diag.New(pos, "omex.manifest", "<%s> is no <omexManifest>", clip(e.Name.Local))
		case e.Name.Local == "content":
			if c, err := content(e, pos); err != nil {
				diags.Add(diag.New(pos, "omex.manifest", "%v", err))
			} else if c.Location != "" {
				a.contents = append(a.contents, c)
			}
		}
		root = false
	}
	for _, c := range a.contents {
		if a.files[c.Location] == nil {
			diags.Add(diag.New(c.Pos, "omex.manifest", "the archive has no file %q", clip(c.Location)))
		}
		if len(diags) >= 100 {
			break
		}
	}
	return diags.Err()
}

// content reads an entry; that of the archive itself has no location.
func content(e xml.StartElement, pos diag.Pos) (Content, error) {
	c := Content{Pos: pos}
	location := ""
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "location":
			location = a.Value
		case "format":
			c.Format = a.Value
		case "master":
			c.Master = a.Value == "true" || a.Value == "1"
		}
	}
	if location == "" {
		return c, errors.New("<content> has no location")
	}
	if location == "." || location == "./" {
		return c, nil
	}
	at, err := clean(location)
	if err != nil {
		return c, fmt.Errorf("location %q: %w", clip(location), err)
	}
	c.Location = at
	return c, nil
}

// Main finds the file to begin with among those of a format, told by a word of the format's name (as "sed-ml"): the one marked as
// master, or the only one. The error is a diagnostic that lists the choices.
func (a *Archive) Main(format string) (string, error) {
	var all, masters []string
	for _, c := range a.contents {
		if !strings.Contains(strings.ToLower(c.Format), format) {
			continue
		}
		all = append(all, c.Location)
		if c.Master {
			masters = append(masters, c.Location)
		}
	}
	switch {
	case len(masters) == 1:
		return masters[0], nil
	case len(masters) == 0 && len(all) == 1:
		return all[0], nil
	case len(all) == 0:
		return "", diag.New(diag.Pos{File: a.name}, "omex.main", "the manifest lists no file of format %s", format)
	}
	return "", diag.New(diag.Pos{File: a.name}, "omex.main", "several files of format %s, and not one of them marked as master: %s", format, clip(strings.Join(all, ", ")))
}

func clip(s string) string {
	if len(s) > 120 {
		return strings.ToValidUTF8(s[:120], "") + "…"
	}
	return s
}

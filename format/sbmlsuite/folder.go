package sbmlsuite

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"

	"jakstat/diag"
)

// File is one model file of a case.
type File struct {
	Level Level
	// Path is relative to the folder that was searched, with slashes.
	Path string
}

// Case is a folder of the suite, not yet read.
type Case struct {
	ID    string
	Dir   string
	Files []File
}

var (
	modelFile = regexp.MustCompile(`^(.+)-sbml-(l[1-9]v[1-9])\.xml$`)
	caseName  = regexp.MustCompile(`^[0-9]{1,9}$`)
)

// Find lists the cases of a folder: its directories NNNNN that hold NNNNN-settings.txt, in order of their names. A folder that is
// itself a case gives that case. A directory with a case's name and no settings is a mistake.
func Find(folder fs.FS, name string) ([]Case, error) {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, err
	}
	var out []Case
	var diags diag.List
	for _, e := range entries {
		if m := settingsFile.FindStringSubmatch(e.Name()); m != nil && !e.IsDir() {
			c, err := open(folder, m[1], ".")
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
		if !caseName.MatchString(e.Name()) {
			continue
		}
		if st, err := fs.Stat(folder, e.Name()); err != nil || !st.IsDir() { // a link may lead to a directory
			continue
		}
		if _, err := fs.Stat(folder, path.Join(e.Name(), e.Name()+"-settings.txt")); err != nil {
			diags.Add(diag.New(diag.Pos{File: path.Join(name, e.Name())}, "sbmlsuite.folder", "no file %s-settings.txt", e.Name()))
			continue
		}
		c, err := open(folder, e.Name(), e.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if err := diags.Err(); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		d := diag.New(diag.Pos{File: name}, "sbmlsuite.folder", "no cases: no directory NNNNN with a file NNNNN-settings.txt")
		if _, err := fs.Stat(folder, "semantic"); err == nil {
			d = d.Suggest("write %s", path.Join(name, "semantic"))
		}
		return nil, diag.List{d}
	}
	return out, nil
}

var settingsFile = regexp.MustCompile(`^([0-9]{1,9})-settings\.txt$`)

func open(folder fs.FS, id, dir string) (Case, error) {
	c := Case{ID: id, Dir: dir}
	entries, err := fs.ReadDir(folder, dir)
	if err != nil {
		return c, err
	}
	for _, e := range entries {
		if m := modelFile.FindStringSubmatch(e.Name()); m != nil && m[1] == id && !e.IsDir() {
			l, _ := parseLevel(m[2])
			c.Files = append(c.Files, File{Level: l, Path: path.Join(dir, e.Name())})
		}
	}
	slices.SortFunc(c.Files, func(a, b File) int { return a.Level.Compare(b.Level) })
	return c, nil
}

// Content is what the files of a case say beside its models.
type Content struct {
	Settings    *Settings
	Description *Description
	// Expected holds values, of a stochastic case the columns that Settings.Output names.
	Expected *Results
}

// Read reads a case; the error is a diag.List with the mistakes of all its files.
func (c Case) Read(folder fs.FS) (*Content, error) {
	var diags diag.List
	out := &Content{}
	load := func(suffix string, parse func(string, []byte) error) {
		name := path.Join(c.Dir, c.ID+suffix)
		data, err := readFile(folder, name)
		if err == nil {
			err = parse(name, data)
		}
		diags.AddError(diag.Pos{File: name}, "sbmlsuite.file", err)
	}
	load("-settings.txt", func(name string, data []byte) (err error) {
		out.Settings, err = ReadSettings(name, data)
		return err
	})
	load("-model.m", func(name string, data []byte) (err error) {
		out.Description, err = ReadDescription(name, data)
		return err
	})
	if out.Settings == nil || out.Description == nil {
		return nil, diags.Err()
	}
	load("-results.csv", func(name string, data []byte) (err error) {
		columns := out.Settings.Variables
		if Stochastic(out.Description.TestType) {
			columns = out.Settings.Output
		}
		out.Expected, err = ReadResults(name, data, columns)
		return err
	})
	diags.AddError(diag.Pos{}, "sbmlsuite.case", out.agree(c))
	return out, diags.Err()
}

// agree checks the files of a case against each other.
func (t *Content) agree(c Case) error {
	r := &reader{name: path.Join(c.Dir, c.ID+"-settings.txt")}
	s := t.Settings
	need := func(key string, given bool) {
		if !given {
			r.fail(s.Lines[key], "settings", "%s is empty, but the case is a %s", key, t.Description.TestType)
		}
	}
	if t.Description.TestType != FluxBalance {
		need("start", s.Start == s.Start)
		need("duration", s.Duration == s.Duration)
		need("steps", s.Steps > 0)
	}
	if !Stochastic(t.Description.TestType) {
		need("absolute", s.Absolute == s.Absolute)
		need("relative", s.Relative == s.Relative)
	}
	if t.Expected == nil {
		return r.diags.Err()
	}
	rows := s.Steps + 1
	if t.Description.TestType == FluxBalance {
		rows = 1
	}
	r.name = path.Join(c.Dir, c.ID+"-results.csv")
	if n := len(t.Expected.Rows); n != rows {
		r.fail(0, "results", "%d rows where the settings make %d", n, rows)
	}
	if t.Description.TestType != FluxBalance && !t.Expected.Timed {
		r.fail(1, "results", "the first column is %q and not time", t.Expected.Names[0])
	}
	return r.diags.Err()
}

// readFile reads a text file of bounded size.
func readFile(folder fs.FS, name string) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errors.New("there is no such file")
		}
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("larger than %d MB", maxFile>>20)
	}
	return data, err
}

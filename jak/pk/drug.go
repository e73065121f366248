package pk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/drug"
	"jakstat/library"
	"jakstat/unit"
)

// Analyte is the parent or an active metabolite. A zero-valued quantity is unknown.
type Analyte struct {
	Name        string
	MolarMass   drug.Value // g/mol
	Fu          drug.Value // {unbound/plasma}
	BloodPlasma drug.Value // {blood/plasma}
	Weight      drug.Value // parent equivalents per unit of total concentration, 1 for the parent
	Active      bool       // counts towards the parent-equivalent concentration
}

// Drug is a molecule as far as pharmacokinetics needs it.
type Drug struct {
	Name       string
	Brand      string
	Path       string
	Analytes   []Analyte // the parent first
	NoModel    string    // why there is no model
	Conditions map[string]Condition

	file *drug.File
	text string // of the file, for hashes
	rows drug.Rows

	mu    sync.Mutex
	built map[string]*Model // models are built when first asked for: a comparison needs one of several
}

// model builds or returns the model of an entry.
func (d *Drug) model(e drug.ModelEntry) (*Model, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if m, ok := d.built[e.ID.S]; ok {
		return m, nil
	}
	m, err := build(d, e, d.rows)
	if err == nil {
		d.built[e.ID.S] = m
	}
	return m, err
}

// Models builds and returns all models in the order of the file. The error is a diag.List with the mistakes of all of them.
func (d *Drug) Models() ([]*Model, error) {
	var out []*Model
	var diags diag.List
	for _, e := range d.file.Models {
		m, err := d.model(e)
		diags.AddError(diag.Pos{File: d.Path}, "pk.model", err)
		out = append(out, m)
	}
	diags.Sort()
	return out, diags.Err()
}

// File returns the drug file as read, for the potencies in it.
func (d *Drug) File() *drug.File { return d.file }

// Parent returns the analyte the drug is named after.
func (d *Drug) Parent() *Analyte { return &d.Analytes[0] }

// Analyte returns the analyte of that name, or nil.
func (d *Drug) Analyte(name string) *Analyte {
	for i := range d.Analytes {
		if d.Analytes[i].Name == name {
			return &d.Analytes[i]
		}
	}
	return nil
}

func (d *Drug) analyteNames() []string {
	var out []string
	for _, a := range d.Analytes {
		out = append(out, a.Name)
	}
	return out
}

// drugDir is where the shipped drug files lie in the embedded library.
const drugDir = "drugs"

// Names lists the drugs shipped with a file, sorted.
func Names() []string {
	entries, err := fs.ReadDir(library.FS, drugDir)
	if err != nil {
		panic("pk: the embedded library has no drug files: " + err.Error())
	}
	var out []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yaml"); ok {
			out = append(out, name)
		}
	}
	return out
}

// Open returns a drug: one of the shipped ones by name, or your own by the path of its file (anything that ends in
// .yaml or .yml). Errors are a diag.List.
func Open(nameOrPath string, lib *evidence.Library) (*Drug, error) {
	if strings.HasSuffix(nameOrPath, ".yaml") || strings.HasSuffix(nameOrPath, ".yml") {
		data, err := readFile(nameOrPath)
		if err != nil {
			return nil, diag.List{diag.New(diag.Pos{File: nameOrPath}, "drug.file", "cannot be read: %v", plain(err))}
		}
		d, err := Read(nameOrPath, data, lib)
		if err != nil {
			return nil, err
		}
		// All of your file is checked, not only the model in use.
		_, err = d.Models()
		return d, err
	}
	name := strings.ToLower(nameOrPath)
	data, err := fs.ReadFile(library.FS, path.Join(drugDir, name+".yaml"))
	if err != nil {
		return nil, diag.List{diag.New(diag.Pos{Where: "drug"}, "drug.unknown", "no drug %q", nameOrPath).
			Suggest("%s (or the path of your own .yaml file)", diag.DidYouMean(name, Names()))}
	}
	return Read("library/"+drugDir+"/"+name+".yaml", data, lib)
}

// readFile reads a regular file as far as a drug file may reach and one byte more, so that a device or a wrong file cannot fill the memory.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if st, err := f.Stat(); err == nil && !st.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	return io.ReadAll(io.LimitReader(f, drug.MaxFile+1))
}

func plain(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// Read reads a drug from the text of its file: form, analytes and conditions are checked here, the models when they are built. Mistakes
// are returned together as a diag.List.
func Read(file string, data []byte, lib *evidence.Library) (*Drug, error) {
	f, err := drug.Parse(file, data)
	if err != nil {
		return nil, err
	}
	d := &Drug{
		Name: f.Drug.S, Brand: f.Brand.S, Path: file, NoModel: f.NoModel.S, Conditions: map[string]Condition{},
		file: f, text: string(data), rows: drug.LibraryRows{Library: lib}, built: map[string]*Model{},
	}
	var diags diag.List
	d.analytes(&diags)
	d.conditions(&diags)
	if diags.HasErrors() { // the mistakes of the models are told with them
		for _, e := range f.Models {
			_, err := d.model(e)
			diags.AddError(diag.Pos{File: file}, "pk.model", err)
		}
	}
	diags.Sort()
	if err := diags.Err(); err != nil {
		return nil, err
	}
	return d, nil
}

// analytes resolves molar masses, binding and equivalents.
func (d *Drug) analytes(diags *diag.List) {
	r := &drug.Resolver{Rows: d.rows}
	value := func(what string, e drug.Entry, field string, want unit.Unit) drug.Value {
		if !e.Set() {
			return drug.Value{}
		}
		v, err := r.Resolve(e.Value, field)
		if err == nil && v.Unit.Dim.Frameless() == want.Dim.Frameless() && v.Unit.Dim.Frame().IsZero() {
			v.Quantity = unit.Quantity{Value: v.Base() / want.Scale, Unit: want}
		}
		if err == nil && v.Unit.Dim != want.Dim {
			err = unit.Mismatch(v.Quantity, want)
		}
		if err == nil && !(v.Value > 0) {
			err = diag.New(e.Value.Pos, "pk.range", "%s = %s must be positive", what, v.Quantity)
		}
		if err != nil {
			diags.AddError(diag.Pos{File: d.Path, Line: e.Pos.Line, Col: e.Pos.Col}, "pk.analyte", err)
			return drug.Value{}
		}
		if len(v.Refs) == 0 {
			v.Verified = e.How.S == "verified" || e.How.S == "" && d.file.How.S == "verified"
		}
		v.Quantity = unit.Quantity{Value: v.Base() / want.Scale, Unit: want}
		return v
	}
	for i, e := range d.file.Analytes {
		a := Analyte{
			Name:        e.Name.S,
			MolarMass:   value("molar_mass", e.MolarMass, "molar_mass", unit.Must("g/mol")),
			Fu:          value("fu", e.Fu, "fu", unit.Must("{unbound/plasma}")),
			BloodPlasma: value("blood_plasma", e.BloodPlasma, "blood_plasma", unit.Must("{blood/plasma}")),
		}
		pos := diag.Pos{File: d.Path, Line: e.Name.Pos.Line, Col: e.Name.Pos.Col}
		if a.Fu.Value > 1 {
			diags.Add(diag.New(pos, "pk.range", "fu of %s is %g; it is a fraction", a.Name, a.Fu.Value).Suggest("write %g for %g %%", a.Fu.Value/100, a.Fu.Value))
		}
		if i == 0 {
			a.Active = true
			a.Weight = drug.Value{Quantity: unit.Q(1, "1"), Verified: true}
			if !e.MolarMass.Set() || !e.Fu.Set() {
				diags.Add(diag.New(pos, "pk.missing", "%s needs molar_mass and fu", a.Name))
			}
		}
		if q := e.Equivalents; q != nil {
			entry := drug.Entry{Value: q.Weight, How: q.How, Pos: q.Weight.Pos}
			a.Weight = value("weight", entry, "", unit.One)
			a.Weight.Refs = append(a.Weight.Refs, q.Source.Strings()...)
			a.Active = true
			if q.How.S == "unverified" {
				a.Weight.Verified = false
			}
			if q.Of.S != d.file.Analytes[0].Name.S {
				diags.Add(diag.New(pos, "pk.equivalents", "%s is counted in equivalents of %q", a.Name, q.Of.S).Suggest("equivalents are of the parent, %s", d.file.Analytes[0].Name.S))
			}
		}
		d.Analytes = append(d.Analytes, a)
	}
}

// Find returns the model of that id, population or formulation, the first of the file for "".
func (d *Drug) Find(which string) (*Model, error) {
	entries := d.file.Models
	if len(entries) == 0 {
		return nil, diag.List{diag.New(diag.Pos{Where: d.Name}, "pk.nomodel", "%s cannot be simulated: %s", d.Name, strings.TrimSpace(d.NoModel))}
	}
	if which == "" {
		return d.model(entries[0])
	}
	var ids []string
	for _, name := range []func(drug.ModelEntry) string{
		func(e drug.ModelEntry) string { return e.ID.S },
		func(e drug.ModelEntry) string { return e.Population.S },
		func(e drug.ModelEntry) string { return e.Formulation.S },
	} {
		for _, e := range entries {
			if strings.EqualFold(name(e), which) {
				return d.model(e)
			}
		}
	}
	for _, e := range entries {
		ids = append(ids, e.ID.S)
	}
	return nil, diag.List{diag.New(diag.Pos{Where: "model of " + d.Name}, "pk.model", "%s has no model %q", d.Name, which).Suggest("known: %s", strings.Join(ids, ", "))}
}

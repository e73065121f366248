package main

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"strings"

	"jakstat/diag"
	"jakstat/jak/binding"
	"jakstat/jak/design"
	"jakstat/jak/drug"
	"jakstat/unit"
)

// text is the drug file of the molecule: that of the argument with what the flags override, or one of the flags alone.
func (o *moleculeFlags) text(path string, cv float64, diags *diag.List) (name string, data []byte) {
	if path == "" {
		m := o.fromFlags(diags)
		if diags.HasErrors() {
			return "", nil
		}
		return "molecule.yaml", m.File(cv).YAML()
	}
	if !isFile(path) {
		hint := "a drug file ends in .yaml; examples/mydrug.yaml explains it"
		if best, ok := diag.Nearest(path, []string{"search", "sensitivity"}); ok {
			hint = "did you mean the verb " + best + "?"
		}
		diags.Add(diag.New(diag.Pos{Where: "molecule"}, "design.file", "%q is no drug file", path).Suggest("%s", hint))
		return path, nil
	}
	if err := drugFile(path); err != nil {
		diags.AddError(diag.Pos{}, "design", err)
		return path, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		diags.Add(diag.New(diag.Pos{File: path}, "design.file", "cannot be read: %v", err))
		return path, nil
	}
	f, err := drug.Parse(path, data)
	if err != nil {
		diags.AddError(diag.Pos{}, "drug", err)
		return path, nil
	}
	if o.override(f, diags) {
		return path, f.YAML()
	}
	return path, data
}

// override puts the values of the flags into a drug file; changed tells whether there were any.
func (o *moleculeFlags) override(f *drug.File, diags *diag.List) (changed bool) {
	m := design.Typical()
	for k := range m.Ki {
		m.Ki[k] = math.NaN()
	}
	for _, p := range f.Kinases {
		k, known := binding.ParseKinase(p.Name)
		if q, err := unit.ParseQuantity(p.Value.S); err == nil && known {
			q.Unit.Dim = q.Unit.Dim.Frameless()
			if v, err := q.In(unit.Must("nM")); err == nil {
				m.Ki[k] = v
			}
		}
	}
	jak1 := !math.IsNaN(m.Ki[binding.JAK1])
	if len(o.selectivity.list) > 0 && o.jak1 == "" && !strings.Contains(o.ki.String(), "JAK1") && !jak1 {
		diags.Add(diag.New(diag.Pos{Where: "--selectivity"}, "design.kinase", "the file has no constant of JAK1 for ratios").Suggest("give --jak1 2nM"))
		return false
	}
	has, given := o.describe(&m, diags)
	o.check(&m, has, given, diags)
	if o.name != "" {
		f.Drug.S, f.Analytes[0].Name.S, changed = o.name, o.name, true
	}
	if o.mode != "" {
		f.Mode.S, changed = o.mode, true
	}
	for _, k := range binding.Kinases() {
		if !given[k] && m.Koff[k] == 0 {
			continue
		}
		changed = true
		e := f.Kinases.Of(k.String())
		e.How.S = "unverified"
		if given[k] {
			f.Potencies = nil // they were measured with other constants
			e.Value = design.Plain(m.Ki[k], "nM{unbound}").Value
		}
		if m.Koff[k] > 0 {
			e.Koff = design.Plain(m.Koff[k], "1/h").Value
		}
		if e.Value.S != "" && e.Koff.S != "" {
			e.Kon.S, e.KonATP.S = "", "" // the other two determine it
		}
	}
	a := &f.Analytes[0]
	for _, x := range []struct {
		flag string
		to   *drug.Entry
		v    float64
		unit string
	}{{"fu", &a.Fu, m.Fu, ""}, {"molar-mass", &a.MolarMass, m.MolarMass, "g/mol"}, {"blood-plasma", &a.BloodPlasma, m.BloodPlasma, ""}} {
		if has[x.flag] {
			*x.to, changed = design.Plain(x.v, x.unit), true
		}
	}
	if count(has["cl-f"], has["v-f"], has["half-life"], has["ka"]) > 0 {
		changed = true
		o.kinetics(f, has, diags)
	}
	return changed
}

func setParameter(ps *drug.Parameters, name string, e drug.Entry) {
	for i := range *ps {
		if (*ps)[i].Name == name {
			e.CV, e.Eta = (*ps)[i].CV, (*ps)[i].Eta
			(*ps)[i].Entry = e
			return
		}
	}
	*ps = append(*ps, drug.Parameter{Name: name, Entry: e})
}

// kinetics overrides clearance, volume and absorption of the first model, which must be one compartment in plain numbers: in
// a richer one nobody could say what a half-life stands for.
func (o *moleculeFlags) kinetics(f *drug.File, has map[string]bool, diags *diag.List) {
	if len(f.Models) == 0 {
		diags.Add(diag.New(diag.Pos{Where: "molecule"}, "design.kinetics", "the file has no model to change"))
		return
	}
	ps := &f.Models[0].Parameters
	value := map[string]float64{"F": 1}
	for _, p := range *ps {
		want, known := map[string]string{"CL": "L/h", "Vc": "L", "ka": "1/h", "F": "1", "tlag": "h"}[p.Name]
		q, err := unit.ParseQuantity(p.Value.S)
		if known && err == nil {
			q.Unit.Dim = q.Unit.Dim.Frameless()
			value[p.Name], err = q.In(unit.Must(want))
		}
		if !known || err != nil {
			diags.Add(diag.New(diag.Pos{Where: "--cl-f, --v-f, --half-life, --ka"}, "design.kinetics", "the model %s of the file is more than one compartment in plain numbers (%s)",
				f.Models[0].ID.S, p.Name).Suggest("change the file itself, or describe the molecule by flags alone"))
			return
		}
	}
	// Start from the file, then apply the flags again on its own values.
	own := design.Typical()
	own.CLF, own.VF, own.Ka = value["CL"]/value["F"], value["Vc"]/value["F"], value["ka"]
	o.describe(&own, &diag.List{})
	o.check(&own, has, [binding.NumKinases]bool{}, diags)
	setParameter(ps, "CL", design.Plain(own.CLF*value["F"], "L/h"))
	setParameter(ps, "Vc", design.Plain(own.VF*value["F"], "L"))
	setParameter(ps, "ka", design.Plain(own.Ka, "1/h"))
}

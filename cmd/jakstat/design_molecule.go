package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/design"
	"jakstat/unit"
)

// moleculeFlags describe a hypothetical molecule; the verbs of design share them.
type moleculeFlags struct {
	cmd                        *cobra.Command
	name, mode, jak1           string
	ki, selectivity            names
	fu, molarMass, bloodPlasma string
	clf, vf, halfLife, ka      string
	rate                       rateFlags
}

const (
	kinaseHelp = `Constants are apparent ones at 1 mM ATP, unbound, as in a drug file: what an IC50 at 1 mM ATP approaches.
--selectivity gives ratios to the constant of JAK1.`
	kineticHelp = `Kinetics are those of one compartment with first-order absorption: two of --cl-f, --v-f and --half-life, and --ka.`
)

func (o *moleculeFlags) add(cmd *cobra.Command) {
	o.cmd = cmd
	f := cmd.Flags()
	f.StringVar(&o.name, "name", "", "`NAME` in tables and pictures; default: molecule")
	f.StringVar(&o.mode, "mode", "", "how it binds, `MODE`: reversible (default) or jh2, the pseudokinase of TYK2")
	f.Var(&o.ki, "ki", `apparent constants at 1 mM ATP, unbound: "JAK1=2nM,JAK2=60nM,JAK3=200nM,TYK2=40nM"`)
	f.StringVar(&o.jak1, "jak1", "", "the `CONSTANT` of JAK1, with --selectivity for the others")
	f.Var(&o.selectivity, "selectivity", `ratios to the constant of JAK1: "JAK2=30,JAK3=100,TYK2=20"`)
	f.StringVar(&o.fu, "fu", "", "unbound `FRACTION` in plasma, 0.35 or 35%")
	f.StringVar(&o.molarMass, "molar-mass", "", "molar `MASS`, 412g/mol")
	f.StringVar(&o.bloodPlasma, "blood-plasma", "", "blood-to-plasma `RATIO`; default: 1, or that of the file")
	f.StringVar(&o.clf, "cl-f", "", "apparent `CLEARANCE` CL/F of total plasma, 20L/h")
	f.StringVar(&o.vf, "v-f", "", "apparent `VOLUME` V/F, 120L")
	f.StringVar(&o.halfLife, "half-life", "", "`TIME` in which half is eliminated, 6h")
	f.StringVar(&o.ka, "ka", "", "absorption `RATE`, 1/h")
	o.rate.add(cmd)
}

// quantity reads a flag in a unit; ok is false when it is absent or wrong.
func (o *moleculeFlags) quantity(where, text, want, example string, diags *diag.List) (v float64, ok bool) {
	q, err := unit.ParseQuantity(text)
	if before, per, ok := strings.Cut(text, "/"); err != nil && ok {
		if rate, e := unit.ParseQuantity(before + " 1/" + per); e == nil { // "1.2/h", as people write a rate
			q, err = rate, nil
		}
	}
	u := unit.One
	if want != "" {
		u = unit.Must(want)
	}
	switch {
	case err != nil && strings.TrimSpace(text) == "":
		err = diag.New(diag.Pos{}, "design.missing", "no value").Suggest("write %s", example)
	case err == nil && q.Unit.Dim.IsZero() && !u.Dim.IsZero():
		err = diag.New(diag.Pos{}, "design.unit", "%s has no unit", strings.TrimSpace(text)).Suggest("write for example %s", example)
	case err == nil:
		if q.Unit.Dim.Frameless() == u.Dim && (q.Unit.Dim.Frame().IsZero() || want == "nM") {
			q.Unit.Dim = u.Dim // --ki is unbound whether it says so or not; other frames are refused by the caller
		}
		v, err = q.In(u)
	}
	if err != nil {
		diags.AddError(diag.Pos{Where: where}, "design.value", placed(where, err))
		return 0, false
	}
	return v, true
}

// placed gives the mistakes of a value their flag, in place of what the reader of quantities says.
func placed(where string, err error) error {
	var d diag.Diagnostic
	if errors.As(err, &d) {
		d.Pos = diag.Pos{Where: where}
		return d
	}
	return err
}

// kinases reads --ki, --jak1 and --selectivity into m; given tells which constants were.
func (o *moleculeFlags) kinases(m *design.Molecule, diags *diag.List) (given [binding.NumKinases]bool) {
	bad := func(where, format string, args ...any) *diag.Diagnostic {
		diags.Add(diag.New(diag.Pos{Where: where}, "design.kinase", format, args...))
		return &(*diags)[len(*diags)-1]
	}
	set := func(k binding.Kinase, where string, v float64) {
		if given[k] {
			bad(where, "%s is given twice", k).Suggestion = "give it once"
			return
		}
		given[k], m.Ki[k] = true, v
	}
	constant := func(k binding.Kinase, where, value string) {
		if q, err := unit.ParseQuantity(value); err == nil && !q.Unit.Dim.Frame().IsZero() && q.Unit.Dim != unit.Must("nM{unbound}").Dim {
			bad(where, "%s is no unbound concentration", q).Suggestion = "constants are of the unbound drug: 2nM"
			set(k, where, math.NaN())
			return
		}
		v, ok := o.quantity(where, value, "nM", "2nM", diags)
		if !ok {
			v = math.NaN() // told as wrong, not as missing
		}
		set(k, where, v)
	}
	o.pairs("ki", o.ki.list, "JAK1=2nM", diags, constant)
	if o.jak1 != "" {
		constant(binding.JAK1, "--jak1", o.jak1)
	}
	o.pairs("selectivity", o.selectivity.list, "JAK2=30", diags, func(k binding.Kinase, where, value string) {
		v, ok := o.quantity(where, value, "", "JAK2=30", diags)
		switch {
		case !ok:
			set(k, where, math.NaN())
		case k == binding.JAK1:
			bad(where, "ratios are to JAK1 itself").Suggestion = "give its constant with --jak1 2nM"
		case !(v > 0) || math.IsInf(v, 1):
			bad(where, "%g is no ratio", v).Suggestion = "write how many times more is needed than at JAK1, above 0"
			set(k, where, math.NaN())
		default:
			set(k, where, v*m.Ki[binding.JAK1])
		}
	})
	return given
}

// pairs splits a list of KINASE=VALUE and tells what is none.
func (o *moleculeFlags) pairs(flag string, list []string, example string, diags *diag.List, each func(k binding.Kinase, where, value string)) {
	for _, item := range list {
		name, value, ok := strings.Cut(item, "=")
		k, known := binding.ParseKinase(strings.ToUpper(strings.TrimSpace(name)))
		d := diag.New(diag.Pos{Where: "--" + flag}, "design.kinase", "unknown kinase %q", strings.TrimSpace(name)).Suggest("JAK1, JAK2, JAK3 or TYK2")
		switch {
		case !ok:
			d.Message, d.Suggestion = strconv.Quote(item)+" is not KINASE=VALUE", "write for example "+example
			diags.Add(d)
		case !known:
			diags.Add(d)
		default:
			each(k, "--"+flag+" "+k.String(), value)
		}
	}
}

// describe overrides what the flags give; has tells of each flag whether it was read.
func (o *moleculeFlags) describe(m *design.Molecule, diags *diag.List) (has map[string]bool, given [binding.NumKinases]bool) {
	has = map[string]bool{}
	if o.name != "" {
		m.Name = o.name
	}
	switch o.mode {
	case "", "reversible", "jh2":
		if o.mode == "jh2" {
			m.Mode = binding.JH2
			for _, k := range []binding.Kinase{binding.JAK1, binding.JAK2, binding.JAK3} {
				m.Ki[k] = math.Inf(1)
			}
		}
	default:
		d := diag.New(diag.Pos{Where: "--mode"}, "design.mode", "%q is no binding mode", o.mode).Suggest("%s", diag.DidYouMean(o.mode, []string{"reversible", "jh2"}))
		if strings.HasPrefix(o.mode, "cov") {
			d = d.Suggest("reversible or jh2; how fast a covalent molecule inactivates needs data of its own: write a drug file with mode: covalent and potencies")
		}
		diags.Add(d)
	}
	given = o.kinases(m, diags)
	o.checkKonATP(diags)
	o.rates(m, &given, diags)
	read := func(flag, text, want, example string, to *float64) {
		if !o.cmd.Flags().Changed(flag) {
			return
		}
		has[flag] = true // told as wrong, not as missing
		if v, ok := o.quantity("--"+flag, text, want, example, diags); ok {
			*to = v
		} else {
			*to = math.NaN()
		}
	}
	half := math.NaN()
	before := m.HalfLife()
	read("fu", o.fu, "", "0.35", &m.Fu)
	read("molar-mass", o.molarMass, "g/mol", "412g/mol", &m.MolarMass)
	read("blood-plasma", o.bloodPlasma, "", "1.1", &m.BloodPlasma)
	read("cl-f", o.clf, "L/h", "20L/h", &m.CLF)
	read("v-f", o.vf, "L", "120L", &m.VF)
	read("half-life", o.halfLife, "h", "6h", &half)
	read("ka", o.ka, "1/h", "1.2/h", &m.Ka)
	switch {
	case has["cl-f"] && has["v-f"] && has["half-life"]:
		diags.Add(diag.New(diag.Pos{Where: "--cl-f, --v-f, --half-life"}, "design.kinetics", "three values, of which two determine the third").Suggest("leave one out"))
	case has["half-life"] && has["v-f"]:
		m.CLF = math.Ln2 * m.VF / half
	case has["half-life"]:
		m.SetHalfLife(half)
	case has["cl-f"] && !has["v-f"]:
		m.SetHalfLife(before)
	}
	return has, given
}

// check adds what no molecule can be, at the flags. A value that could not be read (NaN) has been told.
func (o *moleculeFlags) check(m *design.Molecule, has map[string]bool, given [binding.NumKinases]bool, diags *diag.List) {
	var l diag.List
	l.AddError(diag.Pos{}, "design", m.Check(func(p string) string {
		if what, name, ok := strings.Cut(p, " "); ok {
			k, _ := binding.ParseKinase(name)
			switch {
			case what == "ki" && (!given[k] || math.IsNaN(m.Ki[k])):
				return ""
			case what == "ki" && o.byRates(name):
				return "constant of " + name + " by --koff and --kon"
			case what == "kon" && !o.rate.has(o.rate.kon, name):
				return "kon of " + name + " by --koff and the constant"
			case what == "koff" && !o.rate.has(o.rate.koff, name):
				return "koff of " + name + " by --kon and the constant"
			}
			return "--" + p
		}
		switch {
		case has[p]:
			return "--" + p
		case math.IsNaN(m.CLF + m.VF): // one that could not be read determines it
		case p == "v-f" && has["half-life"] && has["cl-f"]:
			return "volume by --cl-f and --half-life"
		case p == "cl-f" && has["half-life"] && has["v-f"]:
			return "clearance by --half-life and --v-f"
		case p == "half-life" && has["cl-f"] && has["v-f"]:
			return "half-life by --cl-f and --v-f"
		}
		return ""
	}))
	seen := map[string]bool{}
	for _, d := range *diags {
		seen[d.Pos.Where] = true
	}
	for _, d := range l {
		if d.Pos.Where != "" && !seen[d.Pos.Where] {
			seen[d.Pos.Where] = true
			diags.Add(d)
		}
	}
}

// fromFlags is the molecule of the flags alone; every missing value gets a line.
func (o *moleculeFlags) fromFlags(diags *diag.List) design.Molecule {
	m := design.Molecule{Name: "molecule", BloodPlasma: 1}
	for k := range m.Ki {
		m.Ki[k] = math.NaN()
	}
	has, given := o.describe(&m, diags)
	missing := func(what, example string) {
		diags.Add(diag.New(diag.Pos{Where: "molecule"}, "design.missing", "no %s", what).Suggest("write %s", example))
	}
	for _, k := range binding.Kinases() {
		if !given[k] && (m.Mode != binding.JH2 || k == binding.TYK2) {
			missing("constant of "+k.String(), fmt.Sprintf("--ki %s=50nM", k))
		}
	}
	for _, x := range [][3]string{{"fu", "unbound fraction", "--fu 0.35"}, {"molar-mass", "molar mass", "--molar-mass 412g/mol"}, {"ka", "absorption rate", "--ka 1/h"}} {
		if !has[x[0]] {
			missing(x[1], x[2])
		}
	}
	switch n := count(has["cl-f"], has["v-f"], has["half-life"]); {
	case n == 0:
		missing("clearance and no half-life", "--cl-f 20L/h --half-life 6h")
	case n == 1 && has["cl-f"]:
		missing("half-life and no volume", "--half-life 6h or --v-f 170L")
	case n == 1:
		missing("clearance", "--cl-f 20L/h")
	}
	o.check(&m, has, given, diags)
	return m
}

func count(yes ...bool) int {
	n := 0
	for _, y := range yes {
		if y {
			n++
		}
	}
	return n
}

// basis is the molecule that a search varies: the argument's, as one compartment, or the typical one; flags override both.
func (o *moleculeFlags) basis(lib *evidence.Library, path string, diags *diag.List) (m design.Molecule, note string) {
	m = design.Typical()
	if path != "" {
		name, data := o.text(path, 0, diags)
		if diags.HasErrors() {
			return m, ""
		}
		t, err := design.Treatment(lib, name, data, "10 mg", "qd")
		diags.AddError(diag.Pos{}, "drug", err)
		if err != nil {
			return m, ""
		}
		return o.standIn(lib, t, diags)
	}
	has, given := o.describe(&m, diags)
	if m.Mode != binding.Reversible {
		diags.Add(diag.New(diag.Pos{Where: "--mode"}, "design.mode", "molecules are varied by their selectivity for JAK1, which a JH2 ligand has not").Suggest("leave it out, or judge one molecule with jakstat design"))
		return m, ""
	}
	o.check(&m, has, given, diags)
	return m, "the typical molecule with what the flags say"
}

func (o *moleculeFlags) standIn(lib *evidence.Library, t coverage.Treatment, diags *diag.List) (design.Molecule, string) {
	m, ok, err := design.StandIn(o.cmd.Context(), lib, t, 1)
	diags.AddError(diag.Pos{}, "design", err)
	if err == nil && !ok {
		diags.Add(diag.New(diag.Pos{Where: "molecule"}, "design.kinase", "%s needs constants of all four kinases, reversible", t.Drug.Name).Suggest("add --ki for those that are missing"))
	}
	return m, t.Drug.Name + " of the file, as one compartment with the same average and trough"
}

// percent reads a coefficient of variation.
func percentFlag(otherwise float64, text string) *typed[float64] {
	f := &typed[float64]{value: otherwise, text: text, kind: "CV", hint: "write a share such as 30%, from 0 to 200%"}
	f.parse = func(s string) (float64, string) {
		q, err := unit.ParseQuantity(s)
		v := math.NaN()
		if err == nil {
			v, err = q.In(unit.One)
		}
		if err != nil || !(v >= 0 && v <= 2) {
			return otherwise, strconv.Quote(s) + " is no coefficient of variation"
		}
		return v, ""
	}
	return f
}

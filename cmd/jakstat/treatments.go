package main

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/unit"
)

// patientFlags describe who takes the drug; compare, simulate and explain share them.
type patientFlags struct {
	covariates []string
	condition  string
}

func (p *patientFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&p.covariates, "covariate", nil, "patient characteristic `NAME=VALUE`, e.g. \"WT=60 kg\", \"CRCL=45 mL/min\", \"SEXF=1\"; repeat for several")
	cmd.Flags().StringVar(&p.condition, "condition", "", "`CONDITION` with a known AUC ratio, e.g. \"renal severe\", \"strong CYP3A4 inhibitor\"")
}

// parse reads the covariates; all mistakes together.
func (p *patientFlags) parse() (map[string]unit.Quantity, error) {
	out := map[string]unit.Quantity{}
	var diags diag.List
	for _, text := range p.covariates {
		name, value, ok := strings.Cut(text, "=")
		name = strings.ToUpper(strings.TrimSpace(name))
		where := diag.Pos{Where: "--covariate " + text}
		if !ok || name == "" {
			diags.Add(diag.New(where, "cli.covariate", "a covariate needs a name and a value").Suggest(`write NAME=VALUE, as in "WT=60 kg"`))
			continue
		}
		q, err := unit.ParseQuantity(value)
		if _, twice := out[name]; twice {
			err = diag.New(where, "cli.covariate", "%s is given twice", name).Suggest("give it once")
		}
		if err != nil {
			diags.AddError(where, "cli.covariate", err)
			continue
		}
		out[name] = q
	}
	return out, diags.Err()
}

// apply gives a treatment its patient. A covariate that the model does not use is an error: nothing is ignored in silence. Body weight is
// used by doses per kg too.
func (p *patientFlags) apply(t *coverage.Treatment, covariates map[string]unit.Quantity, perKg bool) error {
	var diags diag.List
	for _, name := range slices.Sorted(maps.Keys(covariates)) {
		if name != "WT" || !perKg || t.Model.Uses(name) {
			diags.AddError(diag.Pos{Where: "--covariate " + name}, "cli.covariate", fits(t.Model, name, covariates[name]))
		}
	}
	t.Covariates = covariates
	if p.condition != "" {
		c, err := t.Drug.Condition(p.condition)
		var d diag.Diagnostic
		if errors.As(err, &d) {
			d.Pos.Where = ""
			err = d
		}
		diags.AddError(diag.Pos{Where: "--condition"}, "cli.condition", err)
		for _, name := range []string{"CRCL", "EGFR"} {
			if _, twice := covariates[name]; twice && strings.HasPrefix(p.condition, "renal") {
				diags.Add(diag.New(diag.Pos{Where: "--condition"}, "cli.condition", "%q and %s say the same thing twice", p.condition, name).
					Suggest("give the condition, which holds the result of a study, or the covariate, which uses the model"))
			}
		}
		t.Condition = &c
		t.Label = strings.TrimPrefix(t.Label+", "+p.condition, ", ")
	}
	for _, name := range slices.Sorted(maps.Keys(covariates)) {
		t.Label = strings.TrimPrefix(t.Label+", "+name+"="+covariates[name].String(), ", ")
	}
	return diags.Err()
}

// fits tells whether a model depends on a covariate and takes a value of that dimension.
func fits(m *pk.Model, name string, q unit.Quantity) error {
	var known []string
	for _, c := range m.Covariates {
		if c.Name == name {
			return inRange(name, q, c.Value.Unit)
		}
		if c.Name != "daily_dose" { // worked out from the doses
			known = append(known, c.Name)
		}
	}
	d := diag.New(diag.Pos{}, "cli.covariate", "the model %s of %s does not depend on %s", m.ID, m.Drug.Name, name)
	if len(known) == 0 {
		return d.Suggest("it has no covariates")
	}
	return d.Suggest("it knows %s", strings.Join(known, ", "))
}

// inRange demands a covariate's unit, and that it is positive unless it is a mere number: a fraction or a yes (1) or no (0).
func inRange(name string, q unit.Quantity, u unit.Unit) error {
	if _, err := q.In(u); err != nil {
		return err
	}
	if v := q.Base(); !(v > 0) && (v != 0 || u.Dim != unit.One.Dim) || math.IsInf(v, 0) {
		return diag.New(diag.Pos{}, "cli.covariate", "%s = %s is out of range", name, q).Suggest("write a positive value")
	}
	return nil
}

// splitTreatment reads DRUG:DOSE:REGIMEN or DRUG:DOSE:REGIMEN:MODEL. DRUG may be the path of a drug file, in which colons are kept.
func splitTreatment(arg string) (fields [4]string, err error) {
	drug, rest, ok := strings.Cut(arg, ":")
	for _, suffix := range []string{".yaml:", ".yml:"} {
		if i := strings.Index(arg, suffix); i >= 0 {
			i += len(suffix)
			drug, rest, ok = arg[:i-1], arg[i:], true
		}
	}
	parts := strings.Split(rest, ":")
	if !ok || len(parts) < 2 || len(parts) > 3 {
		return fields, diag.New(diag.Pos{Where: "argument"}, "cli.treatment", "%q is not DRUG:DOSE:REGIMEN", arg).
			Suggest(`write for example "upadacitinib:15 mg:qd" or "tofacitinib:10 mg:bid:uc"`)
	}
	fields[0] = strings.TrimSpace(drug)
	for i, s := range parts {
		fields[i+1] = strings.TrimSpace(s)
	}
	return fields, nil
}

// openTreatment opens one treatment for a patient; all its mistakes together.
func openTreatment(lib *evidence.Library, f [4]string, patient patientFlags, covariates map[string]unit.Quantity) (coverage.Treatment, error) {
	if err := drugFile(f[0]); err != nil {
		return coverage.Treatment{}, err
	}
	var diags diag.List
	t, err := coverage.NewTreatment(lib, f[0], f[1], f[2], f[3])
	diags.AddError(diag.Pos{}, "cli", err)
	diags.AddError(diag.Pos{}, "cli", patient.settle(&t, covariates))
	return t, diags.Err()
}

// settle gives a treatment, as far as it could be opened, its patient, and makes its doses masses.
func (p *patientFlags) settle(t *coverage.Treatment, covariates map[string]unit.Quantity) error {
	var diags diag.List
	perKg := t.Regimen != nil && slices.ContainsFunc(t.Regimen.Courses, func(c dose.Course) bool { return c.PerKg })
	if t.Drug != nil && t.Model != nil {
		diags.AddError(diag.Pos{}, "cli", p.apply(t, covariates, perKg))
	}
	if t.Regimen != nil {
		diags.AddError(diag.Pos{Where: "dose"}, "dose", masses(t.Regimen, covariates))
	}
	return diags.Err()
}

// masses turns doses per kg into masses with the weight of the patient and refuses doses that no model takes.
func masses(r *dose.Regimen, covariates map[string]unit.Quantity) error {
	for i := range r.Courses {
		c := &r.Courses[i]
		if c.Amount.Unit.Dim != unit.Must("mg").Dim {
			return notMass(c.Amount)
		}
		if !c.PerKg {
			continue
		}
		events, err := perWeight([]dose.Event{{Row: 1, EVID: dose.EVIDDose, Amount: c.Amount, PerKg: true}}, covariates)
		if err != nil {
			return err
		}
		c.Amount, c.PerKg = events[0].Amount, false
	}
	return nil
}

// perWeight multiplies doses per kg by the weight of the patient, if any dose is per kg.
func perWeight(events []dose.Event, covariates map[string]unit.Quantity) ([]dose.Event, error) {
	i := slices.IndexFunc(events, func(e dose.Event) bool { return e.PerKg })
	if i < 0 {
		return events, nil
	}
	w, ok := covariates["WT"]
	if !ok {
		return nil, diag.New(diag.Pos{}, "dose.weight", "%s/kg needs a body weight", events[i].Amount).Suggest(`add --covariate "WT=70 kg"`)
	}
	if err := inRange("WT", w, unit.Must("kg")); err != nil {
		var l diag.List // placed like the mistake that the model finds in it
		l.AddError(diag.Pos{Where: "--covariate WT"}, "cli.covariate", err)
		return nil, l
	}
	return dose.PerWeight(events, w)
}

func notMass(q unit.Quantity) error {
	return diag.New(diag.Pos{}, "cli.dose", "a dose of %s cannot be given", q).Suggest(`write a mass, as in "15 mg", or "0.2 mg/kg" with --covariate "WT=60 kg"`)
}

// treatments opens everything named on the command line; all mistakes of all arguments together, each with its argument.
func treatments(lib *evidence.Library, args []string, patient patientFlags) ([]coverage.Treatment, error) {
	var diags diag.List
	covariates, err := patient.parse()
	diags.AddError(diag.Pos{}, "cli", err)
	var out []coverage.Treatment
	for _, arg := range args {
		f, err := splitTreatment(arg)
		if err != nil {
			diags.AddError(diag.Pos{}, "cli", err)
			continue
		}
		t, err := openTreatment(lib, f, patient, covariates)
		diags.AddError(diag.Pos{}, "cli", within(arg, err))
		out = append(out, t)
	}
	return out, diags.Err()
}

// within puts the argument before the place of its mistakes; those in a file have a place of their own.
func within(arg string, err error) error {
	var l diag.List
	l.AddError(diag.Pos{}, "cli", err)
	for i := range l {
		switch p := &l[i].Pos; {
		case p.File != "":
		case p.Where == "":
			p.Where = arg
		default:
			p.Where = arg + ", " + p.Where
		}
	}
	return l.Err()
}

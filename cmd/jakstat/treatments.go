package main

import (
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/unit"
)

// patientFlags describe who takes the drug; compare, simulate and explain share them.
type patientFlags struct {
	covariates []string
	condition  string
}

func (p *patientFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&p.covariates, "covariate", nil, `patient characteristic, e.g. "WT=60 kg", "CRCL=45 mL/min", "SEXF=1"; repeat for several`)
	cmd.Flags().StringVar(&p.condition, "condition", "", `condition with a known AUC ratio, e.g. "renal severe", "strong CYP3A4 inhibitor"`)
}

// parse reads the covariates; all mistakes together.
func (p *patientFlags) parse() (map[string]unit.Quantity, error) {
	out := map[string]unit.Quantity{}
	var diags diag.List
	for _, text := range p.covariates {
		name, value, ok := strings.Cut(text, "=")
		where := diag.Pos{Where: "--covariate " + text}
		if !ok {
			diags.Add(diag.New(where, "cli.covariate", "no value").Suggest(`write NAME=VALUE, as in "WT=60 kg"`))
			continue
		}
		q, err := unit.ParseQuantity(value)
		if err != nil {
			diags.AddError(where, "cli.covariate", err)
			continue
		}
		out[strings.ToUpper(strings.TrimSpace(name))] = q
	}
	return out, diags.Err()
}

// apply gives a treatment its patient. A covariate that the model does not use is an error: nothing is ignored in silence.
func (p *patientFlags) apply(t *coverage.Treatment, covariates map[string]unit.Quantity) error {
	var diags diag.List
	for name := range covariates {
		if !t.Model.Uses(name) {
			var known []string
			for _, c := range t.Model.Covariates {
				known = append(known, c.Name)
			}
			d := diag.New(diag.Pos{Where: "--covariate " + name}, "cli.covariate", "the model %s of %s does not depend on %s", t.Model.ID, t.Drug.Name, name)
			if len(known) > 0 {
				d = d.Suggest("it knows %s", strings.Join(known, ", "))
			}
			diags.Add(d)
		}
	}
	t.Covariates = covariates
	if p.condition != "" {
		ratio, err := t.Drug.ExposureRatio(p.condition)
		diags.AddError(diag.Pos{Where: "--condition"}, "cli.condition", err)
		t.ExposureRatio = ratio
	}
	diags.Sort()
	return diags.Err()
}

// splitTreatment reads DRUG:DOSE:REGIMEN or DRUG:DOSE:REGIMEN:MODEL. DRUG may be the path of a drug file, with a drive letter.
func splitTreatment(arg string) (fields [4]string, err error) {
	rest := arg
	drive := ""
	if len(arg) > 2 && arg[1] == ':' && (arg[2] == '\\' || arg[2] == '/') {
		drive, rest = arg[:2], arg[2:]
	}
	parts := strings.Split(rest, ":")
	if len(parts) < 3 || len(parts) > 4 {
		return fields, diag.New(diag.Pos{Where: "argument " + arg}, "cli.treatment", "%q is not DRUG:DOSE:REGIMEN", arg).
			Suggest(`write for example "upadacitinib:15 mg:qd" or "tofacitinib:10 mg:bid:uc"`)
	}
	for i, s := range parts {
		fields[i] = strings.TrimSpace(s)
	}
	fields[0] = drive + fields[0]
	return fields, nil
}

// treatments opens everything named on the command line; all mistakes of all arguments together.
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
		t, err := coverage.NewTreatment(lib, f[0], f[1], f[2], f[3])
		if err == nil {
			err = patient.apply(&t, covariates)
		}
		if err != nil {
			diags.AddError(diag.Pos{}, "cli", err)
			continue
		}
		out = append(out, t)
	}
	return out, diags.Err()
}

package main

import (
	"io"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/design"
	"jakstat/jak/receptor"
)

const sensitivitySchema = "jakstat.design-sensitivity/1"

type sensitivityOptions struct {
	spaceFlags
	of     names
	points *typed[int]
}

func newDesignSensitivityCommand() *cobra.Command {
	o := sensitivityOptions{of: names{list: []string{"IL-6/pSTAT3", "EPO", "IL-6/pSTAT3:EPO"}}, points: moleculeCount(4096)}
	cmd := &cobra.Command{
		Use:   "sensitivity [MOLECULE.yaml]",
		Short: "Which property of a molecule matters: Sobol indices with confidence intervals",
		Long: `Sensitivity varies all properties of a molecule, and its dose, at once and says how much of the variance of an outcome each of them
explains: alone (first order) and with all its interactions (total), with 90 % intervals. An outcome (--of) is the average inhibition of a
read-out over the day at steady state, or with a colon the selectivity window of two, the logarithm of their ratio of IC50s.

The answer depends on the ranges: a property that varies more explains more. By default each goes from a third to three times its value,
selectivity from 1 to 1000, the half-life from 1 to 48 h and the dose from a third to three times --dose (30 mg). --vary names properties and
their ranges instead; the others then stay. Without a description the molecule is the typical one of design search.
` + varyHelp + `

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat design sensitivity --points 256
  jakstat design sensitivity examples/mydrug.yaml --of IL-6/pSTAT3,IL-15 --dose "20 mg" --vary half-life=2h..24h,fu,dose=5mg..50mg --points 256`,
		Args: arguments(0, 1, `--of IL-6/pSTAT3,EPO`),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	o.add(cmd)
	f := cmd.Flags()
	f.Var(&o.of, "of", "outcomes, `READOUT,...`; READOUT:READOUT is a selectivity window")
	f.StringVar(&o.dose, "dose", "", "`DOSE` in the middle of the range; default: 30 mg")
	f.Var(o.points, "points", "base points; each is evaluated once for each property and twice more")
	o.formats.add(cmd, sensitivitySchema, "one line per outcome and property")
	o.pictures.add(cmd, "the picture")
	return cmd
}

func (o *sensitivityOptions) outcomes(lib *evidence.Library, diags *diag.List) []design.Outcome {
	var out []design.Outcome
	find := func(name string) *receptor.Response {
		rows := receptor.FindReadouts(lib, name)
		if len(rows) == 0 {
			diags.Add(unknownCytokine(lib, "--of", name))
			return nil
		}
		return receptor.Respond(rows[0])
	}
	for _, item := range o.of.list {
		a, b, window := strings.Cut(item, ":")
		x := design.Outcome{Name: item, Wanted: find(strings.TrimSpace(a))}
		if window {
			x.Spared = find(strings.TrimSpace(b))
		}
		out = append(out, x)
	}
	return out
}

// ranges are those of --vary, or all properties around the molecule's own values.
func (o *sensitivityOptions) ranges(m *design.Molecule, diags *diag.List) design.Space {
	var always []design.Property
	if !o.vary.set {
		for _, p := range design.Properties() {
			if p != design.Dose {
				always = append(always, p)
			}
		}
	}
	amount := 30.0
	if o.dose != "" {
		if v, ok := o.molecule.quantity("--dose", o.dose, "mg", `"15 mg"`, diags); ok {
			amount = v
			diags.AddError(diag.Pos{}, "design", design.Dose.CheckRange("--dose", design.Range{Low: v, High: v}))
		}
	}
	o.dose = "" // the range below speaks for it
	s := o.space(m, always, diags)
	named := false
	for _, item := range o.vary.list {
		name, text, ranged := strings.Cut(item, "=")
		named = named || strings.TrimSpace(name) == design.Dose.String() && ranged && text != ""
	}
	switch {
	case named:
	case o.vary.set && !strings.Contains(o.vary.String(), design.Dose.String()):
		s.Dose = design.Range{Low: amount, High: amount}
	default:
		s.Dose = design.Range{Low: amount / 3, High: 3 * amount}
	}
	for p, r := range s.Vary {
		if r.Low == r.High {
			delete(s.Vary, p)
			p.Set(&s.Base, r.Low)
		}
	}
	if len(s.Vary) == 0 && !diags.HasErrors() {
		diags.Add(diag.New(diag.Pos{Where: "--vary"}, "design.property", "no property of the molecule varies").Suggest("give ranges, as in half-life=2h..24h"))
	}
	return s
}

func (o *sensitivityOptions) run(cmd *cobra.Command, args []string) error {
	lib := evidence.Default()
	var diags diag.List
	o.points.check("points", &diags)
	outcomes := o.outcomes(lib, &diags)
	base, note := o.start(cmd, lib, args, &diags)
	s := o.ranges(&base, &diags)
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	progress := newCounter(cmd.ErrOrStderr(), min(o.points.value, 1000), "steps of the analysis")
	r, err := design.Matters(cmd.Context(), s, outcomes, o.points.value, o.seed.value, runtime.GOMAXPROCS(0), progress.add)
	progress.clear()
	if err != nil {
		return err
	}
	v := &sensitivityView{r: r, space: s, note: note, regimen: o.regimen, seed: o.seed.value, points: o.points.value, command: commandLine(cmd, args)}
	if err := o.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	return show(cmd.OutOrStdout(), o.formats, v.document, v.table().CSV, o.ended(v.text))
}

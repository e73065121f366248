package main

import (
	"errors"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/engagement"
	"jakstat/jak/pk"
	"jakstat/unit"
)

type residenceOptions struct {
	patient  patientFlags
	dose     string
	regimen  string
	model    string
	kinases  names
	times    names
	atp      *typed[float64]
	lifetime *typed[float64]
	factor   *typed[float64]
	formats
	pictures
}

func newResidenceCommand() *cobra.Command {
	o := residenceOptions{
		atp: atpLevel(), lifetime: span(0, "", "HOURS", 1e5), factor: span(1, "1", "FACTOR", 1e4),
		times: names{list: []string{"1 min", "10 min", "30 min", "1 h", "3 h", "8 h", "24 h"}},
	}
	cmd := &cobra.Command{
		Use:   "residence DRUG",
		Short: "What it would mean if a drug stayed longer on its kinase: a sensitivity analysis",
		Long: `Residence asks how occupancy over the day depends on the time a drug stays on its kinases, at one dose and with the same
dissociation constants throughout (koff = 1/residence, kon = koff/Ki, competition with cellular ATP).

This is a SENSITIVITY ANALYSIS. No dissociation rate of any marketed JAK inhibitor is in the evidence: the residence times are
assumed, and a row does not say that the drug behaves so. The first row, binding at equilibrium, is what the others compare with.

For every residence time it shows the occupancy at steady state of the target, which is the first of --kinases or the one
bound most strongly, and of the others, called off-targets; and how far apart doses could be given, at the same daily dose,
before the trough on the target falls to that of binding at equilibrium. Kinases do not interact: to see a drug that stays on
its target only, read the target in one row and the off-target in another.

DRUG is a shipped drug or the path of your own drug file. Constants are those of the comparison, estimated from enzyme and cell data and
brought to 1 mM ATP; --atp asks what another level would make of them (a cell holds 1 to 5 mM, which cell data have met already).

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat residence tofacitinib --dose "5 mg" --regimen bid
  jakstat residence baricitinib --dose "4 mg" --regimen qd --kinases JAK1,JAK2 --residence "1 min,24 h" --atp 3 --csv
  jakstat residence filgotinib --lifetime 24 --residence "1 h,24 h" --svg residence.svg`,
		Args:              arguments(1, 1, "tofacitinib"),
		ValidArgsFunction: completeDrug,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd, args[0]) },
	}
	f := cmd.Flags()
	o.patient.add(cmd)
	f.StringVar(&o.dose, "dose", "", "`DOSE`, e.g. \"5 mg\"; default, with --regimen: the usual dose of a marketed drug")
	f.StringVar(&o.regimen, "regimen", "", "`REGIMEN`, e.g. qd or bid")
	f.StringVar(&o.model, "model", "", "`MODEL` by id, population or formulation; default: the first of the drug")
	f.Var(&o.kinases, "kinases", "target and off-targets; default: the two that are bound most strongly")
	f.Var(&o.times, "residence", "residence times, rising, each with its unit (up to 20)")
	f.Var(o.atp, "atp", "ATP in the cell")
	f.Var(o.lifetime, "lifetime", "mean lifetime of the kinases, which ends a long stay; default: proteins are not renewed")
	f.Var(o.factor, "ki-factor", "multiply every dissociation constant")
	o.formats.add(cmd, engagement.ResidenceSchema, "one line per residence time and kinase")
	o.pictures.add(cmd, "the courses over the day")
	return cmd
}

func (o *residenceOptions) run(cmd *cobra.Command, drug string) error {
	lib := evidence.Default()
	plan, err := o.plan(cmd, lib, drug)
	if err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	a, err := engagement.Residence(cmd.Context(), lib, plan)
	if err != nil {
		return err
	}
	v := residenceView{lib: lib, a: a, command: commandLine(cmd, []string{drug})}
	if err := o.write(func(w io.Writer) error { return v.picture().SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	return show(cmd.OutOrStdout(), o.formats, v.document, v.rows().CSV, o.ended(v.table().Text))
}

// plan checks all input before anything runs.
func (o *residenceOptions) plan(cmd *cobra.Command, lib *evidence.Library, drug string) (engagement.Plan, error) {
	var diags diag.List
	o.atp.check("atp", &diags)
	o.lifetime.check("lifetime", &diags)
	o.factor.check("ki-factor", &diags)
	o.formats.check(&diags)
	o.pictures.check(cmd, &diags)
	p := engagement.Plan{Options: engagement.Options{ATP: unit.Q(o.atp.value, "mM"), KiFactor: o.factor.value}}
	if o.lifetime.value > 0 {
		p.Options.Lifetime = unit.Q(o.lifetime.value, "h")
	}
	p.Residence = o.residences(&diags)
	p.Kinases = o.targets(&diags)
	t, err := o.treatment(lib, drug)
	diags.AddError(diag.Pos{}, "cli", err)
	if err := diags.Err(); err != nil {
		return p, err
	}
	p.Treatment = t
	err = p.Check()
	if known := p.Kinases; len(known) > 2 && !o.kinases.set {
		p.Kinases = known[:2]
	}
	return p, err
}

// treatment is the drug at the dose given, or at its first usual dose.
func (o *residenceOptions) treatment(lib *evidence.Library, drug string) (coverage.Treatment, error) {
	var diags diag.List
	covariates, err := o.patient.parse()
	diags.AddError(diag.Pos{}, "cli", err)
	switch {
	case o.dose != "" && o.regimen != "":
		t, err := openTreatment(lib, [4]string{drug, o.dose, o.regimen, o.model}, o.patient, covariates)
		diags.AddError(diag.Pos{}, "cli", err)
		return t, diags.Err()
	case o.dose != "" || o.regimen != "" || o.model != "":
		diags.Add(diag.New(diag.Pos{Where: "--dose, --regimen"}, "cli.dose", "a dose needs both its amount and how often").Suggest(`write for example --dose "5 mg" --regimen bid`))
		return coverage.Treatment{}, diags
	}
	if err := drugFile(drug); err != nil {
		diags.AddError(diag.Pos{}, "cli", err)
		return coverage.Treatment{}, diags
	}
	d, err := pk.Open(drug, lib)
	if err == nil {
		_, err = d.Find("")
	}
	if err != nil {
		diags.AddError(diag.Pos{}, "cli", err)
		return coverage.Treatment{}, diags
	}
	t, ok, err := coverage.Usual(lib, d.Name)
	if err == nil && (!ok || isFile(drug)) {
		err = diag.New(diag.Pos{Where: "--dose, --regimen"}, "cli.dose", "%s has no usual dose", drug).Suggest(`give one, as in --dose "20 mg" --regimen qd`)
	}
	if err == nil {
		err = o.patient.apply(&t, covariates, false)
	}
	diags.AddError(diag.Pos{}, "cli", err)
	return t, diags.Err()
}

// atpLevel is the concentration of ATP; its unit is one of the few whose capitals matter.
func atpLevel() *typed[float64] {
	f := &typed[float64]{value: 1, text: "1", kind: "mM", hint: "write a number above 0, at most 100; a cell holds 1 to 5"}
	f.parse = func(s string) (float64, string) {
		v, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(s, "mM")), 64)
		switch {
		case err != nil && !errors.Is(err, strconv.ErrRange), math.IsNaN(v):
			return 1, strconv.Quote(s) + " is no concentration in mM"
		case !(v > 0) || v > 100:
			return 1, strings.TrimSpace(strings.TrimSuffix(s, "mM")) + " mM ATP is out of range"
		}
		return v, ""
	}
	return f
}

// longestResidence bounds what can be meant, in h; mostResidences how many simulations are made.
const (
	longestResidence = 1e4
	mostResidences   = 20
)

// residences reads the list of times.
func (o *residenceOptions) residences(diags *diag.List) []unit.Quantity {
	var out []unit.Quantity
	bad := func(hint, format string, args ...any) {
		diags.Add(diag.New(diag.Pos{Where: "--residence"}, "cli.residence", format, args...).Suggest("%s", hint))
	}
	before := 0.0
	for _, text := range o.times.list {
		q, err := unit.ParseQuantity(text)
		h, wrong := 0.0, err
		if err == nil {
			h, wrong = q.In(unit.Must("h"))
		}
		switch {
		case strings.TrimSpace(text) == "":
			bad(`write for example --residence "1 min,24 h"`, "a residence time is missing")
		case wrong != nil:
			diags.AddError(diag.Pos{Where: "--residence " + text}, "cli.residence", wrong)
		case !(h >= 1e-4 && h <= longestResidence):
			bad("write a time from 1 s to "+strconv.Itoa(longestResidence)+" h", "%s is out of range", q)
		case h <= before:
			bad("give the times in rising order, each once", "%s does not come after the time before it", q)
		}
		before = math.Max(before, h)
		out = append(out, q)
	}
	if len(out) > mostResidences {
		bad("give at most "+strconv.Itoa(mostResidences), "%d residence times", len(out))
	}
	return out
}

// targets reads the list of kinases; nil means the default.
func (o *residenceOptions) targets(diags *diag.List) []binding.Kinase {
	var out []binding.Kinase
	seen := map[binding.Kinase]bool{}
	var known []string
	for _, k := range binding.Kinases() {
		known = append(known, k.String())
	}
	for _, name := range o.kinases.list {
		k, ok := binding.ParseKinase(strings.ToUpper(name))
		switch {
		case !ok:
			diags.Add(diag.New(diag.Pos{Where: "--kinases"}, "cli.kinase", "unknown kinase %q", name).Suggest("%s", diag.DidYouMean(name, known)))
		case seen[k]:
			diags.Add(diag.New(diag.Pos{Where: "--kinases"}, "cli.kinase", "%s is given twice", k).Suggest("give it once"))
		}
		seen[k] = true
		out = append(out, k)
	}
	return out
}

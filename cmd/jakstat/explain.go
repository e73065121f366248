package main

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

type explainOptions struct {
	patient patientFlags
	dose    string
	json    bool
}

func newExplainCommand() *cobra.Command {
	o := explainOptions{}
	cmd := &cobra.Command{
		Use:   "explain DRUG CYTOKINE",
		Short: "The chain of reasoning from dose to inhibited signal, every step with its source",
		Long: `Explain walks from a dose to the inhibition of one cytokine: receptor and kinases, concentration, binding,
the measured and the mechanistic route, and the figure that compare shows, with the source of every number. DRUG is a shipped
drug or the path of your own drug file, which needs --dose.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat explain tofacitinib IL-6
  jakstat explain upadacitinib IL-6/pSTAT3 --dose "30 mg:qd"`,
		Args:              arguments(2, 2, "tofacitinib IL-6"),
		ValidArgsFunction: completeDrug,
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd, args[0], args[1]) },
	}
	o.patient.add(cmd)
	cmd.Flags().StringVar(&o.dose, "dose", "", "`DOSE:REGIMEN[:MODEL]`, e.g. \"15 mg:qd\"; default: the usual dose of a marketed drug")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON: the comparison of this drug and cytokine (schema "+coverage.DocumentSchema+")")
	return cmd
}

func (o *explainOptions) run(cmd *cobra.Command, drug, cytokine string) error {
	lib := evidence.Default()
	var diags diag.List
	rows := receptor.FindReadouts(lib, cytokine)
	if len(rows) == 0 {
		diags.Add(unknownCytokine(lib, "cytokine", cytokine))
	}
	t, err := o.treatment(lib, drug)
	diags.AddError(diag.Pos{}, "cli", err)
	if err := diags.Err(); err != nil {
		return err
	}
	c, err := coverage.Compare(cmd.Context(), lib, []coverage.Treatment{t}, coverage.Options{Seed: 1})
	if err != nil {
		return err
	}
	c.Keep(func(r receptor.Readout) bool {
		for _, w := range rows {
			if w.Label() == r.Label() {
				return true
			}
		}
		return false
	})
	if o.json {
		return writeJSON(cmd.OutOrStdout(), newCompareView(lib, c, nil, commandLine(cmd, []string{drug, cytokine}), "average").document())
	}
	e := explanation{lib: lib, c: c}
	e.write()
	_, err = e.w.WriteTo(cmd.OutOrStdout())
	return err
}

// treatment is the drug at --dose, or at its first usual dose; a file of your own has none, whatever its drug is called.
func (o *explainOptions) treatment(lib *evidence.Library, drug string) (coverage.Treatment, error) {
	var diags diag.List
	covariates, err := o.patient.parse()
	diags.AddError(diag.Pos{}, "cli", err)
	if o.dose != "" {
		f, err := splitTreatment("drug:" + o.dose)
		if err != nil {
			diags.Add(diag.New(diag.Pos{Where: "--dose"}, "cli.dose", "%q is not DOSE:REGIMEN", o.dose).Suggest(`write for example --dose "15 mg:qd"`))
			f[1], f[2] = "1 mg", "qd" // so that the mistakes of the drug are told too
		}
		f[0] = drug
		t, err := openTreatment(lib, f, o.patient, covariates)
		diags.AddError(diag.Pos{}, "cli", err)
		return t, diags.Err()
	}
	if err := drugFile(drug); err != nil {
		diags.AddError(diag.Pos{}, "cli", err)
		return coverage.Treatment{}, diags
	}
	d, err := pk.Open(drug, lib)
	if err != nil {
		diags.AddError(diag.Pos{}, "cli", err)
		return coverage.Treatment{}, diags
	}
	if _, err := d.Find(""); err != nil {
		diags.AddError(diag.Pos{}, "cli", err)
		return coverage.Treatment{}, diags
	}
	t, ok, err := coverage.Usual(lib, d.Name)
	if !ok || isFile(drug) {
		err = diag.New(diag.Pos{Where: "--dose"}, "cli.dose", "%s has no usual dose", drug).Suggest(`give one, as in --dose "20 mg:qd"`)
	} else if err == nil {
		err = o.patient.apply(&t, covariates, false)
	}
	diags.AddError(diag.Pos{}, "cli", err)
	return t, diags.Err()
}

// explanation prints numbered steps.
type explanation struct {
	lib  *evidence.Library
	w    bytes.Buffer
	c    *coverage.Comparison
	step int
}

func (e *explanation) head(format string, args ...any) {
	e.step++
	fmt.Fprintf(&e.w, "\n%d. %s\n", e.step, fmt.Sprintf(format, args...))
}

func (e *explanation) line(format string, args ...any) {
	fmt.Fprintf(&e.w, "   %s\n", fmt.Sprintf(format, args...))
}

func (e *explanation) cite(ids ...string) {
	seen := map[string]bool{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			e.line("    ← %s", citeLine(e.lib, id))
		}
	}
}

func (e *explanation) write() {
	col := e.c.Columns[0]
	t := col.Treatment
	first := e.c.Rows[0].Readout
	fmt.Fprintf(&e.w, "%s %s (%s) on %s\n", t.Drug.Name, doseText(t), t.Label, first.Receptor.Cytokine)
	e.receptor(first)
	e.concentration(col)
	e.constants(col)
	for _, r := range e.c.Rows {
		e.readout(col, r)
	}
	fmt.Fprintf(&e.w, "\n%s\n", researchNotice)
}

func (e *explanation) receptor(r receptor.Readout) {
	e.head("Receptor")
	e.line("%s signals through %s, read at %s; cells: %s.", r.Receptor.Cytokine, r.Receptor.Chains, strings.Join(r.Receptor.STATs, ", "), r.Receptor.MainCells)
	e.line("Kinase pair %s: the signal left is A(first) × B^β, B = 1 − product of the losses of the second place.", r.Pair)
	e.cite(r.Receptor.ID)
	if r.Receptor.Note != "" {
		e.line("    note: %s", r.Receptor.Note)
	}
}

func (e *explanation) concentration(col *coverage.Column) {
	t := col.Treatment
	e.head("Concentration at steady state (model %s, %s)", t.Model.ID, t.Model.Basis)
	if t.Model.Note != "" {
		e.line("%s.", oneLine(t.Model.Note))
	}
	for _, p := range t.Model.Parameters {
		switch {
		case p.Formula != "":
			e.line("%s = %s", p.Name, p.Formula)
		default:
			spread := ""
			if p.Omega > 0 {
				spread = fmt.Sprintf(", varies between patients with ω = %.2f", p.Omega)
			} else if p.TiedTo != "" {
				spread = fmt.Sprintf(", varies with %s", p.TiedTo)
			}
			from := ""
			if p.Value.Text != "" && len(p.Value.Refs) > 0 && !isOneID(p.Value.Text) {
				from = " = " + p.Value.Text
			}
			e.line("%s = %s%s%s", p.Name, usualUnit(p.Value.Quantity), from, spread)
		}
		e.cite(p.Refs...)
	}
	e.line("Parent: AUC24 %.4g ng·h/mL (90 %% of patients %.4g to %.4g), peak %.4g, trough %.4g ng/mL.", col.AUC24.Typical, col.AUC24.Low, col.AUC24.High,
		col.Cmax.Typical, col.Cmin.Typical)
	for _, r := range t.Model.Ratios {
		a := t.Drug.Analyte(r.Analyte)
		e.line("Active metabolite %s: %.3g of the parent's molar concentration, each unit counting as %.3g of the parent.", r.Analyte, r.Value.Value, a.Weight.Value)
		e.cite(append(append([]string(nil), r.Value.Refs...), a.Weight.Refs...)...)
	}
	for _, name := range t.Model.Courses()[1:] {
		if a := t.Drug.Analyte(name); a.Active {
			e.line("Active metabolite %s has a course of its own; each unit counts as %.3g of the parent.", name, a.Weight.Value)
			e.cite(a.Weight.Refs...)
		}
	}
	p := t.Drug.Parent()
	e.line("Unbound: fu %.3g, so the daily mean of %.3g nM total is %.3g nM unbound (parent equivalents).", t.Molecule.Fu, average(col), col.UnboundAverage())
	e.cite(append(append([]string(nil), p.Fu.Refs...), p.MolarMass.Refs...)...)
}

// usualUnits are the units that parameters are shown in, one for each dimension.
var usualUnits = []unit.Unit{unit.Must("L/h"), unit.Must("L"), unit.Must("1/h"), unit.Must("h"), unit.Must("mg/L"), unit.Must("mg/h")}

// usualUnit prints a quantity that arithmetic left in an unusual unit as people write it, without its frame.
func usualUnit(q unit.Quantity) string {
	for _, u := range usualUnits {
		if q.Unit.Dim.Frameless() == u.Dim {
			return fmt.Sprintf("%.4g %s", q.Base()/u.Scale, u)
		}
	}
	return q.String()
}

func isOneID(s string) bool { return !strings.ContainsAny(s, " *+/([") }

func (e *explanation) constants(col *coverage.Column) {
	m := col.Treatment.Molecule
	e.head("Kinases (%s)", m.Mode)
	some := false
	for _, k := range binding.Kinases() {
		p, ok := m.Potency(k)
		if !ok {
			continue
		}
		some = true
		if m.Evidence.Given[k] != nil {
			e.line("%s: apparent constant %s unbound, as given.", k, nanomolar(p.Ki))
			continue
		}
		e.line("%s: apparent constant %s unbound at 1 mM ATP, 90 %% %s to %s, from %d assays.", k, nanomolar(p.Ki), nanomolar(p.Ki*math.Exp(-1.645*p.LnSD)), nanomolar(p.Ki*math.Exp(1.645*p.LnSD)), len(p.Refs))
		e.cite(p.Refs...)
	}
	if !some {
		e.line("No kinase constant is usable.")
		return
	}
	if m.Mode == binding.Irreversible {
		e.line("These are fixed-time constants of a covalent drug: only their limits are used, at receptors without JAK3.")
	}
}

// mechanism says how a mechanistic IC50 came from enzyme to cell, and how good it is.
func (e *explanation) mechanism(f *receptor.Effect) {
	m := f.Mechanism
	if m == nil {
		return
	}
	var shares []string
	for _, k := range binding.Kinases() {
		if w := m.Weight[k]; w >= 0.05 {
			shares = append(shares, fmt.Sprintf("%s %.0f %%", k, 100*w))
		}
	}
	e.line("Receptor reserve τ %.3g, exponent of the second place %.2g; in cells this drug needs %.3g times what the constants say; the signal is controlled by %s.", m.Tau, m.Beta, m.Factor, strings.Join(shares, ", "))
	e.line("90 %% of such predictions lie within a factor of %.1f.", math.Exp(1.645*f.SD))
	switch n := len(m.Cells); {
	case n > 0 && m.Cells[0] == "own":
		e.line("    with %d measurements of your file", n)
	case n > 0:
		e.line("    with %s", strings.Join(m.Cells, ", "))
	}
}

func (e *explanation) readout(col *coverage.Column, r coverage.Row) {
	x := r.Cells[0]
	e.head("%s", r.Readout.Label())
	if x.Effect.Route == receptor.NoRoute {
		e.line("Unknown: %s.", strings.Join(x.Effect.Notes, "; "))
		return
	}
	for _, f := range []*receptor.Effect{x.Effect, x.Other} {
		if f == nil {
			continue
		}
		e.line("%s.", ic50Line(f))
		e.cite(f.Refs...)
		e.mechanism(f)
		for _, n := range f.Notes {
			e.line("    note: %s", n)
		}
	}
	if x.Effect.Route == receptor.IsMeasured {
		e.line("Repeats of one measurement lie within a factor of %.1f (90 %%).", math.Exp(1.645*x.Effect.SD))
	}
	e.others(col.Treatment.Molecule, r.Readout, x.Effect)
	e.line("Average daily inhibition %.0f %% (90 %%: %.0f to %.0f), at trough %.0f %%, at peak %.0f %%, %.1f h a day above the IC50.", 100*x.Average.Typical,
		100*x.Average.Low, 100*x.Average.High, 100*x.Trough.Typical, 100*x.Cover.Peak, x.Hours.Typical)
	if x.Other != nil {
		e.line("By the %s route it would be %.0f %%.", x.Other.Route, 100*x.OtherAverage)
	}
}

// others lists measurements of the same cytokine that were not used.
func (e *explanation) others(m *receptor.Molecule, r receptor.Readout, used *receptor.Effect) {
	for _, row := range m.Rows {
		if row.Cytokine == r.Receptor.Cytokine && (used.Row == nil || row.ID != used.Row.ID) {
			e.line("also measured: %s total plasma at p%s, %s, %s [%s]", nanomolar(row.IC50), row.STAT, row.Cell, row.Matrix, row.ID)
		}
	}
}

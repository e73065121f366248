package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/dose"
	"jakstat/evidence"
	"jakstat/jak/design"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

// spaceFlags say which molecules are looked at; search and sensitivity share them.
type spaceFlags struct {
	molecule      moleculeFlags
	dose, regimen string
	vary          names
	seed          *typed[uint64]
	formats
	pictures
}

// start checks what both verbs take and finds the molecule that they vary.
func (o *spaceFlags) start(cmd *cobra.Command, lib *evidence.Library, args []string, diags *diag.List) (base design.Molecule, note string) {
	o.seed.check("seed", diags)
	o.formats.check(diags)
	o.pictures.check(cmd, diags)
	path := ""
	if len(args) > 0 {
		path = args[0]
	}
	return o.molecule.basis(lib, path, diags)
}

const varyHelp = `PROPERTY is one of selectivity (Ki of JAK2 over JAK1), jak3 and tyk2 (the same for these), ki (of JAK1; the ratios stay), half-life
(clearance stays), cl-f (half-life stays), fu, ka and dose. Ranges are even on a logarithmic scale: half-life=2h..24h; without one the
property goes from a third to three times its own value.`

func (o *spaceFlags) add(cmd *cobra.Command) {
	o.seed = seed()
	o.molecule.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.regimen, "regimen", "qd", "`REGIMEN`, how often the dose is given: qd, bid, q12h")
	f.Var(&o.vary, "vary", "properties to vary, `PROPERTY[=FROM..TO],...`")
	f.Var(o.seed, "seed", "seed of the points; the same seed gives the same bits")
}

// interval is the time between doses of the regimen.
func (o *spaceFlags) interval(diags *diag.List) float64 {
	r, err := dose.ParseDoseAndRegimen("1 mg", o.regimen)
	diags.AddError(diag.Pos{Where: "--regimen"}, "dose", err)
	if err != nil {
		return 24
	}
	last := r.Last()
	if last.Single() || last.Every < 0.25 || last.Every > 24*28 {
		diags.Add(diag.New(diag.Pos{Where: "--regimen"}, "design.regimen", "%q does not repeat between every 15 min and every 4 weeks", o.regimen).Suggest("write qd, bid or q12h"))
	}
	return last.Every
}

// space reads what is varied; always are properties that vary by default.
func (o *spaceFlags) space(m *design.Molecule, always []design.Property, diags *diag.List) design.Space {
	s := design.Space{Base: *m, Vary: map[design.Property]design.Range{}, Dose: design.Dose.DefaultRange(m), Interval: o.interval(diags)}
	for _, p := range always {
		s.Vary[p] = p.DefaultRange(m)
	}
	if o.dose != "" {
		if v, ok := o.molecule.quantity("--dose", o.dose, "mg", `"15 mg"`, diags); ok {
			s.Dose = design.Range{Low: v, High: v}
			diags.AddError(diag.Pos{}, "design", design.Dose.CheckRange("--dose", s.Dose))
		}
	}
	seen := map[string]bool{}
	for _, item := range o.vary.list {
		name, text, ranged := strings.Cut(item, "=")
		where := "--vary " + strings.TrimSpace(name)
		p, ok := design.ParseProperty(strings.TrimSpace(name))
		switch {
		case !ok:
			diags.Add(diag.New(diag.Pos{Where: "--vary"}, "design.property", "unknown property %q", strings.TrimSpace(name)).Suggest("%s", diag.DidYouMean(name, propertyNames())))
			continue
		case seen[name]:
			diags.Add(diag.New(diag.Pos{Where: where}, "design.property", "it is given twice").Suggest("give it once"))
			continue
		case p == design.Dose && o.dose != "":
			diags.Add(diag.New(diag.Pos{Where: where}, "design.property", "the dose is given with --dose too").Suggest("give one of them"))
			continue
		}
		seen[name] = true
		r := p.DefaultRange(m)
		if ranged {
			if r, ok = o.span(where, p, text, diags); !ok {
				continue
			}
		}
		if p == design.Dose {
			s.Dose = r
		} else {
			s.Vary[p] = r
		}
	}
	return s
}

// span reads FROM..TO, or one value.
func (o *spaceFlags) span(where string, p design.Property, text string, diags *diag.List) (design.Range, bool) {
	from, to, two := strings.Cut(text, "..")
	if !two {
		to = from
	}
	example := fmt.Sprintf("%s=%s..%s", p, "1"+p.Unit(), "20"+p.Unit())
	before := len(*diags)
	low, ok := o.molecule.quantity(where, from, p.Unit(), example, diags)
	high, also := low, ok
	if two {
		high, also = o.molecule.quantity(where, to, p.Unit(), example, diags)
	}
	if !ok || !also {
		*diags = (*diags)[:min(len(*diags), before+1)] // one line a range
		return design.Range{}, false
	}
	r := design.Range{Low: low, High: high}
	if err := p.CheckRange(where, r); err != nil {
		diags.AddError(diag.Pos{}, "design", err)
		return r, false
	}
	if low > high {
		diags.Add(diag.New(diag.Pos{Where: where}, "design.range", "%s is above %s", strings.TrimSpace(from), strings.TrimSpace(to)).Suggest("write the lower end first"))
		return r, false
	}
	return r, true
}

func propertyNames() []string {
	var out []string
	for _, p := range design.Properties() {
		out = append(out, p.String())
	}
	return out
}

type searchOptions struct {
	spaceFlags
	want, spare names
	molecules   *typed[int]
}

// molecules is how many are tried.
func moleculeCount(otherwise int) *typed[int] {
	return &typed[int]{
		value: otherwise, text: strconv.Itoa(otherwise), kind: "N", hint: "write a whole number from 100 to 2000000",
		parse: func(s string) (int, string) {
			n, err := strconv.Atoi(s)
			if err != nil || n < 100 || n > 2_000_000 {
				return otherwise, strconv.Quote(s) + " is no number of molecules"
			}
			return n, ""
		},
	}
}

func newDesignSearchCommand() *cobra.Command {
	o := searchOptions{molecules: moleculeCount(100_000)}
	return o.command()
}

func (o *searchOptions) command() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "search [MOLECULE.yaml] --want READOUT>=SHARE --spare READOUT<=SHARE",
		Short: "Which selectivity, half-life and dose meet wishes, as a map with the marketed drugs on it, or why none does",
		Long: `Search tries many molecules that differ in selectivity and half-life (and whatever else --vary names) from the one described, and finds for
each the doses at which all wishes hold: --want "IL-6/pSTAT3>=70%" is an average inhibition over the day at steady state of at least 70 %,
--spare "EPO<=25%" one of at most 25 %. Both take several, separated by commas. Where no molecule meets them all, it says which wish stands
in the way and what comes nearest.

Without a description it varies a typical molecule: Ki 2 nM at JAK1, 30, 100 and 30 times that at JAK2, JAK3 and TYK2, fu 0.5, CL/F 30 L/h,
ka 1/h, 400 g/mol. Selectivity goes from 1 to 1000, the half-life from 1 to 48 h, the dose from 0.1 to 1000 mg unless --vary says otherwise.
Doses scale with affinity, binding and clearance; selectivity, half-life and exposure in multiples of the IC50 do not depend on them.
` + varyHelp + `

Figures are those of the typical patient. Marketed drugs are shown as compare shows them, by measured IC50s where there are any.

` + researchNotice + `

` + exitSimulate,
		Example: `  jakstat design search --want "IL-6/pSTAT3>=50%" --spare "EPO<=25%" --regimen qd --molecules 2000
  jakstat design search examples/mydrug.yaml --want "IL-6/pSTAT3>=70%" --spare "EPO<=25%,IL-15<=50%" --vary tyk2=1..100 --molecules 2000`,
		Args: arguments(0, 1, `--want "IL-6/pSTAT3>=70%" --spare "EPO<=25%"`),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	o.add(cmd)
	f := cmd.Flags()
	f.Var(&o.want, "want", "least average inhibition by read-out, `READOUT>=SHARE,...`")
	f.Var(&o.spare, "spare", "most average inhibition by read-out, `READOUT<=SHARE,...`")
	f.StringVar(&o.dose, "dose", "", "one `DOSE` instead of a range")
	f.Var(o.molecules, "molecules", "how many molecules are tried")
	o.formats.add(cmd, searchSchema, "one line per place of the map")
	o.pictures.add(cmd, "the map")
	return cmd
}

// wishes reads --want and --spare.
func (o *searchOptions) wishes(lib *evidence.Library, diags *diag.List) []design.Wish {
	var out []design.Wish
	read := func(flag, sign, other string, list []string, spare bool) {
		for _, item := range list {
			name, share, ok := strings.Cut(item, sign)
			where := "--" + flag
			if !ok {
				d := diag.New(diag.Pos{Where: where}, "design.wish", "%q is not READOUT%sSHARE", item, sign).Suggest("write for example IL-6/pSTAT3%s50%%", sign)
				if strings.Contains(item, other) {
					d = d.Suggest("what is %s belongs to --%s", map[bool]string{true: "at least", false: "at most"}[spare], map[bool]string{true: "want", false: "spare"}[spare])
				}
				diags.Add(d)
				continue
			}
			name = strings.TrimSpace(name)
			rows := receptor.FindReadouts(lib, name)
			if len(rows) == 0 {
				diags.Add(unknownCytokine(lib, where, name))
				continue
			}
			q, err := unit.ParseQuantity(share)
			v := 0.0
			if err == nil {
				v, err = q.In(unit.One)
			}
			if err != nil || !(v > 0 && v < 1) {
				diags.Add(diag.New(diag.Pos{Where: where + " " + name}, "design.wish", "%q is no share between 0 and 100 %%", strings.TrimSpace(share)).Suggest("write for example 70%%"))
				continue
			}
			out = append(out, design.Wish{
				Response: receptor.Respond(rows[0]), Limit: v, Spare: spare, Text: fmt.Sprintf("%s/p%s %s %.3g %%", rows[0].Receptor.Cytokine, rows[0].STAT, map[bool]string{true: "≤", false: "≥"}[spare], 100*v),
			})
		}
	}
	read("want", ">=", "<=", o.want.list, false)
	read("spare", "<=", ">=", o.spare.list, true)
	if len(o.want.list) == 0 {
		diags.Add(diag.New(diag.Pos{Where: "--want"}, "design.wish", "nothing is wanted").Suggest(`write --want "IL-6/pSTAT3>=70%%"`))
	}
	return out
}

// prepared is a search that has been checked.
type prepared struct {
	space  design.Space
	wishes []design.Wish
	note   string
}

// prepare checks what is varied and what is wished.
func (o *searchOptions) prepare(cmd *cobra.Command, lib *evidence.Library, args []string, diags *diag.List) prepared {
	o.molecules.check("molecules", diags)
	wishes := o.wishes(lib, diags)
	base, note := o.start(cmd, lib, args, diags)
	s := o.space(&base, []design.Property{design.Selectivity, design.HalfLife}, diags)
	for _, p := range []design.Property{design.Selectivity, design.HalfLife} {
		if r := s.Vary[p]; r.Low == r.High {
			diags.Add(diag.New(diag.Pos{Where: "--vary " + p.String()}, "design.range", "it is an axis of the map and needs a range").Suggest("write %s=1%s..20%s", p, p.Unit(), p.Unit()))
		}
	}
	return prepared{s, wishes, note}
}

// search carries it out; progress is called a hundred times.
func (o *searchOptions) search(ctx context.Context, lib *evidence.Library, p prepared, command string, progress func()) (*searchView, error) {
	found, err := design.Run(ctx, p.space, p.wishes, o.molecules.value, o.seed.value, runtime.GOMAXPROCS(0), progress)
	if err != nil {
		return nil, err
	}
	drugs, err := design.Drugs(ctx, lib, p.wishes)
	if err != nil {
		return nil, err
	}
	return &searchView{found: found, drugs: drugs, note: p.note, regimen: o.regimen, seed: o.seed.value, command: command}, nil
}

func (o *searchOptions) run(cmd *cobra.Command, args []string) error {
	lib := evidence.Default()
	var diags diag.List
	p := o.prepare(cmd, lib, args, &diags)
	if err := diags.Err(); err != nil {
		return err
	}
	if err := writable(o.files()...); err != nil {
		return err
	}
	progress := newCounter(cmd.ErrOrStderr(), 100, "steps of the search")
	v, err := o.search(cmd.Context(), lib, p, commandLine(cmd, args), progress.add)
	progress.clear()
	if err != nil {
		return err
	}
	if err := o.write(func(w io.Writer) error { return v.region(mapColumns, mapRows).SVG(w) }, func(w io.Writer) error { return v.page().HTML(w) }); err != nil {
		return err
	}
	return show(cmd.OutOrStdout(), o.formats, v.document, v.long().CSV, o.ended(v.text))
}

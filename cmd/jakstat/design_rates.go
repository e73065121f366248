package main

import (
	"math"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/design"
)

const rateHelp = `--kon and --koff give binding time: occupancy then follows the concentration with a delay, in place of being at equilibrium with it. Both
give the constant, koff/kon; one of them goes with --ki. kon is at 1 mM ATP as constants are; one measured without ATP has --kon-atp 0mM
beside it. Rates of a molecule that are assumed make its report a sensitivity analysis; a file that vouches for them says how: verified.`

// atEquilibrium is what searches and sensitivity analyses take binding as.
const atEquilibrium = "Binding is at equilibrium with the concentration of the moment in all of them; jakstat design shows what kon and koff of one molecule change."

// rateFlags are what flags say of coming and going.
type rateFlags struct {
	kon, koff names
	konATP    string
}

func (o *rateFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Var(&o.kon, "kon", `rates of association: "JAK1=1e6/M/s"`)
	f.Var(&o.koff, "koff", `rates of dissociation: "JAK1=0.0005/s"; without --kon and --ki the constant stays as it is`)
	f.StringVar(&o.konATP, "kon-atp", "", "the `LEVEL` of ATP that --kon was measured at; default: 1mM")
}

// perKinase reads a list of KINASE=VALUE; what could not be read is NaN, what is absent 0.
func (o *moleculeFlags) perKinase(flag string, list []string, want, example string, diags *diag.List) (out [binding.NumKinases]float64) {
	o.pairs(flag, list, example, diags, func(k binding.Kinase, where, value string) {
		switch v, ok := o.quantity(where, value, want, example, diags); {
		case out[k] != 0:
			diags.Add(diag.New(diag.Pos{Where: where}, "design.kinase", "%s is given twice", k).Suggest("give it once"))
			out[k] = math.NaN()
		case !ok:
			out[k] = math.NaN()
		case !(v > 0) || math.IsInf(v, 1):
			diags.Add(diag.New(diag.Pos{Where: where}, "design.range", "%g is no rate", v).Suggest("write for example %s", example))
			out[k] = math.NaN()
		default:
			out[k] = v
		}
	})
	return out
}

// rates reads --kon and --koff into m, whose constants are those of the file and of --ki (NaN: unknown); given tells which constants flags gave.
func (o *moleculeFlags) rates(m *design.Molecule, given *[binding.NumKinases]bool, diags *diag.List) {
	kon := o.perKinase("kon", o.rate.kon.list, "1/nM/h", "JAK1=1e6/M/s", diags)
	koff := o.perKinase("koff", o.rate.koff.list, "1/h", "JAK1=0.0005/s", diags)
	for _, k := range binding.Kinases() {
		if kon[k] == 0 && koff[k] == 0 {
			continue
		}
		bad := func(flag, format string, args ...any) *diag.Diagnostic {
			diags.Add(diag.New(diag.Pos{Where: flag + " " + k.String()}, "design.rate", format, args...))
			return &(*diags)[len(*diags)-1]
		}
		if kon[k] > 0 {
			kon[k] /= o.slower(k, m.Mode, diags)
		}
		byRates := koff[k] / kon[k]
		switch {
		case math.IsNaN(kon[k] + koff[k]):
			continue
		case kon[k] == 0:
		case koff[k] == 0 && math.IsNaN(m.Ki[k]):
			if !given[k] { // one that is given and could not be read has been told
				bad("--kon", "kon without a constant or koff").Suggestion = "add --koff " + k.String() + "=0.0005/s or --ki " + k.String() + "=2nM"
				given[k] = true // told as wrong, not as missing
			}
			continue
		case koff[k] == 0:
			koff[k] = kon[k] * m.Ki[k]
		case math.Abs(byRates/m.Ki[k]-1) <= binding.Contradiction:
		case given[k] && !math.IsNaN(m.Ki[k]):
			bad("--ki", "koff/kon is %.3g nM, the constant %.3g nM", byRates, m.Ki[k]).Suggestion = "leave one of the three out; all are at 1 mM ATP, and a kon measured without ATP has --kon-atp 0mM beside it"
			continue
		default:
			given[k], m.Ki[k] = true, byRates
		}
		m.Koff[k] = koff[k]
	}
}

// slower is by how much association at 1 mM ATP is slower than at the level of --kon-atp.
func (o *moleculeFlags) slower(k binding.Kinase, mode binding.Mode, diags *diag.List) float64 {
	if o.rate.konATP == "" || mode == binding.JH2 {
		return 1
	}
	v, ok := o.quantity("--kon-atp", o.rate.konATP, "mM", "0mM", &diag.List{})
	if !ok || !(v >= 0) {
		return math.NaN() // told once, by checkKonATP
	}
	return binding.SlowedByATP(evidence.Default(), k, v)
}

func (o *moleculeFlags) checkKonATP(diags *diag.List) {
	if o.rate.konATP == "" {
		return
	}
	where := "--kon-atp"
	switch v, ok := o.quantity(where, o.rate.konATP, "mM", "0mM", diags); {
	case !ok:
	case !(v >= 0 && v <= 20):
		diags.Add(diag.New(diag.Pos{Where: where}, "design.range", "%s is no ATP level", o.rate.konATP).Suggest("0mM without ATP; a cell holds 1 to 5 mM"))
	case len(o.rate.kon.list) == 0:
		diags.Add(diag.New(diag.Pos{Where: where}, "design.rate", "there is no --kon").Suggest("add --kon JAK1=1e6/M/s, or leave it out"))
	case strings.EqualFold(o.mode, "jh2"):
		diags.Add(diag.New(diag.Pos{Where: where}, "design.rate", "ATP plays no part in the pseudokinase").Suggest("leave it out"))
	}
}

// has tells whether a list speaks of a kinase.
func (o *rateFlags) has(list names, kinase string) bool {
	for _, item := range list.list {
		name, _, _ := strings.Cut(item, "=")
		if strings.EqualFold(strings.TrimSpace(name), kinase) {
			return true
		}
	}
	return false
}

// byRates tells whether the constant of a kinase is the ratio of its rates.
func (o *moleculeFlags) byRates(kinase string) bool {
	return !o.rate.has(o.ki, kinase) && o.rate.has(o.rate.kon, kinase) && o.rate.has(o.rate.koff, kinase)
}

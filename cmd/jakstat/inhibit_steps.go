package main

import (
	"math"
	"strings"

	"github.com/spf13/pflag"

	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/evidence"
	"jakstat/jak/binding"
	"jakstat/jak/inhibit"
	"jakstat/jak/receptor"
	"jakstat/unit"
)

// stepWords are the flags that say which reactions are scaled by what, in the order in which they were written: what
// scales belongs to the reactions before it that have nothing yet.
type stepWords struct{ words []stepWord }

type stepWord struct{ flag, text string }

// stepFlag is one of those flags.
type stepFlag struct {
	all        *stepWords
	name, kind string
}

func (f *stepFlag) String() string { return "" }

// Type is part of pflag.Value.
func (f *stepFlag) Type() string { return f.kind }

// Set keeps the word; it is looked at with all others.
func (f *stepFlag) Set(text string) error {
	f.all.words = append(f.all.words, stepWord{f.name, strings.TrimSpace(text)})
	return nil
}

// spoken repeats all words in their order; flags are visited by name, and the first of them speaks for all.
func (f *stepFlag) spoken() []string {
	var out []string
	for _, w := range f.all.words {
		if w.flag < f.name {
			return nil
		}
		out = append(out, "--"+w.flag+"="+quoteArg(w.text))
	}
	return out
}

func (s *stepWords) add(f *pflag.FlagSet) {
	for _, x := range []struct{ name, kind, usage string }{
		{"reaction", "ID,...", "reaction whose rate is scaled; repeat for several"},
		{"kinase", "KINASE", "scale by what is left of JAK1, JAK2, JAK3 or TYK2"},
		{"receptor", "CYTOKINE", "scale by what is left at the kinase pair of a cytokine's receptor, or of a pair such as JAK1/JAK3"},
		{"ic50", "CONC", "scale by this half-maximal concentration, unbound unless it says {plasma}: 30nM"},
		{"hill", "N", "Hill coefficient of --ic50; 1 unless given"},
	} {
		f.Var(&stepFlag{all: s, name: x.name, kind: x.kind}, x.name, x.usage)
	}
}

// stepGroup is one scaling and its reactions.
type stepGroup struct {
	reactions []string
	by        map[string]string // flag to text
}

// groups parts the words: a reaction after a scaling begins a new group.
func (s *stepWords) groups(diags *diag.List) []*stepGroup {
	var out []*stepGroup
	last := func() *stepGroup {
		if len(out) == 0 {
			out = append(out, &stepGroup{by: map[string]string{}})
		}
		return out[len(out)-1]
	}
	for _, w := range s.words {
		g := last()
		if w.flag == "reaction" {
			if len(g.reactions) > 0 && len(g.by) > 0 {
				g = &stepGroup{by: map[string]string{}}
				out = append(out, g)
			}
			for _, id := range strings.Split(w.text, ",") {
				g.reactions = append(g.reactions, strings.TrimSpace(id))
			}
			continue
		}
		if _, twice := g.by[w.flag]; twice {
			diags.Add(diag.New(diag.Pos{Where: "--" + w.flag}, "cli.step", "given twice for %s", g.name()).Suggest("write it after the reactions it belongs to, once"))
			continue
		}
		g.by[w.flag] = w.text
	}
	return out
}

func (g *stepGroup) name() string {
	if len(g.reactions) == 0 {
		return "no reaction"
	}
	return "reaction " + strings.Join(g.reactions, ", ")
}

// scaled resolves all groups. The molecule is nil without a drug.
func (o *inhibitOptions) scaled(lib *evidence.Library, m *model.Model, molecule *receptor.Molecule, diags *diag.List) (steps []inhibit.Step, reactions []model.Reaction) {
	groups := o.steps.groups(diags)
	seen := map[string]bool{}
	found := false
	for _, g := range groups {
		found = found || len(g.reactions) > 0
		activity := o.activity(lib, g, molecule, diags)
		for _, word := range g.reactions {
			r, err := inhibit.Reaction(m, word)
			switch {
			case err != nil:
				diags.AddError(diag.Pos{Where: "--reaction"}, "cli.reaction", err)
				continue
			case seen[r.ID]:
				diags.Add(diag.New(diag.Pos{Where: "--reaction"}, "cli.reaction", "%s is given twice", r.ID).Suggest("a receptor's pair scales a step by both kinases at once"))
			case r.Rate == nil:
				diags.Add(diag.New(diag.Pos{Where: "--reaction"}, "cli.reaction", "%s has no kinetic law that could be scaled", r.ID))
			}
			seen[r.ID] = true
			if activity != nil {
				steps, reactions = append(steps, inhibit.Step{Reaction: r.ID, Activity: activity}), append(reactions, r)
			}
		}
	}
	if !found {
		diags.Add(diag.New(diag.Pos{Where: "--reaction"}, "cli.reaction", "no reaction to scale").Suggest("`jakstat inhibit MODEL.xml --list` shows the reactions of the model with their rates"))
	}
	return steps, reactions
}

// activity makes what scales a group; nil when that is a mistake.
func (o *inhibitOptions) activity(lib *evidence.Library, g *stepGroup, molecule *receptor.Molecule, diags *diag.List) *receptor.Activity {
	var ways []string
	for _, way := range []string{"kinase", "receptor", "ic50"} {
		if _, ok := g.by[way]; ok {
			ways = append(ways, "--"+way)
		}
	}
	bad := func(where, format string, args ...any) *diag.Diagnostic {
		diags.Add(diag.New(diag.Pos{Where: where}, "cli.step", format, args...))
		return &(*diags)[len(*diags)-1]
	}
	hill, hasHill := g.by["hill"]
	switch {
	case len(ways) > 1:
		bad(strings.Join(ways, ", "), "two scalings for %s", g.name()).Suggestion = "after each --reaction write one of --kinase, --receptor and --ic50"
		return nil
	case len(ways) == 0 && len(g.reactions) > 0:
		bad("--reaction", "nothing says what scales %s", g.name()).Suggestion = "write --kinase JAK1, --receptor IL-6 or --ic50 30nM after it"
		return nil
	case hasHill && (len(ways) == 0 || ways[0] != "--ic50"):
		bad("--hill", "a Hill coefficient belongs to --ic50").Suggestion = "kinases bind with coefficient 1"
		return nil
	case len(ways) == 0:
		return nil
	case ways[0] == "--ic50":
		return o.stated(g.by["ic50"], hill, molecule, diags)
	case molecule == nil:
		if o.drug == "" {
			bad("--drug", "%s needs a drug", ways[0]).Suggestion = "write --drug upadacitinib"
		}
		return nil
	}
	var a *receptor.Activity
	var err error
	where := ways[0]
	if text, ok := g.by["kinase"]; ok {
		k, known := binding.ParseKinase(strings.ToUpper(text))
		if !known {
			var names []string
			for _, k := range binding.Kinases() {
				names = append(names, k.String())
			}
			bad(where, "unknown kinase %q", text).Suggestion = diag.DidYouMean(text, names)
			return nil
		}
		a, err = molecule.KinaseActivity(lib, k, o.enzyme)
	} else {
		var p receptor.Pair
		var r *receptor.Readout
		if p, r, err = receptor.ParsePair(lib, g.by["receptor"]); err == nil {
			if a, err = molecule.PairActivity(lib, p, r, o.enzyme); err == nil && r != nil {
				a.Label += " (" + r.Receptor.Cytokine + ")"
			}
		}
	}
	if err != nil {
		diags.AddError(diag.Pos{Where: where}, "cli.step", err)
		return nil
	}
	return a
}

// stated reads --ic50 and --hill.
func (o *inhibitOptions) stated(ic50, hill string, molecule *receptor.Molecule, diags *diag.List) *receptor.Activity {
	n := len(*diags)
	v := nanomolarUnbound("ic50", ic50, molecule, diags)
	if len(*diags) == n && !(v > 0) {
		diags.Add(diag.New(diag.Pos{Where: "--ic50"}, "cli.ic50", "%s is no half-maximal concentration", ic50).Suggest("write one above 0, as in 30nM"))
	}
	h := 1.0
	if hill != "" {
		q, err := unit.ParseQuantity(hill)
		if h = q.Value; err != nil || !q.Unit.Dim.IsZero() || !(h >= 0.1 && h <= 10) {
			diags.Add(diag.New(diag.Pos{Where: "--hill"}, "cli.hill", "%q is not a Hill coefficient", hill).Suggest("write a number from 0.1 to 10"))
		}
	}
	if len(*diags) > n {
		return nil
	}
	return receptor.Stated(v, h)
}

// nanomolarUnbound reads a molar concentration, unbound unless it has the plasma frame.
func nanomolarUnbound(flag, text string, molecule *receptor.Molecule, diags *diag.List) float64 {
	q, err := unit.ParseQuantity(text)
	where := diag.Pos{Where: "--" + flag}
	if err != nil {
		diags.AddError(where, "cli."+flag, err)
		return math.NaN()
	}
	if q.Unit.Dim == unit.Must("nM{plasma}").Dim {
		if molecule == nil {
			diags.Add(diag.New(where, "cli."+flag, "a concentration in plasma needs the drug's unbound fraction").Suggest("name the --drug, or give the unbound concentration"))
			return math.NaN()
		}
		return q.MustIn(unit.Must("nM{plasma}")) * molecule.Fu
	}
	for _, u := range []string{"nM", "nM{unbound}", "nM{medium}"} {
		if v, err := q.In(unit.Must(u)); err == nil {
			return v
		}
	}
	diags.AddError(where, "cli."+flag, unit.Mismatch(q, unit.Must("nM")).Suggest("write for example 100nM"))
	return math.NaN()
}

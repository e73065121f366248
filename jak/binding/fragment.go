package binding

import (
	"math"

	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/unit"
)

// Cell is the surroundings of the kinases in a fragment.
type Cell struct {
	ATP unit.Quantity             // free ATP; a cell holds 1 to 5 mM
	Km  [NumKinases]unit.Quantity // Michaelis constant of each kinase for ATP
	// Lifetime is the mean lifetime of the protein: it is degraded whatever is bound to it and made anew without inhibitor. The zero
	// quantity leaves turnover out.
	Lifetime [NumKinases]unit.Quantity
}

// Ligand is an inhibitor as a fragment sees it: its binding to each kinase. Mode decides where it binds: in the ATP pocket (reversible or
// covalent) or in the pseudokinase. Ligands of one place compete.
type Ligand struct {
	ID    string // letters, digits and underscores; the unbound concentration is the parameter Cu_ID of the fragment
	Mode  Mode
	Sites [NumKinases]Site
}

// Site is the binding of a ligand to one kinase; the zero Site is none. Quantities that are not set are zero quantities.
type Site struct {
	// Ki is the dissociation constant without ATP, nM{unbound}. Of a covalent ligand it is KI, that of the reversible step.
	Ki unit.Quantity
	// Residence is the mean time the ligand stays, 1/koff, and makes occupancy a state with kon = koff/Ki. Unset: at equilibrium.
	Residence unit.Quantity
	// Residual is the part of the activity that is left in the complex (pseudokinase only); unset: none.
	Residual unit.Quantity
	// KInact is the rate constant of the covalent step in the complex, 1/h.
	KInact unit.Quantity
	// Inactivation replaces Ki and KInact where only kinact/KI is known, for concentrations well below KI, 1/nM/h/{unbound}. It holds
	// at the cell's ATP as it stands: a constant from a cell or blood assay has met ATP already.
	Inactivation unit.Quantity
}

func isSet(q unit.Quantity) bool { return q.Unit.Scale != 0 }

func (s Site) binds() bool { return isSet(s.Ki) || isSet(s.Inactivation) }

// slow tells whether the complex is a state of its own.
func (s Site) slow() bool { return isSet(s.Residence) }

// Fragment builds the binding of ligands to the four kinases as a checked engine model, ready to run on a bench (constant
// concentrations) or to be included in a larger one, where another part supplies the parameters Cu_<ligand>, nM{unbound}.
//
// For every kinase K = JAK1, JAK2, JAK3, TYK2 the model has, dimensionless and per kinase molecule,
//
//	active_K          activity left, 1 without drug
//	occupancy_K       ATP pockets that hold an inhibitor, adducts included
//	occupancy_K_JH2   pseudokinases that hold one
//	total_K           sum of all states, 1 throughout (where there are states)
//
// The pocket without a slow ligand, open_K, is shared at equilibrium by nothing, ATP and rapidly exchanging ligands i:
//
//	vacant_K = 1/(1 + Σ Cu_i/KiApp_K_i),  KiApp_K_i = Ki_K_i·(1 + ATP/Km_K),  free_K = open_K·vacant_K/(1 + ATP/Km_K)
//
// and left for slow ones: d bound_K_j/dt = kon_K_j·Cu_j·free_K − koff_K_j·bound_K_j with koff = 1/residence and kon = koff/Ki. As
// ATP comes and goes within milliseconds this is dO/dt = kon/(1 + ATP/Km)·Cu·(1 − O) − koff·O, whose equilibrium is that of
// Cheng & Prusoff; no cycle of free, ATP-bound and inhibitor-bound enzyme runs by itself. Covalent ligands turn their complex into
// lost_K at kinact, and synthesis and degradation at 1/lifetime_K move every state (Mayhew 2000, Drug Metab Dispos 28:1031).
// The pseudokinase has the same equations without ATP; the two places are taken as independent:
// active_K = open_K·vacant_K·(unoccupied + Σ residual·occupied pseudokinases).
//
// Errors are a diag.List: units that do not fit, values out of range, a site that its mode cannot have.
func Fragment(id string, cell Cell, ligands ...Ligand) (*model.Model, error) {
	f := &fragment{b: model.NewBuilder(id, model.Checked), id: id, cell: cell, ligands: ligands}
	f.check()
	if err := f.diags.Err(); err != nil {
		return nil, err
	}
	f.b.Param("ATP", cell.ATP)
	for _, l := range ligands {
		f.b.Add(&model.Parameter{Info: model.Info{ID: "Cu_" + l.ID, Name: "unbound concentration of " + l.ID}, Value: unit.Quantity{Unit: unboundNM}, Constant: true})
	}
	for _, k := range Kinases() {
		f.kinase(k)
	}
	return f.b.Build()
}

// fragment is the state of building one.
type fragment struct {
	b       *model.Builder
	id      string
	cell    Cell
	ligands []Ligand
	diags   diag.List
}

func (f *fragment) bad(l Ligand, k Kinase, format string, args ...any) {
	f.diags.Add(diag.New(diag.Pos{Where: "fragment " + f.id + " › " + l.ID + " on " + k.String()}, "binding.site", format, args...))
}

// check finds what the unit check of the engine does not: ranges, and parts of a site that do not go together.
func (f *fragment) check() {
	for _, l := range f.ligands {
		for _, k := range Kinases() {
			s := l.Sites[k]
			for _, x := range []struct {
				name string
				q    unit.Quantity
			}{{"Ki", s.Ki}, {"residence time", s.Residence}, {"kinact", s.KInact}, {"kinact/KI", s.Inactivation}} {
				if isSet(x.q) && (!(x.q.Value > 0) || math.IsInf(x.q.Value, 0)) {
					f.bad(l, k, "%s = %s must be positive and finite", x.name, x.q)
				}
			}
			covalent, oneStep := isSet(s.KInact), isSet(s.Inactivation)
			switch {
			case isSet(s.Residual) && l.Mode != JH2:
				f.bad(l, k, "residual activity is that of a pseudokinase complex")
			case isSet(s.Residual) && !(s.Residual.Base() >= 0 && s.Residual.Base() <= 1):
				f.bad(l, k, "residual activity %s is not between 0 and 1", s.Residual)
			case (covalent || oneStep) && l.Mode != Irreversible:
				f.bad(l, k, "only a covalent ligand inactivates")
			case oneStep && (isSet(s.Ki) || covalent || s.slow()):
				f.bad(l, k, "kinact/KI stands in place of Ki, kinact and residence time")
			case covalent && !isSet(s.Ki), s.slow() && !isSet(s.Ki), isSet(s.Residual) && !isSet(s.Ki):
				f.bad(l, k, "no Ki")
			}
		}
	}
	positive := func(what string, q unit.Quantity) {
		if !(q.Value > 0) || math.IsInf(q.Value, 0) {
			f.diags.Add(diag.New(diag.Pos{Where: "fragment " + f.id}, "binding.cell", "%s = %s must be positive and finite", what, q))
		}
	}
	for _, k := range Kinases() {
		if f.competes(k) {
			positive("Km of "+k.String()+" for ATP", f.cell.Km[k])
		}
		if isSet(f.cell.Lifetime[k]) {
			positive("lifetime of "+k.String(), f.cell.Lifetime[k])
		}
	}
	if !(f.cell.ATP.Value >= 0) || math.IsInf(f.cell.ATP.Value, 0) {
		f.diags.Add(diag.New(diag.Pos{Where: "fragment " + f.id}, "binding.cell", "ATP = %s is out of range", f.cell.ATP))
	}
}

// competes tells whether a ligand of a kinase needs the competition with ATP.
func (f *fragment) competes(k Kinase) bool {
	for _, l := range f.ligands {
		if l.Mode != JH2 && isSet(l.Sites[k].Ki) {
			return true
		}
	}
	return false
}

// kinase adds both places of one kinase and what is left of its activity.
func (f *fragment) kinase(k Kinase) {
	if f.competes(k) {
		f.b.Param("Km_"+k.String(), f.cell.Km[k])
	}
	if isSet(f.cell.Lifetime[k]) && f.anyBinds(k) {
		f.b.Param("lifetime_"+k.String(), f.cell.Lifetime[k])
	}
	pocket := place{fragment: f, k: k, tag: k.String(), atp: f.competes(k)}
	pseudo := place{fragment: f, k: k, tag: k.String() + "_JH2"}
	for _, l := range f.ligands {
		switch s := l.Sites[k]; {
		case !s.binds():
		case l.Mode == JH2:
			pseudo.ligands = append(pseudo.ligands, bound{l.ID, s})
		default:
			pocket.ligands = append(pocket.ligands, bound{l.ID, s})
		}
	}
	pocket.add()
	pseudo.add()
	active := pocket.unoccupied() + "*" + pseudo.working()
	f.b.Assign("active_"+k.String(), "1", active)
	f.b.Output("active_"+k.String(), "1", "active_"+k.String())
}

func (f *fragment) anyBinds(k Kinase) bool {
	for _, l := range f.ligands {
		if l.Sites[k].binds() {
			return true
		}
	}
	return false
}

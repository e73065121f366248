package pathway

import (
	"fmt"
	"strings"

	"jakstat/engine/model"
	"jakstat/jak/binding"
	"jakstat/unit"
)

// steps of the transit chain from gene to mRNA of the feedback protein (rate59 to rate61).
const transits = 5

// dimer is a pair of STATs; Second is First in a homodimer.
type dimer struct{ first, second string }

func (d dimer) id() string {
	if d.first == d.second {
		return d.first + "_dimer"
	}
	return d.first + "_" + d.second
}

// count is how many of a STAT the dimer holds.
func (d dimer) count(stat string) int {
	n := 0
	for _, s := range []string{d.first, d.second} {
		if s == stat {
			n++
		}
	}
	return n
}

// dimers are the homodimers of the STATs; STAT2 makes none and goes with STAT1 (ISGF3). Other mixed dimers are left out.
func dimers(stats []string) []dimer {
	var out []dimer
	for _, s := range stats {
		switch s {
		case "STAT2":
			out = append(out, dimer{"STAT1", "STAT2"})
		default:
			out = append(out, dimer{s, s})
		}
	}
	return out
}

// build writes the equations.
func (b *builder) build() {
	b.b.SetSystem(system())
	b.volume("cytoplasm", cells[b.cell].cytoplasm, "cytoplasm")
	b.volume("nucleus", cells[b.cell].nucleus, "nucleus")
	if b.diags.HasErrors() {
		return
	}
	b.b.Add(&model.Parameter{Info: model.Info{ID: "L", Name: b.p.Receptor.Cytokine}, Value: unit.Quantity{Unit: nanomolar}})
	for _, k := range binding.Kinases() {
		b.b.Add(&model.Parameter{Info: model.Info{ID: Active(k), Name: "active fraction of " + k.String()}, Value: unit.Q(1, "1"), Constant: true})
	}
	b.receptor()
	b.stats()
	b.genes()
	b.outputs()
}

// species adds a pool by its concentration at rest.
func (b *builder) species(id, compartment, name string, nM float64) {
	b.b.Add(&model.Species{
		Info: model.Info{ID: id, Name: name}, Compartment: compartment, Initial: unit.Quantity{Value: nM, Unit: nanomolar}, InitialConcentration: true,
		Substance: unit.Must("zmol"),
	})
}

func (b *builder) receptor() {
	p := b.p
	b.species("R", "cytoplasm", "receptor", p.Value("R0"))
	b.species("RL", "cytoplasm", "receptor with cytokine", 0)
	b.species("RA", "cytoplasm", "active receptor", 0)
	forms, resting := []string{"R", "RL", "RA"}, "R"
	b.b.Assign("koff", "1/min", "kon * KD")
	b.b.Assign("S", "1", signal(p.Pair))
	b.b.Assign("kinase", "1", Active(p.Pair.A))
	active := "RA"
	if p.Mutation != "" {
		b.species("RC", "cytoplasm", "active receptor without cytokine, "+p.Mutation, 0)
		forms, resting, active = append(forms, "RC"), "RC", "(RA + RC)"
		b.b.Reaction("mutant_activation", "R -> RC", "kmutant * kact * S * R * cytoplasm")
		b.b.Reaction("mutant_deactivation", "RC -> R", "kdeact * RC * cytoplasm")
		b.b.Reaction("mutant_binding", "RC -> RA", "kon * L * RC * cytoplasm")
	}
	b.b.Reaction("binding", "R -> RL", "kon * L * R * cytoplasm")
	b.b.Reaction("unbinding", "RL -> R", "koff * RL * cytoplasm")
	b.b.Reaction("activation", "RL -> RA", "kact * S * RL * cytoplasm")
	b.b.Reaction("deactivation", "RA -> RL", "kdeact * RA * cytoplasm")
	b.b.Reaction("active_unbinding", "RA -> "+resting, "koff * RA * cytoplasm")
	b.b.Reaction("receptor_synthesis", " -> R", "kturn * R0 * cytoplasm")
	for _, f := range forms {
		b.b.Reaction("loss_of_"+f, f+" -> ", "kturn * "+f+" * cytoplasm")
	}
	b.b.Assign("active_total", "nM", active)
}

// docking is the docking affinity of the STAT at that place of the receptor's row, of the main one's.
func docking(place int) string {
	if place == 0 {
		return ""
	}
	return "docking2 * "
}

func (b *builder) stats() {
	p := b.p
	var share []string
	for i, s := range p.STATs {
		share = append(share, docking(i)+s)
	}
	b.species("SOCS", "cytoplasm", p.Feedback+" protein", 0)
	b.b.Assign("dock", "1", "1 + ("+strings.Join(share, " + ")+") / Kdock")
	b.b.Assign("drive", "1/min", "kphos * active_total * kinase / dock / (1 + kinh * SOCS)")
	for i, s := range p.STATs {
		// At rest import and export of latent STAT balance.
		c := p.Value(s + "_0")
		n := c * p.Value("klat") * p.Value("cytoplasm") / (p.Value("kexp") * p.Value("nucleus"))
		b.species(s, "cytoplasm", "latent "+s, c)
		b.species(s+"_n", "nucleus", "latent "+s+" in the nucleus", n)
		b.species(s+"p", "cytoplasm", "phosphorylated "+s, 0)
		total := unit.Quantity{Value: c*p.Value("cytoplasm") + n*p.Value("nucleus"), Unit: unit.Must("zmol")}
		b.b.Add(&model.Parameter{Info: model.Info{ID: "total_" + s, Name: "all " + s + " of the cell"}, Value: total, Constant: true})
		b.b.Reaction("phosphorylation_"+s, s+" -> "+s+"p", docking(i)+"drive * "+s+" * cytoplasm")
		b.b.Reaction("dephosphorylation_"+s, s+"p -> "+s, "kdp * "+s+"p * cytoplasm")
		b.b.Reaction("latent_import_"+s, s+" -> "+s+"_n", "klat * "+s+" * cytoplasm")
		b.b.Reaction("latent_export_"+s, s+"_n -> "+s, "kexp * "+s+"_n * nucleus")
	}
	for _, d := range dimers(p.STATs) {
		id := d.id()
		b.species(id, "cytoplasm", "dimer of "+d.first+" and "+d.second, 0)
		b.species(id+"_n", "nucleus", "dimer of "+d.first+" and "+d.second+" in the nucleus", 0)
		pair, back := fmt.Sprintf("%sp + %sp", d.first, d.second), fmt.Sprintf("%s_n + %s_n", d.first, d.second)
		if d.first == d.second {
			pair, back = "2 "+d.first+"p", "2 "+d.first+"_n"
		}
		b.b.Reaction("dimerisation_"+id, pair+" -> "+id, fmt.Sprintf("kdim * %sp * %sp * cytoplasm", d.first, d.second))
		b.b.Reaction("dissociation_"+id, id+" -> "+pair, "kundim * "+id+" * cytoplasm")
		b.b.Reaction("import_"+id, id+" -> "+id+"_n", "kimp_"+d.first+" * "+id+" * cytoplasm")
		b.b.Reaction("nuclear_dephosphorylation_"+id, id+"_n -> "+back, "kdpn * "+id+"_n * nucleus")
	}
}

// genes: the dimers that drive are those of the main STAT; at type I interferon receptors, which have ISGF3, those with STAT2.
func (b *builder) genes() {
	p := b.p
	driver := dimer{p.STATs[0], p.STATs[0]}
	if len(p.STATs) > 1 && p.STATs[1] == "STAT2" {
		driver.second = "STAT2" // the scarcer partner sets the scale
	}
	n := driver.count(driver.second)
	b.b.Assign("in_nucleus", "1", fmt.Sprintf("max(0, %d * %s_n * nucleus / total_%s)", n, driver.id(), driver.second))
	b.b.Assign("gene", "1", "in_nucleus^hill / (Kgene^hill + in_nucleus^hill)")
	none := unit.Q(0, "1")
	b.b.State("target", none, "kreporter * (gene - target)")
	before := "gene"
	for i := range transits {
		id := fmt.Sprintf("transit%d", i+1)
		b.b.State(id, none, "ktransit * ("+before+" - "+id+")")
		before = id
	}
	b.b.State("mRNA", none, "kmRNA * ("+before+" - mRNA)")
	b.b.Reaction("SOCS_synthesis", " -> SOCS", "kSOCS * SOCSfull * mRNA * cytoplasm")
	b.b.Reaction("SOCS_loss", "SOCS -> ", "kSOCS * SOCS * cytoplasm")
}

func (b *builder) outputs() {
	p := b.p
	for _, s := range p.STATs {
		terms := []string{s + "p * cytoplasm"}
		for _, d := range dimers(p.STATs) {
			if n := d.count(s); n > 0 {
				terms = append(terms, fmt.Sprintf("%d * (%s * cytoplasm + %s_n * nucleus)", n, d.id(), d.id()))
			}
		}
		b.b.Output("p"+s, "%", "("+strings.Join(terms, " + ")+") / total_"+s)
	}
	b.b.Output("active_receptor", "%", "active_total / R0")
	b.b.Output("target_mRNA", "%", "target")
	b.b.Output(p.Feedback+"_mRNA", "%", "mRNA")
	b.b.Output(p.Feedback+"_protein", "nM", "SOCS")
}

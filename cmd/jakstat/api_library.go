package main

import (
	"context"
	"slices"
	"strings"

	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/jak/receptor"
	"jakstat/report"
	"jakstat/server"
)

// libraryRoutes are the pages that list what there is.
func (a *api) libraryRoutes(s *server.Server) {
	both := []server.Format{server.JSON, server.CSV}
	server.Get(s, server.Route{
		Path: "/drugs", ID: "list-drugs", Tag: tagExplore, Summary: "The drugs: class, usual treatment, models and doses", Formats: both, Fixed: true,
	}, func(context.Context, *none) (server.Page[drugsDocument], error) { return a.drugs() })
	server.Get(s, server.Route{
		Path: "/cytokines", ID: "list-cytokines", Tag: tagExplore, Summary: "The cytokines: receptors, kinases, STATs, cells, biology and the diseases they drive", Formats: both, Fixed: true,
	}, func(context.Context, *none) (server.Page[cytokinesDocument], error) { return a.cytokines() })
}

type drugsDocument struct {
	Schema string        `json:"schema"`
	Drugs  []drugDetail  `json:"drugs"`
	Notice string        `json:"notice"`
	Usual  []usualColumn `json:"usual" doc:"The treatments of the default comparison, in its order"`
}

type drugDetail struct {
	Name      string         `json:"name"`
	Brand     string         `json:"brand,omitempty"`
	Class     string         `json:"class"`
	Binding   string         `json:"binding_mode"`
	Usual     string         `json:"usual_treatment,omitempty" doc:"As a treatment parameter takes it"`
	Models    []modelDetail  `json:"models"`
	Forms     []string       `json:"formulations"`
	Simulated bool           `json:"simulated"`
	Missing   string         `json:"missing_reason,omitempty" doc:"Why it cannot be simulated"`
	Approved  []approvedDose `json:"approved_doses"`
	Evidence  string         `json:"evidence" doc:"The row of its identity"`
}

type modelDetail struct {
	ID          string   `json:"id"`
	Population  string   `json:"population"`
	Formulation string   `json:"formulation"`
	Basis       string   `json:"basis"`
	Verified    bool     `json:"verified"`
	Covariates  []string `json:"covariates" doc:"Characteristics of a patient that it knows, with their reference"`
	Note        string   `json:"note,omitempty"`
}

type approvedDose struct {
	Evidence   string `json:"evidence"`
	Brand      string `json:"brand"`
	Indication string `json:"indication"`
	Region     string `json:"region"`
	Dose       string `json:"dose"`
	Regimen    string `json:"regimen"`
	Verified   bool   `json:"verified"`
}

type usualColumn struct {
	Treatment string `json:"treatment"`
	Drug      string `json:"drug"`
	Dose      string `json:"dose"`
	Regimen   string `json:"regimen"`
	Model     string `json:"model"`
	Label     string `json:"label"`
}

func (a *api) drugs() (server.Page[drugsDocument], error) {
	out := server.Page[drugsDocument]{Document: drugsDocument{Schema: "jakstat.drugs/1", Drugs: []drugDetail{}, Notice: researchNotice}, Command: "jakstat evidence list --table physchem"}
	usual, err := a.treated()
	if err != nil {
		return out, err
	}
	first := map[string]string{}
	for _, t := range usual.treatments {
		c := usualOf(t)
		out.Document.Usual = append(out.Document.Usual, c)
		if first[c.Drug] == "" {
			first[c.Drug] = c.Treatment
		}
	}
	t := &report.Table{Title: "Drugs", RowHeads: 1, Columns: []report.Column{
		{Name: "drug"}, {Name: "class"}, {Name: "binding mode"}, {Name: "usual treatment"}, {Name: "formulations"}, {Name: "simulated"}, {Name: "reason"},
	}}
	for _, name := range pk.Names() {
		d, err := a.drug(name)
		if err != nil {
			return out, err
		}
		d.Usual = first[name]
		out.Document.Drugs = append(out.Document.Drugs, d)
		simulated := "yes"
		if !d.Simulated {
			simulated = "no"
		}
		t.Add(name, d.Class, d.Binding, d.Usual, strings.Join(d.Forms, "; "), simulated, d.Missing)
	}
	out.Table = t
	return out, nil
}

func usualOf(t coverage.Treatment) usualColumn {
	last := t.Regimen.Last()
	amount := last.Amount.String()
	regimen := strings.TrimSpace(strings.TrimPrefix(doseText(t), amount))
	return usualColumn{t.Drug.Name + ":" + doseText(t) + ":" + t.Model.ID, t.Drug.Name, amount, regimen, t.Model.ID, t.Label}
}

func (a *api) drug(name string) (drugDetail, error) {
	out := drugDetail{Name: name, Models: []modelDetail{}, Forms: []string{}, Approved: []approvedDose{}}
	d, err := pk.Open(name, a.lib)
	if err != nil {
		return out, err
	}
	out.Brand, out.Missing = d.Brand, oneLine(d.NoModel)
	if p := a.lib.PhysChem(name); p != nil {
		out.Class, out.Binding, out.Evidence = p.Class, p.BindingMode, p.ID
	}
	models, err := d.Models()
	if err != nil {
		return out, err
	}
	for _, m := range models {
		x := modelDetail{ID: m.ID, Population: m.Population, Formulation: m.Formulation, Basis: m.Basis, Verified: m.Verified(), Covariates: []string{}, Note: m.Note}
		for _, c := range m.Covariates {
			if c.Name != "daily_dose" { // worked out from the doses
				x.Covariates = append(x.Covariates, c.Name+"="+c.Value.String())
			}
		}
		out.Models = append(out.Models, x)
		if !slices.Contains(out.Forms, m.Formulation) {
			out.Forms = append(out.Forms, m.Formulation)
		}
	}
	out.Simulated = len(models) > 0
	for _, row := range evidence.Of(a.lib.Doses, name) {
		out.Approved = append(out.Approved, approvedDose{row.ID, row.Brand, row.Indication, row.Region, row.ApprovedDose, row.Regimen, row.How == evidence.Verified})
	}
	return out, nil
}

type cytokinesDocument struct {
	Schema    string           `json:"schema"`
	Cytokines []CytokineDetail `json:"cytokines"`
	Kinases   []string         `json:"kinases"`
}

// CytokineDetail is a cytokine with its receptor; it is part of other documents.
type CytokineDetail struct {
	Cytokine string         `json:"cytokine"`
	Receptor string         `json:"receptor" doc:"The row of the evidence"`
	Family   string         `json:"family"`
	Chains   string         `json:"receptor_chains"`
	Kinases  []string       `json:"kinases"`
	Pair     string         `json:"kinase_pair"`
	STATs    []string       `json:"stats"`
	Readouts []string       `json:"readouts" doc:"The rows of a comparison that show it, as the parameter only takes them"`
	Cells    string         `json:"main_cells"`
	Biology  string         `json:"biology"`
	Verified bool           `json:"verified"`
	Diseases []diseaseDrive `json:"diseases"`
}

type diseaseDrive struct {
	Disease  string `json:"disease"`
	Role     string `json:"role"`
	Strength string `json:"strength"`
	Evidence string `json:"evidence"`
	Verified bool   `json:"verified"`
}

func (a *api) cytokines() (server.Page[cytokinesDocument], error) {
	out := server.Page[cytokinesDocument]{Document: cytokinesDocument{Schema: "jakstat.cytokines/1", Kinases: []string{"JAK1", "JAK2", "JAK3", "TYK2"}}, Command: "jakstat evidence list --table receptors"}
	t := &report.Table{Title: "Cytokines", RowHeads: 1, Columns: []report.Column{
		{Name: "cytokine"}, {Name: "family"}, {Name: "receptor chains"}, {Name: "kinase pair"}, {Name: "STATs"}, {Name: "main cells"}, {Name: "biology"}, {Name: "diseases"}, {Name: "verified"},
	}}
	drives := a.drives()
	for _, r := range a.lib.Receptors {
		c := CytokineDetail{
			Cytokine: r.Cytokine, Receptor: r.ID, Family: r.Family, Chains: r.Chains, Kinases: r.JAKs, Pair: receptor.PairOf(r).String(), STATs: r.STATs,
			Cells: r.MainCells, Biology: r.Biology, Verified: r.How == evidence.Verified, Diseases: drives[r.Cytokine],
		}
		if c.Diseases == nil {
			c.Diseases = []diseaseDrive{}
		}
		for _, x := range receptor.Readouts(a.lib) {
			if x.Receptor == r {
				c.Readouts = append(c.Readouts, r.Cytokine+"/p"+x.STAT)
			}
		}
		out.Document.Cytokines = append(out.Document.Cytokines, c)
		var diseases []string
		for _, d := range c.Diseases {
			diseases = append(diseases, d.Disease+" ("+d.Strength+")")
		}
		verified := "yes"
		if !c.Verified {
			verified = "no"
		}
		t.Add(c.Cytokine, c.Family, c.Chains, c.Pair, strings.Join(c.STATs, ";"), c.Cells, c.Biology, strings.Join(diseases, "; "), verified)
	}
	out.Table = t
	return out, nil
}

// drives are the diseases by cytokine of a receptor.
func (a *api) drives() map[string][]diseaseDrive {
	out := map[string][]diseaseDrive{}
	for _, d := range a.lib.Drivers {
		for _, r := range a.lib.Receptors {
			if drivenBy(d.Cytokine, r.Cytokine) {
				out[r.Cytokine] = append(out[r.Cytokine], diseaseDrive{d.Disease, d.Role, d.Strength, d.ID, d.How == evidence.Verified})
			}
		}
	}
	return out
}

// drivenBy tells whether the cytokine of a driver row is that of a receptor row. Driver rows name several at once ("IL-7/IL-15 (gamma-c)") and a
// cytokine whatever its receptor ("IL-4"); what is marked as no JAK cytokine names none.
func drivenBy(driver, cytokine string) bool {
	if strings.Contains(driver, "not JAK") {
		return false
	}
	if driver == cytokine {
		return true
	}
	plain, _, _ := strings.Cut(driver, " (")
	first, _, _ := strings.Cut(cytokine, " (") // IL-4 (type I)
	first, _, _ = strings.Cut(first, "/")      // IFN-alpha/beta
	return slices.Contains(strings.Split(plain, "/"), first)
}

package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"jakstat/jak/binding"
	"jakstat/jak/coverage"
	"jakstat/report"
	"jakstat/server"
)

// pathwayDocument is the map from cytokine to disease. Values and occupancies are by treatment, in the order of columns.
type pathwayDocument struct {
	Schema    string                       `json:"schema"`
	Columns   []coverage.DocumentColumn    `json:"columns"`
	Cytokines []pathwayCytokine            `json:"cytokines"`
	Kinases   []pathwayKinase              `json:"kinases"`
	STATs     []pathwayNode                `json:"stats"`
	Cells     []pathwayNode                `json:"cells"`
	Diseases  []pathwayDisease             `json:"diseases"`
	Sources   map[string]coverage.Citation `json:"sources"`
}

type pathwayCytokine struct {
	CytokineDetail
	CellList []string         `json:"cells"`
	Blocked  []pathwayReadout `json:"inhibition"`
}

type pathwayReadout struct {
	STAT   string                  `json:"stat"`
	Values []coverage.DocumentCell `json:"values"`
}

type pathwayKinase struct {
	Kinase    string     `json:"kinase"`
	Cytokines []string   `json:"cytokines"`
	Occupancy []*float64 `json:"average_daily_occupancy" doc:"Fraction of the kinase that is occupied, typical patient; null where it is unknown or the drug is covalent"`
}

// pathwayNode is a STAT or a kind of cell with the cytokines that act on it.
type pathwayNode struct {
	Name      string   `json:"name"`
	Cytokines []string `json:"cytokines"`
}

type pathwayDisease struct {
	Disease   string         `json:"disease"`
	Cytokines []pathwayDrive `json:"cytokines"`
}

type pathwayDrive struct {
	Cytokine string `json:"cytokine"`
	Role     string `json:"role"`
	Strength string `json:"strength"`
	Evidence string `json:"evidence"`
	Verified bool   `json:"verified"`
}

func (a *api) pathway(ctx context.Context, q *CompareQuery) (server.Page[pathwayDocument], error) {
	out := server.Page[pathwayDocument]{}
	v, err := q.view(ctx, a)
	if err != nil {
		return out, err
	}
	d := v.document()
	list, err := a.cytokines()
	if err != nil {
		return out, err
	}
	doc := &out.Document
	*doc = pathwayDocument{Schema: "jakstat.pathway/1", Columns: d.Columns, Cytokines: []pathwayCytokine{}, Kinases: []pathwayKinase{}, Sources: d.Sources}
	stats, cells, kinases := nodes{}, nodes{}, nodes{}
	diseases := map[string][]pathwayDrive{}
	for _, c := range list.Document.Cytokines {
		x := pathwayCytokine{CytokineDetail: c, CellList: cellsOf(c.Cells), Blocked: []pathwayReadout{}}
		for _, r := range d.Rows {
			if r.Receptor == c.Receptor {
				x.Blocked = append(x.Blocked, pathwayReadout{r.STAT, r.Values})
			}
		}
		if len(x.Blocked) == 0 { // not among those asked for
			continue
		}
		doc.Cytokines = append(doc.Cytokines, x)
		stats.add(c.Cytokine, c.STATs...)
		cells.add(c.Cytokine, x.CellList...)
		kinases.add(c.Cytokine, c.Kinases...)
		for _, r := range c.Diseases {
			diseases[r.Disease] = append(diseases[r.Disease], pathwayDrive{c.Cytokine, r.Role, r.Strength, r.Evidence, r.Verified})
		}
	}
	doc.STATs, doc.Cells = stats.sorted(), cells.sorted()
	for _, k := range binding.Kinases() {
		x := pathwayKinase{Kinase: k.String(), Cytokines: orEmpty(kinases[k.String()]), Occupancy: []*float64{}}
		for _, col := range v.c.Columns {
			var share *float64
			if f, ok := col.Occupied(k); ok {
				share = &f
			}
			x.Occupancy = append(x.Occupancy, share)
		}
		doc.Kinases = append(doc.Kinases, x)
	}
	for _, name := range slices.Sorted(maps.Keys(diseases)) {
		doc.Diseases = append(doc.Diseases, pathwayDisease{name, diseases[name]})
	}
	out.Table, out.Command = pathwayTable(doc), v.command+" --json"
	return out, nil
}

// nodes are names with the cytokines that lead to them.
type nodes map[string][]string

func (n nodes) add(cytokine string, names ...string) {
	for _, name := range names {
		if !slices.Contains(n[name], cytokine) {
			n[name] = append(n[name], cytokine)
		}
	}
}

func (n nodes) sorted() []pathwayNode {
	out := []pathwayNode{}
	for _, name := range slices.Sorted(maps.Keys(n)) {
		out = append(out, pathwayNode{name, n[name]})
	}
	return out
}

// cellsOf splits the cells of a receptor row, as in "T, Treg, NK".
func cellsOf(text string) []string {
	var out []string
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' }) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func pathwayTable(d *pathwayDocument) *report.Table {
	t := &report.Table{Title: "Pathway", RowHeads: 2, Columns: []report.Column{
		{Name: "cytokine"}, {Name: "read-out"}, {Name: "receptor chains"}, {Name: "kinase pair"}, {Name: "STATs"}, {Name: "main cells"}, {Name: "diseases"},
	}}
	for _, c := range d.Columns {
		t.Columns = append(t.Columns, report.Column{Name: c.Drug + " " + c.Regimen + ", average", Unit: "%", Align: report.Right})
	}
	for _, c := range d.Cytokines {
		var diseases []string
		for _, x := range c.Diseases {
			diseases = append(diseases, x.Disease+" ("+x.Strength+")")
		}
		for _, r := range c.Blocked {
			row := []string{c.Cytokine, "p" + r.STAT, c.Chains, c.Pair, strings.Join(c.STATs, ";"), c.Cells, strings.Join(diseases, "; ")}
			for _, x := range r.Values {
				if x.Average == nil {
					row = append(row, "")
					continue
				}
				row = append(row, number(100*x.Average.Typical))
			}
			t.Add(row...)
		}
	}
	return t
}

package coverage

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"jakstat/engine/result"
	"jakstat/evidence"
	"jakstat/jak/receptor"
)

// DocumentSchema identifies the JSON form of a comparison.
const DocumentSchema = "jakstat.compare/1"

// Document is the machine-readable form of a comparison. Names and units are stable: fractions in 0..1, concentrations in nM
// total plasma unless said, times in h. A figure that is unknown is null.
type Document struct {
	Schema   string              `json:"schema"`
	Manifest result.Manifest     `json:"manifest"`
	Columns  []DocumentColumn    `json:"columns"`
	Rows     []DocumentRow       `json:"rows"`
	Windows  []DocumentWindow    `json:"windows"`
	Missing  []Missing           `json:"missing,omitempty"`
	Sources  map[string]Citation `json:"sources"`
}

// DocumentColumn is a treatment.
type DocumentColumn struct {
	Drug       string   `json:"drug"`
	Dose       string   `json:"dose"`
	Regimen    string   `json:"regimen"`
	Label      string   `json:"label"`
	Model      string   `json:"model"`
	Population string   `json:"population"`
	Basis      string   `json:"basis"`
	Verified   bool     `json:"verified"`
	AUC24      Estimate `json:"auc24_ng_h_per_mL"`
	Cmax       Estimate `json:"cmax_ng_per_mL"`
	Cmin       Estimate `json:"cmin_ng_per_mL"`
	Unbound    float64  `json:"unbound_average_nM"` // parent equivalents
	// Occupancy stands there for drugs with rates of binding.
	Occupancy []DocumentOccupancy `json:"occupancy,omitempty"`
}

// DocumentRow is a read-out.
type DocumentRow struct {
	Cytokine string         `json:"cytokine"`
	STAT     string         `json:"stat"`
	Cells    string         `json:"main_cells"`
	Pair     string         `json:"kinase_pair"`
	Receptor string         `json:"receptor"`
	Values   []DocumentCell `json:"values"`
}

// DocumentCell is a read-out under a treatment.
type DocumentCell struct {
	Route        string    `json:"route"` // measured, mechanistic, none
	Verified     bool      `json:"verified"`
	Average      *Estimate `json:"average_daily_inhibition"`
	Trough       *Estimate `json:"trough_inhibition"`
	HoursAbove   *Estimate `json:"hours_above_ic50"`
	IC50Total    *float64  `json:"ic50_total_plasma_nM"`
	IC50Unbound  *float64  `json:"ic50_unbound_nM"`
	LnSD         *float64  `json:"ln_ic50_sd"`
	Cell         string    `json:"cell,omitempty"`
	Matrix       string    `json:"matrix,omitempty"`
	Evidence     []string  `json:"evidence"`
	Notes        []string  `json:"notes,omitempty"`
	OtherRoute   string    `json:"other_route,omitempty"`
	OtherIC50    *float64  `json:"other_ic50_total_plasma_nM,omitempty"`
	OtherAverage *float64  `json:"other_average_daily_inhibition,omitempty"`
}

// DocumentWindow is a selectivity window; slices are by column.
type DocumentWindow struct {
	Wanted string     `json:"wanted"`
	Spared string     `json:"spared"`
	Ratio  []*float64 `json:"ic50_ratio"`
}

// Citation is a source as shown beside a number.
type Citation struct {
	Short    string `json:"short"`
	Text     string `json:"text"`
	DOI      string `json:"doi,omitempty"`
	Locator  string `json:"locator,omitempty"`
	Verified bool   `json:"verified"`
}

// shortName is "Vong 2021", or the title of a source without an author.
func shortName(s *evidence.Source) string {
	if s.Authors != "" || s.Title == "" {
		return s.Short()
	}
	if s.Year > 0 && !strings.Contains(s.Title, strconv.Itoa(s.Year)) {
		return fmt.Sprintf("%s (%d)", s.Title, s.Year)
	}
	return s.Title
}

// Cite returns the citation of an evidence row.
func Cite(lib *evidence.Library, id string) (Citation, bool) {
	_, rec, ok := lib.Get(id)
	if !ok {
		return Citation{}, false
	}
	return Citation{
		Short: shortName(rec.Source), Text: rec.Source.Text, DOI: rec.Source.DOI, Locator: rec.Locator, Verified: rec.How == evidence.Verified,
	}, true
}

// Document builds the machine-readable form.
func (c *Comparison) Document(lib *evidence.Library, missing []Missing, m result.Manifest) Document {
	d := Document{Schema: DocumentSchema, Manifest: m, Missing: missing, Sources: map[string]Citation{}}
	cite := func(ids []string) {
		for _, id := range ids {
			if s, ok := Cite(lib, id); ok {
				d.Sources[id] = s
			}
		}
	}
	for _, col := range c.Columns {
		t := col.Treatment
		last := t.Regimen.Last()
		d.Columns = append(d.Columns, DocumentColumn{
			Drug: t.Drug.Name, Dose: last.Amount.String(), Regimen: t.Regimen.String(), Label: t.Label, Model: t.Model.ID, Population: t.Model.Population,
			Basis: t.Model.Basis, Verified: t.Model.Verified(), AUC24: col.AUC24, Cmax: col.Cmax, Cmin: col.Cmin,
			Unbound: col.UnboundAverage(), Occupancy: col.documentOccupancies(),
		})
		for _, p := range t.Model.Parameters {
			cite(p.Refs)
		}
	}
	for _, r := range c.Rows {
		row := DocumentRow{
			Cytokine: r.Readout.Receptor.Cytokine, STAT: r.Readout.STAT, Cells: r.Readout.Receptor.MainCells, Pair: r.Readout.Group(),
			Receptor: r.Readout.Receptor.ID,
		}
		cite([]string{r.Readout.Receptor.ID})
		for _, x := range r.Cells {
			row.Values = append(row.Values, x.document())
			cite(x.Effect.Refs)
		}
		d.Rows = append(d.Rows, row)
	}
	for _, w := range c.Windows {
		out := DocumentWindow{Wanted: w.Wanted.Label(), Spared: w.Spared.Label()}
		for _, v := range w.Ratio {
			out.Ratio = append(out.Ratio, known(v))
		}
		d.Windows = append(d.Windows, out)
	}
	return d
}

// UnboundAverage is the daily mean unbound concentration in parent equivalents (nM).
func (c *Column) UnboundAverage() float64 {
	area := 0.0
	t, v := c.Hours, c.Total.Typical
	for i := 1; i < len(t); i++ {
		area += (t[i] - t[i-1]) * (v[i] + v[i-1]) / 2
	}
	return c.Treatment.Molecule.Fu * area / (t[len(t)-1] - t[0])
}

func (x Cell) document() DocumentCell {
	e := x.Effect
	out := DocumentCell{Route: e.Route.String(), Verified: e.Verified, Evidence: e.Refs, Notes: e.Notes}
	if out.Evidence == nil {
		out.Evidence = []string{}
	}
	if e.Route == receptor.NoRoute {
		return out
	}
	out.Average, out.Trough, out.HoursAbove = &x.Average, &x.Trough, &x.Hours
	out.IC50Total, out.IC50Unbound, out.LnSD = known(e.IC50), known(e.Unbound), known(e.SD)
	if e.Row != nil {
		out.Cell, out.Matrix = e.Row.Cell, e.Row.Matrix
	}
	if x.Other != nil {
		out.OtherRoute, out.OtherIC50, out.OtherAverage = x.Other.Route.String(), known(x.Other.IC50), known(x.OtherAverage)
	}
	return out
}

// known returns nil for a figure JSON cannot carry: unknown, or beyond every concentration.
func known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// SourceIDs returns the ids of a document's sources, sorted.
func (d *Document) SourceIDs() []string {
	ids := make([]string, 0, len(d.Sources))
	for id := range d.Sources {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}

package statements

import (
	"jakstat/evidence"
	"jakstat/fit/potency"
)

// calibration knows which rows the calibration of potency rests on, and which studies of which drug.
type calibration struct {
	lib     *evidence.Library
	rows    map[string]bool
	studies map[[2]string]bool // drug, source
}

func calibratedRows(lib *evidence.Library) calibration {
	c := calibration{lib, map[string]bool{}, map[[2]string]bool{}}
	for _, d := range potency.Drugs(lib) {
		var ids []string
		for _, a := range d.Assays {
			ids = append(ids, a.ID)
		}
		for _, x := range d.Cells {
			ids = append(ids, x.ID)
		}
		for _, id := range ids {
			c.rows[id] = true
			if _, rec, ok := lib.Get(id); ok {
				c.studies[[2]string{d.Drug, rec.Source.ID}] = true
			}
		}
	}
	return c
}

// dependent returns those rows that were fitted, or whose study gave fitted rows of the same drug.
func (c calibration) dependent(ids []string) []string {
	var out []string
	for _, id := range ids {
		_, rec, ok := c.lib.Get(id)
		if !ok {
			panic("statements: no evidence row " + id)
		}
		hit := c.rows[id]
		for _, d := range rec.DrugList() {
			hit = hit || c.studies[[2]string{d, rec.Source.ID}]
		}
		if hit {
			out = append(out, id)
		}
	}
	return out
}

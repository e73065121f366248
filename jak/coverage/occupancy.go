package coverage

import (
	"jakstat/jak/binding"
)

// Occupancy is how much of a kinase a drug with rates holds over the day, in the typical patient.
type Occupancy struct {
	Kinase   binding.Kinase
	Constant binding.Constant // in cells, unbound
	Course   []float64        // fraction at the column's Hours
	Cover    Cover
	Still    Cover // at equilibrium with the concentration of the moment
}

// Occupancies lists the kinases that the column's drug is known to leave slowly; none for a drug without rates. A time above one half is
// that of occupancy.
func (c *Column) Occupancies() []Occupancy {
	var out []Occupancy
	m := c.Treatment.Molecule
	for k, constant := range m.InCells() {
		if !constant.Known || constant.Koff == 0 {
			continue
		}
		u, still := make([]float64, len(c.Hours)), make([]float64, len(c.Hours))
		for i, v := range c.typical.c {
			u[i] = v * m.Fu / constant.KiApp
			still[i] = u[i] / (1 + u[i])
		}
		o := Occupancy{Kinase: binding.Kinase(k), Constant: constant, Course: make([]float64, len(c.Hours)), Still: Summarise(c.Hours, still)}
		binding.Exchange{Koff: constant.Koff}.Periodic(c.Hours, u, o.Course)
		o.Cover = Summarise(c.Hours, o.Course)
		out = append(out, o)
	}
	return out
}

// DocumentOccupancy is the machine-readable form of an occupancy.
type DocumentOccupancy struct {
	Kinase    string    `json:"kinase"`
	Basis     string    `json:"basis"` // "measured" or "sensitivity analysis"
	Ki        float64   `json:"ki_in_cells_nM"`
	Kon       float64   `json:"kon_in_cells_per_nM_h"`
	Koff      float64   `json:"koff_per_h"`
	Residence float64   `json:"residence_h"`
	Time      []float64 `json:"time_h"`
	Occupied  []float64 `json:"occupancy"`
	Cover     Cover     `json:"over_time"`
	Still     Cover     `json:"at_equilibrium"`
}

// Basis says what rates rest on.
func (o *Occupancy) Basis() string {
	if o.Constant.KoffMeasured {
		return "measured"
	}
	return "sensitivity analysis"
}

func (c *Column) documentOccupancies() []DocumentOccupancy {
	var out []DocumentOccupancy
	for _, o := range c.Occupancies() {
		out = append(out, DocumentOccupancy{
			Kinase: o.Kinase.String(), Basis: o.Basis(), Ki: o.Constant.KiApp, Kon: o.Constant.Kon(), Koff: o.Constant.Koff, Residence: 1 / o.Constant.Koff,
			Time: c.Hours, Occupied: o.Course, Cover: o.Cover, Still: o.Still,
		})
	}
	return out
}

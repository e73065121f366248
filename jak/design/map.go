package design

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"jakstat/engine/fpmath"
	"jakstat/jak/binding"
)

// Field is a map over two axes, evenly spaced on logarithmic scales.
type Field struct {
	XEdges, YEdges []float64
	Cells          [][]FieldCell // [y][x]
}

// FieldCell is one place of a map.
type FieldCell struct {
	Molecules int     `json:"molecules"`
	Feasible  int     `json:"feasible"`
	Low       float64 `json:"dose_from_mg"` // medians over the feasible molecules; 0 without one
	High      float64 `json:"dose_to_mg"`
}

func edges(r Range, n int) []float64 {
	out := make([]float64, n+1)
	for i := range out {
		out[i] = r.at(float64(i) / float64(n))
	}
	out[n] = r.High
	return out
}

// bin is the place of v among n equal steps of a range on a logarithmic scale.
func (r Range) bin(v float64, n int) int {
	if r.High == r.Low {
		return 0
	}
	return min(max(int(float64(n)*fpmath.Log(v/r.Low)/fpmath.Log(r.High/r.Low)), 0), n-1)
}

// Map counts, by selectivity (x, nx steps) and half-life (y, ny steps), the molecules for which a dose exists, with their doses.
func (s *Search) Map(nx, ny int) Field {
	xr, yr := s.Space.Vary[Selectivity], s.Space.Vary[HalfLife]
	f := Field{XEdges: edges(xr, nx), YEdges: edges(yr, ny)}
	lows, highs := make([][]float64, nx*ny), make([][]float64, nx*ny)
	f.Cells = grid(nx, ny)
	for i := range s.Candidates {
		c := &s.Candidates[i]
		x, y := xr.bin(Selectivity.Of(&c.Molecule), nx), yr.bin(c.Molecule.HalfLife(), ny)
		f.Cells[y][x].Molecules++
		if c.Feasible() {
			f.Cells[y][x].Feasible++
			lows[y*nx+x], highs[y*nx+x] = append(lows[y*nx+x], c.Low), append(highs[y*nx+x], c.High)
		}
	}
	for i := range lows {
		f.Cells[i/nx][i%nx].Low, f.Cells[i/nx][i%nx].High = median(lows[i]), median(highs[i])
	}
	return f
}

// Exposure counts, by selectivity (x) and average unbound concentration in units of the IC50 of the first wanted read-out (y, over range r), the
// molecules that meet all wishes at that exposure.
func (s *Search) Exposure(nx, ny int, r Range) Field {
	xr := s.Space.Vary[Selectivity]
	f := Field{XEdges: edges(xr, nx), YEdges: edges(r, ny), Cells: grid(nx, ny)}
	for i := range s.Candidates {
		c := &s.Candidates[i]
		x := xr.bin(Selectivity.Of(&c.Molecule), nx)
		perMg := c.Molecule.UnboundAverage(1, s.Space.Interval) / c.IC50
		for y := range ny {
			f.Cells[y][x].Molecules++
			if u := math.Sqrt(f.YEdges[y] * f.YEdges[y+1]); c.Feasible() && u >= perMg*c.Low && u <= perMg*c.High {
				f.Cells[y][x].Feasible++
			}
		}
	}
	return f
}

func grid(nx, ny int) [][]FieldCell {
	out := make([][]FieldCell, ny)
	for y := range out {
		out[y] = make([]FieldCell, nx)
	}
	return out
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}

// Attained is the average inhibition by a molecule at a dose for every wish.
func (s *Search) Attained(m *Molecule, dose float64) []float64 {
	day := m.course(s.Space.Interval)
	out := make([]float64, len(s.Wishes))
	for i, w := range s.Wishes {
		out[i] = day.inhibition(w.Response, &m.Ki, dose)
	}
	return out
}

// Why says, where no molecule meets all wishes, which of them stand against each other, the best trade-off, and what would help.
func (s *Search) Why() []string {
	if s.Feasible > 0 || len(s.Candidates) == 0 {
		return nil
	}
	best := &s.Candidates[s.Best]
	limits := make([]int, len(s.Wishes)+1)
	for i := range s.Candidates {
		limits[s.Candidates[i].Limits+1]++
	}
	most := 0
	for i := range limits {
		if limits[i] > limits[most] {
			most = i
		}
	}
	share := 100 * float64(limits[most]) / float64(len(s.Candidates))
	var out []string
	if most == 0 {
		out = append(out, fmt.Sprintf("In %.0f %% of the molecules it is the highest dose, %.4g mg, that is too low.", share, s.Space.Dose.High))
	} else {
		out = append(out, fmt.Sprintf("In %.0f %% of the molecules %s keeps the dose too low for what is wanted.", share, s.Wishes[most-1].Text))
	}
	if !(best.High > 0) {
		return append(out, fmt.Sprintf("Even the lowest dose, %.4g mg, takes too much from what is to be spared.", s.Space.Dose.Low))
	}
	out = append(out, "The best trade-off: "+s.tradeOff(&best.Molecule, best.High)+".")
	return append(out, s.beyond(best)...)
}

func (s *Search) tradeOff(m *Molecule, dose float64) string {
	var parts []string
	for i, v := range s.Attained(m, dose) {
		parts = append(parts, fmt.Sprintf("%.1f %% where %s is wished", 100*v, s.Wishes[i].Text))
	}
	for _, p := range s.Space.varied() {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %.3g %s", p, p.Of(m), p.Unit())))
	}
	return strings.Join(parts, ", ") + fmt.Sprintf(", dose %.3g mg", dose)
}

// beyond tells which ends of ranges the best molecule touches, and how far it would get past them.
func (s *Search) beyond(best *Candidate) []string {
	var ends []string
	for _, p := range s.Space.varied() {
		r := s.Space.Vary[p]
		v := p.Of(&best.Molecule)
		place := fpmath.Log(v/r.Low) / fpmath.Log(r.High/r.Low)
		if r.High > r.Low && (place < 0.03 || place > 0.97) {
			ends = append(ends, strings.TrimSpace(fmt.Sprintf("%s (%.3g %s)", p, v, p.Unit())))
		}
	}
	var out []string
	if len(ends) > 0 {
		out = append(out, "It lies at the end of the range of "+strings.Join(ends, " and ")+": a wider range may hold better ones.")
	}
	wide := s.Space
	wide.Dose = Range{boundDose.low, boundDose.high}
	m := best.Molecule
	m.Ki[binding.JAK2] = math.Inf(1)
	m.SetHalfLife(boundHalfLife.high)
	c := wide.try(m, s.Wishes)
	switch {
	case c.Feasible():
		out = append(out, "A constant concentration without any binding to JAK2 would meet all wishes: the conflict is one of selectivity and half-life.")
	case c.High > 0:
		out = append(out, fmt.Sprintf("Even a constant concentration without any binding to JAK2 would miss %s by %.1f percentage points: these receptors share their kinases.", s.Wishes[c.Needs].Text, 100*c.Short))
	}
	return out
}

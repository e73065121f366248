package safety

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"jakstat/library"

	"gonum.org/v1/gonum/mat"
)

// Calibration is the hazards of all events as estimated from pools, ratios and risk factors. It is data (library/calibration), with the hash of
// what it was fitted to.
type Calibration struct {
	Hash   string
	Models []*Model // in the order of Events
}

// File names of a calibration within its directory.
const (
	ParameterFile = "safety.csv"
	FactorFile    = "safety_factor.csv"
)

// ClassForm is the form without a pathway, in files and outputs.
const ClassForm = "effect of the class"

// Form names what a hazard depends on under a JAK inhibitor: a pathway, or the class.
func (h *Hazard) Form() string {
	if h.Pathway == nil {
		return ClassForm
	}
	return h.Pathway.Name
}

// Model returns the hazard of an event.
func (c *Calibration) Model(event string) (*Model, bool) {
	i := slices.IndexFunc(c.Models, func(m *Model) bool { return m.Event.Name == event })
	if i < 0 {
		return nil, false
	}
	return c.Models[i], true
}

// spreads are the standard deviations by name, in the order of files.
func (m *Model) spreads() []struct {
	name string
	at   *float64
} {
	return []struct {
		name string
		at   *float64
	}{{"disease", &m.Disease}, {"drug", &m.Drug}, {"programme", &m.Programme}, {"pool", &m.Pool}, {"arm", &m.Arm}}
}

// SD is the standard deviation of coordinate i.
func (m *Model) SD(i int) float64 {
	v := 0.0
	for j := range i + 1 {
		f := m.Factor.At(i, j)
		v += f * f
	}
	return math.Sqrt(v)
}

// Files returns the calibration as its two files: parameters, and the lower Cholesky factor of their covariance, one row a coordinate.
func (c *Calibration) Files() map[string][]byte {
	num := func(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
	rows := [][]string{{"event", "item", "name", "value", "sd"}, {"", "data", c.Hash, "", ""}}
	factor := [][]string{{"event", "name", "factor"}}
	for _, m := range c.Models {
		e := m.Event.Name
		rows = append(rows, []string{e, "form", m.Form(), "", ""})
		for _, p := range m.Compared() {
			rows = append(rows, []string{e, "gain", p, num(m.Gain[p]), ""})
		}
		for _, s := range m.spreads() {
			rows = append(rows, []string{e, "spread", s.name, num(*s.at), ""})
		}
		for i, name := range m.Names {
			rows = append(rows, []string{e, "coordinate", name, num(m.X[i]), num(m.SD(i))})
			line := make([]string, i+1)
			for j := range line {
				line[j] = num(m.Factor.At(i, j))
			}
			factor = append(factor, []string{e, name, strings.Join(line, " ")})
		}
	}
	return map[string][]byte{ParameterFile: csvText(rows), FactorFile: csvText(factor)}
}

// DoseOnly is the name of the control that candidate pathways have to beat: the mean of all cytokines, which says no more than dose.
const DoseOnly = "all cytokines"

// Compared lists the pathways that were compared with an effect of the class, the control last.
func (m *Model) Compared() []string {
	var out []string
	for _, p := range m.Event.Candidates {
		out = append(out, p.Name)
	}
	if len(out) > 0 {
		out = append(out, DoseOnly)
	}
	return out
}

func csvText(rows [][]string) []byte {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		panic(err) // a strings.Builder does not fail
	}
	return []byte(b.String())
}

// ReadCalibration reads the two files of a directory. The files are written by the product: an error is a damaged copy.
func ReadCalibration(fsys fs.FS) (*Calibration, error) {
	rows, err := readRows(fsys, ParameterFile, 5)
	if err != nil {
		return nil, err
	}
	c := &Calibration{}
	for i, r := range rows {
		if err := c.read(r); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", ParameterFile, i+2, err)
		}
	}
	if len(c.Models) != len(Events()) {
		return nil, fmt.Errorf("%s: %d of %d events", ParameterFile, len(c.Models), len(Events()))
	}
	return c, c.readFactors(fsys)
}

func (c *Calibration) read(r []string) error {
	if r[1] == "data" {
		c.Hash = r[2]
		return nil
	}
	e, ok := Find(r[0])
	if !ok {
		return fmt.Errorf("no event %q", r[0])
	}
	if r[1] == "form" {
		m := &Model{Hazard: Hazard{Event: e, At: map[string]int{}}, Gain: map[string]float64{}}
		if i := slices.IndexFunc(e.Candidates, func(p Pathway) bool { return p.Name == r[2] }); i >= 0 {
			m.Pathway = &e.Candidates[i]
		} else if r[2] != ClassForm {
			return fmt.Errorf("no form %q", r[2])
		}
		c.Models = append(c.Models, m)
		return nil
	}
	if len(c.Models) == 0 || c.Models[len(c.Models)-1].Event != e {
		return fmt.Errorf("%q before its form", r[0])
	}
	m := c.Models[len(c.Models)-1]
	v, err := strconv.ParseFloat(r[3], 64)
	if err != nil {
		return err
	}
	switch r[1] {
	case "gain":
		m.Gain[r[2]] = v
	case "spread":
		for _, s := range m.spreads() {
			if s.name == r[2] {
				*s.at = v
			}
		}
	case "coordinate":
		m.At[r[2]] = len(m.Names)
		m.Names, m.X = append(m.Names, r[2]), append(m.X, v)
	default:
		return fmt.Errorf("no item %q", r[1])
	}
	return nil
}

func (c *Calibration) readFactors(fsys fs.FS) error {
	rows, err := readRows(fsys, FactorFile, 3)
	if err != nil {
		return err
	}
	k := 0
	for _, m := range c.Models {
		m.Factor = mat.NewTriDense(len(m.Names), mat.Lower, nil)
		for i, name := range m.Names {
			if k >= len(rows) || rows[k][0] != m.Event.Name || rows[k][1] != name {
				return fmt.Errorf("%s, line %d: %q of %q is expected", FactorFile, k+2, name, m.Event.Name)
			}
			cells := strings.Fields(rows[k][2])
			if len(cells) != i+1 {
				return fmt.Errorf("%s, line %d: %d numbers, not %d", FactorFile, k+2, len(cells), i+1)
			}
			for j, cell := range cells {
				v, err := strconv.ParseFloat(cell, 64)
				if err != nil {
					return fmt.Errorf("%s, line %d: %w", FactorFile, k+2, err)
				}
				m.Factor.SetTri(i, j, v)
			}
			k++
		}
	}
	return nil
}

func readRows(fsys fs.FS, name string, columns int) ([][]string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.FieldsPerRecord = columns
	rows, err := in.ReadAll()
	if err != nil || len(rows) < 2 {
		return nil, fmt.Errorf("%s: not readable (%d rows): %w", name, len(rows), err)
	}
	return rows[1:], nil
}

// Shipped returns the calibration of the library.
var Shipped = sync.OnceValue(func() *Calibration {
	sub, err := fs.Sub(library.FS, "calibration")
	if err != nil {
		panic(err)
	}
	c, err := ReadCalibration(sub)
	if err != nil {
		panic("safety: the shipped calibration is damaged: " + err.Error())
	}
	return c
})

// Distance is the largest difference between two calibrations: of a coordinate in units of its standard deviation, or of the logarithm of a standard
// deviation; +Inf when they do not hold the same coordinates or forms.
func (c *Calibration) Distance(o *Calibration) float64 {
	d := 0.0
	for i, m := range c.Models {
		if len(o.Models) != len(c.Models) || o.Models[i].Form() != m.Form() || !slices.Equal(o.Models[i].Names, m.Names) {
			return math.Inf(1)
		}
		n := o.Models[i]
		for k := range m.X {
			d = max(d, math.Abs(m.X[k]-n.X[k])/m.SD(k), math.Abs(math.Log(n.SD(k)/m.SD(k))))
		}
		other := n.spreads()
		for k, s := range m.spreads() {
			d = max(d, math.Abs(math.Log(*other[k].at / *s.at)))
		}
	}
	return d
}

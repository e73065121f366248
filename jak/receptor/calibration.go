package receptor

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"
	"sort"
	"strconv"
	"strings"
	"sync"

	"jakstat/library"
	"jakstat/stat/laplace"

	"gonum.org/v1/gonum/mat"
)

// Calibration is what all drugs share, as estimated from the library's cell data: the means and covariance of the shared coordinates and the
// standard deviations of the groups. It is data (library/calibration), with the hash of the evidence it was fitted to.
type Calibration struct {
	Form  Form
	Hash  string
	SD    [numGroups]float64
	names []string
	mean  []float64
	cov   *mat.SymDense
	at    map[string]int
}

// Value returns the mean of a shared coordinate.
func (c *Calibration) Value(name string) (float64, bool) {
	i, ok := c.at[name]
	if !ok {
		return 0, false
	}
	return c.mean[i], true
}

// variance is that of a linear form over shared coordinates; names that are not calibrated add nothing.
func (c *Calibration) variance(form map[string]float64) float64 {
	v := 0.0
	for _, a := range c.known(form) {
		for _, b := range c.known(form) {
			v += form[a] * form[b] * c.cov.At(c.at[a], c.at[b])
		}
	}
	return v
}

// known lists the calibrated names of a form in order, so that sums have the same bits every time.
func (c *Calibration) known(form map[string]float64) []string {
	var out []string
	for name := range form {
		if _, ok := c.at[name]; ok {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

// CalibrationOf keeps what all drugs share of a fitted hierarchy.
func CalibrationOf(m *Model, post *laplace.Posterior, hash string) *Calibration {
	c := &Calibration{Form: m.Form, Hash: hash, at: map[string]int{}}
	copy(c.SD[:], post.SD)
	var from []int
	for i, co := range m.Problem.Coords {
		switch co.Group {
		case gCells, gCarry, gFusion, gBeta, gFamily, gReadout:
			c.at[co.Name] = len(c.names)
			c.names, c.mean, from = append(c.names, co.Name), append(c.mean, post.X[i]), append(from, i)
		}
	}
	c.cov = mat.NewSymDense(len(from), nil)
	for a, i := range from {
		for b, j := range from {
			c.cov.SetSym(a, b, post.Cov.At(i, j))
		}
	}
	return c
}

// HashOf identifies the evidence of a calibration.
func HashOf(drugs []Evidence) string {
	h := sha256.New()
	for _, d := range drugs {
		fmt.Fprintf(h, "%s\n", d.Drug)
		for _, a := range d.Assays {
			fmt.Fprintf(h, "%s %v %s %.12g %v %v %.12g %.12g %v\n", a.ID, a.Kinase, a.Panel, a.Ln, a.AtLeast, a.Verified, a.Carry, a.CarrySD, a.Fusion)
		}
		for _, c := range d.Cells {
			fmt.Fprintf(h, "%s %s %s %v %s %.12g %v\n", c.ID, c.Receptor.Cytokine, c.Receptor.Family, PairOf(c.Receptor), c.STAT, c.Ln, c.Verified)
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// File names of a calibration within its directory.
const (
	ParameterFile  = "potency.csv"
	CovarianceFile = "potency_covariance.csv"
)

// Files returns the calibration as its two files.
func (c *Calibration) Files() map[string][]byte {
	num := func(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
	rows := [][]string{{"item", "name", "value", "sd"}, {"form", c.Form.String(), "", ""}, {"evidence", c.Hash, "", ""}}
	for i, g := range groups() {
		rows = append(rows, []string{"group", g.Name, num(c.SD[i]), ""})
	}
	cov := [][]string{append([]string{"name"}, c.names...)}
	for i, name := range c.names {
		rows = append(rows, []string{"coordinate", name, num(c.mean[i]), num(math.Sqrt(c.cov.At(i, i)))})
		line := []string{name}
		for j := range c.names {
			line = append(line, num(c.cov.At(i, j)))
		}
		cov = append(cov, line)
	}
	return map[string][]byte{ParameterFile: csvText(rows), CovarianceFile: csvText(cov)}
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
	rows, err := readRows(fsys, ParameterFile)
	if err != nil {
		return nil, err
	}
	c := &Calibration{at: map[string]int{}, Form: numForms}
	byName := map[string]int{}
	for i, g := range groups() {
		byName[g.Name] = i
	}
	for _, r := range rows[1:] {
		v, _ := strconv.ParseFloat(r[2], 64)
		switch r[0] {
		case "form":
			for _, f := range Forms() {
				if f.String() == r[1] {
					c.Form = f
				}
			}
		case "evidence":
			c.Hash = r[1]
		case "group":
			i, ok := byName[r[1]]
			if !ok || !(v > 0) {
				return nil, fmt.Errorf("%s: no group %q with a positive value", ParameterFile, r[1])
			}
			c.SD[i] = v
		case "coordinate":
			c.at[r[1]] = len(c.names)
			c.names, c.mean = append(c.names, r[1]), append(c.mean, v)
		}
	}
	if c.Form == numForms {
		return nil, fmt.Errorf("%s: unknown form", ParameterFile)
	}
	return c, c.readCovariance(fsys)
}

func (c *Calibration) readCovariance(fsys fs.FS) error {
	rows, err := readRows(fsys, CovarianceFile)
	if err != nil {
		return err
	}
	if len(rows) != len(c.names)+1 {
		return fmt.Errorf("%s: %d rows for %d coordinates", CovarianceFile, len(rows)-1, len(c.names))
	}
	c.cov = mat.NewSymDense(len(c.names), nil)
	for i, r := range rows[1:] {
		if r[0] != c.names[i] || rows[0][i+1] != c.names[i] {
			return fmt.Errorf("%s: %q stands where %q is expected", CovarianceFile, r[0], c.names[i])
		}
		for j := range c.names {
			v, err := strconv.ParseFloat(r[j+1], 64)
			if err != nil {
				return fmt.Errorf("%s: row %q: %w", CovarianceFile, r[0], err)
			}
			c.cov.SetSym(i, j, v)
		}
	}
	return nil
}

func readRows(fsys fs.FS, name string) ([][]string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("%s: empty", name)
	}
	return rows, nil
}

// Shipped returns the calibration of the library.
var Shipped = sync.OnceValue(func() *Calibration {
	sub, err := fs.Sub(library.FS, "calibration")
	if err != nil {
		panic(err)
	}
	c, err := ReadCalibration(sub)
	if err != nil {
		panic("receptor: the shipped calibration is damaged: " + err.Error())
	}
	return c
})

// Distance is the largest difference between two calibrations: of a coordinate in units of its standard deviation, or of the logarithm of a standard
// deviation; +Inf when they do not hold the same coordinates or form.
func (c *Calibration) Distance(o *Calibration) float64 {
	if c.Form != o.Form || len(c.names) != len(o.names) {
		return math.Inf(1)
	}
	d := 0.0
	for i, name := range c.names {
		v, ok := o.Value(name)
		if !ok {
			return math.Inf(1)
		}
		sd, other := math.Sqrt(c.cov.At(i, i)), math.Sqrt(o.cov.At(o.at[name], o.at[name]))
		d = max(d, math.Abs(v-c.mean[i])/sd, math.Abs(math.Log(other/sd)))
	}
	for i, sd := range c.SD {
		d = max(d, math.Abs(math.Log(o.SD[i]/sd)))
	}
	return d
}

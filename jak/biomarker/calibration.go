package biomarker

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"sync"

	"jakstat/library"

	"gonum.org/v1/gonum/mat"
)

// File names of a calibration within library/calibration.
const (
	ParameterFile  = "labs.csv"
	CovarianceFile = "labs_covariance.csv"
	HeldOutFile    = "labs_held_out.csv"
)

// Calibration is what laboratory results estimate, one set for all drugs: coordinates (natural logarithms) with their covariance, the
// standard deviations of the groups of errors, and what was predicted of each drug's rows when they were left out.
type Calibration struct {
	Hash    string // of library/trials/labs.csv, the plan and the potencies it rests on
	Names   []string
	Mean    []float64
	Cov     *mat.SymDense
	Errors  []Group
	HeldOut []HeldOut
}

// HeldOut is the prediction of a row by a calibration without the rows of one of its drugs, in the row's unit, with the 95 % interval stated then.
type HeldOut struct {
	Row, Drug            string
	Predicted, Low, High float64
}

// Group is the standard deviation of a kind of observation around its prediction.
type Group struct {
	Name string
	SD   float64
}

// index of a coordinate, -1 without.
func (c *Calibration) index(name string) int {
	for i, n := range c.Names {
		if n == name {
			return i
		}
	}
	return -1
}

// Value returns a coordinate as the value itself: its prior median where the calibration has none.
func (c *Calibration) Value(name string) float64 {
	if i := c.index(name); i >= 0 {
		return math.Exp(c.Mean[i])
	}
	m, _ := Prior(name)
	return math.Exp(m)
}

// Known is like Value; ok is false where the calibration does not hold the name.
func (c *Calibration) Known(name string) (v float64, ok bool) {
	i := c.index(name)
	if i < 0 {
		return 0, false
	}
	return math.Exp(c.Mean[i]), true
}

// GroupSD returns the standard deviation of a group of errors; it panics on a name that there is not.
func (c *Calibration) GroupSD(name string) float64 {
	for _, g := range c.Errors {
		if g.Name == name {
			return g.SD
		}
	}
	panic("biomarker: no group " + name)
}

// Empty is a calibration without data: every coordinate at its prior.
func Empty() *Calibration { return &Calibration{} }

// At returns a calibration that has other means.
func (c *Calibration) At(mean []float64) *Calibration {
	o := *c
	o.Mean = mean
	return &o
}

// Draw returns the calibration moved by one draw of its uncertainty; z are independent standard normals, one a coordinate.
func (c *Calibration) Draw(z []float64) *Calibration {
	if len(c.Names) == 0 {
		return c
	}
	var chol mat.Cholesky
	if !chol.Factorize(c.Cov) {
		panic("biomarker: the covariance is not positive definite")
	}
	var l mat.TriDense
	chol.LTo(&l)
	moved := append([]float64(nil), c.Mean...)
	for i := range moved {
		for j := 0; j <= i; j++ {
			moved[i] += float64(l.At(i, j) * z[j])
		}
	}
	return c.At(moved)
}

// Files returns the calibration as its three files.
func (c *Calibration) Files() map[string][]byte {
	num := func(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
	rows := [][]string{{"item", "name", "value", "sd"}, {"evidence", c.Hash, "", ""}}
	for _, g := range c.Errors {
		rows = append(rows, []string{"group", g.Name, num(g.SD), ""})
	}
	cov := [][]string{append([]string{"name"}, c.Names...)}
	for i, name := range c.Names {
		rows = append(rows, []string{"coordinate", name, num(c.Mean[i]), num(math.Sqrt(c.Cov.At(i, i)))})
		line := []string{name}
		for j := range c.Names {
			line = append(line, num(c.Cov.At(i, j)))
		}
		cov = append(cov, line)
	}
	held := [][]string{{"row", "drug", "predicted", "low", "high"}}
	for _, h := range c.HeldOut {
		held = append(held, []string{h.Row, h.Drug, num(h.Predicted), num(h.Low), num(h.High)})
	}
	return map[string][]byte{ParameterFile: csvText(rows), CovarianceFile: csvText(cov), HeldOutFile: csvText(held)}
}

func csvText(rows [][]string) []byte {
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		panic(err) // a strings.Builder does not fail
	}
	return []byte(b.String())
}

// ReadCalibration reads the three files of a directory. They are written by the product: an error is a damaged copy.
func ReadCalibration(fsys fs.FS) (*Calibration, error) {
	rows, err := readRows(fsys, ParameterFile)
	if err != nil {
		return nil, err
	}
	cov, err := readRows(fsys, CovarianceFile)
	if err != nil {
		return nil, err
	}
	held, err := readRows(fsys, HeldOutFile)
	if err != nil {
		return nil, err
	}
	c := &Calibration{}
	var bad error
	num := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil && bad == nil {
			bad = err
		}
		return v
	}
	for _, r := range rows[1:] {
		switch r[0] {
		case "evidence":
			c.Hash = r[1]
		case "group":
			c.Errors = append(c.Errors, Group{r[1], num(r[2])})
		case "coordinate":
			c.Names, c.Mean = append(c.Names, r[1]), append(c.Mean, num(r[2]))
		}
	}
	if len(cov) != len(c.Names)+1 {
		return nil, fmt.Errorf("%s: %d rows for %d coordinates", CovarianceFile, len(cov)-1, len(c.Names))
	}
	c.Cov = mat.NewSymDense(len(c.Names), nil)
	for i, r := range cov[1:] {
		if r[0] != c.Names[i] {
			return nil, fmt.Errorf("%s: %q stands where %q is expected", CovarianceFile, r[0], c.Names[i])
		}
		for j := range c.Names {
			c.Cov.SetSym(i, j, num(r[j+1]))
		}
	}
	for _, r := range held[1:] {
		c.HeldOut = append(c.HeldOut, HeldOut{r[0], r[1], num(r[2]), num(r[3]), num(r[4])})
	}
	return c, bad
}

func readRows(fsys fs.FS, name string) ([][]string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err == nil && len(rows) < 2 {
		err = fmt.Errorf("empty")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
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
		panic("biomarker: the shipped calibration is damaged: " + err.Error())
	}
	return c
})

// Distance is the largest difference of a coordinate in units of its standard deviation; +Inf when they do not hold the same coordinates.
func (c *Calibration) Distance(o *Calibration) float64 {
	if len(c.Names) != len(o.Names) {
		return math.Inf(1)
	}
	d := 0.0
	for i, name := range c.Names {
		if o.Names[i] != name {
			return math.Inf(1)
		}
		d = max(d, math.Abs(c.Mean[i]-o.Mean[i])/math.Sqrt(c.Cov.At(i, i)))
	}
	return d
}

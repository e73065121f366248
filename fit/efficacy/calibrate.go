package efficacy

import (
	"context"
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math"
	"strconv"
	"strings"

	"jakstat/evidence"
	"jakstat/evidence/results"
	"jakstat/jak/disease"
	"jakstat/library"
	"jakstat/stat/mixed"
)

// Correlations of the sampling errors of two rows of one arm: of two reports of the same endpoint and week, of endpoints and weeks of one score, of
// different scores. The first is nearly one patient count; the others are assumptions in the middle of what scores of one disease show within
// patients (the analysis is not sensitive: docs/efficacy.md).
const (
	sameReport     = 0.95
	sameScore      = 0.6
	differentScore = 0.42
)

// Folds is into how many parts the trials are split for standard deviations without a part of them.
const Folds = 5

// CalibrationFile is where the standard deviations are kept, under library/.
const CalibrationFile = "calibration/efficacy.csv"

// errorGroups follow disease.Groups: what a report has beyond sampling of patients (rounding, denominators, imputation), by verification.
var errorGroups = []mixed.Group{{Name: "verified report", SD: 0.05, Pull: 1}, {Name: "unverified report", SD: 0.08, Pull: 1}}

// Calibration is the standard deviations of all groups, from all trials and without each fold of them.
type Calibration struct {
	Hash  string // of the results, see DataHash
	SD    []float64
	Folds [Folds][]float64
}

// GroupNames lists the groups in the order of SD.
func GroupNames() []string {
	var out []string
	for _, g := range groups() {
		out = append(out, g.Name)
	}
	return out
}

func groups() []mixed.Group {
	var out []mixed.Group
	for _, g := range disease.Groups {
		out = append(out, mixed.Group{Name: g.Name, SD: g.SD, Pull: 1, Fixed: g.Fixed})
	}
	return append(out, errorGroups...)
}

// DataHash names the data: the results and what is known of the trials.
func DataHash(fsys fs.FS) (string, error) {
	h, err := results.Hash(fsys, "efficacy", "timecourse")
	if err != nil {
		return "", err
	}
	sum := fnv.New64a()
	for _, name := range []string{"settings", "endpoints", "drives", "diseases"} {
		data, err := fs.ReadFile(fsys, "disease/"+name+".csv")
		if err != nil {
			return "", err
		}
		sum.Write(data)
	}
	return fmt.Sprintf("%s-%x", h[:16], sum.Sum64()), nil
}

// Fold is the part of the trials that a trial belongs to, 0 to Folds-1: the same for all trials of a name, whatever else there is.
func Fold(trial string) int {
	h := fnv.New32a()
	h.Write([]byte(trial))
	return int(h.Sum32() % Folds)
}

// Data are observations with their terms.
type Data struct {
	Observations []Observation
	Source       *disease.Source
	rows         []mixed.Row
	index        map[string]int // of groups
}

// Observe finds the terms of observations; it simulates every regimen among them once.
func Observe(ctx context.Context, lib *evidence.Library, obs []Observation) (*Data, error) {
	d := &Data{Observations: obs, Source: disease.NewSource(lib), index: map[string]int{}}
	for i, name := range GroupNames() {
		d.index[name] = i
	}
	asks := make([]disease.Ask, len(obs))
	for i, o := range obs {
		asks[i] = o.Ask
	}
	if err := d.Source.Prepare(ctx, asks); err != nil {
		return nil, err
	}
	arms := map[string]int{}
	for _, o := range obs {
		terms, err := d.terms(o.Ask)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.ID, err)
		}
		report := "unverified report"
		if o.Verified {
			report = "verified report"
		}
		terms = append(terms, mixed.Term{Group: d.index[report], Key: o.ID, Value: 1})
		arm := o.Trial + "|" + o.Result.Arm
		if arms[arm] == 0 {
			arms[arm] = 1 + len(arms)
		}
		d.rows = append(d.rows, mixed.Row{Y: o.Y, SE: o.SE, Cluster: arms[arm], Terms: terms})
	}
	return d, nil
}

func (d *Data) terms(a disease.Ask) ([]mixed.Term, error) {
	named, err := d.Source.Terms(a)
	if err != nil {
		return nil, err
	}
	out := make([]mixed.Term, len(named))
	for i, t := range named {
		out[i] = mixed.Term{Group: d.index[t.Group], Key: t.Key, Value: t.Value}
	}
	return out, nil
}

// model is the mixed model of the observations that keep wants.
func (d *Data) model(keep func(*Observation) bool) (*mixed.Model, error) {
	var rows []mixed.Row
	var of []*Observation
	for i := range d.Observations {
		if o := &d.Observations[i]; keep(o) {
			rows, of = append(rows, d.rows[i]), append(of, o)
		}
	}
	return mixed.New(mixed.Data{Groups: groups(), Rows: rows, Correlation: func(i, j int) float64 {
		a, b := of[i], of[j]
		switch {
		case a.Ask.Endpoint == b.Ask.Endpoint && a.Ask.Week == b.Ask.Week:
			return sameReport
		case a.Definition.Score == b.Definition.Score:
			return sameScore
		}
		return differentScore
	}})
}

// Calibrate estimates the standard deviations: from all trials first, then without each fold from there. Parts that start holds already (of an
// interrupted calibration) are not estimated again. report is called after every improvement with the calibration so far, which can be kept to resume from.
func Calibrate(ctx context.Context, d *Data, hash string, start *Calibration, report func(part int, s mixed.Step, c *Calibration)) (*Calibration, error) {
	c := &Calibration{Hash: hash}
	if start != nil && start.Hash == hash {
		*c = *start
	}
	estimate := func(part int, from []float64, keep func(*Observation) bool) ([]float64, error) {
		m, err := d.model(keep)
		if err != nil {
			return nil, err
		}
		if from == nil {
			from = m.SDs()
		}
		return m.Fit(ctx, from, 100, func(s mixed.Step) { report(part, s, c) })
	}
	var err error
	if c.SD == nil {
		if c.SD, err = estimate(0, nil, func(*Observation) bool { return true }); err != nil {
			c.SD = nil
			return c, err
		}
	}
	for f := range Folds {
		if c.Folds[f] != nil {
			continue
		}
		if c.Folds[f], err = estimate(1+f, c.SD, func(o *Observation) bool { return Fold(o.Trial) != f }); err != nil {
			c.Folds[f] = nil
			return c, err
		}
	}
	return c, nil
}

// CSV is the calibration as a file: the hash, then a line a group. Parts that are not there yet are blank.
func (c *Calibration) CSV() []byte {
	var b strings.Builder
	w := csv.NewWriter(&b)
	header := []string{"group", "sd"}
	for f := range Folds {
		header = append(header, fmt.Sprintf("sd_without_fold_%d", f))
	}
	lines := [][]string{header, append([]string{"data", c.Hash}, make([]string, Folds)...)}
	parts := append([][]float64{c.SD}, c.Folds[:]...)
	for g, name := range GroupNames() {
		line := []string{name}
		for _, p := range parts {
			cell := ""
			if p != nil {
				cell = strconv.FormatFloat(p[g], 'g', 6, 64)
			}
			line = append(line, cell)
		}
		lines = append(lines, line)
	}
	w.WriteAll(lines) // a strings.Builder takes everything
	return []byte(b.String())
}

// ReadCalibration reads what CSV wrote.
func ReadCalibration(data []byte) (*Calibration, error) {
	lines, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil {
		return nil, err
	}
	names := GroupNames()
	if len(lines) != len(names)+2 || len(lines[1]) != 2+Folds {
		return nil, fmt.Errorf("efficacy: a calibration has %d lines of %d columns; write a new one with jakstat fit efficacy", len(names)+2, 2+Folds)
	}
	c := &Calibration{Hash: lines[1][1]}
	for p := range 1 + Folds {
		part := make([]float64, len(names))
		for g, line := range lines[2:] {
			if line[0] != names[g] {
				return nil, fmt.Errorf("efficacy: line %d is of the group %q, not %q; write a new calibration with jakstat fit efficacy", g+3, line[0], names[g])
			}
			if line[1+p] == "" {
				part = nil
				break
			}
			if part[g], err = strconv.ParseFloat(line[1+p], 64); err != nil || part[g] <= 0 {
				return nil, fmt.Errorf("efficacy: line %d: %q is no standard deviation", g+3, line[1+p])
			}
		}
		if p == 0 {
			c.SD = part
		} else {
			c.Folds[p-1] = part
		}
	}
	return c, nil
}

// ShippedCalibration is that of the library.
func ShippedCalibration() (*Calibration, error) {
	data, err := fs.ReadFile(library.FS, CalibrationFile)
	if err != nil {
		return nil, err
	}
	return ReadCalibration(data)
}

// Gain is what a few more steps of the estimation from a calibration gain in log marginal likelihood.
func Gain(ctx context.Context, d *Data, c *Calibration) (float64, error) {
	m, err := d.model(func(*Observation) bool { return true })
	if err != nil {
		return 0, err
	}
	first, last := math.NaN(), math.NaN()
	_, err = m.Fit(ctx, c.SD, 3, func(s mixed.Step) {
		if math.IsNaN(first) {
			first = s.Objective
		}
		last = s.Objective
	})
	return last - first, err
}

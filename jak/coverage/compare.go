package coverage

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"jakstat/evidence"
	"jakstat/jak/receptor"
)

// Row is one read-out across treatments.
type Row struct {
	Readout receptor.Readout
	Cells   []Cell
}

// Window is a selectivity window: what one treatment takes from a wanted and from an unwanted signal.
type Window struct {
	Wanted, Spared     receptor.Readout
	Ratio              []float64 // IC50 spared over IC50 wanted, NaN where unknown
	WantedIn, SparedIn []float64 // average daily inhibition, NaN where unknown
}

// Comparison is the main result: read-outs by treatments at steady state.
type Comparison struct {
	Columns []*Column
	Rows    []Row
	Windows []Window
	Options Options
}

// windows are the selectivity questions the field asks of a JAK inhibitor: inflammation (IL-6) against blood formation (EPO, TPO, GM-CSF)
// and against lymphocytes (IL-15, IL-7), interferon against blood formation, IL-23 against interferon.
var windows = [][2]string{
	{"IL-6/pSTAT3", "EPO"},
	{"IL-6/pSTAT3", "TPO"},
	{"IL-6/pSTAT3", "GM-CSF"},
	{"IL-6/pSTAT3", "IL-15"},
	{"IL-6/pSTAT3", "IL-7"},
	{"IFN-alpha/beta", "EPO"},
	{"IL-23", "IFN-alpha/beta"},
}

// Compare simulates the treatments and evaluates every read-out. Columns keep the order of the treatments.
func Compare(ctx context.Context, lib *evidence.Library, treatments []Treatment, o Options) (*Comparison, error) {
	switch {
	case o.Typical:
		o.Subjects = 0
	case o.Subjects == 0:
		o.Subjects = DefaultSubjects
	}
	if o.Step == 0 {
		o.Step = DefaultStep
	}
	c := &Comparison{Options: o, Columns: make([]*Column, len(treatments))}
	for _, r := range receptor.Readouts(lib) {
		c.Rows = append(c.Rows, Row{Readout: r, Cells: make([]Cell, len(treatments))})
	}
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	inner := o
	inner.Workers = max(1, workers/max(1, len(treatments))) // columns run side by side; a single one has all workers
	errs := make([]error, len(treatments))
	var wg sync.WaitGroup
	slots := make(chan struct{}, workers)
	for i, t := range treatments {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			column, err := simulate(ctx, t, inner)
			if err != nil {
				errs[i] = err
				return
			}
			c.Columns[i] = column
			c.fill(lib, i, inner.Workers)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	c.windows(lib)
	return c, nil
}

// fill evaluates every read-out of a column.
func (c *Comparison) fill(lib *evidence.Library, column, workers int) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range workers {
		wg.Go(func() {
			scratch := make([]float64, len(c.Columns[column].Hours))
			for j := int(next.Add(1)) - 1; j < len(c.Rows); j = int(next.Add(1)) - 1 {
				c.Rows[j].Cells[column] = c.Columns[column].cell(lib, c.Rows[j].Readout, scratch)
			}
		})
	}
	wg.Wait()
}

// comparable tells whether an IC50 can stand in a ratio: a limit, an IC50 that is never reached and the fixed-time IC50 of a covalent drug
// cannot.
func comparable(e *receptor.Effect) bool {
	return e.Route != receptor.NoRoute && !e.AtLeast && e.Covalent == nil && !math.IsInf(e.IC50, 0)
}

func (c *Comparison) windows(lib *evidence.Library) {
	find := func(name string) *Row {
		r := receptor.FindReadouts(lib, name)[0]
		for i := range c.Rows {
			if c.Rows[i].Readout.Label() == r.Label() {
				return &c.Rows[i]
			}
		}
		panic("coverage: no row for " + name)
	}
	for _, w := range windows {
		a, b := find(w[0]), find(w[1])
		out := Window{Wanted: a.Readout, Spared: b.Readout}
		for i := range c.Columns {
			x, y := a.Cells[i], b.Cells[i]
			ratio, in, spared := math.NaN(), math.NaN(), math.NaN()
			if x.Effect.Route != receptor.NoRoute {
				in = x.Average.Typical
			}
			if y.Effect.Route != receptor.NoRoute {
				spared = y.Average.Typical
			}
			if comparable(x.Effect) && comparable(y.Effect) {
				ratio = y.Effect.IC50 / x.Effect.IC50
			}
			out.Ratio, out.WantedIn, out.SparedIn = append(out.Ratio, ratio), append(out.WantedIn, in), append(out.SparedIn, spared)
		}
		c.Windows = append(c.Windows, out)
	}
}

// Course is the inhibition of one read-out over the day for a column's typical patient, with the band between patients.
func (c *Comparison) Course(row, column int) Band {
	col, cell := c.Columns[column], c.Rows[row].Cells[column]
	if cell.Effect.Route == receptor.NoRoute {
		return Band{}
	}
	courses := make([][]float64, 1+len(col.subjects))
	courses[0] = make([]float64, len(col.Hours))
	inhibit(cell.Effect, col.Hours, col.typical, 1, courses[0])
	for i, s := range col.subjects {
		courses[i+1] = make([]float64, len(col.Hours))
		inhibit(cell.Effect, col.Hours, s, math.Exp(cell.Effect.SD*col.normals[i*potencyDraws]), courses[i+1])
	}
	return band(courses)
}

// Keep drops the rows that a filter does not want.
func (c *Comparison) Keep(want func(receptor.Readout) bool) {
	var rows []Row
	for _, r := range c.Rows {
		if want(r.Readout) {
			rows = append(rows, r)
		}
	}
	c.Rows = rows
}

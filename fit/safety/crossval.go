package safety

import (
	"context"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"jakstat/jak/safety"
)

// Left says what was left out when a rate was predicted.
type Left string

// What can be left out: all pools of the programme of the row, with the ratios of the same study; or all pools and ratios of its drug.
const (
	Pool Left = "pool"
	Drug Left = "drug"
)

// Point is an observed rate beside its prediction by an estimate that had not seen it.
type Point struct {
	*Row
	safety.Forecast
	Left Left
	// Full is the prediction by the estimate from all data, the row among them.
	Full safety.Forecast
	// EventsLow and EventsHigh are the 95 % interval of the number of events in the row's patient-years.
	EventsLow, EventsHigh float64
}

func newPoint(r *Row, f safety.Forecast, left Left, full safety.Forecast) Point {
	p := Point{Row: r, Forecast: f, Left: left, Full: full}
	p.EventsLow, p.EventsHigh = f.Counts(r.PY)
	return p
}

// CrossValidate predicts every row that can be compared without its programme, or without its drug. Standard deviations are estimated and
// pathways chosen again each time. Folds run on all processors; done is called as they finish.
func (d *Data) CrossValidate(ctx context.Context, by Left, done func()) ([]Point, error) {
	folds := d.folds(by)
	points := make([][]Point, len(folds))
	errs := make([]error, len(folds))
	full := map[*safety.Event]*Fitted{}
	events := safety.Events()
	for i := range events {
		f, err := d.Choose(ctx, &events[i], View{}, nil)
		if err != nil {
			return nil, err
		}
		full[&events[i]] = f.Fitted
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, f := range folds {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots; done() }()
			points[i], errs[i] = d.predict(ctx, f, full[f.event])
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return slices.Concat(points...), nil
}

// fold is what is left out together for one event.
type fold struct {
	event *safety.Event
	by    Left
	name  string
}

// Folds is how many estimations a cross-validation takes.
func (d *Data) Folds(by Left) int { return len(d.folds(by)) }

func (d *Data) folds(by Left) []fold {
	var out []fold
	for _, r := range d.Rows {
		if !r.Compared() {
			continue
		}
		f := fold{r.Event, by, r.name(by)}
		if f.name != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// name is what a row belongs to: its programme, or its drug; empty for comparators.
func (r *Row) name(by Left) string {
	if by == Drug {
		return r.Plan.Drug
	}
	return r.Part()
}

// view is what an estimation sees that leaves a fold out.
func (d *Data) view(f fold) View {
	var studies, held []string // what tells of the same people
	for _, r := range d.Rows {
		if f.by == Pool && r.Pool != nil && r.Part() == f.name {
			studies, held = append(studies, key(r.Rate.Pool)), append(held, r.ID)
		}
	}
	return View{
		Row: func(r *Row) bool { return r.name(f.by) != f.name },
		Contrast: func(c *Contrast) bool {
			if f.by == Drug {
				return c.A.Drug != f.name && c.B.Drug != f.name
			}
			return !slices.Contains(studies, key(c.Study))
		},
		Effect: func(e *Effect) bool { return !slices.Contains(held, firstOf(e.Row)) },
	}
}

func (d *Data) predict(ctx context.Context, f fold, full *Fitted) ([]Point, error) {
	fit, err := d.Choose(ctx, f.event, d.view(f), full)
	if err != nil {
		return nil, err
	}
	var out []Point
	for _, r := range d.Rows {
		if r.Compared() && r.Event == f.event && r.name(f.by) == f.name {
			out = append(out, newPoint(r, fit.Forecast(r), f.by, full.Forecast(r)))
		}
	}
	return out, nil
}

// firstOf is the row over which an effect was taken, "rate2" of "rate2/rate1".
func firstOf(row string) string {
	first, _, _ := strings.Cut(row, "/")
	return first
}

// Forecast predicts a row of a pool that the estimate has not seen.
func (f *Fitted) Forecast(r *Row) safety.Forecast {
	m := f.Model()
	return m.Forecast(&r.Population, r.Action)
}

// Inside tells whether the observed number of events lies in its 95 % interval.
func (p *Point) Inside() bool { return p.EventsLow <= p.N && p.N <= p.EventsHigh }

// Width is the upper over the lower end of the 95 % interval of the rate of a pool of endless size.
func (p *Point) Width() float64 { return math.Exp(2 * z95 * p.SD) }

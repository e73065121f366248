package sim

import (
	"context"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"jakstat/diag"
	"jakstat/engine/ode"
	"jakstat/engine/vm"
)

// defaultLanes is how many subjects step together: enough to spread the cost of interpreting an instruction, few
// enough to stay in the first-level cache with the models of pharmacology.
const defaultLanes = 8

// outputLanes is how many observation times are evaluated together.
const outputLanes = 16

// Run simulates all subjects and returns their courses in order of subjects. A subject that fails has a nil course and a Failure;
// the error is for requests that cannot start (bad times, unsupported constructs, doses into nowhere) and for a cancelled context.
func Run(ctx context.Context, r *Request) ([]*Course, []Failure, error) {
	courses := make([]*Course, r.count())
	var failures []Failure
	err := Stream(ctx, r, func(c *Course) { courses[c.Subject] = c }, func(f Failure) { failures = append(failures, f) })
	return courses, failures, err
}

// Stream simulates all subjects and hands each course on as it ends, in any order, one call at a time.
func Stream(ctx context.Context, r *Request, course func(*Course), failure func(Failure)) error {
	if err := r.check(); err != nil {
		return err
	}
	workers := r.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	lanes := r.Lanes
	if lanes <= 0 {
		lanes = defaultLanes
	}
	lanes = max(1, min(lanes, (r.count()+workers-1)/workers))
	workers = min(workers, (r.count()+lanes-1)/lanes)
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	errs := make([]error, workers)
	for k := range workers {
		w, err := newWorker(r, lanes)
		if err != nil {
			return err
		}
		w.take = func() int { return int(next.Add(1)) - 1 }
		w.emit = func(c *Course, f *Failure) {
			mu.Lock()
			defer mu.Unlock()
			if f != nil {
				failure(*f)
			} else {
				course(c)
			}
		}
		wg.Go(func() { errs[k] = w.run(ctx) })
	}
	wg.Wait()
	var l diag.List
	for _, err := range errs {
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && len(l) == 0 {
			l.AddError(diag.Pos{}, "sim", err)
		}
	}
	return l.Err()
}

func (r *Request) count() int { return max(1, len(r.Subjects)) }

func (r *Request) subject(i int) Subject {
	if len(r.Subjects) == 0 {
		return Subject{}
	}
	return r.Subjects[i]
}

func (r *Request) id(i int) string {
	if s := r.subject(i); s.ID != "" {
		return s.ID
	}
	return strconv.Itoa(i + 1)
}

// worker owns one machine, one solver and their lanes.
type worker struct {
	request *Request
	options ode.Options
	machine *vm.Machine
	output  *vm.Machine
	solver  *ode.Solver
	lanes   []*lane
	scratch []float64
	route   routeScratch
	take    func() int
	emit    func(*Course, *Failure)
	err     error
}

func newWorker(r *Request, lanes int) (*worker, error) {
	w := &worker{request: r, options: r.options(), machine: vm.New(r.Program, lanes), output: vm.New(r.Program, outputLanes)}
	var err error
	if w.solver, err = ode.New(w.machine, r.method(), w.options); err != nil {
		return nil, err
	}
	n, _ := w.machine.Size()
	w.scratch = make([]float64, n)
	for l := range lanes {
		w.lanes = append(w.lanes, &lane{w: w, index: l, y: make([]float64, n), rates: make([]float64, len(r.Program.Inputs)), running: map[int]infusion{}})
	}
	return w, nil
}

// run keeps the lanes busy until no subject is left.
func (w *worker) run(ctx context.Context) error {
	for l := range w.lanes {
		w.refill(w.lanes[l])
	}
	for w.err == nil && w.solver.Running() > 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		w.solver.Advance()
		for _, ln := range w.lanes {
			ln.step()
		}
	}
	return w.err
}

// refill gives an idle lane the next subject; without one it stays parked.
func (w *worker) refill(ln *lane) {
	if w.err != nil {
		return
	}
	i := w.take()
	if i >= w.request.count() {
		return
	}
	s := w.request.subject(i)
	for p, param := range w.request.Program.Params {
		w.machine.SetParameter(ln.index, p, param.Value)
	}
	for _, set := range s.Settings {
		w.machine.SetParameter(ln.index, set.Param, set.Value)
	}
	w.machine.EvalConst()
	events := s.Events
	if events == nil {
		events = w.request.Events
	}
	w.initial(ln.index, ln.y)
	pl, err := lay(w.request.Program, events, w.request.Times, func(route int, amount, t float64) ([]armValues, error) {
		return w.delivery(ln, route, amount, t)
	})
	if err != nil {
		w.err = err
		return
	}
	ln.begin(i, pl)
}

// initial writes the initial state of a lane into y (stride 1).
func (w *worker) initial(lane int, y []float64) {
	n, lanes := w.machine.Size()
	if w.route.y == nil {
		w.route.t, w.route.y = make([]float64, lanes), make([]float64, n*lanes)
	}
	w.machine.Initial(lane, w.route.y)
	for i := range y {
		y[i] = w.route.y[i*lanes+lane]
	}
}

// finish hands a lane's subject on and refills the lane.
func (w *worker) finish(ln *lane) {
	w.solver.Park(ln.index)
	if ln.failed != nil {
		w.emit(nil, ln.failed)
	} else {
		ln.stats.Add(w.solver.Stats(ln.index))
		s := w.request.subject(ln.subject)
		for l := range outputLanes {
			for p, param := range w.request.Program.Params {
				w.output.SetParameter(l, p, param.Value)
			}
			for _, set := range s.Settings {
				w.output.SetParameter(l, set.Param, set.Value)
			}
		}
		w.output.EvalConst()
		times := append([]float64(nil), ln.times[:ln.seen]...)
		w.emit(&Course{Subject: ln.subject, Times: times, Values: ln.outputs(w.output, w.request.Program), Stats: ln.stats}, nil)
	}
	w.refill(ln)
}

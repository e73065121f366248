package compile

import "slices"

// emitter numbers slots and linearises the graph.
type emitter struct {
	g *graph
	p *Program

	slot     []int32 // of each node, -1 when it has none yet
	constant []id    // computed nodes that depend on parameters only, in order
	tempBase int32
	temps    int32 // most temporaries any section needs
}

// newEmitter lays out all slots but the temporaries, for the nodes reachable from the results.
func newEmitter(g *graph, p *Program, results [][]id) *emitter {
	e := &emitter{g: g, p: p, slot: make([]int32, len(g.nodes))}
	for i := range e.slot {
		e.slot[i] = -1
	}
	var consts []id
	order := e.reach(results)
	for _, n := range order {
		x := &g.nodes[n]
		switch {
		case x.op == leafConst:
			consts = append(consts, n)
		case x.class == 0 && x.op < numOps:
			e.constant = append(e.constant, n)
		}
	}
	for i, n := range consts {
		e.slot[n] = int32(i)
		p.Constants = append(p.Constants, g.nodes[n].val)
	}
	next := int32(len(consts))
	p.ParamBase = next
	next += int32(len(p.Params))
	p.TimeSlot = next
	p.DoseSlot = next + 1
	next += 2
	p.StateBase = next
	next += int32(len(p.States))
	p.InputBase = next
	next += int32(len(p.Inputs))
	p.DelayedBase = next
	next += int32(len(p.Delays))
	p.DrawBase = next
	next += int32(len(p.Draws))
	for _, n := range order {
		x := &g.nodes[n]
		switch x.op {
		case leafParam:
			e.slot[n] = p.ParamBase + int32(x.a)
		case leafTime:
			e.slot[n] = p.TimeSlot
		case leafDose:
			e.slot[n] = p.DoseSlot
		case leafState:
			e.slot[n] = p.StateBase + int32(x.a)
		case leafInput:
			e.slot[n] = p.InputBase + int32(x.a)
		case leafDelayed:
			e.slot[n] = p.DelayedBase + int32(x.a)
		case leafDraw:
			e.slot[n] = p.DrawBase + int32(x.a)
		}
	}
	for _, n := range e.constant {
		e.slot[n] = next
		next++
	}
	e.tempBase = next
	return e
}

// reach lists the nodes below the results, operands first.
func (e *emitter) reach(results [][]id) []id {
	seen := make([]bool, len(e.g.nodes))
	var order []id
	for _, list := range results {
		for _, n := range list {
			order = e.visit(n, seen, order)
		}
	}
	return order
}

// visit appends the unseen nodes below n in post-order, without recursion: chains may be long.
func (e *emitter) visit(n id, seen []bool, order []id) []id {
	type frame struct {
		n    id
		kids []id
	}
	if seen[n] {
		return order
	}
	kids := func(n id) (out []id) {
		e.g.operands(n, func(a id) { out = append(out, a) })
		return out
	}
	seen[n] = true
	stack := []frame{{n, kids(n)}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if len(top.kids) == 0 {
			order = append(order, top.n)
			stack = stack[:len(stack)-1]
			continue
		}
		k := top.kids[0]
		top.kids = top.kids[1:]
		if !seen[k] {
			seen[k] = true
			stack = append(stack, frame{k, kids(k)})
		}
	}
	return order
}

// constants emits section Const.
func (e *emitter) constants() Section {
	var s Section
	for _, n := range e.constant {
		s.Code = append(s.Code, e.instr(n, e.slot[n]))
		s.Out = append(s.Out, e.slot[n])
	}
	return s
}

// instr encodes node n; its operands have slots.
func (e *emitter) instr(n id, dst int32) Instr {
	x := &e.g.nodes[n]
	in := Instr{Op: x.op, D: dst}
	if x.op == Sum {
		in.A, in.B, in.C = int32(len(e.p.Args)), int32(x.plus), int32(len(x.args)-x.plus)
		for _, a := range x.args {
			e.p.Args = append(e.p.Args, e.slot[a])
		}
		return in
	}
	if x.a != none {
		in.A = e.slot[x.a]
	}
	if x.b != none {
		in.B = e.slot[x.b]
	}
	if x.c != none {
		in.C = e.slot[x.c]
	}
	return in
}

// section emits the code of some results. Temporaries are given back after their last use; the
// results keep theirs to the end.
func (e *emitter) section(results []id) Section {
	var s Section
	seen := make([]bool, len(e.g.nodes))
	for n, slot := range e.slot {
		seen[n] = slot >= 0 // leaves and constants are there already
	}
	var order []id
	for _, n := range results {
		order = e.visit(n, seen, order)
	}
	uses := map[id]int{}
	for _, n := range order {
		e.g.operands(n, func(a id) { uses[a]++ })
	}
	for _, n := range results {
		uses[n]++ // never given back
	}
	fused := e.fuse(order, uses)
	var free []int32
	next := int32(0)
	for _, n := range order {
		if fused[n] != none && fused[n] == n {
			continue // part of its only user
		}
		ops := e.inputsOf(n, fused)
		in := Instr{}
		if inner, ok := fusedInner(fused, n); ok {
			y := &e.g.nodes[inner]
			x := &e.g.nodes[n]
			outer := x.a
			if outer == inner {
				outer = x.b
			}
			in = Instr{Op: Mul3, A: e.slot[y.a], B: e.slot[y.b], C: e.slot[outer]}
		} else {
			in = e.instr(n, 0)
		}
		take := func() {
			if len(free) > 0 {
				e.slot[n] = free[len(free)-1]
				free = free[:len(free)-1]
			} else {
				e.slot[n] = e.tempBase + next
				next++
			}
		}
		// The destination of a Sum is none of its operands, so that executors may add up in place.
		if in.Op == Sum {
			take()
		}
		for _, a := range ops {
			uses[a]--
			if uses[a] == 0 && e.slot[a] >= e.tempBase {
				free = append(free, e.slot[a])
			}
		}
		if in.Op != Sum {
			take()
		}
		in.D = e.slot[n]
		s.Code = append(s.Code, in)
	}
	e.temps = max(e.temps, next)
	s.Out = make([]int32, len(results))
	for i, n := range results {
		s.Out[i] = e.slot[n]
	}
	for _, n := range order {
		e.slot[n] = -1
	}
	return s
}

// fuse finds products used only as a factor of another product: (a·b)·c is one Mul3. The map gives the
// inner node for the outer one, and itself for an inner one.
func (e *emitter) fuse(order []id, uses map[id]int) map[id]id {
	fused := map[id]id{}
	computed := map[id]bool{}
	for _, n := range order {
		computed[n] = true
		x := &e.g.nodes[n]
		fused[n] = none
		if x.op != Mul || x.a == x.b {
			continue
		}
		for _, a := range [2]id{x.a, x.b} {
			if computed[a] && e.g.nodes[a].op == Mul && uses[a] == 1 && fused[a] == none {
				fused[n], fused[a] = a, a
				break
			}
		}
	}
	return fused
}

func fusedInner(fused map[id]id, n id) (id, bool) {
	f := fused[n]
	return f, f != none && f != n
}

// inputsOf lists the operands an instruction reads, those of a fused inner product included.
func (e *emitter) inputsOf(n id, fused map[id]id) []id {
	var out []id
	inner, ok := fusedInner(fused, n)
	e.g.operands(n, func(a id) {
		if ok && a == inner {
			e.g.operands(inner, func(b id) { out = append(out, b) })
			return
		}
		out = append(out, a)
	})
	return out
}

func (e *emitter) finish() {
	p := e.p
	p.Slots = int(e.tempBase + e.temps)
	p.symbols = make([]string, e.tempBase)
	for i := range p.Params {
		p.symbols[int(p.ParamBase)+i] = p.Params[i].ID
		if p.Params[i].Initial {
			p.symbols[int(p.ParamBase)+i] += "@0"
		}
	}
	p.symbols[p.TimeSlot], p.symbols[p.DoseSlot] = "time", "dose"
	for i := range p.States {
		p.symbols[int(p.StateBase)+i] = p.States[i].ID
	}
	for i := range p.Inputs {
		p.symbols[int(p.InputBase)+i] = p.Inputs[i].ID
	}
	for i := range p.Delays {
		p.symbols[int(p.DelayedBase)+i] = p.Delays[i].Label
	}
	for i := range p.Draws {
		p.symbols[int(p.DrawBase)+i] = p.Draws[i].Label
	}
	p.Args = slices.Clip(p.Args)
}

package compile

import (
	"math"
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
	"jakstat/unit"
)

// Options ask for more than the model says.
type Options struct {
	// Report lists further symbols to report as outputs, after those the model declares; a species is
	// reported as what its symbol means.
	Report []string
	// Amounts makes Report give amounts of species.
	Amounts bool
	// InputsInto lists states that get an input "into:<state>" besides those that routes lead to.
	InputsInto []string
	// Jumps also describes the reactions as discrete changes of whole numbers, and refuses by name what has no exact jump process.
	Jumps bool
}

// Compile makes the program of a model. The error is a diag.List.
func Compile(m *model.Model, opts Options) (*Program, error) {
	c := newCompiler(m)
	c.opts = opts
	c.classify()
	if !c.diags.HasErrors() {
		c.states()
	}
	if !c.diags.HasErrors() {
		c.equations()
		c.outputs()
		c.routes()
		c.events()
		c.constraints()
	}
	if opts.Jumps && !c.diags.HasErrors() {
		c.jumps()
	}
	if err := c.diags.Err(); err != nil {
		return nil, err
	}
	c.generate()
	return c.p, nil
}

// role says what determines a symbol.
type role uint8

const (
	fixed    role = iota // parameter, or constant with an initial assignment
	assigned             // assignment rule
	state                // solver coordinate
)

type symbol struct {
	id      string
	kind    model.Kind
	index   int
	role    role
	rule    *model.Rule
	initial *model.InitialAssignment
	state   int // role state
	param   int // -1 until used
}

type compiler struct {
	m     *model.Model
	opts  Options
	p     *Program
	g     *graph
	diags diag.List

	compartments []model.Compartment
	species      []model.Species
	parameters   []model.Parameter
	reactions    []model.Reaction
	rules        []model.Rule
	functions    map[string]*model.Function
	symbols      map[string]*symbol

	stateSymbols []*symbol
	touched      [][]term // reactions on each state
	rates        []id     // of reactions, none until used
	inputsOf     map[int][]int

	fast fastSystem
	rhs  []id // none until computed
	// advancing are the states whose implicit rate of change is being worked out.
	advancing []int32
	busy      map[string]bool
	path      []string
	values    [3]map[string]id // memo of symbol values by phase

	initials, delayed, before []id // delayed: value and lag
	delayIndex                map[[2]id]int
	draws                     drawSites
	jumpParts                 jumpParts
	calls                     int
	outs                      struct {
		output, event, constraint []id
		route                     [][]id
	}
	rootIndex map[id]int
	roots     []id
}

// term is the share of one reaction in the rate of a species.
type term struct {
	reaction int
	ref      *model.SpeciesRef
	sign     float64
}

func newCompiler(m *model.Model) *compiler {
	c := &compiler{
		m: m, g: newGraph(), p: &Program{ModelID: m.ID()}, symbols: map[string]*symbol{}, functions: map[string]*model.Function{},
		busy: map[string]bool{}, inputsOf: map[int][]int{}, delayIndex: map[[2]id]int{}, draws: drawSites{index: map[drawKey]int{}, chains: map[drawKey]int{}}, rootIndex: map[id]int{},
		compartments: m.Compartments(), species: m.Species(), parameters: m.Parameters(), reactions: m.Reactions(), rules: m.Rules(),
	}
	c.values = [3]map[string]id{{}, {}, {}}
	c.p.paramIndex, c.p.stateIndex, c.p.outputIndex = map[string]int{}, map[string]int{}, map[string]int{}
	c.p.routeIndex, c.p.inputIndex = map[string]int{}, map[string]int{}
	fs := m.Functions()
	for i := range fs {
		c.functions[fs[i].ID] = &fs[i]
	}
	return c
}

func (c *compiler) fail(pos diag.Pos, code, format string, args ...any) {
	c.diags.Add(diag.New(pos, code, format, args...))
}

func place(x *model.Info, what string) diag.Pos {
	p := x.Pos
	if p.Where == "" {
		p.Where = what
	}
	return p
}

// states lays out the solver coordinates: compartments, species, parameters and variable
// stoichiometries in model order.
func (c *compiler) states() {
	add := func(s *symbol, name string, u unit.Unit, amount bool) {
		if s.role != state {
			return
		}
		s.state = len(c.p.States)
		alg := s.rule != nil && s.rule.Kind == model.AlgebraicRule
		c.p.States = append(c.p.States, State{ID: s.id, Name: name, Amount: amount, Algebraic: alg, Unit: c.unit(u), Scale: 1 / c.m.Factor(u)})
		c.p.stateIndex[s.id] = s.state
		c.stateSymbols = append(c.stateSymbols, s)
	}
	for i := range c.compartments {
		x := &c.compartments[i]
		add(c.symbols[x.ID], x.Name, x.Size.Unit, false)
	}
	for i := range c.species {
		x := &c.species[i]
		add(c.symbols[x.ID], x.Name, x.Substance, true)
	}
	for i := range c.parameters {
		x := &c.parameters[i]
		add(c.symbols[x.ID], x.Name, x.Value.Unit, false)
	}
	for i := range c.reactions {
		r := &c.reactions[i]
		for _, list := range [][]model.SpeciesRef{r.Reactants, r.Products} {
			for j := range list {
				if list[j].ID != "" {
					add(c.symbols[list[j].ID], "", unit.One, false)
				}
			}
		}
	}
	c.touched = make([][]term, len(c.p.States))
	for i := range c.reactions {
		r := &c.reactions[i]
		for k, list := range [][]model.SpeciesRef{r.Reactants, r.Products} {
			for j := range list {
				s := c.symbols[list[j].Species]
				if s.state < 0 || c.species[s.index].Boundary {
					continue
				}
				c.touched[s.state] = append(c.touched[s.state], term{reaction: i, ref: &list[j], sign: float64(2*k - 1)})
			}
		}
	}
	c.findFast()
	c.rates = fill(len(c.reactions))
	c.rhs = fill(len(c.p.States))
	for _, in := range c.m.Inputs() {
		c.addInput(in.ID, c.symbols[in.Into].state)
	}
	into := func(id string) {
		if name := "into:" + id; c.p.InputIndex(name) < 0 {
			c.addInput(name, c.symbols[id].state)
		}
	}
	for _, r := range c.m.Routes() {
		for _, a := range r.Arms {
			into(a.Into)
		}
	}
	for _, id := range c.opts.InputsInto {
		if s, ok := c.symbols[id]; ok && s.role == state {
			into(id)
			continue
		}
		var known []string
		for _, s := range c.p.States {
			known = append(known, s.ID)
		}
		d := diag.New(diag.Pos{Where: "inputs of model " + c.m.ID()}, "compile.symbol", "%q is no state of the model", id)
		c.diags.Add(d.Suggest("%s", diag.DidYouMean(id, known)))
	}
}

func fill(n int) []id {
	out := make([]id, n)
	for i := range out {
		out[i] = none
	}
	return out
}

func (c *compiler) addInput(name string, s int) {
	i := len(c.p.Inputs)
	c.p.Inputs = append(c.p.Inputs, Input{ID: name, State: s})
	c.p.inputIndex[name] = i
	c.inputsOf[s] = append(c.inputsOf[s], i)
}

func (c *compiler) unit(u unit.Unit) unit.Unit {
	if u.Scale == 0 {
		return unit.One
	}
	return u
}

// param returns the slot of a settable number, creating it at first use.
func (c *compiler) param(name string, info *model.Info, q unit.Quantity, initial bool) id {
	if i, ok := c.p.paramIndex[name]; ok {
		return c.g.leaf(leafParam, i)
	}
	i := len(c.p.Params)
	c.p.paramIndex[name] = i
	c.p.Params = append(c.p.Params, Param{
		ID: name, Name: info.Name, Value: c.m.Value(q), Unit: c.unit(q.Unit), Scale: 1 / c.m.Factor(q.Unit), Initial: initial,
	})
	return c.g.leaf(leafParam, i)
}

// cycle reports a circular definition and names its members.
func (c *compiler) cycle(name string, pos diag.Pos) {
	start := 0
	for i, s := range c.path {
		if s == name {
			start = i
		}
	}
	c.fail(pos, "compile.cycle", "circular definition: %s → %s", strings.Join(c.path[start:], " → "), name)
}

// enter guards the definition of a name against circles; leave must be called when it returns true.
func (c *compiler) enter(name string, pos diag.Pos) bool {
	if c.busy[name] {
		c.cycle(name, pos)
		return false
	}
	c.busy[name] = true
	c.path = append(c.path, name)
	return true
}

func (c *compiler) leave(name string) {
	delete(c.busy, name)
	c.path = c.path[:len(c.path)-1]
}

func nan(v float64) bool { return math.IsNaN(v) }

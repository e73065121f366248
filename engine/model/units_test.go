package model

import (
	"math"
	"strings"
	"testing"

	"jakstat/unit"
)

// pk is a two-compartment model with everything in order.
func pk() *Builder {
	b := NewBuilder("pk", Checked)
	b.Param("ka", unit.Q(1.2, "1/h"))
	b.Param("CL", unit.Q(500, "mL/min"))
	b.Param("V", unit.Q(87, "L"))
	b.Param("MW", unit.Q(312.4, "g/mol"))
	b.Param("fu", unit.Q(0.61, "{unbound/plasma}"))
	b.Param("IC50", unit.Q(40, "nM{unbound}"))
	b.Param("h", unit.Q(1.3, "1"))
	b.Amount("depot", "", unit.Q(0, "mg"))
	b.Amount("central", "", unit.Q(0, "mg"))
	b.Reaction("absorption", "depot -> central", "ka*depot")
	b.Reaction("elimination", "central -> ", "CL/V*central")
	b.Assign("C", "nM{plasma}", "central/V/MW*[1 {plasma}]")
	b.Assign("Cu", "nM{unbound}", "fu*C")
	b.Output("inhibition", "%", "1 - 1/(1 + (Cu/IC50)^h)")
	b.Route("oral", RouteArm{Into: "depot", Fraction: MustParse("0.74"), Lag: MustParse("[10 min]")})
	return b
}

func TestCheckedModelBuilds(t *testing.T) {
	m, err := pk().Build()
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]float64{"CL": 30, "MW": 312.4e-6, "fu": 0.61, "IC50": 40} {
		_, i := m.Lookup(id)
		if got := m.Value(m.Parameters()[i].Value); math.Abs(got-want) > 1e-15*want {
			t.Errorf("%s = %v in model units, want %v", id, got, want)
		}
	}
}

// TestUnitErrors: a wrong unit anywhere is found, on one line, with the element and both dimensions.
func TestUnitErrors(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b *Builder)
		want   []string
	}{
		"sum": {
			func(b *Builder) { b.Assign("x", "mg", "central + V") },
			[]string{"assignment rule x", `"central" in mg (mass)`, `"V" in L (length^3)`},
		},
		"assignment": {
			func(b *Builder) { b.Assign("x", "mg", "central/V") },
			[]string{"assignment rule of x", `"central / V"`, "mg/L", "where mg (mass) is needed"},
		},
		"mass for molar": {
			func(b *Builder) { b.Assign("x", "nM", "central/V") },
			[]string{"mass and amount differ: convert through a molar mass"},
		},
		"total for unbound": {
			func(b *Builder) { b.Assign("x", "nM{unbound}", "C") },
			[]string{"nmol/L{plasma}", "nmol/L{unbound}", "concentration frames differ"},
		},
		"frames in a ratio": {
			func(b *Builder) { b.Output("x", "1", "C/IC50") },
			[]string{"output x", "{plasma/unbound}", "dimensionless is needed"},
		},
		"reaction rate": {
			func(b *Builder) { b.Reaction("r", "central -> depot", "CL*central") },
			[]string{"rate of reaction r", "mg.L/h", "where mg/h"},
		},
		"mixed reaction": {func(b *Builder) {
			b.Amount("E", "", unit.Q(1, "nmol"))
			b.Reaction("r", "central -> E", "[1 mg/h]")
		}, []string{"reaction r changes species E in nmol (amount)", "by an extent in mg (mass)"}},
		"rate rule": {
			func(b *Builder) { b.State("S", unit.Q(1, "1"), "ka*S*V") },
			[]string{"rate rule of S", "where 1/h (1/time) is needed"},
		},
		"exponential": {
			func(b *Builder) { b.Assign("x", "1", "exp(-ka)") },
			[]string{"argument of exp", `"-ka"`, "1/h"},
		},
		"logarithm": {func(b *Builder) { b.Assign("x", "1", "ln(central)") }, []string{"argument of ln", "mg (mass)"}},
		"variable power": {
			func(b *Builder) { b.Assign("x", "1", "V^h") },
			[]string{"needs a constant exponent"},
		},
		"exponent": {func(b *Builder) { b.Assign("x", "1", "h^V") }, []string{"the exponent", "L (length^3)"}},
		"comparison": {
			func(b *Builder) { b.Assign("x", "1", "piecewise(1, V > ka, 0)") },
			[]string{`"V > ka"`, "L (length^3)", "1/h (1/time)"},
		},
		"branches": {func(b *Builder) { b.Assign("x", "L", "piecewise(V, time > [1 d], central)") }, []string{`"V" in L`, `"central" in mg`}},
		"condition": {
			func(b *Builder) { b.Assign("x", "L", "piecewise(V, h, [1 L])") },
			[]string{"condition of piecewise", "true or false is needed"},
		},
		"truth value in a sum": {func(b *Builder) { b.Assign("x", "1", "h + (h > 1)") }, []string{`combines "h" in dimensionless with "h > 1" in true or false`}},
		"minimum":              {func(b *Builder) { b.Assign("x", "L", "max(V, ka)") }, []string{"max(V, ka)"}},
		"initial assignment":   {func(b *Builder) { b.Initial("depot", "V") }, []string{"initial assignment of depot", "L (length^3)"}},
		"route lag":            {func(b *Builder) { b.Route("iv", RouteArm{Into: "central", Lag: Sym("V")}) }, []string{"lag of route iv", "where h (time)"}},
		"route fraction":       {func(b *Builder) { b.Route("iv", RouteArm{Into: "central", Fraction: Sym("dose")}) }, []string{"fraction of route iv", "mg"}},
		"route duration":       {func(b *Builder) { b.Route("iv", RouteArm{Into: "central", Duration: Num(2)}) }, []string{"duration of route iv", "dimensionless where h (time)"}},
		"output unit":          {func(b *Builder) { b.Output("x", "ng/mL", "central") }, []string{"output x", "mg (mass)", "mg/L"}},
		"literal":              {func(b *Builder) { b.Assign("x", "1/h", "ka + [1 L]") }, []string{"1/h", "L (length^3)"}},
		"bare number":          {func(b *Builder) { b.Assign("x", "1/h", "ka + 1") }, []string{`"1" in dimensionless`}},
		"missing unit":         {func(b *Builder) { b.Add(&Parameter{Info: Info{ID: "n"}, Value: unit.Quantity{Value: 1}}) }, []string{"parameter n has no unit"}},
		"initial value": {func(b *Builder) {
			b.Add(&Species{Info: Info{ID: "S"}, Initial: unit.Q(1, "nmol"), Substance: unit.Must("mg")})
		}, []string{"neither its amount (mg (mass))"}},
		"function":         {func(b *Builder) { b.Func("f", []string{"a", "b"}, "a + b"); b.Assign("x", "L", "f(V, ka)") }, []string{"function f as called in the assignment rule of x", "L (length^3)", "1/h"}},
		"runaway exponent": {func(b *Builder) { b.Assign("x", "1", "V^6*V^6*V^6") }, []string{"exponent"}},
		"event":            {func(b *Builder) { b.Add(&Event{Info: Info{ID: "e"}, Trigger: Sym("V")}) }, []string{"trigger of event e", "true or false is needed"}},
		"event delay":      {func(b *Builder) { b.Add(&Event{Info: Info{ID: "e"}, Trigger: MustParse("V > [1 L]"), Delay: Sym("V")}) }, []string{"delay of event e"}},
		"local parameter scope": {func(b *Builder) {
			b.Add(&Reaction{Info: Info{ID: "r"}, Reactants: []SpeciesRef{{Species: "depot", Stoichiometry: 1}}, Rate: MustParse("k*depot"), Locals: []Parameter{{Info: Info{ID: "k"}, Value: unit.Q(1, "L")}}})
		}, []string{"rate of reaction r"}},
	} {
		b := pk()
		c.change(b)
		_, err := b.Build()
		if err == nil {
			t.Errorf("%s: not found", name)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q misses %q", name, err, w)
			}
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: one mistake, several messages:\n%v", name, err)
		}
	}
}

func TestZeroFitsEveryDimension(t *testing.T) {
	b := pk()
	b.Assign("x", "mg", "max(0, central) + 0")
	b.Assign("y", "mg", "piecewise(0, central < 0, central)")
	b.Assign("z", "L^0.5", "sqrt(V)")
	b.Assign("w", "1/h", "rateOf(central)/central")
	b.Assign("v", "item", "avogadro*central/MW")
	if _, err := b.Build(); err != nil {
		t.Error(err)
	}
}

func TestBuildErrors(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b *Builder)
		want   string
	}{
		"unknown symbol":        {func(b *Builder) { b.Rate("depot", "ka*depto") }, `unknown symbol "depto" in the rate rule depot "ka * depto"; did you mean "depot"?`},
		"unknown function":      {func(b *Builder) { b.Assign("x", "1", "expp(h)") }, `unknown function "expp" in the assignment rule x "expp(h)"; did you mean "exp"?`},
		"arity":                 {func(b *Builder) { b.Func("f", []string{"a"}, "a"); b.Assign("x", "1", "f(h, h)") }, "function f takes 1 arguments, not 2"},
		"duplicate":             {func(b *Builder) { b.Param("ka", unit.Q(1, "1/h")) }, `parameter "ka": this ID is already a parameter`},
		"two rules":             {func(b *Builder) { b.Rate("C", "[1 nM/h{plasma}]") }, "C has an assignment rule and a rate rule"},
		"rule and reaction":     {func(b *Builder) { b.Rate("depot", "[1 mg/h]") }, "species depot has a rate rule and is changed by reaction absorption"},
		"constant":              {func(b *Builder) { b.Rate("ka", "[1 1/h^2]") }, "ka is constant and has a rate rule"},
		"dose into a constant":  {func(b *Builder) { b.Input("in", "ka") }, "input in delivers into ka, which is not a state"},
		"dose into an assigned": {func(b *Builder) { b.Route("x", RouteArm{Into: "C"}) }, "delivers into C, which has an assignment rule"},
		"empty route":           {func(b *Builder) { b.Route("x") }, "route x has no arms"},
		"recursion":             {func(b *Builder) { b.Func("f", []string{"a"}, "g(a)"); b.Func("g", []string{"a"}, "f(a)") }, "calls itself: f → g → f"},
		"equation":              {func(b *Builder) { b.Reaction("r", "depot + 2 x y ->", "ka*depot") }, `cannot read "2 x y" in a reaction equation`},
		"arrow":                 {func(b *Builder) { b.Reaction("r", "depot", "ka*depot") }, "has no arrow"},
		"unknown species":       {func(b *Builder) { b.Reaction("r", "depott -> central", "ka*depot") }, `reaction r refers to "depott", which is no species; did you mean "depot"?`},
		"global in a function":  {func(b *Builder) { b.Func("f", []string{"a"}, "a*ka") }, `unknown symbol "ka" in function f`},
		"syntax":                {func(b *Builder) { b.Assign("x", "1", "h +") }, "found end of expression"},
		"bad unit":              {func(b *Builder) { b.Assign("x", "hr", "time") }, `unknown unit "hr"; did you mean "h"?`},
	} {
		b := pk()
		c.change(b)
		_, err := b.Build()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// TestAllErrorsAtOnce: one Build reports every mistake of a stage.
func TestAllErrorsAtOnce(t *testing.T) {
	b := pk()
	b.Assign("x", "mg", "V")
	b.Assign("y", "mg", "ka")
	_, err := b.Build()
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("want two findings, got %v", err)
	}
}

func TestBuilderIsNotTheModel(t *testing.T) {
	b := pk()
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	n := len(m.Parameters())
	b.Param("later", unit.Q(1, "1"))
	ps := m.Parameters()
	ps[0].ID = "changed"
	if len(m.Parameters()) != n || m.Parameters()[0].ID == "changed" {
		t.Error("a built model changed")
	}
}

func TestInclude(t *testing.T) {
	f := NewBuilder("turnover", Checked)
	f.Param("kin", unit.Q(2, "nmol/h"))
	f.Param("kout", unit.Q(0.1, "1/h"))
	f.Param("signal", unit.Q(1, "1"))
	f.Func("stimulus", []string{"s"}, "1 + s")
	f.Amount("R", "", unit.Q(20, "nmol"))
	f.Reaction("make", "-> R", "kin*stimulus(signal)")
	f.Reaction("lose", "R ->", "kout*R")
	f.Output("response", "nmol", "R")
	fragment, err := f.Build()
	if err != nil {
		t.Fatal(err)
	}
	b := pk()
	b.Assign("drive", "1", "Cu/IC50")
	b.Include("crp", fragment, map[string]string{"signal": "drive"})
	b.Include("il6", fragment, nil)
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if k, _ := m.Lookup("crp_signal"); k != KindNone {
		t.Error("a connected parameter is still there")
	}
	_, i := m.Lookup("crp_make")
	if got := m.Reactions()[i].Rate.String(); got != "crp_kin * crp_stimulus(drive)" {
		t.Errorf("rate %s", got)
	}
	_, i = m.Lookup("il6_make")
	if got := m.Reactions()[i].Rate.String(); got != "il6_kin * il6_stimulus(il6_signal)" {
		t.Errorf("rate %s", got)
	}
	for name, c := range map[string]struct {
		to   map[string]string
		want string
	}{
		"unit":    {map[string]string{"signal": "V"}, "signal in dimensionless is connected to V in L (length^3)"},
		"kind":    {map[string]string{"signal": "central"}, `refers to "central", which is no parameter`},
		"inner":   {map[string]string{"sginal": "h"}, `did you mean "signal"?`},
		"missing": {map[string]string{"signal": "hh"}, `refers to "hh", which is no parameter`},
		"twice":   {nil, "already a"},
	} {
		b := pk()
		b.Include("x", fragment, c.to)
		if name == "twice" {
			b.Include("x", fragment, nil)
		}
		if _, err := b.Build(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestSystemScales(t *testing.T) {
	s := Pharmacology()
	for u, want := range map[string]float64{
		"mL/min": 0.06, "ng/mL": 1e-3, "nM": 1, "uM": 1000, "1/min": 60, "d": 24, "g/mol": 1e-6, "mg/kg/d": 1e-6 / 24, "L^0.5": 1, "%": 0.01, "nM{unbound}": 1, "10^9/L": 1e9,
	} {
		if got := s.Factor(unit.Must(u)); math.Abs(got-want) > 1e-15*want {
			t.Errorf("one %s is %v model units, want %v", u, got, want)
		}
	}
	for u, want := range map[string]string{"mL/min": "L/h", "ng/mL{plasma}": "mg/L{plasma}", "nM": "nmol/L", "1/s": "1/h", "%": "1", "m": "", "{unbound/plasma}": "{unbound/plasma}", "L/{plasma}": "L/{plasma}"} {
		got := s.Unit(unit.Must(u).Dim)
		if got.Dim != unit.Must(u).Dim || want != "" && got.String() != want {
			t.Errorf("model unit of %s is %s, want %s", u, got, want)
		}
	}
}

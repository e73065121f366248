package sedml

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// nested is a grid: k over three values, and in each the initial concentration over two; the function of k is twice its value.
const nested = `<repeatedTask id="inner" range="a" resetModel="true"><listOfRanges><vectorRange id="a"><value>1</value><value>2</value></vectorRange></listOfRanges>
<listOfChanges><setValue modelReference="m" range="a" target="` + toA + `/@initialConcentration">` + mathML + `<ci>a</ci></math></setValue></listOfChanges>
<listOfSubTasks><subTask task="t"/></listOfSubTasks></repeatedTask>
<repeatedTask id="outer" range="k" resetModel="true"><listOfRanges><uniformRange id="k" start="1" end="100" numberOfPoints="2" type="log"/>
<functionalRange id="twice" range="k">` + mathML + `<apply><times/><cn>2</cn><ci>k</ci></apply></math></functionalRange></listOfRanges>
<listOfChanges><setValue modelReference="m" range="twice" target="` + toK + `">` + mathML + `<ci>twice</ci></math></setValue></listOfChanges>
<listOfSubTasks><subTask task="inner"/></listOfSubTasks></repeatedTask>`

// describe writes steps as text: "|" begins a chain.
func describe(t *testing.T, task *Task) string {
	t.Helper()
	chains, err := task.Unfold()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range chains {
		line := "|"
		for _, s := range c {
			line += " " + s.Task.ID
			for _, set := range s.Sets {
				v, err := set.Value(func(*Model, string) (float64, error) { return 10, nil })
				if err != nil {
					t.Fatal(err)
				}
				line += fmt.Sprintf(" %s=%g", set.Symbol, v)
			}
			line += fmt.Sprint(" ", s.Keys)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func taskOf(t *testing.T, id, tasks string) *Task {
	t.Helper()
	x := mustLoad(t, mustRead(t, experiment(3, models(""), course, "<listOfTasks>"+single+`<task id="step" modelReference="m" simulationReference="one"/>`+tasks+"</listOfTasks>")))
	task, ok := byID(x.Tasks, id, taskID)
	if !ok {
		t.Fatal("no task " + id)
	}
	return task
}

// A reset makes the changes of all tasks around it again; without one only what belongs to the iteration that begins.
func TestRepeatedTasksUnfold(t *testing.T) {
	if got, want := describe(t, taskOf(t, "outer", nested)), `| t k=2 A=1 [{k 1} {twice 2} {a 1}]
| t k=2 A=2 [{k 1} {twice 2} {a 2}]
| t k=20 A=1 [{k 10} {twice 20} {a 1}]
| t k=20 A=2 [{k 10} {twice 20} {a 2}]
| t k=200 A=1 [{k 100} {twice 200} {a 1}]
| t k=200 A=2 [{k 100} {twice 200} {a 2}]`; got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	onward := strings.ReplaceAll(nested, `range="a" resetModel="true"`, `range="a" resetModel="false"`)
	if got, want := describe(t, taskOf(t, "outer", onward)), `| t k=2 A=1 [{k 1} {twice 2} {a 1}] t A=2 [{k 1} {twice 2} {a 2}]
| t k=20 A=1 [{k 10} {twice 20} {a 1}] t A=2 [{k 10} {twice 20} {a 2}]
| t k=200 A=1 [{k 100} {twice 200} {a 1}] t A=2 [{k 100} {twice 200} {a 2}]`; got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	never := strings.ReplaceAll(nested, `resetModel="true"`, `resetModel="false"`)
	if got, want := describe(t, taskOf(t, "outer", never)), `| t k=2 A=1 [{k 1} {twice 2} {a 1}] t A=2 [{k 1} {twice 2} {a 2}] t k=20 A=1 [{k 10} {twice 20} {a 1}] t A=2 [{k 10} {twice 20} {a 2}] t k=200 A=1 [{k 100} {twice 200} {a 1}] t A=2 [{k 100} {twice 200} {a 2}]`; got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

// Subtasks of one iteration follow each other by their order, from the state that the one before has left.
func TestSubtasksAreOrdered(t *testing.T) {
	text := `<repeatedTask id="r" range="i" resetModel="true"><listOfRanges><vectorRange id="i"><value>1</value><value>2</value></vectorRange></listOfRanges>
<listOfChanges><setValue modelReference="m" target="` + toA + `"><listOfVariables><variable id="now" modelReference="m" target="` + toA + `"/></listOfVariables>` + mathML + `<apply><divide/><ci>now</ci><cn>2</cn></apply></math></setValue></listOfChanges>
<listOfSubTasks><subTask task="t" order="2"/><subTask task="step" order="1"/></listOfSubTasks></repeatedTask>`
	if got, want := describe(t, taskOf(t, "r", text)), "| step A=5 [{i 1}] t [{i 1}]\n| step A=5 [{i 2}] t [{i 2}]"; got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	if ms := taskOf(t, "r", text).Models(); len(ms) != 1 || ms[0].ID != "m" {
		t.Errorf("models %v", ms)
	}
}

// Repeated tasks of repeated tasks stop at a bound instead of filling memory.
func TestUnfoldingIsBounded(t *testing.T) {
	defer func(n int) { maxUnfolded = n }(maxUnfolded)
	maxUnfolded = 5000
	var b strings.Builder
	below := "t"
	for i := range 4 {
		fmt.Fprintf(&b, `<repeatedTask id="r%d" range="i" resetModel="true"><listOfRanges><uniformRange id="i" start="0" end="1" numberOfPoints="999"/></listOfRanges><listOfSubTasks><subTask task="%s"/></listOfSubTasks></repeatedTask>`, i, below)
		below = fmt.Sprintf("r%d", i)
	}
	if _, err := taskOf(t, "r3", b.String()).Unfold(); err == nil || !strings.Contains(err.Error(), "simulated more than") {
		t.Error(err)
	}
}

func TestSpaced(t *testing.T) {
	for _, c := range []struct {
		start, end  float64
		n           int
		logarithmic bool
		want        string
	}{
		{0, 1, 3, false, "[0 0.5 1]"}, {1, 100, 3, true, "[1 10 100]"}, {5, 9, 1, false, "[5]"}, {2, 1, 2, false, "[2 1]"}, {0.1, 0.7, 4, false, "[0.1 0.3 0.5 0.7]"},
	} {
		var out []string
		for _, v := range Spaced(c.start, c.end, c.n, c.logarithmic) {
			out = append(out, fmt.Sprintf("%.12g", v))
		}
		if got := "[" + strings.Join(out, " ") + "]"; got != c.want {
			t.Errorf("%g to %g in %d: %s, not %s", c.start, c.end, c.n, got, c.want)
		}
	}
}

// Generators are computed number by number, single numbers and single blocks stand beside the others, aggregates see all.
func TestGenerators(t *testing.T) {
	x := Values{{1, 2, 4}, {3, 5, 7}}
	y := Values{{10, 20, 30}}
	z := Values{{2}}
	aggregate := func(name, of string) string {
		return `<apply><csymbol encoding="text" definitionURL="http://sed-ml.org/#` + name + `"/><ci>` + of + `</ci></apply>`
	}
	for _, c := range []struct{ math, want string }{
		{`<ci>x</ci>`, "[[1 2 4] [3 5 7]]"},
		{`<ci>y</ci>`, "[[10 20 30] [10 20 30]]"},
		{`<apply><plus/><ci>x</ci><ci>y</ci><ci>z</ci><ci>p</ci></apply>`, "[[13.5 24.5 36.5] [15.5 27.5 39.5]]"},
		{aggregate("max", "x"), "[[7]]"},
		{aggregate("min", "x"), "[[1]]"},
		{aggregate("sum", "y"), "[[60]]"},
		{aggregate("product", "x"), "[[840]]"},
		{`<apply><divide/><ci>x</ci>` + aggregate("max", "x") + `</apply>`, fmt.Sprint(Values{{1. / 7, 2. / 7, 4. / 7}, {3. / 7, 5. / 7, 1}})},
		{`<piecewise><piece><cn>1</cn><apply><gt/><ci>x</ci><cn>3</cn></apply></piece><otherwise><cn>0</cn></otherwise></piecewise>`, "[[0 0 1] [0 1 1]]"},
		{`<apply><power/><ci>x</ci><cn>2</cn></apply>`, "[[1 4 16] [9 25 49]]"},
		{`<apply><minus/><ci>x</ci></apply>`, "[[-1 -2 -4] [-3 -5 -7]]"},
	} {
		d := mustRead(t, experiment(3, models(""), course, "<listOfTasks>"+single+"</listOfTasks>",
			`<listOfDataGenerators><dataGenerator id="g"><listOfVariables>`+variable("x", "t", toA)+variable("y", "t", toA)+variable("z", "t", toA)+
				`</listOfVariables><listOfParameters><parameter id="p" value="0.5"/></listOfParameters>`+mathML+c.math+`</math></dataGenerator></listOfDataGenerators>`))
		got, err := d.Generators[0].Evaluate(func(v *Variable) Values { return map[string]Values{"x": x, "y": y, "z": z}[v.ID] })
		if err != nil || fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, %v; want %s", c.math, got, err, c.want)
		}
	}
	d := mustRead(t, experiment(3, models(""), course, "<listOfTasks>"+single+"</listOfTasks>",
		"<listOfDataGenerators>"+generator("g", variable("x", "t", toA)+variable("y", "t", toA), "<apply><plus/><ci>x</ci><ci>y</ci></apply>")+"</listOfDataGenerators>"))
	if _, err := d.Generators[0].Evaluate(func(v *Variable) Values { return map[string]Values{"x": {{1, 2, 3}}, "y": {{1, 2}}}[v.ID] }); err == nil || !strings.Contains(err.Error(), "different lengths") {
		t.Error(err)
	}
}

// Every operation of the mathematics agrees with the function it names.
func TestOperations(t *testing.T) {
	const x, y = 0.7, 2.5
	binary := func(name string) string { return "<apply><" + name + "/><ci>x</ci><ci>y</ci></apply>" }
	unary := func(name string) string { return "<apply><" + name + "/><ci>x</ci></apply>" }
	for math1, want := range map[string]float64{
		binary("plus"): x + y, binary("minus"): x - y, binary("times"): x * y, binary("divide"): x / y, binary("power"): math.Pow(x, y),
		binary("eq"): 0, binary("neq"): 1, binary("lt"): 1, binary("leq"): 1, binary("gt"): 0, binary("geq"): 0,
		binary("and"): 1, binary("or"): 1, binary("xor"): 0, binary("implies"): 1, binary("min"): x, binary("max"): y, binary("quotient"): 0, binary("rem"): x,
		unary("not"): 0, unary("abs"): x, unary("exp"): math.Exp(x), unary("ln"): math.Log(x), unary("log"): math.Log10(x), unary("floor"): 0, unary("ceiling"): 1,
		unary("sin"): math.Sin(x), unary("cos"): math.Cos(x), unary("tan"): math.Tan(x), unary("sec"): 1 / math.Cos(x), unary("csc"): 1 / math.Sin(x), unary("cot"): 1 / math.Tan(x),
		unary("sinh"): math.Sinh(x), unary("cosh"): math.Cosh(x), unary("tanh"): math.Tanh(x), unary("sech"): 1 / math.Cosh(x), unary("csch"): 1 / math.Sinh(x), unary("coth"): 1 / math.Tanh(x),
		unary("arcsin"): math.Asin(x), unary("arccos"): math.Acos(x), unary("arctan"): math.Atan(x), unary("arccot"): math.Atan(1 / x), unary("arcsech"): math.Acosh(1 / x),
		unary("arccsch"): math.Asinh(1 / x), unary("arcsinh"): math.Asinh(x), unary("arctanh"): math.Atanh(x), unary("root"): math.Sqrt(x),
		"<apply><arccosh/><ci>y</ci></apply>": math.Acosh(y), "<apply><arcsec/><ci>y</ci></apply>": math.Acos(1 / y), "<apply><arccsc/><ci>y</ci></apply>": math.Asin(1 / y), "<apply><arccoth/><ci>y</ci></apply>": math.Atanh(1 / y),
		"<apply><root/><degree><cn>3</cn></degree><ci>x</ci></apply>":  math.Cbrt(x),
		"<apply><log/><logbase><cn>3</cn></logbase><ci>x</ci></apply>": math.Log(x) / math.Log(3),
		"<apply><factorial/><cn>5</cn></apply>":                        120,
		"<apply><gt/><ci>y</ci><ci>x</ci><cn>0</cn></apply>":           1,
		"<apply><geq/><ci>y</ci><ci>x</ci><ci>y</ci></apply>":          0,
		"<pi/>": math.Pi, "<exponentiale/>": math.E, "<true/>": 1, "<false/>": 0,
		"<apply><plus/></apply>": 0, "<apply><times/></apply>": 1,
	} {
		r := &reader{doc: &Document{}}
		n, err := parse("m", []byte("<g>"+mathML+math1+"</math></g>"))
		if err != nil {
			t.Fatal(err)
		}
		e := r.math(n, []string{"x", "y"})
		if e == nil {
			t.Errorf("%s: %v", math1, r.diags)
			continue
		}
		got := evaluate(e, func(name string) float64 { return map[string]float64{"x": x, "y": y}[name] })
		if math.Abs(got-want) > 1e-14*math.Max(1, math.Abs(want)) {
			t.Errorf("%s is %v, not %v", math1, got, want)
		}
	}
}

// A report sets columns of different shapes beside each other.
func TestRowsOfReports(t *testing.T) {
	g := make([]*Generator, 4)
	values := map[*Generator]Values{}
	for i, v := range []Values{{{0, 1}}, {{1, 2}, {3, 4}}, {{9}}, {{5}, {6}}} {
		g[i] = &Generator{}
		values[g[i]] = v
	}
	r := &Report{}
	for _, x := range g {
		r.Columns = append(r.Columns, Column{Data: x})
	}
	rows := r.Rows(func(g *Generator) Values { return values[g] }, func(*Generator) [][]Key { return [][]Key{{{"k", 1}}, {{"k", 2}}} })
	var lines []string
	for _, row := range rows {
		line := fmt.Sprint(row.Keys[0].Value)
		for _, v := range row.Values {
			if v == nil {
				line += " ."
			} else {
				line += fmt.Sprint(" ", *v)
			}
		}
		lines = append(lines, line)
	}
	if got, want := strings.Join(lines, "\n"), "1 0 1 9 5\n1 1 2 . .\n2 0 3 . 6\n2 1 4 . ."; got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

// The form that goes on from any state computes nothing at its start.
func TestContinuedModels(t *testing.T) {
	x := mustLoad(t, mustRead(t, experiment(3, models(`<addXML target="/sbml:sbml/sbml:model"><newXML><listOfInitialAssignments><initialAssignment symbol="q">`+mathML+`<cn>9</cn></math></initialAssignment></listOfInitialAssignments></newXML></addXML>
<changeAttribute target="`+toA+`/@hasOnlySubstanceUnits" newValue="true"/>`))))
	if m := readBack(t, x, "m").Model; len(m.InitialAssignments()) != 1 {
		t.Errorf("%+v", m.InitialAssignments())
	}
	text, err := x.Continued(x.Models[0])
	if err != nil || strings.Contains(string(text), "initialAssignment") || !strings.Contains(string(text), `initialAmount="0"`) {
		t.Errorf("%v\n%s", err, text)
	}
}

package compile

import (
	"fmt"
	"strconv"
	"strings"
)

// Disassemble prints the program: the slots that have names, then every section, one instruction a
// line, results behind an arrow. Constants are printed as numbers, parameters, states and inputs by name,
// other slots as s<number>.
func (p *Program) Disassemble() string {
	var b strings.Builder
	fmt.Fprintf(&b, "program %s: %d slots, %d parameters, %d states, %d inputs\n", p.ModelID, p.Slots, len(p.Params), len(p.States), len(p.Inputs))
	section := func(name string, s Section, results func(int) string) {
		if len(s.Code) == 0 && len(s.Out) == 0 {
			return
		}
		fmt.Fprintf(&b, "%s:\n", name)
		for _, in := range s.Code {
			fmt.Fprintf(&b, "\t%s\n", p.format(in))
		}
		if results == nil {
			return
		}
		for i, slot := range s.Out {
			fmt.Fprintf(&b, "\t-> %s = %s\n", results(i), p.slotName(slot))
		}
	}
	indexed := func(prefix string) func(int) string {
		return func(i int) string { return prefix + "[" + strconv.Itoa(i) + "]" }
	}
	section("const", p.Const, nil)
	section("init", p.Init, func(i int) string { return p.States[i].ID })
	section("rhs", p.RHS, func(i int) string { return p.States[i].ID + "'" })
	section("jacobian", p.Jacobian, func(k int) string {
		i, j := p.entry(k)
		return "d" + p.States[i].ID + "'/d" + p.States[j].ID
	})
	section("timederiv", p.TimeDeriv, func(i int) string { return "d" + p.States[i].ID + "'/dt" })
	section("roots", p.RootFns, indexed("root"))
	section("output", p.Output, func(i int) string { return p.Outputs[i].ID })
	for i := range p.Route {
		section("route "+p.Routes[i].ID, p.Route[i], func(k int) string {
			return fmt.Sprintf("%s[%d]", [...]string{"fraction", "lag", "duration"}[k%3], k/3)
		})
	}
	section("event", p.Event, indexed("event"))
	for i := range p.Draw {
		section("draw "+p.Draws[i].Label, p.Draw[i], indexed("argument"))
	}
	section("delay", p.Delay, indexed("delay"))
	section("fast", p.FastReactions, indexed("fast"))
	section("constraint", p.Constraint, indexed("constraint"))
	return b.String()
}

// entry returns row and column of Jacobian entry k.
func (p *Program) entry(k int) (row, col int) {
	for col+1 < len(p.Pattern.ColPtr) && int(p.Pattern.ColPtr[col+1]) <= k {
		col++
	}
	return int(p.Pattern.RowIdx[k]), col
}

func (p *Program) slotName(s int32) string {
	if int(s) < len(p.Constants) {
		return strconv.FormatFloat(p.Constants[s], 'g', -1, 64)
	}
	if int(s) < len(p.symbols) && p.symbols[s] != "" {
		return p.symbols[s]
	}
	return "s" + strconv.Itoa(int(s))
}

func (p *Program) format(in Instr) string {
	var operands []string
	if in.Op == Sum {
		for i, s := range p.Args[in.A : in.A+in.B+in.C] {
			sign := "+"
			if i >= int(in.B) {
				sign = "-"
			}
			operands = append(operands, sign+p.slotName(s))
		}
	} else {
		abc := []int32{in.A, in.B, in.C}
		for _, s := range abc[:in.Op.Arity()] {
			operands = append(operands, p.slotName(s))
		}
	}
	return fmt.Sprintf("%-6s %s, %s", in.Op, p.slotName(in.D), strings.Join(operands, ", "))
}

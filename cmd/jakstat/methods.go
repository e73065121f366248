package main

import (
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/engine/ode"
	"jakstat/engine/sim/ssa"
)

// methodName is the word of a method on the command line.
func methodName(m ode.Method) string {
	if m == nil {
		return "auto"
	}
	return m.Name()
}

func methodNames() []string {
	out := []string{"auto"}
	for _, m := range ode.Methods() {
		out = append(out, m.Name())
	}
	return out
}

// methodByName returns nil for auto.
func methodByName(name string) (ode.Method, error) {
	if strings.EqualFold(name, "auto") {
		return nil, nil
	}
	for _, m := range ode.Methods() {
		if strings.EqualFold(m.Name(), name) {
			return m, nil
		}
	}
	return nil, diag.New(diag.Pos{Where: "--method"}, "cli.method", "unknown method %q", name).Suggest("there are %s", strings.Join(methodNames(), ", "))
}

// addChance adds the stochastic methods to the flags.
func (o *runOptions) addChance(cmd *cobra.Command) {
	o.mayChance = true
	f := cmd.Flags()
	f.Lookup("method").Usage = "`METHOD`: " + strings.Join(append(methodNames(), chanceNames()...), ", ")
	f.Lookup("seed").Usage = "seed of random numbers and of the choice among events of one priority; the same seed gives the same bits"
	f.Var(o.runs, "runs", "runs of a stochastic method")
}

// methods reads --method and what belongs to one kind of method only. The solver is nil for auto and for a stochastic method.
func (o *runOptions) methods(cmd *cobra.Command, diags *diag.List) (solver ode.Method, stochastic bool, err error) {
	if !o.mayChance {
		solver, err = methodByName(o.method)
		return solver, false, err
	}
	o.runs.check("runs", diags)
	kind, stochastic := chanceMethod(o.method)
	if !stochastic {
		if o.runs.value > 1 {
			diags.Add(diag.New(diag.Pos{Where: "--runs"}, "cli.runs", "%d runs of a deterministic method are all alike", o.runs.value).Suggest("add --method %s", ssa.Direct))
		}
		if solver, err = methodByName(o.method); err != nil {
			err = diag.New(diag.Pos{Where: "--method"}, "cli.method", "unknown method %q", o.method).Suggest("there are %s", strings.Join(append(methodNames(), chanceNames()...), ", "))
		}
		return solver, false, err
	}
	for _, name := range []string{"rtol", "atol", "scan"} {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed {
			diags.Add(diag.New(diag.Pos{Where: "--" + name}, "cli."+name, "--%s does not go with --method %s", name, kind).Suggest("leave out --%s", name))
		}
	}
	return nil, true, nil
}

// suiteMethod is the solver of a suite's time courses; a stochastic method leaves them to the simulator's choice.
func suiteMethod(name string) (ode.Method, error) {
	if _, ok := chanceMethod(name); ok {
		return nil, nil
	}
	m, err := methodByName(name)
	if err != nil {
		err = diag.New(diag.Pos{Where: "--method"}, "cli.method", "unknown method %q", name).Suggest("there are %s", strings.Join(append(methodNames(), chanceNames()...), ", "))
	}
	return m, err
}

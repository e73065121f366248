package main

import (
	"strings"

	"jakstat/diag"
	"jakstat/engine/ode"
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

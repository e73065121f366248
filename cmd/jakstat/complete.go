package main

import (
	"strings"

	"github.com/spf13/cobra"

	"jakstat/jak/pk"
)

// completeTreatment completes the drug of a DRUG:DOSE:REGIMEN argument.
func completeTreatment(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, name := range pk.Names() {
		if strings.HasPrefix(name, strings.ToLower(word)) {
			out = append(out, name+":")
		}
	}
	return out, cobra.ShellCompDirectiveNoSpace
}

// completeDrug completes a plain drug name as the first argument.
func completeDrug(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, name := range pk.Names() {
		if len(args) == 0 && strings.HasPrefix(name, strings.ToLower(word)) {
			out = append(out, name)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

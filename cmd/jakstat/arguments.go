package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
)

// verb names a command without the name of the program, which begins every message.
func verb(cmd *cobra.Command) string {
	return strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()), " ")
}

// noArguments refuses words after a verb that takes flags only.
func noArguments(cmd *cobra.Command, args []string) error {
	var diags diag.List
	for _, a := range args {
		diags.Add(diag.New(diag.Pos{Where: verb(cmd)}, "cli.arguments", "unexpected %q", a).Suggest("it takes flags only"))
	}
	return diags.Err()
}

// arguments demands least to most words (most < 0: any number); the command's first example shows what would be right.
func arguments(least, most int, example string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		n := len(args)
		if n >= least && (most < 0 || n <= most) {
			return nil
		}
		given := fmt.Sprintf("%d arguments are too many", n)
		if n < least {
			given = "an argument is missing"
			if least-n > 1 {
				given = fmt.Sprintf("%d arguments are missing", least-n)
			}
		}
		return diag.New(diag.Pos{Where: verb(cmd)}, "cli.arguments", "%s", given).Suggest("write for example %s %s", cmd.CommandPath(), example)
	}
}

// group makes a command whose verbs do the work: alone it prints its help, an unknown verb is a mistake.
func group(c *cobra.Command, verbs ...*cobra.Command) *cobra.Command {
	c.AddCommand(verbs...)
	c.Args = unknownVerb
	c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	c.DisableFlagsInUseLine = true
	return c
}

func unknownVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			known = append(known, c.Name())
		}
	}
	return diag.New(diag.Pos{Where: verb(cmd)}, "cli.verb", "there is no verb %q", args[0]).Suggest("%s", diag.DidYouMean(args[0], known))
}

// newHelpCommand replaces cobra's, which calls an unknown verb a success.
func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB]",
		Short: "Help about a verb",
		RunE: func(cmd *cobra.Command, args []string) error {
			c, rest, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return unknownVerb(c, rest)
			}
			c.InitDefaultHelpFlag()
			c.InitDefaultVersionFlag()
			return c.Help()
		},
	}
}

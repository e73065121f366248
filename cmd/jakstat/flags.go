package main

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"jakstat/diag"
)

// flag shortens the type that visitors of flags get.
type flag = pflag.Flag

// typed is the value of a flag that is checked together with all other input: cobra would stop at the first flag it cannot read.
type typed[T any] struct {
	value T
	text  string // as written, or the default
	kind  string // shown in the help
	hint  string // what would be right
	wrong string // what is wrong with the text
	parse func(string) (value T, wrong string)
}

func (f *typed[T]) String() string { return f.text }

// Type is part of pflag.Value.
func (f *typed[T]) Type() string { return f.kind }

// Set never fails; check tells what is wrong.
func (f *typed[T]) Set(text string) error {
	f.text = text
	f.value, f.wrong = f.parse(strings.TrimSpace(text))
	return nil
}

// check reports what is wrong with the flag of that name.
func (f *typed[T]) check(name string, diags *diag.List) {
	if f.wrong != "" {
		diags.Add(diag.New(diag.Pos{Where: "--" + name}, "cli."+name, "%s", f.wrong).Suggest("%s", f.hint))
	}
}

// patients is a number of virtual patients; fewer than two have no spread, and none, where allowed, is the typical patient alone.
func patients(otherwise int, orNone bool) *typed[int] {
	f := &typed[int]{value: otherwise, text: strconv.Itoa(otherwise), kind: "N", hint: "write a whole number from 2 to 100000"}
	if orNone {
		f.hint = "write 0, or a whole number from 2 to 100000"
	}
	f.parse = func(s string) (int, string) {
		n, err := strconv.Atoi(s)
		switch {
		case err != nil && !errors.Is(err, strconv.ErrRange):
			return otherwise, strconv.Quote(s) + " is not a whole number"
		case err == nil && n == 0 && orNone:
			return 0, ""
		case err != nil || n < 2 || n > 100_000:
			return otherwise, s + " virtual patients cannot be drawn"
		}
		return n, ""
	}
	return f
}

// seed is the seed of the random numbers.
func seed() *typed[uint64] {
	return &typed[uint64]{
		value: 1, text: "1", kind: "N", hint: "write a whole number from 0 to 18446744073709551615",
		parse: func(s string) (uint64, string) {
			n, err := strconv.ParseUint(s, 10, 64)
			if err != nil {
				return 1, strconv.Quote(s) + " is not a seed"
			}
			return n, ""
		},
	}
}

// span is a positive length of time in the unit that the help names.
func span(otherwise float64, text, kind string, most float64) *typed[float64] {
	f := &typed[float64]{value: otherwise, text: text, kind: kind, hint: "write a number above 0, at most " + strconv.FormatFloat(most, 'f', -1, 64)}
	f.parse = func(s string) (float64, string) {
		v, err := strconv.ParseFloat(s, 64)
		switch {
		case err != nil && !errors.Is(err, strconv.ErrRange), math.IsNaN(v):
			return otherwise, strconv.Quote(s) + " is not a number"
		case !(v > 0) || v > most:
			return otherwise, s + " " + strings.ToLower(kind) + " is out of range"
		}
		return v, ""
	}
	return f
}

// names is a comma-separated list that may be given several times.
type names struct {
	list []string
	set  bool
}

func (n *names) String() string { return strings.Join(n.list, ",") }

// Type is part of pflag.Value.
func (n *names) Type() string { return "NAME,..." }

// Set replaces the default the first time and appends after that.
func (n *names) Set(text string) error {
	if !n.set {
		n.list, n.set = nil, true
	}
	for _, s := range strings.Split(text, ",") {
		n.list = append(n.list, strings.TrimSpace(s))
	}
	return nil
}

// flagMistakes words what pflag cannot read. It knows the whole command line, so that every unknown flag is told at once.
func flagMistakes(args []string) func(*cobra.Command, error) error {
	return func(c *cobra.Command, err error) error {
		var unknown *pflag.NotExistError
		var bare *pflag.ValueRequiredError
		var invalid *pflag.InvalidValueError
		var diags diag.List
		add := func(where, format string, a ...any) *diag.Diagnostic {
			diags.Add(diag.New(diag.Pos{Where: where}, "cli.flag", format, a...))
			return &diags[len(diags)-1]
		}
		help := "`" + c.CommandPath() + " --help` lists the flags"
		switch {
		case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
			add("-"+unknown.GetSpecifiedName(), "unknown flag").Suggestion = help
		case errors.As(err, &unknown):
			for _, name := range unknownFlags(c, args) {
				d := add("--"+name, "unknown flag")
				d.Suggestion = help
				if best, ok := diag.Nearest(name, flagNames(c)); ok {
					d.Suggestion = "did you mean --" + best + "?"
				}
			}
		case errors.As(err, &bare):
			kind, _ := pflag.UnquoteUsage(bare.GetFlag())
			add("--"+bare.GetFlag().Name, "no value").Suggestion = "write --" + bare.GetFlag().Name + " " + kind
		case errors.As(err, &invalid):
			add("--"+invalid.GetFlag().Name, "%q is neither true nor false", invalid.GetValue()).Suggestion = "write --" + invalid.GetFlag().Name + " alone"
		default:
			add("flags", "a flag that cannot be read: %s", strings.TrimPrefix(err.Error(), "bad flag syntax: ")).Suggestion = help
		}
		return diags
	}
}

func flagNames(c *cobra.Command) []string {
	var out []string
	c.Flags().VisitAll(func(f *flag) { out = append(out, f.Name) })
	return out
}

// unknownFlags finds every long flag of a command line that a command does not have.
func unknownFlags(c *cobra.Command, args []string) []string {
	var out []string
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		word, ok := strings.CutPrefix(args[i], "--")
		if !ok {
			continue
		}
		name, _, joined := strings.Cut(word, "=")
		switch f := c.Flags().Lookup(name); {
		case f == nil:
			out = append(out, name)
		case !joined && f.NoOptDefVal == "":
			i++ // its value is the next word
		}
	}
	return out
}

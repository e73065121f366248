package main

import (
	goflag "flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// commands lists a command and all below it that the product has of its own.
func commands(c *cobra.Command) []*cobra.Command {
	out := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		if sub.Name() != "help" && sub.Name() != "completion" {
			out = append(out, commands(sub)...)
		}
	}
	return out
}

// quick makes a simulating command line draw few patients.
func quick(args []string) []string {
	if args[0] == "compare" || args[0] == "simulate" || args[0] == "design" && args[1] != "search" && args[1] != "sensitivity" {
		return append(args, "--subjects", "4")
	}
	return args
}

// checkout is a directory that has the examples and nothing that a test could spoil.
func checkout(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir+"/examples", os.DirFS("../../examples")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
}

// judges tells commands that do all they should and end with 1 when a criterion is missed.
func judges(args []string) bool { return args[0] == "qualify" || args[0] == "conformance" }

func TestEveryExampleOfTheHelpRuns(t *testing.T) {
	checkout(t)
	n := 0
	for _, c := range commands(newRootCommand(os.Stdout)) {
		for _, line := range strings.Split(c.Example, "\n") {
			line, _, _ = strings.Cut(strings.TrimSpace(line), " > ")
			if line == "" {
				continue
			}
			n++
			args := words(line)
			if args[0] != "jakstat" {
				t.Errorf("%s: the example %q does not begin with the name of the program", c.CommandPath(), line)
				continue
			}
			if args[1] == "serve" {
				serveBriefly(t, args[1:])
				continue
			}
			if r := jakstat(quick(args[1:])...); r.code != exitOK && !(r.code == exitCheckFailed && judges(args[1:])) || r.stdout == "" && !strings.Contains(line, " -o ") {
				t.Errorf("%s: exit code %d\n%s", line, r.code, r.stderr)
			}
		}
	}
	if n < 15 {
		t.Errorf("only %d examples", n)
	}
}

func TestEveryVerbHasItsHelp(t *testing.T) {
	for _, c := range commands(newRootCommand(os.Stdout)) {
		if !strings.Contains(c.Long, "EXIT STATUS") {
			t.Errorf("%s: no exit status in the help", c.CommandPath())
		}
		if c.Runnable() && !c.HasSubCommands() && c.Example == "" {
			t.Errorf("%s: no example", c.CommandPath())
		}
		c.InitDefaultHelpFlag()
		c.LocalFlags().VisitAll(func(f *flag) {
			if f.Usage == "" {
				t.Errorf("%s --%s: not described", c.CommandPath(), f.Name)
			}
		})
		path := strings.Fields(c.CommandPath())[1:]
		long := succeed(t, append(path, "--help")...)
		if help := succeed(t, append([]string{"help"}, path...)...); help != long {
			t.Errorf("%s: help and --help differ", c.CommandPath())
		}
		for _, line := range strings.Split(long, "\n") {
			if len(line) > 150 {
				t.Errorf("%s: a line of %d letters: %s", c.CommandPath(), len(line), line)
			}
		}
	}
}

func TestTheExamplesPageIsTrue(t *testing.T) {
	page, err := filepath.Abs("../../examples/README.md")
	if err != nil {
		t.Fatal(err)
	}
	checkout(t)
	pageIsTrue(t, page, 6)
}

// pageIsTrue runs every command of a page ("$ jakstat ...") and compares the output that follows it; a line
// "..." stands for any lines. Refresh with: go test ./cmd/jakstat -rewrite, and read the diff.
func pageIsTrue(t *testing.T, page string, least int) {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "```")
	n := 0
	for i := 1; i < len(blocks); i += 2 {
		calls := strings.Split(blocks[i], "\n$ ")
		for k := 1; k < len(calls); k++ {
			line, want, _ := strings.Cut(calls[k], "\n")
			n++
			calls[k] = line + "\n" + showCall(t, line, strings.TrimRight(want, "\n")) + "\n"
		}
		blocks[i] = strings.Join(calls, "\n$ ")
	}
	if n < least {
		t.Errorf("only %d commands", n)
	}
	if goflag.Lookup("rewrite").Value.String() == "true" {
		if err := os.WriteFile(page, []byte(strings.Join(blocks, "```")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// showCall runs a line of the page and returns what the page should show.
func showCall(t *testing.T, line, shown string) string {
	t.Helper()
	args := words(line)
	if args[0] != "jakstat" {
		t.Errorf("not a call of the program: %s", line)
		return shown
	}
	r := jakstat(args[1:]...)
	wanted := exitOK
	if strings.Contains(shown, "jakstat: ") {
		wanted = exitBadInput
	}
	if r.code != wanted {
		t.Errorf("%s: exit code %d\n%s", line, r.code, r.stderr)
	}
	got := strings.Split(strings.TrimRight(r.stdout+r.stderr, "\n"), "\n")
	for i := range got {
		got[i] = strings.TrimRight(got[i], " ")
	}
	want := strings.Split(shown, "\n")
	if !matches(got, want) && goflag.Lookup("rewrite").Value.String() != "true" {
		t.Errorf("%s: the page shows\n%s\nand the program\n%s", line, shown, strings.Join(got, "\n"))
	}
	if i := slices.Index(want, "..."); i >= 0 {
		tail := len(want) - i - 1
		got = slices.Concat(got[:min(i, len(got))], []string{"..."}, got[max(0, len(got)-tail):])
	}
	return strings.Join(got, "\n")
}

// matches compares lines; a wanted line "..." stands for any number of lines.
func matches(got, want []string) bool {
	if len(want) == 0 {
		return len(got) == 0
	}
	if want[0] == "..." {
		for i := 0; i <= len(got); i++ {
			if matches(got[i:], want[1:]) {
				return true
			}
		}
		return false
	}
	return len(got) > 0 && got[0] == want[0] && matches(got[1:], want[1:])
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		got, want string
		ok        bool
	}{
		{"a b c", "a b c", true},
		{"a b c", "a ... c", true},
		{"a b c", "...", true},
		{"a b c", "a ...", true},
		{"a b c", "a c", false},
		{"a b c", "a b", false},
		{"a", "a b", false},
	} {
		if matches(strings.Fields(c.got), strings.Fields(c.want)) != c.ok {
			t.Errorf("%q, %q: %v", c.got, c.want, !c.ok)
		}
	}
}

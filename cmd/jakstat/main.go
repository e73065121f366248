// Command jakstat makes the pharmacology of JAK inhibitors executable from the command line.
//
// It knows verbs, flags, exit codes and which page or table a verb prints; one verb a file. It must not know
// any science: numbers come from the packages below it, pictures from package report.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"unicode"

	"jakstat/diag"
)

// Exit codes. New ones may be added; these keep their meaning.
const (
	exitOK          = 0
	exitCheckFailed = 1   // a qualification or evidence check ran and failed
	exitBadInput    = 2   // a flag, drug, dose, unit or file is wrong; nothing was written
	exitRunFailed   = 3   // a simulation failed, or a result could not be written
	exitInterrupted = 130 // interrupted by the user
)

// errCheckFailed is returned by verbs that compare with evidence and find too many misses; what failed has been printed.
var errCheckFailed = errors.New("check failed")

// gcPercent trades memory for speed: a command lives for a fraction of a second and allocates tens of megabytes, so collecting less often
// saves a third of its time.
const gcPercent = 400

func main() {
	debug.SetGCPercent(gcPercent)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run executes one command line and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRootCommand(stdout)
	root.SetArgs(args)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(flagMistakes(args))
	return exitCode(ctx, root.ExecuteContext(ctx), stderr)
}

func exitCode(ctx context.Context, err error, stderr io.Writer) int {
	var list diag.List
	var one diag.Diagnostic
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errCheckFailed):
		return exitCheckFailed
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "jakstat: interrupted")
		return exitInterrupted
	case errors.As(err, &list):
		tell(stderr, list)
		return exitBadInput
	case errors.As(err, &one):
		tell(stderr, diag.List{one})
		return exitBadInput
	default:
		fmt.Fprintln(stderr, "jakstat:", printable(err.Error()))
		return exitRunFailed
	}
}

// tell prints one line a finding. Two readers of one file may find the same mistake; it is told once.
func tell(stderr io.Writer, list diag.List) {
	told := map[string]bool{}
	for _, d := range list {
		if line := printable(d.Error()); !told[line] {
			told[line] = true
			fmt.Fprintln(stderr, "jakstat:", line)
		}
	}
}

// printable keeps a message on one line and a terminal safe from what a file holds.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

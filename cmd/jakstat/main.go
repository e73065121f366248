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
	"syscall"

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

// usageError marks a mistake on the command line that has no position in a file.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

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
	root := newRootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return exitCode(ctx, root.ExecuteContext(ctx), stderr)
}

func exitCode(ctx context.Context, err error, stderr io.Writer) int {
	var list diag.List
	var one diag.Diagnostic
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errCheckFailed):
		return exitCheckFailed
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "jakstat: interrupted")
		return exitInterrupted
	case errors.As(err, &list):
		for _, d := range list {
			fmt.Fprintln(stderr, "jakstat:", d.Error())
		}
		return exitBadInput
	case errors.As(err, &one), errors.As(err, &usage):
		fmt.Fprintln(stderr, "jakstat:", err)
		return exitBadInput
	default:
		fmt.Fprintln(stderr, "jakstat:", err)
		return exitRunFailed
	}
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// judged is what a command line left behind.
type outcome struct {
	code           int
	stdout, stderr string
}

// jakstat runs one command line in this process.
func jakstat(args ...string) outcome {
	var out, err bytes.Buffer
	code := run(context.Background(), args, &out, &err)
	return outcome{code, out.String(), err.String()}
}

// succeed runs a command line that must succeed without a word on standard error, and returns what it printed.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	r := jakstat(args...)
	if r.code != exitOK || r.stderr != "" {
		t.Fatalf("jakstat %q: exit code %d\n%s", args, r.code, r.stderr)
	}
	return r.stdout
}

// judged is what a command writes that may end with a missed criterion.
func judged(t *testing.T, args ...string) string {
	t.Helper()
	r := jakstat(args...)
	if r.code != exitOK && !(r.code == exitCheckFailed && judges(args)) || r.stderr != "" {
		t.Fatalf("jakstat %q: exit code %d\n%s", args, r.code, r.stderr)
	}
	return r.stdout
}

// words splits a command line as a shell does: blanks separate, quotes keep together.
func words(line string) []string {
	var out []string
	var b strings.Builder
	quote, open := rune(0), false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			b.WriteRune(r)
		case r == '"' || r == '\'':
			quote, open = r, true
		case r == ' ':
			if open || b.Len() > 0 {
				out = append(out, b.String())
			}
			b.Reset()
			open = false
		default:
			b.WriteRune(r)
		}
	}
	if open || b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}

// TestScripts runs the readable cases of testdata in an empty directory. Commands:
//
//	file name=NAME [bytes=N]   write the input (or N bytes of it, repeated) to a file
//	binary name=NAME           write bytes that are no text
//	dir name=NAME              make a directory
//	run                        one command line a line: its exit code, standard error, and the first lines of standard output
//
// A command line that fails must print nothing and leave every file as it was. Refresh with: go test ./cmd/jakstat -rewrite, and read the diff.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, file := range files {
		path, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Chdir(t.TempDir())
			datadriven.RunTest(t, path, runScript)
		})
	}
}

func runScript(t *testing.T, d *datadriven.TestData) string {
	var name string
	size := 0
	d.MaybeScanArgs(t, "name", &name)
	d.MaybeScanArgs(t, "bytes", &size)
	write := func(data []byte) string {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return ""
	}
	switch d.Cmd {
	case "file":
		text := d.Input
		if text != "" {
			text += "\n"
		}
		if size > 0 {
			text = strings.Repeat(text, size/len(text)+1)[:size]
		}
		return write([]byte(text))
	case "binary":
		return write([]byte{0x7f, 'E', 'L', 'F', 0, 1, 2, 0xff, 0xfe, '\n', 0x1b, '['})
	case "dir":
		if err := os.Mkdir(name, 0o755); err != nil {
			t.Fatal(err)
		}
		return ""
	case "run":
		var b strings.Builder
		for _, line := range strings.Split(d.Input, "\n") {
			if strings.Contains(d.Input, "\n") {
				fmt.Fprintf(&b, "$ %s\n", line)
			}
			b.WriteString(runLine(t, line))
		}
		return b.String()
	}
	t.Fatalf("unknown command %q", d.Cmd)
	return ""
}

func runLine(t *testing.T, line string) string {
	before := contents(t)
	r := jakstat(words(line)...)
	if r.code != exitOK && r.code != exitCheckFailed {
		if r.stdout != "" {
			t.Errorf("%s: failed and printed %q", line, r.stdout)
		}
		if after := contents(t); !slices.Equal(before, after) {
			t.Errorf("%s: failed and changed files: %q, then %q", line, before, after)
		}
	}
	checkMessages(t, line, r.stderr)
	out := fmt.Sprintf("exit %d\n%s", r.code, r.stderr)
	if r.code == exitOK {
		lines := strings.SplitN(r.stdout, "\n", 4)
		for _, l := range lines[:min(3, len(lines)-1)] {
			out += strings.TrimRight("> "+l, " ") + "\n"
		}
	}
	return out
}

// checkMessages demands one line a mistake, each once, in plain words.
func checkMessages(t *testing.T, line, stderr string) {
	t.Helper()
	seen := map[string]bool{}
	for _, message := range strings.Split(strings.TrimSuffix(stderr, "\n"), "\n") {
		if message == "" {
			continue
		}
		if seen[message] {
			t.Errorf("%s: told twice: %s", line, message)
		}
		seen[message] = true
		if !strings.HasPrefix(message, "jakstat: ") {
			t.Errorf("%s: a line without the name of the program: %s", line, message)
		}
		for _, word := range []string{"strconv", "%!", "invalid character", "struct", "go-yaml", "*main.", "nil", "panic", "goroutine", "0x", "arg(s)", "\x1b"} {
			if strings.Contains(message, word) {
				t.Errorf("%s: %q in %s", line, word, message)
			}
		}
	}
}

// contents lists the files of the directory with their sizes.
func contents(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(e.Name(), " ", info.Size()))
	}
	return out
}

func TestInterruptedRunsLeaveNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, line := range []string{
		"compare tofacitinib:5mg:bid --html a.html --svg a.svg",
		"simulate tofacitinib 5mg bid --html a.html --json",
		"explain tofacitinib IL-6",
		"residence tofacitinib --html a.html --svg a.svg",
		"qualify pk",
	} {
		var out, errs bytes.Buffer
		if code := run(ctx, words(line), &out, &errs); code != exitInterrupted || out.Len() > 0 || errs.String() != "jakstat: interrupted\n" {
			t.Errorf("%s: exit code %d, %d bytes printed, %s", line, code, out.Len(), errs.String())
		}
	}
	if left := contents(t); len(left) > 0 {
		t.Errorf("files left: %q", left)
	}
}

// failing is a disk that is full.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, fmt.Errorf("no space left on device") }

func TestOutputThatCannotBeWrittenIsAFailure(t *testing.T) {
	for _, line := range []string{
		"compare tofacitinib:5mg:bid", "compare tofacitinib:5mg:bid --json", "compare tofacitinib:5mg:bid --csv",
		"simulate tofacitinib 5mg bid", "simulate tofacitinib 5mg bid --json", "simulate tofacitinib 5mg bid --csv", "simulate tofacitinib 5mg bid --events",
		"explain tofacitinib IL-6", "explain tofacitinib IL-6 --json", "qualify pk",
		"residence tofacitinib --residence 1h", "residence tofacitinib --residence 1h --json", "residence tofacitinib --residence 1h --csv",
		"evidence list", "evidence list --json", "evidence show tofacitinib", "evidence show cell30", "evidence check", "evidence check --json",
		"evidence export", "evidence export --format json",
	} {
		var errs bytes.Buffer
		if code := run(context.Background(), words(line), failing{}, &errs); code != exitRunFailed || !strings.Contains(errs.String(), "no space left") {
			t.Errorf("%s: exit code %d, %s", line, code, errs.String())
		}
	}
}

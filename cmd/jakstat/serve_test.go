package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// serveBriefly runs an example of serve, on a free port and with jobs in memory, until it answers, and stops it.
func serveBriefly(t *testing.T, args []string) {
	t.Helper()
	if slices.Contains(args, "tokens.txt") {
		if err := os.WriteFile("tokens.txt", []byte("# those who may\nann=0123456789abcdef0123\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args = append(slices.Clone(args), "--addr", "127.0.0.1:0", "--store", "sqlite::memory:")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, printed := io.Pipe()
	code := make(chan int, 1)
	var errs strings.Builder
	go func() {
		code <- run(ctx, args, printed, &errs)
		printed.Close()
	}()
	lines := bufio.NewScanner(out)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "http://127.0.0.1:") {
		t.Fatalf("%q printed %q, exit code %d\n%s", args, lines.Text(), <-code, errs.String())
	}
	address := lines.Text()
	go func() { _, _ = io.Copy(io.Discard, out) }() // until the pipe closes
	r, err := http.Get(address + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != 200 {
		t.Errorf("%q: %d", args, r.StatusCode)
	}
	http.DefaultClient.CloseIdleConnections()
	stop()
	select {
	case c := <-code:
		if c != exitOK {
			t.Errorf("%q: exit code %d\n%s", args, c, errs.String())
		}
	case <-time.After(30 * time.Second):
		t.Fatalf("%q does not stop", args)
	}
}

func TestServeRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	memory := []string{"--store", "sqlite::memory:"}
	for _, c := range []struct {
		args []string
		code int
		want []string
	}{
		{[]string{"--addr", "0.0.0.0:0"}, exitBadInput, []string{"no token is given", "--token-file", "listen on 127.0.0.1:0"}},
		{[]string{"--addr", ":8080"}, exitBadInput, []string{"no token is given"}},
		{[]string{"--addr", "nonsense"}, exitBadInput, []string{`"nonsense" is not HOST:PORT`}},
		{[]string{"--addr", "127.0.0.1:99999"}, exitBadInput, []string{"is not HOST:PORT"}},
		{[]string{"--token", "short"}, exitBadInput, []string{"at least 16 visible ASCII letters"}},
		{[]string{"--token-file", filepath.Join(dir, "none")}, exitBadInput, []string{"there is no such file"}},
		{[]string{"--token-file", write("empty", "# nobody\n")}, exitBadInput, []string{"no token in it"}},
		{[]string{"--token-file", write("bad", "0123456789abcdef\nann=x\n")}, exitBadInput, []string{"bad:2: error: a token has"}},
		{[]string{"--rate", "0", "--timeout", "1ms", "--addr", "x"}, exitBadInput, []string{"--rate", "--timeout", "--addr"}}, // all at once
		{[]string{"--store", "mysql://u:secret@h/x"}, exitBadInput, []string{"neither sqlite:PATH nor postgres://"}},
		{[]string{"--store", "sqlite:" + write("text.db", strings.Repeat("no database ", 100))}, exitBadInput, []string{"cannot be opened", "not a database"}},
		{append(memory, "x"), exitBadInput, []string{"x"}},
	} {
		r := jakstat(append([]string{"serve", "--addr", "127.0.0.1:0"}, c.args...)...)
		if r.code != c.code || r.stdout != "" {
			t.Errorf("%q: exit code %d and %q", c.args, r.code, r.stdout)
		}
		for _, want := range c.want {
			if !strings.Contains(r.stderr, want) {
				t.Errorf("%q: %q is not in: %s", c.args, want, r.stderr)
			}
		}
		if strings.Contains(r.stderr, "secret") {
			t.Errorf("%q: the password is printed: %s", c.args, r.stderr)
		}
	}
}

// An address that is taken is a failure of the run, told in one line.
func TestServeOnATakenAddress(t *testing.T) {
	h := &http.Server{ReadHeaderTimeout: time.Second}
	l := listenFree(t)
	go func() { _ = h.Serve(l) }() // until it is closed
	defer h.Close()
	r := jakstat("serve", "--addr", l.Addr().String(), "--store", "sqlite::memory:")
	if r.code != exitRunFailed || !strings.Contains(r.stderr, "address already in use") || strings.Count(r.stderr, "\n") != 1 {
		t.Errorf("exit code %d: %s", r.code, r.stderr)
	}
}

package storetest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"testing"
)

// Cluster starts a PostgreSQL of its own for a test, on a free loopback port and in a directory that is removed afterwards, and returns
// its address. It uses the initdb and pg_ctl that Debian installs; where there are none the test is skipped.
func Cluster(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	if err != nil || len(found) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("PostgreSQL is not installed: apt-get install postgresql")
		}
		t.Skip("PostgreSQL is not installed (Debian: apt-get install postgresql); the suite ran on SQLite only")
	}
	sort.Strings(found)
	bin := filepath.Dir(found[len(found)-1])
	dir, err := os.MkdirTemp("", "jakstat-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	as := unprivileged(t, dir)
	run := func(name string, args ...string) {
		t.Helper()
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir = dir
		as(cmd)
		log, err := os.CreateTemp("", "jakstat-pg-log-") // a server that stays would keep a pipe open
		if err != nil {
			t.Fatal(err)
		}
		defer os.Remove(log.Name())
		defer log.Close()
		cmd.Stdout, cmd.Stderr = log, log
		if err := cmd.Run(); err != nil {
			said, _ := os.ReadFile(log.Name()) // what there is of it
			t.Fatalf("%s: %v\n%s", name, err, said)
		}
	}
	data := filepath.Join(dir, "data")
	run("initdb", "-D", data, "-U", "jakstat", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C")
	port := freePort(t)
	run("pg_ctl", "-D", data, "-w", "-t", "60", "-l", filepath.Join(dir, "log"), "-o", fmt.Sprintf("-p %d -h 127.0.0.1 -k %s -F", port, dir), "start")
	t.Cleanup(func() { run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop") })
	return fmt.Sprintf("postgres://jakstat@127.0.0.1:%d/postgres?sslmode=disable", port)
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// unprivileged makes commands run as an ordinary user, which PostgreSQL demands, and gives that user the directory.
func unprivileged(t *testing.T, dir string) func(*exec.Cmd) {
	t.Helper()
	if runtime.GOOS == "windows" || os.Getuid() != 0 {
		return func(*exec.Cmd) {}
	}
	return asNobody(t, dir)
}

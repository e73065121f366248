package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestFilesAreReplacedWholeOrNotAtAll(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("old.html", []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := jakstat(words("compare tofacitinib:5mgg:bid --html old.html --svg new.svg")...); r.code != exitBadInput {
		t.Errorf("exit code %d", r.code)
	}
	if r := jakstat(words("compare tofacitinib:5mg:bid --html nowhere/a.html --svg old.html")...); r.code != exitRunFailed {
		t.Errorf("exit code %d", r.code)
	}
	data, err := os.ReadFile("old.html")
	if err != nil || !bytes.Equal(data, []byte("old")) {
		t.Errorf("%q, %v", data, err)
	}
	if left := contents(t); len(left) != 1 {
		t.Errorf("files left: %q", left)
	}
}

func TestPathologicalArguments(t *testing.T) {
	t.Chdir(t.TempDir())
	long := strings.Repeat("x", 100_000)
	for _, args := range [][]string{
		{"\x00"},
		{"compare", "\x00:\x00:\x00"},
		{"compare", "\x1b[31m:5 mg:qd"},
		{"compare", long},
		{"compare", long + ":" + long + ":" + long + ":" + long},
		{"compare", "tofacitinib:5 mg:qd", "--only", long},
		{"compare", "tofacitinib:５ mg:bid"},
		{"compare", "tofacitinib:5\nmg\n:bidd"},
		{"compare", "tofacitinib:1e400 mg:bid:"},
		{"compare", strings.Repeat(":", 1000)},
		{"compare", "--", "--json"},
		{"compare", "../../../etc/passwd:5 mg:qd"},
		{"compare", ".yaml:5 mg:qd"},
		{"compare", "tofacitinib:" + strings.Repeat("(", 5000) + ":qd"},
		{"compare", "tofacitinib:5 mg:every 1e-300 h"},
		{"compare", "tofacitinib:5 mg:every 1e300 h"},
		{"simulate", "tofacitinib", strings.Repeat("5 mg then ", 5000)},
		{"simulate", "tofacitinib", "5 mg", "every 1e-9 h"},
		{"simulate", "tofacitinib", "5 mg qd", "--days", "36500", "--step", "0.001"},
		{"simulate", "", "", ""},
		{"simulate", "tofacitinib", "5 mg", "qd", "--readout", ",,,"},
		{"explain", long, long, "--dose", long},
		{"explain", "tofacitinib", "IL-6", "--dose", ":::::"},
		{"evidence", "show", long},
		{"evidence", "show", "\xff\xfe"},
		{"compare", "tofacitinib:5 mg:bid", "--covariate", "=", "--covariate", "WT=", "--covariate", "WT=NaN kg", "--covariate", "WT=1e999 kg"},
	} {
		r := jakstat(args...)
		name := fmt.Sprintf("%.100q", args)
		if r.code != exitBadInput {
			t.Errorf("%s: exit code %d, %.200s", name, r.code, r.stderr)
		}
		checkMessages(t, name, r.stderr)
		if strings.ContainsAny(r.stderr, "\x1b\x00") {
			t.Errorf("%s: control characters reach the terminal", name)
		}
	}
	if left := contents(t); len(left) > 0 {
		t.Errorf("files left: %q", left)
	}
}

package store_test

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"jakstat/server/store"
	"jakstat/server/store/storetest"
)

func TestSQLite(t *testing.T) {
	dir := t.TempDir()
	storetest.Run(t, func(t *testing.T, name string) store.Store {
		s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, name, "jobs with ? and #.db"))
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

// The same suite on PostgreSQL, in a cluster of its own.
func TestPostgreSQL(t *testing.T) {
	address := storetest.Cluster(t)
	admin, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	made := map[string]bool{}
	storetest.Run(t, func(t *testing.T, name string) store.Store {
		if !made[name] {
			made[name] = true
			if _, err := admin.Exec(`CREATE DATABASE "` + name + `"`); err != nil {
				t.Fatal(err)
			}
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/" + name
		s, err := store.Open(t.Context(), u.String())
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func TestWrongAddresses(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"mysql://x", "neither"},
		{"sqlite:", "without a path"},
		{"sqlite:/dev/null/x/y.db", "not a directory"},
		{"postgres://u:secret@127.0.0.1:1/x?connect_timeout=2", "refused"},
		{"postgres://u:secret@%zz", "cannot parse"},
	} {
		s, err := store.Open(t.Context(), c.address)
		if err == nil {
			s.Close()
			t.Errorf("%s was opened", c.address)
			continue
		}
		if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v; want %q in it and no password", c.address, err, c.want)
		}
	}
}

func TestTablesOfANewerProgramAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jobs.db")
	s, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`UPDATE jakstat_version SET version = 99`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := store.Open(t.Context(), "sqlite:"+path); err == nil || !strings.Contains(err.Error(), "newer") {
		t.Errorf("opened: %v", err)
	}
}

func TestMemory(t *testing.T) {
	s, err := store.Open(t.Context(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Create(t.Context(), store.Job{ID: "a", Kind: "x", Params: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), "a"); err != nil {
		t.Error(err)
	}
}

func TestRedacted(t *testing.T) {
	for _, c := range [][2]string{
		{"postgres://u:secret@h/x", "postgres://u:xxxxx@h/x"},
		{"sqlite:/a/b.db", "sqlite:/a/b.db"},
		{"postgres://u:secret@h:%zz/x", "postgres://…@h:%zz/x"},
	} {
		if got := store.Redacted(c[0]); got != c[1] {
			t.Errorf("%s became %s, not %s", c[0], got, c[1])
		}
	}
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// Open opens a store by its address: sqlite:PATH (the directory is made if need be), sqlite::memory: (lost with the process), or
// postgres://USER:PASSWORD@HOST/DATABASE. Tables are made on first use; those of a newer version of the program are refused.
func Open(ctx context.Context, address string) (Store, error) {
	switch {
	case strings.HasPrefix(address, "sqlite:"):
		return openSQLite(ctx, strings.TrimPrefix(address, "sqlite:"))
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		return openPostgres(ctx, address)
	}
	return nil, fmt.Errorf("%q is neither sqlite:PATH nor postgres://", Redacted(address))
}

// Redacted is an address without its password, for messages.
func Redacted(address string) string {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		return u.Redacted()
	}
	if scheme, rest, ok := strings.Cut(address, "://"); ok { // cannot be parsed: say as little as possible
		if _, host, at := strings.Cut(rest, "@"); at {
			return scheme + "://…@" + host
		}
	}
	return address
}

// dialect is where the databases differ.
type dialect struct {
	bytes  string // type of a column of bytes
	real   string // type of a column of floating-point numbers
	number func(query string) string
	lock   string // ends a SELECT in a transaction that is going to write
}

func openSQLite(ctx context.Context, path string) (Store, error) {
	memory := path == ":memory:"
	if path == "" {
		return nil, errors.New("sqlite: without a path")
	}
	if !memory {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
	}
	// A job that is stored is on the disk; writers wait for each other; a transaction that is going to write says so when it begins.
	q := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)"}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	if memory {
		db.SetMaxOpenConns(1) // each connection would have a memory of its own
	}
	return prepare(ctx, db, dialect{bytes: "BLOB", real: "REAL", number: func(q string) string { return strings.ReplaceAll(q, "$", "?") }})
}

func openPostgres(ctx context.Context, address string) (Store, error) {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return nil, errors.New("the address of the database cannot be read") // the driver's message may hold the password
	}
	db.SetMaxOpenConns(8)
	db.SetConnMaxIdleTime(time.Minute)
	return prepare(ctx, db, dialect{bytes: "BYTEA", real: "DOUBLE PRECISION", number: func(q string) string { return q }, lock: " FOR UPDATE"})
}

// version of the tables.
const version = 1

// prepare makes the tables.
func prepare(ctx context.Context, db *sql.DB, d dialect) (Store, error) {
	s := &tables{db: db, d: d}
	err := s.write(ctx, func(tx *sql.Tx) error {
		for _, q := range []string{
			`CREATE TABLE IF NOT EXISTS jakstat_version (version BIGINT NOT NULL)`,
			`CREATE TABLE IF NOT EXISTS jakstat_jobs (id TEXT PRIMARY KEY, kind TEXT NOT NULL, params ` + d.bytes + ` NOT NULL, product TEXT NOT NULL, client TEXT NOT NULL,
				state TEXT NOT NULL, shards BIGINT NOT NULL, progress ` + d.real + ` NOT NULL, message TEXT NOT NULL, attempts BIGINT NOT NULL, owner TEXT NOT NULL,
				lease BIGINT NOT NULL, created BIGINT NOT NULL, started BIGINT NOT NULL, ended BIGINT NOT NULL, result ` + d.bytes + `)`,
			`CREATE INDEX IF NOT EXISTS jakstat_jobs_state ON jakstat_jobs (state, created)`,
			`CREATE TABLE IF NOT EXISTS jakstat_shards (job TEXT NOT NULL REFERENCES jakstat_jobs (id) ON DELETE CASCADE, shard BIGINT NOT NULL, data ` + d.bytes + ` NOT NULL,
				PRIMARY KEY (job, shard))`,
		} {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		var found sql.NullInt64
		if err := tx.QueryRowContext(ctx, `SELECT MAX(version) FROM jakstat_version`).Scan(&found); err != nil {
			return err
		}
		if found.Int64 > version {
			return fmt.Errorf("its tables are of version %d, made by a newer jakstat; this one knows version %d", found.Int64, version)
		}
		if !found.Valid {
			_, err := tx.ExecContext(ctx, s.d.number(`INSERT INTO jakstat_version (version) VALUES ($1)`), version)
			return err
		}
		return nil
	})
	if err != nil {
		db.Close()
		return nil, err
	}
	return s, nil
}

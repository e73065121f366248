package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// tables is a store in an SQL database.
type tables struct {
	db *sql.DB
	d  dialect
}

// write runs a transaction.
func (s *tables) write(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// change runs one statement and tells whether it found its row.
func (s *tables) change(ctx context.Context, query string, args ...any) (bool, error) {
	r, err := s.db.ExecContext(ctx, s.d.number(query), args...)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n > 0, err
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

const columns = `id, kind, params, product, client, state, shards, progress, message, attempts, owner, created, started, ended,
	(SELECT COUNT(*) FROM jakstat_shards WHERE job = id)`

func scan(row interface{ Scan(...any) error }) (Job, error) {
	var j Job
	var created, started, ended int64
	err := row.Scan(&j.ID, &j.Kind, &j.Params, &j.Product, &j.Client, &j.State, &j.Shards, &j.Progress, &j.Error, &j.Attempts, &j.Owner, &created, &started, &ended, &j.Done)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNone
	}
	j.Created, j.Started, j.Ended = instant(created), instant(started), instant(ended)
	if j.State == Done {
		j.Done, j.Progress = j.Shards, 1
	}
	return j, err
}

// Create is part of Store.
func (s *tables) Create(ctx context.Context, j Job) error {
	_, err := s.change(ctx, `INSERT INTO jakstat_jobs (id, kind, params, product, client, state, shards, progress, message, attempts, owner, lease, created, started, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '', 0, '', 0, $8, 0, 0)`, j.ID, j.Kind, j.Params, j.Product, j.Client, string(Queued), j.Shards, micros(j.Created))
	return err
}

// Get is part of Store.
func (s *tables) Get(ctx context.Context, id string) (Job, error) {
	return scan(s.db.QueryRowContext(ctx, s.d.number(`SELECT `+columns+` FROM jakstat_jobs WHERE id = $1`), id))
}

// List is part of Store.
func (s *tables) List(ctx context.Context, limit int) ([]Job, error) {
	return s.list(ctx, `SELECT `+columns+` FROM jakstat_jobs ORDER BY created DESC, id LIMIT $1`, limit)
}

// Waiting is part of Store.
func (s *tables) Waiting(ctx context.Context, now time.Time, limit int) ([]Job, error) {
	return s.list(ctx, `SELECT `+columns+` FROM jakstat_jobs WHERE state = 'queued' OR state = 'running' AND lease < $1 ORDER BY created, id LIMIT $2`, micros(now), limit)
}

func (s *tables) list(ctx context.Context, query string, args ...any) ([]Job, error) {
	rows, err := s.db.QueryContext(ctx, s.d.number(query), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Job
	for rows.Next() {
		j, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, rows.Err()
}

// Claim is part of Store.
func (s *tables) Claim(ctx context.Context, id, owner, product string, now, until time.Time) (j Job, ok bool, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		var lease int64
		var state State
		var before string
		row := tx.QueryRowContext(ctx, s.d.number(`SELECT state, lease, product FROM jakstat_jobs WHERE id = $1`+s.d.lock), id)
		if err := row.Scan(&state, &lease, &before); err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return ErrNone
			}
			return err
		}
		if ok = state == Queued || state == Running && lease < micros(now); !ok {
			return nil
		}
		if before != product {
			if _, err := tx.ExecContext(ctx, s.d.number(`DELETE FROM jakstat_shards WHERE job = $1`), id); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, s.d.number(`UPDATE jakstat_jobs SET state = 'running', owner = $2, lease = $3, product = $4, attempts = attempts + 1,
			started = CASE WHEN started = 0 THEN $5 ELSE started END WHERE id = $1`), id, owner, micros(until), product, micros(now)); err != nil {
			return err
		}
		var err error
		j, err = scan(tx.QueryRowContext(ctx, s.d.number(`SELECT `+columns+` FROM jakstat_jobs WHERE id = $1`), id))
		return err
	})
	return j, ok && err == nil, err
}

// Renew is part of Store.
func (s *tables) Renew(ctx context.Context, id, owner string, until time.Time, progress float64) (bool, error) {
	return s.change(ctx, `UPDATE jakstat_jobs SET lease = $3, progress = $4 WHERE id = $1 AND owner = $2 AND state = 'running'`, id, owner, micros(until), progress)
}

// SetShards is part of Store.
func (s *tables) SetShards(ctx context.Context, id string, shards int) error {
	_, err := s.change(ctx, `UPDATE jakstat_jobs SET shards = $2 WHERE id = $1`, id, shards)
	return err
}

// PutShard is part of Store.
func (s *tables) PutShard(ctx context.Context, id string, shard int, data []byte) error {
	_, err := s.change(ctx, `INSERT INTO jakstat_shards (job, shard, data) VALUES ($1, $2, $3) ON CONFLICT (job, shard) DO NOTHING`, id, shard, data)
	return err
}

// Stored is part of Store.
func (s *tables) Stored(ctx context.Context, id string) ([]int, error) {
	rows, err := s.db.QueryContext(ctx, s.d.number(`SELECT shard FROM jakstat_shards WHERE job = $1 ORDER BY shard`), id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// Shard is part of Store.
func (s *tables) Shard(ctx context.Context, id string, shard int) ([]byte, error) {
	return s.bytes(ctx, `SELECT data FROM jakstat_shards WHERE job = $1 AND shard = $2`, id, shard)
}

// Result is part of Store.
func (s *tables) Result(ctx context.Context, id string) ([]byte, error) {
	return s.bytes(ctx, `SELECT result FROM jakstat_jobs WHERE id = $1 AND state = 'done'`, id)
}

func (s *tables) bytes(ctx context.Context, query string, args ...any) ([]byte, error) {
	var data []byte
	err := s.db.QueryRowContext(ctx, s.d.number(query), args...).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNone
	}
	return data, err
}

// Finish is part of Store.
func (s *tables) Finish(ctx context.Context, id, owner string, state State, message string, result []byte, at time.Time) (ok bool, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, s.d.number(`UPDATE jakstat_jobs SET state = $3, message = $4, result = $5, ended = $6, owner = '', lease = 0
			WHERE id = $1 AND owner = $2 AND state = 'running'`), id, owner, string(state), message, result, micros(at))
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if ok = n > 0; !ok || err != nil || state != Done {
			return err
		}
		_, err = tx.ExecContext(ctx, s.d.number(`DELETE FROM jakstat_shards WHERE job = $1`), id)
		return err
	})
	return ok && err == nil, err
}

// Release is part of Store.
func (s *tables) Release(ctx context.Context, id, owner string) error {
	_, err := s.change(ctx, `UPDATE jakstat_jobs SET state = 'queued', owner = '', lease = 0, attempts = attempts - 1 WHERE id = $1 AND owner = $2 AND state = 'running'`, id, owner)
	return err
}

// Cancel is part of Store.
func (s *tables) Cancel(ctx context.Context, id string, at time.Time) (bool, error) {
	return s.change(ctx, `UPDATE jakstat_jobs SET state = 'cancelled', owner = '', lease = 0, ended = $2 WHERE id = $1 AND state IN ('queued', 'running')`, id, micros(at))
}

// Delete is part of Store.
func (s *tables) Delete(ctx context.Context, id string) error {
	ok, err := s.change(ctx, `DELETE FROM jakstat_jobs WHERE id = $1`, id)
	if err == nil && !ok {
		err = ErrNone
	}
	return err
}

// Prune is part of Store.
func (s *tables) Prune(ctx context.Context, keep int) error {
	_, err := s.change(ctx, `DELETE FROM jakstat_jobs WHERE id IN (SELECT id FROM jakstat_jobs WHERE state NOT IN ('queued', 'running') ORDER BY created DESC, id LIMIT 1000000 OFFSET $1)`, keep)
	return err
}

// Close is part of Store.
func (s *tables) Close() error { return s.db.Close() }

// Package store keeps jobs, their finished shards and their results, so that a restart loses nothing.
//
// It knows rows, states, leases and two databases: SQLite in a file and PostgreSQL, behind one interface that one test suite holds. It must
// not know what a job computes or who asked for it: parameters, shards and results are bytes.
package store

import (
	"context"
	"errors"
	"time"
)

// State is how far a job has come.
type State string

// The states. The first two are of jobs that are not finished.
const (
	Queued      State = "queued"
	Running     State = "running"
	Done        State = "done"
	Failed      State = "failed"
	Cancelled   State = "cancelled"
	Interrupted State = "interrupted" // given up after several attempts that ended with the process
)

// Finished tells whether nothing more will happen to a job of that state.
func (s State) Finished() bool { return s != Queued && s != Running }

// Job is one row. Times are in UTC with microseconds; zero where it has not happened.
type Job struct {
	ID       string
	Kind     string
	Params   []byte // JSON
	Product  string // version of the program that computed the shards
	Client   string // who asked
	State    State
	Shards   int     // 0: not known yet
	Done     int     // shards that are stored
	Progress float64 // share of the work that is finished, 0..1
	Error    string
	Attempts int    // how often it was begun
	Owner    string // the process that works on it
	Created  time.Time
	Started  time.Time
	Ended    time.Time
}

// ErrNone means that there is no such job, shard or result.
var ErrNone = errors.New("store: no such job")

// Store is the interface that the databases fill. What a method has written is durable when it returns. All methods may be called from
// several goroutines, and several processes may share one store: a job belongs to the process that holds its lease.
type Store interface {
	// Create adds a job in state Queued.
	Create(ctx context.Context, j Job) error
	// Get returns a job, or ErrNone.
	Get(ctx context.Context, id string) (Job, error)
	// List returns jobs, the newest first, at most limit.
	List(ctx context.Context, limit int) ([]Job, error)
	// Waiting returns jobs that a process may claim at that time: queued ones, and running ones whose lease has ended; the oldest first.
	Waiting(ctx context.Context, now time.Time, limit int) ([]Job, error)
	// Claim makes the owner the one that works on a job until its lease ends; ok is false where another was faster. Shards of another
	// version of the program are dropped.
	Claim(ctx context.Context, id, owner, product string, now, until time.Time) (j Job, ok bool, err error)
	// Renew prolongs the lease and notes the progress; ok is false where the job is no longer the owner's to work on.
	Renew(ctx context.Context, id, owner string, until time.Time, progress float64) (ok bool, err error)
	// SetShards notes into how many shards a job is divided.
	SetShards(ctx context.Context, id string, shards int) error
	// PutShard keeps what a shard computed. Storing it again changes nothing.
	PutShard(ctx context.Context, id string, shard int, data []byte) error
	// Stored returns the numbers of the shards that are kept, ascending.
	Stored(ctx context.Context, id string) ([]int, error)
	// Shard returns what a shard computed, or ErrNone.
	Shard(ctx context.Context, id string, shard int) ([]byte, error)
	// Finish ends a job of the owner in a finished state, with its result where it is Done; the shards are dropped then. ok is false where the
	// job is no longer the owner's.
	Finish(ctx context.Context, id, owner string, s State, message string, result []byte, at time.Time) (ok bool, err error)
	// Release puts a job of the owner back into the queue; its shards stay.
	Release(ctx context.Context, id, owner string) error
	// Cancel ends a job that is not finished, whoever works on it; ok is false where it is.
	Cancel(ctx context.Context, id string, at time.Time) (ok bool, err error)
	// Result returns the result of a job that is Done, or ErrNone.
	Result(ctx context.Context, id string) ([]byte, error)
	// Delete removes a job with all that belongs to it, or returns ErrNone.
	Delete(ctx context.Context, id string) error
	// Prune removes the oldest finished jobs beyond a number.
	Prune(ctx context.Context, keep int) error
	// Close ends the use of the store.
	Close() error
}

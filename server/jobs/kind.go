// Package jobs carries out long work piece by piece, keeps every finished piece at once, and goes on with the pieces it has after a restart.
//
// It knows shards, attempts, leases, progress and cancellation. It must not know what a job computes, HTTP, or which database keeps it: kinds
// of work are registered by others, and the store is handed in.
package jobs

import (
	"context"
	"encoding/json"
	"io"
)

// Kind is a kind of long work, such as a search or a trial.
type Kind interface {
	// Name is how a request names it.
	Name() string
	// About is one line for people.
	About() string
	// Plan checks the parameters, a JSON object, and divides the work. What is wrong with them is a diag.List. The same parameters must give
	// the same division, because work goes on after a restart.
	Plan(params json.RawMessage) (Work, error)
}

// Work is one job of a kind.
type Work interface {
	// Shards is the number of pieces, at least 1.
	Shards() int
	// Run computes a piece, which must depend on nothing but its number. progress may be called with the share that is finished, 0..1, from
	// any goroutine.
	Run(ctx context.Context, shard int, progress func(share float64)) ([]byte, error)
	// Merge makes the result, a JSON object, of all pieces in their order.
	Merge(ctx context.Context, shards [][]byte) ([]byte, error)
	// Command is the same on the command line, or empty.
	Command() string
}

// Tabler is a kind whose results can be had as a table.
type Tabler interface {
	// CSV writes a result as comma-separated values.
	CSV(w io.Writer, result []byte) error
}

// Picture draws itself as SVG.
type Picture interface{ SVG(w io.Writer) error }

// Drawer is a kind whose results can be had as a picture.
type Drawer interface {
	// Draw makes the picture of a result. what names a part of it, empty for the main one; a name that means nothing is a diag.List.
	Draw(result []byte, what string) (Picture, error)
}

package coverage

import "sync"

// likeness is what the mechanistic figures of a read-out depend on, under one treatment: receptors with one kinase pair and one reserve share them.
type likeness struct {
	pair          string
	tau, beta, sd float64
}

// likenesses evaluates each likeness once, whoever asks first. The zero value is ready.
type likenesses struct {
	mu    sync.Mutex
	known map[likeness]func() Cell
}

func (l *likenesses) get(key likeness, evaluate func() Cell) Cell {
	l.mu.Lock()
	f := l.known[key]
	if f == nil {
		if l.known == nil {
			l.known = map[likeness]func() Cell{}
		}
		f = sync.OnceValue(evaluate)
		l.known[key] = f
	}
	l.mu.Unlock()
	return f()
}

package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
)

// Serve answers on a listener until the context ends, then lets requests under way end for the time of grace.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: s.conf.Head, IdleTimeout: s.conf.Idle,
		MaxHeaderBytes: s.conf.MaxURL + 2*s.conf.MaxHead, ErrorLog: slog.NewLogLogger(s.conf.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(limitConns(l, s.conf.Conns)) }()
	select {
	case err := <-failed:
		s.stopped()
		return err
	case <-ctx.Done():
	}
	s.stopped() // event streams end by themselves
	grace, cancel := context.WithTimeout(context.Background(), s.conf.Grace)
	defer cancel()
	err := h.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		err = h.Close()
	}
	<-failed
	return err
}

// connLimit accepts no more connections than it may hold; others wait in the system's queue.
type connLimit struct {
	net.Listener
	slots chan struct{}
	done  chan struct{}
	once  sync.Once
}

func limitConns(l net.Listener, most int) net.Listener {
	return &connLimit{Listener: l, slots: make(chan struct{}, most), done: make(chan struct{})}
}

// Accept is part of net.Listener.
func (l *connLimit) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.done:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &countedConn{Conn: c, leave: sync.OnceFunc(func() { <-l.slots })}, nil
}

// Close is part of net.Listener.
func (l *connLimit) Close() error {
	l.once.Do(func() { close(l.done) })
	return l.Listener.Close()
}

type countedConn struct {
	net.Conn
	leave func()
}

// Close is part of net.Conn.
func (c *countedConn) Close() error {
	c.leave()
	return c.Conn.Close()
}

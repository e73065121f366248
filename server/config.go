package server

import (
	"io/fs"
	"log/slog"
	"net"
	"runtime"
	"time"
)

// Config says how a server behaves. The zero value of each limit stands for the default that [Config.withDefaults] gives it.
type Config struct {
	Product string // name and version, for OpenAPI and metrics
	Title   string
	About   string // first paragraph of the OpenAPI description
	Tokens  []Token
	// AnyHost accepts requests whatever their Host. On loopback it stays false: a page of another site that had its name resolved to this
	// machine (DNS rebinding) would otherwise read answers.
	AnyHost bool
	Static  fs.FS // files of the web page; nil: none
	Log     *slog.Logger

	Rate    float64       // requests a second that one client may make in the long run
	Burst   int           // requests that it may make at once
	Clients int           // clients whose rate is remembered
	Slots   int           // computations at the same time
	Queue   int           // computations that may wait
	Each    int           // computations of one client that may run or wait
	MaxBody int64         // bytes
	MaxURL  int           // bytes
	MaxHead int           // bytes of all header fields
	Conns   int           // open connections
	Streams int           // event streams at the same time
	Timeout time.Duration // of one answer
	Head    time.Duration // to send the header fields
	Body    time.Duration // to send the whole request
	Idle    time.Duration // between requests of a connection
	Grace   time.Duration // for requests under way when the server is told to stop
	Cache   int64         // bytes of answers that are kept
}

// Defaults of the limits.
const (
	DefaultRate    = 100
	DefaultBurst   = 300
	DefaultTimeout = 60 * time.Second
)

func (c Config) withDefaults() Config {
	orFloat(&c.Rate, DefaultRate)
	orInt(&c.Burst, DefaultBurst)
	orInt(&c.Clients, 10_000)
	orInt(&c.Slots, runtime.GOMAXPROCS(0))
	orInt(&c.Queue, 512)
	orInt(&c.Each, 32)
	orInt(&c.MaxBody, 16<<20)
	orInt(&c.MaxURL, 8<<10)
	orInt(&c.MaxHead, 16<<10)
	orInt(&c.Conns, 1024)
	orInt(&c.Streams, 256)
	orInt(&c.Timeout, DefaultTimeout)
	orInt(&c.Head, 5*time.Second)
	orInt(&c.Body, 30*time.Second)
	orInt(&c.Idle, 60*time.Second)
	orInt(&c.Grace, 10*time.Second)
	orInt(&c.Cache, 24<<20)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

func orInt[T int | int64 | time.Duration](v *T, otherwise T) {
	if *v == 0 {
		*v = otherwise
	}
}

func orFloat(v *float64, otherwise float64) {
	if *v == 0 {
		*v = otherwise
	}
}

// Loopback tells whether an address to listen on can be reached from this machine only.
func Loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	return loopbackHost(host)
}

func loopbackHost(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

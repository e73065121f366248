package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/server"
	"jakstat/server/jobs"
	"jakstat/server/store"
	"jakstat/web"
)

type serveOptions struct {
	addr, tokenFile string
	store           string
	tokens          []string
	rate            *typed[float64]
	timeout         time.Duration
	verbose         bool
}

func newServeCommand() *cobra.Command {
	o := serveOptions{rate: realFlag(server.DefaultRate, strconv.Itoa(server.DefaultRate), "N", 0.1, 1e6, "write a number from 0.1 to 1000000")}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "The explorer in a browser, and an HTTP interface, from this machine",
		Long: `Serve answers on a local address with the explorer (a web page) and with pages for programs below ` + server.Prefix + `, described by /openapi.json.
Every page can be had as .json and .csv, figures as .svg. It needs no network and asks none.

It listens on this machine only. Any other address demands a token: --token or, unseen by other users of the machine, --token-file with one
token a line (optionally NAME=TOKEN). Clients send it as Authorization: Bearer TOKEN; browsers ask for it as a password. Traffic is not
encrypted: put a proxy that speaks TLS in front.

Long work runs as jobs below ` + server.Prefix + `/jobs. What a job has finished is kept at once in a database, an SQLite file of yours or what --store
names; after a restart, or when the process was killed, it goes on from there. Several servers may share a PostgreSQL database.

/metrics is for Prometheus, /healthz and /readyz are for whoever watches the process. Ctrl-C stops the server after the requests under way.

` + researchNotice + `

EXIT STATUS
  0 stopped in order   2 wrong input   3 the address cannot be listened on, or serving failed   130 interrupted while starting`,
		Example: `  jakstat serve
  jakstat serve --addr 127.0.0.1:9000
  jakstat serve --addr 0.0.0.0:8080 --token-file tokens.txt --store sqlite:jobs.db`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVar(&o.addr, "addr", "127.0.0.1:8765", "`HOST:PORT` to listen on; port 0 takes a free one")
	f.StringArrayVar(&o.tokens, "token", nil, "`TOKEN` that clients must send; repeat for several")
	f.StringVar(&o.tokenFile, "token-file", "", "`FILE` with tokens, one a line")
	f.StringVar(&o.store, "store", "", "where jobs and results are kept, `ADDRESS`: sqlite:PATH, sqlite::memory: or postgres://...; default: a file of yours")
	f.Var(o.rate, "rate", "requests a second that one client may make")
	f.DurationVar(&o.timeout, "timeout", server.DefaultTimeout, "time that one answer may take, `TIME` such as 30s")
	f.BoolVar(&o.verbose, "verbose", false, "log every request (JSON lines on standard error)")
	return cmd
}

func (o *serveOptions) run(cmd *cobra.Command) error {
	conf, err := o.config(cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	debug.SetGCPercent(serveGCPercent)
	l, err := net.Listen("tcp", o.addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", o.addr, reasonOfListen(err))
	}
	defer l.Close()
	kept, err := o.openStore(cmd.Context())
	if err != nil {
		return err
	}
	defer kept.Close()
	ctx, stop := context.WithCancel(cmd.Context())
	s := server.New(conf)
	lib := evidence.Default()
	newAPI(lib).routes(ctx, s)
	r := jobs.New(jobs.Config{Store: kept, Product: conf.Product, Log: conf.Log}, jobKinds(lib)...)
	s.Work(r, kept)
	var work sync.WaitGroup
	work.Go(func() { r.Run(ctx) })
	s.Ready()
	fmt.Fprintf(cmd.OutOrStdout(), "http://%s\n%s\n", l.Addr(), researchNotice)
	err = s.Serve(ctx, l)
	stop()
	work.Wait() // jobs go back into the queue before the store closes
	return err
}

// serveGCPercent keeps the memory of a process that stays close to what it holds; the other verbs trade memory for speed.
const serveGCPercent = 100

// openStore opens what --store names, or a file of the user's own.
func (o *serveOptions) openStore(ctx context.Context) (store.Store, error) {
	address := o.store
	if address == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return nil, diag.New(diag.Pos{Where: "--store"}, "serve.store", "there is no directory of your own to keep jobs in: %v", err).Suggest("write --store sqlite:PATH, or --store sqlite::memory:")
		}
		address = "sqlite:" + filepath.Join(dir, "jakstat", "jobs.db")
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	s, err := store.Open(ctx, address)
	if err != nil {
		return nil, diag.New(diag.Pos{Where: "--store"}, "serve.store", "%s cannot be opened: %s", store.Redacted(address), printable(err.Error())).
			Suggest("write sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST/DATABASE")
	}
	return s, nil
}

// config checks the flags.
func (o *serveOptions) config(stderr io.Writer) (server.Config, error) {
	var diags diag.List
	o.rate.check("rate", &diags)
	if o.timeout < time.Second || o.timeout > time.Hour {
		diags.Add(diag.New(diag.Pos{Where: "--timeout"}, "serve.timeout", "%s is out of range", o.timeout).Suggest("write a time from 1s to 1h"))
	}
	host, port, err := net.SplitHostPort(o.addr)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n > 65535 {
		diags.Add(diag.New(diag.Pos{Where: "--addr"}, "serve.addr", "%q is not HOST:PORT", o.addr).Suggest("write 127.0.0.1:8765"))
	}
	tokens, err := o.readTokens()
	diags.AddError(diag.Pos{}, "serve.token", err)
	local := server.Loopback(net.JoinHostPort(host, port))
	if !local && len(tokens) == 0 && !diags.HasErrors() {
		diags.Add(diag.New(diag.Pos{Where: "--addr"}, "serve.token", "%s can be reached from other machines, and no token is given", o.addr).
			Suggest("give --token-file FILE (or --token TOKEN), or listen on 127.0.0.1:%s", port))
	}
	level := slog.LevelWarn
	if o.verbose {
		level = slog.LevelInfo
	}
	return server.Config{
		Product: "jakstat " + versionText(), Title: "jakstat", About: apiAbout, Tokens: tokens, AnyHost: !local, Static: web.Dist, Rate: o.rate.value, Burst: int(3*o.rate.value) + 1,
		Timeout: o.timeout, Log: slog.New(slog.NewJSONHandler(stderr, &slog.HandlerOptions{Level: level})),
	}, diags.Err()
}

const apiAbout = `The pharmacology of Janus kinase (JAK) inhibitors: dose, concentration, kinase and cytokine inhibition over the day, every number with its source.

Every address can be had with the suffix .json or .csv, figures with .svg, or by the Accept field. The member "command" says the same on the command line. Errors are
problem documents (RFC 9457) that list every mistake of a request. ` + researchNotice

// minToken is the length below which a token can be guessed.
const minToken = 16

// readTokens takes tokens from the flags and the file.
func (o *serveOptions) readTokens() ([]server.Token, error) {
	var diags diag.List
	var out []server.Token
	add := func(pos diag.Pos, name, secret string) {
		if len(secret) < minToken || strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }) {
			diags.Add(diag.New(pos, "serve.token", "a token has at least %d visible ASCII letters", minToken).Suggest("make one, for example with: openssl rand -hex 24"))
			return
		}
		if name == "" {
			name = strconv.Itoa(len(out) + 1)
		}
		out = append(out, server.Token{Name: name, Secret: secret})
	}
	for _, t := range o.tokens {
		add(diag.Pos{Where: "--token"}, "", t)
	}
	if o.tokenFile != "" {
		data, err := readText(o.tokenFile, "a token file has one token a line", 1<<20)
		diags.AddError(diag.Pos{}, "serve.token", err)
		before := len(out)
		for i, line := range strings.Split(string(data), "\n") {
			if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			name, secret, named := strings.Cut(line, "=")
			if !named {
				name, secret = "", line
			}
			add(diag.Pos{File: o.tokenFile, Line: i + 1}, name, secret)
		}
		if err == nil && len(out) == before && !diags.HasErrors() {
			diags.Add(diag.New(diag.Pos{File: o.tokenFile}, "serve.token", "no token in it").Suggest("write one token a line"))
		}
	}
	return out, diags.Err()
}

// reasonOfListen says why without the call that failed.
func reasonOfListen(err error) error {
	var op *net.OpError
	var sys *os.SyscallError
	switch {
	case errors.As(err, &sys):
		return sys.Err
	case errors.As(err, &op):
		return op.Err
	}
	return err
}

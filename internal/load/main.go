// Command load measures how a running server answers many clients: an open loop that sends at a fixed rate whatever comes back.
//
// It knows addresses, tokens, clocks and percentiles. It must not know how the server works: it starts the built program and asks it over HTTP.
// Times count from when a request was meant to be sent, so that a server that stalls cannot hide it by being asked less.
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

type options struct {
	program           string
	clients, subjects int
	rate, seconds     float64
	most              time.Duration
}

func main() {
	o := options{}
	flag.StringVar(&o.program, "program", "jakstat", "the built program")
	flag.IntVar(&o.clients, "clients", 200, "clients, each with a token of its own")
	flag.Float64Var(&o.rate, "rate", 20, "requests a second of all clients together")
	flag.Float64Var(&o.seconds, "seconds", 60, "length of the measurement")
	flag.IntVar(&o.subjects, "subjects", 48, "virtual patients of each comparison; 0: the typical patient, as a slider asks")
	flag.DurationVar(&o.most, "p99", 250*time.Millisecond, "the 99th percentile may be at most this")
	flag.Parse()
	ok, err := measure(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(3)
	}
	if !ok {
		os.Exit(1)
	}
}

// drugs that a comparison may ask for, with the range of their doses in mg.
var drugs = []struct {
	name     string
	low, top float64
	regimen  string
}{
	{"upadacitinib", 3, 45, "qd"},
	{"tofacitinib", 1, 15, "bid"},
	{"baricitinib", 1, 8, "qd"},
	{"filgotinib", 50, 300, "qd"},
	{"abrocitinib", 50, 300, "qd"},
	{"ruxolitinib", 5, 30, "bid"},
	{"deucravacitinib", 2, 12, "qd"},
	{"ritlecitinib", 20, 200, "qd"},
}

func measure(o options) (ok bool, err error) {
	tokens := make([]string, o.clients)
	for i := range tokens {
		var b [16]byte
		_, _ = rand.Read(b[:]) // it never fails
		tokens[i] = hex.EncodeToString(b[:])
	}
	address, stop, err := start(o.program, tokens)
	if err != nil {
		return false, err
	}
	defer stop()
	n := int(o.rate * o.seconds)
	took, failed := make([]time.Duration, n), make([]string, n)
	client := &http.Client{Timeout: 60 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: o.clients, MaxConnsPerHost: 0}}
	var memory []float64
	ctx, end := context.WithCancel(context.Background())
	var watch, all sync.WaitGroup
	watch.Go(func() {
		for ctx.Err() == nil {
			if m, err := resident(client, address, tokens[0]); err == nil {
				memory = append(memory, m)
			}
			select {
			case <-ctx.Done():
			case <-time.After(2 * time.Second):
			}
		}
	})
	began := time.Now()
	for i := range n {
		meant := began.Add(time.Duration(float64(i) / o.rate * float64(time.Second)))
		time.Sleep(time.Until(meant))
		all.Go(func() {
			failed[i] = compare(client, address, tokens[i%o.clients], o.subjects)
			took[i] = time.Since(meant)
		})
	}
	all.Wait()
	end()
	watch.Wait()
	return report(o, took, failed, memory), nil
}

// start runs the program and returns its address.
func start(program string, tokens []string) (address string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "jakstat-load-")
	if err != nil {
		return "", nil, err
	}
	file := filepath.Join(dir, "tokens")
	if err := os.WriteFile(file, []byte(strings.Join(tokens, "\n")+"\n"), 0o600); err != nil {
		return "", nil, err
	}
	began := time.Now()
	cmd := exec.Command(program, "serve", "--addr", "127.0.0.1:0", "--token-file", file, "--store", "sqlite:"+filepath.Join(dir, "jobs.db"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(os.Interrupt) // it may have ended
		_ = cmd.Wait()                       // its exit code says nothing here
		os.RemoveAll(dir)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		stop()
		return "", nil, fmt.Errorf("%s printed no address", program)
	}
	address = lines.Text()
	if text := compare(http.DefaultClient, address, tokens[0], 0); text != "" {
		stop()
		return "", nil, fmt.Errorf("the first answer: %s", text)
	}
	fmt.Printf("cold start to the first answer: %.0f ms\n", time.Since(began).Seconds()*1000)
	return address, stop, nil
}

// compare asks for a random dose and returns what went wrong.
func compare(client *http.Client, address, token string, subjects int) string {
	d := drugs[mrand.IntN(len(drugs))]
	q := url.Values{"treatment": {fmt.Sprintf("%s:%.4f mg %s", d.name, d.low+(d.top-d.low)*mrand.Float64(), d.regimen)}, "subjects": {strconv.Itoa(subjects)}}
	body, status, err := get(client, address+"/api/v1/compare?"+q.Encode(), token)
	switch {
	case err != nil:
		return err.Error()
	case status != http.StatusOK:
		return fmt.Sprintf("%d %.200s", status, body)
	case !strings.Contains(string(body), `"average_daily_inhibition"`) || !strings.HasSuffix(strings.TrimSpace(string(body)), "}"):
		return "no comparison in the answer"
	}
	return ""
}

func get(client *http.Client, address, token string) (body []byte, status int, err error) {
	r, err := http.NewRequest(http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, 0, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	a, err := client.Do(r)
	if err != nil {
		return nil, 0, err
	}
	defer a.Body.Close()
	body, err = io.ReadAll(a.Body)
	return body, a.StatusCode, err
}

// resident is the memory of the server in MB.
func resident(client *http.Client, address, token string) (float64, error) {
	body, _, err := get(client, address+"/metrics", token)
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(body), "\n") {
		if v, ok := strings.CutPrefix(line, "process_resident_memory_bytes "); ok {
			b, err := strconv.ParseFloat(v, 64)
			return b / (1 << 20), err
		}
	}
	return 0, fmt.Errorf("no process_resident_memory_bytes in /metrics")
}

// growth is by how much the memory of the last third of the measurement may exceed that of the second: a leak grows all the time, a heap that
// breathes does not.
const growth = 1.15

func report(o options, took []time.Duration, failed []string, memory []float64) (ok bool) {
	errors := map[string]int{}
	bad := 0
	for _, f := range failed {
		if f != "" {
			errors[f]++
			bad++
		}
	}
	slices.Sort(took)
	at := func(share float64) time.Duration { return took[min(len(took)-1, int(share*float64(len(took))))] }
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	fmt.Printf("%d requests, %d clients, %g a second for %g s, %d virtual patients each\n", len(took), o.clients, o.rate, o.seconds, o.subjects)
	fmt.Printf("errors: %d\n", bad)
	for text, n := range errors {
		fmt.Printf("  %d × %s\n", n, text)
	}
	fmt.Printf("p50 %.1f ms   p90 %.1f ms   p99 %.1f ms   max %.1f ms\n", ms(at(0.5)), ms(at(0.9)), ms(at(0.99)), ms(took[len(took)-1]))
	ok = bad == 0 && at(0.99) <= o.most
	if n := len(memory); n >= 6 {
		second, last := slices.Max(memory[n/3:2*n/3]), slices.Max(memory[2*n/3:])
		fmt.Printf("memory: %.0f MB at first, at most %.0f MB in the second third and %.0f MB in the last\n", memory[0], second, last)
		ok = ok && last <= growth*second
	}
	verdict := "FAIL"
	if ok {
		verdict = "PASS"
	}
	fmt.Printf("%s: no error, p99 at most %v, memory flat\n", verdict, o.most)
	return ok
}

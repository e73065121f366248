package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func listenFree(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// asProcess makes the test binary the program itself, so that a whole process can be killed.
const asProcess = "JAKSTAT_TEST_AS_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(asProcess) == "1" {
		main()
	}
	os.Exit(m.Run())
}

// process is a running jakstat serve.
type process struct {
	cmd     *exec.Cmd
	address string
}

func startServe(t *testing.T, store string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(self, "serve", "--addr", "127.0.0.1:0", "--store", store)}
	p.cmd.Env = append(os.Environ(), asProcess+"=1")
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the server printed no address")
	}
	p.address = lines.Text()
	return p
}

// kill ends the process as a power failure would, without a chance to put anything in order.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have gone
	_ = p.cmd.Wait()         // it was killed
}

// ask makes a request and reads the answer into a value.
func (p *process) ask(t *testing.T, method, path, body string, into any) int {
	t.Helper()
	r, err := http.NewRequest(method, p.address+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s %s: %v in %s", method, path, err, data)
	}
	return answer.StatusCode
}

type jobNow struct {
	ID       string
	State    string
	Shards   int
	Done     int `json:"shards_done"`
	Attempts int
	Error    string
}

func (p *process) until(t *testing.T, id string, is func(jobNow) bool) jobNow {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		var j jobNow
		p.ask(t, "GET", "/jobs/"+id, "", &j)
		if is(j) {
			return j
		}
		if time.Now().After(deadline) || j.State == "failed" {
			t.Fatalf("the job is %+v", j)
		}
	}
}

// A trial whose process is killed in the middle goes on in the next process with the pieces that were finished, and its result is the one of an
// undisturbed run.
func TestAKilledJobGoesOnAfterTheRestart(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes and simulates for some seconds")
	}
	store := "sqlite:" + filepath.Join(t.TempDir(), "jobs.db")
	const order = `{"kind":"trial","params":{"trial":"SELECT-COMPARE","replicates":600}}`
	first := startServe(t, store)
	var j jobNow
	if status := first.ask(t, "POST", "/jobs", order, &j); status != 202 || j.Shards < 3 {
		t.Fatalf("%d %+v", status, j)
	}
	before := first.until(t, j.ID, func(j jobNow) bool { return j.Done >= 1 })
	first.kill()
	if before.State != "running" {
		t.Fatalf("the job was over before the process was killed: %+v", before)
	}

	second := startServe(t, store)
	var kept jobNow
	second.ask(t, "GET", "/jobs/"+j.ID, "", &kept)
	if kept.Done < before.Done {
		t.Errorf("%d finished pieces after the restart, %d before", kept.Done, before.Done)
	}
	over := second.until(t, j.ID, func(j jobNow) bool { return j.State == "done" })
	if over.Attempts != 2 {
		t.Errorf("it was begun %d times, not twice", over.Attempts)
	}
	var resumed, fresh any
	if status := second.ask(t, "GET", "/jobs/"+j.ID+"/result", "", &resumed); status != 200 {
		t.Fatalf("status %d: %v", status, resumed)
	}

	var again jobNow
	second.ask(t, "POST", "/jobs", order, &again)
	if over := second.until(t, again.ID, func(j jobNow) bool { return j.State == "done" }); over.Attempts != 1 {
		t.Errorf("the undisturbed job was begun %d times", over.Attempts)
	}
	if status := second.ask(t, "GET", "/jobs/"+again.ID+"/result", "", &fresh); status != 200 {
		t.Fatalf("status %d: %v", status, fresh)
	}
	a, err := json.Marshal(resumed)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(fresh)
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) || len(a) < 1000 {
		t.Errorf("the resumed result (%d bytes) is not that of an undisturbed run (%d bytes)", len(a), len(b))
	}
}

package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"jakstat/report"
	"jakstat/server/jobs"
	"jakstat/server/store"
)

// jobDocument is a job as a page.
type jobDocument struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Asked    Raw        `json:"params"`
	State    string     `json:"state" enum:"queued,running,done,failed,cancelled,interrupted"`
	Shards   int        `json:"shards" doc:"Pieces that the work is divided into"`
	Done     int        `json:"shards_done" doc:"Pieces that are finished and kept"`
	Progress float64    `json:"progress" doc:"Share of the work that is finished, 0 to 1"`
	Attempts int        `json:"attempts" doc:"How often it was begun"`
	Error    string     `json:"error,omitempty"`
	Created  time.Time  `json:"created"`
	Started  *time.Time `json:"started,omitempty"`
	Ended    *time.Time `json:"ended,omitempty"`
	Self     string     `json:"self"`
	Events   string     `json:"events"`
	Result   string     `json:"result,omitempty" doc:"Where the result is, once it is done"`
	Command  string     `json:"command,omitempty" doc:"The same on the command line"`
}

// Raw is a JSON object that is passed on as it is.
type Raw struct{ Data []byte }

// MarshalJSON is part of json.Marshaler.
func (r Raw) MarshalJSON() ([]byte, error) {
	if len(r.Data) == 0 {
		return []byte("{}"), nil
	}
	return r.Data, nil
}

// UnmarshalJSON is part of json.Unmarshaler.
func (r *Raw) UnmarshalJSON(data []byte) error {
	r.Data = bytes.Clone(data)
	return nil
}

// Schema tells huma that it is any object.
func (Raw) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

func (s *Server) jobOf(j store.Job) jobDocument {
	self := Prefix + "/jobs/" + j.ID
	d := jobDocument{
		ID: j.ID, Kind: j.Kind, Asked: Raw{j.Params}, State: string(j.State), Shards: j.Shards, Done: j.Done, Progress: j.Progress, Attempts: j.Attempts, Error: j.Error,
		Created: j.Created, Self: self, Events: self + streamSuffix,
	}
	if !j.Started.IsZero() {
		d.Started = &j.Started
	}
	if !j.Ended.IsZero() {
		d.Ended = &j.Ended
	}
	if j.State == store.Done {
		d.Result = self + "/result"
	}
	d.Command = s.command(j)
	return d
}

// mostCommands bounds the commands that are remembered.
const mostCommands = 1000

// command is a job on the command line. It is remembered, because planning may take a moment and a job is looked at often.
func (s *Server) command(j store.Job) string {
	if known, ok := s.commands.Load(j.ID); ok {
		return known.(string)
	}
	k, err := s.jobs.Kind(j.Kind)
	if err != nil {
		return ""
	}
	w, err := k.Plan(j.Params)
	if err != nil {
		return ""
	}
	if s.remembered.Add(1) > mostCommands {
		s.commands.Clear()
		s.remembered.Store(0)
	}
	s.commands.Store(j.ID, w.Command())
	return w.Command()
}

type jobsDocument struct {
	Schema string         `json:"schema"`
	Kinds  []kindDocument `json:"kinds"`
	Jobs   []jobDocument  `json:"jobs"`
}

type kindDocument struct {
	Kind  string `json:"kind"`
	About string `json:"about"`
}

type jobID struct {
	ID string `path:"id" pattern:"^[0-9a-f]{16}$" patternDescription:"id of a job"`
}

type jobOrder struct {
	Body struct {
		_      struct{} `json:"-" additionalProperties:"false"`
		Kind   string   `json:"kind" maxLength:"80" doc:"One of the kinds that GET /jobs lists"`
		Params Raw      `json:"params,omitempty" doc:"What the kind needs"`
	}
}

type jobList struct {
	Limit int `query:"limit" minimum:"1" maximum:"1000" default:"50" doc:"Jobs to show at most, the newest first"`
}

const tagJobs = "jobs"

// Work registers the pages of jobs, which a runner carries out. Its caller runs the runner.
func (s *Server) Work(r *jobs.Runner, kept store.Store) {
	s.jobs, s.kept = r, kept
	Post(s, Route{
		Path: "/jobs", ID: "start-job", Tag: tagJobs, Status: http.StatusAccepted, Summary: "Start long work",
		About: "The answer says where the job is. Finished pieces are kept at once: after a restart a job goes on with those it has.",
	}, s.startJob)
	Get(s, Route{Path: "/jobs", ID: "list-jobs", Tag: tagJobs, Summary: "The jobs, the newest first, and the kinds there are", Formats: []Format{JSON, CSV}}, s.listJobs)
	Get(s, Route{Path: "/jobs/{id}", ID: "get-job", Tag: tagJobs, Summary: "A job and how far it is"}, func(ctx context.Context, q *jobID) (Page[jobDocument], error) {
		j, err := s.jobs.Get(ctx, q.ID)
		return Page[jobDocument]{Document: s.jobOf(j)}, noJob(err)
	})
	Delete(s, Route{
		Path: "/jobs/{id}", ID: "cancel-job", Tag: tagJobs, Summary: "Cancel a job that is not finished, or remove one that is",
	}, s.endJob)
	Get(s, Route{Path: "/jobs/{id}/result", ID: "get-result", Tag: tagJobs, Summary: "The result of a job that is done", Formats: []Format{JSON, CSV, SVG}}, s.result)
	s.mux.HandleFunc("GET "+Prefix+"/jobs/{id}"+streamSuffix, s.events)
	s.api.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "watch-job", Method: http.MethodGet, Path: Prefix + "/jobs/{id}" + streamSuffix, Tags: []string{tagJobs}, Summary: "The progress of a job as server-sent events",
		Description: "Events named progress carry the job as GET /jobs/{id} does; the last one is named end.",
		Parameters:  []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}},
		Responses: map[string]*huma.Response{"200": {Description: "Events until the job is finished", Content: map[string]*huma.MediaType{
			"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}},
		}}},
	})
}

func noJob(err error) error {
	if errors.Is(err, store.ErrNone) {
		return NewProblem(http.StatusNotFound, "there is no such job")
	}
	return err
}

func (s *Server) startJob(ctx context.Context, q *jobOrder) (Page[jobDocument], error) {
	j, err := s.jobs.Submit(ctx, visitOf(ctx).client, q.Body.Kind, q.Body.Params.Data)
	switch {
	case errors.Is(err, jobs.ErrYourFull):
		p := NewProblem(http.StatusTooManyRequests, "too many of your jobs are not finished; wait, or cancel one")
		p.retry = 10
		return Page[jobDocument]{}, p
	case errors.Is(err, jobs.ErrFull):
		p := NewProblem(http.StatusServiceUnavailable, "too many jobs are not finished")
		p.retry = 30
		return Page[jobDocument]{}, p
	case err != nil:
		return Page[jobDocument]{}, err
	}
	d := s.jobOf(j)
	return Page[jobDocument]{Document: d, Location: d.Self}, nil
}

func (s *Server) listJobs(ctx context.Context, q *jobList) (Page[jobsDocument], error) {
	out := Page[jobsDocument]{Document: jobsDocument{Schema: "jakstat.jobs/1", Kinds: []kindDocument{}, Jobs: []jobDocument{}}}
	list, err := s.kept.List(ctx, q.Limit)
	if err != nil {
		return out, err
	}
	for _, k := range s.jobs.Kinds() {
		out.Document.Kinds = append(out.Document.Kinds, kindDocument{k.Name(), k.About()})
	}
	out.Table = &report.Table{Title: "Jobs", Columns: []report.Column{
		{Name: "id"}, {Name: "kind"}, {Name: "state"}, {Name: "shards"}, {Name: "finished"}, {Name: "created"}, {Name: "ended"}, {Name: "error"},
	}}
	for _, j := range list {
		if now, err := s.jobs.Get(ctx, j.ID); err == nil { // with the progress of this process
			j = now
		}
		out.Document.Jobs = append(out.Document.Jobs, s.jobOf(j))
		ended := ""
		if !j.Ended.IsZero() {
			ended = j.Ended.Format(time.RFC3339)
		}
		out.Table.Add(j.ID, j.Kind, string(j.State), fmt.Sprint(j.Shards), fmt.Sprint(j.Done), j.Created.Format(time.RFC3339), ended, j.Error)
	}
	return out, nil
}

type endQuery struct {
	ID       string `path:"id" pattern:"^[0-9a-f]{16}$" patternDescription:"id of a job"`
	Finished string `query:"finished" enum:"remove,keep" default:"remove" doc:"What becomes of a job that is finished: keep for a cancellation that must not cost a result"`
}

func (s *Server) endJob(ctx context.Context, q *endQuery) (Page[jobDocument], error) {
	j, err := s.jobs.Get(ctx, q.ID)
	if err != nil {
		return Page[jobDocument]{}, noJob(err)
	}
	ok, err := s.jobs.Cancel(ctx, q.ID)
	if err != nil {
		return Page[jobDocument]{}, err
	}
	if ok || q.Finished == "keep" {
		j, err = s.jobs.Get(ctx, q.ID)
	} else {
		err = s.kept.Delete(ctx, q.ID)
	}
	return Page[jobDocument]{Document: s.jobOf(j)}, noJob(err)
}

type resultQuery struct {
	ID   string `path:"id" pattern:"^[0-9a-f]{16}$" patternDescription:"id of a job"`
	Draw string `query:"draw" maxLength:"200" doc:"What the figure shows, by the words of its kind; of a trial: primary, shares, an endpoint, or one of these after the word differences"`
}

func (s *Server) result(ctx context.Context, q *resultQuery) (Page[Raw], error) {
	j, err := s.jobs.Get(ctx, q.ID)
	if err != nil {
		return Page[Raw]{}, noJob(err)
	}
	if j.State != store.Done {
		p := NewProblem(http.StatusConflict, "the job is "+string(j.State))
		if j.Error != "" {
			p.Detail += ": " + j.Error
		}
		if !j.State.Finished() {
			p.retry = 2
		}
		return Page[Raw]{}, p
	}
	data, err := s.kept.Result(ctx, q.ID)
	if err != nil {
		return Page[Raw]{}, noJob(err)
	}
	out := Page[Raw]{Document: Raw{data}}
	if k, err := s.jobs.Kind(j.Kind); err == nil {
		if t, ok := k.(jobs.Tabler); ok {
			out.Lines = func(w io.Writer) error { return t.CSV(w, data) }
		}
		if d, ok := k.(jobs.Drawer); ok {
			if out.Figure, err = d.Draw(data, q.Draw); err != nil {
				return Page[Raw]{}, err
			}
		}
	}
	return out, nil
}

// pulse is how often a stream shows that it is alive, and looks at a job that another process works on.
const pulse = time.Second

// events sends the progress of a job until it is finished (Server-sent events, WHATWG HTML, section 9.2).
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		p := NewProblem(http.StatusServiceUnavailable, "too many clients watch jobs; ask for the job now and then instead")
		p.retry = 5
		p.write(w, r)
		return
	}
	id := r.PathValue("id")
	news, end := s.jobs.Watch(id)
	defer end()
	j, err := s.jobs.Get(r.Context(), id)
	if err != nil {
		p, _ := problemOf(noJob(err))
		p.write(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no") // proxies pass events on at once
	out := http.NewResponseController(w)
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for last := []byte(nil); ; {
		data, err := plainJSON(s.jobOf(j))
		if err != nil {
			return
		}
		text, name := ": alive\n\n", "progress"
		if j.State.Finished() {
			name = "end"
		}
		if !bytes.Equal(data, last) {
			text = "event: " + name + "\ndata: " + string(data) + "\n\n"
		}
		last = data
		// A client that does not read is let go; a writer without deadlines (tests) waits.
		_ = out.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := io.WriteString(w, text); err != nil || out.Flush() != nil || name == "end" {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-s.stop.Done():
			return
		case <-news:
			time.Sleep(20 * time.Millisecond) // news that come together are one event
		case <-tick.C:
		}
		if j, err = s.jobs.Get(r.Context(), id); err != nil {
			return
		}
	}
}

package main

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"jakstat/diag"
	"jakstat/server"
	"jakstat/trial"
)

const tagTrials = "trials"

// trialRoutes are the pages of trials: the shipped ones, one of them, and the check of a file. They are simulated as jobs.
func (a *api) trialRoutes(s *server.Server) {
	both := []server.Format{server.JSON, server.CSV}
	server.Get(s, server.Route{Path: "/trials", ID: "list-trials", Tag: tagTrials, Summary: "The shipped trials", Formats: both, Fixed: true}, listedTrials)
	server.Get(s, server.Route{
		Path: "/trials/{id}", ID: "get-trial", Tag: tagTrials, Summary: "One trial: people, arms, endpoints, what it reported, and its file", Formats: both, Fixed: true,
	}, shownTrial)
	server.Post(s, server.Route{
		Path: "/trials/check", ID: "check-trial", Tag: tagTrials, Summary: "What a trial file of your own says, or all its mistakes", Formats: both,
		About: "The body is a trial file (YAML). What is wrong in it comes with line and column. Nothing is simulated; that is a job of kind trial.",
		Body:  []string{"application/yaml", "text/yaml", "text/plain"},
	}, checkedTrial)
}

type trialsQuery struct {
	Disease string `query:"disease" maxLength:"80" doc:"Only trials of this disease"`
	Drug    string `query:"drug" maxLength:"80" doc:"Only trials with an arm of this drug"`
	Q       string `query:"q" maxLength:"200" doc:"Words that must stand in what describes the trial, in any order and case"`
}

func listedTrials(_ context.Context, q *trialsQuery) (server.Page[trialListDocument], error) {
	var diags diag.List
	doc, table, err := listTrials(trialFilter{disease: q.Disease, drug: q.Drug, find: q.Q}, &diags)
	if err != nil {
		return server.Page[trialListDocument]{}, inQueryOf(diags)
	}
	command := "jakstat trial list"
	for _, f := range [][2]string{{"disease", q.Disease}, {"drug", q.Drug}, {"find", q.Q}} {
		if f[1] != "" {
			command += " --" + f[0] + "=" + quoteArg(f[1])
		}
	}
	return server.Page[trialListDocument]{Document: doc, Table: table, Command: command + " --json"}, nil
}

type trialID struct {
	ID string `path:"id" maxLength:"80" doc:"The id of a trial that GET /trials lists, as select-compare"`
}

func shownTrial(_ context.Context, q *trialID) (server.Page[trialSheetDocument], error) {
	i := slices.IndexFunc(trial.Names(), func(name string) bool { return trial.FileName(name) == q.ID+".yaml" })
	if i < 0 {
		p := server.NewProblem(http.StatusNotFound, "there is no trial "+printable(q.ID))
		p.Errors = []server.Mistake{{Message: "no such trial", Location: "path.id", Suggestion: diag.DidYouMean(q.ID, trialIDs())}}
		return server.Page[trialSheetDocument]{}, p
	}
	name := trial.Names()[i]
	p, text, err := openTrialText(name)
	if err != nil {
		return server.Page[trialSheetDocument]{}, err
	}
	return server.Page[trialSheetDocument]{Document: trialSheet(p, text), Table: trialDesign(p), Command: "jakstat trial show " + quoteArg(name) + " --json"}, nil
}

func trialIDs() []string {
	var out []string
	for _, name := range trial.Names() {
		out = append(out, strings.TrimSuffix(trial.FileName(name), ".yaml"))
	}
	return out
}

type trialText struct {
	RawBody []byte
}

func checkedTrial(_ context.Context, q *trialText) (server.Page[trialSheetDocument], error) {
	const most = 1 << 20
	if len(q.RawBody) > most {
		return server.Page[trialSheetDocument]{}, server.NewProblem(http.StatusRequestEntityTooLarge, "a trial file has at most 1 MB")
	}
	p, err := trial.Open(sentTrial, q.RawBody)
	if err != nil {
		return server.Page[trialSheetDocument]{}, err
	}
	return server.Page[trialSheetDocument]{Document: trialSheet(p, q.RawBody), Table: trialDesign(p), Command: "jakstat trial check " + sentTrial + " --json"}, nil
}

package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/blockade"
	"jakstat/jak/coverage"
	"jakstat/jak/pk"
	"jakstat/jak/safety"
)

// riskQuestion is what the verb and its address ask alike: first as it was written, then settled.
type riskQuestion struct {
	words        []safety.Word
	args         []string // treatments as the command line names them; none: the usual ones of the disease
	only         []string // events; none: all
	patientYears string
	endpoint     string // of the benefit; "": the main one of the disease, "none": no benefit
	weigh        string // event that stands beside the benefit; "": the first

	people     *safety.Description
	treatments []coverage.Treatment
	size       float64 // patient-years; 0: not asked for
}

// usual are the treatments that are compared when none is named, by disease: those that its labels name.
var usual = map[string][]string{
	"RA":  {"tofacitinib:5 mg:bid", "baricitinib:4 mg:qd", "upadacitinib:15 mg:qd", "filgotinib:200 mg:qd"},
	"PsA": {"tofacitinib:5 mg:bid", "upadacitinib:15 mg:qd"},
	"AS":  {"tofacitinib:5 mg:bid", "upadacitinib:15 mg:qd"},
	"UC":  {"tofacitinib:5 mg:bid", "tofacitinib:10 mg:bid", "upadacitinib:15 mg:qd", "upadacitinib:30 mg:qd", "filgotinib:200 mg:qd"},
	"CD":  {"upadacitinib:15 mg:qd", "upadacitinib:30 mg:qd"},
	"AD":  {"abrocitinib:100 mg:qd", "abrocitinib:200 mg:qd", "upadacitinib:15 mg:qd", "upadacitinib:30 mg:qd", "baricitinib:4 mg:qd"},
	"PsO": {"deucravacitinib:6 mg:qd"},
	"AA":  {"baricitinib:4 mg:qd", "ritlecitinib:50 mg:qd"},
}

// settle reads the words and opens the treatments; all mistakes go to the list.
func (q *riskQuestion) settle(lib *evidence.Library, diags *diag.List) {
	if !diags.HasErrors() || len(q.words) > 0 {
		q.people = safety.Describe(q.words, diags)
	}
	q.size = readPatientYears(q.patientYears, diags)
	checkEvents(q.only, "--only", diags)
	disease := ""
	if q.people != nil {
		disease = q.people.Disease
	}
	checkEndpoint(q.endpoint, disease, diags)
	if q.weigh != "" {
		checkEvents([]string{q.weigh}, "--weigh", diags)
		if len(q.only) > 0 && !slices.Contains(q.only, q.weigh) && slices.Contains(eventNames(), q.weigh) {
			diags.Add(diag.New(diag.Pos{Where: "--weigh"}, "cli.event", "%q is not among the events shown", q.weigh).Suggest("name one of %s", strings.Join(q.only, ", ")))
		}
		if q.endpoint == noEndpoint {
			diags.Add(diag.New(diag.Pos{Where: "--weigh"}, "cli.endpoint", "without an endpoint there is nothing to weigh").Suggest("leave one of both out"))
		}
	}
	if len(q.args) == 0 {
		q.args = usual[disease]
	}
	var err error
	q.treatments, err = treatmentsFor(lib, q.args, disease)
	diags.AddError(diag.Pos{}, "cli", err)
}

// view computes the answer to a settled question.
func (q *riskQuestion) view(ctx context.Context, lib *evidence.Library) (*riskView, error) {
	blocked, err := blockade.Of(ctx, lib, q.treatments...)
	if err != nil {
		return nil, err
	}
	v := newRiskView(lib, q.people, q.treatments, blocked, q.only, q.size)
	v.weigh = q.weigh
	if q.endpoint != noEndpoint {
		v.benefit, err = benefits(q.people, q.endpoint, v.options, q.treatments, blocked)
	}
	return v, err
}

// readPatientYears reads --patient-years; 0 when it is not given.
func readPatientYears(text string, diags *diag.List) float64 {
	if text == "" {
		return 0
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v > 0 && v <= 1e6) {
		diags.Add(diag.New(diag.Pos{Where: "--patient-years"}, "cli.patient-years", "%q is no number of patient-years", text).Suggest("write a number above 0, at most 1000000"))
		return 0
	}
	return v
}

func eventNames() []string {
	var out []string
	for _, e := range safety.Events() {
		out = append(out, e.Name)
	}
	return out
}

func checkEvents(names []string, where string, diags *diag.List) {
	for _, name := range names {
		if !slices.Contains(eventNames(), name) {
			diags.Add(diag.New(diag.Pos{Where: where}, "cli.event", "no event %q", name).Suggest("%s", diag.DidYouMean(name, eventNames())))
		}
	}
}

// treatmentsFor opens the treatments, each by the model of the disease where no model is named; all mistakes of all arguments together.
func treatmentsFor(lib *evidence.Library, args []string, disease string) ([]coverage.Treatment, error) {
	var diags diag.List
	var out []coverage.Treatment
	for _, arg := range args {
		f, err := splitTreatment(arg)
		if err != nil {
			diags.AddError(diag.Pos{}, "cli", err)
			continue
		}
		if d, err := pk.Open(f[0], lib); err == nil && f[3] == "" && disease != "" {
			if f[3], err = blockade.ModelFor(d, disease, false); err != nil {
				diags.AddError(diag.Pos{}, "cli", within(arg, err))
				continue
			}
		}
		t, err := openTreatment(lib, f, patientFlags{}, nil)
		diags.AddError(diag.Pos{}, "cli", within(arg, err))
		out = append(out, t)
	}
	return out, diags.Err()
}

package main

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/evidence/results"
	"jakstat/fit/efficacy"
	"jakstat/jak/safety"
	"jakstat/report"
	"jakstat/server"
)

// riskRoutes are the pages of risks and of laboratory values.
func (a *api) riskRoutes(s *server.Server) {
	page := func(path, id, summary string, formats ...server.Format) server.Route {
		return server.Route{Path: path, ID: id, Tag: tagExplore, Summary: summary, Formats: formats, Compute: true, Fixed: true}
	}
	server.Get(s, page("/risk", "risk", "How often adverse events happen to a described population under each treatment, and what drives them", server.JSON, server.CSV), a.risk)
	server.Get(s, page("/labs", "labs", "Blood counts, CRP, lipids, creatinine and CK over weeks of treatment", server.JSON, server.CSV), a.labs)
	server.Get(s, page("/figures/risk", "figure-risk", "The risks with their intervals, drawn", server.SVG, server.CSV), a.riskFigure)
	server.Get(s, page("/figures/labs", "figure-labs", "The laboratory values over weeks, drawn", server.SVG, server.CSV), a.labsFigure)
	server.Get(s, server.Route{
		Path: "/populations", ID: "list-populations", Tag: tagExplore, Summary: "What describes a population: covariates, named populations, diseases, events", Formats: []server.Format{server.JSON, server.CSV}, Fixed: true,
	}, func(context.Context, *none) (server.Page[populationsDocument], error) { return populations(), nil })
}

// RiskQuery are the parameters of the verb risk.
type RiskQuery struct {
	Treatment    []string `query:"treatment,explode" maxItems:"24" doc:"DRUG:DOSE REGIMEN or DRUG:DOSE:REGIMEN[:MODEL]; repeat for several. None: those that the labels name for the disease." example:"[\"upadacitinib:15 mg qd\"]"`
	Typical      string   `query:"typical" maxLength:"60" doc:"Take what is not described from this named population; /populations lists them" example:"RA"`
	Disease      string   `query:"disease" maxLength:"40" doc:"Disease of the population; not needed where typical says it"`
	Years        string   `query:"years" maxLength:"20" doc:"Mean time under treatment over which hazards are averaged, years"`
	Covariate    []string `query:"covariate,explode" maxItems:"40" doc:"Property of the population, NAME=VALUE: years, or a share of people as 30%, yes or no. As in age=68, smoker=20%; repeat for several. /populations lists the names."`
	PatientYears string   `query:"patient_years" maxLength:"20" doc:"Also the number of events to expect in so many patient-years"`
	Only         []string `query:"only" maxItems:"40" doc:"Events, separated by commas, as in herpes zoster,VTE; default: all"`
	Endpoint     string   `query:"endpoint" maxLength:"60" doc:"Endpoint of the benefit, as in ACR50; default: the main one of the disease; none: no benefit"`
	Weigh        string   `query:"weigh" maxLength:"60" doc:"Event beside the benefit; the figure draws both, without it all risks"`
}

// question settles what is asked; all mistakes together, in the words of a request.
func (q *RiskQuery) question(a *api) (*riskQuestion, string, error) {
	var diags diag.List
	out := &riskQuestion{only: q.Only, patientYears: q.PatientYears, endpoint: q.Endpoint, weigh: q.Weigh}
	command := "jakstat risk"
	word := func(name, text, where string) {
		out.words = append(out.words, safety.Word{Name: name, Text: strings.TrimSpace(text), Pos: diag.Pos{Where: where}})
		command += " --" + name + "=" + quoteArg(strings.TrimSpace(text))
	}
	for _, x := range [...][2]string{{safety.TypicalWord, q.Typical}, {safety.DiseaseWord, q.Disease}, {safety.YearsWord, q.Years}} {
		if x[1] != "" {
			word(x[0], x[1], "query."+x[0])
		}
	}
	for _, text := range q.Covariate {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			diags.Add(diag.New(diag.Pos{Where: "query.covariate " + text}, "api.covariate", "a covariate needs a name and a value").Suggest("write NAME=VALUE, as in age=68 or smoker=20%%"))
			continue
		}
		word(strings.TrimSpace(name), value, "query.covariate "+name)
	}
	for _, x := range [...][2]string{{"patient-years", q.PatientYears}, {"endpoint", q.Endpoint}, {"weigh", q.Weigh}} {
		if x[1] != "" {
			command += " --" + x[0] + "=" + quoteArg(x[1])
		}
	}
	if len(q.Only) > 0 {
		command += " --only=" + quoteArg(strings.Join(q.Only, ","))
	}
	out.args = spokenArguments(q.Treatment, &command, &diags)
	out.settle(a.lib, &diags)
	return out, command, asked(diags)
}

// spokenArguments are treatments of a request as the command line names them.
func spokenArguments(treatments []string, command *string, diags *diag.List) []string {
	var out []string
	for _, text := range treatments {
		f, err := splitSpoken(text)
		diags.AddError(diag.Pos{}, "api", err)
		if err == nil {
			arg := strings.TrimSuffix(strings.Join(f[:], ":"), ":")
			out = append(out, arg)
			*command += " " + quoteArg(arg)
		}
	}
	return out
}

// onCommandLine is what messages add for those who write flags.
var onCommandLine = regexp.MustCompile(` in a file,? or --\w+ \w+`)

// asked calls the places of mistakes by the words of a request, and returns the mistakes as an error.
func asked(l diag.List) error {
	for i := range l {
		where := &l[i].Pos.Where
		switch {
		case strings.HasPrefix(*where, "--"):
			*where = "query." + strings.ReplaceAll((*where)[2:], "-", "_")
		case strings.Contains(*where, ":"):
			*where = "query.treatment " + strings.ReplaceAll(*where, "--", "")
		}
		l[i].Suggestion = onCommandLine.ReplaceAllString(l[i].Suggestion, "")
	}
	return l.Err()
}

func (q *RiskQuery) view(ctx context.Context, a *api) (*riskView, error) {
	question, command, err := q.question(a)
	if err != nil {
		return nil, err
	}
	v, err := question.view(ctx, a.lib)
	if err == nil {
		v.command = command
	}
	return v, err
}

func (a *api) risk(ctx context.Context, q *RiskQuery) (server.Page[riskDocument], error) {
	v, err := q.view(ctx, a)
	if err != nil {
		return server.Page[riskDocument]{}, err
	}
	return server.Page[riskDocument]{Document: v.document(), Table: v.lines(), Command: v.command + " --json"}, nil
}

func (a *api) riskFigure(ctx context.Context, q *RiskQuery) (server.Page[none], error) {
	v, err := q.view(ctx, a)
	if err != nil {
		return server.Page[none]{}, err
	}
	return server.Page[none]{Figure: v.drawn(), Table: v.drawn().Table()}, nil
}

// LabsQuery are the parameters of the verb labs.
type LabsQuery struct {
	Treatment []string `query:"treatment,explode" required:"true" minItems:"1" maxItems:"24" doc:"DRUG:DOSE REGIMEN or DRUG:DOSE:REGIMEN[:MODEL]; repeat for several" example:"[\"upadacitinib:15 mg qd\"]"`
	Disease   string   `query:"disease" default:"RA" maxLength:"40" doc:"Disease that gives the values before treatment"`
	Weeks     float64  `query:"weeks" minimum:"1" maximum:"520" default:"52" doc:"Length of treatment in weeks"`
	Hold      string   `query:"hold" maxLength:"20" doc:"Weeks without the drug, as in 12-16"`
	Grading   string   `query:"grading" enum:"omeract,ctcae" default:"omeract" doc:"Scale of grades"`
	Subjects  int      `query:"subjects" minimum:"0" maximum:"2000" default:"200" doc:"Virtual patients for the spread and the grades; 0: none"`
	Seed      uint64   `query:"seed" default:"1" doc:"Seed of the random numbers; the same seed gives the same bits"`
}

func (q *LabsQuery) view(ctx context.Context, a *api) (*labsView, error) {
	var diags diag.List
	command := "jakstat labs"
	for _, x := range [...][3]string{{"disease", q.Disease, "RA"}, {"hold", q.Hold, ""}, {"grading", q.Grading, gradings[0]}} {
		if x[1] != x[2] {
			command += " --" + x[0] + "=" + quoteArg(x[1])
		}
	}
	for _, x := range [...][3]string{{"seed", strconv.FormatUint(q.Seed, 10), "1"}, {"subjects", strconv.Itoa(q.Subjects), "200"}, {"weeks", strconv.FormatFloat(q.Weeks, 'g', -1, 64), "52"}} {
		if x[1] != x[2] {
			command += " --" + x[0] + "=" + x[1]
		}
	}
	question := labsQuestion{disease: q.Disease, weeks: q.Weeks, hold: q.Hold, grading: q.Grading, subjects: q.Subjects, seed: q.Seed}
	question.args = spokenArguments(q.Treatment, &command, &diags)
	question.settle(a.lib, &diags)
	if err := asked(diags); err != nil {
		return nil, err
	}
	v, err := question.view(ctx, a.lib)
	if err == nil {
		v.command = command
	}
	return v, err
}

func (a *api) labs(ctx context.Context, q *LabsQuery) (server.Page[labsDocument], error) {
	v, err := q.view(ctx, a)
	if err != nil {
		return server.Page[labsDocument]{}, err
	}
	return server.Page[labsDocument]{Document: v.document(), Table: v.courses(), Command: v.command + " --json"}, nil
}

func (a *api) labsFigure(ctx context.Context, q *LabsQuery) (server.Page[none], error) {
	v, err := q.view(ctx, a)
	if err != nil {
		return server.Page[none]{}, err
	}
	return server.Page[none]{Figure: v.picture(), Table: v.courses()}, nil
}

// populationsDocument says what describes a population.
type populationsDocument struct {
	Schema     string                `json:"schema"`
	Notice     string                `json:"notice"`
	Covariates []covariateDetail     `json:"covariates"`
	Named      []populationDetail    `json:"populations" doc:"From which what is not described may be taken"`
	Diseases   []populationOfDisease `json:"diseases"`
	Events     []string              `json:"events"`
}

type covariateDetail struct {
	Name    string `json:"name"`
	Meaning string `json:"meaning"`
	Share   bool   `json:"share" doc:"A share of people, from 0 to 1 in documents, with its per cent sign in requests; otherwise years"`
}

type populationDetail struct {
	Name     string             `json:"name"`
	Disease  string             `json:"disease"`
	Years    float64            `json:"years"`
	Values   map[string]float64 `json:"values"`
	Evidence string             `json:"evidence"`
	Source   string             `json:"source"`
	Verified bool               `json:"verified"`
}

type populationOfDisease struct {
	Name       string   `json:"name"`
	Treatments []string `json:"treatments" doc:"Those that the labels name, compared when none is asked for"`
	Endpoints  []string `json:"endpoints" doc:"Of which a benefit can be told"`
	Main       string   `json:"main_endpoint"`
}

func populations() server.Page[populationsDocument] {
	d := populationsDocument{Schema: "jakstat.populations/1", Notice: researchNotice, Events: eventNames()}
	t := &report.Table{Title: "Named populations", RowHeads: 2, Columns: []report.Column{{Name: "population"}, {Name: "covariate"}, {Name: "meaning"}, {Name: "value", Align: report.Right}, {Name: "row"}}}
	for _, c := range safety.Covariates() {
		d.Covariates = append(d.Covariates, covariateDetail{c.Name(), c.Meaning(), c.IsShare()})
	}
	for _, disease := range safety.Diseases {
		e := efficacyDisease(disease)
		d.Diseases = append(d.Diseases, populationOfDisease{disease, usual[disease], efficacy.Shares(results.Shipped(), e.Name), efficacy.MainEndpoint(e.Name)})
	}
	for _, name := range slices.Sorted(maps.Keys(safety.Typical())) {
		row := safety.Typical()[name]
		p, err := safety.Of(row)
		if err != nil {
			panic("safety: " + err.Error()) // the tests read all rows
		}
		n := populationDetail{Name: name, Disease: p.Disease, Years: p.Years, Values: map[string]float64{}, Evidence: row.ID, Source: row.Source, Verified: row.Verified}
		for _, c := range safety.Covariates() {
			n.Values[c.Name()] = p.X[c]
			t.Add(name, c.Name(), c.Meaning(), number(p.X[c]), row.ID)
		}
		d.Named = append(d.Named, n)
	}
	return server.Page[populationsDocument]{Document: d, Table: t, Command: "jakstat risk --help"}
}

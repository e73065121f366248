package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/server"
)

// api holds what the pages of the HTTP interface share. A page is the document, the table and the figure of a verb: one code makes both.
type api struct {
	lib     *evidence.Library
	shelf   *coverage.Shelf
	treated func() (defaultTreatments, error)
	uses    func() (map[string][]use, error)
}

type defaultTreatments struct {
	treatments []coverage.Treatment
	missing    []coverage.Missing
}

func newAPI(lib *evidence.Library) *api {
	a := &api{lib: lib, shelf: coverage.NewShelf(lib)}
	a.treated = sync.OnceValues(func() (defaultTreatments, error) {
		ts, missing, err := coverage.Defaults(lib)
		return defaultTreatments{ts, missing}, err
	})
	a.uses = sync.OnceValues(func() (map[string][]use, error) { return usesOf(lib) })
	return a
}

// routes registers every page; the context ends what they compute in the background.
func (a *api) routes(ctx context.Context, s *server.Server) {
	a.libraryRoutes(s)
	a.compareRoutes(s)
	a.evidenceRoutes(s)
	a.checkRoutes(ctx, s)
	a.designRoutes(s)
	a.modelRoutes(s)
	a.trialRoutes(s)
	a.riskRoutes(s)
}

// Tags of the OpenAPI description.
const (
	tagExplore  = "explore"
	tagEvidence = "evidence"
)

// TreatmentQuery names treatments and who takes them.
type TreatmentQuery struct {
	Treatment []string `query:"treatment,explode" maxItems:"24" doc:"DRUG:DOSE REGIMEN or DRUG:DOSE:REGIMEN[:MODEL], as in \"upadacitinib:15 mg qd\"; repeat for several. None: the marketed drugs at their usual doses." example:"[\"upadacitinib:15 mg qd\"]"`
	Covariate []string `query:"covariate,explode" maxItems:"16" doc:"Characteristic of the patient, NAME=VALUE, as in \"WT=60 kg\"; repeat for several."`
	Condition string   `query:"condition" doc:"Condition with a known AUC ratio, as in \"renal severe\"."`
}

// open checks and opens the treatments; all mistakes together, each with its treatment.
func (q *TreatmentQuery) open(a *api) ([]coverage.Treatment, []coverage.Missing, error) {
	if len(q.Treatment) == 0 {
		if len(q.Covariate) > 0 || q.Condition != "" {
			return nil, nil, diag.List{diag.New(diag.Pos{Where: "covariate, condition"}, "api.patient", "a patient needs named drugs, because not every model knows every characteristic").
				Suggest(`name the drugs, as in treatment=tofacitinib:5 mg bid`)}
		}
		d, err := a.treated()
		return d.treatments, d.missing, err
	}
	var diags diag.List
	patient := patientFlags{covariates: q.Covariate, condition: q.Condition}
	covariates, err := patient.parse()
	diags.AddError(diag.Pos{}, "api", err)
	var out []coverage.Treatment
	for _, text := range q.Treatment {
		f, err := splitSpoken(text)
		if err != nil {
			diags.AddError(diag.Pos{}, "api", err)
			continue
		}
		t, err := a.shelf.Treatment(f[0], f[1], f[2], f[3])
		var one diag.List
		one.AddError(diag.Pos{}, "api", err)
		one.AddError(diag.Pos{}, "api", patient.settle(&t, covariates))
		diags.AddError(diag.Pos{}, "api", within(text, one.Err()))
		out = append(out, t)
	}
	for i := range diags {
		diags[i].Pos.Where = "query.treatment " + strings.ReplaceAll(diags[i].Pos.Where, "--", "")
	}
	return out, nil, diags.Err()
}

// arguments are the treatments as the command line names them.
func (q *TreatmentQuery) arguments() string {
	var b strings.Builder
	for _, text := range q.Treatment {
		if f, err := splitSpoken(text); err == nil {
			b.WriteString(" " + quoteArg(strings.TrimSuffix(strings.Join(f[:], ":"), ":")))
		}
	}
	for _, c := range q.Covariate {
		b.WriteString(" --covariate " + quoteArg(c))
	}
	if q.Condition != "" {
		b.WriteString(" --condition " + quoteArg(q.Condition))
	}
	return b.String()
}

// splitSpoken reads a treatment as people say it, DRUG:DOSE REGIMEN[:MODEL], or as the command line writes it, DRUG:DOSE:REGIMEN[:MODEL].
func splitSpoken(text string) ([4]string, error) {
	drug, rest, _ := strings.Cut(text, ":")
	drug = strings.TrimSpace(drug)
	if isFile(drug) {
		return [4]string{}, diag.New(diag.Pos{Where: text}, "api.file", "a file of your own has no address here").Suggest("send it to %s/design", server.Prefix)
	}
	said, model, _ := strings.Cut(rest, ":")
	words := strings.Fields(said)
	for n := 1; n < len(words) && !strings.Contains(model, ":"); n++ {
		if !isNumber(words[n-1]) { // the dose ends where its unit does
			return [4]string{drug, strings.Join(words[:n], " "), strings.Join(words[n:], " "), strings.TrimSpace(model)}, nil
		}
	}
	f, err := splitTreatment(text)
	if err != nil {
		err = diag.New(diag.Pos{Where: text}, "api.treatment", "not DRUG:DOSE REGIMEN").Suggest(`write for example "upadacitinib:15 mg qd" or "tofacitinib:10 mg bid:uc"`)
	}
	return f, err
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// Crowd is how many virtual patients, and their seed.
type Crowd struct {
	Subjects int    `query:"subjects" minimum:"0" maximum:"2000" default:"48" doc:"Virtual patients per treatment, for intervals; 0: the typical patient alone, without intervals."`
	Seed     uint64 `query:"seed" default:"1" doc:"Seed of the random numbers; the same seed gives the same bits."`
}

func (c Crowd) options() coverage.Options {
	return coverage.Options{Subjects: c.Subjects, Seed: c.Seed, Typical: c.Subjects == 0}
}

func (c Crowd) check(diags *diag.List) {
	if c.Subjects == 1 {
		diags.Add(diag.New(diag.Pos{Where: "query.subjects"}, "api.subjects", "one virtual patient has no spread").Suggest("write 0 for the typical patient, or at least 2"))
	}
}

// flags are the ones of the command line that differ from its defaults.
func (c Crowd) flags() string {
	s := ""
	if c.Subjects != coverage.DefaultSubjects {
		s += fmt.Sprintf(" --subjects=%d", c.Subjects)
	}
	if c.Seed != 1 {
		s += fmt.Sprintf(" --seed=%d", c.Seed)
	}
	return s
}

// none is a query without parameters.
type none struct{}

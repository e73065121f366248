package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/jak/disease"
	"jakstat/report"
	"jakstat/trial"
)

const trialListSchema = "jakstat.trial-list/1"

type trialListDocument struct {
	Schema  string           `json:"schema"`
	Product string           `json:"product"`
	Trials  []trialListEntry `json:"trials"`
}

type trialListEntry struct {
	ID        string   `json:"id" doc:"Its name in addresses"`
	Name      string   `json:"name"`
	File      string   `json:"file"`
	NCT       string   `json:"nct"`
	Disease   string   `json:"disease"`
	Phase     string   `json:"phase"`
	Patients  int      `json:"patients"`
	Arms      []string `json:"arms"`
	Drugs     []string `json:"drugs"`
	Primary   []string `json:"primary"`
	KeptBack  bool     `json:"kept_back"`
	Endpoints int      `json:"endpoints"`
}

// trialFilter says which shipped trials are wanted.
type trialFilter struct {
	disease, drug, find string
}

// keeps tells whether a trial is wanted: of the disease, with an arm of the drug, and with every word somewhere in what describes it.
func (f *trialFilter) keeps(p *trial.Plan, only *disease.Disease) bool {
	if only != nil && p.Setting.Disease != only.Name {
		return false
	}
	if f.drug != "" && !slices.ContainsFunc(p.Arms, func(a trial.Arm) bool { return strings.EqualFold(a.Drug, f.drug) }) {
		return false
	}
	text := []string{p.Name, p.NCT, p.Setting.Disease, p.Who, p.About, p.Background, p.Phase}
	for _, a := range p.Arms {
		text = append(text, a.Label, a.Drug)
	}
	all := strings.ToLower(strings.Join(append(text, endpointNames(p)...), " "))
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(f.find)), func(word string) bool { return !strings.Contains(all, word) })
}

// endpointNames are the endpoints that a trial reports.
func endpointNames(p *trial.Plan) []string {
	var out []string
	for _, e := range p.Endpoints {
		if !e.Part {
			out = append(out, e.Name)
		}
	}
	return out
}

func newTrialListCommand() *cobra.Command {
	var f formats
	var filter trialFilter
	cmd := &cobra.Command{
		Use:   "list",
		Short: "The shipped trials",
		Long: `List names the trials of library/trials. Of those marked "kept back" the product holds the design and no result: their predictions are
blind.

` + exitRead,
		Example: `  jakstat trial list
  jakstat trial list --disease "ulcerative colitis"
  jakstat trial list --drug upadacitinib --find ACR50`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var diags diag.List
			f.check(&diags)
			doc, t, err := listTrials(filter, &diags)
			if err != nil {
				return err
			}
			w := cmd.OutOrStdout()
			switch {
			case f.json:
				return writeJSON(w, doc)
			case f.csv:
				return t.CSV(w)
			}
			if err := t.Text(w, report.DetectTerm(w)); err != nil {
				return err
			}
			back := len(slices.DeleteFunc(slices.Clone(doc.Trials), func(e trialListEntry) bool { return !e.KeptBack }))
			_, err = fmt.Fprintf(w, "\n%d trials, %d with results, %d kept back. jakstat trial show NAME prints one.\n", len(doc.Trials), len(doc.Trials)-back, back)
			return err
		},
	}
	f.add(cmd, trialListSchema, "one line per trial")
	cmd.Flags().StringVar(&filter.disease, "disease", "", "only trials of a `DISEASE`")
	cmd.Flags().StringVar(&filter.drug, "drug", "", "only trials with an arm of a `DRUG`")
	cmd.Flags().StringVar(&filter.find, "find", "", "only trials described with these `WORDS`")
	return cmd
}

// listTrials are the shipped trials that a filter keeps.
func listTrials(filter trialFilter, diags *diag.List) (trialListDocument, *report.Table, error) {
	doc := trialListDocument{Schema: trialListSchema, Product: "jakstat " + versionText(), Trials: []trialListEntry{}}
	t := &report.Table{Title: "Trials", RowHeads: 1, Columns: []report.Column{
		{Name: "trial"}, {Name: "disease"}, {Name: "phase"}, {Name: "patients", Align: report.Right}, {Name: "arms", Align: report.Right}, {Name: "primary endpoint"}, {Name: "results"},
	}}
	only, known := disease.Find(filter.disease)
	if filter.disease != "" && !known {
		diags.Add(diag.New(diag.Pos{Where: "--disease"}, "cli.disease", "unknown disease %q", filter.disease).Suggest("%s", diag.DidYouMean(filter.disease, disease.Diseases())))
	}
	drugs := map[string]bool{}
	for _, name := range trial.Names() {
		p, err := trial.Shipped(name)
		if err != nil {
			return doc, nil, err
		}
		e := trialEntry(p)
		for _, d := range e.Drugs {
			drugs[strings.ToLower(d)] = true
		}
		if !filter.keeps(p, only) {
			continue
		}
		doc.Trials = append(doc.Trials, e)
		if p.Events != nil {
			for _, x := range p.Events.List {
				if x.Primary {
					e.Primary = append(e.Primary, x.Name)
				}
			}
		}
		results := "calibration"
		if e.KeptBack {
			results = "kept back"
		}
		t.Add(name, e.Disease, e.Phase, fmt.Sprint(e.Patients), fmt.Sprint(len(e.Arms)), strings.Join(e.Primary, "; "), results)
	}
	if filter.drug != "" && !drugs[strings.ToLower(filter.drug)] {
		diags.Add(diag.New(diag.Pos{Where: "--drug"}, "cli.drug", "no trial has an arm of %q", filter.drug).Suggest("%s", diag.DidYouMean(filter.drug, slices.Sorted(maps.Keys(drugs)))))
	}
	return doc, t, diags.Err()
}

func trialEntry(p *trial.Plan) trialListEntry {
	d, _ := trial.Design(p.Name)
	e := trialListEntry{
		ID: strings.TrimSuffix(trial.FileName(p.Name), ".yaml"), Name: p.Name, File: p.Path, NCT: p.NCT, Disease: p.Setting.Disease, Phase: p.Phase, Patients: p.Patients(), KeptBack: d.Blind,
		Arms: []string{}, Drugs: []string{}, Primary: []string{},
	}
	for _, a := range p.Arms {
		e.Arms = append(e.Arms, a.Label)
		if !slices.Contains(e.Drugs, a.Drug) {
			e.Drugs = append(e.Drugs, a.Drug)
		}
	}
	for _, x := range p.Endpoints {
		if !x.Part {
			e.Endpoints++
		}
		if x.Primary > 0 {
			e.Primary = append(e.Primary, fmt.Sprintf("%s, week %g", x.Name, x.Primary))
		}
	}
	return e
}

package main

import (
	"fmt"
	"io"
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
	Name      string   `json:"name"`
	File      string   `json:"file"`
	NCT       string   `json:"nct"`
	Disease   string   `json:"disease"`
	Phase     string   `json:"phase"`
	Patients  int      `json:"patients"`
	Arms      []string `json:"arms"`
	Primary   []string `json:"primary"`
	KeptBack  bool     `json:"kept_back"`
	Endpoints int      `json:"endpoints"`
}

func newTrialListCommand() *cobra.Command {
	var f formats
	name := ""
	cmd := &cobra.Command{
		Use:   "list",
		Short: "The shipped trials",
		Long: `List names the trials of library/trials. Of those marked "kept back" the product holds the design and no result: their predictions are
blind.

` + exitRead,
		Example: `  jakstat trial list
  jakstat trial list --disease "ulcerative colitis"`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var diags diag.List
			f.check(&diags)
			only, known := disease.Find(name)
			if name != "" && !known {
				diags.Add(diag.New(diag.Pos{Where: "--disease"}, "cli.disease", "unknown disease %q", name).Suggest("%s", diag.DidYouMean(name, disease.Diseases())))
			}
			if err := diags.Err(); err != nil {
				return err
			}
			return listTrials(cmd.OutOrStdout(), only, f)
		},
	}
	f.add(cmd, trialListSchema, "one line per trial")
	cmd.Flags().StringVar(&name, "disease", "", "only trials of a `DISEASE`")
	return cmd
}

func listTrials(w io.Writer, only *disease.Disease, f formats) error {
	doc := trialListDocument{Schema: trialListSchema, Product: "jakstat " + versionText()}
	t := &report.Table{Title: "Trials", RowHeads: 1, Columns: []report.Column{
		{Name: "trial"}, {Name: "disease"}, {Name: "phase"}, {Name: "patients", Align: report.Right}, {Name: "arms", Align: report.Right}, {Name: "primary endpoint"}, {Name: "results"},
	}}
	for _, name := range trial.Names() {
		p, err := trial.Shipped(name)
		if err != nil {
			return err
		}
		if only != nil && p.Setting.Disease != only.Name {
			continue
		}
		d, _ := trial.Design(name)
		e := trialListEntry{
			Name: name, File: p.Path, NCT: p.NCT, Disease: p.Setting.Disease, Phase: p.Phase, Patients: p.Patients(), KeptBack: d.Blind,
			Arms: []string{}, Primary: []string{},
		}
		for _, a := range p.Arms {
			e.Arms = append(e.Arms, a.Label)
		}
		for _, x := range p.Endpoints {
			if !x.Part {
				e.Endpoints++
			}
			if x.Primary > 0 {
				e.Primary = append(e.Primary, fmt.Sprintf("%s, week %g", x.Name, x.Primary))
			}
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
	_, err := fmt.Fprintf(w, "\n%d trials, %d with results, %d kept back. jakstat trial show NAME prints one.\n", len(doc.Trials), len(doc.Trials)-back, back)
	return err
}

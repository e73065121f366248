package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"jakstat/jak/disease"
	"jakstat/report"
)

func newTrialEndpointsCommand() *cobra.Command {
	asCSV := false
	cmd := &cobra.Command{
		Use:   "endpoints",
		Short: "The endpoints that trials can have, with the score each is read off",
		Long: `Endpoints lists what trials can measure: the score, whether it is a share of patients or a mean change, the spread of changes between patients,
and what makes a responder.

` + exitRead,
		Example: `  jakstat trial endpoints`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t := &report.Table{Title: "Endpoints", RowHeads: 1, Columns: []report.Column{
				{Name: "endpoint"}, {Name: "score"}, {Name: "kind"}, {Name: "SD between patients", Align: report.Right}, {Name: "what it is", Wrap: true},
			}}
			for _, e := range disease.Endpoints() {
				kind, sd := "share of patients", ""
				switch e.Kind {
				case "change":
					kind, sd = "mean change", fmt.Sprint(e.SD)
				case "pct":
				default:
					continue // derived from another, not simulated
				}
				t.Add(e.Name, e.Score, kind, sd, e.Definition)
			}
			w := cmd.OutOrStdout()
			if asCSV {
				return t.CSV(w)
			}
			return t.Text(w, report.DetectTerm(w))
		},
	}
	cmd.Flags().BoolVar(&asCSV, "csv", false, "print CSV: one line per endpoint")
	return cmd
}

package main

import (
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/jak/pk"
	"jakstat/report"
)

func newQualifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "qualify",
		Short: "Compare predictions with published observations, by criteria set beforehand",
		Long: `Qualify re-runs the comparison of predictions with observations. Criteria are set before any run; misses are shown.

` + exitCheck,
	}
	return group(cmd, newQualifyPKCommand(), newQualifyPotencyCommand(), newQualifyEfficacyCommand(), newQualifyOnsetCommand(), newQualifyLabsCommand(), newQualifySafetyCommand(), newQualifyAllCommand())
}

type qualifyPKOptions struct {
	formats
	all bool
}

func newQualifyPKCommand() *cobra.Command {
	o := qualifyPKOptions{}
	cmd := &cobra.Command{
		Use:   "pk",
		Short: "Model against every exposure in the evidence, with fold errors",
		Long: fmt.Sprintf(`Compares each model with every exposure row. Verified observed AUC must lie within %.2f-fold and Cmax within %.1f-fold; at most
%.0f %% of those rows may miss. A row that a model was built from never tests it; rows no model speaks of are listed with the reason.

%s`,
			pk.FoldAUC, pk.FoldCmax, 100*pk.MissShare, exitCheck),
		Example: `  jakstat qualify pk
  jakstat qualify pk --all
  jakstat qualify pk --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.formats.add(cmd, qualifySchema, "one line per exposure row, as with --all")
	cmd.Flags().BoolVar(&o.all, "all", false, "also list rows that are shown only, built from, or outside the models")
	return cmd
}

const qualifySchema = "jakstat.qualify.pk/1"

// qualifyDocument is the machine-readable result.
type qualifyDocument struct {
	Schema   string         `json:"schema"`
	Product  string         `json:"product"`
	Criteria map[string]any `json:"criteria"`
	Summary  pk.Summary     `json:"summary"`
	Rows     []qualifyRow   `json:"rows"`
}

type qualifyRow struct {
	ID         string   `json:"id"`
	Drug       string   `json:"drug"`
	Analyte    string   `json:"analyte"`
	Regimen    string   `json:"regimen"`
	Population string   `json:"population"`
	Statistic  string   `json:"statistic"`
	Model      string   `json:"model,omitempty"`
	Basis      string   `json:"basis,omitempty"`
	Role       pk.Role  `json:"role"`
	Kind       string   `json:"kind"`
	Verified   bool     `json:"verified"`
	Observed   *float64 `json:"observed"`
	Predicted  *float64 `json:"predicted"`
	Fold       *float64 `json:"fold"`
	Limit      float64  `json:"limit,omitempty"`
	Pass       *bool    `json:"pass,omitempty"`
	Reason     string   `json:"reason,omitempty"`
}

func (o *qualifyPKOptions) run(cmd *cobra.Command) error {
	var diags diag.List
	o.formats.check(&diags)
	if err := diags.Err(); err != nil {
		return err
	}
	rows, err := pk.Qualify(cmd.Context(), evidence.Default())
	if err != nil {
		return err
	}
	s := pk.Summarise(rows)
	w := cmd.OutOrStdout()
	switch {
	case o.json:
		err = writeJSON(w, o.document(rows, s))
	case o.csv:
		o.all = true
		err = o.table(rows).CSV(w)
	default:
		term := report.DetectTerm(w)
		if err = o.table(rows).Text(w, term); err == nil {
			_, err = fmt.Fprintf(w, "\n%s\n", qualifyVerdict(s))
		}
	}
	if err == nil && !s.Pass {
		return errCheckFailed
	}
	return err
}

func qualifyVerdict(s pk.Summary) string {
	word := "PASS"
	if !s.Pass {
		word = "FAIL"
	}
	return fmt.Sprintf("%s: %d of %d verified observed AUC and Cmax rows lie within their fold (%d missed, %.0f %% allowed); geometric mean fold error %.3f.\n"+
		"%d rows shown only (unverified, not observed, or another statistic; geometric mean fold error %.3f), %d built from, %d outside the models. "+
		"Unverified share of all exposure rows: %.0f %%.",
		word, s.Tested-s.Missed, s.Tested, s.Missed, 100*pk.MissShare, s.GMFE, s.Shown, s.ShownGMFE, s.Built, s.Outside, 100*s.UnverifiedShare)
}

func (o *qualifyPKOptions) document(rows []pk.Comparison, s pk.Summary) qualifyDocument {
	d := qualifyDocument{
		Schema: qualifySchema, Product: "jakstat " + versionText(), Summary: s,
		Criteria: map[string]any{"fold_auc": pk.FoldAUC, "fold_cmax": pk.FoldCmax, "max_miss_share": pk.MissShare},
	}
	for _, c := range rows {
		r := qualifyRow{
			ID: c.Row.ID, Drug: c.Row.Drug, Analyte: c.Row.Analyte, Regimen: doseOf(c.Row), Population: c.Row.Population, Statistic: c.Row.Statistic,
			Model: c.Model, Basis: c.Basis, Role: c.Role, Kind: c.Row.Kind, Verified: c.Row.How == evidence.Verified, Limit: c.Limit, Reason: c.Reason,
			Observed: finiteOrNil(c.Observed), Predicted: finiteOrNil(c.Predicted), Fold: finiteOrNil(c.Fold),
		}
		if c.Role == pk.Outside {
			r.Observed = nil
		}
		if c.Role == pk.Tested {
			pass := c.Pass()
			r.Pass = &pass
		}
		d.Rows = append(d.Rows, r)
	}
	return d
}

func finiteOrNil(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func doseOf(r *evidence.PKExposure) string {
	if r.DoseMG.Missing() {
		return r.Regimen
	}
	return r.DoseMG.Text + " mg " + r.Regimen
}

func (o *qualifyPKOptions) table(rows []pk.Comparison) *report.Table {
	t := &report.Table{Title: "Exposure: model against observation", RowHeads: 1, Columns: []report.Column{
		{Name: "row"},
		{Name: "drug"},
		{Name: "dose"},
		{Name: "population"},
		{Name: "statistic"},
		{Name: "model"},
		{Name: "role"},
		{Name: "observed", Align: report.Right},
		{Name: "predicted", Align: report.Right},
		{Name: "fold", Align: report.Right},
		{Name: "verdict"},
		{Name: "remark", Wrap: true},
	}}
	for _, c := range rows {
		if c.Role != pk.Tested && !o.all {
			continue
		}
		name := c.Row.Drug
		if c.Row.Analyte != c.Row.Drug {
			name = c.Row.Analyte
		}
		verdict := ""
		if c.Role == pk.Tested {
			verdict = "within"
			if !c.Pass() {
				verdict = "MISSED"
			}
		}
		t.Add(c.Row.ID, name, doseOf(c.Row), c.Row.Population, c.Row.Statistic, c.Model, string(c.Role), number(c.Observed), number(c.Predicted), number(c.Fold), verdict, c.Reason)
	}
	return t
}

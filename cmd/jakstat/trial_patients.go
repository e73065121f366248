package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/trial"
)

func newTrialPatientsCommand() *cobra.Command {
	o := newCohort()
	which := whole(0, 0, 1_000_000, "a replicate")
	cmd := &cobra.Command{
		Use:   "patients FILE.yaml|NAME",
		Short: "The virtual patients of one replicate: who they are and every reading, as CSV",
		Long: `Patients prints one line for each patient, endpoint and week of one replicate. Value is on the score's own scale where it is a number: per
cent improvement (ACR, PASI, EASI), a level (DAS28), a change; outcome is 1 or 0, or the change; imputed says that the rule for missing
values gave it. Age, sex and severity are drawn from the trial's table of patients; the model of responses does not use them.

` + trialNotice + `

` + researchNotice + `

` + exitSimulate,
		Example:           `  jakstat trial patients "JADE TEEN" --patients 30`,
		Args:              arguments(1, 1, `"JADE TEEN"`),
		ValidArgsFunction: completeTrial,
		RunE: func(cmd *cobra.Command, args []string) error {
			var diags diag.List
			which.check("replicate", &diags)
			p := o.open(args[0], &diags)
			endpointsNeeded(p, &diags)
			if err := diags.Err(); err != nil {
				return err
			}
			s, _, err := o.simulation(p, 0)
			if err != nil {
				return err
			}
			return printPatients(cmd, s, which.value)
		},
	}
	o.add(cmd)
	cmd.Flags().Var(which, "replicate", "which replicate")
	return cmd
}

func printPatients(cmd *cobra.Command, s *trial.Simulation, replicate int) error {
	p := s.Plan
	buffer := bufio.NewWriter(cmd.OutOrStdout())
	w := csv.NewWriter(buffer)
	header := []string{"patient", "arm", "age", "female", "severity"}
	for _, t := range p.People.Traits {
		header = append(header, t.Name)
	}
	if err := w.Write(append(header, "endpoint", "week", "value", "outcome", "imputed")); err != nil {
		return err
	}
	number := func(x float64) string {
		if math.IsNaN(x) {
			return ""
		}
		return strconv.FormatFloat(x, 'g', 5, 64)
	}
	yes := func(b bool) string {
		if b {
			return "yes"
		}
		return "no"
	}
	last, about := -1, []string(nil)
	var failed error
	err := s.Patients(cmd.Context(), replicate, func(r trial.Reading) {
		if p.Endpoints[r.Endpoint].Part {
			return
		}
		if r.Subject != last {
			last = r.Subject
			x := p.People.Person(s.Options.Seed, uint64(replicate), uint64(r.Subject))
			female := ""
			if !math.IsNaN(p.People.Female) {
				female = yes(x.Female)
			}
			about = []string{fmt.Sprint(r.Subject + 1), p.Arms[r.Arm].Label, number(x.Age), female, number(x.Severity)}
			for i := range p.People.Traits {
				about = append(about, yes(x.Has(i)))
			}
		}
		outcome := ""
		if r.Known {
			outcome = number(r.Outcome)
		}
		row := append(append([]string{}, about...), p.Endpoints[r.Endpoint].Name, number(r.Week), number(r.Value), outcome, yes(r.Imputed))
		if err := w.Write(row); err != nil && failed == nil {
			failed = err
		}
	})
	if err != nil {
		return err
	}
	w.Flush()
	if failed == nil {
		failed = w.Error()
	}
	if failed == nil {
		failed = buffer.Flush()
	}
	return failed
}

package main

import (
	"math"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/evidence"
	"jakstat/format/sbml"
	"jakstat/jak/pk"
	"jakstat/unit"
)

func newModelCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "model",
		Short: "Look into SBML models, compare them, write them at another level",
		Long: `Model looks into models instead of running them. A model is an SBML file, Level 1 to 3, or the pharmacokinetic model of a drug.

` + exitRead,
	}
	return group(cmd, newModelInfoCommand(), newModelDiffCommand(), newModelExportCommand())
}

// modelSource says which model is meant: a file, or the model of a drug.
type modelSource struct{ drug, model, dose string }

func (o *modelSource) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.drug, "drug", "", "the pharmacokinetic model of a `DRUG`, shipped or your own .yaml file, instead of a file")
	cmd.Flags().StringVar(&o.model, "model", "", "which `MODEL` of the drug: its id, population or formulation; default: the first")
	cmd.Flags().StringVar(&o.dose, "dose", "", "one `DOSE` of the drug at time 0, e.g. \"15 mg\"; default: none")
	_ = cmd.RegisterFlagCompletionFunc("drug", func(c *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
		return completeDrug(c, nil, word)
	})
}

// arguments demands one file, or none with --drug.
func (o *modelSource) arguments(cmd *cobra.Command, args []string) error {
	if o.drug != "" {
		return noArguments(cmd, args)
	}
	return arguments(1, 1, "examples/il6-toy.xml")(cmd, args)
}

// name is what messages and documents call the model.
func (o *modelSource) name(args []string) string {
	if o.drug != "" {
		return o.drug
	}
	return args[0]
}

// open reads the model. The error is a diag.List.
func (o *modelSource) open(args []string) (*sbml.Document, error) {
	var diags diag.List
	if o.drug == "" {
		if o.model != "" {
			diags.Add(diag.New(diag.Pos{Where: "--model"}, "cli.model", "it chooses among the models of a drug").Suggest("give --drug too"))
		}
		if o.dose != "" {
			diags.Add(diag.New(diag.Pos{Where: "--dose"}, "cli.dose", "a model in a file takes no dose").Suggest("give --drug"))
		}
		doc, err := readModel(args[0])
		diags.AddError(diag.Pos{}, "sbml", err)
		return doc, diags.Err()
	}
	if err := drugFile(o.drug); err != nil {
		return nil, err
	}
	d, err := pk.Open(o.drug, evidence.Default())
	if err != nil {
		return nil, err
	}
	m, err := d.Find(o.model)
	if err != nil {
		return nil, err
	}
	if o.dose == "" {
		return sbml.NewDocument(m.Fragment())
	}
	q, err := unit.ParseQuantity(o.dose)
	if err == nil && !(q.Value >= 0 && q.Value < math.Inf(1)) {
		err = diag.New(diag.Pos{}, "cli.dose", "%s is no dose", q).Suggest(`write for example --dose "15 mg"`)
	}
	var doc *sbml.Document
	if err == nil {
		doc, err = sbml.NewDosedDocument(m.Fragment(), pk.Oral, q)
	}
	diags.AddError(diag.Pos{Where: "--dose"}, "cli.dose", err)
	for i := range diags {
		if diags[i].Pos.Where == "dose" {
			diags[i].Pos.Where = "--dose"
		}
	}
	return doc, diags.Err()
}

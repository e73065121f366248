package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/format/sbml"
	"jakstat/report"
)

type exportOptions struct {
	source modelSource
	to     string
	output string
}

func newModelExportCommand() *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export [MODEL.xml]",
		Short: "Write a model as SBML Level 2 or 3, or as readable text",
		Long: `Export writes a model as SBML of another level and version, or as text that lists every element with its values and formulas.
Without -o it goes to the standard output. The same model gives the same bytes.

What is written computes the same as what was read. Submodels are written in their place. Notes, annotations, SBO terms and types,
which no simulation needs, are left out, and so are charges, formulas and gene products of package fbc. What the chosen level cannot
say is a mistake that names the element; nothing that matters for a number is left out. Level 3 Version 2 says the most; fast
reactions need an older one.

With --drug the pharmacokinetic model of a drug is written for any other program that reads SBML: in the units h, L and mg, with the
typical values, and the patient's characteristics and the condition at their reference, as parameters to change. SBML has no
doses; --dose writes one dose at time 0 as an initial amount, an event after a lag or a rate of input, with its amount as a parameter.

` + researchNotice + `

` + exitRead,
		Example: `  jakstat model export examples/il6-toy.xml --to l2v4 -o toy.xml
  jakstat model export examples/il6-toy.xml --to text
  jakstat model export --drug upadacitinib -o upadacitinib.xml
  jakstat model export --drug upadacitinib --dose "15 mg" -o upadacitinib.xml`,
		Args: o.source.arguments,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	o.source.add(cmd)
	cmd.Flags().StringVar(&o.to, "to", sbml.Newest.String(), "`LEVEL`: l2v1 to l2v5, l3v1, l3v2, or text")
	cmd.Flags().StringVarP(&o.output, "output", "o", "", "write to `FILE`")
	return cmd
}

func (o *exportOptions) run(cmd *cobra.Command, args []string) error {
	var diags diag.List
	target, text := sbml.Target{}, strings.EqualFold(o.to, "text")
	if !text {
		t, err := sbml.ParseTarget(o.to)
		diags.AddError(diag.Pos{Where: "--to"}, "cli", err)
		target = t
	}
	if cmd.Flags().Changed("output") && o.output == "" {
		diags.Add(diag.New(diag.Pos{Where: "--output"}, "cli.file", "no file name").Suggest("write -o model.xml"))
	}
	doc, err := o.source.open(args)
	diags.AddError(diag.Pos{}, "sbml", err)
	if err := diags.Err(); err != nil {
		return err
	}
	warnings := doc.Warnings
	write := func(w io.Writer) error { return writeListing(w, doc) }
	if !text {
		data, more, err := sbml.WriteAs(doc, target)
		if err != nil {
			return inFile(o.source.name(args), err)
		}
		warnings = append(warnings, more...)
		write = func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		}
	}
	for _, d := range warnings {
		fmt.Fprintln(cmd.ErrOrStderr(), "jakstat:", printable(d.Error()))
	}
	if o.output == "" {
		return write(cmd.OutOrStdout())
	}
	return report.WriteFile(o.output, write)
}

// writeListing writes a model as people read it. Truth values that most elements have are not told.
func writeListing(w io.Writer, doc *sbml.Document) error {
	var b strings.Builder
	for _, e := range sbml.Listing(doc) {
		fmt.Fprintf(&b, "%s %s\n", e.Kind, printable(e.ID))
		width := 0
		for _, p := range e.Properties {
			width = max(width, len([]rune(p.Name)))
		}
		for _, p := range e.Properties {
			if !p.Usual {
				fmt.Fprintf(&b, "  %-*s  %s\n", width, p.Name, printable(p.Value))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

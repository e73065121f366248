package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/report"
)

// formats are the machine-readable forms that a verb prints instead of text.
type formats struct{ json, csv bool }

func (o *formats) add(cmd *cobra.Command, schema, lines string) {
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON (schema "+schema+")")
	cmd.Flags().BoolVar(&o.csv, "csv", false, "print CSV: "+lines)
}

func (o *formats) check(diags *diag.List) {
	if o.json && o.csv {
		diags.Add(diag.New(diag.Pos{Where: "--json, --csv"}, "cli.format", "two formats for one output").Suggest("give one of them"))
	}
}

// show prints a result in the form asked for.
func show[D any](w io.Writer, o formats, document func() D, csv func(io.Writer) error, text func(io.Writer, report.Term) error) error {
	switch {
	case o.json:
		return writeJSON(w, document())
	case o.csv:
		return csv(w)
	}
	return text(w, report.DetectTerm(w))
}

// pictures are the files that a verb writes beside its output.
type pictures struct{ svg, html string }

func (o *pictures) add(cmd *cobra.Command, what string) {
	cmd.Flags().StringVar(&o.svg, "svg", "", "write "+what+" to `FILE`")
	cmd.Flags().StringVar(&o.html, "html", "", "write one self-contained page to `FILE`")
}

func (o *pictures) files() []string {
	var out []string
	for _, f := range []string{o.svg, o.html} {
		if f != "" {
			out = append(out, f)
		}
	}
	return out
}

func (o *pictures) check(cmd *cobra.Command, diags *diag.List) {
	for _, name := range []string{"svg", "html"} {
		if f := cmd.Flags().Lookup(name); f.Changed && f.Value.String() == "" {
			diags.Add(diag.New(diag.Pos{Where: "--" + name}, "cli.file", "no file name").Suggest("write --%s compare.%s", name, name))
		}
	}
	if o.svg != "" && filepath.Clean(o.svg) == filepath.Clean(o.html) {
		diags.Add(diag.New(diag.Pos{Where: "--svg, --html"}, "cli.file", "both would be written to %s", o.svg).Suggest("give two files"))
	}
}

// writable tells before a simulation whether its files can be written after it.
func writable(files ...string) error {
	for _, file := range files {
		if err := tryWrite(file); err != nil {
			return fmt.Errorf("cannot write %s: %w", file, err)
		}
	}
	return nil
}

func tryWrite(file string) error {
	dir := filepath.Dir(file)
	if st, err := os.Stat(file); err == nil && st.IsDir() {
		return errors.New("it is a directory")
	}
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return fmt.Errorf("there is no directory %s", dir)
	}
	f, err := os.CreateTemp(dir, ".jakstat-*")
	if err != nil {
		return reason(err)
	}
	f.Close()
	return os.Remove(f.Name())
}

// reason says why a file cannot be used, in the same words on every platform and without the call that failed.
func reason(err error) error {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("permission denied")
	case errors.As(err, &p):
		return p.Err
	}
	return err
}

// write makes the files, each whole or not at all.
func (o *pictures) write(svg, html func(io.Writer) error) error {
	if o.svg != "" {
		if err := report.WriteFile(o.svg, svg); err != nil {
			return err
		}
	}
	if o.html != "" {
		return report.WriteFile(o.html, html)
	}
	return nil
}

// ended adds the footer to a text.
func (o *pictures) ended(text func(io.Writer, report.Term) error) func(io.Writer, report.Term) error {
	return func(w io.Writer, t report.Term) error {
		if err := text(w, t); err != nil {
			return err
		}
		return o.footer(w)
	}
}

// footer ends the text of a verb: what was written, and what the numbers are not for.
func (o *pictures) footer(w io.Writer) error {
	for _, file := range o.files() {
		fmt.Fprintln(w, "wrote", file)
	}
	_, err := fmt.Fprintln(w, researchNotice)
	return err
}

// writeJSON writes one indented document.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"jakstat/diag"
	"jakstat/report"
)

// estimate is a calibration that was estimated again, beside the shipped one.
type estimate struct {
	files   map[string][]byte
	names   []string // of the files; the first is printed
	differs float64  // in standard deviations from the shipped one
	hash    string
	shipped string // its hash
}

// fitDirectory checks before an estimation that its files can be written after it.
func fitDirectory(dir, name string) error {
	if dir == "" {
		return nil
	}
	if err := writable(filepath.Join(dir, name)); err != nil {
		return diag.New(diag.Pos{Where: "--out"}, "cli.file", "%v", err).Suggest("give a directory that exists")
	}
	return nil
}

// finish prints an estimate and writes its files, or says whether it is what the product ships.
func (e *estimate) finish(cmd *cobra.Command, dir string) error {
	w := cmd.OutOrStdout()
	if _, err := w.Write(e.files[e.names[0]]); err != nil {
		return err
	}
	if dir != "" {
		for _, name := range e.names {
			file := filepath.Join(dir, name)
			if err := report.WriteFile(file, func(w io.Writer) error { _, err := w.Write(e.files[name]); return err }); err != nil {
				return err
			}
			fmt.Fprintln(w, "wrote", file)
		}
		return nil
	}
	if e.differs > sameCalibration || e.shipped != e.hash {
		fmt.Fprintf(cmd.ErrOrStderr(), "the shipped calibration differs by %.2g standard deviations: it was fitted to other evidence (%s, now %s) or by another version\n", e.differs, e.shipped, e.hash)
		return errCheckFailed
	}
	_, err := fmt.Fprintln(w, "the same as shipped")
	return err
}

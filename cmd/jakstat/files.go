package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"jakstat/diag"
)

// maxTable bounds an event table; a longer one is a wrong file.
const maxTable = 64 << 20

// readText reads a file that people write. what names it in messages: "a drug file is YAML".
func readText(file, what string, most int64) ([]byte, error) {
	data, err := readRegular(file, what, most)
	if err == nil && (bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data)) {
		return nil, wrongFile(file, what, "not a text file in UTF-8")
	}
	return data, err
}

// readModelText is readText for XML, which may declare another encoding; whether it can be read is the parser's to say.
func readModelText(file, what string) ([]byte, error) {
	data, err := readRegular(file, what, maxModel)
	declaration, _, _ := bytes.Cut(data[:min(len(data), 200)], []byte("?>"))
	if err == nil && (bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data) && !bytes.Contains(declaration, []byte("encoding"))) {
		return nil, wrongFile(file, what, "not a text file in UTF-8")
	}
	return data, err
}

func wrongFile(file, what, format string, args ...any) error {
	return diag.New(diag.Pos{File: file}, "cli.file", format, args...).Suggest("%s", what)
}

func readRegular(file, what string, most int64) ([]byte, error) {
	wrong := func(format string, args ...any) error { return wrongFile(file, what, format, args...) }
	tooLarge := func() error { return wrong("the file is larger than %d MB", most>>20) }
	if st, err := os.Stat(file); err == nil && st.IsDir() {
		return nil, wrong("it is a directory")
	} else if err == nil && st.Size() > most {
		return nil, tooLarge()
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, wrong("cannot be read: %v", reason(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return nil, wrong("cannot be read: %v", reason(err))
	case int64(len(data)) > most:
		return nil, tooLarge()
	}
	return data, nil
}

// isFile tells the path of a drug file from the name of a shipped drug.
func isFile(drug string) bool {
	return strings.HasSuffix(drug, ".yaml") || strings.HasSuffix(drug, ".yml")
}

// drugFile looks at a drug file before it is parsed, because a wrong kind of file gives a parser nothing sensible to say.
func drugFile(name string) error {
	if !isFile(name) {
		return nil
	}
	_, err := readText(name, "a drug file is YAML; examples/mydrug.yaml explains it", 1<<20)
	return err
}

// isDiagnostic tells a mistake in the input from a failure.
func isDiagnostic(err error) bool {
	var l diag.List
	var d diag.Diagnostic
	return errors.As(err, &l) || errors.As(err, &d)
}

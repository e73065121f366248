package trial

import (
	"io/fs"
	"path"
	"regexp"
	"strings"

	"jakstat/diag"
	"jakstat/evidence/results"
	"jakstat/library"
)

var between = regexp.MustCompile(`[^a-z0-9]+`)

// FileName is the name of a shipped trial's file in library/trials: "select-compare.yaml".
func FileName(trial string) string {
	return strings.Trim(between.ReplaceAllString(strings.ToLower(trial), "-"), "-") + ".yaml"
}

// safetyTrials are shipped files of trials that only follow events: the tables of results do not hold them.
var safetyTrials = []string{"ORAL Surveillance"}

// Names lists the shipped trials in the order of library/trials/trials.csv, then those that only follow events.
func Names() []string {
	var out []string
	for _, d := range results.Shipped().Designs {
		out = append(out, d.Trial)
	}
	return append(out, safetyTrials...)
}

// Text returns the file of a shipped trial. The name may leave out case and marks ("select compare").
func Text(name string) (file string, data []byte, err error) {
	file = FileName(name)
	data, err = fs.ReadFile(library.FS, path.Join("trials", file))
	if err != nil {
		return "", nil, diag.New(diag.Pos{Where: "trial"}, "trial.name", "there is no trial %q", name).Suggest("%s", suggestion(name))
	}
	return "library/trials/" + file, data, nil
}

func suggestion(name string) string {
	if s := diag.DidYouMean(name, Names()); s != "" {
		return s
	}
	return "jakstat trial list names them; a file of your own ends in .yaml"
}

// Shipped opens a shipped trial.
func Shipped(name string) (*Plan, error) {
	file, data, err := Text(name)
	if err != nil {
		return nil, err
	}
	return Open(file, data)
}

// Design is the row of a shipped trial in library/trials/trials.csv.
func Design(name string) (results.Design, bool) {
	for _, d := range results.Shipped().Designs {
		if d.Trial == name {
			return d, true
		}
	}
	return results.Design{}, false
}

package trial

import (
	"github.com/goccy/go-yaml/ast"

	"jakstat/diag"
	"jakstat/jak/form"
	"jakstat/jak/safety"
)

// CovariateEntry describes the people of a trial as a population file of jak/safety does.
type CovariateEntry struct {
	Pos     diag.Pos
	Entries safety.Entries
}

// Read takes every key; the names are checked by jak/safety.
func (e *CovariateEntry) Read(node ast.Node, l *diag.List) {
	e.Pos = form.Place(node)
	e.Entries.Read(node, l)
}

// EventsEntry says which adverse events are followed, and how.
type EventsEntry struct {
	Pos        diag.Pos
	Follow     []EventEntry    `yaml:"follow"`
	Comparator form.Text       `yaml:"comparator"`
	Combined   []CombinedEntry `yaml:"combined"`
	Margin     form.Text       `yaml:"margin"`
	Years      *YearsEntry     `yaml:"years"`
	Dropout    *RateEntry      `yaml:"dropout"` // by years
	Pool       form.Text       `yaml:"pool"`
}

// EventEntry is one event. Until makes the trial go on until so many patients have had it.
type EventEntry struct {
	Pos     diag.Pos
	Event   form.Text `yaml:"event"`
	Primary form.Text `yaml:"primary"`
	Until   form.Text `yaml:"until"`
}

// CombinedEntry is arms that are read as one, too.
type CombinedEntry struct {
	Pos  diag.Pos
	Name form.Text  `yaml:"name"`
	Arms form.Texts `yaml:"arms"`
}

// YearsEntry is how long patients are followed.
type YearsEntry struct {
	Pos     diag.Pos
	Median  form.Text `yaml:"median"`
	Maximum form.Text `yaml:"maximum"`
}

package evidence

import (
	"strconv"
	"strings"

	"jakstat/diag"
)

// Verification says whether the figure was checked against a public text.
type Verification uint8

const (
	// Unverified figures are known from the publication but were not checked against it.
	Unverified Verification = iota
	// Verified figures were found in a public text: article, label, abstract, curated database or
	// published transcription of a model.
	Verified
)

// String returns "verified" or "unverified".
func (v Verification) String() string {
	if v == Verified {
		return "verified"
	}
	return "unverified"
}

// Mark returns "●" for verified and "◇" for unverified: different shapes, so that the difference
// does not hang on colour.
func (v Verification) Mark() string {
	if v == Verified {
		return "●"
	}
	return "◇"
}

// MarshalText makes JSON carry the word.
func (v Verification) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Source is one entry of the bibliography. Kind is article, label, abstract, database, web or
// derived; Year is 0 and DOI, PMID, PMCID are empty where not known. Text is the full citation.
type Source struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Authors string `json:"authors,omitempty"`
	Year    int    `json:"year,omitempty"`
	Title   string `json:"title"`
	DOI     string `json:"doi,omitempty"`
	PMID    string `json:"pmid,omitempty"`
	PMCID   string `json:"pmcid,omitempty"`
	Text    string `json:"text"`
}

// Short returns a name for tables: "Vong 2021", or the id where there is no author.
func (s *Source) Short() string {
	if s.Authors == "" {
		return s.ID
	}
	name, _, _ := strings.Cut(s.Authors, ",")
	if i := strings.LastIndexByte(name, ' '); i > 0 && strings.ToUpper(name[i+1:]) == name[i+1:] {
		name = name[:i] // "Traves PG" -> "Traves"
	}
	if s.Year == 0 {
		return name
	}
	return name + " " + strconv.Itoa(s.Year)
}

// Record is what every row of the library has. Drug is empty where the row is about no drug; rows
// about several drugs separate them by ";". Locator names the place in the source (table, section)
// and the route of transcription. Pos is the row in its CSV file.
type Record struct {
	ID      string
	Table   string
	Drug    string
	Source  *Source
	Locator string
	How     Verification
	Note    string
	Pos     diag.Pos
	fields  []string
	columns []string
}

// Rec returns the record itself; it makes every typed row an [Entry].
func (r *Record) Rec() *Record { return r }

// About tells whether the row is about the drug, alone or among others.
func (r *Record) About(drug string) bool {
	if r.Drug == drug {
		return true
	}
	for _, d := range r.DrugList() {
		if d == drug {
			return true
		}
	}
	return false
}

// DrugList returns the drugs of the row.
func (r *Record) DrugList() []string {
	if r.Drug == "" {
		return nil
	}
	return strings.Split(r.Drug, ";")
}

// Field is one cell of a row as it stands in the file.
type Field struct{ Name, Text string }

// Fields returns the cells of the row in file order, the id first, blank cells included.
func (r *Record) Fields() []Field {
	out := make([]Field, len(r.columns))
	for i, c := range r.columns {
		out[i] = Field{c, r.fields[i]}
	}
	return out
}

// Entry is a typed row of the library.
type Entry interface {
	// Rec returns the common part of the row.
	Rec() *Record
	// Line returns the row in one line for lists.
	Line() Line
}

// Line is a row in brief: what it is about, which quantity, its value.
type Line struct {
	Subject, Quantity string
	Value             Value
}

// Of returns the rows about one drug, in file order.
func Of[T Entry](rows []T, drug string) []T {
	var out []T
	for _, r := range rows {
		if r.Rec().About(drug) {
			out = append(out, r)
		}
	}
	return out
}

// join puts the non-empty words of a subject together.
func join(words ...string) string {
	var kept []string
	for _, w := range words {
		if w != "" {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, ", ")
}

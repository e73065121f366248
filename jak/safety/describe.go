package safety

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"jakstat/diag"
	"jakstat/jak/form"
)

// Word is one entry of a description: a covariate or "disease", "years", "typical", with the place where it was written.
type Word struct {
	Name, Text string
	Pos        diag.Pos
}

// Diseases are those whose populations can be described. Of CD and AS there is no pool; the spread between diseases is in their intervals.
var Diseases = []string{"RA", "PsA", "AS", "UC", "CD", "AD", "PsO", "AA"}

// Names of the entries that are no covariates.
const (
	DiseaseWord = "disease"
	YearsWord   = "years"
	TypicalWord = "typical"
)

// Description is a population as somebody described it.
type Description struct {
	Population
	// Given and Taken are the covariates that were described, and those taken from the named population.
	Given, Taken []Covariate
}

// Describe reads a description. A covariate that is missing is a mistake unless a typical population is named, from which it is taken then; all
// mistakes go to the list.
func Describe(words []Word, diags *diag.List) *Description {
	d := &Description{}
	at := map[string]Word{}
	for _, w := range words {
		if first, twice := at[w.Name]; twice {
			diags.Add(diag.New(w.Pos, "risk.twice", "%s is given twice, as %s and as %s", w.Name, first.Text, w.Text).Suggest("give it once"))
			continue
		}
		at[w.Name] = w
	}
	like := d.typical(at, diags)
	d.disease(at, like, diags)
	d.years(at, like, diags)
	var missing []string
	for _, c := range Covariates() {
		w, given := at[c.Name()]
		switch {
		case given:
			d.X[c] = c.read(w, diags)
			d.Given = append(d.Given, c)
		case like != nil:
			d.Taken = append(d.Taken, c)
		default:
			missing = append(missing, c.Name())
		}
	}
	if len(missing) > 0 {
		diags.Add(diag.New(diag.Pos{Where: "population"}, "risk.missing", "not described: %s", strings.Join(missing, ", ")).
			Suggest("describe each, or name a population to take the rest from, with typical: RA in a file or --typical RA"))
	}
	d.together(at, diags)
	for name, w := range at {
		if _, ok := FindCovariate(name); !ok && name != DiseaseWord && name != YearsWord && name != TypicalWord {
			diags.Add(diag.New(w.Pos, "risk.key", "unknown covariate %q", name).Suggest("%s", diag.DidYouMean(name, Words())))
		}
	}
	return d
}

// Words lists the names of all entries.
func Words() []string {
	out := []string{DiseaseWord, YearsWord, TypicalWord}
	for _, c := range Covariates() {
		out = append(out, c.Name())
	}
	return out
}

// typical starts from the named population, or returns nil.
func (d *Description) typical(at map[string]Word, diags *diag.List) *Population {
	w, ok := at[TypicalWord]
	if !ok {
		return nil
	}
	names := slices.Sorted(maps.Keys(Typical()))
	row := Typical()[w.Text]
	if row == nil {
		diags.Add(diag.New(w.Pos, "risk.typical", "no population is named %q", w.Text).Suggest("named are %s", strings.Join(names, ", ")))
		return &Population{} // one mistake is enough
	}
	p, err := Of(row)
	if err != nil {
		panic("safety: " + err.Error()) // the tests read all rows
	}
	d.Population = p
	d.Like = w.Text
	return &p
}

func (d *Description) disease(at map[string]Word, like *Population, diags *diag.List) {
	w, ok := at[DiseaseWord]
	switch {
	case !ok && like == nil:
		diags.Add(diag.New(diag.Pos{Where: "population"}, "risk.missing", "no disease").Suggest("disease: RA in a file, or --disease RA; known are %s", strings.Join(Diseases, ", ")))
	case !ok:
	case !slices.Contains(Diseases, w.Text):
		diags.Add(diag.New(w.Pos, "risk.disease", "no disease %q", w.Text).Suggest("one of %s", strings.Join(Diseases, ", ")))
	case like != nil && like.Disease != "" && like.Disease != w.Text:
		diags.Add(diag.New(w.Pos, "risk.disease", "%s, but the typical population %q has %s", w.Text, d.Like, like.Disease).Suggest("name a population with %s, or describe all covariates", w.Text))
	default:
		d.Disease = w.Text
	}
}

// maxYears is longer than any programme lasted.
const maxYears = 15

func (d *Description) years(at map[string]Word, like *Population, diags *diag.List) {
	w, ok := at[YearsWord]
	if !ok {
		if like == nil {
			diags.Add(diag.New(diag.Pos{Where: "population"}, "risk.missing", "no time under treatment over which hazards are averaged").Suggest("years: 3 in a file, or --years 3"))
		}
		return
	}
	v, err := strconv.ParseFloat(w.Text, 64)
	if err != nil || !(v > 0 && v <= maxYears) {
		diags.Add(diag.New(w.Pos, "risk.years", "%q is no time under treatment", w.Text).Suggest("write years above 0, at most %d", maxYears))
		return
	}
	d.Years = v
}

// read reads the value of a covariate: years, or a share with its per cent sign, yes for all and no for none.
func (c Covariate) read(w Word, diags *diag.List) float64 {
	text := strings.TrimSpace(w.Text)
	if !c.IsShare() {
		v, err := strconv.ParseFloat(text, 64)
		low, high := 18.0, 100.0
		if c == AgeSD {
			low, high = 0, 30
		}
		if err != nil || !(v >= low && v <= high) {
			diags.Add(diag.New(w.Pos, "risk.age", "%s %q is no number of years from %g to %g", c.Name(), w.Text, low, high).Suggest("write for example %s", map[Covariate]string{Age: "58", AgeSD: "12"}[c]))
			return math.NaN()
		}
		return v
	}
	switch text {
	case "yes":
		return 1
	case "no":
		return 0
	}
	number, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !percent || !(v >= 0 && v <= 100) {
		diags.Add(diag.New(w.Pos, "risk.share", "%s %q is no share of people", c.Name(), w.Text).Suggest("write for example 30%%, yes for all or no for none"))
		return math.NaN()
	}
	return v / 100
}

// together checks shares that exclude each other.
func (d *Description) together(at map[string]Word, diags *diag.List) {
	for _, g := range exclusive {
		sum := 0.0
		var names []string
		pos := diag.Pos{Where: "population"}
		for _, c := range g {
			sum += d.X[c]
			names = append(names, c.Name())
			if w, ok := at[c.Name()]; ok {
				pos = w.Pos
			}
		}
		if sum > 1+1e-9 {
			diags.Add(diag.New(pos, "risk.share", "%s together are %.0f %% of the people", strings.Join(names, ", "), 100*sum).
				Suggest("they exclude each other and leave room for none of them: at most 100%% together"))
		}
	}
}

// Entries is a description in a file: names with values.
type Entries []Word

// Read implements [form.Reader].
func (e *Entries) Read(node ast.Node, l *diag.List) {
	seen := map[string]diag.Pos{}
	for _, p := range form.Pairs(node, l) {
		key, pos := p.Key.GetToken().Value, form.Place(p.Key)
		if form.Twice(seen, key, pos, l) {
			continue
		}
		var t form.Text
		t.Read(p.Value, l)
		*e = append(*e, Word{key, t.S, pos})
	}
}

// ReadFile reads the entries of a population file.
func ReadFile(path string, data []byte, diags *diag.List) []Word {
	var e Entries
	what := form.Kind{Code: "risk", Name: "population file", First: "begin with disease: RA", One: "one population a file"}
	if _, l := form.Read(path, data, what, &e); len(l) > 0 {
		diags.Add(l...)
	}
	for i := range e {
		e[i].Pos.File = path
	}
	return e
}

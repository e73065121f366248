package trial

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jakstat/evidence/results"
	"jakstat/jak/disease"
)

// FromTables writes the file of a trial of library/trials: its design, the arms, endpoints and weeks of rows (its results, or what of it is
// to be predicted), and how its patients stand in library/disease/settings.csv. Values of rows are not looked at.
func FromTables(d results.Design, rows []results.Result) []byte {
	var b bytes.Buffer
	s := disease.SettingOf(d)
	line := func(indent, key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s%s: %s\n", indent, key, plain(value))
		}
	}
	line("", "trial", d.Trial)
	line("", "nct", d.NCT)
	line("", "about", "primary endpoint: "+d.Primary)
	line("", "disease", d.Disease)
	line("", "phase", d.Phase)
	line("", "programme", s.Programme)
	line("", "year", figure(s.Year))
	b.WriteString("population:\n")
	line("  ", "who", d.Population)
	for _, t := range traits {
		if v := s.Traits[t.name]; v > 0 {
			line("  ", t.words, figure(100*v)+" %")
		}
	}
	line("  ", "DAS28-CRP", figure(s.Activity))
	line("  ", "age", d.MeanAge.Text)
	if d.Female.Text != "" {
		line("  ", "female", percent(d.Female.Text))
	}
	line("  ", "severity", d.Severity)
	line("", "background", d.Background)
	if age := ageOf(d.Population); age != "" {
		fmt.Fprintf(&b, "eligibility: {age: %s}\n", plain(age))
	}
	writeArms(&b, d, rows)
	writeEndpoints(&b, d, rows)
	line("", "dropout", unchanged[0])
	line("", "missing", string(NonResponder))
	line("", "source", d.Source)
	return b.Bytes()
}

func figure(x float64) string {
	if x == 0 || !finite(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', 12, 64)
}

var leading = regexp.MustCompile(`^(?:about )?([\d.-]+)\s*(.*)$`)

// percent puts the sign behind the figure: "36.0 (two arms)" becomes "36.0 % (two arms)".
func percent(text string) string {
	m := leading.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	return strings.TrimSpace(m[1] + " % " + m[2])
}

var (
	yearsForm = regexp.MustCompile(`(\d+)-(\d+) y\b`)
	leastForm = regexp.MustCompile(`>=(\d+) y\b`)
)

// ageOf is the range of ages that the words of a population give: adults are 18 or older.
func ageOf(population string) string {
	if m := yearsForm.FindStringSubmatch(population); m != nil {
		return m[1] + "-" + m[2]
	}
	if m := leastForm.FindStringSubmatch(population); m != nil {
		return ">= " + m[1]
	}
	if strings.Contains(population, "adults") && !strings.Contains(population, "adolescents") {
		return ">= 18"
	}
	return ""
}

var plainForm = regexp.MustCompile(`^[A-Za-z0-9(][A-Za-z0-9 _.()/+<=>%-]*$`)

// plain quotes what YAML would read as something else than a word.
func plain(text string) string {
	if plainForm.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}

func writeArms(b *bytes.Buffer, d results.Design, rows []results.Result) {
	var arms []results.Result
	sized := false
	for _, r := range rows {
		if !slices.ContainsFunc(arms, func(a results.Result) bool { return a.Arm == r.Arm }) {
			arms = append(arms, r)
			sized = sized || r.N.Known
		}
	}
	if !sized && d.Randomised.Known && d.Randomised.Value >= float64(len(arms)) {
		fmt.Fprintf(b, "randomised: %g\n", d.Randomised.Value)
	}
	b.WriteString("arms:\n")
	for _, a := range arms {
		fmt.Fprintf(b, "  - {name: %s, drug: %s", plain(a.Arm), plain(a.Drug))
		if a.Dose != "" && a.Dose != "0" {
			fmt.Fprintf(b, ", dose: %s", plain(a.Dose))
		}
		if a.Regimen != "" {
			fmt.Fprintf(b, ", regimen: %s", plain(a.Regimen))
		}
		if a.N.Known {
			fmt.Fprintf(b, ", n: %g", a.N.Value)
		}
		b.WriteString("}\n")
	}
}

func writeEndpoints(b *bytes.Buffer, d results.Design, rows []results.Result) {
	weeks := map[string][]float64{}
	var names []string
	for _, r := range rows {
		if weeks[r.Endpoint] == nil {
			names = append(names, r.Endpoint)
		}
		if !slices.Contains(weeks[r.Endpoint], r.Week) {
			weeks[r.Endpoint] = append(weeks[r.Endpoint], r.Week)
		}
	}
	b.WriteString("endpoints:\n")
	var left []string
	for _, n := range names {
		slices.Sort(weeks[n])
		if e, ok := disease.FindEndpoint(n); !ok || e.Kind != "pct" && e.Kind != "change" {
			left = append(left, n)
			continue
		}
		var list []string
		for _, w := range weeks[n] {
			list = append(list, weekText(w))
		}
		fmt.Fprintf(b, "  - {endpoint: %s, weeks: [%s]", plain(n), strings.Join(list, ", "))
		if w := primaryWeek(d.Primary, n); slices.Contains(weeks[n], w) {
			fmt.Fprintf(b, ", primary: %s", weekText(w))
		}
		b.WriteString("}\n")
	}
	for _, n := range left {
		fmt.Fprintf(b, "# not simulated: %s\n", n)
	}
}

var (
	clauseForm = regexp.MustCompile(`\s*(?:,|;| and )\s*`)
	weekForm   = regexp.MustCompile(`\b(?:week|wk) ?(\d+)`)
	monthForm  = regexp.MustCompile(`\b(?:month|mo) ?(\d+)`)
	dayForm    = regexp.MustCompile(`\bday (\d+)`)
)

// primaryWeek reads the week of an endpoint off the words of the primary endpoint, 0 where they do not name it: "ACR20 mo6, dHAQ-DI mo3", "PGA 0/1 and
// PASI-75 wk 16". A clause without a time has that of the next.
func primaryWeek(primary, endpoint string) float64 {
	clauses := clauseForm.Split(primary, -1)
	week, found := 0.0, 0.0
	for _, c := range slices.Backward(clauses) {
		if m := weekForm.FindStringSubmatch(c); m != nil {
			week, _ = strconv.ParseFloat(m[1], 64)
		} else if m := monthForm.FindStringSubmatch(c); m != nil {
			months, _ := strconv.ParseFloat(m[1], 64)
			week = float64(int(months*13/3 + 0.5))
		} else if m := dayForm.FindStringSubmatch(c); m != nil {
			days, _ := strconv.ParseFloat(m[1], 64)
			week = days / 7
		}
		if slices.Contains(spelt(endpoint), strings.TrimSpace(letters(c))) {
			found = week
		}
	}
	return found
}

var (
	timeForm   = regexp.MustCompile(`(?i)\b(?:at )?(?:week|wk|month|mo|day) ?\d+.*$`)
	asideForm  = regexp.MustCompile(`\(.*?\)|\bvs placebo\b|\bwith\b.*$`)
	letterForm = regexp.MustCompile(`[^a-z0-9<=>./ ]+`)
)

// letters is a clause without its time, asides and marks.
func letters(c string) string {
	c = asideForm.ReplaceAllString(c, "")
	c = timeForm.ReplaceAllString(c, "")
	c = letterForm.ReplaceAllString(strings.ToLower(c), "")
	return strings.Join(strings.Fields(strings.TrimSuffix(strings.TrimSpace(c), " at")), "")
}

// spelt are the ways in which primary endpoints spell an endpoint, as letters leaves them.
func spelt(endpoint string) []string {
	out := []string{letters(endpoint)}
	switch endpoint {
	case "sPGA0/1":
		out = append(out, "pga0/1")
	case "IGA0/1":
		out = append(out, "vigaad0/1")
	case "IGA-CHE_TS":
		out = append(out, "igachetreatmentsuccess")
	case "dDAS28-CRP", "dASDAS":
		out = append(out, "changein"+letters(strings.TrimPrefix(endpoint, "d")))
	case "clinical_remission", "clinical_response", "endoscopic_response", "endoscopic_remission", "overall_response":
		out = append(out, strings.ReplaceAll(endpoint, "_", ""))
	case "Hct_control":
		out = append(out, "hctcontrol")
	}
	return out
}

package statements

import (
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jakstat/evidence"
	"jakstat/jak/coverage"
	"jakstat/jak/receptor"
	"jakstat/library"
)

var rewrite = flag.Bool("rewrite", false, "write the figures into docs/orderings.md")

// averages gives the typical average daily inhibition (%) of a treatment at a read-out.
type averages func(treatment, readout string) float64

// lever multiplies the IC50 of treatments at read-outs (none: at all of them), which is the same as dividing their exposure. Of, where it is set, stands
// in place of the whole check: a part that the lever could bring about.
type lever struct {
	words      string
	treatments []string
	readouts   []string
	of         func(averages) float64
}

func (w *world) moved(l lever, factor float64) averages {
	return func(treatment, readout string) float64 {
		f := 1.0
		if slices.Contains(l.treatments, treatment) && (len(l.readouts) == 0 || slices.Contains(l.readouts, readout)) {
			f = factor
		}
		v, _ := w.compared.Draws(w.row(readout), w.col(treatment), 0, func(d coverage.Draw, e *receptor.Effect) float64 {
			d.Factor *= f
			return 100 * coverage.Summarise(d.Hours, d.Inhibition(e)).Average
		})
		return v
	}
}

func across(a averages, treatments []string, readout string) []float64 {
	var v []float64
	for _, t := range treatments {
		v = append(v, a(t, readout))
	}
	return v
}

// aboveLeast is by how much filgotinib exceeds the least of the others, largest over read-outs.
func aboveLeast(readouts ...string) func(averages) float64 {
	return func(a averages) float64 {
		worst := math.Inf(-1)
		for _, r := range readouts {
			worst = max(worst, a(filgo, r)-slices.Min(across(a, three, r)))
		}
		return worst
	}
}

// apart is the largest distance between two treatments.
func apart(treatments []string, readouts ...string) func(averages) float64 {
	return func(a averages) float64 {
		worst := 0.0
		for _, r := range readouts {
			v := across(a, treatments, r)
			worst = max(worst, slices.Max(v)-slices.Min(v))
		}
		return worst
	}
}

var (
	lymphocytes = []string{"IL-2", "IL-4", "IL-15"}
	four        = append(lymphocytes[:3:3], "IL-21")
	withoutJAK1 = []string{"IL-12", "IL-23", "G-CSF", "GM-CSF"}
)

// misses are the published orderings that the simulation misses, as functions of averages, each with what could bring it about.
var misses = []struct {
	id     string
	of     func(averages) float64
	levers []lever
}{
	{"S7.5", func(a averages) float64 { return slices.Max(across(a, three, "IL-12")) }, []lever{{words: "baricitinib at IL-12", treatments: []string{bari}, readouts: []string{"IL-12"}}}},
	{"S16.8", apart(raDrugs, "IFN-alpha/beta", "IL-6/pSTAT1"), []lever{
		{words: "filgotinib", treatments: []string{filgo}},
		{words: "filgotinib, for IL-6 alone", treatments: []string{filgo}, of: apart(raDrugs, "IL-6/pSTAT1")},
		{words: "upadacitinib, for IFN-α of the three others", treatments: []string{upa}, of: apart(three, "IFN-alpha/beta")},
	}},
	{"S16.9", aboveLeast(lymphocytes...), []lever{{words: "filgotinib", treatments: []string{filgo}}, {words: "all three others", treatments: three}}},
	{"S16.10", aboveLeast("IFN-gamma"), []lever{{words: "filgotinib", treatments: []string{filgo}}, {words: "all three others", treatments: three}}},
	{"S16.11", aboveLeast(withoutJAK1...), []lever{{words: "filgotinib", treatments: []string{filgo}}, {words: "all three others", treatments: three}}},
	{"S19.6", func(a averages) float64 { return (a(tofa, "IL-2") + a(upa, "IL-2") + a(bari, "IL-2")) / 3 }, []lever{
		{words: "all three at IL-2", treatments: three, readouts: []string{"IL-2"}}, {words: "upadacitinib and baricitinib at IL-2", treatments: []string{upa, bari}, readouts: []string{"IL-2"}},
	}},
	{"S19.9", func(a averages) float64 {
		worst := math.Inf(1)
		for _, r := range four {
			worst = min(worst, a(upa, r)-a(bari, r))
		}
		return worst
	}, []lever{{words: "upadacitinib at these four", treatments: []string{upa}, readouts: four}, {words: "baricitinib at these four", treatments: []string{bari}, readouts: four}}},
}

// reach is how far the IC50s of a lever may be multiplied.
const reach = 30.0

// takes is the factor nearest to one on the IC50s of a lever with which a criterion is met; ok is false where none within reach is.
func (w *world) takes(of func(averages) float64, l lever, r Range) (factor float64, ok bool) {
	for x := 0.0; x < math.Log(reach); x += 0.02 {
		for _, f := range []float64{math.Exp(x), math.Exp(-x)} {
			if r.Contains(of(w.moved(l, f))) {
				return f, true
			}
		}
	}
	return 0, false
}

func asked(r Range, unit string) string {
	switch {
	case math.IsNaN(r.Min):
		return fmt.Sprintf("at most %g %s", r.Max, unit)
	case math.IsNaN(r.Max):
		return fmt.Sprintf("at least %g %s", r.Min, unit)
	}
	return fmt.Sprintf("%g to %g %s", r.Min, r.Max, unit)
}

// missTable is the first table of the page: every observation that is missed, with what it would take.
func missTable(t *testing.T, w *world) string {
	var b strings.Builder
	b.WriteString("| Check | Published, with its row | Asked | Ours (90 %) | What it would take: IC50s times |\n|---|---|---|---|---|\n")
	for _, s := range result(t).Statements {
		for _, c := range s.Missing() {
			var take []string
			for _, m := range misses {
				if m.id != c.ID {
					continue
				}
				if v := m.of(w.moved(lever{}, 1)); math.Abs(v-c.Figure.Typical) > 1e-6 {
					t.Errorf("%s: %g here, %g in the table of statements", c.ID, v, c.Figure.Typical)
				}
				for _, l := range m.levers {
					of := m.of
					if l.of != nil {
						of = l.of
					}
					if f, ok := w.takes(of, l, c.Range); ok {
						take = append(take, fmt.Sprintf("%s: %.2g", l.words, f))
					} else {
						take = append(take, fmt.Sprintf("%s: nothing within %g-fold", l.words, reach))
					}
				}
			}
			switch c.ID {
			case "S13.8":
				take = []string{fmt.Sprintf("constant of JAK2 over JAK1: %.2g", c.Range.Min/c.Figure.Typical)}
			case "S19.5":
				take = []string{outside(w)}
			}
			if len(take) == 0 {
				t.Errorf("%s is missed and nobody asked what it would take", c.ID)
			}
			i := c.Figure.Interval()
			fmt.Fprintf(&b, "| %s | %s (%s) | %s | %.3g (%.3g to %.3g) | %s |\n", c.ID, c.Claim, strings.Join(c.Compared, ", "), strings.TrimSpace(asked(c.Range, strings.TrimSuffix(c.Unit, "1"))), c.Figure.Typical, i.Low, i.High, strings.Join(take, "; "))
		}
	}
	return b.String()
}

// outside lists the read-outs of tofacitinib that lie outside what was measured in patients.
func outside(w *world) string {
	var list []string
	for _, r := range w.compared.Rows {
		if r.Cells[w.col(tofa)].Effect.Route == receptor.NoRoute {
			continue
		}
		if v := 100 * r.Cells[w.col(tofa)].Average.Typical; v < 10 || v > 73 {
			list = append(list, fmt.Sprintf("%s %.0f %%", r.Readout.Label(), v))
		}
	}
	return "outside the range: " + strings.Join(list, ", ")
}

// levelTable is the second table: filgotinib with other inputs, one at a time, and with its exposure divided by one factor throughout.
func levelTable(t *testing.T, w *world) string {
	lib := evidence.Default()
	text, err := fs.ReadFile(library.FS, "drugs/filgotinib.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const weight = `weight: "cell60 / cell62"`
	if strings.Count(string(text), weight) != 1 {
		t.Fatal("the weight of the metabolite stands elsewhere")
	}
	readouts := []string{"IL-6/pSTAT1", "IFN-alpha/beta", "IL-2", "IL-15", "IFN-gamma", "IL-23", "GM-CSF"}
	var b strings.Builder
	fmt.Fprintf(&b, "| Filgotinib 200 mg | unbound, nM | %s | holds |\n|---|---|%s---|\n", strings.Join(readouts, " | "), strings.Repeat("---|", len(readouts)))
	line := func(words string, unbound float64, own func(readout string) float64) {
		a := func(treatment, readout string) float64 {
			if treatment == filgo {
				return own(readout)
			}
			return w.moved(lever{}, 1)(treatment, readout)
		}
		fmt.Fprintf(&b, "| %s | %.0f ", words, unbound)
		for _, r := range readouts {
			fmt.Fprintf(&b, "| %.0f ", own(r))
		}
		var holds []string
		for _, m := range misses {
			if c := checkOf(t, m.id); strings.HasPrefix(m.id, "S16.") && c.Range.Contains(m.of(a)) {
				holds = append(holds, m.id)
			}
		}
		if apart(raDrugs, "IL-6/pSTAT1")(a) <= checkOf(t, "S16.8").Range.Max {
			holds = append(holds, "IL-6 of S16.8")
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(append(holds, "–")[:max(1, len(holds))], ", "))
	}
	shipped := w.compared.Columns[w.col(filgo)].UnboundAverage()
	line("as shipped", shipped, func(r string) float64 { return w.moved(lever{}, 1)(filgo, r) })
	for _, v := range []struct{ words, weight, model string }{
		{"metabolite as in spiked blood (cell58 / cell61)", `weight: "cell58 / cell61"`, "ra"},
		{"metabolite without effect", `weight: "1e-9"`, "ra"},
		{"exposure of healthy men", weight, "healthy"},
		{"healthy men, metabolite as in spiked blood", `weight: "cell58 / cell61"`, "healthy"},
	} {
		path := filepath.Join(t.TempDir(), "filgotinib.yaml")
		if err := os.WriteFile(path, []byte(strings.Replace(string(text), weight, v.weight, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		tr, err := coverage.NewTreatment(lib, path, "200 mg", "qd", v.model)
		if err != nil {
			t.Fatal(err)
		}
		c, err := coverage.Compare(t.Context(), lib, []coverage.Treatment{tr}, coverage.Options{Subjects: 2, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		line(v.words, c.Columns[0].UnboundAverage(), func(r string) float64 { return 100 * c.Rows[w.row(r)].Cells[0].Average.Typical })
	}
	line("measured with the others' slope: IL-6/pSTAT1 by constants", shipped, func(r string) float64 {
		if x := w.cell(filgo, r); r == "IL-6/pSTAT1" {
			return 100 * x.OtherAverage
		}
		return w.moved(lever{}, 1)(filgo, r)
	})
	all, ok := w.takes(func(a averages) float64 {
		return max(aboveLeast(lymphocytes...)(a), aboveLeast("IFN-gamma")(a), aboveLeast(withoutJAK1...)(a))
	}, lever{treatments: []string{filgo}}, Range{math.NaN(), 0})
	if !ok {
		t.Fatal("no factor brings filgotinib below the others")
	}
	line(fmt.Sprintf("all exposure divided by %.2g", all), shipped/all, func(r string) float64 { return w.moved(lever{treatments: []string{filgo}}, all)(filgo, r) })
	for _, other := range three {
		fmt.Fprintf(&b, "| for comparison: %s | %.0f ", other, w.compared.Columns[w.col(other)].UnboundAverage())
		for _, r := range readouts {
			fmt.Fprintf(&b, "| %.0f ", w.moved(lever{}, 1)(other, r))
		}
		b.WriteString("| |\n")
	}
	return b.String()
}

// basisTable is the third table: what the read-outs of the orderings rest on.
func basisTable(w *world) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| Read-out | %s |\n|---|%s\n", strings.Join(raDrugs, " | "), strings.Repeat("---|", len(raDrugs)))
	for _, r := range []string{"IL-6/pSTAT1", "IFN-alpha/beta", "IL-2", "IL-4", "IL-15", "IL-21", "IFN-gamma", "IL-12", "IL-23", "G-CSF", "GM-CSF"} {
		fmt.Fprintf(&b, "| %s ", r)
		for _, tr := range raDrugs {
			x := w.cell(tr, r)
			from := "constants"
			if x.Effect.Row != nil {
				from = x.Effect.Row.ID
			}
			fmt.Fprintf(&b, "| %.0f %%, IC50 %.3g nM unbound, %s, ×/÷ %.2g ", 100*x.Average.Typical, x.Effect.Unbound, from, math.Exp(1.645*x.Effect.SD))
		}
		b.WriteString("|\n")
	}
	return b.String()
}

func checkOf(t *testing.T, id string) Check {
	t.Helper()
	for _, s := range result(t).Statements {
		for _, c := range s.Checks {
			if c.ID == id {
				return c
			}
		}
	}
	t.Fatalf("no check %s", id)
	return Check{}
}

const page = "../../docs/orderings.md"

// The figures of docs/orderings.md are those computed now, and every row that it names exists. -rewrite writes the tables: read the prose again then.
func TestTheOrderingsPage(t *testing.T) {
	w := worldOf(t)
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for name, table := range map[string]string{"misses": missTable(t, w), "level": levelTable(t, w), "basis": basisTable(w)} {
		begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->"
		from, to := strings.Index(text, begin), strings.Index(text, end)
		if from < 0 || to < from {
			t.Fatalf("%s has no place for %s", page, name)
		}
		from += len(begin)
		if *rewrite {
			text = text[:from] + table + text[to:]
		} else if text[from:to] != table {
			t.Errorf("%s: the table %q is now\n%s\nread it, go test ./jak/statements -run Orderings -rewrite, and read the prose", page, name, table)
		}
	}
	if *rewrite {
		if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range regexp.MustCompile(`\b(?:cell|enz|day|pd|pkexp|pkpar|chem)[0-9]+\b`).FindAllString(text, -1) {
		if _, _, ok := evidence.Default().Get(id); !ok {
			t.Errorf("%s names %s, which is no evidence row", page, id)
		}
	}
}

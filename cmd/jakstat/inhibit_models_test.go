package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// published returns the path of a published model, which lies outside the repository.
func published(t *testing.T, name string) string {
	t.Helper()
	shared := os.Getenv("JAKSTAT_SHARED")
	if shared == "" {
		t.Skip("skipped: set JAKSTAT_SHARED to the folder that holds models")
	}
	file := filepath.Join(shared, "models", name)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("skipped: %v", err)
	}
	return file
}

func TestThePageOfInhibitIsTrue(t *testing.T) {
	models := filepath.Dir(published(t, "Sobotta_2017_il6.xml"))
	page, err := filepath.Abs("../../docs/inhibit.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(models)); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	pageIsTrue(t, page, 7)
}

// The combined model without drug is the model: parameters, rules, events, functions and units of all six pass through unharmed.
func TestPublishedModelsWithoutDrug(t *testing.T) {
	for _, c := range []struct{ file, reactions, flags string }{
		{"BIOMD0000000093.xml", "v4,v6", "--duration 3600"},
		{"BIOMD0000000313.xml", "reaction_4,reaction_5,reaction_6,reaction_10", "--duration 240"},
		{"BIOMD0000000314.xml", "reaction_4", "--duration 240"},
		{"BIOMD0000000347.xml", "reaction_1,reaction_3", "--duration 240"},
		{"BIOMD0000000537.xml", "reaction_9,reaction_42", "--duration 2016"},
		{"Sobotta_2017_il6.xml", "v5_Activation_of_the_JAK1_receptor,v6_Activation_of_the_gp130_subunit", "--duration 600"},
	} {
		withoutDrug(t, published(t, c.file), c.reactions, c.flags, "--receptor IL-6 --drug ruxolitinib --concentration 0nM")
		withoutDrug(t, published(t, c.file), c.reactions, c.flags, "--kinase JAK1 --drug upadacitinib --dose 0mg --regimen qd --time-unit min")
	}
}

const (
	sobottaSteps = "v5_Activation_of_the_JAK1_receptor,v6_Activation_of_the_gp130_subunit"
	// The model's ruxolitinib divides the rates of these two steps by 1 + jak1_inh_ruxolitinib·c.
	sobottaKi = 1 / 0.00602314686368812 // nM
	// IL-6 for an hour, ruxolitinib of the model at time 0 only and not lost from the medium.
	sobottaRun = "--duration 60 --steps 120 --output-vars tpSTAT3,pJAK1_pgp130,SOCS3RNA --set rux_degrade=0,input_rux2=0,input_rux3=0,input_rux1="
)

// The published model of Sobotta 2017 has ruxolitinib of its own. A factor with its constant on its steps gives the same courses.
func TestTheFactorIsThatOfTheModelsOwnInhibitor(t *testing.T) {
	file := published(t, "Sobotta_2017_il6.xml")
	for _, c := range []float64{5, 69, 166, 500, 5000} {
		own := plainRun(t, file, sobottaRun+fmt.Sprint(c))
		ours := columnsOf(t, append([]string{"inhibit", file, "--csv", "--reaction", sobottaSteps, "--ic50", fmt.Sprintf("%.15gnM", sobottaKi), "--concentration", fmt.Sprintf("%gnM", c)},
			words(sobottaRun+"0")...)...)
		for _, name := range []string{"tpSTAT3", "pJAK1_pgp130", "SOCS3RNA"} {
			want, got, free := numbersOf(t, own[name]), numbersOf(t, ours[name+" with"]), numbersOf(t, ours[name+" without"])
			differs := false
			for k := range want {
				if math.Abs(got[k]-want[k]) > 1e-6*want[k] {
					t.Errorf("%s at %g min and %g nM is %.9g, by the model's own ruxolitinib %.9g", name, 0.5*float64(k), c, got[k], want[k])
				}
				differs = differs || math.Abs(got[k]-free[k]) > 0.01*free[k]
			}
			if !differs {
				t.Errorf("%s is not inhibited at %g nM", name, c)
			}
		}
	}
}

// The concentrations that take away half of the active receptor and of pSTAT3 over an hour, by the model's own ruxolitinib and by the constants of
// the evidence. They do not agree, and the page docs/inhibit.md says why; here they are held to the figures that it tells.
func TestHalfInhibitionByEachRoute(t *testing.T) {
	file := published(t, "Sobotta_2017_il6.xml")
	area := func(cells []string) float64 {
		sum := 0.0
		v := numbersOf(t, cells)
		for k := 1; k < len(v); k++ {
			sum += (v[k-1] + v[k]) / 2
		}
		return sum
	}
	half := func(left func(c float64) float64) float64 {
		lo, hi := 0.5, 2000.0
		for range 11 {
			if mid := math.Sqrt(lo * hi); left(mid) > 0.5 {
				lo = mid
			} else {
				hi = mid
			}
		}
		return math.Sqrt(lo * hi)
	}
	page, err := os.ReadFile("../../docs/inhibit.md")
	if err != nil {
		t.Fatal(err)
	}
	untouched := plainRun(t, file, sobottaRun+"0")
	for _, r := range []struct{ name, flags string }{
		{"the model's own ruxolitinib", ""},
		{"JAK1 at 1 mM ATP", "--kinase JAK1 --enzyme --drug ruxolitinib"},
		{"JAK1 estimated from all data", "--kinase JAK1 --drug ruxolitinib"},
		{"IL-6 receptor at 1 mM ATP", "--receptor IL-6 --enzyme --drug ruxolitinib"},
		{"IL-6 receptor estimated from all data", "--receptor IL-6 --drug ruxolitinib"},
	} {
		line := "| " + r.name
		for _, variable := range []string{"pJAK1_pgp130", "tpSTAT3"} {
			line += fmt.Sprintf(" | %s nM", twoDigits(half(func(c float64) float64 {
				if r.flags == "" {
					return area(plainRun(t, file, sobottaRun+fmt.Sprint(c))[variable]) / area(untouched[variable])
				}
				args := append([]string{"inhibit", file, "--csv", "--reaction", sobottaSteps, "--concentration", fmt.Sprintf("%gnM", c)}, words(r.flags+" "+sobottaRun+"0")...)
				return area(columnsOf(t, args...)[variable+" with"]) / area(untouched[variable])
			})))
		}
		line += " |"
		t.Log(line)
		if !strings.Contains(string(page), line) {
			t.Errorf("the page does not say %s", line)
		}
	}
}

// twoDigits is a figure as a page tells it: 250, 9.8.
func twoDigits(v float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 2, 64), 64)
	if err != nil {
		panic(err)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// The files that declare no unit of time ask for one, and say what their rates are in.
func TestPublishedModelsAskForTheirUnitOfTime(t *testing.T) {
	for file, hint := range map[string]string{"BIOMD0000000093.xml": "per s", "Sobotta_2017_il6.xml": "per min", "BIOMD0000000347.xml": "--time-unit min"} {
		reaction := map[string]string{"BIOMD0000000093.xml": "v4", "Sobotta_2017_il6.xml": "v6_Activation_of_the_gp130_subunit", "BIOMD0000000347.xml": "reaction_1"}[file]
		r := jakstat("inhibit", published(t, file), "--reaction", reaction, "--kinase", "JAK1", "--drug", "tofacitinib", "--dose", "5mg", "--regimen", "bid")
		if r.code != exitBadInput || !strings.Contains(r.stderr, "does not declare what its time is in") || !strings.Contains(r.stderr, hint) {
			t.Errorf("%s: exit code %d, %s", file, r.code, r.stderr)
		}
	}
	for file, want := range map[string]string{"BIOMD0000000313.xml": "Time: in min, declared by the file (unit time).", "BIOMD0000000537.xml": "Time: in h, declared by the file (unit time)."} {
		reaction := map[string]string{"BIOMD0000000313.xml": "reaction_4", "BIOMD0000000537.xml": "reaction_9"}[file]
		r := jakstat("inhibit", published(t, file), "--reaction", reaction, "--kinase", "JAK1", "--drug", "tofacitinib", "--dose", "5mg", "--regimen", "bid", "--duration", "5")
		if r.code != exitOK || !strings.Contains(r.stdout, want) {
			t.Errorf("%s: exit code %d, %s%s", file, r.code, r.stderr, r.stdout)
		}
	}
}

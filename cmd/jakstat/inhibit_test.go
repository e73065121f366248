package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// plainRun are the columns of run by variable, as text: numbers are written so that reading them gives the same bits.
func plainRun(t *testing.T, file, flags string) map[string][]string {
	t.Helper()
	return columnsOf(t, append([]string{"run", file, "--csv"}, words(flags)...)...)
}

func columnsOf(t *testing.T, args ...string) map[string][]string {
	t.Helper()
	r := jakstat(args...)
	if r.code != exitOK {
		t.Fatalf("%q: exit code %d\n%s", args, r.code, r.stderr)
	}
	out := map[string][]string{}
	lines := strings.Split(strings.TrimSpace(r.stdout), "\n")
	names := strings.Split(lines[0], ",")
	for _, line := range lines[1:] {
		for i, cell := range strings.Split(line, ",") {
			out[names[i]] = append(out[names[i]], cell)
		}
	}
	return out
}

func numbersOf(t *testing.T, cells []string) []float64 {
	t.Helper()
	out := make([]float64, len(cells))
	for i, c := range cells {
		v, err := strconv.ParseFloat(c, 64)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = v
	}
	return out
}

// withoutDrug demands that a model is bit for bit what run makes of it, without drug and with a drug that leaves everything.
func withoutDrug(t *testing.T, file, reactions, flags, exposure string) {
	t.Helper()
	plain := plainRun(t, file, flags)
	both := columnsOf(t, append([]string{"inhibit", file, "--csv", "--reaction", reactions}, words(flags+" "+exposure)...)...)
	compared := 0
	for name, want := range plain {
		if name == "time" {
			continue
		}
		for _, which := range []string{"without", "with"} {
			got := both[name+" "+which]
			if len(got) != len(want) {
				t.Fatalf("%s: %d values of %s %s, %d of run", file, len(got), name, which, len(want))
			}
			for k := range want {
				if got[k] != want[k] {
					t.Errorf("%s, %s: %s %s at %s is %s, in run %s", file, exposure, name, which, plain["time"][k], got[k], want[k])
					break
				}
				compared++
			}
		}
	}
	if compared == 0 {
		t.Errorf("%s: nothing was compared", file)
	}
}

func TestNoDrugChangesNoBit(t *testing.T) {
	for _, exposure := range []string{
		"--ic50 30nM --concentration 0nM", "--ic50 30nM --hill 0.4 --concentration 0nM", "--receptor IL-6 --drug upadacitinib --concentration 0nM",
		"--receptor IL-6 --drug upadacitinib --dose 0mg --regimen qd", "--kinase JAK1 --drug upadacitinib --dose 0mg --regimen qd --dosing-from -1d",
	} {
		withoutDrug(t, toy, "phosphorylation,binding", "--duration 240 --steps 24", exposure)
		withoutDrug(t, toy, "phosphorylation", "--duration 240 --steps 24 --amounts --set k_phos=0.3 --method tsit5", exposure)
	}
}

// A dose that is next to nothing changes next to nothing, though the drug's states stand beside the model's.
func TestNextToNoDrug(t *testing.T) {
	both := columnsOf(t, "inhibit", toy, "--csv", "--reaction", "phosphorylation", "--receptor", "IL-6", "--drug", "filgotinib", "--dose", "1ng", "--regimen", "qd", "--duration", "600")
	without, with := numbersOf(t, both["pSTAT3 without"]), numbersOf(t, both["pSTAT3 with"])
	for k := range without {
		if math.Abs(with[k]-without[k]) > 1e-6*30 {
			t.Errorf("point %d: %g with, %g without", k, with[k], without[k])
		}
	}
	if free := numbersOf(t, both["unbound nM"]); !(free[0] > 0 && free[0] < 1e-3) {
		t.Errorf("unbound %g nM", free[0])
	}
}

// dA/dt = -k·A·left, with a clock in min: at a constant concentration, and with the drug of a dose that is integrated on the side.
func TestInhibitGivesTheClosedForm(t *testing.T) {
	file := modelFile(t, decaying)
	both := columnsOf(t, "inhibit", file, "--reaction", "J", "--ic50", "30nM", "--hill", "2", "--concentration", "60nM", "--duration", "4", "--steps", "8", "--csv")
	for k, time := range numbersOf(t, both["time"]) {
		if got, want := numbersOf(t, both["A with"])[k], 2*math.Exp(-0.5*time/5); math.Abs(got-want) > 1e-7 {
			t.Errorf("A at %g is %g, want %g", time, got, want)
		}
		if got := numbersOf(t, both["left at J"])[k]; math.Abs(got-0.2) > 1e-15 {
			t.Errorf("left %g, want 0.2", got)
		}
	}
	both = columnsOf(t, "inhibit", file, "--reaction", "J", "--kinase", "JAK1", "--drug", "upadacitinib", "--dose", "15mg", "--regimen", "qd", "--time-unit", "h",
		"--duration", "48", "--steps", "4800", "--csv")
	times, left := numbersOf(t, both["time"]), numbersOf(t, both["left at J"])
	area := 0.0
	for k, got := range numbersOf(t, both["A with"]) {
		if k > 0 {
			area += (times[k] - times[k-1]) * (left[k] + left[k-1]) / 2
		}
		if want := 2 * math.Exp(-0.5*area); math.Abs(got-want) > 2e-5*want+1e-9 {
			t.Fatalf("A at %g h is %g, want %g", times[k], got, want)
		}
	}
	// The drug repeats itself every day.
	free := numbersOf(t, both["unbound nM"])
	for k := range 2400 {
		if math.Abs(free[k]-free[k+2400]) > 1e-4*free[k] {
			t.Fatalf("%g nM at %g h and %g nM a day later", free[k], times[k], free[k+2400])
		}
	}
}

// The concentration is that of simulate, wherever time 0 lies.
func TestInhibitSharesItsClockWithSimulate(t *testing.T) {
	_, rows := records(t, succeed(t, "simulate", "upadacitinib", "15", "mg", "qd", "--days", "4", "--step", "0.5", "--subjects", "0", "--csv"))
	at := map[float64]float64{}
	for _, r := range rows {
		v := numbersOf(t, []string{r[1], r[5]})
		at[v[0]] = v[1]
	}
	for _, c := range []struct{ flags, unit string }{{"--dosing-from -1d --time-unit min", "min"}, {"--dosing-from -30h --time-unit h", "h"}, {"--dosing-from 6h --time-unit s", "s"}} {
		hours, first := map[string]float64{"min": 1.0 / 60, "h": 1, "s": 1.0 / 3600}[c.unit], map[string]float64{"min": -24, "h": -30, "s": 6}[c.unit]
		both := columnsOf(t, append([]string{
			"inhibit", modelFile(t, decaying), "--csv", "--reaction", "J", "--kinase", "JAK1", "--drug", "upadacitinib", "--dose", "15mg", "--regimen", "qd",
			"--duration", fmt.Sprint(40 / hours), "--steps", "80",
		}, words(c.flags)...)...)
		total := numbersOf(t, both["total nM"])
		compared := 0
		for k, time := range numbersOf(t, both["time"]) {
			h := math.Round(2*(time*hours-first)) / 2
			if want, ok := at[h]; ok && h > 0 {
				compared++
				if math.Abs(total[k]-want) > 2e-3*want+1e-3 { // simulate prints four digits
					t.Errorf("%s: %g nM %g h after the first dose, simulate has %g", c.flags, total[k], h, want)
				}
			}
		}
		if compared < 60 {
			t.Errorf("%s: only %d points", c.flags, compared)
		}
	}
}

func TestStepsBelongToTheReactionsBeforeThem(t *testing.T) {
	type document struct {
		Command string
		Steps   []struct{ Reaction, Activity string }
	}
	var d document
	read := func(line string) document {
		t.Helper()
		d = document{}
		if err := json.Unmarshal([]byte(succeed(t, append([]string{"inhibit", toy, "--json", "--steps", "2"}, words(line)...)...)), &d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	labels := func(d document) string {
		var out []string
		for _, s := range d.Steps {
			out = append(out, s.Reaction+"="+s.Activity)
		}
		return strings.Join(out, " ")
	}
	line := "--reaction binding --reaction phosphorylation,induction --kinase jak2 --reaction decay --ic50 7nM --hill 3 --drug tofacitinib --concentration 5nM"
	want := "binding=JAK2 phosphorylation=JAK2 induction=JAK2 decay=IC50 7 nM, Hill 3"
	if got := labels(read(line)); got != want {
		t.Errorf("%s\n%s, want\n%s", line, got, want)
	}
	// The command that a result carries repeats it.
	command, ok := strings.CutPrefix(d.Command, "jakstat inhibit ")
	if again := labels(read(strings.ReplaceAll(command, toy, ""))); !ok || again != want {
		t.Errorf("%s gives %s", command, again)
	}
}

func TestInhibitShowsWhatItDid(t *testing.T) {
	text := succeed(t, "inhibit", toy, "--reaction", "binding", "--kinase", "JAK1", "--enzyme", "--drug", "ruxolitinib", "--concentration", "20nM")
	for _, want := range []string{"ruxolitinib at 20 nM unbound", "binding", "    40  IL6 + R -> C", "binding is reversible: both directions are scaled", "JAK1: 6.4 nM unbound", "[enz72]", "inhibition [%]", "Not for treating a patient"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if text = succeed(t, "inhibit", toy, "--list", "--csv"); !strings.Contains(text, "phosphorylation,52,,STAT3 -> pSTAT3,cell * k_phos * C * STAT3 / (1 + SOCS3 / K_block)") {
		t.Errorf("the list is\n%s", text)
	}
}

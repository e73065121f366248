package main

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// A stochastic algorithm makes a course of chance: whole molecules, another course for every repetition, the same bits for the same seed, and over many
// repetitions the mean of the decay (A(0) = 400 molecules in a volume of 4, k = 0.5).
func TestExperimentsOfChance(t *testing.T) {
	sims := strings.Replace(sedmlSims, "KISAO:0000019", "KISAO:0000029", 1)
	var values []string
	for range 200 {
		values = append(values, "0.5")
	}
	k, a := inModel("Parameters", "parameter", "k"), inModel("Species", "species", "A")
	many := repeats(true, strings.Join(values, " "), set(k, "", "<ci>i</ci>")+set(a, "", "<cn>100</cn>"), `<subTask task="t"/>`)
	file := sedmlFile(t, sedmlModel, sims, "<listOfTasks>"+sedmlTasks+many+"</listOfTasks>", reported("r0"))
	text := succeed(t, "run", file, "--csv", "--seed", "5")
	header, rows := tableOf(t, text)
	sum, n, seen := 0.0, 0, map[string]bool{}
	for _, row := range rows {
		v := row[header["A"]]
		if whole := v * 4; math.Abs(whole-math.Round(whole)) > 1e-9 {
			t.Fatalf("%g molecules", whole)
		}
		if row[header["time"]] == 4 {
			sum += v
			n++
			seen[fmt.Sprint(v)] = true
		}
	}
	want := 100 * math.Exp(-2)
	// The number is binomial: 400 molecules of which each is left with probability exp(-2).
	sd := math.Sqrt(400*math.Exp(-2)*(1-math.Exp(-2))) / 4
	if n != 200 || math.Abs(sum/float64(n)-want) > 4*sd/math.Sqrt(float64(n)) || len(seen) < 15 {
		t.Errorf("%d repetitions, mean %g, want %g ± %g; %d different values", n, sum/float64(n), want, sd/math.Sqrt(float64(n)), len(seen))
	}
	if again := succeed(t, "run", file, "--csv", "--seed", "5"); again != text {
		t.Error("the same seed gives another result")
	}
	if other := succeed(t, "run", file, "--csv", "--seed", "6"); other == text {
		t.Error("another seed gives the same result")
	}
}

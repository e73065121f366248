package biomarker

import (
	"context"
	"fmt"
	"testing"
	"time"

	"jakstat/evidence"
	"jakstat/jak/blockade"
)

func blocked(v map[string]float64) blockade.Blockade {
	all := map[string]float64{}
	for _, c := range Cytokines() {
		all[c] = v[c]
	}
	return blockade.Blockade{Average: all}
}

func TestLook(t *testing.T) {
	for _, parts := range [][]Part{red, thrombo, white, chemistry, everyPart} {
		m, err := Build(evidence.Default(), Empty(), parts...)
		if err != nil {
			t.Fatal(err)
		}
		ra, _ := FindSetting("RA")
		var ps []Person
		for range 100 {
			ps = append(ps, Person{Setting: ra, Blockade: blocked(map[string]float64{"IL-6": 0.33, "EPO": 0.18, "TPO": .11, "IL-7": .42, "IL-15": .5, "G-CSF": .11, "GM-CSF": .05, "IFN-gamma": .26})})
		}
		start := time.Now()
		c, err := m.Run(context.Background(), []float64{0, 2, 4, 8, 12, 24, 52}, ps...)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(parts, time.Since(start))
		for id, v := range c[0].Value {
			fmt.Printf("%s %.3g\n", id, v)
		}
	}
}

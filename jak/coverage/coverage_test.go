package coverage

import (
	"context"
	"fmt"
	"testing"
	"time"

	"jakstat/evidence"
)

func TestLookDefault(t *testing.T) {
	lib := evidence.Default()
	t0 := time.Now()
	ts, missing, err := Defaults(lib)
	if err != nil {
		t.Fatal(err)
	}
	t1 := time.Now()
	c, err := Compare(context.Background(), lib, ts, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t2 := time.Now()
	fmt.Println(t1.Sub(t0), t2.Sub(t1), missing)
	for _, x := range ts {
		fmt.Printf("%8.8s", x.Drug.Name)
	}
	fmt.Println()
	for _, r := range c.Rows {
		for _, x := range r.Cells {
			m := map[bool]string{true: "", false: "?"}[x.Effect.Verified]
			fmt.Printf("%8s", fmt.Sprintf("%s%2.0f%s", x.Effect.Route.String()[:2], 100*x.Average.Typical, m))
		}
		fmt.Println("  ", r.Readout.Group(), r.Readout.Label())
	}
}

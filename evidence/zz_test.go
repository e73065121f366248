package evidence

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"jakstat/library"
)

func TestZZ(t *testing.T) {
	t0 := time.Now()
	l, err := Load(library.FS)
	fmt.Println(time.Since(t0))
	if err != nil {
		t.Fatal(err)
	}
	t0 = time.Now()
	Load(library.FS)
	fmt.Println(time.Since(t0))
	r := l.Check()
	for _, f := range r.Findings {
		if !f.Waived {
			fmt.Println(f.Check, f.IDs, f.Message)
		}
	}
	r.Findings = nil
	for _, c := range r.Comparisons {
		fmt.Printf("%-90s %8.3g %8s %.2f\n", c.Label, c.Derived, c.Stated, c.Fold)
	}
	r.Comparisons = nil
	b, _ := json.MarshalIndent(r.Checks, "", " ")
	_ = b
	for _, c := range r.Checks {
		fmt.Println(c.Check, c.Run, c.Failed)
	}
	fmt.Println(r.Rows, r.Verified)
}

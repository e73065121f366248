package statements

import (
	"context"
	"testing"
	"time"

	"jakstat/evidence"
)

func TestDump(t *testing.T) {
	t0 := time.Now()
	r, err := Run(context.Background(), evidence.Default(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Statements {
		t.Logf("%s %s  [%s]", s.ID, s.Verdict, s.Text)
		for _, c := range s.Checks {
			i := c.Figure.Interval()
			t.Logf("   %-7s %-4s %-15s p=%.2f %.3g (%.3g to %.3g) %s [%g,%g] dep=%v | %s | %s", c.ID, c.Role, c.Outcome, c.Probability, c.Figure.Typical, i.Low, i.High, c.Unit, c.Range.Min, c.Range.Max, c.Dependent, c.Claim, c.Figure.Detail)
		}
	}
	a, b := r.Published()
	t.Log(a, b, time.Since(t0))
	for _, d := range r.Differences() {
		t.Log("D ", d)
	}
}

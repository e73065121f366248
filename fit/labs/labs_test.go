package labs

import (
	"context"
	"fmt"
	"testing"

	"jakstat/evidence"
)

func TestLook(t *testing.T) {
	q, err := Qualify(context.Background(), evidence.Default())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range q.Rows {
		if c.Role == Outside {
			continue
		}
		fmt.Printf("%s|%s|%s|%v|obs %.3g|pred %.3g|%.3g..%.3g|moved %.2f|sign %v|within %v\n", c.ID, c.Kind, c.Lab, c.Drugs(), c.Observed, c.Predicted, c.Low, c.High, c.Moved, c.SignRight, c.Within)
	}
	q.Rows = nil
	fmt.Printf("%+v\n", q)
}

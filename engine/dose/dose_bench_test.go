package dose

import (
	"strings"
	"testing"
)

// Is parsing and laying out a year of twice-daily doses negligible beside a simulation?
func BenchmarkRegimen(b *testing.B) {
	const text = "load 30 mg then 15 mg bid from day 2 for 52 weeks, hold days 14-21"
	r, err := ParseRegimen(text)
	if err != nil {
		b.Fatal(err)
	}
	events, err := r.Events(8760)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Parse", func(b *testing.B) {
		for range b.N {
			_, _ = ParseRegimen(text)
		}
	})
	b.Run("Events", func(b *testing.B) {
		for range b.N {
			_, _ = r.Events(8760)
		}
	})
	b.Run("Timeline", func(b *testing.B) {
		for range b.N {
			_, _ = Timeline(events, nil)
		}
	})
	tab := "ID,TIME,EVID,AMT,II,ADDL,WT\n" + strings.Repeat("1,0,1,100,24,6,70\n", 1000)
	b.Run("ReadTable1000", func(b *testing.B) {
		for range b.N {
			_, _ = ReadTable(strings.NewReader(tab), "t", Options{})
		}
	})
}

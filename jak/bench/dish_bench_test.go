package bench

import (
	"context"
	"os"
	"testing"

	"jakstat/evidence"
)

func BenchmarkDish(b *testing.B) {
	for _, file := range []string{"il6-tofacitinib", "epo-v617f"} {
		b.Run(file, func(b *testing.B) {
			data, err := os.ReadFile("../../examples/" + file + ".yaml")
			if err != nil {
				b.Fatal(err)
			}
			p, err := Open(evidence.Default(), file, data)
			if err != nil {
				b.Fatal(err)
			}
			bound, err := p.Bind()
			if err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			for i := range b.N {
				if _, err := bound.Run(context.Background(), 2+i%5); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

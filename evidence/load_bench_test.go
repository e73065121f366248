package evidence

import (
	"testing"

	"jakstat/library"
)

// BenchmarkLoad measures what every command pays at its start.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(library.FS); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck measures `jakstat evidence check` without the load.
func BenchmarkCheck(b *testing.B) {
	l := Default()
	b.ReportAllocs()
	for b.Loop() {
		l.Check()
	}
}

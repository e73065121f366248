package trial

import "testing"

// One replicate of the example: 500 patients, three scores, eight readings.
func BenchmarkReplicate(b *testing.B) {
	s, err := New(open(b, example), &fake{between: diagonal{alone: 0.01}}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.replicate(b.Context(), 1, nil); err != nil {
			b.Fatal(err)
		}
	}
}

package linalg

import (
	"fmt"
	"slices"
)

// Coord is the place of one entry.
type Coord struct{ Row, Col int }

// Pattern is the nonzero structure of a square matrix in compressed sparse columns: the rows of
// column j are RowIdx[ColPtr[j]:ColPtr[j+1]], ascending and without repetition. The k-th entry of
// a value array belongs to RowIdx[k]. A Pattern is not changed once built.
type Pattern struct {
	N      int
	ColPtr []int32 // length N+1
	RowIdx []int32 // length ColPtr[N]
}

// NewPattern builds the pattern of an n×n matrix with the given entries, in any order, repetitions
// allowed. An entry outside the matrix panics.
func NewPattern(n int, entries []Coord) *Pattern {
	p := &Pattern{N: n, ColPtr: make([]int32, n+1)}
	sorted := slices.Clone(entries)
	slices.SortFunc(sorted, func(a, b Coord) int {
		if a.Col != b.Col {
			return a.Col - b.Col
		}
		return a.Row - b.Row
	})
	sorted = slices.Compact(sorted)
	p.RowIdx = make([]int32, len(sorted))
	for k, e := range sorted {
		if e.Row < 0 || e.Row >= n || e.Col < 0 || e.Col >= n {
			panic(fmt.Sprintf("linalg: entry (%d, %d) outside a %d×%d matrix", e.Row, e.Col, n, n))
		}
		p.RowIdx[k] = int32(e.Row)
		p.ColPtr[e.Col+1]++
	}
	for j := range n {
		p.ColPtr[j+1] += p.ColPtr[j]
	}
	return p
}

// Dense returns the pattern with every entry present.
func Dense(n int) *Pattern {
	entries := make([]Coord, 0, n*n)
	for j := range n {
		for i := range n {
			entries = append(entries, Coord{i, j})
		}
	}
	return NewPattern(n, entries)
}

// NNZ is the number of entries.
func (p *Pattern) NNZ() int { return len(p.RowIdx) }

// Index returns the position of entry (row, col) in a value array, or -1 if it is not in the pattern.
func (p *Pattern) Index(row, col int) int {
	lo := int(p.ColPtr[col])
	if k, ok := slices.BinarySearch(p.RowIdx[lo:p.ColPtr[col+1]], int32(row)); ok {
		return lo + k
	}
	return -1
}

// Coords lists the entries in the order of value arrays.
func (p *Pattern) Coords() []Coord {
	out := make([]Coord, 0, p.NNZ())
	for j := range p.N {
		for _, i := range p.RowIdx[p.ColPtr[j]:p.ColPtr[j+1]] {
			out = append(out, Coord{int(i), j})
		}
	}
	return out
}

// Union returns the pattern holding the entries of p and extra, and for each entry of p its
// position in the union.
func (p *Pattern) Union(extra []Coord) (u *Pattern, position []int32) {
	own := p.Coords()
	u = NewPattern(p.N, append(slices.Clone(own), extra...))
	position = make([]int32, len(own))
	for k, e := range own {
		position[k] = int32(u.Index(e.Row, e.Col))
	}
	return u, position
}

package draw

import (
	"fmt"

	"jakstat/diag"
	"jakstat/engine/compile"
	"jakstat/rng"
)

// Sampler draws the random numbers of one run of a program.
type Sampler struct {
	p               *compile.Program
	seed, replicate uint64
	drawn           []uint64 // how often each was drawn
	sites           []rng.Variable
	args            []float64
}

// Error is a random number that cannot be drawn.
type Error struct {
	Label  string
	Pos    diag.Pos
	Reason string
}

// Error gives the place and the reason.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Label, e.Reason) }

// NewSampler returns the sampler of one run; runs of other replicates are independent.
func NewSampler(p *compile.Program, seed, replicate uint64) *Sampler {
	s := &Sampler{p: p, drawn: make([]uint64, len(p.Draws)), sites: make([]rng.Variable, len(p.Draws)), args: make([]float64, 4)}
	for i := range p.Draws {
		s.sites[i] = rng.Name(fmt.Sprintf("random number %d", i))
	}
	s.Reset(seed, replicate)
	return s
}

// Reset readies the sampler for another run.
func (s *Sampler) Reset(seed, replicate uint64) {
	s.seed, s.replicate = seed, replicate
	clear(s.drawn)
}

// Draw draws some of Program.Draws in order: arguments computes those of one, which may depend on numbers set before it.
func (s *Sampler) Draw(list []int, arguments func(i int, out []float64), set func(i int, value float64)) error {
	for _, i := range list {
		args := s.args[:len(s.p.Draw[i].Out)]
		arguments(i, args)
		v, err := Value(rng.Key(s.seed, s.replicate, s.sites[i], s.drawn[i]), s.p.Draws[i].Distribution, args)
		if err != nil {
			return &Error{Label: s.p.Draws[i].Label, Pos: s.p.Draws[i].Pos, Reason: err.Error()}
		}
		s.drawn[i]++
		set(i, v)
	}
	return nil
}

package model

import (
	"fmt"
	"slices"
	"strings"
)

// Distribution is a named family of distributions with numeric arguments, as model files name them. Arguments and
// truncation are those of the SBML Level 3 package "distributions", version 1: two further arguments, the least and the largest value,
// truncate a distribution, both included. Sampling is the business of a simulator.
type Distribution uint8

// The distributions, with their arguments.
const (
	NormalDist      Distribution = iota // mean, standard deviation
	UniformDist                         // least, largest
	BernoulliDist                       // probability
	BinomialDist                        // trials, probability
	CauchyDist                          // [location = 0,] scale
	ChiSquareDist                       // degrees of freedom
	ExponentialDist                     // rate
	GammaDist                           // shape, scale
	LaplaceDist                         // [location = 0,] scale
	LogNormalDist                       // mean, standard deviation of the logarithm
	PoissonDist                         // mean
	RayleighDist                        // scale
	numDists
)

var distributions = [numDists]struct {
	name  string
	arity []int
}{
	{"normal", []int{2, 4}},
	{"uniform", []int{2}},
	{"bernoulli", []int{1}},
	{"binomial", []int{2, 4}},
	{"cauchy", []int{1, 2, 4}},
	{"chisquare", []int{1, 3}},
	{"exponential", []int{1, 3}},
	{"gamma", []int{2, 4}},
	{"laplace", []int{1, 2, 4}},
	{"lognormal", []int{2, 4}},
	{"poisson", []int{1, 3}},
	{"rayleigh", []int{1, 3}},
}

// DistributionByName finds a distribution; ok is false when there is none of that name.
func DistributionByName(name string) (d Distribution, ok bool) {
	for i := range distributions {
		if distributions[i].name == name {
			return Distribution(i), true
		}
	}
	return 0, false
}

// DistributionNames lists the names.
func DistributionNames() []string {
	var out []string
	for i := range distributions {
		out = append(out, distributions[i].name)
	}
	return out
}

// String returns the name.
func (d Distribution) String() string { return distributions[d].name }

// CheckArity tells whether a distribution takes n arguments.
func (d Distribution) CheckArity(n int) error {
	info := &distributions[d]
	if slices.Contains(info.arity, n) {
		return nil
	}
	words := make([]string, len(info.arity))
	for i, a := range info.arity {
		words[i] = fmt.Sprint(a)
	}
	return fmt.Errorf("%s takes %s arguments, not %d", info.name, strings.Join(words, " or "), n)
}

// Own is the number of arguments without bounds.
func (d Distribution) Own() int {
	switch d {
	case BernoulliDist, ChiSquareDist, ExponentialDist, PoissonDist, RayleighDist:
		return 1
	}
	return 2
}

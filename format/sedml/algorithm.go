package sedml

import (
	"strconv"
	"strings"
)

// Method is a kind of solver.
type Method string

// The kinds of solvers that KiSAO terms are taken for.
const (
	Deterministic Method = "ode" // any solver of ordinary differential equations: all give the same numbers within tolerance
	Direct        Method = "ssa"
	NextReaction  Method = "next-reaction"
	TauLeaping    Method = "tau-leap"
)

// Algorithm is what an experiment asks of a solver.
type Algorithm struct {
	Term       string // as KISAO:0000019; "" when none is given
	Method     Method
	RTol, ATol float64 // 0: not given
	Seed       *uint64
}

// odeTerms are the KiSAO terms below "ODE solver" (KISAO:0000694, release 2.34), by number. The equations of a model have one solution;
// which solver an experiment was done with does not change it.
var odeTerms = numbers(`19 20 30 31 32 33 64 71 86 87 88 89 90 91 93 94 232 233 234 261 276 290 296 297 299 301 302 303 304 305 318
321 367 377 378 379 380 381 382 383 384 433 434 435 436 496 535 536 537 560 587 607 609 612 668 672 694`)

// stochasticTerms are the stochastic methods by number.
var stochasticTerms = map[int]Method{29: Direct, 241: Direct, 15: Direct, 27: NextReaction, 586: NextReaction, 39: TauLeaping, 40: TauLeaping}

func numbers(text string) map[int]bool {
	out := map[int]bool{}
	for _, w := range strings.Fields(text) {
		n, err := strconv.Atoi(w)
		if err != nil {
			panic("sedml: " + err.Error())
		}
		out[n] = true
	}
	return out
}

// kisao reads KISAO:0000019 and its older spellings KISAO_0000019 and urn:miriam:biomodels.kisao:KISAO_0000019.
func kisao(text string) (int, bool) {
	i := strings.LastIndex(text, "KISAO")
	if i < 0 || len(text) < i+6 || text[i+5] != ':' && text[i+5] != '_' {
		return 0, false
	}
	n, err := strconv.Atoi(text[i+6:])
	return n, err == nil && len(text) == i+13
}

func (r *reader) algorithm(n *node, s *Simulation) {
	s.Algorithm.Method = Deterministic
	a := n.child("algorithm")
	if a == nil {
		return
	}
	text := r.required(a, "kisaoID")
	if text == "" {
		return
	}
	term, ok := kisao(text)
	if !ok {
		r.fail(a, "kisao", "%q is not of the form KISAO:0000019", clip(text))
		return
	}
	s.Algorithm.Term = "KISAO:" + text[len(text)-7:]
	if m, stochastic := stochasticTerms[term]; stochastic {
		s.Algorithm.Method = m
	} else if !odeTerms[term] {
		r.fail(a, "kisao", "algorithm %s of simulation %s is not supported: solvers of differential equations (as KISAO:0000019, CVODE) and the stochastic KISAO:0000029, 0000027 and 0000039 are", s.Algorithm.Term, s.ID)
		return
	}
	for _, p := range r.list(a, "listOfAlgorithmParameters") {
		term, _ := kisao(r.text(p, "kisaoID"))
		switch term {
		case 209:
			s.Algorithm.RTol = r.tolerance(p)
		case 211:
			s.Algorithm.ATol = r.tolerance(p)
		case 488:
			v, err := strconv.ParseUint(r.text(p, "value"), 10, 64)
			if err != nil {
				r.fail(p, "number", "a seed of %q; write a whole number of at least 0", clip(r.text(p, "value")))
				continue
			}
			s.Algorithm.Seed = &v
		default:
			r.warn(p, "kisao", "algorithm parameter %q is not read: it steers another solver", clip(r.text(p, "kisaoID")))
		}
	}
}

func (r *reader) tolerance(p *node) float64 {
	v := r.number(p, "value", true, 0)
	if v < 0 {
		r.fail(p, "number", "a tolerance of %g", v)
		return 0
	}
	return v
}

// Package dosetest is the contract of dosing: scripted event tables with the concentrations that
// textbook equations give. Whatever carries out a dose.Timeline must reproduce them; [Run] does the
// comparison.
//
// It knows closed-form one-compartment equations and, for each case, the doses that really reach the
// body, written out by hand. It must not use the expansion or the timeline of package dose: those are what
// it tests.
package dosetest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

// Case is one scripted case. Table is an event table for dose.ReadTable (h, mg, compartments
// "depot" and "central"); Grid are generated observations, of which a case has either these or
// observation records. Want has one point for each observation in the order of the timeline.
type Case struct {
	Name  string
	Why   string // the rule it pins
	Model Model
	Table string
	Grid  []float64
	Want  []Point
}

// Point is an expected concentration in the central compartment.
type Point struct {
	Time float64 // h
	C    float64 // mg/L
}

// Run compares simulate with every case, to a relative tolerance (and the same times 1 mg/L
// absolute, for washed-out values). simulate returns the concentration at each observation, in order.
func Run(t *testing.T, tolerance float64, simulate func(Case) ([]float64, error)) {
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			got, err := simulate(c)
			if err != nil {
				t.Fatalf("%s: %v", c.Why, err)
			}
			if len(got) != len(c.Want) {
				t.Fatalf("%s: %d concentrations, want %d", c.Why, len(got), len(c.Want))
			}
			for i, w := range c.Want {
				if !(math.Abs(got[i]-w.C) <= tolerance*(math.Abs(w.C)+1)) {
					t.Errorf("%s: observation %d at %g h is %.12g mg/L, want %.12g", c.Why, i+1, w.Time, got[i], w.C)
				}
			}
		})
	}
}

// given is a dose as it reaches the body: lag and bioavailability already applied.
type given struct {
	at     float64
	amount float64
	dur    float64 // infusion time; 0 is at once
	tau    float64 // with all doses before it, every tau since ever
	rate   float64 // a constant infusion since ever that ends at "at"
	wiped  float64 // a reset at this time takes what is left; 0 never
	seg    int     // stretch of time it belongs to
}

// contribution is the concentration it gives at t; before tells whether the observation precedes
// what happens at t.
func (g given) contribution(m Model, t float64, before bool, seg int) float64 {
	since := t - g.at
	gone := g.wiped != 0 && (t > g.wiped || t == g.wiped && !before)
	if since < 0 || since == 0 && before && g.tau == 0 && g.rate == 0 || gone || seg != g.seg {
		return 0
	}
	if since == 0 && before {
		// Just before the last dose: its predecessors alone.
		return g.contribution(m, math.Nextafter(g.at, math.Inf(1)), false, seg) - given{at: g.at, amount: g.amount, dur: g.dur}.contribution(m, g.at, false, 0)
	}
	switch {
	case g.rate > 0:
		return m.constant(g.rate, since)
	case g.dur > 0 && g.tau > 0:
		return m.infusionSS(g.amount/g.dur, g.dur, g.tau, since)
	case g.dur > 0:
		return m.infusion(g.amount/g.dur, g.dur, since)
	case m.Ka > 0 && g.tau > 0:
		return m.oralSS(g.amount, g.tau, since)
	case m.Ka > 0:
		return m.oral(g.amount, since)
	case g.tau > 0:
		return m.bolusSS(g.amount, g.tau, since)
	default:
		return m.bolus(g.amount, since)
	}
}

// script is a case as written below. obs lists the observations: "12" (nothing happens at 12 h),
// "12-" and "12+" before and after what happens then, "|" where time starts again.
type script struct {
	name, why string
	model     Model
	table     string
	grid      bool // the observations are generated, not in the table
	obs       string
	given     []given
}

func (s script) build() Case {
	c := Case{Name: s.name, Why: s.why, Model: s.model, Table: strings.TrimLeft(s.table, "\n")}
	seg := 0
	for _, o := range strings.Fields(s.obs) {
		if o == "|" {
			seg++
			continue
		}
		t, err := strconv.ParseFloat(strings.TrimRight(o, "+-"), 64)
		if err != nil {
			panic(fmt.Sprintf("dosetest: %s: %v", s.name, err))
		}
		p := Point{Time: t}
		for _, g := range s.given {
			p.C += g.contribution(s.model, t, strings.HasSuffix(o, "-"), seg)
		}
		c.Want = append(c.Want, p)
		if s.grid {
			c.Grid = append(c.Grid, t)
		}
	}
	return c
}

// Cases returns every case.
func Cases() []Case {
	out := make([]Case, len(scripts))
	for i, s := range scripts {
		out[i] = s.build()
	}
	return out
}

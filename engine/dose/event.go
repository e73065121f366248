package dose

import (
	"math"
	"strconv"

	"jakstat/unit"
)

// EVID is the kind of a record.
type EVID uint8

// The kinds every tool of the field agrees on. rxode2's 5 (replace), 6 (multiply), 7 (phantom) and
// mrgsolve's 8 (replace) are refused by the reader.
const (
	EVIDObservation EVID = iota
	EVIDDose
	EVIDOther // something else changes: a covariate, a compartment's status
	EVIDReset // amounts to their initial values, infusions and pending doses gone
	EVIDResetDose
)

// Gives tells whether the record carries a dose.
func (e EVID) Gives() bool { return e == EVIDDose || e == EVIDResetDose }

// Resets tells whether the record resets the system.
func (e EVID) Resets() bool { return e == EVIDReset || e == EVIDResetDose }

// Input says how an amount goes in and which of rate and duration was stated, because
// bioavailability acts on the other one.
type Input uint8

// The inputs.
const (
	Instant         Input = iota // all at once
	ByRate                       // zero-order at a stated rate; duration = amount/rate
	ByDuration                   // zero-order over a stated duration; rate = amount/duration
	ModelRate                    // RATE −1: the model gives the rate
	ModelDuration                // RATE −2: the model gives the duration
	ConstantForever              // SS with AMT 0: a rate from the infinite past to the record
)

// Target is the compartment of a record as written: a name, or a number counted from 1. Both empty
// mean the model's default; a negative number switches the compartment off.
type Target struct {
	Name   string
	Number int
}

// String prints the name, the number or "".
func (t Target) String() string {
	if t.Name != "" || t.Number == 0 {
		return t.Name
	}
	return strconv.Itoa(t.Number)
}

// SteadyState is the SS column.
type SteadyState uint8

// The values of SS.
const (
	NotSteady SteadyState = iota
	Replace               // SS 1: the state becomes the steady state
	Superpose             // SS 2: the steady state is added
)

// Event is one record: times in hours, rates in the unit of Amount per hour. Row is the line of the
// file or the ordinal of the dose in a regimen; an additional dose has the row of its record.
type Event struct {
	ID          string
	Row         int
	Time        float64
	EVID        EVID
	Amount      unit.Quantity
	PerKg       bool // Amount is per kg of body weight until [PerWeight] resolves it
	Input       Input
	Rate        float64
	Duration    float64
	II          float64
	ADDL        int
	SS          SteadyState
	Target      Target
	Route       string // "oral", "iv", "sc", "topical" or ""
	Formulation string // "ER", "XR", "IR", ... or ""
	Generated   bool   // an observation of a grid; see the order at equal time
	additional  bool   // made from ADDL by Expand: goes before the records at its time
}

// Limits on what one subject or table may expand to.
const (
	// MaxEvents bounds every expansion; a regimen of 1e6 doses four times a day lasts 680 years.
	MaxEvents = 1_000_000
	// tieTolerance is the snapping distance of derived times, in hours.
	tieTolerance = 1e-9
)

// Observe returns observations at times, marked as generated: they read the value before a dose at
// the same time.
func Observe(id string, times ...float64) []Event {
	out := make([]Event, len(times))
	for i, t := range times {
		out[i] = Event{ID: id, Time: t, Generated: true}
	}
	return out
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

package dose

import (
	"math"
	"strconv"
	"strings"

	"jakstat/diag"
	"jakstat/unit"
)

// foreignEVID names what other tools mean by the kinds that are refused.
var foreignEVID = map[float64]string{
	5: "replaces an amount in rxode2", 6: "multiplies an amount in rxode2", 7: "is a phantom dose in rxode2", 8: "replaces an amount in mrgsolve",
}

// record reads the present line.
func (t *tableReader) record() {
	if len(t.fields) != len(t.head.columns) {
		last := min(len(t.fields), len(t.head.columns)) - 1
		t.fail(max(last, 0), "dose.table", "%d fields where the header has %d columns", len(t.fields), len(t.head.columns)).
			Suggest("mark a missing value by \".\"")
		return
	}
	before := t.countErrors()
	r := Record{DV: math.NaN()}
	r.Row = t.line
	r.ID = "1"
	if i := t.head.index[colID]; i >= 0 {
		if r.ID = t.fields[i]; missing(r.ID) {
			t.fail(i, "dose.id", "ID is missing")
		}
	}
	t.time(&r)
	t.dosing(&r)
	t.observed(&r)
	r.Values = make([]float64, len(t.fields))
	for i, c := range t.head.columns {
		if c == covariate {
			r.Values[i] = t.covariateValue(i)
		}
	}
	t.sequence(&r, t.countErrors() == before)
	t.out.Records = append(t.out.Records, r)
	t.total += 1 + min(r.ADDL, MaxEvents)
}

func missing(s string) bool { return s == "" || s == "." || strings.EqualFold(s, "NA") }

// value reads a number of a dosing column; ok is false when it is missing, absent or wrong.
func (t *tableReader) value(c column) (v float64, ok bool) {
	i := t.head.index[c]
	if i < 0 || missing(t.fields[i]) {
		return 0, false
	}
	v, err := strconv.ParseFloat(t.fields[i], 64)
	if err != nil || !finite(v) {
		complaint := t.fail(i, "dose.number", "%s is %q, which is no finite number", t.head.names[i], clipText(t.fields[i]))
		switch {
		case strings.Contains(t.fields[i], ":"):
			complaint.Suggest("clock times are not read: give hours since the first dose")
		case strings.Contains(t.fields[i], ","):
			complaint.Suggest("write a decimal point")
		default:
			complaint.Suggest("mark a missing value by \".\"")
		}
		return 0, false
	}
	return v, true
}

func clipText(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// whole reads a non-negative whole number up to limit.
func (t *tableReader) whole(c column, limit float64) (int, bool) {
	v, ok := t.value(c)
	if !ok {
		return 0, false
	}
	if v != math.Floor(v) || v < 0 || v > limit {
		t.fail(t.head.index[c], "dose.number", "%s is %s; it is a whole number from 0 to %s", t.head.names[t.head.index[c]], number(v), number(limit))
		return 0, false
	}
	return int(v), true
}

// span reads a time column and returns hours; negative values are wrong.
func (t *tableReader) span(c column) float64 {
	v, ok := t.value(c)
	if ok && v < 0 {
		t.fail(t.head.index[c], "dose.number", "%s is %s; a duration is not negative", t.head.names[t.head.index[c]], number(v))
		return 0
	}
	return t.bounded(c, v*t.head.hours(c))
}

// bounded refuses times no protocol reaches, which would only be a wrong unit or a lost point.
func (t *tableReader) bounded(c column, hours float64) float64 {
	if math.Abs(hours) > maxTime {
		t.fail(t.head.index[c], "dose.time", "%s is %s h, beyond %s h", t.head.names[t.head.index[c]], number(hours), number(maxTime)).Suggest("is its unit right?")
		return 0
	}
	return hours
}

func (t *tableReader) time(r *Record) {
	i := t.head.index[colTIME]
	v, ok := t.value(colTIME)
	if !ok && missing(t.fields[i]) {
		t.fail(i, "dose.time", "TIME is missing")
	}
	r.Time = t.bounded(colTIME, v*t.head.hours(colTIME))
}

// dosing reads and checks the dosing columns.
func (t *tableReader) dosing(r *Record) {
	amount, hasAmount := t.value(colAMT)
	if amount < 0 || amount > maxAmount {
		t.fail(t.head.index[colAMT], "dose.negative", "AMT is %s; a dose is from 0 to %g", number(amount), maxAmount)
		amount = 0
	}
	rate, _ := t.value(colRATE)
	duration := t.span(colDUR)
	r.II = t.span(colII)
	ss, _ := t.whole(colSS, math.MaxInt32)
	r.ADDL, _ = t.whole(colADDL, math.MaxInt32)
	if total, ok := t.whole(colTOTAL, math.MaxInt32); ok {
		r.ADDL = max(total-1, 0)
	}
	r.EVID = t.evid(amount, rate)
	r.Target = t.target(r.EVID)
	if !r.EVID.Gives() {
		t.noDose(r, amount, rate, duration, ss)
		return
	}
	if i := t.head.index[colAMT]; !hasAmount && rate <= 0 && (i < 0 || missing(t.fields[i])) {
		t.fail(t.head.index[colAMT], "dose.amount", "EVID %d without AMT", r.EVID).Suggest("give AMT, or EVID 0 for an observation")
	}
	r.Amount, r.PerKg = unit.Quantity{Value: amount, Unit: t.head.amount}, t.head.perKg
	switch {
	case ss == 3:
		t.fail(t.head.index[colSS], "dose.ss", "SS 3 is not supported").Suggest("SS is 0, 1 (replaces the state) or 2 (adds to it)")
	case ss > 3:
		t.fail(t.head.index[colSS], "dose.ss", "SS is %d", ss).Suggest("SS is 0, 1 (replaces the state) or 2 (adds to it)")
	default:
		r.SS = SteadyState(ss)
	}
	t.infusion(r, rate, duration)
	t.repeats(r)
}

// evid reads EVID; where it is absent or missing a line with an amount, or a rate, is a dose.
func (t *tableReader) evid(amount, rate float64) EVID {
	v, ok := t.value(colEVID)
	i := t.head.index[colEVID]
	foreign, named := foreignEVID[v]
	switch {
	case !ok && (amount > 0 || rate > 0):
		return EVIDDose
	case !ok:
		return EVIDObservation
	case named:
		t.fail(i, "dose.evid", "EVID %s %s and is not supported", number(v), foreign).Suggest("EVID is 0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose")
	case v != math.Floor(v) || v < 0 || v > 4:
		t.fail(i, "dose.evid", "EVID is %s", number(v)).Suggest("EVID is 0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose")
	default:
		return EVID(v)
	}
	if amount > 0 {
		return EVIDDose // one complaint about the line is enough
	}
	return EVIDOther
}

// target reads CMT: a name, a number from 1, 0 for the default, negative to switch off.
func (t *tableReader) target(e EVID) Target {
	i := t.head.index[colCMT]
	if i < 0 || missing(t.fields[i]) {
		return Target{}
	}
	text := t.fields[i]
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return Target{Name: text}
	}
	if v != math.Floor(v) || math.Abs(v) > 1e6 {
		t.fail(i, "dose.cmt", "CMT is %s", clipText(text)).Suggest("CMT is a compartment's name, or its number counted from 1")
		return Target{}
	}
	if v < 0 && e.Gives() {
		t.fail(i, "dose.cmt", "a dose into CMT %s", text).Suggest("a negative CMT switches a compartment off and belongs on EVID 2")
		return Target{}
	}
	return Target{Number: int(v)}
}

// noDose refuses dosing values on a line that gives no dose.
func (t *tableReader) noDose(r *Record, amount, rate, duration float64, ss int) {
	for _, x := range []struct {
		c     column
		given bool
	}{{colAMT, amount != 0}, {colRATE, rate != 0}, {colDUR, duration != 0}, {colSS, ss != 0}, {colADDL, r.ADDL != 0 && t.head.index[colADDL] >= 0}} {
		if !x.given {
			continue
		}
		i := t.head.index[x.c]
		advice := "EVID 1 makes it a dose"
		if r.EVID == EVIDReset {
			advice = "EVID 4 resets and doses"
		}
		t.fail(i, "dose.nodose", "%s is %s on a line with EVID %d", t.head.names[i], clipText(t.fields[i]), r.EVID).Suggest("%s; mark the value missing by \".\" otherwise", advice)
	}
	r.ADDL, r.II = 0, 0
}

// infusion works out how the dose goes in.
func (t *tableReader) infusion(r *Record, rate, duration float64) {
	i := t.head.index[colRATE]
	amount := r.Amount.Value
	switch {
	case rate != 0 && duration != 0:
		t.fail(t.head.index[colDUR], "dose.rate", "RATE %s and DUR %s h are both given", number(rate), number(duration)).Suggest("give one; DUR = AMT/RATE")
	case rate == -1:
		r.Input = ModelRate
	case rate == -2:
		r.Input = ModelDuration
	case rate < 0:
		t.fail(i, "dose.rate", "RATE is %s", number(rate)).Suggest("RATE is positive, 0 (bolus), -1 (the model gives the rate) or -2 (the model gives the duration)")
	case rate > 0 && amount > 0:
		r.Input, r.Rate = ByRate, rate*t.head.rate
		r.Duration = t.bounded(colRATE, amount/r.Rate)
	case rate > 0 && r.SS != NotSteady && r.II == 0:
		r.Input, r.Rate = ConstantForever, rate*t.head.rate
	case rate > 0:
		t.fail(i, "dose.rate", "RATE %s without AMT", number(rate)).Suggest("give AMT; a constant infusion at steady state has SS 1, AMT 0 and II 0")
	case duration > 0:
		r.Input, r.Duration, r.Rate = ByDuration, duration, amount/duration
	}
	if !finite(r.Rate) {
		t.fail(max(i, 0), "dose.rate", "the infusion rate is %s", number(r.Rate)).Suggest("lengthen DUR, or leave it out for a bolus")
	}
}

// repeats checks II, ADDL and SS against one another.
func (t *tableReader) repeats(r *Record) {
	constant := r.Input == ConstantForever
	switch {
	case constant && r.ADDL > 0:
		t.fail(t.head.index[colADDL], "dose.ii", "ADDL %d on a constant infusion", r.ADDL).Suggest("a constant infusion has no doses to repeat")
	case constant:
	case r.ADDL > 0 && r.II == 0:
		t.fail(max(t.head.index[colADDL], t.head.index[colTOTAL]), "dose.ii", "ADDL %d without II", r.ADDL).Suggest("give the interval II")
	case r.SS != NotSteady && r.II == 0:
		t.fail(t.head.index[colSS], "dose.ii", "SS %d without II", r.SS).Suggest("give the interval II")
	case r.II > 0 && r.ADDL == 0 && r.SS == NotSteady:
		t.warn(t.head.index[colII], "dose.ii", "II %s h does nothing without ADDL or SS", number(r.II)).Suggest("add ADDL to repeat the dose")
	}
}

// observed reads DV, MDV and DVID.
func (t *tableReader) observed(r *Record) {
	if v, ok := t.value(colDV); ok {
		r.DV = v
	}
	r.MDV = r.EVID != EVIDObservation || math.IsNaN(r.DV)
	if v, ok := t.whole(colMDV, 1); ok {
		r.MDV = v == 1
	}
	if i := t.head.index[colDVID]; i >= 0 && !missing(t.fields[i]) {
		r.DVID = t.fields[i]
	}
}

// covariateValue reads a covariate; a column may hold labels throughout, and is then left out, but
// not numbers and text.
func (t *tableReader) covariateValue(i int) float64 {
	s := t.fields[i]
	if missing(s) {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(s, 64)
	_, isLabel := t.labels[i]
	isNumber := err == nil && finite(v)
	switch {
	case isNumber && !isLabel:
		t.mixed[i] = true
		return v
	case !isNumber && !t.mixed[i]:
		if !isLabel {
			t.labels[i] = clipText(s)
		}
	default:
		t.fail(i, "dose.covariate", "covariate %s holds both numbers and text: %q", t.head.names[i], clipText(s)).Suggest("code it as numbers; mark a missing value by \".\"")
	}
	return math.NaN()
}

// sequence checks the order of time and of IDs against the record before.
func (t *tableReader) sequence(r *Record, sound bool) {
	n := len(t.out.Records)
	if n == 0 {
		return
	}
	last := t.out.Records[n-1]
	if r.ID != last.ID {
		t.seen[last.ID] = true
		if t.seen[r.ID] {
			t.warn(t.head.index[colID], "dose.id", "ID %s comes back after another and is a new subject", r.ID).Suggest("keep the records of one subject together")
		}
		return
	}
	if sound && r.Time < last.Time && !r.EVID.Resets() {
		t.errs.Add(diag.New(t.at(t.head.index[colTIME]), "dose.order", "TIME goes back from %s h (line %d) to %s h", number(last.Time), last.Row, number(r.Time)).
			Suggest("sort the records, or start again with EVID 3 or 4"))
	}
}

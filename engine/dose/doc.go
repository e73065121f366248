// Package dose knows what is given and when: event tables with NONMEM columns, regimens as people
// write them ("load 30 mg then 15 mg qd from day 2"), their expansion, and the order of what
// happens at one time.
//
// It must not know any model or solver: lag, bioavailability and modelled infusion rates come in
// through a [Delivery] that the simulator works out, and amounts go out as raw changes of a
// [Timeline]. Times are hours, and day 1 begins at time 0.
//
// # Order at equal time
//
// The order is pinned by testdata/scripts/timeline.txt and by dosetest.
//
//	1  infusions end                      (all, before anything starts)
//	2  doses of earlier records arrive    (additional doses by ADDL, lagged doses; in the order of their records)
//	3  records, in the order of the table; within one record
//	   3a reset                           (EVID 3, 4)
//	   3b steady state is set or added    (SS 1, SS 2), with the infusions still running then
//	   3c the dose                        (EVID 1, 4 without lag)
//	   3d other event                     (EVID 2)
//	   3e observation                     (EVID 0)
//	*  generated observations             ([Observe]) come just before the first dose of 2 or 3c, else last
//
// Why: a table is a protocol, and NONMEM and mrgsolve keep its order, so an observation written
// above a dose at the same time is a trough and one written below is after the dose. Additional
// doses have no line of their own; they come before the records at their time, as in NONMEM and in
// mrgsolve's default recsort = 1. A grid of times has no order at all, so it reads the value before
// the dose, the trough (again mrgsolve's default for padded observations), yet after a steady state
// has been set: "15 mg qd at steady state" starts at the steady-state trough and not at zero.
//
// Times are compared after snapping: an additional, lagged or ending time within 1e-9 h (4 µs) of a
// record's time is that time, because 3 × 0.1 h is not 0.3 h in floating point.
//
// # Lag, steady state, infusion and reset
//
// After the NONMEM user guides (parts V and VI, PREDPP: ADDL, EVID, II, RATE, SS, ALAG), except
// where said:
//
//   - A reset (EVID 3, 4) and SS 1 zero the amounts, end running infusions and cancel what earlier
//     records still had pending: additional doses and lagged doses that have not arrived, one that
//     would arrive at that very time included. TIME may start again with a reset; each
//     such stretch is a Segment.
//   - SS 1 replaces the state by the periodic one just before the arrival of the record's dose; SS 2
//     adds that periodic state to the present one and leaves pending doses alone. The dose of the
//     record then follows like any other. SS 3 is refused.
//   - With a lag the periodic state is that at the time of the record: the implied doses before it
//     had the same lag, the last one arrived II − lag before the record (or less, by whole
//     intervals, for a lag beyond II) and those on their way keep arriving.
//   - A steady-state infusion may be longer than II: infusions of the implied doses that are still
//     running at the record go on to their ends.
//   - SS with AMT 0, RATE > 0 and II 0 is a constant infusion from the infinite past that ends at the record.
//   - ADDL after SS: the additional doses are plain doses every II after the record.
//   - The lag applies to every additional dose. Bioavailability multiplies the amount: it shortens an
//     infusion given by RATE, weakens one given by DUR, and leaves the constant infusion alone (it has no amount).
//   - A modelled rate (RATE −1) or duration (RATE −2) takes its value from [Delivery].
package dose

package dosetest

// table: scripted dosing cases, each a table of events with the doses that reach the body

// The two models of the cases. ka is far from k, so that every phase shows.
var (
	vein   = Model{CL: 5, V: 50, F: 1}
	mouth  = Model{CL: 5, V: 50, Ka: 1.2, F: 1}
	half   = Model{CL: 5, V: 50, Ka: 1.2, F: 0.5}
	late   = Model{CL: 5, V: 50, Ka: 1.2, F: 1, Lag: 2}
	latest = Model{CL: 5, V: 50, F: 1, Lag: 15}
	veinF  = Model{CL: 5, V: 50, F: 0.5}
	veinT  = Model{CL: 5, V: 50, F: 1, Lag: 2}
)

// scripts are the cases. Each lists the table, and by hand the doses that reach the body.
var scripts = []script{
	{
		name: "bolus", why: "one intravenous dose", model: vein, obs: "0+ 1 6 24", given: []given{{at: 0, amount: 100}},
		table: `
ID,TIME,EVID,AMT,CMT
1,0,1,100,central
1,0,0,.,.
1,1,0,.,.
1,6,0,.,.
1,24,0,.,.
`,
	},
	{
		name: "oral", why: "one oral dose", model: mouth, obs: "0+ 1 6 24", given: []given{{at: 0, amount: 100}},
		table: `
ID,TIME,EVID,AMT,CMT
1,0,1,100,depot
1,0,0,.,.
1,1,0,.,.
1,6,0,.,.
1,24,0,.,.
`,
	},
	{
		name: "infusion by rate", why: "the infusion ends at AMT/RATE", model: vein, obs: "0+ 2 4 6", given: []given{{at: 0, amount: 100, dur: 4}},
		table: `
ID,TIME,EVID,AMT,RATE,CMT
1,0,1,100,25,central
1,0,0,.,.,.
1,2,0,.,.,.
1,4,0,.,.,.
1,6,0,.,.,.
`,
	},
	{
		name: "infusion by duration", why: "DUR says the same as RATE", model: vein, obs: "2 4 6", given: []given{{at: 0, amount: 100, dur: 4}},
		table: `
ID,TIME,EVID,AMT,DUR,CMT
1,0,1,100,4,central
1,2,0,.,.,.
1,4,0,.,.,.
1,6,0,.,.,.
`,
	},
	{
		name: "explicit doses", why: "doses superpose", model: mouth, obs: "6 20 30",
		given: []given{{at: 0, amount: 100}, {at: 12, amount: 50}, {at: 24, amount: 25}},
		table: `
ID,TIME,EVID,AMT,CMT
1,0,1,100,depot
1,6,0,.,.
1,12,1,50,depot
1,20,0,.,.
1,24,1,25,depot
1,30,0,.,.
`,
	},
	{
		name: "additional doses", why: "ADDL 2 is three doses", model: vein, obs: "6 13 30 60",
		given: []given{{at: 0, amount: 100}, {at: 12, amount: 100}, {at: 24, amount: 100}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,CMT
1,0,1,100,12,2,central
1,6,0,.,.,.,.
1,13,0,.,.,.,.
1,30,0,.,.,.,.
1,60,0,.,.,.,.
`,
	},
	{
		name: "observation above a dose", why: "the table's order decides: above is the trough, below is the peak", model: vein, obs: "12- 12+",
		given: []given{{at: 0, amount: 100}, {at: 12, amount: 100}},
		table: `
ID,TIME,EVID,AMT,CMT
1,0,1,100,central
1,12,0,.,.
1,12,1,100,central
1,12,0,.,.
`,
	},
	{
		name: "additional dose at an observation", why: "an additional dose comes before the records at its time", model: vein, obs: "12+ 24+",
		given: []given{{at: 0, amount: 100}, {at: 12, amount: 100}, {at: 24, amount: 100}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,CMT
1,0,1,100,12,2,central
1,12,0,.,.,.,.
1,24,0,.,.,.,.
`,
	},
	{
		name: "grid at doses", why: "a generated observation reads the trough", model: vein, grid: true, obs: "0- 6 12- 24- 36",
		given: []given{{at: 0, amount: 100}, {at: 12, amount: 100}, {at: 24, amount: 100}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,CMT
1,0,1,100,12,2,central
`,
	},
	{
		name: "tie but for rounding", why: "3 × 0.1 h is 0.3 h", model: vein, obs: "0.3+",
		given: []given{{at: 0, amount: 100}, {at: 0.1, amount: 100}, {at: 0.2, amount: 100}, {at: 0.3, amount: 100}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,CMT
1,0,1,100,0.1,3,central
1,0.3,0,.,.,.,.
`,
	},
	{
		name: "loading dose", why: "a different first dose", model: mouth, grid: true, obs: "1 24- 25 48- 60",
		given: []given{{at: 0, amount: 200}, {at: 24, amount: 100}, {at: 48, amount: 100}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,CMT
1,0,1,200,.,.,depot
1,24,1,100,24,1,depot
`,
	},
	{
		name: "hold", why: "days without a dose", model: mouth, grid: true, obs: "24- 72- 96- 100",
		given: []given{{at: 0, amount: 100}, {at: 24, amount: 100}, {at: 96, amount: 100}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,CMT
1,0,1,100,24,1,depot
1,96,1,100,.,.,depot
`,
	},
	{
		name: "bioavailability", why: "F multiplies the amount", model: half, obs: "1 12", given: []given{{at: 0, amount: 50}},
		table: `
ID,TIME,EVID,AMT,CMT
1,0,1,100,depot
1,1,0,.,.
1,12,0,.,.
`,
	},
	{
		name: "bioavailability of a rate", why: "F shortens an infusion given by RATE", model: veinF, obs: "1 2 4 8", given: []given{{at: 0, amount: 50, dur: 2}},
		table: `
ID,TIME,EVID,AMT,RATE,CMT
1,0,1,100,25,central
1,1,0,.,.,.
1,2,0,.,.,.
1,4,0,.,.,.
1,8,0,.,.,.
`,
	},
	{
		name: "bioavailability of a duration", why: "F weakens an infusion given by DUR", model: veinF, obs: "1 2 4 8", given: []given{{at: 0, amount: 50, dur: 4}},
		table: `
ID,TIME,EVID,AMT,DUR,CMT
1,0,1,100,4,central
1,1,0,.,.,.
1,2,0,.,.,.
1,4,0,.,.,.
1,8,0,.,.,.
`,
	},
	{
		name: "lag", why: "the lag delays every additional dose", model: late, obs: "1 2 3 13 14 20",
		given: []given{{at: 2, amount: 100}, {at: 14, amount: 100}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,CMT
1,0,1,100,12,1,depot
1,1,0,.,.,.,.
1,2,0,.,.,.,.
1,3,0,.,.,.,.
1,13,0,.,.,.,.
1,14,0,.,.,.,.
1,20,0,.,.,.,.
`,
	},
	{
		name: "lagged infusion", why: "a lag delays start and end of an infusion", model: veinT, obs: "1 3 6 8", given: []given{{at: 2, amount: 100, dur: 4}},
		table: `
ID,TIME,EVID,AMT,RATE,CMT
1,0,1,100,25,central
1,1,0,.,.,.
1,3,0,.,.,.
1,6,0,.,.,.
1,8,0,.,.,.
`,
	},
	{
		name: "steady state", why: "SS 1 puts the dose on top of the steady-state trough", model: mouth, obs: "0+ 1 6 12",
		given: []given{{at: 0, amount: 100, tau: 12}},
		table: `
ID,TIME,EVID,AMT,II,SS,CMT
1,0,1,100,12,1,depot
1,0,0,.,.,.,.
1,1,0,.,.,.,.
1,6,0,.,.,.,.
1,12,0,.,.,.,.
`,
	},
	{
		name: "steady state of boluses", why: "the trough before and the peak after the dose of a record with SS 1", model: vein, grid: true, obs: "0- 1 12",
		given: []given{{at: 0, amount: 100, tau: 12}},
		table: `
ID,TIME,EVID,AMT,II,SS,CMT
1,0,1,100,12,1,central
`,
	},
	{
		name: "steady state goes on", why: "ADDL after SS keeps the steady state", model: mouth, obs: "1 13 25 26",
		given: []given{{at: 0, amount: 100, tau: 12}, {at: 12, amount: 100}, {at: 24, amount: 100}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,SS,CMT
1,0,1,100,12,2,1,depot
1,1,0,.,.,.,.,.
1,13,0,.,.,.,.,.
1,25,0,.,.,.,.,.
1,26,0,.,.,.,.,.
`,
	},
	{
		name: "steady state replaces", why: "SS 1 wipes the state and cancels additional doses", model: vein, obs: "6 11 13 30",
		given: []given{{at: 0, amount: 1000, wiped: 10}, {at: 10, amount: 100, tau: 12}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,SS,CMT
1,0,1,1000,12,3,0,central
1,6,0,.,.,.,.,.
1,10,1,100,12,0,1,central
1,11,0,.,.,.,.,.
1,13,0,.,.,.,.,.
1,30,0,.,.,.,.,.
`,
	},
	{
		name: "steady states add", why: "SS 2 adds a second steady state 12 h out of phase: 100 mg in the morning, 50 mg in the evening", model: mouth, obs: "1 12+ 13 23",
		given: []given{{at: 0, amount: 100, tau: 24}, {at: 12, amount: 50, tau: 24}},
		table: `
ID,TIME,EVID,AMT,II,SS,CMT
1,0,1,100,24,1,depot
1,1,0,.,.,.,.
1,12,1,50,24,2,depot
1,12,0,.,.,.,.
1,13,0,.,.,.,.
1,23,0,.,.,.,.
`,
	},
	{
		name: "steady-state infusion", why: "an infusion every II", model: vein, obs: "0 1 4 12", given: []given{{at: 0, amount: 100, dur: 4, tau: 12}},
		table: `
ID,TIME,EVID,AMT,RATE,II,SS,CMT
1,0,1,100,25,12,1,central
1,0,0,.,.,.,.,.
1,1,0,.,.,.,.,.
1,4,0,.,.,.,.,.
1,12,0,.,.,.,.,.
`,
	},
	{
		name: "steady-state infusion as long as II", why: "infusions that touch are a constant one", model: vein, obs: "0 6 12 20", given: []given{{at: 0, amount: 100, dur: 12, tau: 12}},
		table: `
ID,TIME,EVID,AMT,DUR,II,SS,CMT
1,0,1,100,12,12,1,central
1,0,0,.,.,.,.,.
1,6,0,.,.,.,.,.
1,12,0,.,.,.,.,.
1,20,0,.,.,.,.,.
`,
	},
	{
		name: "steady-state infusion longer than II", why: "infusions begun before the record run on to their ends", model: vein, obs: "0 3 6 12 18 24 30 40",
		given: []given{{at: 0, amount: 100, dur: 30, tau: 12}},
		table: `
ID,TIME,EVID,AMT,DUR,II,SS,CMT
1,0,1,100,30,12,1,central
1,0,0,.,.,.,.,.
1,3,0,.,.,.,.,.
1,6,0,.,.,.,.,.
1,12,0,.,.,.,.,.
1,18,0,.,.,.,.,.
1,24,0,.,.,.,.,.
1,30,0,.,.,.,.,.
1,40,0,.,.,.,.,.
`,
	},
	{
		name: "constant infusion", why: "SS with AMT 0 and II 0: an infusion since ever that ends at the record", model: vein, obs: "10+ 11 20",
		given: []given{{at: 10, rate: 25}},
		table: `
ID,TIME,EVID,AMT,RATE,II,SS,CMT
1,10,1,0,25,0,1,central
1,10,0,.,.,.,.,.
1,11,0,.,.,.,.,.
1,20,0,.,.,.,.,.
`,
	},
	{
		name: "constant infusion has no bioavailability", why: "F multiplies amounts, and this infusion has none", model: veinF, obs: "0+ 5",
		given: []given{{at: 0, rate: 25}},
		table: `
ID,TIME,EVID,AMT,RATE,II,SS,CMT
1,0,1,0,25,0,1,central
1,0,0,.,.,.,.,.
1,5,0,.,.,.,.,.
`,
	},
	{
		name: "steady state with lag", why: "at the record the last dose arrived II − lag ago, and this one arrives after the lag", model: late, obs: "0 1 2 3 12 14 15",
		given: []given{{at: -10, amount: 100, tau: 12}, {at: 2, amount: 100}, {at: 14, amount: 100}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,SS,CMT
1,0,1,100,12,1,1,depot
1,0,0,.,.,.,.,.
1,1,0,.,.,.,.,.
1,2,0,.,.,.,.,.
1,3,0,.,.,.,.,.
1,12,0,.,.,.,.,.
1,14,0,.,.,.,.,.
1,15,0,.,.,.,.,.
`,
	},
	{
		name: "steady state with a lag beyond the interval", why: "a dose given before the record is still on its way", model: latest, obs: "0 2 4 14 16",
		given: []given{{at: -9, amount: 100, tau: 12}, {at: 3, amount: 100}, {at: 15, amount: 100}},
		table: `
ID,TIME,EVID,AMT,II,SS,CMT
1,0,1,100,12,1,central
1,0,0,.,.,.,.
1,2,0,.,.,.,.
1,4,0,.,.,.,.
1,14,0,.,.,.,.
1,16,0,.,.,.,.
`,
	},
	{
		name: "steady-state infusion with lag", why: "an infusion of the last implied dose is still running at the record", model: veinT, obs: "0 1 2 5 8 12 13 20",
		given: []given{{at: -10, amount: 100, dur: 11, tau: 12}, {at: 2, amount: 100, dur: 11}},
		table: `
ID,TIME,EVID,AMT,DUR,II,SS,CMT
1,0,1,100,11,12,1,central
1,0,0,.,.,.,.,.
1,1,0,.,.,.,.,.
1,2,0,.,.,.,.,.
1,5,0,.,.,.,.,.
1,8,0,.,.,.,.,.
1,12,0,.,.,.,.,.
1,13,0,.,.,.,.,.
1,20,0,.,.,.,.,.
`,
	},
	{
		name: "reset", why: "EVID 3 zeroes the amounts", model: mouth, obs: "6 10- 10+ 12", given: []given{{at: 0, amount: 100, wiped: 10}},
		table: `
ID,TIME,EVID,AMT,CMT
1,0,1,100,depot
1,6,0,.,.
1,10,0,.,.
1,10,3,.,.
1,10,0,.,.
1,12,0,.,.
`,
	},
	{
		name: "reset during an infusion", why: "a reset ends infusions, and their end is not taken off later", model: vein, obs: "4 6 8 12", given: []given{{at: 0, amount: 100, dur: 10, wiped: 5}},
		table: `
ID,TIME,EVID,AMT,RATE,CMT
1,0,1,100,10,central
1,4,0,.,.,.
1,5,3,.,.,.
1,6,0,.,.,.
1,8,0,.,.,.
1,12,0,.,.,.
`,
	},
	{
		name: "reset cancels additional doses", why: "nothing pending survives a reset, not even at its own time", model: vein, obs: "11 12+ 20 30",
		given: []given{{at: 0, amount: 100, wiped: 12}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,CMT
1,0,1,100,12,3,central
1,11,0,.,.,.,.
1,12,3,.,.,.,.
1,12,0,.,.,.,.
1,20,0,.,.,.,.
1,30,0,.,.,.,.
`,
	},
	{
		name: "reset cancels a lagged dose", why: "a dose that has not arrived is gone", model: late, obs: "3 5", given: nil,
		table: `
ID,TIME,EVID,AMT,CMT
1,0,1,100,depot
1,1,3,.,.
1,3,0,.,.
1,5,0,.,.
`,
	},
	{
		name: "reset and dose", why: "EVID 4 resets, then doses", model: mouth, obs: "6 10+ 12", given: []given{{at: 0, amount: 100, wiped: 10}, {at: 10, amount: 50}},
		table: `
ID,TIME,EVID,AMT,CMT
1,0,1,100,depot
1,6,0,.,.
1,10,4,50,depot
1,10,0,.,.
1,12,0,.,.
`,
	},
	{
		name: "reset and lagged dose", why: "EVID 4 with a lag: the reset at the record, the dose after the lag", model: late, obs: "9 11 13", given: []given{{at: 2, amount: 100, wiped: 10}, {at: 12, amount: 50}},
		table: `
ID,TIME,EVID,AMT,CMT
1,0,1,100,depot
1,9,0,.,.
1,10,4,50,depot
1,11,0,.,.
1,13,0,.,.
`,
	},
	{
		name: "reset and added steady state", why: "EVID 4 with SS 2 adds to nothing", model: vein, obs: "11 20", given: []given{{at: 0, amount: 100, wiped: 10}, {at: 10, amount: 50, tau: 12}},
		table: `
ID,TIME,EVID,AMT,II,SS,CMT
1,0,1,100,0,0,central
1,10,4,50,12,2,central
1,11,0,.,.,.,.
1,20,0,.,.,.,.
`,
	},
	{
		name: "time starts again", why: "a reset may turn the clock back", model: vein, obs: "10 | 10", given: []given{{at: 0, amount: 100}, {at: 0, amount: 50, seg: 1}},
		table: `
ID,TIME,EVID,AMT,II,ADDL,CMT
1,0,1,100,12,5,central
1,10,0,.,.,.,.
1,0,4,50,.,.,central
1,10,0,.,.,.,.
`,
	},
	{
		name: "infusion end meets a dose", why: "an infusion ends before what starts at that time", model: vein, obs: "4- 4+ 6", given: []given{{at: 0, amount: 100, dur: 4}, {at: 4, amount: 100}},
		table: `
ID,TIME,EVID,AMT,RATE,CMT
1,0,1,100,25,central
1,4,0,.,.,.
1,4,1,100,.,central
1,4,0,.,.,.
1,6,0,.,.,.
`,
	},
	{
		name: "two infusions", why: "infusions overlap and end on their own", model: vein, obs: "3 5 9", given: []given{{at: 0, amount: 100, dur: 4}, {at: 2, amount: 60, dur: 6}},
		table: `
ID,TIME,EVID,AMT,RATE,CMT
1,0,1,100,25,central
1,2,1,60,10,central
1,3,0,.,.,.
1,5,0,.,.,.
1,9,0,.,.,.
`,
	},
}

// Package library holds the cited figures the product ships with: one CSV a topic, one
// bibliography, the choices between sources that disagree and the exceptions to the plausibility
// checks. It knows nothing else; package evidence reads and checks it. See README.md.
package library

import "embed"

// FS holds the CSV files at its root, the drug files in drugs, what was estimated from the evidence in calibration, what trials
// reported in trials with the trials as files, and what endpoints mean and drives diseases in disease.
//
//go:embed *.csv drugs/*.yaml calibration/*.csv trials/*.csv trials/*.yaml disease/*.csv
var FS embed.FS

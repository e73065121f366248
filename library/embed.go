// Package library holds the cited figures the product ships with: one CSV a topic, one
// bibliography, the choices between sources that disagree and the exceptions to the plausibility
// checks. It knows nothing else; package evidence reads and checks it. See README.md.
package library

import "embed"

// FS holds the CSV files at its root and the drug files in drugs.
//
//go:embed *.csv drugs/*.yaml
var FS embed.FS

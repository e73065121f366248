// Package qualification holds which prediction is compared with which observation, and the criteria set beforehand, as
// data. It knows nothing else: the comparisons are computed in the packages of the science.
package qualification

import "embed"

// FS holds the tables of comparisons at its root.
//
//go:embed *.csv
var FS embed.FS

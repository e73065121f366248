// Package web holds the built page of the explorer: one HTML file, one script, one style sheet. It knows files; it must not know what they
// show or who serves them. The sources are in src (TypeScript), tools/webbuild makes dist of them.
package web

import (
	"embed"
	"io/fs"
)

//go:embed dist
var files embed.FS

// Dist is the content of the directory dist, index.html at its root.
var Dist = mustSub()

func mustSub() fs.FS {
	sub, err := fs.Sub(files, "dist")
	if err != nil {
		panic("web: " + err.Error()) // the name above is constant
	}
	return sub
}

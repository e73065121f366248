// Package web holds the built page of the explorer. It knows files; it must not know what they show or who serves them.
package web

import (
	"embed"
	"io/fs"
)

//go:embed dist
var files embed.FS

// Dist are the files of the page; index.html is its start.
var Dist = must(fs.Sub(files, "dist"))

func must(f fs.FS, err error) fs.FS {
	if err != nil {
		panic("web: " + err.Error())
	}
	return f
}

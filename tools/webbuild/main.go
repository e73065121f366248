// Command webbuild makes the bundle of the web page: web/src to web/dist, one script, one style sheet and the page that loads them.
// It bundles, does not check types (that is `npm run check` in web), and needs the packages of web/package-lock.json in web/node_modules.
// The same sources give the same bytes: esbuild is pinned in tools/go.mod and the packages in the lock file.
//
//	go run -C tools ./webbuild          # from the root of the repository
//	go run -C tools ./webbuild -watch   # again after every change
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	root := flag.String("web", "../web", "directory of the page")
	watch := flag.Bool("watch", false, "build again after every change")
	flag.Parse()
	if err := run(*root, *watch); err != nil {
		fmt.Fprintln(os.Stderr, "webbuild:", err)
		os.Exit(1)
	}
}

func run(root string, watch bool) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	licence, err := os.ReadFile(filepath.Join(root, "node_modules", "uplot", "LICENSE"))
	if err != nil {
		return fmt.Errorf("the packages of the page are missing; run: npm ci --prefix web (%w)", err)
	}
	out := filepath.Join(root, "dist")
	if err := os.RemoveAll(out); err != nil { // what is no longer made does not stay
		return err
	}
	options := api.BuildOptions{
		AbsWorkingDir: root,
		EntryPoints:   []string{"src/app.ts", "src/app.css", "src/index.html", "src/icon.svg"},
		Loader:        map[string]api.Loader{".html": api.LoaderCopy, ".svg": api.LoaderCopy, ".xml": api.LoaderText, ".yaml": api.LoaderText},
		Outdir:        out,
		Bundle:        true,
		Format:        api.FormatESModule,
		Target:        api.ES2022,
		MinifySyntax:  true, MinifyWhitespace: true, MinifyIdentifiers: true,
		// The licence of what is bundled goes with it.
		Banner:   map[string]string{"js": "/* This file contains uPlot:\n\n" + strings.TrimSpace(string(licence)) + "\n*/"},
		Charset:  api.CharsetUTF8,
		LogLevel: api.LogLevelInfo,
		Write:    true,
	}
	if !watch {
		if result := api.Build(options); len(result.Errors) > 0 {
			return fmt.Errorf("%d errors", len(result.Errors))
		}
		return nil
	}
	c, err2 := api.Context(options)
	if err2 != nil {
		return err2
	}
	defer c.Dispose()
	if err := c.Watch(api.WatchOptions{}); err != nil {
		return err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	<-stop
	return nil
}

package web

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// budget is what the whole page may weigh as it is sent, in bytes.
const budget = 200_000

func built(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := fs.WalkDir(Dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(Dist, name)
		out[name] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestThePageIsSmall(t *testing.T) {
	total := 0
	for name, data := range built(t) {
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		t.Logf("%-12s %6d bytes, %6d compressed", name, len(data), b.Len())
		total += b.Len()
	}
	if total > budget {
		t.Errorf("the page weighs %d bytes compressed; at most %d are allowed", total, budget)
	}
}

func TestThePageNamesItsOwnFilesOnly(t *testing.T) {
	all := built(t)
	index := string(all["index.html"])
	named := regexp.MustCompile(`(?:src|href)="(/[^"]*)"`).FindAllStringSubmatch(index, -1)
	if len(named) < 3 {
		t.Fatalf("index.html names %d files; a script, a style sheet and an icon are expected", len(named))
	}
	for _, m := range named {
		if strings.HasPrefix(m[1], "/api/") {
			continue
		}
		if _, ok := all[strings.TrimPrefix(m[1], "/")]; !ok {
			t.Errorf("index.html names %s, which is not built", m[1])
		}
	}
}

// The content security policy allows neither scripts nor styles inside the page, and nothing from elsewhere.
var forbidden = map[string]*regexp.Regexp{
	"an inline script":           regexp.MustCompile(`<script(?:[^>]*[^/>])?>[^<]`),
	"an inline style":            regexp.MustCompile(`<style|\sstyle="`),
	"an inline handler":          regexp.MustCompile(`\son[a-z]+="`),
	"a file of another machine":  regexp.MustCompile(`(?:src|href)="(?:https?:)?//|url\(["']?(?:https?:)?//|@import\s+["']?http|import\(["']http`),
	"code made from text (eval)": regexp.MustCompile(`\beval\(|new Function\(`),
}

func TestThePageObeysItsPolicy(t *testing.T) {
	for name, data := range built(t) {
		for what, pattern := range forbidden {
			markup := strings.HasPrefix(what, "an inline") // in a script such letters are no markup
			if m := pattern.Find(data); m != nil && (!markup || strings.HasSuffix(name, ".html")) {
				t.Errorf("%s holds %s: %q", name, what, m)
			}
		}
	}
}

func TestThePolicyIsHeld(t *testing.T) {
	for what, text := range map[string]string{
		"an inline script":           `<script>go()</script>`,
		"an inline style":            `<p style="color:red">`,
		"an inline handler":          `<p onclick="go()">`,
		"a file of another machine":  `<script src="https://example.org/a.js">`,
		"code made from text (eval)": `eval("1")`,
	} {
		if !forbidden[what].MatchString(text) {
			t.Errorf("%q is not found to hold %s", text, what)
		}
	}
}

func TestTheLicenceOfWhatIsBundledStays(t *testing.T) {
	js := string(built(t)["app.js"])
	for _, words := range []string{"uPlot", "Leon Sorokin", "The above copyright notice and this permission notice shall be included"} {
		if !strings.Contains(js, words) {
			t.Errorf("app.js does not say %q", words)
		}
	}
}

package safety

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

func files(c *Calibration) fstest.MapFS {
	out := fstest.MapFS{}
	for name, data := range c.Files() {
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

func TestCalibrationSurvivesItsFiles(t *testing.T) {
	c := Shipped()
	again, err := ReadCalibration(files(c))
	if err != nil {
		t.Fatal(err)
	}
	if d := c.Distance(again); d > 1e-9 || again.Hash != c.Hash {
		t.Errorf("distance %g, hashes %s and %s", d, c.Hash, again.Hash)
	}
	if !bytes.Equal(c.Files()[ParameterFile], again.Files()[ParameterFile]) {
		t.Error("the file changes")
	}
	again.Models[2].X[0] += 0.5 * again.Models[2].SD(0)
	near(t, "distance", c.Distance(again), 0.5, 1e-9)
}

func TestDamagedCalibrationsAreRefused(t *testing.T) {
	for name, damage := range map[string]func(fstest.MapFS){
		"safety.csv: not readable": func(f fstest.MapFS) { f[ParameterFile].Data = []byte("event\n") },
		"no event":                 func(f fstest.MapFS) { replace(f, ParameterFile, "herpes zoster,form", "hiccups,form") },
		"no form":                  func(f fstest.MapFS) { replace(f, ParameterFile, "TB,form,effect of the class", "TB,form,luck") },
		"before its form":          func(f fstest.MapFS) { replace(f, ParameterFile, "TB,form,effect of the class,,\n", "") },
		"no item":                  func(f fstest.MapFS) { replace(f, ParameterFile, "TB,spread,pool", "TB,breadth,pool") },
		"is expected":              func(f fstest.MapFS) { replace(f, FactorFile, "TB,age", "TB,ages") },
		"parsing":                  func(f fstest.MapFS) { replace(f, ParameterFile, "TB,spread,pool,", "TB,spread,pool,x") },
	} {
		f := files(Shipped())
		damage(f)
		if _, err := ReadCalibration(f); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func replace(f fstest.MapFS, file, old, text string) {
	f[file].Data = []byte(strings.Replace(string(f[file].Data), old, text, 1))
}

package pathway

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"

	"jakstat/engine/compile"
	"jakstat/engine/sim"
	"jakstat/evidence"
	"jakstat/format/sbml"
)

// published are models of other laboratories, run as they stand for 5 h. Weights make the phosphorylated STAT of the cell from their species, in nM
// of cytoplasm.
var published = []struct {
	file     string
	minute   float64 // the model's unit of time in a minute
	cytokine string
	options  Options
	dose     float64 // nM; the published stimulus
	pstat    map[string]float64
	mrna     string
	rows     [3]string // time of the peak, 2 h over peak, onset of feedback mRNA
	protein  map[string]string
	// What comes out of this package beside them: the root mean square distance of the courses over 3 h, each of its own peak, and our time of
	// peak. They are recorded, not tuned: a guard against silent change.
	distance, ownPeak float64
}{
	{
		file: "Sobotta_2017_il6.xml", minute: 1, cytokine: "IL-6", options: Options{Cell: "hepatocyte"}, dose: 40 / 20.8,
		pstat: map[string]float64{"tpSTAT3": 1}, mrna: "SOCS3RNA", rows: [3]string{"rate98", "rate102", "rate106"}, protein: map[string]string{"SOCS3": "rate110"},
		distance: 0.090, ownPeak: 25.25,
	},
	{
		file: "BIOMD0000000347.xml", minute: 1, cytokine: "EPO", options: Options{Cell: "CFU-E"}, dose: 1,
		pstat: map[string]float64{"pSTAT5": 0.4, "npSTAT5": 0.275}, mrna: "CISRNA", rows: [3]string{"rate99", "rate103", "rate107"},
		protein: map[string]string{"CIS": "rate111", "SOCS3": "rate112"}, distance: 0.432, ownPeak: 15.75,
	},
	{
		file: "BIOMD0000000313.xml", minute: 1, cytokine: "IL-13", options: Options{Cell: "MedB-1"}, dose: 2.265,
		pstat: map[string]float64{"pSTAT5": 1}, mrna: "SOCS3mRNA", rows: [3]string{"rate100", "rate104", "rate108"}, protein: map[string]string{"SOCS3": "rate114"},
		distance: 0.324, ownPeak: 28.75,
	},
	{
		file: "BIOMD0000000093.xml", minute: 60, cytokine: "IFN-gamma", dose: 10,
		pstat: map[string]float64{
			"STAT1c_star": 1, "IFNRJ2_star_STAT1c_star": 1, "STAT1c_star_STAT1c_star": 2, "STAT1c_star_PPX": 1, "STAT1c_STAT1c_star": 1, "STAT1n_star_STAT1n_star": 2,
			"STAT1n_star": 1, "STAT1n_star_PPN": 1, "STAT1n_STAT1n_star": 1, "STAT1c_star_STAT1c_star_PPX": 2, "STAT1n_star_STAT1n_star_PPN": 2,
		}, mrna: "mRNAc", rows: [3]string{"rate101", "rate105", "rate109"}, protein: map[string]string{"SOCS1": "rate113"},
		distance: 0.181, ownPeak: 16.25,
	},
}

func sharedModel(t *testing.T, file string) *compile.Program {
	t.Helper()
	dir := os.Getenv("JAKSTAT_SHARED")
	if dir == "" {
		t.Skip("JAKSTAT_SHARED is not set: no published models")
	}
	path := filepath.Join(dir, "models", file)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skip(err)
	}
	doc, err := sbml.Read(path, data)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range doc.Model.Species() {
		names = append(names, s.ID)
	}
	for _, p := range doc.Model.Parameters() {
		if !p.Constant {
			names = append(names, p.ID)
		}
	}
	prog, err := compile.Compile(doc.Model, compile.Options{Report: names})
	if err != nil {
		t.Fatal(err)
	}
	return prog
}

// TestRowsOfPublishedCourses computes the course rows of the evidence again from the models, and compares this package's courses with them.
func TestRowsOfPublishedCourses(t *testing.T) {
	lib := evidence.Default()
	value := func(id string) float64 {
		row, _, _ := lib.Get(id)
		return row.(*evidence.RateConstant).Value.Value
	}
	for _, x := range published {
		prog := sharedModel(t, x.file)
		times := grid(300, 0.25)
		scaled := make([]float64, len(times))
		for k := range times {
			scaled[k] = times[k] * x.minute
		}
		c, err := sim.Solve(context.Background(), sim.ModelRun{Program: prog, End: scaled[len(scaled)-1], Times: scaled})
		if err != nil {
			t.Fatal(err)
		}
		y := make([]float64, len(times))
		for id, w := range x.pstat {
			for k, v := range c.Values[prog.OutputIndex(id)] {
				y[k] += w * v
			}
		}
		at, top := peak(y)
		m := c.Values[prog.OutputIndex(x.mrna)]
		_, most := peak(m)
		onset := 0.0
		for k := range m {
			if m[k]-m[0] >= (most-m[0])/10 {
				onset = times[k]
				break
			}
		}
		near := func(what, row string, got, tolerance float64) {
			t.Helper()
			if want := value(row); math.Abs(got-want) > tolerance {
				t.Errorf("%s: %s is %.4g, %s says %.4g", x.file, what, got, row, want)
			}
		}
		near("time of the peak", x.rows[0], times[at], 0.26)
		near("signal at 2 h over its peak", x.rows[1], y[480]/top, 0.001)
		near("onset of the mRNA", x.rows[2], onset, 0.26)
		for id, row := range x.protein {
			_, most := peak(c.Values[prog.OutputIndex(id)])
			near(id, row, most, 0.01*value(row))
		}

		p := built(t, x.cytokine, x.options)
		own := course(t, compiled(t, p), times, map[string]float64{"L": x.dose})["p"+p.STATs[0]]
		ownAt, ownTop := peak(own)
		ss, n := 0.0, 0.0
		for k := range times {
			if times[k] <= 180 {
				d := own[k]/ownTop - (y[k]-y[0])/(top-y[0])
				ss, n = ss+d*d, n+1
			}
		}
		distance := math.Sqrt(ss / n)
		t.Logf("%s: peak at %.1f min, here %.1f; distance %.3f; at 2 h %.2f, here %.2f", x.file, times[at], times[ownAt], distance, y[480]/top, own[480]/ownTop)
		if math.Abs(distance-x.distance) > 0.005 || math.Abs(times[ownAt]-x.ownPeak) > 0.5 {
			t.Errorf("%s: distance %.3f and peak at %.2f min, recorded %.3f and %.2f", x.file, distance, times[ownAt], x.distance, x.ownPeak)
		}
	}
}

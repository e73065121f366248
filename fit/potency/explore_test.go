package potency

import (
	"context"
	"fmt"
	"testing"
	"time"

	"jakstat/evidence"
	"jakstat/jak/receptor"
)

func TestExplore(t *testing.T) {
	lib := evidence.Default()
	drugs := Drugs(lib)
	show := func(name string, pts []Point) {
		for _, ver := range []bool{false, true} {
			s := ScoreOf(pts, func(p Point) bool { return !ver || p.Cell.Verified })
			fmt.Printf("%-45s ver=%-5v n=%d/%d GMFE %.2f macro %.2f w3 %.0f%% cov %.0f%% width %.1f..%.0f score %.2f\n", name, ver, s.Rows, s.Drugs, s.GMFE, s.Macro, 100*s.Within3, 100*s.Coverage, s.Width, s.Widest, s.LogScore)
		}
	}
	for _, r := range Rules() {
		show(string(r), ByRule(lib, r, drugs))
	}
	for _, f := range receptor.Forms() {
		for _, by := range []Left{Drug, Cytokine} {
			st := time.Now()
			pts, err := CrossValidate(context.Background(), f, drugs, by, func() {})
			if err != nil {
				t.Fatal(err)
			}
			show(fmt.Sprintf("%v by %s %v", f, by, time.Since(st).Round(time.Millisecond)), pts)
			if f == receptor.Reserve {
				for _, p := range pts {
					fmt.Printf("    %s %s %s %.2f inside %v width %.0f\n", p.Drug, p.Cell.Receptor.Cytokine, p.Cell.STAT, p.Fold(), p.Inside(), p.Width())
				}
			}
		}
		ft, _ := Fit(context.Background(), f, drugs, nil)
		fmt.Printf("   marginal likelihood %.2f\n", ft.Posterior.Evidence)
	}
}

func TestSDs(t *testing.T) {
	ft, _ := Fit(context.Background(), receptor.Reserve, Drugs(evidence.Default()), nil)
	for i, g := range ft.Model.Problem.Groups {
		fmt.Printf("%s %.2f\n", g.Name, ft.Posterior.SD[i])
	}
}

func TestAB(t *testing.T) {
	for _, f := range []receptor.Form{receptor.FamilyExponent} {
		ft, _ := Fit(context.Background(), f, Drugs(evidence.Default()), nil)
		for i, c := range ft.Model.Problem.Coords {
			if i > 4 && c.Group != 9+1 {
				continue
			}
			fmt.Printf("%s %.2f %.2f\n", c.Name, ft.Posterior.X[i], ft.Posterior.Cov.At(i, i))
		}
	}
}

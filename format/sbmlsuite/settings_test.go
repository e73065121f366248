package sbmlsuite

import (
	"math"
	"slices"
	"strings"
	"testing"
)

const goodSettings = "start: 0\r\nduration: 5.0\r\nsteps: 10\r\nvariables: S1, S2\r\nabsolute: 1.000000e-007\r\nrelative: 0.0001\r\namount: S1\r\nconcentration: S2\r\n"

func TestReadSettings(t *testing.T) {
	s, err := ReadSettings("00042-settings.txt", []byte(goodSettings))
	if err != nil {
		t.Fatal(err)
	}
	if s.Start != 0 || s.Duration != 5 || s.Steps != 10 || s.Absolute != 1e-7 || s.Relative != 1e-4 ||
		!slices.Equal(s.Variables, []string{"S1", "S2"}) || !slices.Equal(s.Amount, []string{"S1"}) || !slices.Equal(s.Concentration, []string{"S2"}) {
		t.Errorf("%+v", s)
	}
	times := s.Times()
	if len(times) != 11 || times[0] != 0 || times[3] != 1.5 || times[10] != 5 {
		t.Errorf("times %v", times)
	}
}

func TestReadSettingsOfOtherKinds(t *testing.T) {
	s, err := ReadSettings("fba", []byte("start:\nduration:\nsteps:\nvariables: J0,OBJF\nabsolute: 0.001\nrelative: 0.001\namount: \nconcentration:"))
	if err != nil || !math.IsNaN(s.Start) || !math.IsNaN(s.Duration) || s.Steps != -1 || len(s.Amount) != 0 {
		t.Errorf("%+v %v", s, err)
	}
	s, err = ReadSettings("ssa", []byte("start: 0\nduration: 50\nsteps: 50\nvariables: X\nabsolute: \nrelative: \namount: X\nconcentration: \noutput: X-mean, X-sd\nmeanRange: (-3, 3)\nsdRange: (-5, 5)\n"))
	if err != nil || !math.IsNaN(s.Absolute) || s.MeanRange != [2]float64{-3, 3} || s.SDRange != [2]float64{-5, 5} || len(s.Output) != 2 {
		t.Errorf("%+v %v", s, err)
	}
}

func TestSettingsMistakesAreToldAtOnceWithTheirLines(t *testing.T) {
	_, err := ReadSettings("x-settings.txt", []byte(strings.Join([]string{
		"start: zero", "duration: -1", "steps: 1.5", "variables: A, B, A", "absolute: inf", "relative: 0x10", "amount: A, Bb", "concentration: A", "relativ: 1", "start: 0", "hello", "meanRange: 3",
	}, "\n")))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`x-settings.txt:1: error: start: "zero"`, `:2: error: duration: -1 is below 0`, `:3: error: steps: "1.5"`, `:4: error: variable "A" twice`, `:5: error: absolute: "inf"`,
		`:6: error: relative: "0x10"`, `:7: error: amount: "Bb" is not among the variables; did you mean "B"?`, `:8: error: "A" is both`, `:9: error: unknown key "relativ"; did you mean "relative"?`,
		`:10: error: "start" again; the first is in line 1`, `:11: error: "hello" is not of the form`, `:12: error: meanRange: "3" is not an interval`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
	_, err = ReadSettings("y", []byte("start: 0\nvariables:\n"))
	for _, want := range []string{`no line "duration:"`, `no line "relative:"`, "y:2: error: no variables"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}

func FuzzReadSettings(f *testing.F) {
	f.Add([]byte(goodSettings))
	f.Add([]byte("start: 1e999\nsteps: 99999999999999999999\nmeanRange: (,)\n::\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ReadSettings("f", data)
		if (s == nil) == (err == nil) {
			t.Error("neither settings nor an error, or both")
		}
	})
}

package dose

import (
	"errors"
	"math"
	"strings"
	"testing"

	"jakstat/diag"
)

// FuzzParseRegimen: no text panics; what is accepted is finite and prints to a fixed point; what is refused
// is refused with a place and no line break.
func FuzzParseRegimen(f *testing.F) {
	for _, s := range []string{
		"15 mg qd", "5 mg bid for 12 weeks", "load 30 mg then 15 mg qd from day 2", "45 mg qd for 8 weeks then 15 mg qd",
		"15 mg qd, hold days 14–21", "infuse 100 mg over 2 h q3w x 10", "5 mg/kg iv q2w", "7,5 mg", "-5 mg", "x", "q8h", "hold", "skip dose 5",
		"1e400 mg qd", "15 mg every 1e-300 h", "15 mg b.i.d.", "10 mg days 1-3 then 20 mg qd until week 9", "15 mg twice", "\x00", "15 mg x10",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRegimen(text)
		if err != nil {
			checkDiagnostics(t, err)
			return
		}
		for _, c := range r.Courses {
			if !finite(c.Amount.Value) || c.Amount.Value < 0 || !finite(c.Start) || !finite(c.Every) || c.Every < 0 || math.IsNaN(c.End()) {
				t.Fatalf("%q gives %+v", text, c)
			}
		}
		sameAgain(t, r)
	})
}

// FuzzReadTable: no bytes panic; an accepted table writes and reads back the same, and its expansion
// is bounded and in order.
func FuzzReadTable(f *testing.F) {
	for _, s := range []string{
		"ID,TIME,EVID,AMT,RATE,II,ADDL,SS,CMT\n1,0,1,100,0,12,3,0,depot\n1,6,0,.,.,.,.,.,central\n",
		"id time amt tinf wt\n1 0 100 2 70\n", "C,ID,TIME,AMT\n.,1,0,100\nC,1\n", "ID;TIME(d);AMT[ug];TOTAL;II\n1;0;5;7;1\n",
		"TIME,AMT\n0,1\n\"\n", "ID,TIME,EVID,AMT,RATE,II,SS\n1,0,1,0,10,0,1\n", "\ufeffTIME\t\n", "TIME,AMT(mg/kg),RATE(mg/kg/d)\n0,1,1\n",
		"ID,TIME,EVID,AMT\n1,5,1,1\n1,2,4,1\n", "#\n", "TIME,II,ADDL,AMT\n0,1,999999,1\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tab, err := ReadTable(strings.NewReader(text), "fuzz", Options{})
		if err != nil {
			checkDiagnostics(t, err)
			return
		}
		rereads(t, tab)
		if len(tab.Records) > 1000 {
			return
		}
		total := 0
		for _, r := range tab.Records {
			total += r.ADDL
		}
		if total > 10_000 {
			return
		}
		events := tab.Events()
		if _, err := Expand(events); err != nil {
			checkDiagnostics(t, err)
			return
		}
		for _, subject := range BySubject(events) {
			changes, err := Timeline(subject, nil)
			if err != nil {
				continue
			}
			for i, c := range changes {
				if !finite(c.Time) || !finite(c.Rate) || !finite(c.Amount) {
					t.Fatalf("change %+v", c)
				}
				if i > 0 && c.Segment == changes[i-1].Segment && c.Time < changes[i-1].Time {
					t.Fatalf("out of order:\n%s", TimelineText(changes))
				}
			}
		}
	})
}

func checkDiagnostics(t *testing.T, err error) {
	var list diag.List
	var one diag.Diagnostic
	if !errors.As(err, &list) {
		if !errors.As(err, &one) {
			t.Fatalf("no diagnostic: %v", err)
		}
		list = diag.List{one}
	}
	for _, d := range list {
		if d.Code == "" || d.Message == "" || strings.Contains(d.Error(), "\n") || strings.Contains(d.Error(), "NaN mg") {
			t.Fatalf("bad diagnostic %q", d.Error())
		}
	}
}

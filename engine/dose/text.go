package dose

import (
	"fmt"
	"strconv"
	"strings"

	"jakstat/unit"
)

// Text prints events as an aligned table for people, one a line, leaving out empty columns.
func Text(events []Event) string {
	head := []string{"ID", "TIME", "EVID", "AMT", "RATE", "DUR", "II", "ADDL", "SS", "CMT", "ROUTE", "FORM"}
	rows := make([][]string, len(events))
	used := make([]bool, len(head))
	used[1], used[2] = true, true
	for i, e := range events {
		rows[i] = eventCells(e)
		for j, c := range rows[i] {
			used[j] = used[j] || c != ""
		}
	}
	return align(head, rows, used)
}

func eventCells(e Event) []string {
	c := make([]string, 12)
	c[0], c[1], c[2] = e.ID, number(e.Time), strconv.Itoa(int(e.EVID))
	if e.EVID.Gives() {
		c[3] = amountText(e.Amount, e.PerKg)
		switch e.Input {
		case ByRate, ConstantForever:
			c[4] = number(e.Rate)
		case ByDuration:
			c[5] = number(e.Duration)
		case ModelRate:
			c[4] = "model"
		case ModelDuration:
			c[5] = "model"
		}
	}
	if e.II > 0 {
		c[6] = number(e.II)
	}
	if e.ADDL > 0 {
		c[7] = strconv.Itoa(e.ADDL)
	}
	if e.SS != NotSteady {
		c[8] = strconv.Itoa(int(e.SS))
	}
	c[9], c[10], c[11] = e.Target.String(), e.Route, e.Formulation
	return c
}

// align prints the used columns, padded, with "." for an empty cell and no blanks at line ends.
func align(head []string, rows [][]string, used []bool) string {
	width := make([]int, len(head))
	for j := range head {
		width[j] = len([]rune(head[j]))
		for _, r := range rows {
			width[j] = max(width[j], len([]rune(r[j])), 1)
		}
	}
	var b strings.Builder
	line := func(cells []string) {
		var l strings.Builder
		for j, c := range cells {
			if !used[j] {
				continue
			}
			if c == "" {
				c = "."
			}
			fmt.Fprintf(&l, "%s%s  ", c, strings.Repeat(" ", width[j]-len([]rune(c))))
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	line(head)
	for _, r := range rows {
		line(r)
	}
	return b.String()
}

// number prints the shortest text that reads back as v.
func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func amountText(q unit.Quantity, perKg bool) string {
	s := number(q.Value) + " " + q.Unit.String()
	if perKg {
		s += "/kg"
	}
	return s
}

// TimelineText prints changes as an aligned table.
func TimelineText(changes []Change) string {
	head := []string{"SEG", "TIME", "WHAT", "AMT", "RATE", "DUR", "II", "PHASE", "DOSE", "CMT", "RECORD"}
	rows := make([][]string, len(changes))
	used := make([]bool, len(head))
	used[1], used[2], used[10] = true, true, true
	for i, c := range changes {
		what := c.Kind.String()
		if c.Superpose {
			what += " added"
		}
		rows[i] = []string{
			nonZero(float64(c.Segment)), number(c.Time), what, nonZero(c.Amount), nonZero(c.Rate), nonZero(c.Duration), nonZero(c.II),
			nonZero(c.Phase), nonZero(float64(c.Dose)), c.Target.String(), strconv.Itoa(c.Event + 1),
		}
		for j, s := range rows[i] {
			used[j] = used[j] || s != ""
		}
	}
	return align(head, rows, used)
}

func nonZero(v float64) string {
	if v == 0 {
		return ""
	}
	return number(v)
}

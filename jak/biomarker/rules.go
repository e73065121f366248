package biomarker

import (
	"regexp"
	"strconv"
	"strings"

	"jakstat/evidence"
)

// Action is what a label says to do.
type Action string

// The actions, the first of them before treatment.
const (
	NoStart     Action = "do not start"
	Interrupt   Action = "interrupt"
	Reduce      Action = "reduce"
	Discontinue Action = "discontinue"
)

// Rule is one laboratory rule of a label: the action when a value meets the criterion. Confirmed asks for a second value.
type Rule struct {
	Action    Action
	Lab       string
	Criterion Criterion
	Confirmed bool
	// Low is the lower end of a range (500 in "ANC 500-1000"), below which another rule acts; 0 without.
	Low  float64
	Text string // the clause as printed
	Dose string // evidence row
}

// words of labels for the labs.
var labelLabs = map[string]string{"ALC": "lymphocytes", "lymphocytes": "lymphocytes", "ANC": "neutrophils", "neutrophils": "neutrophils", "Hb": "hemoglobin", "plt": "platelets"}

var clause = regexp.MustCompile(`\b(ALC|ANC|Hb|plt|lymphocytes|neutrophils)\b ?(?:<(\d+)(k?)|(\d+)(?:k?)-<?(\d+)(k?)|drop >(\d+)|grade ([34]))((?: or drop >\d+)?)`)

// Rules reads the laboratory rules of a drug's label in a region ("FDA", "EMA" or "PMDA") for an indication that contains the words ("" takes the first). Rest
// is what the label says beyond limits of blood counts: not read, but not lost. Both are empty where the evidence has no such label.
func Rules(lib *evidence.Library, drug, region, indication string) (rules []Rule, rest string) {
	for _, d := range evidence.Of(lib.Doses, drug) {
		if d.Region != region || !strings.Contains(strings.ToLower(d.Indication), strings.ToLower(indication)) {
			continue
		}
		return parseRules(d.LabInterruptionRules, d.ID)
	}
	return nil, ""
}

// parseRules takes a label's rules apart. Sections are parted by "|" and begin with what to do; cells are counted per mm³ (ALC, ANC) or in 10⁹/L, thousands
// marked by k.
func parseRules(text, id string) (rules []Rule, rest string) {
	var others []string
	for _, section := range strings.Split(text, "|") {
		section = strings.TrimSpace(section)
		head, body, ok := strings.Cut(section, ":")
		if !ok {
			head, body = section, section // "ANC<500 interrupt until >=750"
		}
		actions := actionsOf(head)
		found := clause.FindAllStringSubmatchIndex(body, -1)
		if len(actions) == 0 || len(found) == 0 || strings.Contains(body, "baseline ") || strings.HasPrefix(head, "start ") {
			if section != "" {
				others = append(others, section)
			}
			continue
		}
		for _, at := range found {
			group := func(i int) string {
				if at[2*i] < 0 {
					return ""
				}
				return body[at[2*i]:at[2*i+1]]
			}
			r := Rule{Lab: labelLabs[group(1)], Text: body[at[0]:at[1]], Dose: id}
			tail := body[at[1]:min(len(body), at[1]+12)]
			r.Confirmed = strings.HasPrefix(strings.TrimSpace(tail), "confirmed") || strings.HasPrefix(strings.TrimSpace(tail), "persistent")
			switch {
			case group(2) != "":
				r.Criterion.Below = count(r.Lab, group(2))
			case group(4) != "":
				r.Low, r.Criterion.Below = count(r.Lab, group(4)), count(r.Lab, group(5))
			case group(7) != "":
				r.Criterion.Drop, _ = strconv.ParseFloat(group(7), 64)
			default:
				grade, _ := strconv.Atoi(group(8))
				r.Criterion, _ = Limit("ctcae", r.Lab, grade)
			}
			if _, drop, ok := strings.Cut(group(9), ">"); ok {
				r.Criterion.Drop, _ = strconv.ParseFloat(drop, 64)
			}
			for _, a := range actions {
				r.Action = a
				rules = append(rules, r)
			}
		}
	}
	return rules, strings.Join(others, " | ")
}

// actionsOf reads what stands before the colon.
func actionsOf(head string) []Action {
	var out []Action
	for _, x := range []struct {
		word   string
		action Action
	}{{"no_start", NoStart}, {"contraindicated", NoStart}, {"do not use", NoStart}, {"interrupt", Interrupt}, {"reduce", Reduce}, {"discontinue", Discontinue}} {
		if strings.Contains(head, x.word) {
			out = append(out, x.action)
		}
	}
	return out
}

// count brings a figure of a label to the lab's unit: per mm³ for white cells, 10⁹/L (or thousands per mm³, "150k") for platelets, g/dL.
func count(lab, figure string) float64 {
	v, err := strconv.ParseFloat(figure, 64)
	if err != nil {
		return 0
	}
	if lab == "lymphocytes" || lab == "neutrophils" {
		return v / 1000
	}
	return v
}

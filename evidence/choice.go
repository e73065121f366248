package evidence

import (
	"strings"

	"jakstat/diag"
)

// Choice records a disagreement among rows and which of them is used.
//
// Kind says what kind of disagreement it is: "contradiction" (the sources cannot both be right),
// "assay" (conditions differ and explain the spread) or "population" (each row holds for its own
// group: not a contradiction, and Chosen is empty). Candidates are record ids; Chosen is one of
// them.
type Choice struct {
	Topic      string   `json:"topic"`
	Kind       string   `json:"kind"`
	Candidates []string `json:"candidates"`
	Chosen     string   `json:"chosen,omitempty"`
	Reason     string   `json:"reason"`
	Pos        diag.Pos `json:"-"`
}

// Chosen returns the choice a row is a candidate of; ok is false for a row that no other
// contradicts. A row is a candidate of one choice at most.
func (l *Library) Chosen(id string) (Choice, bool) {
	i, ok := l.chosen[id]
	if !ok {
		return Choice{}, false
	}
	return l.Choices[i], true
}

func loadChoice(l *Library, r *row) Entry {
	c := Choice{
		Topic: r.need("topic"), Kind: r.oneOf("kind", "contradiction", "assay", "population"), Chosen: r.get("chosen"), Reason: r.need("reason"),
		Pos: r.pos("candidates"),
	}
	if text := r.need("candidates"); text != "" {
		c.Candidates = strings.Split(text, ";")
	}
	switch {
	case c.Kind == "population" && c.Chosen != "":
		r.fail("chosen", "evidence.choice", "%q is chosen among populations", clip(c.Chosen)).Suggestion = "leave chosen blank: each row holds for its own group"
	case c.Kind != "population" && c.Chosen == "":
		r.fail("chosen", "evidence.choice", "no row is chosen").Suggestion = "name one of the candidates"
	}
	l.Choices = append(l.Choices, c)
	return nil
}

// Waiver explains why findings of one check are accepted. ID lists record ids separated by ";": the
// waiver covers the findings of Check that involve all of them.
type Waiver struct {
	ID     string   `json:"id"`
	Check  string   `json:"check"`
	Reason string   `json:"reason"`
	Pos    diag.Pos `json:"-"`
}

func loadWaiver(l *Library, r *row) Entry {
	w := Waiver{ID: r.need("id"), Check: r.oneOf("check", checkNames()...), Reason: r.need("reason"), Pos: r.pos("id")}
	l.Waivers = append(l.Waivers, w)
	return nil
}

// checkReferences verifies that choices and waivers name rows that exist.
func (l *Library) checkReferences(errs *diag.List) {
	for i, c := range l.Choices {
		found := c.Chosen == ""
		for _, id := range c.Candidates {
			if !l.known(id, c.Pos, errs) {
				continue
			}
			if j, taken := l.chosen[id]; taken {
				errs.Add(diag.New(c.Pos, "evidence.choice", "%s is a candidate of %q too", id, l.Choices[j].Topic).Suggest("join the two choices"))
			}
			l.chosen[id] = i
			found = found || id == c.Chosen
		}
		if !found {
			errs.Add(diag.New(c.Pos, "evidence.choice", "chosen row %q is not among the candidates", clip(c.Chosen)).Suggest("choose one of %s", strings.Join(c.Candidates, ", ")))
		}
	}
	for _, w := range l.Waivers {
		for _, id := range strings.Split(w.ID, ";") {
			l.known(id, w.Pos, errs)
		}
	}
}

func (l *Library) known(id string, pos diag.Pos, errs *diag.List) bool {
	if _, ok := l.byID[id]; ok {
		return true
	}
	ids := make([]string, 0, len(l.byID))
	for k := range l.byID {
		ids = append(ids, k)
	}
	d := diag.New(pos, "evidence.id", "no row has the id %q", clip(id))
	if best, ok := diag.Nearest(id, ids); ok {
		d = d.Suggest("did you mean %q?", best)
	} else {
		d = d.Suggest("ids look like \"pkpar12\" or \"cell30\"")
	}
	errs.Add(d)
	return false
}

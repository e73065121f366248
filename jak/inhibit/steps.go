package inhibit

import (
	"strings"

	"jakstat/diag"
	"jakstat/engine/model"
)

// Reaction finds a reaction by its ID, or by its name where that is unique. The error is a diagnostic with what is near.
func Reaction(m *model.Model, word string) (model.Reaction, error) {
	var ids []string
	var named []model.Reaction
	begin := ""
	for _, r := range m.Reactions() {
		if r.ID == word {
			return r, nil
		}
		if r.Name == word && word != "" {
			named = append(named, r)
		}
		ids = append(ids, r.ID)
		if begin == "" && word != "" && strings.HasPrefix(strings.ToLower(r.ID), strings.ToLower(word)) {
			begin = r.ID
		}
	}
	if len(named) == 1 {
		return named[0], nil
	}
	d := diag.New(diag.Pos{}, "inhibit.reaction", "the model has no reaction %q", word)
	near, ok := diag.Nearest(word, ids)
	switch {
	case len(named) > 1:
		return model.Reaction{}, diag.New(diag.Pos{}, "inhibit.reaction", "%d reactions are named %q", len(named), word).Suggest("give one by its ID: %s", named[0].ID)
	case len(ids) == 0:
		return model.Reaction{}, d.Suggest("it has no reactions: models of rules alone have no rate that could be scaled")
	case begin != "":
		return model.Reaction{}, d.Suggest("did you mean %q?", begin)
	case ok:
		return model.Reaction{}, d.Suggest("did you mean %q?", near)
	}
	return model.Reaction{}, d.Suggest("%s", diag.DidYouMean(word, ids))
}

// Equation writes a reaction as people do: "A + 2 B -> C"; n stands for a stoichiometry that the model computes.
func Equation(r model.Reaction) string {
	side := func(list []model.SpeciesRef) string {
		var terms []string
		for _, s := range list {
			term := s.Species
			switch {
			case s.ID != "" || s.Math != nil:
				term = "n " + term
			case s.Stoichiometry != 1:
				term = model.Num(s.Stoichiometry).String() + " " + term
			}
			terms = append(terms, term)
		}
		return strings.Join(terms, " + ")
	}
	return strings.TrimSpace(side(r.Reactants) + " -> " + side(r.Products))
}

// Backward tells whether a rate may be the difference of a forward and a backward one, both of which a factor scales.
func Backward(r model.Reaction) bool {
	found := false
	r.Rate.Walk(func(e model.Expr) { found = found || e.Op() == model.OpSub })
	return r.Reversible && found
}

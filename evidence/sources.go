package evidence

func loadSource(l *Library, r *row) Entry {
	s := &Source{
		ID: r.need("id"), Kind: r.oneOf("kind", "article", "label", "abstract", "database", "web", "derived"),
		Authors: r.get("authors"), Year: r.year("year"), Title: r.need("title"), DOI: r.get("doi"), PMID: r.get("pmid"), PMCID: r.get("pmcid"), Text: r.need("text"),
	}
	if s.ID == "" {
		return nil
	}
	if _, twice := l.Sources[s.ID]; twice {
		r.fail("id", "evidence.id", "source %q appears twice", clip(s.ID)).Suggestion = "one entry a source; places within it belong in locator"
	}
	if s.DOI != "" {
		for _, other := range l.Sources {
			if other.DOI == s.DOI && other.ID != s.ID {
				r.fail("doi", "evidence.source", "doi %s is that of source %q too", clip(s.DOI), other.ID).Suggestion = "one entry a source; places within it belong in locator"
			}
		}
	}
	l.Sources[s.ID] = s
	return nil
}

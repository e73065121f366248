package safety

import "slices"

// Pathway is a way in which blocking cytokines may change a hazard. The inhibition that counts is the mean of the average inhibitions over the day
// of its cytokines.
type Pathway struct {
	Name      string
	Cytokines []string
	Why       string // biology that makes it a candidate
}

// Event is an adverse event with the pathways that may drive it.
type Event struct {
	Name string
	// Words are further names in tables.
	Words []string
	// Candidates are compared with a plain effect of the class; the calibration says which is used.
	Candidates []Pathway
	// Lag is the mean time in years after which a treatment changes the hazard; 0 means at once. A cancer that is found within months was there before.
	Lag float64
	// Prior is the rate per 100 patient-years from which estimation starts; it is forgotten where there is any evidence.
	Prior float64
}

// cancerLag is a judgement: tumours need years to grow, and the excess of ORAL Surveillance shows after about 18 months (Curtis 2023). The evidence
// does not determine it.
const cancerLag = 1.5

// Death is the event after which no other can happen.
const Death = "death"

var (
	interferons  = Pathway{"interferon and IL-15", []string{"IFN-alpha/beta", "IFN-gamma", "IL-15"}, "latent varicella zoster virus is held by interferons and by cells that need IL-15"}
	interleukin6 = Pathway{"IL-6", []string{"IL-6"}, "acute-phase response, neutrophils and mucosal repair need IL-6"}
	defence      = Pathway{"IL-6, IFN-gamma and GM-CSF", []string{"IL-6", "IFN-gamma", "GM-CSF"}, "acute-phase response, macrophages and neutrophils"}
	mycobacteria = Pathway{"IL-12 and IFN-gamma", []string{"IL-12", "IFN-gamma"}, "inborn errors of either bring mycobacterial disease"}
	watch        = Pathway{"IFN-gamma and IL-15", []string{"IFN-gamma", "IL-15"}, "surveillance by cytotoxic T cells and NK cells"}
	marrow       = Pathway{"TPO and EPO", []string{"TPO", "EPO"}, "platelets and red cells"}
)

var events = []Event{
	{Name: "serious infection", Candidates: []Pathway{interleukin6, defence}, Prior: 2},
	{Name: "opportunistic infection", Candidates: []Pathway{watch, defence}, Prior: 0.2},
	{Name: "TB", Candidates: []Pathway{mycobacteria}, Prior: 0.03},
	{Name: "herpes zoster", Words: []string{"herpes zoster (overall)"}, Candidates: []Pathway{interferons}, Prior: 1},
	{Name: "VTE", Candidates: []Pathway{marrow}, Prior: 0.3},
	{Name: "DVT", Candidates: []Pathway{marrow}, Prior: 0.15},
	{Name: "PE", Candidates: []Pathway{marrow}, Prior: 0.1},
	{Name: "MACE", Words: []string{"MI or stroke"}, Candidates: []Pathway{interleukin6}, Prior: 0.3},
	{Name: "malignancy excl NMSC", Candidates: []Pathway{watch}, Lag: cancerLag, Prior: 0.5},
	{Name: "lung cancer", Candidates: []Pathway{watch}, Lag: cancerLag, Prior: 0.05},
	{Name: "lymphoma", Candidates: []Pathway{watch}, Lag: cancerLag, Prior: 0.04},
	{Name: "NMSC", Candidates: []Pathway{watch}, Lag: cancerLag, Prior: 0.3},
	{Name: "GI perforation", Words: []string{"GI perforation (lower tract)"}, Candidates: []Pathway{interleukin6}, Prior: 0.05},
	{Name: Death, Prior: 0.3},
}

// Events lists the events in the order in which they are shown.
func Events() []Event { return events }

// Find returns the event of a name or of a word of the tables.
func Find(word string) (*Event, bool) {
	for i := range events {
		if e := &events[i]; e.Name == word || slices.Contains(e.Words, word) {
			return e, true
		}
	}
	return nil, false
}

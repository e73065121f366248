// table: the numbers of the structure, with where each comes from.

package pathway

import "jakstat/unit"

// constant is one number: a text for [drug.Resolver] over evidence rows, or a judgement within bounds that are such texts too, or
// the two ends of one range row.
type constant struct {
	id, unit, text string
	what           string
	judgement      string // why this value, where no row gives it
	low, high      string // bounds of a judgement
}

// shared are the numbers that no receptor changes.
var shared = []constant{
	{id: "kon", unit: "1/nM/min", text: "rate20", what: "association of the cytokine"},
	{
		id: "KD", unit: "nM", text: "[0.05 nM]", what: "affinity of the cytokine for the complete receptor",
		judgement: "complete receptors hold their cytokine with 10 to 100 pM; the evidence has no row", low: "[0.01 nM]", high: "[0.1 nM]",
	},
	{id: "kdeact", unit: "1/min", text: "rate3", what: "dephosphorylation of the active receptor"},
	{id: "kturn", unit: "1/min", text: "rate4", what: "turnover of the receptor"},
	{id: "Kdock", unit: "nM", text: "(rate35 + rate36) / rate34", what: "Michaelis constant of the main STAT at the active receptor"},
	{id: "kdim", unit: "1/nM/min", text: "rate37", what: "dimerisation of phosphorylated STAT"},
	{id: "kundim", unit: "1/min", text: "rate38", what: "dissociation of dimers"},
	{id: "kdp", unit: "1/min", text: "rate54", what: "dephosphorylation in the cytoplasm"},
	{id: "kdpn", unit: "1/min", text: "rate48", what: "dephosphorylation in the nucleus, which limits the return"},
	{id: "klat", unit: "1/min", text: "rate45", what: "import of latent STAT"},
	{id: "kexp", unit: "1/min", text: "rate50", what: "export of latent STAT"},
	{id: "hill", unit: "1", text: "rate62", what: "steepness of transcription"},
	{
		id: "Kgene", unit: "1", text: "[0.1]", what: "part of the STAT in nuclear dimers that half activates a gene",
		judgement: "published models put it below the part reached at full stimulus; none gives it on this scale", low: "[0.02]", high: "[0.5]",
	},
	{id: "kreporter", unit: "1/min", text: "rate63", what: "loss of the reporter mRNA"},
	{
		id: "docking2", unit: "1", text: "[0.2]", what: "docking affinity of a STAT not named first, of the main one's",
		judgement: "at gp130 the second STAT needs about a seventh of the inhibitor (cell6, cell7)", low: "[0.1]", high: "[0.5]",
	},
	{
		id: "kmutant", unit: "1", text: "[0.3]", what: "activation without cytokine by a mutant, of that with cytokine",
		judgement: "a mutant signals less than full stimulus; the evidence has no row", low: "[0.1]", high: "[1]",
	},
}

// activations are kact and kphos by family; an empty family serves all others.
var activations = map[string][]constant{
	"gp130": {
		{id: "kact", unit: "1/min", text: "rate1 * [40 ng/mL]", what: "activation of the receptor by its kinases, at saturating IL-6"},
		{id: "kphos", unit: "1/nM/min", text: "rate29", what: "STAT phosphorylation by active receptor"},
		{id: "R0", unit: "nM", text: "rate77", what: "receptor"},
	},
	"type I IFN":  interferon,
	"type II IFN": interferon,
	"homodimer": {
		{id: "kact", unit: "1/min", text: "rate6", what: "activation of the receptor by its kinases"},
		{id: "kphos", unit: "1/nM/min", text: "rate36 * rate34 / (rate35 + rate36)", what: "STAT phosphorylation by active receptor"},
		{id: "R0", unit: "nM", text: "rate80", what: "receptor"},
	},
	"": {
		{
			id: "kact", unit: "1/min", text: "[0.25 1/min]", what: "activation of the receptor by its kinases",
			judgement: "no row for this family; middle of the other receptors' on a log scale", low: "rate1 * [40 ng/mL]", high: "rate15",
		},
		{id: "kphos", unit: "1/nM/min", text: "rate36 * rate34 / (rate35 + rate36)", what: "STAT phosphorylation by active receptor"},
		{
			id: "R0", unit: "nM", text: "[2 nM]", what: "receptor",
			judgement: "no row for this family; middle of the other receptors' on a log scale", low: "rate77", high: "rate25",
		},
	},
}

var interferon = []constant{
	{id: "kact", unit: "1/min", text: "rate24", what: "activation of the receptor by its kinases"},
	{id: "kphos", unit: "1/nM/min", text: "rate36 * rate34 / (rate35 + rate36)", what: "STAT phosphorylation by active receptor"},
	{id: "R0", unit: "nM", text: "rate25", what: "receptor"},
}

// imports are the import rates of phosphorylated dimers by STAT.
var imports = map[string]constant{
	"STAT1": {text: "rate46"},
	"STAT3": {text: "rate44"},
	"STAT5": {text: "rate41"},
	"":      {text: "[0.1 1/min]", judgement: "no row for this STAT; middle of the working range on a log scale", low: "rate89", high: "rate89"},
}

// abundances are latent STAT in the cytoplasm.
var abundances = map[string]constant{
	"STAT1": {text: "rate27"},
	"STAT3": {text: "rate78"},
	"STAT5": {text: "rate82"},
	"":      {text: "[100 nM]", judgement: "no row for this STAT", low: "rate78", high: "rate27"},
}

// feedbacks are the SOCS proteins: transit rate, loss of mRNA and protein, protein at full induction, strength.
var feedbacks = map[string][]constant{
	"SOCS1": {
		{
			id: "ktransit", unit: "1/min", text: "[0.3 1/min]", what: "each of five steps from gene to mRNA",
			judgement: "no row for SOCS1", low: "rate59", high: "rate60",
		},
		{id: "kmRNA", unit: "1/min", text: "rate65", what: "loss of its mRNA"},
		{id: "kSOCS", unit: "1/min", text: "rate69", what: "loss of the protein"},
		{
			id: "SOCSfull", unit: "nM", text: "[40 nM]", what: "protein at full induction",
			judgement: "all of it reaches the receptor here; chosen so that pSTAT1 at 2 h lies where published models put it (rate102 to rate105)", low: "rate112", high: "rate113",
		},
		{id: "kinh", unit: "1/nM", text: "rate73 / rate74", what: "inhibition of STAT phosphorylation"},
	},
	"SOCS3": {
		{id: "ktransit", unit: "1/min", text: "rate61", what: "each of five steps from gene to mRNA"},
		{
			id: "kmRNA", unit: "1/min", text: "[0.02 1/min]", what: "loss of its mRNA",
			judgement: "the two rows differ 37-fold and one is not identified", low: "rate91", high: "rate91",
		},
		{id: "kSOCS", unit: "1/min", text: "rate66", what: "loss of the protein"},
		{id: "SOCSfull", unit: "nM", text: "rate112", what: "protein at full induction"},
		{id: "kinh", unit: "1/nM", text: "rate70", what: "inhibition of STAT phosphorylation"},
	},
	"CIS": {
		{
			id: "ktransit", unit: "1/min", text: "[0.3 1/min]", what: "each of five steps from gene to mRNA",
			judgement: "the row for CIS was fitted with loss of its mRNA at a bound, so that the steps carry the loss too", low: "rate59", high: "rate60",
		},
		{
			id: "kmRNA", unit: "1/min", text: "[0.02 1/min]", what: "loss of its mRNA",
			judgement: "no row for CIS", low: "rate91", high: "rate91",
		},
		{id: "kSOCS", unit: "1/min", text: "rate68", what: "loss of the protein"},
		{id: "SOCSfull", unit: "nM", text: "rate111", what: "protein at full induction"},
		{
			id: "kinh", unit: "1/nM", text: "[0.4 1/nM]", what: "inhibition of STAT phosphorylation",
			judgement: "no row for CIS on this scale; chosen so that pSTAT5 at 2 h lies where published models put it (rate103, rate104)", low: "rate72", high: "rate70",
		},
	},
}

// cells are the volumes and abundances that the evidence has for a kind of cell; the first is the default.
var cells = []struct {
	name               string
	cytoplasm, nucleus string
	receptor           map[string]string // by family
	stat               map[string]string
	note               string
}{
	{name: "blood cell", cytoplasm: "rate96", nucleus: "rate97", note: "volumes of CFU-E stand for blood cells"},
	{name: "CFU-E", cytoplasm: "rate96", nucleus: "rate97", receptor: map[string]string{"homodimer": "rate80"}, stat: map[string]string{"STAT5": "rate82"}},
	{name: "hepatocyte", cytoplasm: "rate94", nucleus: "rate95", receptor: map[string]string{"gp130": "rate77"}, stat: map[string]string{"STAT3": "rate78"}},
	{name: "BaF3", cytoplasm: "rate96", nucleus: "rate97", stat: map[string]string{"STAT5": "rate83"}, note: "volumes of CFU-E stand for BaF3"},
	{name: "MedB-1", cytoplasm: "rate96", nucleus: "rate97", receptor: map[string]string{"IL-4/IL-13": "rate87"}, stat: map[string]string{"STAT5": "rate84"}, note: "volumes of CFU-E stand for MedB-1"},
}

var nanomolar = unit.Must("nM")

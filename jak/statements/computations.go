package statements

import (
	"fmt"
	"math"
	"slices"

	"jakstat/jak/binding"
	"jakstat/jak/engagement"
)

// Treatments by what they are.
var (
	raDrugs = []string{"tofacitinib 5 mg", "upadacitinib 15 mg", "baricitinib 4 mg", "filgotinib 200 mg"}
	jak1    = []string{"upadacitinib 15 mg", "filgotinib 200 mg", "abrocitinib 200 mg"}
	jak2    = []string{"ruxolitinib 20 mg", "fedratinib 400 mg", "pacritinib 200 mg"}
	three   = raDrugs[:3]
	jak1Own = []string{"IFN-alpha/beta", "IFN-gamma", "IL-6/pSTAT3", "IL-10", "IL-22"}
	blood   = []string{"EPO", "TPO", "GM-CSF"}
)

const (
	tofa, upa, bari, filgo = "tofacitinib 5 mg", "upadacitinib 15 mg", "baricitinib 4 mg", "filgotinib 200 mg"
	abro, rux, deucra      = "abrocitinib 200 mg", "ruxolitinib 20 mg", "deucravacitinib 6 mg"
	il6                    = "IL-6/pSTAT3"
)

// computations embody the checks of the plan, by id. A test holds that each check has one and that none is without a check.
var computations = map[string]func(*world) Figure{
	"S1.1": (*world).differing,
	"S1.2": (*world).fewestSilenced,

	"S2.1": dishFigure(func(d *dynamics) (float64, string) {
		return slices.Max(d.control[pSTAT]), "IL-6 1 nM in medium"
	}),
	"S2.2": reached("tofacitinib 100 µM", pSTAT, func(d *dynamics) [][]float64 { return d.drug }),
	"S2.3": dishFigure(func(d *dynamics) (float64, string) {
		a, b := half(d.minutes, d.control[pSTAT]), half(d.minutes, d.control[mRNA])
		return b - a, fmt.Sprintf("half of the peak of pSTAT3 after %.0f min, of mRNA after %.0f min", a, b)
	}),
	"S2.4": reached("tofacitinib 100 µM", mRNA, func(d *dynamics) [][]float64 { return d.drug }),
	"S2.5": reached("import of STAT3 dimers barred", mRNA, func(d *dynamics) [][]float64 { return d.excluded }),
	"S2.6": reached("import of STAT3 dimers barred", pSTAT, func(d *dynamics) [][]float64 { return d.excluded }),

	"S3.1": (*world).inflammationWithoutJAK1,
	"S3.2": (*world).homeostasisWithoutJAK2,
	"S3.3": (*world).sharedPairs,

	"S4.1": func(w *world) Figure {
		return w.knockOut(math.Max, []binding.Kinase{binding.JAK1}, "IFN-alpha/beta", "IFN-gamma", "IFN-lambda")
	},
	"S4.2": func(w *world) Figure {
		return least(w.each(jak1, "IFN-alpha/beta", "IFN-gamma")...).with(w.listed(jak1, "IFN-alpha/beta", "IFN-gamma"))
	},
	"S4.3": func(w *world) Figure {
		return less(w.average(abro, "IFN-gamma"), w.average("abrocitinib 100 mg", "IFN-gamma")).with(w.listed([]string{"abrocitinib 100 mg", abro}, "IFN-gamma"))
	},

	"S5.1": func(w *world) Figure { return w.knockOut(math.Max, []binding.Kinase{binding.JAK2}, blood...) },
	"S5.2": func(w *world) Figure {
		return w.knockOut(math.Min, []binding.Kinase{binding.JAK1, binding.JAK3, binding.TYK2}, blood...)
	},
	"S5.3": func(w *world) Figure {
		t := "fedratinib 400 mg"
		return less(w.average(t, "EPO"), w.average(t, il6)).with(w.listed([]string{t}, "EPO", il6))
	},
	"S5.4": (*world).beyondJAK2,

	"S6.1": func(w *world) Figure { return w.knockOut(math.Max, []binding.Kinase{binding.JAK3}, gammaC...) },
	"S6.2": func(w *world) Figure { return w.knockOut(math.Max, []binding.Kinase{binding.JAK1}, gammaC...) },
	"S6.3": func(w *world) Figure {
		return w.some(least, "ritlecitinib 50 mg", "IL-2", "IL-4", "IL-7", "IL-15", "IL-21")
	},
	"S6.4": func(w *world) Figure { return w.exponent("gamma-c") },
	"S6.5": func(w *world) Figure {
		return w.some(most, "ritlecitinib 50 mg", il6, "IFN-alpha/beta", "EPO", "IL-12")
	},

	"S7.1": func(w *world) Figure { return w.knockOut(math.Max, []binding.Kinase{binding.TYK2}, "IL-12", "IL-23") },
	"S7.2": func(w *world) Figure { return w.some(least, deucra, "IL-12", "IL-23") },
	"S7.3": func(w *world) Figure { return w.average(deucra, "IL-12") },
	"S7.4": func(w *world) Figure { return w.hours(deucra, "IL-12") },
	"S7.5": func(w *world) Figure { return most(w.each(three, "IL-12")...).with(w.listed(three, "IL-12")) },

	"S8.1": func(w *world) Figure {
		var ratios []Figure
		words := ""
		for _, t := range append([]string{deucra}, raDrugs...) {
			r := over(mean(w.all(t, "IL-2", "IL-10")...), mean(w.all(t, il6, "IFN-gamma", "IL-23")...))
			ratios = append(ratios, r)
			words += fmt.Sprintf("; %s %.2g", t, r.Typical)
		}
		return over(most(ratios...), least(ratios...)).with("regulatory over inflammatory: " + words[2:])
	},
	"S8.2": func(w *world) Figure {
		var means []Figure
		for _, t := range raDrugs {
			means = append(means, mean(w.all(t, "IL-2", "IL-10")...))
		}
		return least(means...).with(w.listed(raDrugs, "IL-2", "IL-10"))
	},
	"S8.3": func(w *world) Figure { return w.difference(tofa, bari, "IL-2") },
	"S8.4": func(w *world) Figure { return w.difference(bari, tofa, "IL-10") },

	"S9.1": leastGain(raACR20, tofa5Arm, upa15Arm, bari4Arm, filgo200Arm),
	"S9.2": negative(mostSharp(tofa5Arm, upa15Arm, bari4Arm)),

	"S10.1": leastGain(pso, deucra6Arm),
	"S10.2": func(w *world) Figure { return w.average(deucra, "IL-23") },

	"S11.1": (*world).realised,
	"S11.2": (*world).realised,
	"S11.3": (*world).calibratedShare,
	"S11.4": func(w *world) Figure {
		var peaks []Figure
		words := ""
		for _, t := range raDrugs {
			peaks = append(peaks, w.peak(t, il6))
			words += fmt.Sprintf("; %s %.0f %%", t, peaks[len(peaks)-1].Typical)
		}
		return least(peaks...).with(words[2:])
	},

	"S12.1": (*world).ranks,
	"S12.2": func(w *world) Figure {
		return w.some(most, deucra, il6, "IL-2", "IFN-gamma", "GM-CSF", "EPO", "TPO", "G-CSF")
	},
	"S12.3": func(w *world) Figure {
		a, b := w.offTarget("momelotinib 200 mg", "ACVR1"), w.offTarget("pacritinib 200 mg", "ACVR1")
		return details(least(a, b), a, b)
	},
	"S12.4": func(w *world) Figure { return w.offTarget(rux, "ACVR1") },
	"S12.5": func(w *world) Figure {
		a, b := w.offTarget("pacritinib 200 mg", "FLT3"), w.offTarget("fedratinib 400 mg", "FLT3")
		return details(least(a, b), a, b)
	},
	"S12.6": func(w *world) Figure {
		return least(w.difference(bari, tofa, "GM-CSF"), w.difference(bari, tofa, "G-CSF")).with(w.listed([]string{bari, tofa}, "GM-CSF", "G-CSF"))
	},

	"S13.1": func(w *world) Figure { return least(w.windows(jak1)...).with(w.windowWords(jak1)) },
	"S13.2": func(w *world) Figure {
		return over(geomean(w.windows(jak1)...), w.window(rux)).with(w.windowWords(append([]string{rux}, jak1...)))
	},
	"S13.3": func(w *world) Figure { return least(w.each(jak1, il6)...).with(w.listed(jak1, il6)) },
	"S13.4": func(w *world) Figure { return most(w.each(jak1, "EPO")...).with(w.listed(jak1, "EPO")) },
	"S13.5": func(w *world) Figure { return most(w.each(jak1, "TPO")...).with(w.listed(jak1, "TPO")) },
	"S13.6": func(w *world) Figure { return w.average("upadacitinib 45 mg", "EPO") },
	"S13.7": func(w *world) Figure { return w.window(rux) },
	"S13.8": func(w *world) Figure { return w.preference(upa, binding.JAK2, binding.JAK1) },
	"S13.9": func(w *world) Figure { return w.observed("pd39", 1) },
	"S13.10": func(w *world) Figure {
		return least(w.labs(jak1[:2], "RA", "hemoglobin", 24)...)
	},
	"S13.11": func(w *world) Figure { return w.lab(abro, "AD", "platelets", 24) },

	"S14.1": func(w *world) Figure { return w.fading(bari, il6, 24) },
	"S14.2": func(w *world) Figure { return w.fading(rux, il6, 10) },
	"S14.3": func(w *world) Figure { return w.peakTime("upadacitinib 3 mg healthy", il6) },
	"S14.4": func(w *world) Figure { return w.longest(three...) },
	"S14.5": func(w *world) Figure { return less(w.hours(filgo, "IL-6/pSTAT1"), w.hours(upa, "IL-6/pSTAT1")) },

	"S14.6": troughGain(0),
	"S14.7": engagementFigure(func(still, long engagement.Row) (float64, string) {
		return long.Longer.Every, fmt.Sprintf("the trough of binding at equilibrium holds with the same daily dose every %.0f h instead of every %.0f h", long.Longer.Every, still.Longer.Every)
	}),
	"S14.8": troughGain(1),

	"S15.1": func(w *world) Figure { return w.latitude(upa, 15) },
	"S15.2": func(w *world) Figure { return w.latitude(filgo, 200) },
	"S15.3": func(w *world) Figure { return w.latitude(rux, 20) },
	"S15.4": func(w *world) Figure {
		return w.matching("upadacitinib 3 mg healthy", 3, "tofacitinib 5 mg healthy", il6)
	},
	"S15.5": func(w *world) Figure {
		return w.matching("upadacitinib 3 mg healthy", 3, "tofacitinib 5 mg healthy", "IL-7")
	},

	"S16.1": func(w *world) Figure {
		return least(w.classMeans(jak1, jak1Own...)...).with(w.listed(jak1, jak1Own...))
	},
	"S16.2": func(w *world) Figure { return most(w.classMeans(jak1, blood...)...).with(w.listed(jak1, blood...)) },
	"S16.3": func(w *world) Figure { return least(w.each(jak1, jak1Own...)...).with(w.listed(jak1, jak1Own...)) },
	"S16.4": func(w *world) Figure { return most(w.each(jak1, blood...)...).with(w.listed(jak1, blood...)) },
	"S16.5": func(w *world) Figure {
		a, b := w.ic50(upa, "IL-7"), w.ic50(upa, il6)
		return over(a, b).with(fmt.Sprintf("IL-7 %.3g nM, IL-6/pSTAT3 %.3g nM, total plasma; at 15 mg %.0f %% of IL-7 over the day", a.Typical, b.Typical, w.average(upa, "IL-7").Typical))
	},
	"S16.6": func(w *world) Figure {
		return most(w.classMeans(jak1, "IL-7", "IL-15")...).with(w.listed(jak1, "IL-7", "IL-15"))
	},
	"S16.7": func(w *world) Figure { return w.preference(upa, binding.JAK3, binding.JAK1) },
	"S16.8": func(w *world) Figure {
		return most(spread(w.each(raDrugs, "IFN-alpha/beta")...), spread(w.each(raDrugs, "IL-6/pSTAT1")...)).with(w.listed(raDrugs, "IFN-alpha/beta", "IL-6/pSTAT1"))
	},
	"S16.9":  func(w *world) Figure { return w.notLeast(filgo, three, "IL-2", "IL-4", "IL-15") },
	"S16.10": func(w *world) Figure { return w.notLeast(filgo, three, "IFN-gamma") },
	"S16.11": func(w *world) Figure { return w.notLeast(filgo, three, "IL-12", "IL-23", "G-CSF", "GM-CSF") },

	"S17.1": leastGain(patients{"RA", inadequate, "ACR50", 12}, upa15Arm, filgo200Arm),
	"S17.2": leastGain(psa, upa15Arm, filgo200Arm),
	"S17.3": leastGain(ucInduce, upa45Arm, filgo200Arm),
	"S17.4": func(w *world) Figure {
		return least(w.labs([]string{upa, filgo}, "RA", "hemoglobin", 24)...)
	},

	"S18.1": func(w *world) Figure {
		return least(w.classMeans(jak2, "EPO", "TPO")...).with(w.listed(jak2, "EPO", "TPO"))
	},
	"S18.2": func(w *world) Figure {
		return less(mean(w.each(jak2, "EPO")...), mean(w.each(jak1, "EPO")...)).with(w.listed(append(append([]string{}, jak2...), jak1...), "EPO"))
	},
	"S18.3": func(w *world) Figure { return mean(w.each(jak2, "GM-CSF")...).with(w.listed(jak2, "GM-CSF")) },
	"S18.4": func(w *world) Figure { return w.preference(rux, binding.JAK1, binding.JAK2) },
	"S18.5": func(w *world) Figure { return w.preference("fedratinib 400 mg", binding.JAK1, binding.JAK2) },
	"S18.6": func(w *world) Figure {
		return less(w.average(rux, "TPO"), w.average(rux, il6)).with(w.listed([]string{rux}, "TPO", il6))
	},

	"S18.7": func(w *world) Figure { return w.lab(rux, "MF", "hemoglobin", 12) },
	"S18.8": func(w *world) Figure { return w.lab(rux, "MF", "platelets", 12) },

	"S19.1": func(w *world) Figure {
		a, b, c := w.constant(tofa, binding.JAK1), w.constant(tofa, binding.JAK2), w.constant(tofa, binding.JAK3)
		return over(most(a, b, c), least(a, b, c)).with(fmt.Sprintf("JAK1 %.3g, JAK2 %.3g, JAK3 %.3g nM unbound at 1 mM ATP", a.Typical, b.Typical, c.Typical))
	},
	"S19.2": func(w *world) Figure { return w.share("tofacitinib 10 mg", Range{25, math.NaN()}) },
	"S19.3": func(w *world) Figure {
		a, b := w.share(tofa, Range{25, math.NaN()}), w.share(upa, Range{25, math.NaN()})
		return less(a, b).with(fmt.Sprintf("tofacitinib 5 mg %.0f %% of read-outs, upadacitinib 15 mg %.0f %%", 100*a.Typical, 100*b.Typical))
	},
	"S19.4": func(w *world) Figure { return w.some(least, "tofacitinib 10 mg", blood...) },
	"S19.5": func(w *world) Figure { return w.share(tofa, Range{10, 73}) },
	"S19.6": func(w *world) Figure { return mean(w.each(three, "IL-2")...).with(w.listed(three, "IL-2")) },
	"S19.7": func(w *world) Figure { return mean(w.each(three, "TPO")...).with(w.listed(three, "TPO")) },
	"S19.8": func(w *world) Figure { return w.stronger(tofa, bari, "IL-2", "IL-4", "IL-15", "IL-21") },
	"S19.9": func(w *world) Figure { return w.stronger(upa, bari, "IL-2", "IL-4", "IL-15", "IL-21") },

	"S19.13": func(w *world) Figure { return w.lab("tofacitinib 10 mg", "RA", "neutrophils", 12) },

	"S21.1": leastGain(raACR20, tofa5Arm, upa15Arm),
	"S21.2": negative(mostSharp(tofa5Arm, upa15Arm)),
	"S21.3": between(raACR50, tofa5Arm, raACR50, adaliArm),
	"S21.4": between(raACR50.but("mono", 1), tofa5Arm, raACR50, adaliArm),

	"S22.1": leastGain(adSkin, abro200Arm, upa30Arm),
	"S22.2": leastGain(adItch, abro200Arm, upa30Arm),
	"S22.3": leastGain(adSkin.but("tcs", 1), abro200Arm),

	"S23.1": leastGain(ucInduce, tofa10Arm, filgo200Arm),
	"S23.2": leastGain(ucKeep, tofa5Arm, filgo200Arm),
	"S23.3": leastGain(ucInduce.but("bio", 1), tofa10Arm),

	"S24.1": (*world).fastItch,

	"S25.1": leastGain(psa, tofa5Arm, upa15Arm),
	"S25.2": leastGain(pso, tofa10Arm, deucra6Arm),

	"S29.1": between(ucInduce.but("bio", 0), upa45Arm, ucInduce.but("bio", 1), upa45Arm),
	"S29.2": between(raACR20, upa15Arm, raACR20.but("bio", 1), upa15Arm),
	"S26.1": func(w *world) Figure { return most(w.labs(raDrugs, "RA", "CRP", 12)...) },
	"S26.2": func(w *world) Figure { return least(w.labs(raDrugs, "RA", "LDL-C", 12)...) },
	"S26.4": negative(mostSharp(tofa5Arm, upa15Arm, bari4Arm)),
	"S26.3": func(w *world) Figure { return least(w.labs(raDrugs, "RA", "HDL-C", 12)...) },

	"S28.1": func(w *world) Figure {
		return less(w.lab("fedratinib 400 mg", "MF", "hemoglobin", 12), w.lab(upa, "RA", "hemoglobin", 12))
	},
	"S28.2": func(w *world) Figure {
		return less(w.lab(rux, "MF", "platelets", 12), w.lab(bari, "RA", "platelets", 12))
	},
}

package statements

import (
	"fmt"
	"maps"

	"jakstat/jak/safety"
)

// Populations that differ by one thing.
func older(p *safety.Population)   { p.X[safety.Age], p.X[safety.AgeSD] = 70, 4 }
func younger(p *safety.Population) { p.X[safety.Age], p.X[safety.AgeSD] = 50, 4 }

func smokers(p *safety.Population) { p.X[safety.Smoker], p.X[safety.ExSmoker] = 1, 0 }
func never(p *safety.Population)   { p.X[safety.Smoker], p.X[safety.ExSmoker] = 0, 0 }

func region(c safety.Covariate, share float64) func(*safety.Population) {
	return func(p *safety.Population) {
		for _, r := range []safety.Covariate{safety.EasternEurope, safety.LatinAmerica, safety.JapanKorea, safety.OtherAsia} {
			p.X[r] = 0
		}
		p.X[c] = share
	}
}

func share(c safety.Covariate, x float64) func(*safety.Population) {
	return func(p *safety.Population) { p.X[c] = x }
}

func both(f ...func(*safety.Population)) func(*safety.Population) {
	return func(p *safety.Population) {
		for _, g := range f {
			g(p)
		}
	}
}

func init() { maps.Copy(computations, harms()) }

// harms embody the checks of adverse events.
func harms() map[string]func(*world) Figure {
	ra := safety.ReferenceDisease
	return map[string]func(*world) Figure{
		"S17.11": func(w *world) Figure {
			return w.ratioOf("herpes zoster", upa15.in(ra, nil), none.in(ra, nil))
		},
		"S17.12": func(w *world) Figure { return w.ratioOf("VTE", upa15.in(ra, nil), none.in(ra, nil)) },

		"S19.11": func(w *world) Figure {
			return w.ratioOf("serious infection", tofa5.in(ra, nil), upa15.in(ra, nil))
		},
		"S19.12": func(w *world) Figure {
			return w.ratioOf("serious infection", tofa5.in(ra, nil), none.in(ra, nil))
		},

		"S20.1": func(w *world) Figure { return w.ratioOf("MACE", tofa5.in(atRisk, nil), tnf.in(atRisk, nil)) },
		"S20.2": func(w *world) Figure {
			return w.ratioOf("malignancy excl NMSC", tofa5.in(atRisk, nil), tnf.in(atRisk, nil))
		},
		"S20.3": func(w *world) Figure { return w.ratioOf("VTE", tofaX.in(atRisk, nil), tnf.in(atRisk, nil)) },
		"S20.4": func(w *world) Figure { return w.excess("MACE", both(older, smokers), both(younger, never)) },
		"S20.5": func(w *world) Figure {
			return w.excess("malignancy excl NMSC", both(older, smokers), both(younger, never))
		},

		"S26.11": func(w *world) Figure {
			return w.ratioOf("serious infection", upa15.in(ra, nil), none.in(ra, nil))
		},
		"S26.12": func(w *world) Figure { return w.gain("serious infection", true) },

		"S27.1": func(w *world) Figure {
			return w.ratioOf("herpes zoster", tofa5.in(ra, nil), none.in(ra, nil))
		},
		"S27.2": func(w *world) Figure {
			return w.ratioOf("herpes zoster", upa30.in(ra, nil), upa15.in(ra, nil))
		},
		"S27.3": func(w *world) Figure { return w.gain("herpes zoster", false) },
		"S27.4": func(w *world) Figure { return w.gain("herpes zoster", true) },
		"S27.5": func(w *world) Figure {
			return w.peculiar("herpes zoster", harm{class: safety.JAK, drug: [3]string{"filgotinib", "200", "QD"}})
		},
		"S27.6": func(w *world) Figure {
			return w.ratioOf("herpes zoster", upa15.in(ra, share(safety.RecombinantVaccine, 1)), upa15.in(ra, both(share(safety.RecombinantVaccine, 0), share(safety.LiveVaccine, 0))))
		},
		"S27.7": func(w *world) Figure {
			return w.ratioOf("herpes zoster", tofa5.in(ra, region(safety.JapanKorea, 1)), tofa5.in(ra, region(safety.JapanKorea, 0)))
		},

		"S28.11": func(w *world) Figure {
			return w.ratioOf("opportunistic infection", tofa5.in(ra, nil), none.in(ra, nil))
		},
		"S28.12": func(w *world) Figure { return w.ratioOf("VTE", bari4.in(ra, nil), tnf.in(ra, nil)) },
		"S28.13": func(w *world) Figure {
			return w.ratioOf("VTE", bari4.in(ra, share(safety.PriorVTE, 1)), bari4.in(ra, share(safety.PriorVTE, 0)))
		},
		"S28.14": (*world).watched,

		"S29.11": func(w *world) Figure {
			return w.ratioOf("MACE", tofa5.in(atRisk, both(older, smokers)), tofa5.in(atRisk, both(younger, never)))
		},
		"S29.12": func(w *world) Figure {
			return w.ratioOf("malignancy excl NMSC", tofa5.in(atRisk, both(older, smokers)), tofa5.in(atRisk, both(younger, never)))
		},
		"S29.13": func(w *world) Figure {
			return w.ratioOf("VTE", tofa5.in(ra, both(older, share(safety.PriorVTE, 1))), tofa5.in(ra, both(younger, share(safety.PriorVTE, 0))))
		},
		"S29.14": func(w *world) Figure {
			return w.ratioOf("serious infection", tofa5.in(ra, both(older, share(safety.PriorInfection, 1), share(safety.PriorBiologic, 1))), tofa5.in(ra, both(younger, share(safety.PriorInfection, 0), share(safety.PriorBiologic, 0))))
		},
		"S29.15": func(w *world) Figure {
			return w.ratioOf("MACE", tofa5.in(atRisk, share(safety.ASCVD, 1)), tofa5.in(atRisk, share(safety.ASCVD, 0)))
		},
	}
}

// excess is by how much more events per 100 patient-years tofacitinib brings over a TNF inhibitor in one population than in another.
func (w *world) excess(event string, a, b func(*safety.Population)) Figure {
	f := w.hazards(event, tofa5.in(atRisk, a), tnf.in(atRisk, a), tofa5.in(atRisk, b), tnf.in(atRisk, b))
	here, there := less(f[0], f[1]), less(f[2], f[3])
	return less(here, there).with(fmt.Sprintf("%s under tofacitinib 5 mg less under a TNF inhibitor: %.2g and %.2g per 100 patient-years", event, here.Typical, there.Typical))
}

package biomarker

import "math"

// Steady returns what a person's values come to under unending treatment, over their baselines: closed forms, and for red cells the root of a monotone
// function. Platelets are 0 where progenitors cannot regain their signal.
func (m *Model) Steady(p Person) map[string]float64 {
	values := map[string]float64{}
	for i, x := range m.program.Params {
		values[x.ID] = m.program.Params[i].Value * x.Scale
	}
	for _, s := range m.settings(p) {
		x := m.program.Params[s.Param]
		values[x.ID] = s.Value * x.Scale
	}
	v := func(id string) float64 { return values[id] }
	left := func(cytokine, exponent string) float64 { return math.Pow(1-v(block(cytokine)), v(exponent)) }
	j := left("IL-6", "eta") * (1 - v("relief"))
	out := map[string]float64{}
	for _, part := range m.Parts {
		switch part {
		case RedCells:
			out["hemoglobin"] = m.steadyRed(v, j)
			out["reticulocytes"] = 1 // as many are made as mature
		case Platelets:
			x := v("thrombo") * v("inflammation")
			made := (1 + x*j) / (1 + x) * left("TPO", "rhoT")
			out["platelets"] = max(0, (made-1+v("phi"))/(v("phi")*left("TPO", "c")))
		case WhiteCells:
			out["neutrophils"] = math.Pow((1-v(block("G-CSF")))*(1-v(block("GM-CSF"))), v("csf")) * (1 + v("myelo")*j) / (1 + v("myelo"))
			nk, b := left("IL-15", "fifteen"), 1/left("IL-15", "bcell")
			out["NK cells"], out["B cells"] = nk, b
			out["lymphocytes"] = (1 + v("traffic")*(1-j)) * ((1-shareNK-shareB)*left("IL-7", "seven") + shareNK*nk + shareB*b)
		case Chemistry:
			out["CRP"], out["CXCL10"] = j, 1-v(block("IFN-gamma"))
			for lab, e := range map[string]string{"LDL-C": "eLDL", "HDL-C": "eHDL", "triglycerides": "eTG", "creatinine": "ecreatinine", "CK": "eCK", "ALT": "eALT"} {
				out[lab] = 1 / (1 - v(e)*v(block("IL-6")))
			}
			out["total cholesterol"] = 1 + (v("baseline_LDL_C")*(out["LDL-C"]-1)+v("baseline_HDL_C")*(out["HDL-C"]-1)+0.2*v("baseline_triglycerides")*(out["triglycerides"]-1))/v("baseline_total_cholesterol")
		}
	}
	return out
}

// steadyRed solves red = what is made of it; more red cells mean less EPO.
func (m *Model) steadyRed(v func(string) float64, j float64) float64 {
	hepcidin := (1 - v("wACVR1")*v(block("ACVR1"))) * (1 + v("inflammation")*j) / (1 + v("inflammation"))
	iron := math.Pow(hepcidin, -v("kappa"))
	u, hb := v(block("EPO")), v("baseline_hemoglobin")
	rest := v("EPO_healthy") * math.Exp(v("EPO_slope")*(v("Hb_healthy")-hb))
	made := func(red float64) float64 {
		epo := math.Exp(v("EPO_slope") * hb * (1 - red))
		response := epo * (rest + v("SC50")) / (epo*rest + v("SC50"))
		return iron * (v("clonal")*math.Pow(1-u, v("clone")) + (1-v("clonal"))*math.Pow(1-u, v("rho"))*response)
	}
	low, high := 0.0, 10.0
	for range 80 {
		if mid := (low + high) / 2; made(mid) > mid {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

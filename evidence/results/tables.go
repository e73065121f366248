package results

import "strings"

// Design is the design of one trial or pool. Blind is true where its results are kept back to test predictions.
type Design struct {
	Cited
	Trial, NCT, Disease, Phase, Population, Background string
	Blind                                              bool
	Randomised, MeanAge, Female                        Number // people, years, per cent
	Primary                                            string
	Weeks                                              Number
	Severity                                           string // as printed: "DAS28-CRP 5.6-5.7; HAQ-DI 1.5"
}

// Result is one endpoint of one arm at one week: per cent of patients or a mean change.
type Result struct {
	Cited
	Trial, Arm, Drug, Dose, Regimen string // dose in mg as printed
	N                               Number
	Week                            float64
	Endpoint                        string
	Value                           float64 // NaN-free: 0 in Wanted
	Unit                            string  // "pct", "mean change", ...
	Interval                        string  // as printed, with its kind
}

// Lab is one laboratory figure of an arm or pool.
type Lab struct {
	Cited
	Pool, Disease, Drug, Dose, Regimen, Week, Lab, Statistic string
	Value                                                    Number
	Unit                                                     string
	Placebo                                                  Number // the same in the placebo arm
}

// Rate is an incidence rate of one event, per 100 patient-years.
type Rate struct {
	Cited
	Pool, Population, Arm, Drug, Dose, Regimen, Event string
	Per100PY, Low, High, Events, PatientYears         Number
}

// Ratio is a relative effect between two treatments (a hazard ratio unless the note says otherwise).
type Ratio struct {
	Cited
	Study, Drug, Dose, Comparator, Event, Subgroup string
	HR, Low, High                                  Number
}

// RiskFactor is the effect of a covariate on an event, or its prevalence in a population.
type RiskFactor struct {
	Cited
	Event, Factor, Effect string
	Value                 Number
	Interval              string
}

func columns(list string) []string {
	return strings.Split(list, ",")
}

var tables = []table{
	{
		"trials", columns("id,trial,use,nct,disease,phase,population,background_therapy,n_randomised,primary_endpoint,duration_wk,mean_age,pct_female,baseline_severity,source,how,note"),
		func(l *Library, c *cells) {
			use := c.text("use")
			if use != "calibrate" && use != "predict" {
				c.fail("use must be calibrate or predict, not %q", use)
			}
			l.Designs = append(l.Designs, Design{
				Cited: c.cited(), Trial: c.text("trial"), NCT: c.text("nct"), Disease: c.text("disease"), Phase: c.text("phase"),
				Population: c.text("population"), Background: c.text("background_therapy"), Blind: use == "predict",
				Randomised: c.number("n_randomised"), MeanAge: c.number("mean_age"), Female: c.number("pct_female"),
				Primary: c.text("primary_endpoint"), Weeks: c.number("duration_wk"), Severity: c.text("baseline_severity"),
			})
		},
	},
	{
		"efficacy", columns("id,trial,arm,drug,dose_mg,regimen,n,week,endpoint,value,unit,ci_or_se,source,how,note"),
		func(l *Library, c *cells) {
			r := c.result()
			r.N, r.Regimen, r.Value, r.Unit, r.Interval = c.number("n"), c.text("regimen"), c.needed("value"), c.text("unit"), c.text("ci_or_se")
			l.Efficacy = append(l.Efficacy, r)
		},
	},
	{
		"timecourse", columns("id,trial,arm,drug,dose_mg,week,endpoint,value,source,how,note"),
		func(l *Library, c *cells) {
			r := c.result()
			r.Value = c.needed("value")
			l.Courses = append(l.Courses, r)
		},
	},
	{
		"to_predict", columns("id,trial,arm,drug,dose_mg,regimen,n,week,endpoint,unit"),
		func(l *Library, c *cells) {
			r := c.result()
			r.N, r.Regimen, r.Unit = c.number("n"), c.text("regimen"), c.text("unit")
			l.Wanted = append(l.Wanted, r)
		},
	},
	{
		"labs", columns("id,trial_or_pool,disease,drug,dose_mg,regimen,week,lab,statistic,value,unit,placebo_value,source,how,note"),
		func(l *Library, c *cells) {
			l.Labs = append(l.Labs, Lab{
				Cited: c.cited(), Pool: c.text("trial_or_pool"), Disease: c.text("disease"), Drug: c.text("drug"), Dose: c.text("dose_mg"),
				Regimen: c.text("regimen"), Week: c.text("week"), Lab: c.text("lab"), Statistic: c.text("statistic"),
				Value: c.number("value"), Unit: c.text("unit"), Placebo: c.number("placebo_value"),
			})
		},
	},
	{
		"safety_rates", columns("id,trial_or_pool,population,arm,drug,dose_mg,regimen,event,rate_per_100PY,ci_low,ci_high,n_events,patient_years,source,how,note"),
		func(l *Library, c *cells) {
			l.Rates = append(l.Rates, Rate{
				Cited: c.cited(), Pool: c.text("trial_or_pool"), Population: c.text("population"), Arm: c.text("arm"), Drug: c.text("drug"),
				Dose: c.text("dose_mg"), Regimen: c.text("regimen"), Event: c.text("event"), Per100PY: c.number("rate_per_100PY"),
				Low: c.number("ci_low"), High: c.number("ci_high"), Events: c.number("n_events"), PatientYears: c.number("patient_years"),
			})
		},
	},
	{
		"hazard_ratios", columns("id,trial_or_study,drug,dose_mg,comparator,event,subgroup,hr,ci_low,ci_high,source,how,note"),
		func(l *Library, c *cells) {
			l.Ratios = append(l.Ratios, Ratio{
				Cited: c.cited(), Study: c.text("trial_or_study"), Drug: c.text("drug"), Dose: c.text("dose_mg"), Comparator: c.text("comparator"),
				Event: c.text("event"), Subgroup: c.text("subgroup"), HR: c.number("hr"), Low: c.number("ci_low"), High: c.number("ci_high"),
			})
		},
	},
	{
		"risk_factors", columns("id,event,factor,effect,value,ci,source,how,note"),
		func(l *Library, c *cells) {
			l.RiskFactors = append(l.RiskFactors, RiskFactor{
				Cited: c.cited(), Event: c.text("event"), Factor: c.text("factor"), Effect: c.text("effect"), Value: c.number("value"), Interval: c.text("ci"),
			})
		},
	},
	{"pools", columns("id,pool,population,disease,like,covariates,part,subset,patient_years,years,source,how,note"), pool},
	{"rate_choices", columns("id,row,instead,source,how,note"), rateChoice},
	{"risk_effects", columns("id,event,covariate,contrast,row,ratio,low,high,source,how,note"), effect},
}

// result reads the columns that all tables of results by arm share.
func (c *cells) result() Result {
	return Result{
		Cited: c.cited(), Trial: c.text("trial"), Arm: c.text("arm"), Drug: c.text("drug"), Dose: c.text("dose_mg"),
		Week: c.needed("week"), Endpoint: c.text("endpoint"),
	}
}

// complete gives rows over time the size, regimen and unit of their arm in the main table.
func (l *Library) complete() {
	type key struct{ trial, arm string }
	arms := map[key]*Result{}
	units := map[string]string{}
	for i := range l.Efficacy {
		r := &l.Efficacy[i]
		units[r.Endpoint] = r.Unit
		if k := (key{r.Trial, r.Arm}); arms[k] == nil || !arms[k].N.Known {
			arms[k] = r
		}
	}
	for i := range l.Courses {
		r := &l.Courses[i]
		if a := arms[key{r.Trial, r.Arm}]; a != nil {
			r.N, r.Regimen = a.N, a.Regimen
		}
		if r.Unit = units[r.Endpoint]; r.Unit == "" {
			r.Unit = "pct"
			if strings.HasPrefix(r.Endpoint, "d") {
				r.Unit = "mean change"
			}
		}
	}
}

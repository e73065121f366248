// Package trial knows how a clinical trial runs: a YAML file with people, arms, visits and endpoints; how patients are enrolled, drop out, are rescued and
// switched, what happens to missing values; and what replicates of the whole trial say, with the uncertainty of the model and that of
// sampling told apart. It must not know why a drug works: how many patients of an arm respond comes from a [Predictor].
//
// # How patients are simulated
//
// The predictor gives, for every arm, endpoint and week, a normal linear predictor η: of the uncertain parameters of the model, which all
// trials share, and of the differences between trials and arms, which a new trial draws anew. Each replicate draws both once. A patient
// has one latent normal z for each score (ACR, PASI, DAS28-CRP) and week, the better the higher. An endpoint that is a share of
// patients is met where z is at least −η, so that its rate is Φ(η) before anybody drops out. Where the endpoints of a score are thresholds of a number (ACR20,
// ACR50, ACR70; DAS28-CRP at most 3.2, below 2.6), the patient's value is interpolated between them and the endpoints are computed from the
// value. A mean change is (η + z)·SD, SD between patients from library/disease/endpoints.csv.
//
// The latent normals of one patient are correlated: Correlation between scores and between far weeks, and more between near weeks of one
// score, falling off with the time Memory. Both are assumptions without data here. Rates and differences between arms
// do not depend on them; endpoints that join two scores, rescue rules and tables across endpoints do.
//
// # What the rates already hold
//
// The model was calibrated to reported rates, which count those who left as non-responders and carry the rescue rules of their
// trials. A drop-out or rescue rule of a file therefore comes on top; "as in the calibration trials" is the default.
//
// # Adverse events
//
// A file may follow adverse events instead of responses, or beside them. Each replicate draws the hazard of every event from the calibration of jak/safety: its
// coordinates, and what is peculiar to a programme, a pool and an arm. Each patient has covariates drawn from the described population, a time of entry, and
// for each event a time at which a unit exponential meets the hazard's integral; an effect with a lag grows as 1 − exp(−t/lag). The trial ends at its maximum or
// when the events it waits for have come. Read are rates to the first event, Kaplan-Meier curves, and the hazard ratio of Cox's regression. Events happen
// independently of each other given the covariates, and of responses; death, where it is followed, ends the rest.
//
// # Laboratory values
//
// Patients of an arm are virtual patients of jak/biomarker, measured at visits. Where a label is followed, its rules are applied to the measured values at each
// visit: a dose is held until no interruption rule is met, and the patient is simulated anew with these periods. Responses and events do not know of it.
package trial

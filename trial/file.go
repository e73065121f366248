package trial

import (
	"github.com/goccy/go-yaml/ast"

	"jakstat/diag"
	"jakstat/jak/form"
)

// File is a trial as written.
type File struct {
	Path           string
	Name           form.Text         `yaml:"trial"`
	About          form.Text         `yaml:"about"`
	NCT            form.Text         `yaml:"nct"`
	Disease        form.Text         `yaml:"disease"`
	Phase          form.Text         `yaml:"phase"`
	Programme      form.Text         `yaml:"programme"`
	Year           form.Text         `yaml:"year"`
	Population     PopulationEntry   `yaml:"population"`
	Background     form.Text         `yaml:"background"`
	Randomised     form.Text         `yaml:"randomised"`
	Arms           []ArmEntry        `yaml:"arms"`
	Control        form.Text         `yaml:"control"`
	Stratification form.Texts        `yaml:"stratification"`
	Eligibility    *EligibilityEntry `yaml:"eligibility"`
	Visits         form.Texts        `yaml:"visits"`
	Endpoints      []EndpointEntry   `yaml:"endpoints"`
	Events         *EventsEntry      `yaml:"events"`
	Laboratory     *LaboratoryEntry  `yaml:"laboratory"`
	Dropout        DropoutEntry      `yaml:"dropout"`
	Rescue         *MoveEntry        `yaml:"rescue"`
	Switch         *MoveEntry        `yaml:"switch"`
	Missing        form.Text         `yaml:"missing"`
	Assumptions    *AssumptionEntry  `yaml:"assumptions"`
	Source         form.Text         `yaml:"source"`
}

// PopulationEntry is who takes part. Shares stand as "25 %" or 0.25.
type PopulationEntry struct {
	Pos        diag.Pos
	Who        form.Text       `yaml:"who"`
	Biologic   form.Text       `yaml:"prior biologic"`
	Naive      form.Text       `yaml:"MTX-naive"`
	Mono       form.Text       `yaml:"monotherapy"`
	Asia       form.Text       `yaml:"Asia"`
	Steroids   form.Text       `yaml:"topical steroids"`
	Withdrawal form.Text       `yaml:"randomised withdrawal"`
	NonRadio   form.Text       `yaml:"non-radiographic"`
	PriorJAK   form.Text       `yaml:"prior JAK inhibitor"`
	Teen       form.Text       `yaml:"adolescents"`
	Activity   form.Text       `yaml:"DAS28-CRP"` // the mean that the model counts from
	Age        form.Text       `yaml:"age"`
	Female     form.Text       `yaml:"female"`
	Severity   form.Text       `yaml:"severity"`
	Covariates *CovariateEntry `yaml:"covariates"`
}

// ArmEntry is one arm.
type ArmEntry struct {
	Pos        diag.Pos
	Name       form.Text    `yaml:"name"`
	Drug       form.Text    `yaml:"drug"`
	Dose       form.Text    `yaml:"dose"`
	Regimen    form.Text    `yaml:"regimen"`
	Background form.Text    `yaml:"background"`
	Blockade   form.Text    `yaml:"blockade"`
	N          form.Text    `yaml:"n"`
	Ratio      form.Text    `yaml:"ratio"`
	Dropout    DropoutEntry `yaml:"dropout"`
}

// EligibilityEntry bounds who is taken in.
type EligibilityEntry struct {
	Pos      diag.Pos
	Age      form.Text  `yaml:"age"`
	Severity form.Text  `yaml:"severity"`
	Criteria form.Texts `yaml:"criteria"`
}

// EndpointEntry is an endpoint and when it is read.
type EndpointEntry struct {
	Pos      diag.Pos
	Endpoint form.Text  `yaml:"endpoint"`
	Weeks    form.Texts `yaml:"weeks"`
	Primary  form.Text  `yaml:"primary"`
	Margin   form.Text  `yaml:"margin"`
}

// DropoutEntry is "as in the calibration trials", or a share by a week.
type DropoutEntry struct {
	Pos   diag.Pos
	Words form.Text
	Rate  *RateEntry
}

// RateEntry is the share of patients that have left by a week.
type RateEntry struct {
	Share form.Text `yaml:"share"`
	By    form.Text `yaml:"by"`
}

// Read accepts words or a mapping with share and by.
func (e *DropoutEntry) Read(node ast.Node, l *diag.List) {
	e.Pos = form.Place(node)
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		e.Rate = &RateEntry{}
		form.Fill(node, e.Rate, l)
	default:
		e.Words.Read(node, l)
	}
}

// MoveEntry is a rescue or a planned switch of treatment.
type MoveEntry struct {
	Pos    diag.Pos
	Week   form.Text  `yaml:"week"`
	Unless form.Text  `yaml:"unless"`
	Arms   form.Texts `yaml:"arms"`
	To     form.Text  `yaml:"to"`
	Counts form.Text  `yaml:"counts"`
}

// AssumptionEntry holds what no table gives.
type AssumptionEntry struct {
	Pos         diag.Pos
	Correlation form.Text `yaml:"correlation"`
	Memory      form.Text `yaml:"memory"`
}

var kind = form.Kind{
	Code: "trial", Name: "trial file", First: "add trial: NAME, disease:, arms: and endpoints:; examples/trial-mytrial.yaml shows the form", One: "one file, one trial",
}

// Parse reads the form of a trial file; what its words mean is checked by [Open]. Mistakes come all together.
func Parse(path string, data []byte) (*File, diag.List) {
	f := &File{Path: path}
	ok, l := form.Read(path, data, kind, f)
	if !ok {
		return nil, l
	}
	return f, l
}
